"""Aid of the first state to the second over the second's product.

Formula
-------
::

    aid_AB = obligations of aid of A to B in a fiscal year / gross domestic product of B

both in current US dollars. On record is the aid of the United States alone, economic and military together.

Pitfalls
--------
Of all other givers nothing is known, which is not zero: bring their figures to compare. Obligations are promises
entered in the books, and a negative figure is money taken back. A fiscal year ends in September and stands beside the
product of the calendar year that names it. It is an element of soft power for itself: there is no score of
which it would be a part.

References
----------
United States Department of State and United States Agency for International Development (2022). *U.S. Foreign Assistance by
Country*. ForeignAssistance.gov.
Knack, S. (2004). Does Foreign Aid Promote Democracy? *International Studies Quarterly* 48(1), 251–266.

Examples
--------
>>> import numpy as np
>>> over_product(np.array([2.5e9]), np.array([50_000.0])).tolist()
[0.05]
"""

from __future__ import annotations

import numpy as np

from comity.measures.contract import Measure, Need
from comity.measures.estimates import Estimates, Floats
from comity.measures.reading import Reading
from comity.measures.trade import PRODUCT, at, product

AID = Need("us-foreign-assistance", "pair_figure.us-aid-obligations-current")
_LABEL = "aid obligated in the fiscal year"


def over_product(aid: Floats, product: Floats) -> Floats:
    """Give aid in dollars as a share of a product in millions of dollars."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(aid / (product * 1e6), np.float64)


def compute(reading: Reading) -> Estimates:
    """Give the aid of every giver on record to every state."""
    rows = reading.dyads
    value = over_product(reading.pair("aid", "us_obligations", rows), at(rows, product(reading), 1))
    return Estimates(reading.pairs, value, inputs=np.where(np.isfinite(value), 2, 0), parts={_LABEL: value})


MEASURE = Measure(
    title="Aid to another state, over its GDP",
    unit="share of the receiver's GDP",
    subject="pair",
    directed=True,
    needs=(AID, PRODUCT),
    compute=compute,
    direction="the first gives the second more, for the second's size",
    method="obligations of aid over GDP",
    reference="ForeignAssistance.gov (2022)",
    parts={_LABEL: (AID, PRODUCT)},
    monotone={AID.layer: 1},
)
