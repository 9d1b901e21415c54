"""Regional tension: how many of a state's neighbours are in a militarised dispute around it.

Formula
-------
::

    tension_it = number of neighbours of i that in the year t were in a militarised dispute
                 with i or with another neighbour of i

Neighbours are states that border it by land or across up to 400 miles of water; disputes are those of the Correlates of War
project (threat, display or use of force), on opposing sides, on any day of the year.

Pitfalls
--------
A definition among several: disputes that a neighbour has with states farther off do not count, nor does war within a neighbour
(``situation.deaths_nearby``). A threat counts as a war does. States with many neighbours can have more, and islands few. To
2014, when the disputes end. It is about the surroundings and not about what anybody intends. No published error: no interval, no
rank.

References
----------
Palmer, G., R. W. McManus, V. D'Orazio, M. R. Kenwick, M. Karstens, C. Bloch, N. Dietrich, K. Kahn, K. Ritter and M. J. Soules
(2022). The MID5 Dataset, 2011–2014: Procedures, Coding Rules, and Description. *Conflict Management and Peace Science* 39(4),
470–482.
Stinnett, D. M., J. Tir, P. Schafer, P. F. Diehl and C. Gochman (2002). The Correlates of War Project Direct Contiguity Data,
Version 3. *Conflict Management and Peace Science* 19(2), 58–66.

Examples
--------
The first state borders the second and the third, which are in a dispute with each other:

>>> import numpy as np
>>> borders = np.array([[[0, 1, 1], [1, 0, 0], [1, 0, 0]]], dtype=float)
>>> disputes = np.array([[[0, 0, 0], [0, 0, 1], [0, 1, 0]]], dtype=float)
>>> involved(borders, disputes).sum(axis=2).tolist()
[[2.0, 0.0, 0.0]]
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

DISPUTES = Need("cow-mid", "incident.militarised-dispute")


def involved(borders: Floats, disputes: Floats) -> Floats:
    """Say which neighbours (third axis) of a state (second) are in a dispute with it or another of its neighbours.

    Parameters
    ----------
    borders, disputes
        Who borders, and who is in a dispute with, whom, (P, N, N), without NaN.
    """
    around = (borders @ disputes + disputes) > 0
    return np.where((borders > 0) & around, 1.0, 0.0)


def disputes(reading: Reading) -> Floats:
    """Give whether two states were in a dispute on opposing sides, (P, N, N); NaN where it is not known."""
    look = reading.look(DISPUTES.source)
    pairs = look.pairs(
        """select a, b, "start", "end", 1.0 as value from incident_pair where source = 'cow-mid'""",
        both_ways=True,
        layer=DISPUTES.layer,
    )
    return reading.matrix(look.runs(pairs, layer=DISPUTES.layer, combine="greatest"))


def around(reading: Reading) -> tuple[Floats, Floats]:
    """Give who is involved around whom, (P, N, N), and in which years that is known, (P, N)."""
    borders, quarrels = neighbours(reading), disputes(reading)
    n = borders.shape[1]
    quarrels[:, np.arange(n), np.arange(n)] = 0.0
    here = reading.axis.present.T
    absent = ~(here[:, :, None] & here[:, None, :])
    quarrels[absent] = 0.0
    known = here & ~np.isnan(borders).any(axis=2) & ~np.isnan(quarrels).any(axis=2)
    return involved(np.nan_to_num(borders), np.nan_to_num(quarrels)), np.where(known, 1.0, np.nan)


def compute(reading: Reading) -> Estimates:
    """Give the tension around all states in all years."""
    found, known = around(reading)
    value = reading.of_states((found.sum(axis=2) * known).T)
    return Estimates(reading.states, value, inputs=np.where(np.isfinite(value), value, 0))


def explain(reading: Reading, estimates: Estimates, row: int) -> Sequence[Contribution]:
    """Give each neighbour that is involved."""
    place, period = int(estimates.subjects.a[row]), int(estimates.subjects.period[row])
    axis = reading.axis
    first, last = (date.fromordinal(int(days[period])) for days in (axis.first_days, axis.last_days))
    found = []
    for other in np.flatnonzero(around(reading)[0][period, place]).tolist():
        key = key_of(axis, other, period)
        behind = rows_behind(reading.con, (DISPUTES,), [key], first, last)
        found.append(Contribution(key, 1.0, tuple(behind)))
    if not found:
        own = tuple(rows_behind(reading.con, (BORDERS,), [key_of(axis, place, period)], first, last))
        found.append(Contribution("no neighbour", 0.0, own or looked(reading.con, (BORDERS, DISPUTES), first, last)))
    return found


MEASURE = Measure(
    title="Neighbours in militarised disputes around it",
    unit="states",
    subject="state",
    needs=(BORDERS, DISPUTES),
    compute=compute,
    direction="more of its neighbours are in disputes with it or each other",
    method="count of neighbours in a dispute with the state or another neighbour",
    reference="Palmer and others (2022)",
    explain=explain,
    bounds=(0.0, float("inf")),
)
