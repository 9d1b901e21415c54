"""Which share of a group's pairs of members exercised together in a year.

Formula
-------
Of a group with n members in a year, with x_ij = 1 if a joint exercise with both i and j as participants began in it::

    density_gt = sum over ordered pairs of members of x_ij / (n * (n - 1))

The exercises are those of the one source that looks at all states, 1980 to 2010, so that a pair without one has 0 then.

Pitfalls
--------
The source is made from news in English: NATO's exercises are more complete than those of the CSTO or the SCO. In 208 exercises
a participant is not named (often “NATO nations”), which makes the density too low. A large exercise joins all its
participants' pairs at once, however little two of them had to do with each other in it. Nothing is known after 2010.

References
----------
D'Orazio, V., and K. Galambos (2021). Multinational Military Exercises, 1980–2010. Harvard Dataverse, doi 10.7910/DVN/KHFODX.

Examples
--------
Of three members two exercised together, seen from both:

>>> import numpy as np
>>> there = np.ones((1, 3, 1), bool)
>>> found = Ties(np.array([0, 1]), np.array([1, 0]), np.array([0, 0]), np.array([1.0, 1.0]))
>>> (within(there, found) / 6).round(3).tolist()
[[0.333]]
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from comity.measures.burden._evidence import evidence
from comity.measures.burden._groups import ALLIANCES, days_of, groups, key_of
from comity.measures.cohesion._pairs import Ties, share_of_pairs, ties, within
from comity.measures.contract import Measure, Need
from comity.measures.estimates import Contribution, Estimates
from comity.measures.reading import Reading
from comity.panel.group import Runs

NEED = Need("mme-exercises", "activity.exercise")


def _exercised(reading: Reading) -> tuple[Runs, Ties]:
    runs = reading.column("exercises", "mme", "pair")
    assert isinstance(runs, Runs)
    # The group's columns are of three sources; only the one that looks at all states counts here.
    runs = replace(runs, cover=reading.look(NEED.source, coded_in=None).cover(NEED.layer))
    found = ties(runs).both_ways()
    return runs, replace(found, value=np.ones(len(found.a)))


def compute(reading: Reading) -> Estimates:
    """Give the density of all groups and years."""
    found = groups(reading)
    runs, exercised = _exercised(reading)
    total = within(found.there, exercised)
    value = found.of_pacts(share_of_pairs(found, runs, total))
    return Estimates(found.pacts, value, inputs=found.of_pacts(total / 2.0))


def explain(reading: Reading, estimates: Estimates, row: int) -> list[Contribution]:
    """Give what each member's exercises with the others add."""
    members, period = groups(reading).at(row)
    mine = _exercised(reading)[1].of(members, period)
    days, size = days_of(reading.axis, period), len(members)
    told = []
    for place in members.tolist():
        key, partners = key_of(reading.axis, place, period), int((mine.a == place).sum())
        behind = evidence(reading.con, (NEED,), [key], *days)
        told.append(Contribution(key, partners / (size * (size - 1)), behind, f"with {partners} of {size - 1} others"))
    return told


MEASURE = Measure(
    title="Pairs of members that exercised together",
    unit="share of pairs",
    subject="pact",
    needs=(NEED, *ALLIANCES),
    compute=compute,
    direction="that more of the members train with each other",
    method="pairs with a joint exercise begun in the year, over all pairs of members",
    reference="D'Orazio and Galambos (2021)",
    explain=explain,
    bounds=(0.0, 1.0),
)
