"""United Nations missions in which two states both had troops.

Formula
-------
The number of UN missions in which both states are on record as contributors in the year::

    P_ijt = number of missions m with  i in m(t) and j in m(t)

It is known of pairs of which both are on record as contributors to some mission of that year.

Pitfalls
--------
Serving under the UN in one country is no choice of each other: India and Pakistan, the greatest contributors, have one of
the highest counts of all. Contributors are read from deployment maps; one that a map leaves out is missing here. A state
that contributed nothing is not told from one that was not found, so that of it nothing is known. Missions of NATO, the
EU and the AU are not in it. There is no published error.

References
----------
Cil, D., H. Fjelde, L. Hultman and D. Nilsson (2020). Mapping blue helmets: introducing the Geocoded Peacekeeping Operations
(Geo-PKO) dataset. *Journal of Peace Research* 57(2), 360–370.

Examples
--------
Three states in two missions; the third is in the second alone:

>>> import numpy as np
>>> together(np.array([[1, 1], [1, 1], [0, 1]], bool)).tolist()
[[2, 2, 1], [2, 2, 1], [1, 1, 1]]
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from comity.measures.contract import Measure, Need
from comity.measures.estimates import Estimates, Floats
from comity.measures.reading import Reading
from comity.measures.ties._pairs import explain_parts, of_parts

NEED = Need("geo-pko", "activity.peace-operation")
PART = "missions together"


def together(serves: npt.NDArray[np.bool_]) -> npt.NDArray[Any]:
    """Count the missions in which each two are, of who serves in which: shape (states, missions) to (states, states)."""
    whole = serves.astype(np.int64)
    return whole @ whole.T


def compute(reading: Reading) -> Estimates:
    """Give the number of all pairs and years of which both are on record."""
    look, rows, axis = reading.look("geo-pko", coded_in=None), reading.dyads, reading.axis
    missions = [
        name
        for (name,) in reading.con.execute(
            "select distinct activity from activity where source = 'geo-pko' and kind = 'peace-operation' order by 1"
        ).fetchall()
    ]
    entries, which = look.states(
        """select p.actor, greatest(p."start", x."start") as "start", least(p."end", x."end") as "end", 1.0 as value,
        p.activity as label from activity_party p join activity x using (activity)
        where p.source = 'geo-pko' and p.role = 'contributor' and x.kind = 'peace-operation'""",
        labels=missions,
        layer=NEED.layer,
    )
    serves = np.zeros((axis.periods, axis.states, len(missions)), bool)
    for place, mission, first, last in zip(entries.a, which, entries.first, entries.last, strict=True):
        serves[first : last + 1, place, mission] = True
    value: Floats = np.full(len(rows), np.nan)
    one, other = rows.sides
    for period in np.flatnonzero(serves.any(axis=(1, 2))):
        mine = np.flatnonzero(rows.period == period)
        count, some = together(serves[period]), serves[period].any(axis=1)
        a, b = one[mine], other[mine]
        value[mine] = np.where(some[a] & some[b], count[a, b], np.nan)
    return of_parts(reading, {PART: value}, np.nan_to_num(value))


MEASURE = Measure(
    title="UN missions in which both states had troops",
    unit="missions",
    subject="pair",
    needs=(NEED,),
    compute=compute,
    direction="more UN missions in common",
    method="count of missions with both on record as contributors",
    reference="Cil et al. (2020)",
    explain=explain_parts({PART: (NEED,)}),
    bounds=(0.0, np.inf),
)
