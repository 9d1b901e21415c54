"""Diplomatic representation of the first state at the second, by rank.

Formula
-------
::

    representation_AB = rank of A's diplomats at B: 0 none, 1 chargé d'affaires, 2 minister, 3 ambassador

as the Correlates of War project codes it.

Pitfalls
--------
The publisher looked about every five years, 1817 to 2000: of a year between nothing is known, and of a pair that is not in the
part of the file that is here nothing is known either, which is not zero. Code 9 (an interests section and the like) is no
rank and is left out. Ranks are no distances: 2 is not twice 1. Today nearly all are ambassadors.

References
----------
Bayer, R. (2006). *Diplomatic Exchange Data Set, v2006.1*. Correlates of War Project.

Examples
--------
>>> import numpy as np
>>> ranks(np.array([3.0, 9.0, 0.0])).tolist()
[3.0, nan, 0.0]
"""

from __future__ import annotations

import numpy as np

from comity.measures.contract import Measure, Need
from comity.measures.estimates import Estimates, Floats
from comity.measures.reading import Reading

RANKS = Need("cow-diplomatic-exchange-part", "pair_figure.cow-diplomatic-representation")
_LABEL = "rank of its diplomats there"


def ranks(codes: Floats) -> Floats:
    """Give ranks of the publisher's codes; NaN for other forms of representation."""
    return np.where(codes <= 3, codes, np.nan)


def compute(reading: Reading) -> Estimates:
    """Give the rank of every state's diplomats at every other, in the years of a round."""
    # The panel's column is of the host: what the first has at the second stands with the second.
    value = ranks(reading.pair("representation", "DR_at_", reading.dyads, toward=False))
    return Estimates(reading.pairs, value, inputs=np.where(np.isfinite(value), 1, 0), parts={_LABEL: value})


MEASURE = Measure(
    title="Diplomatic representation at another state",
    unit="steps of rank, 0 to 3",
    subject="pair",
    directed=True,
    needs=(RANKS,),
    compute=compute,
    direction="the first has diplomats of a higher rank at the second",
    method="publisher's rank, in the years of its rounds",
    reference="Bayer (2006)",
    parts={_LABEL: (RANKS,)},
    bounds=(0.0, 3.0),
)
