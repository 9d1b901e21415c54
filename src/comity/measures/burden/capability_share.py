"""A member's share of its group's material capabilities.

Formula
-------
Of a member i of a group g in a year t::

    share_igt = x_it / sum over members j of g of x_jt

with x the published Composite Index of National Capability. The sum is over the members whose index is known. The share is told only where these are all members, or
hold at least 95 % of the group's population; the coverage says how much they hold.

Pitfalls
--------
The index weighs steel, energy and population as much as spending and soldiers: it says what a member could draw on in a
long war, not what it brings to the group. Spending and soldiers are two of its six components, so that it is not an
independent yardstick of them.

References
----------
Singer, J. D., S. Bremer and J. Stuckey (1972). Capability Distribution, Uncertainty, and Major Power War, 1820–1965. In
B. Russett (ed.), *Peace, War, and Numbers*, 19–48. Sage.

Examples
--------
>>> import numpy as np
>>> shares(np.array([0, 0]), np.array([0.15, 0.05]), np.ones(2)).value.round(2).tolist()
[0.75, 0.25]
"""

from __future__ import annotations

from comity.measures.burden._shares import POPULATION, of_members, shares
from comity.measures.contract import Measure, Need
from comity.measures.estimates import Estimates
from comity.measures.groups import ALLIANCES, groups
from comity.measures.reading import Reading

PART = "its index of capability"
CINC = Need("cow-nmc", "figure.cinc")

__all__ = ["MEASURE", "PART", "compute", "shares"]


def compute(reading: Reading) -> Estimates:
    """Give the share of every member in every group and year."""
    found = groups(reading)
    made = of_members(reading, found, reading.nan("nmc", "cinc"))
    return Estimates(found.members, made.value, inputs=made.inputs, coverage=made.coverage, parts={PART: made.value})


MEASURE = Measure(
    title="Share of a group's material capabilities (CINC)",
    unit="share of the group",
    subject="member",
    needs=(CINC, POPULATION, *ALLIANCES),
    compute=compute,
    direction="a larger part of the group's material capabilities",
    method="share of the members' total, of those known",
    reference="Singer, Bremer and Stuckey (1972)",
    parts={PART: (CINC,)},
    bounds=(0.0, 1.0),
)
