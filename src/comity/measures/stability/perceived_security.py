"""Felt security in a region: how many of its people say that they feel safe, from surveys that the user brings.

Formula
-------
The mean of its states' shares of people who say that they feel safe, weighed by population::

    F_rt = sum over i in r of  share_it people_it / sum over i in r of  people_it

over the states that have a survey of that year; known where at least half of the region's people live in them.

Pitfalls
--------
No source that comity can get has such surveys, so this measure answers what to bring until somebody does; nothing else
stands for them. Shares of surveys that asked another question, or asked in other places, do not compare. A state without a
survey is left out, and may be the one where people feel least safe. Of the survey's own error the measure knows nothing: no
interval, no rank.

References
----------
Claassen, C. (2019). Estimating Smooth Country–Year Panels of Public Opinion. *Political Analysis* 27(1), 1–20.

Examples
--------
>>> import numpy as np
>>> weighed(np.array([0.8, 0.5, np.nan]), np.array([1e6, 2e6, 3e6]))
0.6
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from comity.measures.contract import Measure
from comity.measures.estimates import Contribution, Estimates, Floats
from comity.measures.explaining import key_of, rows_behind
from comity.measures.reading import Reading
from comity.measures.stability._answers import day
from comity.measures.stability._indicators import SURVEYS, Inputs, felt_security
from comity.measures.stability._places import POPULATION

NEED = replace(SURVEYS, optional=False)


def weighed(share: Floats, people: Floats) -> float:
    """Give the mean of shares by people, of those of which both are known; NaN where less than half of all people are."""
    known = np.isfinite(share) & np.isfinite(people)
    if people[known].sum() < 0.5 * np.nansum(people):
        return float("nan")
    return round(float((share[known] * people[known]).sum() / people[known].sum()), 12)


def compute(reading: Reading) -> Estimates:
    """Give the mean of all regions and years."""
    inputs = Inputs(reading)
    where = inputs.places
    surveyed = np.isfinite(reading.figures(NEED.source, "felt-security")["felt-security"])
    count = (where.members & surveyed).sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(np.isfinite(where.number), count / where.number, np.nan)
    kept = np.isfinite(where.number)
    return Estimates(where.subjects, where.of(felt_security(inputs)), inputs=count[kept], coverage=share[kept])


def explain(reading: Reading, estimates: Estimates, row: int) -> Sequence[Contribution]:
    """Give what each state adds."""
    inputs = Inputs(reading)
    region, period = int(estimates.subjects.a[row]), int(estimates.subjects.period[row])
    share = reading.figures(NEED.source, "felt-security")["felt-security"][:, period]
    people = inputs.places.people[:, period]
    here = np.flatnonzero(inputs.places.members[region, :, period] & np.isfinite(share) & np.isfinite(people))
    total = people[here].sum()
    axis = reading.axis
    found = []
    for place in here:
        key = key_of(axis, int(place), period)
        rows = rows_behind(reading.con, (NEED,), [key], day(axis.first_days[period]), day(axis.last_days[period]))
        found.append(Contribution(key, float(share[place] * people[place] / total), tuple(rows), f"{share[place]:.0%}"))
    return found


MEASURE = Measure(
    title="Felt security in a region",
    unit="share of those asked, 0 to 1",
    subject="region",
    needs=(NEED, POPULATION),
    compute=compute,
    direction="more people who say that they feel safe",
    method="mean of states' shares by population",
    reference="comity (2026)",
    explain=explain,
    bounds=(0.0, 1.0),
    whole=True,
)
