"""Latent depth of the treaty on which a group rests, with its published error.

Formula
-------
Of a group g in a year t in which its treaty k is in force on any day::

    depth_gt = mean of the posterior of depth_k
    low, high = depth_gt -/+ 1.645 * standard deviation of that posterior

An alliance is its own treaty; of an organisation it is the treaty that the record names for it, as ATOP has it. Where the
record names none (the African Union, the CIS), it is the deepest of the alliances with a promise of defence or offence to
which every member is a party in that year. The posterior is Alley's: one factor behind six provisions of a treaty
(integrated command, companion military agreements, military aid, coordination of policy, bases, formal organisations).

Pitfalls
--------
The scale has no zero and no unit: near 0 lies the average treaty with military support, and less than 0 is shallow, not
absent. A group without a value has no such treaty or none with a figure, and is not shallow: ASEAN's promises no military
support. One figure stands for a treaty's whole life and for its text: the European Union has that of its
mutual-assistance clause from 1993 on, and the Warsaw Treaty (1.12) lies above the North Atlantic Treaty (0.20), much of
whose depth grew outside its text. Intervals are wide: most treaties cannot be told apart. Five
alliances of ATOP 5 have no figure. Nothing is known after 2018.

References
----------
Alley, J. (2021). Alliance Participation, Treaty Depth, and Military Spending. *International Studies Quarterly* 65(4).

Examples
--------
Of two treaties the first binds two of three members, the second all:

>>> import numpy as np
>>> members, parties = np.array([[1, 1, 1]]), np.array([[1, 1, 0], [1, 1, 1]])
>>> deepest_of_all(members, parties, np.array([0.9, 0.2])).tolist()
[1]
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from comity.measures.cohesion._treaties import behind, names_of
from comity.measures.contract import Measure, Need
from comity.measures.estimates import Contribution, Estimates, Floats, Ints
from comity.measures.groups import ALLIANCES, days_of, groups
from comity.measures.reading import Reading
from comity.model.organisations import organisations
from comity.panel.axis import Flags

NEED = Need("atop", "agreement_figure.latent-depth")
PACT = Need("atop", "agreement.alliance")


def deepest_of_all(members: npt.NDArray[Any], parties: npt.NDArray[Any], depth: Floats) -> Ints:
    """Give for each group the place of the deepest treaty to which all its members are parties; -1 where there is none.

    Parameters
    ----------
    members
        Who is in a group, shape (G, N).
    parties
        Who is a party to a treaty, shape (T, N).
    depth
        Shape (T,).
    """
    size = members.sum(axis=1)
    common = members.astype(np.float32) @ parties.astype(np.float32).T
    binds = (common == size[:, None]) & (size > 0)[:, None]
    if not len(depth):
        return np.full(len(members), -1, np.int32)
    best = np.where(binds, depth, -np.inf).argmax(axis=1)
    return np.where(binds.any(axis=1), best, -1).astype(np.int32)


def _treaties(reading: Reading) -> tuple[list[tuple[str, float, float, float]], Flags]:
    """Give the treaties (id, mean, low, high) and who is a party when, shape (T, N, P)."""
    query = f"""select agreement, value, low, high, "start", "end", row_number() over (order by agreement) - 1 as number
        from agreement_figure where source = 'atop' and indicator = '{NEED.layer.partition(".")[2]}'"""
    rows = reading.con.execute(f"select agreement, value, low, high from ({query}) order by number").fetchall()
    look, axis = reading.look(NEED.source), reading.axis
    entries, _ = look.states(
        f"""select p.actor, greatest(p."start", f."start") as "start", least(p."end", f."end") as "end", number as value
        from agreement_party p join ({query}) f using (agreement)
        where coalesce(least(p."end", f."end") >= greatest(p."start", f."start"), true)""",
        layer=PACT.layer,
    )
    place, period, _, number = look.expand(entries)
    there = np.zeros((len(rows), axis.states, axis.periods), bool)
    there[number.astype(np.int64), place, period] = True
    return [(str(key), float(value), float(low), float(high)) for key, value, low, high in rows], there


def _own(reading: Reading, names: Sequence[str]) -> list[str]:
    """Give for each group the id of its own treaty in ATOP; nothing where the record names none."""
    treaties = {one.key: f"almanac:{one.treaty}" for one in organisations() if one.treaty}
    same = dict(
        reading.con.execute(
            "select canonical, id from same_as where kind = 'agreement' and starts_with(id, 'atop:') order by all"
        ).fetchall()
    )
    found = (treaties.get(name, name) for name in names)
    return [treaty if treaty.startswith("atop:") else same.get(treaty, "") for treaty in found]


def _treaty(reading: Reading) -> tuple[list[tuple[str, float, float, float]], Ints, Flags]:
    """Give the treaties, for each estimate the place of its own (-1: none), and whether it is the group's own."""
    found = groups(reading)
    listed, there = _treaties(reading)
    place = {cells[0]: number for number, cells in enumerate(listed)}
    depth = np.array([cells[1] for cells in listed])
    which = np.stack(
        [deepest_of_all(found.there[:, :, period], there[:, :, period], depth) for period in range(found.axis.periods)],
        axis=1,
    )
    in_force = np.asarray(there.any(axis=1))
    own = _own(reading, [name for name, _ in found.names])
    for group, treaty in enumerate(own):
        if treaty:
            which[group] = np.where(in_force[place[treaty]], place[treaty], -1) if treaty in place else -1
    is_own = np.array([bool(treaty) for treaty in own], bool)
    return listed, which[found.pacts.a, found.pacts.period], is_own[found.pacts.a]


def compute(reading: Reading) -> Estimates:
    """Give the depth of all groups and years."""
    found = groups(reading)
    listed, which, _ = _treaty(reading)
    # The last row stands for no treaty.
    table = np.array([cells[1:] for cells in listed] + [(np.nan, np.nan, np.nan)])[which]
    return Estimates(found.pacts, table[:, 0], table[:, 1], table[:, 2], inputs=(which >= 0).astype(np.int32))


def explain(reading: Reading, estimates: Estimates, row: int) -> list[Contribution]:
    """Give the treaty."""
    listed, which, is_own = _treaty(reading)
    agreement, value, _, _ = listed[which[row]]
    days = days_of(reading.axis, groups(reading).at(row)[1])
    name = names_of(reading.con, [agreement])[agreement]
    why = "the group's own treaty" if is_own[row] else "the deepest of those that bind all members"
    return [Contribution(name, value, behind(reading.con, NEED, agreement, *days), why)]


MEASURE = Measure(
    title="Latent depth of the treaty on which a group rests",
    unit="latent depth",
    subject="pact",
    needs=(NEED, PACT, *(need for need in ALLIANCES if need.source != "atop")),
    compute=compute,
    direction="a deeper treaty",
    method="posterior mean of the group's own treaty, else of the deepest that binds all members",
    reference="Alley (2021)",
    explain=explain,
    interval="published error",
)
