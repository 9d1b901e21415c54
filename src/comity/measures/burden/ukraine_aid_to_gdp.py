"""What a state allocated to Ukraine in a year, in per cent of its gross domestic product of that year.

Formula
-------
Of a donor i in a year t, with allocations a in euros, the year's mean rate e of US dollars for a euro (``euro.toml``) and
the product y in current US dollars::

    burden_it = 100 * sum over purposes of a_ipt * e_t / y_it

A tracked state without a row allocated nothing: 0. It is known while the product is, to 2023.

Pitfalls
--------
An allocation is earmarked and not delivered. It is a year's figure: the tracker itself prints the sum since January 2022 over
the product of 2021, which is several times as much and not comparable. What a member pays by way of the European Union is
not in it. 2022 begins on 24 January.

References
----------
Trebesch, C., A. Antezza, K. Bushnell and others (2023). The Ukraine Support Tracker: Which Countries Help Ukraine and How?
*Kiel Working Paper* 2218.
World Bank (2026). GDP (current US$), World Development Indicators, NY.GDP.MKTP.CD.

Examples
--------
Half a billion euros, at a dollar and ten cents, of a product of a hundred billion dollars:

>>> import numpy as np
>>> to_product(np.array([5e8]), np.array([1.1]), np.array([1e11])).round(2).tolist()
[0.55]
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

import numpy as np

from comity.measures.burden._shares import GDP, gdp
from comity.measures.burden._ukraine import NEEDS, allocations
from comity.measures.contract import Measure
from comity.measures.estimates import Estimates, Floats
from comity.measures.reading import Reading


@cache
def dollars() -> dict[int, float]:
    """Give the US dollars for a euro by year."""
    text = files("comity.measures.burden").joinpath("euro.toml").read_text(encoding="utf-8")
    return {int(year): rate for year, rate in tomllib.loads(text)["dollars"].items()}


def to_product(euros: Floats, rate: Floats, product: Floats) -> Floats:
    """Give euros in per cent of a product in dollars.

    Parameters
    ----------
    rate
        US dollars for a euro.
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(product > 0, 100.0 * euros * rate / product, np.nan)


def compute(reading: Reading) -> Estimates:
    """Give the burden of all states and years."""
    rate = np.array([dollars().get(year, np.nan) for year in reading.axis.years.tolist()])
    product = gdp(reading)
    parts = {kind: to_product(given, rate, product) for kind, given in allocations(reading).states.items()}
    value: Floats = np.sum(list(parts.values()), axis=0)
    return Estimates(
        reading.states,
        reading.of_states(value),
        inputs=reading.of_states(np.isfinite(value) * (len(parts) + 1.0)),
        parts={kind: reading.of_states(part) for kind, part in parts.items()},
    )


MEASURE = Measure(
    title="Aid allocated to Ukraine, of gross domestic product",
    unit="% of GDP",
    subject="state",
    needs=(*NEEDS.values(), GDP),
    compute=compute,
    direction="more aid to Ukraine for what it produces",
    method="a year's allocations at the year's mean exchange rate, over the year's product",
    reference="Trebesch and others (2023)",
    parts={kind: (need, GDP) for kind, need in NEEDS.items()},
    bounds=(0.0, np.inf),
    monotone={need.layer: 1 for need in NEEDS.values()} | {GDP.layer: -1},
)
