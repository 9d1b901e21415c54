"""Shared weapon types of two states: how alike their holdings of major weapons are, class by class.

Formula
-------
The Ruzicka similarity of what two states hold of each class of equipment k, on a logarithmic scale::

    x_ik = ln(1 + pieces_ik),     s_ij = sum_k min(x_ik, x_jk) / sum_k max(x_ik, x_jk)

0: no class in common; 1: as many of every class. Only classes that are known of both are compared, and at least half of the 69
must be. What a family of classes adds is its part of the sum of minima, over the whole sum of maxima.

Ruzicka, since it adds up by class and counts against two states what only one of them has, which the cosine forgives. Logarithms,
since pieces differ by orders of magnitude between classes (a carrier, a thousand armoured vehicles), and since some cells of the
data are double what they should be: on a logarithmic scale that moves the value little.

Pitfalls
--------
A class is not a type: two states with fighters need not have the same fighter, ammunition, fuel coupling or radio. It says
what they could do side by side, not that they could. A large and a small force are unlike by size alone, and two that have
next to nothing are alike: the most alike of 2014 are Haiti and Timor-Leste, with a few patrol boats each. An empty cell is
unknown and left out; a zero is a zero. Some cells are plainly wrong and stand: above all in the first years classes were
missed (the Netherlands of 1970 have five pieces of one class, and nothing in common with Belgium), and in 2003 Israel has
two classes of its twenty. The data end in 2014: later years are not known.

References
----------
Ružička, M. (1958). Anwendung mathematisch-statistischer Methoden in der Geobotanik. *Biológia* 13, 647–661. Gannon, J A. (2023).
Planes, Trains, and Armored Mobiles: Introducing a Dataset of the Global Distribution of Military Capabilities. *International
Studies Quarterly* 67(4).

Examples
--------
Two states with the same fighters, of which one also has submarines:

>>> import numpy as np
>>> found = ruzicka(np.log1p(np.array([[100.0, 0.0], [100.0, 7.0]])), least=1)
>>> round(float(found[0, 1, 0]), 3)
0.689
"""

from __future__ import annotations

import numpy as np

from comity.measures.contract import Measure
from comity.measures.estimates import Estimates, Floats
from comity.measures.interoperability import _equipment
from comity.measures.reading import Reading

#: Of so many of the classes, known of both states, a comparison is made.
LEAST = len(_equipment.CLASSES) // 2 + 1


def ruzicka(values: Floats, families: tuple[int, ...] = (0,), *, least: int = LEAST) -> Floats:
    """Give what each family of classes adds to the similarity of all pairs.

    Parameters
    ----------
    values
        Shape (states, classes), with NaN for what is not known.
    families
        The place of each family's first class, ascending, the first being 0.
    least
        How many classes must be known of both.

    Returns
    -------
    ndarray
        Shape (states, states, families); NaN where too little is known or neither has anything.
    """
    known = np.isfinite(values)
    filled, counts = np.where(known, values, 0.0), known.astype(np.float64)
    one, other = np.triu_indices(len(values), 1)
    # No value is negative: where either is unknown, and filled with 0, the lesser is 0, as it should be.
    shared = np.add.reduceat(np.minimum(filled[one], filled[other]), families, axis=1)
    # Of each pair what both have together, in classes that are known of both: the lesser and the greater.
    together = filled @ counts.T
    together = (together + together.T)[one, other]
    large = together - shared.sum(axis=1)
    enough = ((counts @ counts.T)[one, other] >= least) & (large > 0)
    share = np.where(enough[:, None], shared / np.where(enough, large, 1.0)[:, None], np.nan)
    found = np.full((len(values), len(values), len(families)), np.nan)
    found[one, other] = found[other, one] = share
    return found


def starts() -> tuple[int, ...]:
    """Give the place of each family's first class."""
    lengths = [len(names) for names in _equipment.INDICATORS.values()]
    return tuple(int(place) for place in np.cumsum([0, *lengths[:-1]]))


def of_year(holdings: Floats, period: int, families: tuple[int, ...] = (0,)) -> tuple[Floats, Floats]:
    """Compare all states of a period: similarity by family (N, N, families), and how many classes were known of both (N, N)."""
    logged = np.log1p(holdings[:, :, period].T)
    there = np.flatnonzero(np.isfinite(logged).any(axis=1))
    size = len(logged)
    found = np.full((size, size, len(families)), np.nan)
    number = np.zeros((size, size))
    if len(there):
        found[np.ix_(there, there)] = ruzicka(logged[there], families)
        known = np.isfinite(logged[there]).astype(np.float64)
        number[np.ix_(there, there)] = known @ known.T
    return found, number


def compute(reading: Reading) -> Estimates:
    """Give the similarity of all pairs and years."""
    pairs = reading.pairs
    holdings = _equipment.holdings(reading)
    by_family = np.full((len(_equipment.FAMILIES), len(pairs)), np.nan)
    inputs = np.zeros(len(pairs))
    order = np.argsort(pairs.period, kind="stable")
    bounds = np.searchsorted(pairs.period[order], np.arange(reading.axis.periods + 1))
    for period in np.flatnonzero(np.isfinite(holdings).any(axis=(0, 1))).tolist():
        mine = order[bounds[period] : bounds[period + 1]]
        found, number = of_year(holdings, period, starts())
        one, other = pairs.a[mine], pairs.b[mine]
        by_family[:, mine] = found[one, other].T
        inputs[mine] = number[one, other]
    return Estimates(
        pairs,
        by_family.sum(axis=0),
        inputs=2 * inputs,
        coverage=inputs / len(_equipment.CLASSES),
        parts=dict(zip(_equipment.FAMILIES, by_family, strict=True)),
    )


MEASURE = Measure(
    title="Shared weapon types of two states",
    unit="points, 0 to 1",
    subject="pair",
    needs=_equipment.ALL_NEEDS,
    compute=compute,
    parts=_equipment.NEEDS,
    direction="holdings that are more alike, class by class",
    method="Ruzicka similarity of ln(1 + pieces) of 69 classes of equipment",
    reference="Ružička (1958); Gannon (2023)",
    bounds=(0.0, 1.0),
)
