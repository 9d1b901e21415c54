"""How far a group's members are in militarised disputes with the same states outside it.

Formula
-------
Take one of the disputes that members have in a year with states outside the group, each pair once, at random, and one of the
other members: the chance that it is in a dispute with the same outsider in that year.
With k_r of n members in a militarised dispute with the outsider r::

    agreement_gt = sum over r of k_r * (k_r - 1) / ((n - 1) * sum over r of k_r)

It is 1 where every member disputes with each outsider with whom any does, 0 where each outsider is in dispute with one member alone, and not
known where no member is in a dispute with an outsider: there is then nothing to agree on.

Pitfalls
--------
It moves from year to year with what happened to happen, and rises when a group wages war together (NATO in 1999), which is
acting and not only agreeing. A state that is threatened and never tested has no dispute. Disputes are those of the Correlates of
War project, known to 2014; most are small.

References
----------
Palmer, G., R. W. McManus, V. D'Orazio and others (2022). The MID5 Dataset, 2011–2014. *Conflict Management and Peace Science*
39(4), 470–482.

Examples
--------
Of three members two have one adversary in common, and one of them another of its own:

>>> import numpy as np
>>> agreement(np.array([2.0, 1.0]), 3).round(3).tolist()
[0.333, 0.0]
"""

from __future__ import annotations

import numpy as np

from comity.measures.cohesion._disputes import DISPUTES, disputes
from comity.measures.cohesion._outsiders import agreement, agreements, outsiders
from comity.measures.cohesion._pairs import looked_at
from comity.measures.contract import Measure
from comity.measures.estimates import Contribution, Estimates
from comity.measures.evidence import evidence
from comity.measures.explaining import key_of
from comity.measures.groups import ALLIANCES, days_of, groups
from comity.measures.reading import Reading


def compute(reading: Reading) -> Estimates:
    """Give the agreement of all groups and years."""
    found = groups(reading)
    runs, against = disputes(reading)
    value, inputs = agreements(found, against)
    value[~looked_at(found, runs.cover)] = np.nan
    return Estimates(found.pacts, found.of_pacts(value), inputs=found.of_pacts(inputs))


def explain(reading: Reading, estimates: Estimates, row: int) -> list[Contribution]:
    """Give what each adversary outside the group adds."""
    found = groups(reading)
    members, period = found.at(row)
    when, outsider, number = outsiders(found.there[int(found.pacts.a[row])], disputes(reading)[1])
    now = when == period
    days, size = days_of(reading.axis, period), len(members)
    told = []
    each = agreement(number[now].astype(np.float64), size)
    for place, amount, held in zip(outsider[now].tolist(), each.tolist(), number[now].tolist(), strict=True):
        key = key_of(reading.axis, place, period)
        behind = evidence(reading.con, (DISPUTES,), [key], *days)
        told.append(Contribution(key, amount, behind, f"adversary of {held} of {size} members"))
    return sorted(told, key=lambda part: -part.amount)


__all__ = ["MEASURE", "agreement", "compute", "explain"]

MEASURE = Measure(
    title="Adversaries that members have in common",
    unit="chance",
    subject="pact",
    needs=(DISPUTES, *ALLIANCES),
    compute=compute,
    direction="that more of the members are in disputes with the same states",
    method="chance that another member is in a dispute with the outsider of one taken at random",
    reference="Palmer and others (2022)",
    explain=explain,
    bounds=(0.0, 1.0),
)
