"""What measures of trade share: flows in millions of current US dollars, the totals they belong to, and the product.

Two files tell of trade: flows of pairs in whole millions, and each state's own imports and exports. They do not always fit
together, and what does not fit is not used.
"""

from __future__ import annotations

from datetime import date

import numpy as np

from comity.measures.contract import Need
from comity.measures.estimates import Floats
from comity.measures.reading import Reading
from comity.panel.axis import Axis, Flags, bearers
from comity.panel.group import Runs
from comity.panel.rows import Rows

FLOWS = Need("cow-trade-dyadic", "pair_figure.cow-trade-imports")
IMPORTS = Need("cow-igo-trade", "figure.cow-imports")
EXPORTS = Need("cow-igo-trade", "figure.cow-exports")
PRODUCT = Need("gdp-worldbank", "figure.gdp-current")

#: How far the known flows may exceed the total that is published of them: beyond it the two files cannot mean the same
#: (Poland's imports of 1960 are given as 4 million dollars in all, and as 184 million in trade with the United States alone).
SLACK = 0.1
#: Key → the last day on which the World Bank's figure is of a smaller territory than the state then had: that of Russia
#: beside the Soviet Union's spending and trade, that of West Pakistan alone.
SMALLER = {"RUS": date(1991, 12, 31), "PAK": date(1971, 12, 31)}


def exchanged(reading: Reading, rows: Rows) -> tuple[Floats, Floats]:
    """Give for rows of pairs what the first imported from the second and exported to it; NaN where it is not known."""
    return (
        reading.pair("trade", "flow", rows, toward=True),
        reading.pair("trade", "flow", rows, toward=False),
    )


def product(reading: Reading) -> Floats:
    """Give the gross domestic product in millions of current dollars, (N, P); NaN where it is not that of the state."""
    found = reading.figures("gdp-worldbank", "gdp-current")["gdp-current"] / 1e6
    axis = reading.axis
    smaller = np.zeros(axis.present.shape, bool)
    for key, until in SMALLER.items():
        for spell in bearers(axis.system).get(key, ()):
            axis.mark(smaller, spell.place, spell.first, min(spell.last, until.toordinal()))
    return np.where(smaller | ~(found > 0), np.nan, found)


def once(axis: Axis) -> Flags:
    """Say which places count as partners: a key that two codes bear in a year, as Germany's in 1990, counts as the later.

    Without it what was traded with Germany in 1990 would be counted twice in every sum over partners.
    """
    found: Flags = axis.present.copy()
    for spells in {spell.key: bearers(axis.system)[spell.key] for spell in axis.spells}.values():
        if len({spell.place for spell in spells}) == 1:
            continue
        taken = np.zeros(axis.periods, bool)
        for spell in sorted(spells, key=lambda spell: spell.first, reverse=True):
            here = np.zeros(axis.present.shape, bool)
            axis.mark(here, spell.place, spell.first, spell.last)
            mine = here[spell.place]
            found[spell.place, mine & taken] = False
            taken |= mine
    return found


def flow_runs(reading: Reading) -> Runs:
    """Give the known flows as runs: what ``a`` imported from ``b``."""
    found = reading.column("trade", "flow", "pair")
    assert isinstance(found, Runs)
    return found


def over_partners(reading: Reading, runs: Runs, values: Floats, *, of_first: bool = True) -> Floats:
    """Add up over partners, (N, P): what the first has with all seconds, or the second with all firsts; 0 of none."""
    axis = reading.axis
    mine, partner = (runs.a, runs.b) if of_first else (runs.b, runs.a)
    length = (runs.last - runs.first + 1).astype(np.int64)
    which = np.repeat(np.arange(len(mine)), length)
    period = np.arange(len(which)) - np.repeat(np.cumsum(length) - length - runs.first, length)
    counts = once(axis)[partner[which], period]
    cell = mine[which].astype(np.int64) * axis.periods + period
    added = np.bincount(cell[counts], weights=values[which][counts], minlength=axis.states * axis.periods)
    return np.asarray(added, np.float64).reshape(axis.present.shape)


def totals(reading: Reading) -> tuple[Floats, Floats, Floats]:
    """Give published imports, published exports and the sum of known imports by partner, each (N, P), in millions.

    A published total that falls short of the known flows that it should hold by more than a tenth is taken for unknown.
    """
    published = reading.figures("cow-igo-trade", "cow-imports", "cow-exports")
    runs = flow_runs(reading)
    known = [over_partners(reading, runs, runs.value, of_first=first) for first in (True, False)]
    imports, exports = (
        fitting(published[name], sum_) for name, sum_ in zip(("cow-imports", "cow-exports"), known, strict=True)
    )
    return imports, exports, known[0]


def fitting(published: Floats, known: Floats) -> Floats:
    """Give the totals, and NaN for those that the known flows exceed by more than a tenth.

    Examples
    --------
    >>> import numpy as np
    >>> fitting(np.array([100.0, 4.29]), np.array([95.0, 184.0])).tolist()
    [100.0, nan]
    """
    return np.where((published > 0) & (known <= (1 + SLACK) * published), published, np.nan)


def at(rows: Rows, values: Floats, side: int) -> Floats:
    """Take from an array (N, P) what stands for one side of rows."""
    found: Floats = values.ravel()[rows.flat[side]]
    return found


__all__ = [
    "EXPORTS",
    "FLOWS",
    "IMPORTS",
    "PRODUCT",
    "at",
    "exchanged",
    "fitting",
    "flow_runs",
    "once",
    "over_partners",
    "product",
    "totals",
]
