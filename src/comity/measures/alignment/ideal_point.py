"""Where a state stands in the General Assembly: its published ideal point, with the published interval.

Formula
-------
As published: the median of the posterior of an ordinal item-response model over all roll calls of a session, in which a state
moves by a random walk and repeated resolutions tie the sessions together. Low and high are the 5th and 95th percentile.

Pitfalls
--------
The year is that in which the session began; its votes go on into the next year. The scale is that of one release (June 2024)
and of none other; its unit is about one standard deviation of all members, and higher is nearer to the United States. It is
one dimension of what is voted on. An interval that does not hold 0 says nothing of war and peace. There is no session, and
no figure, for 1964.

References
----------
Bailey, M. A., A. Strezhnev and E. Voeten (2017). Estimating Dynamic State Preferences from United Nations Voting Data.
*Journal of Conflict Resolution* 61(2), 430–456.

Examples
--------
What is published stands; an interval that does not hold its own value would be none:

>>> import numpy as np
>>> low, high = held(np.array([0.5, 0.5]), np.array([0.2, 0.6]), np.array([0.9, 0.9]))
>>> low.tolist(), high.tolist()
([0.2, nan], [0.9, nan])
"""

from __future__ import annotations

import numpy as np

from comity.measures.contract import Measure, Need
from comity.measures.estimates import Estimates, Floats
from comity.measures.reading import Reading

NEED = Need("unga-ideal-points", "figure.unga-ideal-point")
LABEL = "the published ideal point"


def held(value: Floats, low: Floats, high: Floats) -> tuple[Floats, Floats]:
    """Give the bounds where they hold the value, else NaN."""
    good = (low <= value) & (value <= high)
    return np.where(good, low, np.nan), np.where(good, high, np.nan)


def published(reading: Reading) -> tuple[Floats, Floats, Floats]:
    """Give the published points of all states with their bounds, each (N, P)."""
    value, low, high = (reading.nan("unga", name) for name in ("IdealPointAll", "Q5All", "Q95All"))
    return value, *held(value, low, high)


def compute(reading: Reading) -> Estimates:
    """Give the published points of all states and years."""
    value, low, high = (reading.of_states(part) for part in published(reading))
    return Estimates(reading.states, value, low, high, np.isfinite(value).astype(np.int64), parts={LABEL: value})


MEASURE = Measure(
    title="Ideal point in the General Assembly, as published",
    unit="points of about a standard deviation",
    subject="state",
    needs=(NEED,),
    compute=compute,
    direction="votes nearer to those of the United States on the first dimension",
    method="dynamic ordinal item-response model, as published in June 2024",
    reference="Bailey, Strezhnev and Voeten (2017)",
    parts={LABEL: (NEED,)},
    interval="published error",
)
