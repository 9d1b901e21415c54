"""A member's share of its group's military expenditure.

Formula
-------
Of a member i of a group g in a year t::

    share_igt = x_it / sum over members j of g of x_jt

with x military expenditure in the money of the year at market exchange rates (National Material Capabilities). The sum is over the members whose spending is known. The share is told only where these are all members, or
hold at least 95 % of the group's population; the coverage says how much they hold.

Pitfalls
--------
Spending is not output: it buys fewer soldiers where wages are high, and a part of a world power's serves ends outside the
group. At market exchange rates the poor weigh less than what they can buy. The source's spending is neither SIPRI's nor
NATO's definition; it writes zero for states without forces. A member of whom nothing is known makes the shares of the
others too high by at most what it spends. The Federal Republic stands for Germany in 1990.

References
----------
Sandler, T., and K. Hartley (2001). Economics of Alliances: The Lessons for Collective Action. *Journal of Economic Literature*
39(3), 869–896.
Singer, J. D., S. Bremer and J. Stuckey (1972). Capability Distribution, Uncertainty, and Major Power War, 1820–1965. In
B. Russett (ed.), *Peace, War, and Numbers*, 19–48. Sage.

Examples
--------
Two groups; of the third member of the second, who has 1 % of its people, nothing is known:

>>> import numpy as np
>>> made = shares(np.array([0, 0, 1, 1, 1]), np.array([3.0, 1.0, 6.0, 2.0, np.nan]), np.array([9.0, 9.0, 90.0, 9.0, 1.0]))
>>> made.value.tolist(), made.coverage.tolist()
([0.75, 0.25, 0.75, 0.25, nan], [1.0, 1.0, 0.99, 0.99, 0.99])
"""

from __future__ import annotations

from comity.measures.burden._shares import POPULATION, SPENDING, of_members, shares
from comity.measures.contract import Measure
from comity.measures.estimates import Estimates
from comity.measures.groups import ALLIANCES, groups
from comity.measures.reading import Reading

PART = "its military expenditure"

__all__ = ["MEASURE", "PART", "compute", "shares"]


def compute(reading: Reading) -> Estimates:
    """Give the share of every member in every group and year."""
    found = groups(reading)
    made = of_members(reading, found, reading.nan("nmc", "milex"))
    return Estimates(found.members, made.value, inputs=made.inputs, coverage=made.coverage, parts={PART: made.value})


MEASURE = Measure(
    title="Share of a group's military expenditure",
    unit="share of the group",
    subject="member",
    needs=(*SPENDING, POPULATION, *ALLIANCES),
    compute=compute,
    direction="a larger part of what the group spends on its forces",
    method="share of the members' total, of those known",
    reference="Sandler and Hartley (2001)",
    parts={PART: SPENDING},
    bounds=(0.0, 1.0),
)
