"""Trade dependence of the first state on the second: their trade as a share of the first's product.

Formula
-------
::

    dependence_AB = (imports of A from B + exports of A to B) / gross domestic product of A

Exports of A to B are what B reports to have imported from A. Flows by the Correlates of War project, in millions of current
US dollars; the product by the World Bank, current US dollars.

Pitfalls
--------
Goods only, 1960 to 2014: later trade is not known here. Trade is gross and the product is value added, so that states
through which goods pass (Singapore, Belgium, the Netherlands) seem to depend more, and a share can exceed 1: Liberia's, under
whose flag ships are registered, is 15 in 1994. Of the Federal Republic of Germany, 1960 to 1989, the file has only the flows
with Belgium and Luxembourg. A flow that is not known is not zero; a flow of 0 is less than half a million. It says how
much is traded, not how hard it would be to replace: see ``economy.cost_of_break``.

References
----------
Oneal, J. R., and B. Russett (1997). The Classical Liberals Were Right: Democracy, Interdependence, and Conflict,
1950–1985. *International Studies Quarterly* 41(2), 267–293.
Barbieri, K., O. M. G. Keshk and B. M. Pollins (2009). Trading Data: Evaluating our Assumptions and Coding Rules. *Conflict
Management and Peace Science* 26(5), 471–491.

Examples
--------
Imports of 79 and exports of 100 billion of a state that makes 847 billion a year:

>>> import numpy as np
>>> share_of_product(np.array([79_000.0]), np.array([847_000.0])).round(3).tolist()
[0.093]
"""

from __future__ import annotations

import numpy as np

from comity.measures.contract import Measure
from comity.measures.estimates import Estimates, Floats
from comity.measures.reading import Reading
from comity.measures.trade import FLOWS, PRODUCT, at, exchanged, product

_IMPORTS, _EXPORTS = "imports from the second", "exports to the second"


def share_of_product(flow: Floats, product: Floats) -> Floats:
    """Give a flow as a share of the product, both in the same money."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(product > 0, flow / product, np.nan)


def compute(reading: Reading) -> Estimates:
    """Give the dependence of every state on every other."""
    rows = reading.dyads
    imports, exports = exchanged(reading, rows)
    own = at(rows, product(reading), 0)
    value = share_of_product(imports + exports, own)
    known = np.isfinite(value)
    return Estimates(
        reading.pairs,
        value,
        inputs=np.where(known, 3, 0),
        parts={
            label: np.where(known, share_of_product(flow, own), np.nan)
            for label, flow in ((_IMPORTS, imports), (_EXPORTS, exports))
        },
    )


MEASURE = Measure(
    title="Trade dependence on another state",
    unit="share of GDP",
    subject="pair",
    directed=True,
    needs=(FLOWS, PRODUCT),
    compute=compute,
    direction="trade with the second is a larger share of the first's product",
    method="bilateral trade in goods over GDP",
    reference="Oneal and Russett (1997)",
    parts={_IMPORTS: (FLOWS, PRODUCT), _EXPORTS: (FLOWS, PRODUCT)},
    bounds=(0.0, float("inf")),
    monotone={FLOWS.layer: 1, PRODUCT.layer: -1},
)
