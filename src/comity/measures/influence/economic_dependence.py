"""Economic dependence of the second state on the first, as influence has it.

Formula
-------
::

    dependence_BA = ½ · (trade of B with A / all trade of B) + ½ · (trade of B with A / product of B), each at most 1

It is what the first holds of the second: A–B is the dependence of B on A. Weights and goalposts: ``weights.toml``.

Pitfalls
--------
Those of ``economy.trade_share`` and ``economy.trade_dependence``: goods only, 1960 to 2014, the Federal Republic of Germany
from 1990. Trade that only passes through a state counts in full. Aid belongs here, but only that of the United States is on
record: ``influence.aid`` has it. That something is traded does not say that it could not be had elsewhere.

References
----------
Moyer, J. D., D. K. Bohl and S. Turner (2018). *Diplometrics: Formal Bilateral Influence Capacity*. Frederick S. Pardee
Center for International Futures, University of Denver.
Hirschman, A. O. (1945). *National Power and the Structure of Foreign Trade*. University of California Press.

Examples
--------
A state of whose trade a fifth is with the other, and trade worth a quarter of its product:

>>> 0.5 * 0.2 + 0.5 * 0.25
0.225
"""

from __future__ import annotations

import numpy as np

from comity.measures.contract import Measure
from comity.measures.estimates import Estimates
from comity.measures.influence._channels import components, placed, raw
from comity.measures.reading import Reading
from comity.measures.trade import EXPORTS, FLOWS, IMPORTS, PRODUCT

_PARTS = {"trade_share": "share in all trade of the second", "trade_to_product": "trade over the second's product"}


def compute(reading: Reading) -> Estimates:
    """Give the dependence of every state on every other, by who holds it."""
    rows = reading.dyads
    entering = [one for one in components() if one.name in _PARTS]
    total = sum(one.weight for one in entering)
    shares = [one.weight / total * placed(raw(reading, rows, one.name), one.greatest, log=False) for one in entering]
    value = np.asarray(np.sum(shares, axis=0), np.float64)
    known = np.isfinite(value)
    return Estimates(
        reading.pairs,
        value,
        inputs=np.where(known, 5, 0),
        parts={_PARTS[one.name]: np.where(known, share, np.nan) for one, share in zip(entering, shares, strict=True)},
    )


MEASURE = Measure(
    title="Economic dependence of the second on the first",
    unit="points, 0 to 1",
    subject="pair",
    directed=True,
    needs=(FLOWS, IMPORTS, EXPORTS, PRODUCT),
    compute=compute,
    direction="the second depends more on trade with the first",
    method="mean of the share in trade and of trade over the product",
    reference="Moyer, Bohl and Turner (2018), for the structure",
    parts={_PARTS["trade_share"]: (FLOWS, IMPORTS, EXPORTS), _PARTS["trade_to_product"]: (FLOWS, PRODUCT)},
    bounds=(0.0, 1.0),
    monotone={FLOWS.layer: 1},
)
