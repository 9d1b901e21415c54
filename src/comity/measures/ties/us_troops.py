"""United States troops in the other state, on one day of the year.

Formula
-------
The number of active-duty persons of the one in the other::

    T_ij = troops of i in j + troops of j in i

of which the source knows those of the United States alone.

Pitfalls
--------
The source looks at the United States' troops and nobody else's: of all other pairs nothing is known. Zeros are the
publisher's, and may mean that a report does not list the host. Years known to be wrong are not known (1951, 1952, 2008, and some
hosts of other years). Troops may be there against the host's will. There is no published error.

References
----------
Allen, M. A., M. E. Flynn and C. Martinez Machain (2022). US global military deployments, 1950–2020. *Conflict Management
and Peace Science* 39(3), 351–370.

Examples
--------
>>> import numpy as np
>>> total(np.array([100.0, np.nan]), np.array([np.nan, np.nan])).tolist()
[100.0, nan]
"""

from __future__ import annotations

import numpy as np

from comity.measures.contract import Measure, Need
from comity.measures.estimates import Estimates
from comity.measures.reading import Reading
from comity.measures.ties._pairs import both, explain_parts, of_parts, total

NEED = Need("us-troops", "tie.troops")
PART = "troops"


__all__ = ["MEASURE", "total"]


def compute(reading: Reading) -> Estimates:
    """Give the strength of all pairs and years that are known."""
    value = total(*both(reading, "troops", "us_troops"))
    return of_parts(reading, {PART: value}, 1.0 * np.isfinite(value))


MEASURE = Measure(
    title="United States troops in the other state",
    unit="persons",
    subject="pair",
    needs=(NEED,),
    compute=compute,
    direction="more troops stationed",
    method="active-duty persons on one day",
    reference="Allen, Flynn and Martinez Machain (2022)",
    explain=explain_parts({PART: (NEED,)}),
    bounds=(0.0, np.inf),
)
