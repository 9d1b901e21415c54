"""Which share of a group's ordered pairs of members is bound by a duty to defend.

Formula
-------
Of a group with n members in a year, with d_ij = 1 if i is obliged by any alliance to defend j on any day of it::

    mutual_gt = sum over ordered pairs of members of d_ij / (n * (n - 1))

Obligations are those of ATOP's directed dyad-years, which look at all states to 2018; it makes no difference whether the
duty is in the group's own treaty or in another one.

Pitfalls
--------
It counts duties on paper, unconditional or not; it is no measure of institutions, which ``cohesion.institutional_depth``
asks for. ATOP dates an alliance from its signature, so that an acceding state is bound a year early here and there. Nothing
is known after 2018.

References
----------
Leeds, B. A., J. M. Ritter, S. McLaughlin Mitchell and A. G. Long (2002). Alliance Treaty Obligations and Provisions,
1815–1944. *International Interactions* 28(3), 237–260.

Examples
--------
Of three members one guarantees the two others, who owe nothing:

>>> import numpy as np
>>> there = np.ones((1, 3, 1), bool)
>>> found = Ties(np.array([0, 0]), np.array([1, 2]), np.array([0, 0]), np.array([1.0, 1.0]))
>>> (within(there, found) / 6).round(3).tolist()
[[0.333]]
"""

from __future__ import annotations

from comity.measures.cohesion._pairs import Ties, share_of_pairs, ties, within
from comity.measures.contract import Measure, Need
from comity.measures.estimates import Contribution, Estimates
from comity.measures.evidence import evidence
from comity.measures.explaining import key_of
from comity.measures.groups import ALLIANCES, days_of, groups
from comity.measures.reading import Reading
from comity.panel.group import Runs

NEED = Need("atop", "pair_figure.atop-defense")


def _duties(reading: Reading) -> tuple[Runs, Ties]:
    runs = reading.column("atop", "atop_defense", "pair")
    assert isinstance(runs, Runs)
    return runs, ties(runs)


def compute(reading: Reading) -> Estimates:
    """Give the share of all groups and years."""
    found = groups(reading)
    runs, duties = _duties(reading)
    total = within(found.there, duties)
    value = found.of_pacts(share_of_pairs(found, runs.cover, total))
    return Estimates(found.pacts, value, inputs=found.of_pacts(total))


def explain(reading: Reading, estimates: Estimates, row: int) -> list[Contribution]:
    """Give what the duties that each member owes to the others add."""
    members, period = groups(reading).at(row)
    mine = _duties(reading)[1].of(members, period)
    days, size = days_of(reading.axis, period), len(members)
    keys = {place: key_of(reading.axis, place, period) for place in members.tolist()}
    told = []
    for place, key in keys.items():
        owed = mine.b[mine.a == place].tolist()
        behind = evidence(reading.con, (NEED,), [key, keys[owed[0]]], *days) if owed else ()
        told.append(
            Contribution(key, len(owed) / (size * (size - 1)), behind, f"owes it to {len(owed)} of {size - 1} others")
        )
    return told


MEASURE = Measure(
    title="Ordered pairs of members bound to defend",
    unit="share of ordered pairs",
    subject="pact",
    needs=(NEED, *ALLIANCES),
    compute=compute,
    direction="that more of the members owe each other defence",
    method="ordered pairs with a duty to defend, over all ordered pairs of members",
    reference="Leeds, Ritter, McLaughlin Mitchell and Long (2002)",
    explain=explain,
    bounds=(0.0, 1.0),
)
