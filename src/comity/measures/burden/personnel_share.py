"""A member's share of its group's military personnel.

Formula
-------
Of a member i of a group g in a year t::

    share_igt = x_it / sum over members j of g of x_jt

with x soldiers under arms (National Material Capabilities). The sum is over the members whose number is known. The share is told only where these are all members, or
hold at least 95 % of the group's population; the coverage says how much they hold.

Pitfalls
--------
The source counts in thousands: of a member with 0 (Luxembourg) some hundreds may be rounded off, and in a group of small states
one may seem to have all. Conscripts and volunteers count alike, and so do soldiers who cannot leave their country and those who can; reserves and
paramilitary forces are out where the source has them out. A large share may be cheap.

References
----------
Singer, J. D., S. Bremer and J. Stuckey (1972). Capability Distribution, Uncertainty, and Major Power War, 1820–1965. In
B. Russett (ed.), *Peace, War, and Numbers*, 19–48. Sage.

Examples
--------
>>> import numpy as np
>>> shares(np.array([0, 0]), np.array([300.0, 100.0]), np.ones(2)).value.tolist()
[0.75, 0.25]
"""

from __future__ import annotations

from comity.measures.burden._shares import POPULATION, of_members, shares
from comity.measures.contract import Measure, Need
from comity.measures.estimates import Estimates
from comity.measures.groups import ALLIANCES, groups
from comity.measures.reading import Reading

PART = "its military personnel"
PERSONNEL = Need("cow-nmc", "figure.military-personnel")

__all__ = ["MEASURE", "PART", "compute", "shares"]


def compute(reading: Reading) -> Estimates:
    """Give the share of every member in every group and year."""
    found = groups(reading)
    made = of_members(reading, found, reading.nan("nmc", "milper"))
    return Estimates(found.members, made.value, inputs=made.inputs, coverage=made.coverage, parts={PART: made.value})


MEASURE = Measure(
    title="Share of a group's military personnel",
    unit="share of the group",
    subject="member",
    needs=(PERSONNEL, POPULATION, *ALLIANCES),
    compute=compute,
    direction="a larger part of the group's soldiers",
    method="share of the members' total, of those known",
    reference="Singer, Bremer and Stuckey (1972)",
    parts={PART: (PERSONNEL,)},
    bounds=(0.0, 1.0),
)
