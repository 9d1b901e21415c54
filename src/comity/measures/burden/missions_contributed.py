"""To how many United Nations missions a state sent troops in a year.

Formula
-------
The number of missions in which the deployment maps of a year show at least one unit of the state::

    missions_it = number of missions m that name i as a contributor in t

The data set is of all missions with troops, but names contributors only where a map does: a state that no map names in a
year is not known to have sent nobody, so that the number is at least 1 or unknown.

Pitfalls
--------
It counts missions, not soldiers: one staff officer's unit and a brigade count alike. The same source's sizes of contributions
are read from symbols on maps and lie between a quarter and two and a half times the United Nations' own numbers, so that no
sum or share is made of them; for numbers to 2013 there is ``burden.contributor_months``. Observers and police without troops
are not in it.

References
----------
Cil, D., H. Fjelde, L. Hultman and D. Nilsson (2020). Mapping Blue Helmets: Introducing the Geocoded Peacekeeping Operations
(Geo-PKO) Dataset. *Journal of Peace Research* 57(2), 360–370.

Examples
--------
Missions 0 and 1 name state 0 in one year, mission 0 names it twice:

>>> import numpy as np
>>> missions(np.array([0, 0, 1]), np.array([0, 0, 0]), np.array([0, 0, 0]), (2, 1)).tolist()
[[2.0], [nan]]
"""

from __future__ import annotations

import numpy as np

from comity.measures.contract import Measure, Need
from comity.measures.estimates import Estimates, Floats
from comity.measures.reading import Reading
from comity.panel.axis import Ints

NEED = Need("geo-pko", "activity.peace-operation")
PART = "missions with its troops"


def missions(mission: Ints, state: Ints, period: Ints, shape: tuple[int, int]) -> Floats:
    """Count for each state and period the different missions, shape (N, P); NaN where there is none.

    Parameters
    ----------
    mission, state, period
        Of each row, shape (rows,).
    """
    once = np.unique(np.stack([mission, state, period]), axis=1)
    found = np.zeros(shape)
    np.add.at(found, (once[1], once[2]), 1.0)
    return np.where(found > 0, found, np.nan)


def compute(reading: Reading) -> Estimates:
    """Give the number of missions of all states and years."""
    names = [name for (name,) in reading.con.execute("select activity from activity where source = 'geo-pko' order by all").fetchall()]  # fmt: skip
    look = reading.look("geo-pko")
    entries, which = look.states(
        """select p.actor, coalesce(p."start", a."start") as "start", coalesce(p."end", a."end") as "end", 1.0 as value,
        activity as label from activity_party p join activity a using (activity)
        where a.source = 'geo-pko' and a.kind = 'peace-operation' and p.role = 'contributor'""",
        labels=names,
        layer=NEED.layer,
    )
    entries.value[:] = which
    state, period, _, mission = look.expand(entries)
    value = missions(mission.astype(np.int32), state, period, reading.axis.present.shape)
    value = np.where(reading.axis.present, value, np.nan)
    held = reading.of_states(value)
    return Estimates(reading.states, held, inputs=np.nan_to_num(held), parts={PART: held})


MEASURE = Measure(
    title="United Nations missions to which a state sent troops",
    unit="missions",
    subject="state",
    needs=(NEED,),
    compute=compute,
    direction="troops in more missions of the United Nations",
    method="count of missions whose maps name the state",
    reference="Cil, Fjelde, Hultman and Nilsson (2020)",
    parts={PART: (NEED,)},
    bounds=(0.0, np.inf),
)
