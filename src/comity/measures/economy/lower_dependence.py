"""Lower dependence of a pair: the trade dependence of the state that depends less.

Formula
-------
::

    lower dependence_AB = min(T_AB / GDP_A, T_AB / GDP_B)

with T the trade in goods of the two, both ways. It is the quantity of Oneal and Russett, by whose argument the state that is
less bound by trade is the one that is freer to fight.

Pitfalls
--------
Those of ``economy.trade_dependence``: goods only, 1960 to 2014, gross trade over value added. It is by construction the
dependence of the larger economy, so that across pairs it says much about size. No published error: no interval, no rank.

References
----------
Oneal, J. R., and B. Russett (1997). The Classical Liberals Were Right: Democracy, Interdependence, and Conflict,
1950–1985. *International Studies Quarterly* 41(2), 267–293.

Examples
--------
A trade of 10 between economies of 100 and 1000:

>>> import numpy as np
>>> lower(np.array([10.0]), np.array([100.0]), np.array([1000.0])).tolist()
[0.01]
"""

from __future__ import annotations

import numpy as np

from comity.measures.contract import Measure
from comity.measures.estimates import Estimates, Floats
from comity.measures.reading import Reading
from comity.measures.trade import FLOWS, PRODUCT, at, exchanged, product

_ONE, _OTHER = "imports of the first from the second", "imports of the second from the first"


def lower(trade: Floats, product: Floats, others_product: Floats) -> Floats:
    """Give the trade as a share of the larger product; NaN where either is not known."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(trade / np.maximum(product, others_product), np.float64)


def compute(reading: Reading) -> Estimates:
    """Give the lower dependence of all pairs and years."""
    rows = reading.dyads
    one, other = exchanged(reading, rows)
    products = product(reading)
    own, theirs = at(rows, products, 0), at(rows, products, 1)
    value = lower(one + other, own, theirs)
    known = np.isfinite(value)
    return Estimates(
        reading.pairs,
        value,
        inputs=np.where(known, 4, 0),
        parts={
            label: np.where(known, lower(flow, own, theirs), np.nan) for label, flow in ((_ONE, one), (_OTHER, other))
        },
    )


MEASURE = Measure(
    title="Lower trade dependence of a pair",
    unit="share of GDP",
    subject="pair",
    needs=(FLOWS, PRODUCT),
    compute=compute,
    direction="even the less dependent of the two trades more with the other, for its size",
    method="the lesser of the two shares of trade in GDP",
    reference="Oneal and Russett (1997)",
    parts={_ONE: (FLOWS, PRODUCT), _OTHER: (FLOWS, PRODUCT)},
    bounds=(0.0, float("inf")),
    monotone={FLOWS.layer: 1, PRODUCT.layer: -1},
)
