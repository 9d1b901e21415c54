"""Domestic constraint: how far the chief executive is bound by others, as Polity5 codes it.

Formula
-------
The publisher's value: executive constraints (xconst), from 1 (unlimited authority) to 7 (executive parity or
subordination).

Pitfalls
--------
One coding by one project, to 2018; years of interruption, collapse and transition have none. An ordered scale whose steps are
not of one length: no means. States of fewer than half a million inhabitants are not coded. What is written may be more than what
binds. There is no published error, hence no interval, no rank. It is about an office, not about who holds it.

References
----------
Marshall, M. G., and T. R. Gurr (2020). *Polity5: Political Regime Characteristics and Transitions, 1800–2018*. Center for
Systemic Peace.

Examples
--------
A rating and a year of transition, which has none:

>>> import numpy as np
>>> np.isfinite(np.array([7.0, np.nan])).tolist()
[True, False]
"""

from __future__ import annotations

import numpy as np

from comity.measures.contract import Measure, Need
from comity.measures.estimates import Estimates
from comity.measures.reading import Reading

INDEX = Need("regimes-misc", "figure.polity5-xconst")
_LABEL = "executive constraints"


def compute(reading: Reading) -> Estimates:
    """Give the published value of all states and years."""
    value = reading.of_states(reading.figures("regimes-misc", "polity5-xconst")["polity5-xconst"])
    return Estimates(reading.states, value, inputs=np.where(np.isfinite(value), 1, 0), parts={_LABEL: value})


MEASURE = Measure(
    title="Constraints on the executive (Polity5)",
    unit="points, 1 to 7",
    subject="state",
    needs=(INDEX,),
    compute=compute,
    direction="others bind the executive more",
    method="published value",
    reference="Marshall and Gurr (2020)",
    parts={_LABEL: (INDEX,)},
    bounds=(1.0, 7.0),
)
