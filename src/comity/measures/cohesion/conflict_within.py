"""Which share of a group's pairs of members were in a militarised dispute with each other in a year.

Formula
-------
Of a group with n members in a year, with x_ij = 1 if i and j were on opposite sides of a militarised interstate dispute on
any day of it::

    conflict_gt = sum over ordered pairs of members of x_ij / (n * (n - 1))

Disputes are those of the Correlates of War project, version 5.0, which looks at all states to 2014.

Pitfalls
--------
A dispute is a threat, display or use of force, of which most are small: a boarded fishing boat counts as a war does. In a
large group the share is small even in its worst years: read the pairs. That a pair has none may be because the group keeps
the peace, or because it took in those who had it.

References
----------
Palmer, G., R. W. McManus, V. D'Orazio and others (2022). The MID5 Dataset, 2011–2014. *Conflict Management and Peace Science*
39(4), 470–482.

Examples
--------
Of four members one pair is in a dispute, told from one side alone:

>>> import numpy as np
>>> there = np.ones((1, 4, 1), bool)
>>> found = Ties(np.array([2]), np.array([3]), np.array([0]), np.array([1.0])).both_ways()
>>> (within(there, found) / 12).round(3).tolist()
[[0.167]]
"""

from __future__ import annotations

from comity.measures.cohesion._disputes import DISPUTES, disputes
from comity.measures.cohesion._pairs import Ties, share_of_pairs, within
from comity.measures.contract import Measure
from comity.measures.estimates import Contribution, Estimates
from comity.measures.evidence import evidence
from comity.measures.explaining import key_of
from comity.measures.groups import ALLIANCES, days_of, groups
from comity.measures.reading import Reading


def compute(reading: Reading) -> Estimates:
    """Give the share of all groups and years."""
    found = groups(reading)
    runs, pairs = disputes(reading)
    total = within(found.there, pairs)
    value = found.of_pacts(share_of_pairs(found, runs.cover, total))
    return Estimates(found.pacts, value, inputs=found.of_pacts(total / 2.0))


def explain(reading: Reading, estimates: Estimates, row: int) -> list[Contribution]:
    """Give what each pair in a dispute adds."""
    members, period = groups(reading).at(row)
    mine = disputes(reading)[1].of(members, period)
    days, size = days_of(reading.axis, period), len(members)
    told = []
    for one, other in sorted(zip(mine.a.tolist(), mine.b.tolist(), strict=True)):
        if one < other:
            keys = [key_of(reading.axis, place, period) for place in (one, other)]
            behind = evidence(reading.con, (DISPUTES,), keys, *days)
            told.append(Contribution("–".join(keys), 2.0 / (size * (size - 1)), behind))
    if not told:
        some = [key_of(reading.axis, int(members[0]), period)]
        told = [Contribution("no pair of members", 0.0, evidence(reading.con, (DISPUTES,), [*some, some[0]], *days))]
    return told


__all__ = ["MEASURE", "Ties", "compute", "explain", "within"]

MEASURE = Measure(
    title="Pairs of members in a militarised dispute",
    unit="share of pairs",
    subject="pact",
    needs=(DISPUTES, *ALLIANCES),
    compute=compute,
    direction="that more of the members were in a dispute with each other",
    method="pairs in a militarised dispute on any day of the year, over all pairs of members",
    reference="Palmer and others (2022)",
    explain=explain,
    bounds=(0.0, 1.0),
)
