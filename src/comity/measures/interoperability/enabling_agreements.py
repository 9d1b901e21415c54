"""Agreements of two states that let their forces work together: how many are known to be in force.

Formula
-------
The number of agreements on logistics, on the status of forces, on sharing intelligence or guarding secrets, and on defence
cooperation at large, that the almanac has, of which both are parties and which were in force on any day of the year. Each kind
is a part.

Pitfalls
--------
It is a count of what is known, hence a least number: the almanac selects, so that a pair of which none is known is *not known*,
which is not zero. Parties that are organisations are not expanded (Japan's agreement with NATO is not one with its members), and
of NATO's agreement on the status of forces the almanac names four parties. What it files under status of forces may be the
terms of a withdrawal (Niger 2024). All agreements on defence cooperation of 1980–2010 are in
``ties.agreements``: put together with these they would seem to lapse in 2010.

References
----------
The comity developers (2026). The comity almanac: reference facts on military diplomacy. Kinne, B. J. (2020). The Defense
Cooperation Agreement Dataset (DCAD). *Journal of Conflict Resolution* 64(4), 729–755 (for what such agreements regulate).

Examples
--------
One agreement between the first two, one among all three:

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

KINDS = {
    "logistics": ("logistics",),
    "status of forces": ("status-of-forces",),
    "intelligence": ("intelligence-sharing",),
    "defence cooperation": ("defence-cooperation",),
}
NEEDS = {
    label: tuple(Need("almanac", f"agreement.{kind}", optional=True) for kind in kinds)
    for label, kinds in KINDS.items()
}
QUERY = """select a.agreement as thing, a.kind, a.source, p.actor, coalesce(p."start", a."start") as "start",
    coalesce(p."end", a."end") as "end"
    from one_agreement a join one_agreement_party p using (agreement)
    where a.source = 'almanac' and p.source = 'almanac' and a.start_said is null and coalesce(p."start", a."start") is not null"""


def compute(reading: Reading) -> Estimates:
    """Count the agreements of all pairs and years."""
    return _together.count(reading, QUERY, NEEDS, KINDS)


MEASURE = Measure(
    title="Agreements that enable working together, known of",
    unit="agreements, at least",
    subject="pair",
    needs=tuple(need for needs in NEEDS.values() for need in needs),
    compute=compute,
    parts=NEEDS,
    direction="more agreements in force that let their forces work together",
    method="count of agreements in force, of four kinds, of which both are known as parties",
    reference="the comity almanac (2026)",
    bounds=(0.0, math.inf),
)
