"""Asymmetry of trade dependence: how much more the first depends on the second than the second on the first.

Formula
-------
::

    asymmetry_AB = T_AB / GDP_A − T_AB / GDP_B

with T the trade in goods of the two, both ways. It is the first's dependence less the second's, and changes its sign with
the order of the pair.

Pitfalls
--------
Those of ``economy.trade_dependence``: goods only, 1960 to 2014, gross trade over value added. The two shares have the same
trade above, so that the sign says no more than whose product is smaller, and only the size is news. Hirschman's argument is
about what each could do without: that is ``economy.cost_of_break``, under a stated model.

References
----------
Hirschman, A. O. (1945). *National Power and the Structure of Foreign Trade*. University of California Press.
Keohane, R. O., and J. S. Nye (1977). *Power and Interdependence*. Little, Brown.

Examples
--------
A trade of 10 between economies of 100 and 1000:

>>> import numpy as np
>>> own, other = np.array([100.0]), np.array([1000.0])
>>> (10 / own - 10 / other).round(3).tolist()
[0.09]
"""

from __future__ import annotations

import numpy as np

from comity.measures.contract import Measure
from comity.measures.estimates import Estimates
from comity.measures.reading import Reading
from comity.measures.trade import FLOWS, PRODUCT, at, exchanged, product

_OWN, _OTHER = "dependence of the first on the second", "less that of the second on the first"


def compute(reading: Reading) -> Estimates:
    """Give the asymmetry of all ordered pairs and years."""
    rows = reading.dyads
    trade = np.add(*exchanged(reading, rows))
    products = product(reading)
    with np.errstate(invalid="ignore", divide="ignore"):
        own, other = trade / at(rows, products, 0), trade / at(rows, products, 1)
    value = own - other
    known = np.isfinite(value)
    return Estimates(
        reading.pairs,
        value,
        inputs=np.where(known, 4, 0),
        parts={_OWN: np.where(known, own, np.nan), _OTHER: np.where(known, -other, np.nan)},
    )


MEASURE = Measure(
    title="Asymmetry of trade dependence",
    unit="share of GDP, difference",
    subject="pair",
    directed=True,
    needs=(FLOWS, PRODUCT),
    compute=compute,
    direction="the first depends more on the second than the second on the first",
    method="difference of the two shares of trade in GDP",
    reference="Hirschman (1945)",
    parts={_OWN: (FLOWS, PRODUCT), _OTHER: (FLOWS, PRODUCT)},
    monotone={PRODUCT.layer: -1},
)
