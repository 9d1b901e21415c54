"""Major arms that the one delivered to the other in the year, by volume.

Formula
-------
The trend-indicator value of the deliveries of the first to the second in the year, in millions.

Pitfalls
--------
Volume, not money. Deliveries come in lumps: the publisher advises means of several years. Only recipients in the export
that the user brings are known; of a year with a delivery without a value the sum is not. There is no published error.

References
----------
Holtom, P., M. Bromley and V. Simmel (2012). *Measuring International Arms Transfers*. SIPRI Fact Sheet.

Examples
--------
Deliveries both ways are two estimates, one for each order of the pair:

>>> import numpy as np
>>> total(np.array([5.0]), np.array([0.0])).tolist()
[5.0]
"""

from __future__ import annotations

import numpy as np

from comity.measures.contract import Measure, Need
from comity.measures.estimates import Estimates
from comity.measures.reading import Reading
from comity.measures.ties._pairs import explain_parts, of_parts, total

NEED = Need("sipri-arms-transfers", "pair_figure.sipri-tiv")
PART = "deliveries"


__all__ = ["MEASURE", "total"]


def compute(reading: Reading) -> Estimates:
    """Give the volume of all ordered pairs and years that are known."""
    value = reading.pair("arms", "tiv", reading.dyads)
    return of_parts(reading, {PART: value}, 1.0 * np.isfinite(value))


MEASURE = Measure(
    title="Major arms delivered by the first to the second",
    unit="million TIV",
    subject="pair",
    needs=(NEED,),
    compute=compute,
    direction="more arms delivered",
    method="sum of trend-indicator values",
    reference="SIPRI (2012)",
    explain=explain_parts({PART: (NEED,)}),
    bounds=(0.0, np.inf),
    directed=True,
)
