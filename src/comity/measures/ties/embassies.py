"""Embassies between two states on 16 November 2022, as far as they are on record.

Formula
-------
The number of sides that have an embassy in the other, 1 or 2::

    E_ij = 1 if i has one in j  +  1 if j has one in i

Pitfalls
--------
Volunteers enter them: that none is on record does not mean that there is none, so that there is no 0, and 1 may be 2. It
stands in 2022 alone. Offices that do an embassy's work without its status are not counted. There is no published error.

References
----------
Wikidata contributors (2022). Diplomatic missions, as of 16 November 2022. *Wikidata*.

Examples
--------
>>> import numpy as np
>>> total(np.array([1.0, np.nan]), np.array([np.nan, np.nan])).tolist()
[1.0, nan]
"""

from __future__ import annotations

import numpy as np

from comity.measures.contract import Measure, Need
from comity.measures.estimates import Estimates
from comity.measures.reading import Reading
from comity.measures.ties._pairs import both, explain_parts, of_parts, total

NEED = Need("embassies-wikidata", "tie.embassy")
PARTS = ("of the first in the second", "of the second in the first")


__all__ = ["MEASURE", "total"]


def compute(reading: Reading) -> Estimates:
    """Give the count of all pairs that are on record."""
    parts = dict(zip(PARTS, both(reading, "embassies", "embassy"), strict=True))
    return of_parts(reading, parts, np.sum([np.isfinite(part) for part in parts.values()], axis=0))


MEASURE = Measure(
    title="Embassies in each other on record, 2022",
    unit="sides",
    subject="pair",
    needs=(NEED,),
    compute=compute,
    direction="embassies on both sides",
    method="count of sides with an embassy on record",
    reference="Wikidata (2022)",
    explain=explain_parts(dict.fromkeys(PARTS, (NEED,))),
    bounds=(1.0, 2.0),
)
