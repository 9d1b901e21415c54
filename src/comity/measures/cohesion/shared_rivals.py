"""How far a group's members have the same strategic rivals outside it.

Formula
-------
Take one of the rivalries that members have with states outside the group, at random, and one of the other members: the chance
that it has the same rival.
With k_r of n members in a strategic rivalry with the outsider r::

    agreement_gt = sum over r of k_r * (k_r - 1) / ((n - 1) * sum over r of k_r)

It is 1 where every member has all the rivals that any has, 0 where each rival is that of one member alone, and not
known where no member has a rival outside the group: there is then nothing to agree on.

Pitfalls
--------
It is what the record has of agreement on threats, and it is not threat perception, which only surveys or texts tell. A strategic
rivalry is historians' judgement that two states see each other as a threatening competitor; it is between pairs, so that a
threat which an alliance's leader answers for all is not on each member's list: in the list used here the Soviet Union is
after 1956 the rival of the United States alone in NATO, which has 0 then. Rivalries between members (Greece and Türkiye) are not
in it: their disputes are in ``cohesion.conflict_within``. Rivalries are known to 2020.

References
----------
Thompson, W. R., K. Sakuwa and P. H. Suhas (2021). *Analyzing Strategic Rivalries in World Politics*. Springer.

Examples
--------
Of three members two have one rival in common, and one of them another of its own:

>>> import numpy as np
>>> agreement(np.array([2.0, 1.0]), 3).round(3).tolist()
[0.333, 0.0]
"""

from __future__ import annotations

import numpy as np

from comity.measures.cohesion._outsiders import agreement, agreements, outsiders
from comity.measures.cohesion._pairs import Ties, looked_at, ties
from comity.measures.contract import Measure, Need
from comity.measures.estimates import Contribution, Estimates
from comity.measures.evidence import evidence
from comity.measures.explaining import key_of
from comity.measures.groups import ALLIANCES, days_of, groups
from comity.measures.reading import Reading
from comity.panel.group import Runs

NEED = Need("rivalries", "tie.rivalry-tss")


def _against(reading: Reading) -> tuple[Runs, Ties]:
    runs = reading.column("rivalries", "ongoingrivalry", "pair")
    assert isinstance(runs, Runs)
    return runs, ties(runs).both_ways()


def compute(reading: Reading) -> Estimates:
    """Give the agreement of all groups and years."""
    found = groups(reading)
    runs, against = _against(reading)
    value, inputs = agreements(found, against)
    value[~looked_at(found, runs.cover)] = np.nan
    return Estimates(found.pacts, found.of_pacts(value), inputs=found.of_pacts(inputs))


def explain(reading: Reading, estimates: Estimates, row: int) -> list[Contribution]:
    """Give what each rival outside the group adds."""
    found = groups(reading)
    members, period = found.at(row)
    when, outsider, number = outsiders(found.there[int(found.pacts.a[row])], _against(reading)[1])
    now = when == period
    days, size = days_of(reading.axis, period), len(members)
    told = []
    each = agreement(number[now].astype(np.float64), size)
    for place, amount, held in zip(outsider[now].tolist(), each.tolist(), number[now].tolist(), strict=True):
        key = key_of(reading.axis, place, period)
        behind = evidence(reading.con, (NEED,), [key], *days)
        told.append(Contribution(key, amount, behind, f"rival of {held} of {size} members"))
    return sorted(told, key=lambda part: -part.amount)


__all__ = ["MEASURE", "agreement", "compute", "explain"]

MEASURE = Measure(
    title="Rivals that members have in common",
    unit="chance",
    subject="pact",
    needs=(NEED, *ALLIANCES),
    compute=compute,
    direction="that more of the members have the same rivals",
    method="chance that another member has the rival of a rivalry taken at random",
    reference="Thompson, Sakuwa and Suhas (2021)",
    explain=explain,
    bounds=(0.0, 1.0),
)
