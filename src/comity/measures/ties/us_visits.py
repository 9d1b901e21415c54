"""Visits of the United States' president and secretary of state to the other state in the year.

Formula
-------
Whether the president came, and whether the secretary of state did::

    V_ij = 1 if the president visited  +  1 if the secretary visited

Pitfalls
--------
Of visits between most pairs of states nothing is known: this source looks at two travellers of one state, from 1946 to 2012.
How often they came in the year is not counted. Who is visited may be an ally in need or an adversary to be won. There is no
published error.

References
----------
Lebovic, J. H., and E. N. Saunders (2016). The diplomatic core: the determinants of high-level US diplomatic visits,
1946–2010. *International Studies Quarterly* 60(1), 107–123.

Examples
--------
>>> import numpy as np
>>> came(np.array([2.0, 0.0, np.nan])).tolist()
[1.0, 0.0, nan]
"""

from __future__ import annotations

import numpy as np

from comity.measures.contract import Measure, Need
from comity.measures.estimates import Estimates, Floats
from comity.measures.reading import Reading
from comity.measures.ties._pairs import both, explain_parts, greater, of_parts

NEEDS = {
    "bi_PRE": Need("us-dipl-core", "pair_figure.us-president-visited"),
    "bi_SOS": Need("us-dipl-core", "pair_figure.us-secretary-of-state-visited"),
}
PARTS = {"bi_PRE": "the president", "bi_SOS": "the secretary of state"}


def came(visits: Floats) -> Floats:
    """Say whether there was a visit, 1 or 0; NaN where it is not known."""
    return np.where(np.isnan(visits), np.nan, visits > 0)


def compute(reading: Reading) -> Estimates:
    """Give the visits of all pairs and years that are known."""
    parts = {label: came(greater(*both(reading, "visits", name))) for name, label in PARTS.items()}
    return of_parts(reading, parts, np.sum([np.nan_to_num(part) for part in parts.values()], axis=0))


MEASURE = Measure(
    title="Visits of the US president and secretary of state",
    unit="visitors",
    subject="pair",
    needs=tuple(NEEDS.values()),
    compute=compute,
    direction="both visited in the year",
    method="whether each of the two visited",
    reference="Lebovic and Saunders (2016)",
    explain=explain_parts({PARTS[name]: (need,) for name, need in NEEDS.items()}),
    bounds=(0.0, 2.0),
)
