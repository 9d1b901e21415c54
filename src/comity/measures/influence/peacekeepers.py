"""Peacekeepers of a state in missions of the United Nations, the mean of a year's months.

Formula
-------
::

    peacekeepers_it = mean over the months of a year of  troops + police + military experts

of the International Peace Institute's table of the United Nations' monthly summaries.

Pitfalls
--------
Missions led by the United Nations alone: soldiers under NATO, the European or the African Union are not in it. 1991 to 2013: of
1990 and 2014 only some months were seen. A state that the United Nations do not list in a month had nobody there, so that 0 is
known. It is an element of soft power for itself: there is no score of which it would be a part.

References
----------
Perry, C., and A. C. Smith (2013). *Trends in Uniformed Contributions to UN Peacekeeping: A New Dataset, 1991–2012*.
International Peace Institute.

Examples
--------
>>> import numpy as np
>>> np.sum([np.array([9_500.0]), np.array([1_800.0]), np.array([80.0])], axis=0).tolist()
[11380.0]
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from comity.measures.contract import Measure, Need
from comity.measures.estimates import Contribution, Estimates
from comity.measures.explaining import key_of, looked, rows_behind
from comity.measures.reading import Reading

NEEDS = {name: Need("ipi-peacekeeping", f"figure.un-peacekeeping-{name}") for name in ("troops", "police", "experts")}


def compute(reading: Reading) -> Estimates:
    """Give the peacekeepers of all states and years."""
    kinds = {name: reading.of_states(reading.nan("peacekeeping", f"pko_{name}")) for name in NEEDS}
    value = np.asarray(np.sum(list(kinds.values()), axis=0), np.float64)
    return Estimates(reading.states, value, inputs=np.where(np.isfinite(value), 3, 0), parts=kinds)


def explain(reading: Reading, estimates: Estimates, row: int) -> Sequence[Contribution]:
    """Give troops, police and experts, each with its months or, where there were none, with where the source has looked."""
    period = int(estimates.subjects.period[row])
    year = int(reading.axis.years[period])
    first, last = date(year, 1, 1), date(year, 12, 31)
    key = key_of(reading.axis, int(estimates.subjects.a[row]), period)
    found = []
    for name, need in NEEDS.items():
        behind = tuple(rows_behind(reading.con, (need,), [key], first, last))
        amount = float(estimates.parts[name][row])
        found.append(Contribution(name, amount, behind or looked(reading.con, (need,), first, last)))
    return found


MEASURE = Measure(
    title="Uniformed persons in UN peacekeeping",
    unit="persons, mean of the months",
    subject="state",
    needs=tuple(NEEDS.values()),
    compute=compute,
    direction="more of its soldiers and police serve in missions of the United Nations",
    method="sum of troops, police and experts",
    reference="Perry and Smith (2013)",
    explain=explain,
    bounds=(0.0, float("inf")),
    monotone={need.layer: 1 for need in NEEDS.values()},
)
