"""Visits received: journeys of foreign leaders to a state in a year.

Formula
-------
::

    journeys_it = number of journeys in the year

as COLT counts them, added up by a third party.

Pitfalls
--------
Totals alone: who went to whom is in COLT's own file, which one brings. No row is no zero: a state without one may have had
no journey or may not have been coded. Leaders of organisations and some ministers are counted too. The totals grow from 1990 to
2024 in part because later journeys are better reported, and summits and organisations' seats count for the state where they lie: the United States (United Nations),
Belgium, Switzerland and Ethiopia receive many that were not to them. It is an element of soft power for itself: there is no score of
which it would be a part.

References
----------
Moyer, J. D., S. D. Turner and C. J. Meisel (2021). What Are the Drivers of Diplomacy? Introducing and Testing New Annual
Dyadic Data Measuring Diplomatic Exchange. *Journal of Peace Research* 58(6), 1300–1310.
Diplometrics (2025). *Country and Organization Leader Travel (COLT)*. Frederick S. Pardee Institute for International
Futures, University of Denver.

Examples
--------
A year of which nothing is known stays unknown:

>>> import numpy as np
>>> float(np.nansum([np.nan])), bool(np.isnan(np.array([np.nan]).sum()))
(0.0, True)
"""

from __future__ import annotations

import numpy as np

from comity.measures.contract import Measure, Need
from comity.measures.estimates import Estimates
from comity.measures.reading import Reading

JOURNEYS = Need("colt-visits-agg", "figure.colt-leader-journeys-received")
_LABEL = "journeys of leaders to it"


def compute(reading: Reading) -> Estimates:
    """Give the journeys of all states and years."""
    value = reading.of_states(
        reading.figures("colt-visits-agg", "colt-leader-journeys-received")["colt-leader-journeys-received"]
    )
    return Estimates(reading.states, value, inputs=np.where(np.isfinite(value), 1, 0), parts={_LABEL: value})


MEASURE = Measure(
    title="Visits of foreign leaders received",
    unit="journeys a year",
    subject="state",
    needs=(JOURNEYS,),
    compute=compute,
    direction="more leaders came",
    method="yearly total of COLT",
    reference="Diplometrics (2025)",
    parts={_LABEL: (JOURNEYS,)},
    bounds=(0.0, float("inf")),
    monotone={JOURNEYS.layer: 1},
)
