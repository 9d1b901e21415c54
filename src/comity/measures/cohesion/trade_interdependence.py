"""How much a group's members trade with each other for the size of their economies.

Formula
-------
Of a group's n members in a year, with m_ij what i imports from j and y_i the product of i, both in current US dollars::

    interdependence_gt = 100 * mean over ordered pairs (i, j) of (m_ij + m_ji) / y_i

over the pairs of whom all three are known. It is told where these are at least 95 % of all ordered pairs of members.

Pitfalls
--------
It is a mean over pairs: it falls when small and far members join, and is not the share of the group's trade that stays
inside it. A pair counts as much as any other, however large. Goods only. In the source's copy flows are whole millions. The
Federal Republic of Germany has from 1960 to 1989 no flows but with Belgium and Luxembourg in the dyadic file, so that NATO and
the European Communities are not known then. Dyadic trade ends with 2014, and products begin with 1960: for later years bring
dyadic trade.

References
----------
Oneal, J. R., and B. M. Russett (1997). The Classical Liberals Were Right: Democracy, Interdependence, and Conflict, 1950–1985.
*International Studies Quarterly* 41(2), 267–293.
Barbieri, K., O. M. G. Keshk and B. M. Pollins (2009). Trading Data: Evaluating our Assumptions and Coding Rules. *Conflict Management
and Peace Science* 26(5), 471–491.

Examples
--------
The one imports 3 of the other and the other 2 of it; their products are 100 and 50:

>>> import numpy as np
>>> dependences(np.array([[np.nan, 3.0], [2.0, np.nan]]), np.array([100.0, 50.0])).tolist()
[[nan, 5.0], [10.0, nan]]
"""

from __future__ import annotations

import numpy as np

from comity.measures.burden._shares import GDP, gdp
from comity.measures.contract import Measure, Need
from comity.measures.estimates import Contribution, Estimates, Floats
from comity.measures.evidence import evidence
from comity.measures.explaining import key_of
from comity.measures.groups import ALLIANCES, days_of, groups
from comity.measures.reading import Reading
from comity.panel.axis import Ints
from comity.panel.group import Runs

FLOWS = Need("cow-trade-dyadic", "pair_figure.cow-trade-imports")
LEAST_KNOWN = 0.95
_MILLION = 1e6


def dependences(imports: Floats, product: Floats) -> Floats:
    """Give the trade of each with each other, in per cent of its own product.

    Parameters
    ----------
    imports
        What each imports of each other, shape (n, n).
    product
        In the same unit, shape (n,).
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(product[:, None] > 0, 100.0 * (imports + imports.T) / product[:, None], np.nan)


def _imports(reading: Reading, periods: Ints) -> dict[int, Floats]:
    """Give, for some years, what each imports of each other in dollars, (N, N)."""
    runs = reading.column("trade", "flow", "pair")
    assert isinstance(runs, Runs)
    size = reading.axis.states
    found = {}
    for period in periods.tolist():
        held = np.full((size, size), np.nan)
        there = np.flatnonzero((runs.first <= period) & (period <= runs.last))
        held[runs.a[there], runs.b[there]] = runs.value[there] * _MILLION
        found[period] = held
    return found


def compute(reading: Reading) -> Estimates:
    """Give the interdependence of all groups and years."""
    found = groups(reading)
    product = gdp(reading)
    value = np.full(found.size.shape, np.nan)
    number = np.zeros(found.size.shape)
    for period, imports in _imports(reading, np.flatnonzero(np.isfinite(product).sum(axis=0)).astype(np.int32)).items():
        known_flows: Ints = np.isfinite(imports).sum(axis=1)
        for group in np.flatnonzero(found.size[:, period]).tolist():
            mine = np.flatnonzero(found.there[group, :, period])
            if not (known_flows[mine].any() and np.isfinite(product[mine, period]).any()):
                continue
            held = dependences(imports[np.ix_(mine, mine)], product[mine, period])
            known = np.isfinite(held)
            number[group, period] = known.sum()
            if known.sum() >= LEAST_KNOWN * len(mine) * (len(mine) - 1):
                value[group, period] = held[known].mean()
    pairs = found.size * (found.size - 1.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        covered = np.where(pairs > 0, number / pairs, 0.0)
    return Estimates(
        found.pacts,
        found.of_pacts(value),
        inputs=found.of_pacts(number),
        coverage=found.of_pacts(covered),
    )


def explain(reading: Reading, estimates: Estimates, row: int) -> list[Contribution]:
    """Give what each member's trade with the others adds."""
    members, period = groups(reading).at(row)
    imports = _imports(reading, np.array([period], np.int32))[period][np.ix_(members, members)]
    held = dependences(imports, gdp(reading)[members, period])
    each = np.nansum(held, axis=1) / np.isfinite(held).sum()
    days = days_of(reading.axis, period)
    told = []
    for place, amount, whole in zip(members.tolist(), each.tolist(), np.nansum(held, axis=1).tolist(), strict=True):
        key = key_of(reading.axis, place, period)
        behind = evidence(reading.con, (GDP,), [key], *days)
        told.append(Contribution(key, amount, behind, f"trade with the others is {whole:.1f} % of its product"))
    return sorted(told, key=lambda part: -part.amount)


MEASURE = Measure(
    title="Trade of members with each other, for their size",
    unit="% of GDP, mean over ordered pairs",
    subject="pact",
    needs=(FLOWS, GDP, *ALLIANCES),
    compute=compute,
    direction="that the members trade more with each other for what they produce",
    method="mean over ordered pairs of imports and exports over the product of the one",
    reference="Oneal and Russett (1997)",
    explain=explain,
    bounds=(0.0, np.inf),
)
