"""Military spending per head of population.

Formula
-------
::

    spending per head_it = military expenditure_it / total population_it

in current US dollars, both from the National Material Capabilities, from 1914 (earlier spending is in pounds).

Pitfalls
--------
In dollars of the year at market exchange rates, not deflated: a rise over the years is in part inflation. Compare states
within a year. A zero is the publisher's, and may be a small force. There is no published error, hence no interval, no rank.

References
----------
Singer, J. D., S. Bremer and J. Stuckey (1972). Capability Distribution, Uncertainty, and Major Power War, 1820–1965. In
B. Russett (ed.), *Peace, War, and Numbers*, 19–48. Sage.

Examples
--------
>>> import numpy as np
>>> per_head(np.array([693.6e9, 1e9]), np.array([309.3e6, 0.0])).round(0).tolist()
[2242.0, nan]
"""

from __future__ import annotations

import numpy as np

from comity.measures.contract import Measure, Need
from comity.measures.estimates import Estimates, Floats
from comity.measures.reading import Reading

SPENDING = Need("cow-nmc", "figure.military-expenditure")
POPULATION = Need("cow-nmc", "figure.total-population")
_LABEL = "military spending over population"


def per_head(spending: Floats, population: Floats) -> Floats:
    """Divide spending by the population; NaN where there is none."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(population > 0, spending / population, np.nan)


def compute(reading: Reading) -> Estimates:
    """Give spending per head of all states and years."""
    found = reading.figures("cow-nmc", "military-expenditure", "total-population")
    value = reading.of_states(per_head(found["military-expenditure"], found["total-population"]))
    return Estimates(reading.states, value, inputs=np.where(np.isfinite(value), 2, 0), parts={_LABEL: value})


MEASURE = Measure(
    title="Military spending per head",
    unit="current USD a person",
    subject="state",
    needs=(SPENDING, POPULATION),
    compute=compute,
    direction="more military spending for each inhabitant",
    method="military expenditure over total population",
    reference="Singer, Bremer and Stuckey (1972)",
    parts={_LABEL: (SPENDING, POPULATION)},
    bounds=(0.0, float("inf")),
    monotone={SPENDING.layer: 1, POPULATION.layer: -1},
)
