"""Composite Index of National Capability: a state's share of the system's material capabilities.

Formula
-------
The mean, over those of six components that are known of a state in a year, of its share of the system's total::

    CINC_it = mean over c of  x_ict / sum over j of x_jct

with c military expenditure, military personnel, iron and steel production, primary energy consumption, total population
and urban population. A component that is not known is left out; it does not count as 0. A component of which the whole
system has nothing is left out too.

Pitfalls
--------
It weighs six quantities of the industrial age alike. It says next to nothing about who prevails in a dispute (Carroll and
Kenkel 2019), and it values population and steel over technology. A component's share rests on whoever else is known in that
year. There is no published error, hence no interval and no rank. For 1990 the published file has Germany and the Federal
Republic, and Yemen and North Yemen, as a row each, and so has this. Two impossible counts of urban population in the file
are kept, since the published index rests on them.

References
----------
Singer, J. D., S. Bremer and J. Stuckey (1972). Capability Distribution, Uncertainty, and Major Power War, 1820–1965. In
B. Russett (ed.), *Peace, War, and Numbers*, 19–48. Sage.
Carroll, R. J., and B. Kenkel (2019). Prediction, Proxies, and Power. *American Journal of Political Science* 63(3), 577–593.

Examples
--------
Of two states the one has 3/4 of the soldiers; of the spending of the other nothing is known:

>>> import numpy as np
>>> spending, soldiers = np.array([[5.0], [np.nan]]), np.array([[3.0], [1.0]])
>>> shares = system_shares([spending, soldiers])
>>> np.nanmean(shares, axis=0).ravel().tolist()
[0.875, 0.25]
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from comity.measures.contract import Measure, Need
from comity.measures.estimates import Estimates, Floats
from comity.measures.reading import Reading

#: Column of the panel's group → its layers in the record, and its name.
COMPONENTS = {
    "milex": (("military-expenditure", "military-expenditure-sterling"), "military expenditure"),
    "milper": (("military-personnel",), "military personnel"),
    "irst": (("iron-steel-production",), "iron and steel production"),
    "pec": (("primary-energy-consumption",), "primary energy consumption"),
    "tpop": (("total-population",), "total population"),
    "upop": (("urban-population",), "urban population"),
}
NEEDS = {
    name: tuple(Need("cow-nmc", f"figure.{layer}", optional=layer.endswith("sterling")) for layer in layers)
    for name, (layers, _) in COMPONENTS.items()
}


def system_shares(components: Sequence[Floats]) -> Floats:
    """Give each state's share of the system's total, of each component.

    Parameters
    ----------
    components
        Each (N, P), with NaN for what is not known.

    Returns
    -------
    ndarray
        Shape (components, N, P); NaN where the component is not known, or the whole system has nothing of it.
    """
    values = np.stack(components)
    total = np.nansum(values, axis=1, keepdims=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(total > 0, values / total, np.nan)


def compute(reading: Reading) -> Estimates:
    """Give the index of all states and years."""
    shares = system_shares([reading.nan("nmc", name) for name in COMPONENTS])
    known = np.isfinite(shares)
    number = known.sum(axis=0)
    with np.errstate(invalid="ignore"):
        parts = np.where(known, shares, 0.0) / np.where(number > 0, number, np.nan)
    value = parts.sum(axis=0)
    return Estimates(
        reading.states,
        reading.of_states(value),
        inputs=reading.of_states(number),
        coverage=reading.of_states(number / len(COMPONENTS)),
        parts={
            label: reading.of_states(np.where(known[place], parts[place], np.nan))
            for place, (_, label) in enumerate(COMPONENTS.values())
        },
    )


MEASURE = Measure(
    title="Composite Index of National Capability (CINC)",
    unit="share of the system",
    subject="state",
    needs=tuple(need for needs in NEEDS.values() for need in needs),
    compute=compute,
    direction="a larger share of the system's material capabilities",
    method="mean of shares of the system, of the components that are known",
    reference="Singer, Bremer and Stuckey (1972)",
    parts={label: NEEDS[name] for name, (_, label) in COMPONENTS.items()},
    bounds=(0.0, 1.0),
    monotone={need.layer: 1 for needs in NEEDS.values() for need in needs},
)
