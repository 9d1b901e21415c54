"""A member's share of its group's population.

Formula
-------
Of a member i of a group g in a year t::

    share_igt = x_it / sum over members j of g of x_jt

with x total population (National Material Capabilities). The sum is over the members whose population is known. The share is told only where these are all members, or
hold at least 95 % of the group's population; the coverage says how much they hold.

Pitfalls
--------
People are not all of an age to serve, and wealth is not in it. The populations are the source's own estimates between
censuses.

References
----------
Singer, J. D., S. Bremer and J. Stuckey (1972). Capability Distribution, Uncertainty, and Major Power War, 1820–1965. In
B. Russett (ed.), *Peace, War, and Numbers*, 19–48. Sage.

Examples
--------
>>> import numpy as np
>>> people = np.array([60.0, 30.0, 10.0])
>>> shares(np.array([0, 0, 0]), people, people).value.tolist()
[0.6, 0.3, 0.1]
"""

from __future__ import annotations

from comity.measures.burden._shares import POPULATION, of_members, shares
from comity.measures.contract import Measure
from comity.measures.estimates import Estimates
from comity.measures.groups import ALLIANCES, groups
from comity.measures.reading import Reading

PART = "its population"

__all__ = ["MEASURE", "PART", "compute", "shares"]


def compute(reading: Reading) -> Estimates:
    """Give the share of every member in every group and year."""
    found = groups(reading)
    made = of_members(reading, found, reading.nan("nmc", "tpop"))
    return Estimates(found.members, made.value, inputs=made.inputs, coverage=made.coverage, parts={PART: made.value})


MEASURE = Measure(
    title="Share of a group's population",
    unit="share of the group",
    subject="member",
    needs=(POPULATION, *ALLIANCES),
    compute=compute,
    direction="a larger part of the group's people",
    method="share of the members' total, of those known",
    reference="Singer, Bremer and Stuckey (1972)",
    parts={PART: (POPULATION,)},
    bounds=(0.0, 1.0),
)
