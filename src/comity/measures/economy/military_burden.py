"""Military burden: military spending as a share of gross domestic product.

Formula
-------
::

    burden_it = military expenditure_it / gross domestic product_it

both in current US dollars at market exchange rates: spending by the Correlates of War project (National Material
Capabilities), the product by the World Bank (NY.GDP.MKTP.CD), from 1960.

Pitfalls
--------
It is not SIPRI's figure, whose spending follows another definition, and NATO's differs again: compare states by one source
only. Two sources are divided by each other, which is wrong wherever they turn money into dollars at different rates: Myanmar
from 1990 to 2007, Egypt around 1975, Cuba in 2009 and Iraq from 1991 to 1994 come out far too high. A quotient above 2 cannot
be of one money and is left unknown. Spending that the publisher of the components gives as 0 may be a small force. The World
Bank's product of 1988 to 1991 is Russia's and not the Soviet Union's, that of Pakistan to 1971 is the west's alone: there
the burden is not known, nor wherever the Bank has no figure (Taiwan, North Korea, East Germany). No error is published of
either figure: no interval, no rank.

References
----------
Smith, R. P. (2009). *Military Economics: The Interaction of Power and Money*. Palgrave Macmillan.
Singer, J. D., S. Bremer and J. Stuckey (1972). Capability Distribution, Uncertainty, and Major Power War, 1820–1965. In
B. Russett (ed.), *Peace, War, and Numbers*, 19–48. Sage.

Examples
--------
The United States in 1968 and a quotient of two currencies:

>>> import numpy as np
>>> burden(np.array([80.7e9, 12.9e9]), np.array([940.2e9, 0.4e9])).round(3).tolist()
[0.086, nan]
"""

from __future__ import annotations

import numpy as np

from comity.measures.contract import Measure, Need
from comity.measures.estimates import Estimates, Floats
from comity.measures.reading import Reading
from comity.measures.trade import PRODUCT, product

SPENDING = Need("cow-nmc", "figure.military-expenditure")
_LABEL = "military spending over the product"
#: Kuwait spent 1.4 times its product in the year of its liberation; Iraq's 32 times is of two exchange rates.
CREDIBLE = 2.0


def burden(spending: Floats, product: Floats) -> Floats:
    """Divide spending by the product; NaN where the two cannot be of one money."""
    with np.errstate(invalid="ignore", divide="ignore"):
        found = spending / product
    return np.where(found <= CREDIBLE, found, np.nan)


def compute(reading: Reading) -> Estimates:
    """Give the burden of all states and years."""
    spending = reading.figures("cow-nmc", "military-expenditure")["military-expenditure"]
    value = reading.of_states(burden(spending, product(reading) * 1e6))
    return Estimates(reading.states, value, inputs=np.where(np.isfinite(value), 2, 0), parts={_LABEL: value})


MEASURE = Measure(
    title="Military burden: spending as a share of GDP",
    unit="share of GDP",
    subject="state",
    needs=(SPENDING, PRODUCT),
    compute=compute,
    direction="a larger share of what the economy makes goes into defence",
    method="military expenditure (COW) over GDP (World Bank), current dollars",
    reference="Smith (2009)",
    parts={_LABEL: (SPENDING, PRODUCT)},
    bounds=(0.0, CREDIBLE),
)
