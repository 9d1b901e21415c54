"""How deep the military institutions are by which a group's members are bound: not known without ATOP's institutional file.

Formula
-------
Of a group with n members in a year, with m_ij the military institutionalisation of the treaties between i and j on its
publisher's scale (0 none, 1 moderate, 2 high: integrated command, common bases, organisations, contacts in peace), the
highest of several, and 0 of a pair without a treaty where the source has looked::

    depth_gt = sum over ordered pairs of members of m_ij / (n * (n - 1))

Pitfalls
--------
What is written in a treaty is measured, and much of NATO's depth grew after it, outside its text. The duties that the record
has say what is owed and not how it is prepared, so that they do not stand in for it: see ``cohesion.mutual_defence``.

References
----------
Leeds, B. A., and S. Anac (2005). Alliance Institutionalization and Alliance Performance. *International Interactions* 31(3),
183–202.

Examples
--------
Of three members one pair has an integrated command:

>>> import numpy as np
>>> there = np.ones((1, 3, 1), bool)
>>> found = Ties(np.array([0]), np.array([1]), np.array([0]), np.array([2.0])).both_ways()
>>> (within(there, found) / 6).round(3).tolist()
[[0.667]]
"""

from __future__ import annotations

from comity.measures.burden._evidence import evidence
from comity.measures.burden._groups import days_of, groups, key_of
from comity.measures.cohesion._pairs import Ties, share_of_pairs, ties, within
from comity.measures.contract import Measure, Need
from comity.measures.estimates import Contribution, Estimates
from comity.measures.reading import Reading
from comity.panel.group import Runs

NEED = Need(
    "atop-institutions",
    "pair_figure.military-institutionalisation",
    bring="Bring the military institutionalisation of alliances (atopinst5_1 from atopdata.org) as a source of your own, "
    "atop-institutions, with a pair figure military-institutionalisation for the parties of each treaty and year.",
)


def _depth(reading: Reading) -> tuple[Runs, Ties]:
    look = reading.look(NEED.source)
    entries = look.pairs(
        f"""select a, b, "start", "end", value from pair_figure where source = '{NEED.source}'
        and indicator = 'military-institutionalisation'""",
        both_ways=True,
        layer=NEED.layer,
    )
    runs = look.runs(entries, layer=NEED.layer, combine="greatest")
    return runs, ties(runs)


def compute(reading: Reading) -> Estimates:
    """Give the depth of all groups and years."""
    found = groups(reading)
    runs, depth = _depth(reading)
    total = within(found.there, depth)
    value = found.of_pacts(share_of_pairs(found, runs.cover, total))
    return Estimates(found.pacts, value, inputs=found.of_pacts(found.size * (found.size - 1) / 2.0))


def explain(reading: Reading, estimates: Estimates, row: int) -> list[Contribution]:
    """Give what each member's treaties with the others add."""
    members, period = groups(reading).at(row)
    mine = _depth(reading)[1].of(members, period)
    days, size = days_of(reading.axis, period), len(members)
    told = []
    for place in members.tolist():
        key = key_of(reading.axis, place, period)
        amount = float(mine.value[mine.a == place].sum()) / (size * (size - 1))
        told.append(Contribution(key, amount, evidence(reading.con, (NEED,), [key], *days)))
    return told


MEASURE = Measure(
    title="Institutional depth of a group's treaties",
    unit="publisher's scale, 0 to 2",
    subject="pact",
    needs=(NEED,),
    compute=compute,
    direction="deeper military institutions between the members",
    method="mean over ordered pairs of members of the highest institutionalisation of their treaties",
    reference="Leeds and Anac (2005)",
    explain=explain,
    bounds=(0.0, float("inf")),
)
