"""Military expenditure per soldier: how much money stands behind each person under arms, in US dollars of the year.

Formula
-------
Spending over personnel; it is told as what all states together spend per soldier in that year, and what this one spends
more or less::

    milex_it / milper_it  =  sum_j milex_jt / sum_j milper_jt  +  difference

The sums are over the states of which both are known.

Pitfalls
--------
It is the usual proxy for quality: equipment and training of each soldier. It is also high where soldiers are dear or where
reserves, conscripts' cheap pay, civilians or a nuclear force distort one of the two. Current dollars at market exchange rates:
compare within a year. Personnel is published in thousands, so that the ratio of a force of one or two thousand is coarse; where
personnel is zero there is no ratio. No published error, hence no interval and no rank. From 1914 on.

References
----------
Beckley, M. (2010). Economic Development and Military Effectiveness. *Journal of Strategic Studies* 33(1), 43–79.
Horowitz, M. C. (2010). *The Diffusion of Military Power*. Princeton University Press.

Examples
--------
>>> import numpy as np
>>> common, difference = against_all(np.array([[6e9], [2e9]]), np.array([[100_000.0], [300_000.0]]))
>>> common.ravel().tolist(), difference.ravel().round().tolist()
([20000.0, 20000.0], [40000.0, -13333.0])
"""

from __future__ import annotations

import numpy as np

from comity.measures.capability._forces import SOLDIERS, SPENDING, spending_and_soldiers
from comity.measures.contract import Measure
from comity.measures.estimates import Estimates, Floats
from comity.measures.reading import Reading

COMMON, OWN = "what all states spend per soldier", "what this state spends more, or less"


def against_all(spending: Floats, soldiers: Floats) -> tuple[Floats, Floats]:
    """Give what all states together spend per soldier, and each state's difference from it.

    Parameters
    ----------
    spending, soldiers
        Shape (N, P), NaN where not known.

    Returns
    -------
    common, difference
        Shape (N, P), NaN where either is not known or there are no soldiers.
    """
    both = np.isfinite(spending) & np.isfinite(soldiers)
    total, number = (np.where(both, values, 0.0).sum(axis=0) for values in (spending, soldiers))
    with np.errstate(invalid="ignore", divide="ignore"):
        own = np.where(both & (soldiers > 0), spending / soldiers, np.nan)
        common = np.where(np.isfinite(own), total / number, np.nan)
    return common, own - common


def compute(reading: Reading) -> Estimates:
    """Give the ratio of all states and years."""
    common, difference = (reading.of_states(values) for values in against_all(*spending_and_soldiers(reading)))
    value = common + difference
    return Estimates(
        reading.states, value, inputs=2 * np.isfinite(value).astype(np.int32), parts={COMMON: common, OWN: difference}
    )


MEASURE = Measure(
    title="Military expenditure per soldier",
    unit="USD, current, per person",
    subject="state",
    needs=(SPENDING, SOLDIERS),
    compute=compute,
    direction="more money behind each person under arms",
    method="ratio of published figures",
    reference="Beckley (2010)",
    parts={COMMON: (SPENDING, SOLDIERS), OWN: (SPENDING, SOLDIERS)},
    bounds=(0.0, np.inf),
    monotone={SPENDING.layer: 1},
)
