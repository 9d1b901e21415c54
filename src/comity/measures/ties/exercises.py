"""Joint exercises of two states, each weighing half as much after four years.

Formula
-------
The number of joint exercises that began in the year and in the nine before, each weighing by its age::

    X_ijt = sum over k = 0 … 9 of  2^(-k / 4)  n_ij,t-k

The half-life of four years and the window of ten are choices, stated here and nowhere fitted. What is older than the
window would weigh less than 0.18.

Pitfalls
--------
Exercises were found in news in English, so that those of the United States and NATO are more complete. A command-post
exercise and one of 50,000 soldiers count alike. Observers do not count. The data begin in 1980 and end in 2010: with its
window the measure is known from 1989 to 2010. ``interoperability.exercises`` has the same exercises by domain, with
another decay and no window: the two agree but for that, and are no second evidence for each other. A participant that the news did not name is missing. There is no published error.

References
----------
D'Orazio, V., and K. Galambos (2021). *Multinational Military Exercises, 1980–2010*. Harvard Dataverse.

Examples
--------
Two exercises this year and one four years ago:

>>> weights()[[0, 4]].tolist()
[1.0, 0.5]
>>> float(weights() @ [2, 0, 0, 0, 1, 0, 0, 0, 0, 0])
2.5
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from comity.measures.contract import Measure, Need
from comity.measures.estimates import Estimates, Floats
from comity.measures.reading import Reading
from comity.measures.ties._pairs import explain_parts, of_parts
from comity.panel.axis import FIRST_YEAR, Axis
from comity.panel.group import Runs

NEED = Need("mme-exercises", "activity.exercise")
HALF_LIFE, WINDOW = 4, 10
LABELS = ("this year", "1 year ago", *(f"{age} years ago" for age in range(2, WINDOW)))


def weights() -> Floats:
    """Give the weight of an exercise by its age in years, shape (10,)."""
    found: Floats = 2.0 ** (-np.arange(WINDOW) / HALF_LIFE)
    return found


def by_age(reading: Reading, window: int) -> list[Floats]:
    """Count the joint exercises of each pair and year, so many years ago: one array (rows,) for each age.

    NaN where not all years of the window are covered.
    """
    axis = reading.axis
    early = max(axis.first_year - window + 1, FIRST_YEAR)
    longer = Reading(reading.con, Axis(axis.system, axis.step, early, axis.last_year), reading.measure, reading.name)
    runs = longer.column("exercises", "mme", "pair")
    assert isinstance(runs, Runs) and runs.cover is not None
    covered = np.any(runs.cover.every, axis=0)
    looked = np.array([covered[max(period - window + 1, 0) : period + 1].all() for period in range(len(covered))])
    looked[: window - 1] = False
    skip = axis.first_year - early
    known = looked[skip:][reading.dyads.period]
    found = []
    for age in range(window):
        first, last = runs.first + age - skip, runs.last + age - skip
        inside = (last >= 0) & (first < axis.periods)
        moved = replace(
            runs,
            a=runs.a[inside],
            b=runs.b[inside],
            first=np.maximum(first[inside], 0).astype(np.int32),
            last=np.minimum(last[inside], axis.periods - 1).astype(np.int32),
            value=runs.value[inside],
            cover=None,
        )
        value, _ = reading.dyads.fill(moved, (0, 1), "float64")
        found.append(np.where(known, value, np.nan))
    return found


def compute(reading: Reading) -> Estimates:
    """Give the decayed number of all pairs and years."""
    ages = by_age(reading, WINDOW)
    parts = {label: weight * count for label, weight, count in zip(LABELS, weights(), ages, strict=True)}
    return of_parts(reading, parts, np.nan_to_num(np.sum(ages, axis=0)))


MEASURE = Measure(
    title="Joint exercises of two states, decayed",
    unit="exercises, half as much after four years",
    subject="pair",
    needs=(NEED,),
    compute=compute,
    direction="more and more recent joint exercises",
    method="count of ten years, decayed with a half-life of four",
    reference="D'Orazio and Galambos (2021)",
    explain=explain_parts(dict.fromkeys(LABELS, (NEED,)), {label: age for age, label in enumerate(LABELS)}),
    bounds=(0.0, np.inf),
)
