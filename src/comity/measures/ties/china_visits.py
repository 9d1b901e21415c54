"""Visits of China's two leaders to the other state in the year.

Formula
-------
The number of visits of the president or the premier of China that began in the year::

    V_ij = number of visits

Pitfalls
--------
Of visits between most pairs of states nothing is known: this source looks at China's president and premier. A 0 is one
from 2014 to 2020 alone; before, a visit on record is one and none on record says nothing. There is no published error.

References
----------
Turcsányi, R. Q., M. Eckert, M. Šimalčík and N. Majsniarová (2021). *WHO | WHERE | WHEN: International travel of the
Chinese leaders (1949–2020)*. Central European Institute of Asian Studies.

Examples
--------
>>> import numpy as np
>>> greater(np.array([2.0, np.nan]), np.array([np.nan, np.nan])).tolist()
[2.0, nan]
"""

from __future__ import annotations

import numpy as np

from comity.measures.contract import Measure, Need
from comity.measures.estimates import Estimates
from comity.measures.reading import Reading
from comity.measures.ties._pairs import both, explain_parts, greater, of_parts

NEED = Need("china-leader-travel", "activity.visit")
PART = "visits"


__all__ = ["MEASURE", "greater"]


def compute(reading: Reading) -> Estimates:
    """Give the visits of all pairs and years that are known."""
    value = greater(*both(reading, "visits", "ceias_visits"))
    return of_parts(reading, {PART: value}, np.nan_to_num(value))


MEASURE = Measure(
    title="Visits of China's president or premier",
    unit="visits",
    subject="pair",
    needs=(NEED,),
    compute=compute,
    direction="more visits in the year",
    method="count of visits by the year in which they began",
    reference="Turcsányi et al. (2021)",
    explain=explain_parts({PART: (NEED,)}),
    bounds=(0.0, np.inf),
)
