"""Past coups: attempts at a coup in the ten years to the end of the year.

Formula
-------
::

    past coups_it = sum over the years t − 9 to t of  coups that succeeded + attempts that failed

as Powell and Thyne count them: illegal and overt attempts of the military or other elites within the state to unseat the
executive.

Pitfalls
--------
It counts what happened, and is no list of who is next: whether a coup comes is not predicted here or elsewhere in comity. Years
before a state existed count nothing. Known from 1959, when ten years had been looked at, to 2023; microstates are
not looked at by the publisher and are unknown. Others count differently (the Cline Center takes conspiracies and self-coups
too). Rumours, plots and coups denied by a government are not in it. Computed for all years, whichever are asked for.

References
----------
Powell, J. M., and C. L. Thyne (2011). Global Instances of Coups from 1950 to 2010: A New Dataset. *Journal of Peace
Research* 48(2), 249–259.

Examples
--------
Two attempts, eleven years apart:

>>> import numpy as np
>>> window(np.array([[1.0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]])).tolist()
[[nan, nan, nan, nan, nan, nan, nan, nan, nan, 1.0, 0.0, 1.0]]
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from comity.measures.contract import Measure, Need
from comity.measures.estimates import Contribution, Estimates, Floats
from comity.measures.explaining import key_of, rows_behind
from comity.measures.reading import Reading

SUCCESSFUL = Need("coups", "figure.powell-thyne-coups")
FAILED = Need("coups", "figure.powell-thyne-failed-coups")
_KINDS = (("pt_coup_num", SUCCESSFUL, "coup that succeeded", "coups that succeeded"), ("pt_failed_num", FAILED, "attempt that failed", "attempts that failed"))  # fmt: skip
YEARS = 10


def window(yearly: Floats) -> Floats:
    """Add up ten years along the last axis; NaN where one of them is not known."""
    found = np.full(yearly.shape, np.nan)
    if yearly.shape[-1] >= YEARS:
        found[..., YEARS - 1 :] = np.lib.stride_tricks.sliding_window_view(yearly, YEARS, axis=-1).sum(axis=-1)
    return found


def counts(reading: Reading, name: str) -> Floats:
    """Give the number of a year, (N, P): 0 before and after a state existed, NaN where it is not known."""
    return np.where(reading.axis.present, reading.nan("coups", name), 0.0)


def compute(reading: Reading) -> Estimates:
    """Give the coups of the last ten years of all states and years."""
    value = reading.of_states(np.sum([window(counts(reading, name)) for name, *_ in _KINDS], axis=0))
    return Estimates(reading.states, value, inputs=np.where(np.isfinite(value), 2 * YEARS, 0))


def explain(reading: Reading, estimates: Estimates, row: int) -> Sequence[Contribution]:
    """Give the coups of each year, the latest first."""
    place, period = int(estimates.subjects.a[row]), int(estimates.subjects.period[row])
    axis = reading.axis
    found = []
    for when in range(period, period - YEARS, -1):
        year = int(axis.years[when])
        for name, need, one, several in _KINDS:
            number = float(counts(reading, name)[place, when])
            if number > 0:
                key = key_of(axis, place, when)
                behind = rows_behind(reading.con, (need,), [key], date(year, 1, 1), date(year, 12, 31))
                label = f"{year}: {number:.0f} {one if number == 1 else several}"
                found.append(Contribution(label, number, tuple(behind)))
    if not found:
        first, last = int(axis.years[period]) - YEARS + 1, int(axis.years[period])
        key = key_of(axis, place, period)
        behind = rows_behind(reading.con, (SUCCESSFUL, FAILED), [key], date(first, 1, 1), date(last, 12, 31))
        found.append(Contribution(f"no coup from {first} to {last}", 0.0, tuple(behind)))
    return found


MEASURE = Measure(
    title="Coups in the last ten years",
    unit="attempts, successful or not",
    subject="state",
    needs=(SUCCESSFUL, FAILED),
    compute=compute,
    direction="more coups were attempted in the ten years",
    method="count over ten years",
    reference="Powell and Thyne (2011)",
    explain=explain,
    bounds=(0.0, float("inf")),
    monotone={SUCCESSFUL.layer: 1, FAILED.layer: 1},
    whole=True,
)
