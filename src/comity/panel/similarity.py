"""Similarity of foreign policy: how alike the portfolios of two states are, for all pairs of states at once.

A portfolio is a row of values on a declared scale: what a state owes each state of the system, or how it voted on each
resolution. Everything here follows from one thing, the joint table of a pair: how many targets (or how much of their
weight) have value k in the one portfolio and value l in the other. The tables of all pairs are matrix products.

The formulas are those of Häge (2011), with x and y the two portfolios, n the number of targets and m the range of the
scale::

    S, absolute   1 - 2 sum|x - y| / (m n)
    S, squared    1 - 2 sum(x - y)^2 / (m^2 n)
    kappa         1 - sum(x - y)^2 / (sum x^2 + sum y^2 - 2 sum x sum y / n)
    pi            1 - sum(x - y)^2 / (sum x^2 + sum y^2 - (sum x + sum y)^2 / (2 n))
    tau-b         (C - D) / sqrt((pairs of targets untied in x) (pairs of targets untied in y))

Weighted, every sum over targets is one of weights and n is their total; a pair of targets weighs the product of two.

References
----------
Häge, F. M. (2011). Choice or Circumstance? Adjusting Measures of Foreign Policy Similarity for Chance Agreement.
*Political Analysis* 19(3), 287–305.
Signorino, C. S., and J. M. Ritter (1999). Tau-b or Not Tau-b: Measuring the Similarity of Foreign Policy Positions.
*International Studies Quarterly* 43(1), 115–144.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

#: Counts are exact in single precision below this; beyond it the products are made in double.
_EXACT = 2**24

#: Up to so many multiplications numpy's library makes a product in the thread that asks for it. Beyond, it wakes others,
#: and on a machine that has other things to do they wait for each other for ten times as long as the work takes.
_ALONE = 2**18


@dataclass(frozen=True)
class Tables:
    """The joint tables of all pairs of portfolios.

    Attributes
    ----------
    scale
        The declared values, ascending, shape (K,).
    cells
        Shape (K × K, pairs): row k × K + l is how much of the targets has value k in the first and l in the second
        portfolio. Pairs are in the order of :func:`places`.
    """

    scale: tuple[float, ...]
    cells: npt.NDArray[Any]

    def _map(self, matrix: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Multiply the cells of each pair by a matrix, shape (len(matrix), pairs)."""
        found = np.empty((len(matrix), self.cells.shape[1]), self.cells.dtype)
        _multiply(self.cells.T, matrix.T.astype(self.cells.dtype), found.T)
        return found

    @cached_property
    def _moments(self) -> Floats:
        found: Floats = self._map(_sums(self.scale)).astype(np.float64)
        return found

    @property
    def targets(self) -> Floats:
        """How many targets both have a value for (or their weight), shape (pairs,)."""
        found: Floats = self._moments[0]
        return found

    @property
    def span(self) -> float:
        """The range of the scale."""
        return self.scale[-1] - self.scale[0]

    def s_squared(self) -> Floats:
        """Give Signorino and Ritter's S by squared distances; NaN without a target."""
        total, *_, squared, _ = self._moments
        return 1 - _ratio(2 * squared, self.span**2 * total)

    def s_absolute(self) -> Floats:
        """Give Signorino and Ritter's S by absolute distances; NaN without a target."""
        total, *_, absolute = self._moments
        return 1 - _ratio(2 * absolute, self.span * total)

    def kappa(self) -> Floats:
        """Give Cohen's kappa with squared distances; NaN where both portfolios are constant and equal."""
        total, first, second, squares, squared, _ = self._moments
        return 1 - _ratio(total * squared, total * squares - 2 * first * second, total)

    def pi(self) -> Floats:
        """Give Scott's pi with squared distances; NaN where both portfolios are constant and equal."""
        total, first, second, squares, squared, _ = self._moments
        return 1 - _ratio(2 * total * squared, 2 * total * squares - (first + second) ** 2, total)

    def tau_b(self) -> Floats:
        """Give Kendall's tau-b; NaN where a portfolio is constant."""
        size = len(self.scale)
        sides, margins = _orders(size)
        # Of each cell what lies on the same side in both, less what lies on opposite sides: twice C - D in all.
        beside = self._map(sides)
        beside *= self.cells
        squares = self._map(margins).astype(np.float64) ** 2
        total = self.targets**2
        # Of rounding, with weights, nothing may be left where a portfolio is constant.
        untied = [total - squares[side].sum(axis=0) for side in (slice(size), slice(size, None))]
        loose = np.sqrt(untied[0].clip(0)) * np.sqrt(untied[1].clip(0))
        return _ratio(beside.sum(axis=0, dtype=np.float64), loose, self.targets)

    def binary(self) -> Tables:
        """Give the tables of whether there is more than the least value at all: 0 or 1."""
        return Tables((0.0, 1.0), self._map(_halves(len(self.scale))))


def _cells(left: npt.ArrayLike, right: npt.ArrayLike, size: int) -> Floats:
    """Give the coefficient of each cell that is a product of one of its row and one of its column, shape (K × K,)."""
    one, other = (np.broadcast_to(np.asarray(side, np.float64), size) for side in (left, right))
    return np.multiply.outer(one, other).ravel()


@cache
def _sums(scale: tuple[float, ...]) -> Floats:
    """Give coefficients for: n, sum x, sum y, sum x² + sum y², sum (x - y)², sum |x - y|."""
    x, size = np.asarray(scale), len(scale)
    far = np.subtract.outer(x, x).ravel()
    squares = _cells(x**2, 1, size) + _cells(1, x**2, size)
    return np.stack([_cells(1, 1, size), _cells(x, 1, size), _cells(1, x, size), squares, far**2, np.abs(far)])


@cache
def _orders(size: int) -> tuple[Floats, Floats]:
    """Give coefficients for what lies beside each cell on the same less on opposite sides, and for both margins."""
    order = np.sign(np.subtract.outer(np.arange(size), np.arange(size)))
    unit = np.eye(size)
    margins = [_cells(row, 1, size) for row in unit] + [_cells(1, row, size) for row in unit]
    return np.kron(order, order).astype(np.float64), np.stack(margins)


@cache
def _halves(size: int) -> Floats:
    """Give coefficients for the cells of the table of the least value against all others."""
    some = (np.arange(size) > 0).astype(np.float64)
    return np.stack([_cells(one, other, size) for one in (1 - some, some) for other in (1 - some, some)])


def _multiply(left: npt.NDArray[Any], right: npt.NDArray[Any], out: npt.NDArray[Any]) -> None:
    """Multiply two matrices in this thread, by stretches of rows of the left one."""
    rows, inner = left.shape
    columns = right.shape[1]
    stretch = min(max(_ALONE // max(inner * columns, 1), 1), max(rows, 1))
    times = rows // stretch
    whole = times * stretch
    np.matmul(left[:whole].reshape(times, stretch, inner), right, out=out[:whole].reshape(times, stretch, columns))
    if whole < rows:
        np.matmul(left[whole:], right, out=out[whole:])


def _ratio(above: Floats, below: Floats, size: Floats | None = None) -> Floats:
    """Divide; NaN where nothing can be divided by: 0, or with weights less than what rounding makes of 0."""
    least = 0.0 if size is None else 1e-12 * size**2
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(below > least, above / below, np.nan)


@cache
def places(size: int) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Give the rows of the first and of the second portfolio of each pair: (0, 1), (0, 2) … (1, 2) …."""
    return np.triu_indices(size, 1)


@cache
def _flat(size: int) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    first, second = places(size)
    return first * size + second, second * size + first


def tables(portfolios: npt.NDArray[Any], scale: Sequence[float], weights: Floats | None = None) -> Tables:
    """Tabulate all pairs of portfolios.

    Parameters
    ----------
    portfolios
        Shape (n, m): for each of n states the place in `scale` of its value for each of m targets; -1 where it has none.
        A target for which one of a pair has no value does not count for that pair.
    scale
        The declared values, ascending, whether or not all of them occur.
    weights
        Shape (m,): what each target counts, at least 0; 1 each by default.

    Returns
    -------
    Tables
        Of the n (n - 1) / 2 pairs.
    """
    states, targets = portfolios.shape
    size = len(scale)
    single = weights is None and targets * targets < _EXACT
    kind = np.float32 if single else np.float64
    has = [(portfolios == value).astype(kind) for value in range(size)]
    weighed = has if weights is None else [rows * weights.astype(kind) for rows in has]
    above, below = _flat(states)
    turned = [np.ascontiguousarray(rows.T) for rows in has]
    both = np.empty((states, states), kind)
    cells = np.empty((size * size, len(above)), kind)
    for one in range(size):
        for other in range(one, size):
            _multiply(weighed[one], turned[other], both)
            np.take(both, above, out=cells[one * size + other], mode="clip")
            if one != other:
                # Who is second in a pair stands below the diagonal.
                np.take(both, below, out=cells[other * size + one], mode="clip")
    return Tables(tuple(float(value) for value in scale), cells)


__all__ = ["Tables", "places", "tables"]
