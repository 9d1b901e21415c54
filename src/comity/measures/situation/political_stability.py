"""Political stability and absence of violence, as perceived, with its published error.

Formula
-------
::

    value = the World Bank's estimate
    low, high = estimate ∓ 1.645 · its published standard error

by the Worldwide Governance Indicators, update of 2024.

Pitfalls
--------
Perceptions of surveys and experts, aggregated: no count of events. Each year is scaled to mean 0 and standard deviation 1 over
all economies, so that a state's rise says that it rose among the others, and the world as a whole can neither rise nor fall. Most
changes from one year to the next, and most differences between neighbours in the ranking, are within the error. None of 1997,
1999 and 2001. The later revision (2025) is on another scale. It says nothing about any person.

References
----------
Kaufmann, D., and A. Kraay (2024). *The Worldwide Governance Indicators: Methodology and 2024 Update*. World Bank Policy
Research Working Paper.

Examples
--------
>>> import numpy as np
>>> [bound.round(3).tolist() for bound in bounds(np.array([0.5]), np.array([0.2]))]
[[0.171], [0.829]]
"""

from __future__ import annotations

import numpy as np

from comity.measures.contract import Measure, Need
from comity.measures.estimates import Estimates, Floats
from comity.measures.reading import Reading

ESTIMATE = Need("wgi", "figure.wgi-political-stability")
ERROR = Need("wgi", "figure.wgi-political-stability-se")
_LABEL = "estimate of the Worldwide Governance Indicators"
#: The 95th percentile of the standard normal distribution, as the publisher's model assumes.
Z = 1.645


def bounds(estimate: Floats, error: Floats) -> tuple[Floats, Floats]:
    """Give the 90 % interval of estimates with standard errors."""
    return estimate - Z * error, estimate + Z * error


def compute(reading: Reading) -> Estimates:
    """Give the estimate of all states and years."""
    value, error = (reading.of_states(reading.nan("stability", name)) for name in ("pve", "pvs"))
    low, high = bounds(value, error)
    return Estimates(
        reading.states, value, low=low, high=high, inputs=np.where(np.isfinite(value), 1, 0), parts={_LABEL: value}
    )


MEASURE = Measure(
    title="Political stability and absence of violence (WGI)",
    unit="standard deviations",
    subject="state",
    needs=(ESTIMATE, ERROR),
    compute=compute,
    direction="it is perceived as more stable than the others of the year",
    method="published estimate with its published standard error",
    reference="Kaufmann and Kraay (2024)",
    parts={_LABEL: (ESTIMATE, ERROR)},
    interval="published error",
    monotone={ESTIMATE.layer: 1},
)
