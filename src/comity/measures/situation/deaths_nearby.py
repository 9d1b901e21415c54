"""Battle deaths nearby: those on the territory of a state's neighbours in the year.

Formula
-------
::

    deaths nearby_it = sum over the neighbours j of i of battle deaths on the territory of j

the best count of PRIO and UCDP. Neighbours are states that border it by land or across up to 400 miles of water.

Pitfalls
--------
A sum over the neighbours of which the count is known, microstates mostly being left out by the publisher; ``coverage`` is their
share. One battle decides it: read it beside ``situation.regional_tension``. Counts before 1989 are PRIO's and later ones
UCDP's, by other rules. Low and high counts are the publishers' lowest and highest reports and no interval, so that none is
given. 1946 to 2016, as far as borders are on record.

References
----------
Davies, S., T. Pettersson and M. Öberg (2023). Organized Violence 1989–2022, and the Return of Conflict Between States.
*Journal of Peace Research* 60(4), 691–708.
Lacina, B., and N. P. Gleditsch (2005). Monitoring Trends in Global Combat: A New Dataset of Battle Deaths. *European Journal of
Population* 21(2–3), 145–166.

Examples
--------
Of three neighbours one is not known:

>>> import numpy as np
>>> borders, deaths = np.array([[[0, 1, 1, 1]]], dtype=float), np.array([[9.0, 100.0, 0.0, np.nan]])
>>> total, share = nearby(borders, deaths)
>>> total.tolist(), share.round(2).tolist()
([[100.0]], [[0.67]])
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from comity.measures.contract import Measure, Need
from comity.measures.estimates import Contribution, Estimates, Floats
from comity.measures.explaining import key_of, looked, rows_behind
from comity.measures.reading import Reading
from comity.measures.situation._neighbours import BORDERS, neighbours

DEATHS = Need("ucdp-brd", "figure.battle-deaths-prio-ged")


def nearby(borders: Floats, deaths: Floats) -> tuple[Floats, Floats]:
    """Give the deaths around each state, and the share of its neighbours of which they are known.

    Parameters
    ----------
    borders
        Who borders whom, (P, states, N).
    deaths
        (P, N), NaN where it is not known.

    Returns
    -------
    total, share
        (P, states); NaN where borders are not known, or no neighbour's deaths are; of no neighbours 0, and all is known.
    """
    known = np.where(np.isnan(deaths), 0.0, 1.0)
    number, seen = borders.sum(axis=2), (borders @ known[:, :, None])[:, :, 0]
    total = (borders @ np.nan_to_num(deaths)[:, :, None])[:, :, 0]
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(number == 0, 1.0, seen / number)
    return np.where(share > 0, total, np.nan), np.where(share > 0, share, np.nan)


def deaths(reading: Reading) -> Floats:
    """Give the deaths on each state's territory, (P, N)."""
    return reading.figures("ucdp-brd", "battle-deaths-prio-ged")["battle-deaths-prio-ged"].T


def compute(reading: Reading) -> Estimates:
    """Give the deaths around all states in all years."""
    dead = deaths(reading)
    total, share = nearby(neighbours(reading), dead)
    # In a year of which no count is known, none is known of states without neighbours either.
    looked = np.any(np.isfinite(dead), axis=1, keepdims=True)
    value = reading.of_states(np.where(looked, total, np.nan).T)
    covered = np.where(np.isfinite(value), reading.of_states(share.T), np.nan)
    return Estimates(reading.states, value, inputs=np.where(np.isfinite(value), 1, 0), coverage=covered)


def explain(reading: Reading, estimates: Estimates, row: int) -> Sequence[Contribution]:
    """Give the deaths of each neighbour, the greatest first."""
    place, period = int(estimates.subjects.a[row]), int(estimates.subjects.period[row])
    axis = reading.axis
    first, last = (date.fromordinal(int(days[period])) for days in (axis.first_days, axis.last_days))
    dead = deaths(reading)[period]
    found = []
    for other in np.flatnonzero((neighbours(reading)[period, place] > 0) & np.isfinite(dead)).tolist():
        key = key_of(axis, other, period)
        behind = rows_behind(reading.con, (DEATHS,), [key], first, last)
        found.append(Contribution(key, float(dead[other]), tuple(behind)))
    if not found:
        found.append(Contribution("no neighbour", 0.0, looked(reading.con, (BORDERS,), first, last)))
    return sorted(found, key=lambda one: (-one.amount, one.label))


MEASURE = Measure(
    title="Battle deaths in neighbouring states",
    unit="deaths",
    subject="state",
    needs=(BORDERS, DEATHS),
    compute=compute,
    direction="more died in battle in the states around it",
    method="sum of best counts over neighbours",
    reference="Davies, Pettersson and Öberg (2023)",
    explain=explain,
    bounds=(0.0, float("inf")),
)
