"""Joint operations of two states: in how many operations abroad both are known to take part in a year.

Formula
-------
The number of peace operations, stabilisation forces, combat coalitions, maritime operations and training missions of which both
are known as lead or contributor on any day of the year; an operation that both sources have counts once. Each kind is a part.

Pitfalls
--------
It is a count of what is known, hence a least number: the almanac selects, of operations and of contributors, and NATO's placemats
tell of ISAF in 2007–2014. A pair of which none is known is *not known*, which is not zero. Who contributes to one operation
need not serve side by side. The almanac dates many a contribution by the operation's own span, so that who left early may seem
to have stayed. All contributors of troops to the United Nations' missions since 1994 are in ``interoperability.joint_un_missions``.

References
----------
Gannon, J A., and D. Kent (2021). Keeping Your Friends Close, but
Acquaintances Closer. *Journal of Conflict Resolution* 65(5), 889–918.

Examples
--------
Two operations; the first and the second state are in both, the third in one:

>>> import numpy as np
>>> from comity.measures.interoperability._together import shared
>>> shared(np.array([[1.0, 1.0, 0.0], [1.0, 1.0, 1.0]])).tolist()
[[2.0, 2.0, 1.0], [2.0, 2.0, 1.0], [1.0, 1.0, 1.0]]
"""

from __future__ import annotations

import math

from comity.measures.contract import Measure, Need
from comity.measures.estimates import Estimates
from comity.measures.interoperability import _together
from comity.measures.reading import Reading

KINDS = {
    "peace operations": ("peace-operation",),
    "stabilisation": ("stabilisation",),
    "combat coalitions": ("combat-coalition",),
    "maritime operations": ("maritime-operation",),
    "training missions": ("training-mission",),
}
#: Kind → who tells of it beside the almanac.
_BESIDE = {"stabilisation": ("isaf-coalition",)}
NEEDS = {
    label: tuple(
        Need(source, f"activity.{kind}", optional=True)
        for kind in kinds
        for source in ("almanac", *_BESIDE.get(kind, ()))
    )
    for label, kinds in KINDS.items()
}
QUERY = """select p.activity as thing, a.kind, p.source, p.actor, coalesce(p."start", t."start", a."start") as "start",
    coalesce(p."end", t."end", a."end") as "end"
    from one_activity_party p join activity t on t.activity = p.said join one_activity a on a.activity = p.activity
    where p.source in ('almanac', 'isaf-coalition') and p.role in ('lead', 'contributor')
    and a.kind not in ('exercise', 'visit') and coalesce(p."start", t."start", a."start") is not null"""


def compute(reading: Reading) -> Estimates:
    """Count the operations of all pairs and years."""
    return _together.count(reading, QUERY, NEEDS, KINDS)


MEASURE = Measure(
    title="Joint operations known of",
    unit="operations, at least",
    subject="pair",
    needs=tuple(need for needs in NEEDS.values() for need in needs),
    compute=compute,
    parts=NEEDS,
    direction="more operations in which both are known to take part",
    method="count of operations of which both are known as lead or contributor",
    reference="Gannon and Kent (2021); the comity almanac",
    bounds=(0.0, math.inf),
)
