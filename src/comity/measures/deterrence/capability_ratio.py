"""Share of the target in the capabilities of target and challenger together.

Formula
-------
With C a state's Composite Index of National Capability, t the target (the first of the pair) and c the challenger (the
second)::

    ratio = C_t / (C_t + C_c)

C_t is the mean of the target's shares of the system in six components; each of them adds its part of that mean, divided by
C_t + C_c.

Pitfalls
--------
Half means as strong as the challenger. The index weighs six quantities of the industrial age alike and predicts the
outcome of disputes hardly better than chance (Carroll and Kenkel 2019): it tells who is larger, not who wins, and nothing
of what can be brought to where it is needed. Allies are not in it.

References
----------
Singer, J. D., S. Bremer and J. Stuckey (1972). Capability Distribution, Uncertainty, and Major Power War, 1820–1965. In
B. Russett (ed.), *Peace, War, and Numbers*, 19–48. Sage.
Carroll, R. J., and B. Kenkel (2019). Prediction, Proxies, and Power. *American Journal of Political Science* 63(3), 577–593.

Examples
--------
A target with a third of the challenger's capabilities:

>>> import numpy as np
>>> ratio(np.array([0.01]), np.array([0.03])).tolist()
[0.25]
"""

from __future__ import annotations

import numpy as np

from comity.measures.capability.cinc import COMPONENTS, NEEDS, system_shares
from comity.measures.contract import Measure
from comity.measures.estimates import Estimates, Floats
from comity.measures.reading import Reading


def ratio(target: Floats, challenger: Floats) -> Floats:
    """Give the target's share of both, NaN where one of them is not known or neither has anything."""
    both = target + challenger
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(both > 0, target / both, np.nan)


def compute(reading: Reading) -> Estimates:
    """Give the ratio for all ordered pairs and years."""
    shares = system_shares([reading.nan("nmc", name) for name in COMPONENTS])
    known = np.isfinite(shares)
    number = known.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        means = np.where(known, shares, np.nan) / np.where(number > 0, number, np.nan)
    index = np.where(number > 0, np.nansum(means, axis=0), np.nan).ravel()
    one, other = reading.dyads.flat
    target, challenger = np.take(index, one), np.take(index, other)
    value = ratio(target, challenger)
    with np.errstate(invalid="ignore", divide="ignore"):
        parts = {
            label: np.take(means[place].ravel(), one) / (target + challenger) + 0 * value
            for place, (_, label) in enumerate(COMPONENTS.values())
        }
    count = number.ravel()
    return Estimates(
        reading.pairs,
        value,
        inputs=np.take(count, one) + np.take(count, other),
        coverage=(np.take(count, one) + np.take(count, other)) / (2 * len(COMPONENTS)),
        parts=parts,
    )


MEASURE = Measure(
    title="Capability of the first (target) against the second",
    unit="share of the capabilities of both",
    subject="pair",
    directed=True,
    needs=tuple(need for needs in NEEDS.values() for need in needs),
    compute=compute,
    direction="a target that is the stronger of the two",
    method="C_t / (C_t + C_c), of the Composite Index of National Capability",
    reference="Singer, Bremer and Stuckey (1972)",
    parts={label: NEEDS[name] for name, (_, label) in COMPONENTS.items()},
    bounds=(0.0, 1.0),
    monotone={need.layer: 1 for needs in NEEDS.values() for need in needs},
)
