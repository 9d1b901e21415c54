"""By how much a member's share of its group's military spending is above its share of the group's product.

Formula
-------
Of a member i of a group g in a year t::

    gap_igt = m_igt / sum over j of m_jgt  -  y_igt / sum over j of y_jgt

with m military expenditure (National Material Capabilities) and y gross domestic product (World Bank), both in current US
dollars at market exchange rates, and the sums over the members of whom both are known. It is told only where these are all
members, or hold at least 95 % of the group's population. The gaps of all members add up to zero.

Pitfalls
--------
It says nothing of what is spent on the group's purposes: a world power's spending serves other ends too. It is a difference
of shares, so that a small member's gap is small whatever it does; the ratio of spending to product is the measure for that.
The shares are among members of whom both figures are known, and may differ from those of ``burden.spending_share`` and
``burden.gdp_share`` where the one is known and the other is not. The World Bank's Germany before 1990 includes the East.

References
----------
Sandler, T., and H. Shimizu (2014). NATO Burden Sharing 1999–2010: An Altered Alliance. *Foreign Policy Analysis* 10(1), 43–60.

Examples
--------
The one has half of the product and spends three quarters:

>>> import numpy as np
>>> spending, product = np.array([75.0, 25.0, 9.0]), np.array([50.0, 50.0, np.nan])
>>> gaps(np.array([0, 0, 0]), spending, product, np.array([60.0, 39.0, 1.0]))[0].tolist()
[0.25, -0.25, nan]
"""

from __future__ import annotations

import numpy as np

from comity.measures.burden._shares import GDP, POPULATION, SPENDING, Shares, gdp, shares, weights
from comity.measures.contract import Measure
from comity.measures.estimates import Estimates, Floats
from comity.measures.groups import ALLIANCES, groups
from comity.measures.reading import Reading
from comity.panel.axis import Ints

SPENDS, PRODUCES = "share of spending", "share of product, taken off"


def gaps(cell: Ints, spending: Floats, product: Floats, weight: Floats) -> tuple[Floats, Shares, Shares]:
    """Give the gap of each member, and the two shares of which it is the difference.

    Parameters
    ----------
    cell
        Of which group and year each member is, as a number, shape (members,).
    spending, product, weight
        Of each member, shape (members,), NaN where not known.
    """
    both = np.isfinite(spending) & np.isfinite(product)
    spends = shares(cell, np.where(both, spending, np.nan), weight)
    produces = shares(cell, np.where(both, product, np.nan), weight)
    return spends.value - produces.value, spends, produces


def compute(reading: Reading) -> Estimates:
    """Give the gap of every member in every group and year."""
    found = groups(reading)
    spending, product = (found.of_members(figure) for figure in (reading.nan("nmc", "milex"), gdp(reading)))
    value, spends, produces = gaps(found.cell, spending, product, found.of_members(weights(reading)))
    known = np.isfinite(value)
    return Estimates(
        found.members,
        value,
        inputs=spends.inputs + produces.inputs,
        coverage=spends.coverage,
        parts={
            SPENDS: np.where(known, spends.value, np.nan),
            PRODUCES: np.where(known, -produces.value, np.nan),
        },
    )


MEASURE = Measure(
    title="Share of a group's military spending minus share of its GDP",
    unit="share of the group",
    subject="member",
    needs=(*SPENDING, GDP, POPULATION, *ALLIANCES),
    compute=compute,
    direction="that it spends more of the group's total than it produces of it",
    method="difference of two shares of the members' totals, of those of whom both are known",
    reference="Sandler and Shimizu (2014)",
    parts={SPENDS: SPENDING, PRODUCES: (GDP,)},
    bounds=(-1.0, 1.0),
)
