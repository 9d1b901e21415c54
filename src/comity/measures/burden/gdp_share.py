"""A member's share of its group's gross domestic product.

Formula
-------
Of a member i of a group g in a year t::

    share_igt = x_it / sum over members j of g of x_jt

with x gross domestic product in current US dollars at market exchange rates (World Bank). The sum is over the members whose product is known. The share is told only where these are all members, or
hold at least 95 % of the group's population; the coverage says how much they hold.

Pitfalls
--------
It is ability to pay in the money in which spending is counted too, so that exchange rates cancel when the two shares are
compared; at purchasing power parity the poorer members would be larger. The World Bank back-casts today's states: for
the years before 1990 its Germany includes the East, by which the Federal Republic is a tenth or more too large. The Soviet
Union and most members of the Warsaw Pact have no figure, so that the pact has no shares.

References
----------
World Bank (2026). GDP (current US$), World Development Indicators, NY.GDP.MKTP.CD.
Sandler, T., and K. Hartley (2001). Economics of Alliances: The Lessons for Collective Action. *Journal of Economic Literature*
39(3), 869–896.

Examples
--------
>>> import numpy as np
>>> shares(np.array([0, 0, 0]), np.array([5.0, 3.0, 2.0]), np.ones(3)).value.tolist()
[0.5, 0.3, 0.2]
"""

from __future__ import annotations

from comity.measures.burden._shares import GDP, WEIGHT, gdp, of_members, shares
from comity.measures.contract import Measure
from comity.measures.estimates import Estimates
from comity.measures.groups import ALLIANCES, groups
from comity.measures.reading import Reading

PART = "its gross domestic product"

__all__ = ["MEASURE", "PART", "compute", "shares"]


def compute(reading: Reading) -> Estimates:
    """Give the share of every member in every group and year."""
    found = groups(reading)
    made = of_members(reading, found, gdp(reading))
    return Estimates(found.members, made.value, inputs=made.inputs, coverage=made.coverage, parts={PART: made.value})


MEASURE = Measure(
    title="Share of a group's gross domestic product",
    unit="share of the group",
    subject="member",
    needs=(GDP, WEIGHT, *ALLIANCES),
    compute=compute,
    direction="a larger part of what the group produces",
    method="share of the members' total, of those known",
    reference="World Bank (2026)",
    parts={PART: (GDP,)},
    bounds=(0.0, 1.0),
)
