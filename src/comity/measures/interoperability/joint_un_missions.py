"""Joint missions of the United Nations: in how many two states are known to have troops in a year.

Formula
-------
The number of peace operations of the United Nations to which, by the deployment maps, both contributed troops in the year.

Pitfalls
--------
Missions with troops alone: police and observers sent singly are not on the maps, and those of other organisations are in
``interoperability.joint_operations``. A map may miss a contributor, so this is a least number, and a pair of which no mission is
known is *not known*. Most blue helmets of two states never meet; the number says that both serve under one command. A mission
that is in the maps of a year counts for the whole year. Known for 1994 to 2024.

References
----------
Cil, D., H. Fjelde, L. Hultman and D. Nilsson (2020). Mapping Blue Helmets: Introducing the Geocoded Peacekeeping Operations
(Geo-PKO) Dataset. *Journal of Peace Research* 57(2), 360–370.

Examples
--------
Two missions; the first and the second state are in both, the third in one:

>>> import numpy as np
>>> from comity.measures.interoperability._together import shared
>>> shared(np.array([[1.0, 1.0, 0.0], [1.0, 1.0, 1.0]]))[0].tolist()
[2.0, 2.0, 1.0]
"""

from __future__ import annotations

import math

from comity.measures.contract import Measure, Need
from comity.measures.estimates import Estimates
from comity.measures.interoperability import _together
from comity.measures.reading import Reading

KINDS = {"missions of the United Nations": ("peace-operation",)}
NEEDS = {"missions of the United Nations": (Need("geo-pko", "activity.peace-operation"),)}
QUERY = """select a.activity as thing, a.kind, a.source, p.actor, coalesce(p."start", a."start") as "start",
    coalesce(p."end", a."end") as "end"
    from activity a join activity_party p using (activity)
    where a.source = 'geo-pko' and a.kind = 'peace-operation' and p.role = 'contributor'
    and coalesce(p."start", a."start") is not null"""


def compute(reading: Reading) -> Estimates:
    """Count the missions of all pairs and years."""
    return _together.count(reading, QUERY, NEEDS, KINDS)


MEASURE = Measure(
    title="Joint missions of the United Nations",
    unit="missions, at least",
    subject="pair",
    needs=NEEDS["missions of the United Nations"],
    compute=compute,
    parts=NEEDS,
    direction="more missions of the United Nations to which both contribute troops",
    method="count of missions to which both contributed troops by deployment maps",
    reference="Cil, Fjelde, Hultman and Nilsson (2020)",
    bounds=(0.0, math.inf),
)
