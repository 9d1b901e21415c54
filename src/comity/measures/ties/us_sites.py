"""United States military sites in the other state, as of 2018.

Formula
-------
The number of sites on a list that was closed in 2018::

    S_ij = bases + lilypads + sites funded by the United States

Pitfalls
--------
The list has no dates and stands in 2018 alone. It looks at the United States and selects: a pair that is not on it is not
known to have none. A lilypad is a small site, often shared. There is no published error.

References
----------
Vine, D. (2015). *Base Nation: How U.S. Military Bases Abroad Harm America and the World*. Metropolitan Books.

Examples
--------
>>> "us-site" in _SITES
True
"""

from __future__ import annotations

import numpy as np

from comity.measures.contract import Measure, Need
from comity.measures.estimates import Estimates
from comity.measures.reading import Reading
from comity.measures.ties._pairs import explain_parts, of_parts

NEED = Need("us-bases", "tie.us-site")
PART = "sites"
_SITES = """select a, b, coalesce("start", date '2018-01-01') as "start", coalesce("end", date '2018-12-31') as "end", value
    from tie where source = 'us-bases' and layer = 'us-site'"""


def compute(reading: Reading) -> Estimates:
    """Give the count of all pairs on the list."""
    look = reading.look("us-bases", coded_in=None)
    entries = look.pairs(_SITES, both_ways=True, layer=NEED.layer)
    runs = look.runs(entries, zero=False, layer=NEED.layer, combine="sum")
    value, known = reading.dyads.fill(runs, (0, 1), "float64")
    sites = value if known is None else np.where(known, value, np.nan)
    return of_parts(reading, {PART: sites}, np.nan_to_num(sites))


MEASURE = Measure(
    title="United States military sites in the other state, 2018",
    unit="sites",
    subject="pair",
    needs=(NEED,),
    compute=compute,
    direction="more sites",
    method="count of sites",
    reference="Vine (2015)",
    explain=explain_parts({PART: (NEED,)}),
    bounds=(0.0, np.inf),
)
