"""Cost of a break of trade with the second state to the first, under a stated model of trade.

Formula
-------
In the models of trade that Arkolakis, Costinot and Rodríguez-Clare show to be alike (constant elasticity of substitution
among sources), a state that can no longer import from one partner loses, of its real income, the share::

    cost_AB = 1 − (1 − π_AB)^(1/ε)
    π_AB = imports of A from B / (GDP of A + imports of A − exports of A)

with π the partner's share in all that A spends and ε the trade elasticity, here 5. It is their λ^(1/ε), where the state's
own share λ grows to λ / (1 − π) once the partner is gone. Low and high are the 5th and 95th percentile over ε drawn alike
from 3 to 8: a named choice. The median of the estimates gathered by Head and Mayer (2014) is about 5, and single studies of
note lie between 2.5 and 12.

Pitfalls
--------
It is a model's answer and no forecast. It asks what consumers lose when the goods of one state are gone for good and the
others' can be had at unchanged prices and wages: nothing of the shock of the first months, of single goods without a
substitute (gas, ores, chips), of inputs within chains of production, of services, capital or of what the partner does in
return. Losses by lost exports are not counted: in the model trade is balanced and exports only pay for imports. The
product is value added and trade is gross: where goods pass through (Singapore, Belgium) the share, and the cost, come out too
high; a share of 1 or more is left unknown. The interval is of the elasticity alone, and the true uncertainty is wider.
1960 to 2014, and without the Federal Republic of Germany before 1990, as in ``economy.trade_dependence``.

References
----------
Arkolakis, C., A. Costinot and A. Rodríguez-Clare (2012). New Trade Models, Same Old Gains? *American Economic Review*
102(1), 94–130.
Head, K., and T. Mayer (2014). Gravity Equations: Workhorse, Toolkit, and Cookbook. In G. Gopinath, E. Helpman and K. Rogoff
(eds.), *Handbook of International Economics* 4, 131–195. Elsevier.

Examples
--------
A tenth of all spending goes to the partner:

>>> import numpy as np
>>> loss(np.array([0.1]), 5.0).round(4).tolist()
[0.0209]
"""

from __future__ import annotations

import numpy as np

from comity.measures.contract import Measure
from comity.measures.estimates import Estimates, Floats
from comity.measures.reading import Reading
from comity.measures.trade import EXPORTS, FLOWS, IMPORTS, PRODUCT, at, exchanged, product, totals

ELASTICITY = 5.0
#: The named choice: from the lower studies to the higher ones.
LEAST, GREATEST = 3.0, 8.0
DRAWS = 2_000
_LABEL = "goods of the second that the first would do without"


def loss(share: Floats, elasticity: float) -> Floats:
    """Give the loss of real income; NaN for a share that is no share.

    Parameters
    ----------
    share
        The partner's share in all that the state spends.
    """
    sane = (share >= 0) & (share < 1)
    return np.where(sane, -np.expm1(np.log1p(-np.where(sane, share, 0.0)) / elasticity), np.nan)


def compute(reading: Reading) -> Estimates:
    """Give the cost to every state of a break with every other."""
    rows = reading.dyads
    bought, _ = exchanged(reading, rows)
    imports, exports, _ = totals(reading)
    spent = product(reading) + imports - exports
    with np.errstate(invalid="ignore", divide="ignore"):
        share = bought / at(rows, np.where(spent > 0, spent, np.nan), 0)
    value = loss(share, ELASTICITY)
    drawn = reading.rng("elasticity").uniform(LEAST, GREATEST, DRAWS)
    # The loss falls as the elasticity rises: its percentiles are those of the elasticity.
    least, greatest = np.quantile(drawn, (0.05, 0.95))
    return Estimates(
        reading.pairs,
        value,
        low=loss(share, float(greatest)),
        high=loss(share, float(least)),
        inputs=np.where(np.isfinite(value), 4, 0),
        parts={_LABEL: value},
    )


MEASURE = Measure(
    title="Cost to the first of a break of trade, in a stated model",
    unit="share of real income",
    subject="pair",
    directed=True,
    needs=(FLOWS, PRODUCT, IMPORTS, EXPORTS),
    compute=compute,
    direction="the first would lose more by a break, as the model has it",
    method="gains from trade with one partner at constant elasticity",
    reference="Arkolakis, Costinot and Rodríguez-Clare (2012)",
    parts={_LABEL: (FLOWS, PRODUCT, IMPORTS, EXPORTS)},
    bounds=(0.0, 1.0),
    interval="Monte Carlo",
    monotone={FLOWS.layer: 1, PRODUCT.layer: -1},
)
