"""Diplomatic representation between two states: the mean of the ranks at which each hosts the other's diplomats.

Formula
-------
Half the sum of the two ranks::

    R_ij = (rank of j's diplomats at i + rank of i's diplomats at j) / 2

with rank 0 none, 1 chargé d'affaires, 2 minister, 3 ambassador. Both sides must be known.

Pitfalls
--------
The publisher looked in some 37 years from 1817 to 2000 and the file holds pairs with some representation alone: a pair that is
not known may have had none. A rank 9, other, such as an interests section, is no rank, and the pair is not known then. Ranks
rose for everybody: ministers were the rule until 1945, ambassadors since. There is no published error.

References
----------
Bayer, R. (2006). *Diplomatic Exchange Data set*, v2006.1. Correlates of War Project.

Examples
--------
An ambassador for a chargé d'affaires, and one side of which nothing is told:

>>> import numpy as np
>>> halves(np.array([3.0, 3.0]), np.array([1.0, 9.0])).tolist()
[[1.5, nan], [0.5, nan]]
"""

from __future__ import annotations

import numpy as np

from comity.measures.contract import Measure, Need
from comity.measures.estimates import Estimates, Floats
from comity.measures.reading import Reading
from comity.measures.ties._pairs import both, explain_parts, of_parts

NEED = Need("cow-diplomatic-exchange-part", "pair_figure.cow-diplomatic-representation")
PARTS = ("the second's diplomats at the first", "the first's diplomats at the second")
#: A kind of mission without a rank.
OTHER = 9


def halves(one: Floats, other: Floats) -> Floats:
    """Give half of each of two ranks, shape (2, rows); NaN where either is not known or no rank."""
    ranks = np.stack([one, other])
    known = np.isfinite(ranks).all(axis=0) & (ranks != OTHER).all(axis=0)
    return np.where(known, ranks / 2, np.nan)


def compute(reading: Reading) -> Estimates:
    """Give the mean rank of all pairs and years in which both are known."""
    found = halves(*both(reading, "representation", "DR_at_"))
    parts = dict(zip(PARTS, found, strict=True))
    return of_parts(reading, parts, 2.0 * np.isfinite(found[0]))


MEASURE = Measure(
    title="Rank of diplomatic representation between two states",
    unit="steps of rank, 0 to 3",
    subject="pair",
    needs=(NEED,),
    compute=compute,
    direction="diplomats of higher rank at each other",
    method="mean of two ranks",
    reference="Bayer (2006)",
    explain=explain_parts(dict.fromkeys(PARTS, (NEED,))),
    bounds=(0.0, 3.0),
)
