"""Battle deaths per head: how many died in battle on a region's soil, per million of its people.

Formula
-------
::

    D_rt = 1,000,000 * sum over i in r of  deaths_it / sum over i in r of  people_it

with the deaths on each state's territory in conflicts with a state on at least one side (UCDP from 1989, PRIO before). Low
and high are made of the lowest and of the highest published counts alike.

Pitfalls
--------
Between 1988 and 1989 the instrument changes, from coders' estimates to counts of reported events: the step there is one of
measurement. Low and high are the publisher's lowest and highest count and no interval of any stated probability; from 1989
on they hardly differ. Violence without a state on either side, and against civilians, is not in it. In eleven rows of the
file a bound is on the wrong side of the best count, and the best count stands for it. States that never had 250,000 people
are not counted.

References
----------
Davies, S., et al. (2024). Organized violence 1989–2023. *Journal of Peace Research* 61(4), 673–693.
Lacina, B., and N. P. Gleditsch (2005). Monitoring Trends in Global Combat. *European Journal of Population* 21, 145–166.

Examples
--------
>>> import numpy as np
>>> per_million(np.array([30.0, 0.0]), np.array([2e6, 1e6])).tolist()
[10.0, 0.0]
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from comity.measures.contract import Measure
from comity.measures.estimates import Contribution, Estimates, Floats
from comity.measures.explaining import key_of, rows_behind
from comity.measures.reading import Reading
from comity.measures.stability._answers import day
from comity.measures.stability._indicators import DEATHS, Inputs
from comity.measures.stability._places import POPULATION


def per_million(deaths: Floats, people: Floats) -> Floats:
    """Give each state's deaths per million of all the people."""
    return np.asarray(1e6 * deaths / people.sum(), np.float64)


def compute(reading: Reading) -> Estimates:
    """Give the rate of all regions and years."""
    inputs = Inputs(reading)
    where = inputs.places
    best, low, high = (where.of(rate) for rate in inputs.deaths)
    known = (where.members & np.isfinite(reading.nan("deaths", "land_best"))).sum(axis=1)
    kept = np.isfinite(where.number)
    with np.errstate(invalid="ignore", divide="ignore"):
        return Estimates(where.subjects, best, low, high, inputs=known[kept], coverage=(known / where.number)[kept])


def explain(reading: Reading, estimates: Estimates, row: int) -> Sequence[Contribution]:
    """Give what each state adds."""
    where = Inputs(reading).places
    region, period = int(estimates.subjects.a[row]), int(estimates.subjects.period[row])
    axis = reading.axis
    deaths = reading.nan("deaths", "land_best")[:, period]
    people = where.people[:, period]
    members = where.members[region, :, period]
    mine = np.flatnonzero(members & np.isfinite(deaths))
    every = people[members & np.isfinite(people)]
    found = []
    for place, amount in zip(mine, 1e6 * deaths[mine] / every.sum(), strict=True):
        key = key_of(axis, int(place), period)
        behind = rows_behind(reading.con, DEATHS, [key], day(axis.first_days[period]), day(axis.last_days[period]))
        found.append(Contribution(key, float(amount), tuple(behind), f"{deaths[place]:,.0f} deaths"))
    return found


MEASURE = Measure(
    title="Battle deaths per million people of a region",
    unit="deaths per million people and year",
    subject="region",
    needs=(*DEATHS, POPULATION),
    compute=compute,
    direction="more battle deaths for its people",
    method="sum over states of deaths on their territory by sum of people; published lowest and highest counts",
    reference="Davies et al. (2024); Lacina and Gleditsch (2005)",
    explain=explain,
    bounds=(0.0, 1e6),
    interval="published error",
    whole=True,
    monotone={DEATHS[0].layer: 1},
)
