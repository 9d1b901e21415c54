"""Bases that either state is publicly reported to keep in the other.

Formula
-------
The number of directions in which a base is reported, 1 or 2::

    B_ij = 1 if i has a base in j  +  1 if j has a base in i

Pitfalls
--------
The almanac's selection of what is publicly reported: a pair that is not on it is not known to have none, so that there is no 0.
It counts directions, not bases or soldiers. There is no published error.

References
----------
The comity developers (2026). The almanac of comity: bases abroad that are publicly reported.

Examples
--------
>>> import numpy as np
>>> total(np.array([1.0, np.nan]), np.array([1.0, np.nan])).tolist()
[2.0, nan]
"""

from __future__ import annotations

import numpy as np

from comity.measures.contract import Measure, Need
from comity.measures.estimates import Estimates
from comity.measures.reading import Reading
from comity.measures.ties._pairs import both, explain_parts, of_parts, total

NEED = Need("almanac", "tie.base")
PARTS = ("of the first in the second", "of the second in the first")


__all__ = ["MEASURE", "total"]


def compute(reading: Reading) -> Estimates:
    """Give the count of all pairs that are on record."""
    parts = dict(zip(PARTS, both(reading, "bases", "base"), strict=True))
    return of_parts(reading, parts, np.sum([np.isfinite(part) for part in parts.values()], axis=0))


MEASURE = Measure(
    title="Directions in which a base is publicly reported",
    unit="directions",
    subject="pair",
    needs=(NEED,),
    compute=compute,
    direction="bases reported in both directions",
    method="count of directions",
    reference="comity",
    explain=explain_parts(dict.fromkeys(PARTS, (NEED,))),
    bounds=(1.0, 2.0),
)
