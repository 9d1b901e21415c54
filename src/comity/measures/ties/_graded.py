"""A graded-response model of many short histories: one latent quantity each that wanders, ordered items that tell of it.

Of a pair in a year, item k is in category c or above with chance ``1 / (1 + exp(-a (theta - b_kc)))`` (Samejima 1969, with one
slope a for all items: with as few items as there are layers, the sharpest would else become theta itself). From
year to year theta is a stationary first-order autoregression with mean 0 and variance 1, on the grid of Rouwenhorst (1995),
which has its mean, variance and autocorrelation exactly. On a grid the posterior is exact (forward and backward sums, no
draws), and an item that is not known says nothing. What is estimated is so by expectation and
maximisation. Histories that are alike are counted, and worked on once.

References
----------
Samejima, F. (1969). *Estimation of Latent Ability Using a Response Pattern of Graded Scores*. Psychometrika Monograph 17.
Rouwenhorst, K. G. (1995). Asset pricing implications of equilibrium business cycle models. In T. F. Cooley (ed.),
*Frontiers of Business Cycle Research*, 294–330. Princeton University Press.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations, pairwise
from math import factorial

import numpy as np
import numpy.typing as npt

from comity.measures.estimates import Floats
from comity.panel.axis import Flags
from comity.statistics.resampling import HIGH, LOW

Codes = npt.NDArray[np.int16]

#: Points of the grid: it reaches to ±6.3 in steps of 0.32.
POINTS = 41
#: How many histories are worked on at once.
_BLOCK = 800
#: Estimation ends when the log-likelihood grows by no more than this share of itself.
_ENOUGH = 1e-6
#: A year in which the history is not there.
ABSENT = -1


@dataclass(frozen=True)
class Model:
    """The model's estimates.

    Attributes
    ----------
    slope
        How sharply an item tells of theta: a.
    steps
        Of each item where each category begins: b, ascending.
    persistence
        The autocorrelation of theta from one year to the next.
    """

    slope: float
    steps: tuple[Floats, ...]
    persistence: float


@dataclass(frozen=True)
class Posterior:
    """Of each history and year the mean and the 5th and 95th percentile of theta, each (histories, years)."""

    mean: Floats
    low: Floats
    high: Floats


@cache
def grid() -> Floats:
    """Give the values that theta can take, shape (POINTS,)."""
    reach = np.sqrt(POINTS - 1.0)
    return np.linspace(-reach, reach, POINTS)


def moves(persistence: float) -> tuple[Floats, Floats]:
    """Give the chances of each value after each other, shape (POINTS, POINTS), and of each in the long run, (POINTS,)."""
    p = (1 + persistence) / 2
    found, rest = np.ones((1, 1)), np.ones(1)
    for size in range(2, POINTS + 1):
        larger = np.zeros((size, size))
        larger[:-1, :-1] += p * found
        larger[:-1, 1:] += (1 - p) * found
        larger[1:, :-1] += (1 - p) * found
        larger[1:, 1:] += p * found
        larger[1:-1] /= 2
        found, rest = larger, np.convolve(rest, [0.5, 0.5])
    return found, rest


def chances(slope: float, steps: Floats) -> Floats:
    """Give the chance of each category at each value of theta, shape (categories, POINTS).

    Examples
    --------
    >>> bool(np.allclose(chances(2.0, np.array([0.0, 1.0])).sum(axis=0), 1))
    True
    """
    above = 1 / (1 + np.exp(-np.clip(slope * (grid()[None, :] - steps[:, None]), -50, 50)))
    above = np.vstack([np.ones(POINTS), above, np.zeros(POINTS)])
    return np.maximum(above[:-1] - above[1:], 1e-12)


def encode(categories: Sequence[Floats], sizes: Sequence[int]) -> Codes:
    """Make one number of the categories of all items, shape (rows,); an item that is NaN is not known."""
    found = np.zeros(len(categories[0]), np.int16)
    for item, size in zip(categories, sizes, strict=True):
        found = (found * (size + 1) + np.nan_to_num(item + 1).astype(np.int16)).astype(np.int16)
    return found


def decode(sizes: Sequence[int]) -> npt.NDArray[np.intp]:
    """Give the category of each item for every number, shape (numbers, items); -1 is not known."""
    each = np.meshgrid(*[np.arange(-1, size) for size in sizes], indexing="ij")
    return np.stack([axis.ravel() for axis in each], axis=1)


def likelihoods(model: Model, sizes: Sequence[int], items: Sequence[int] | None = None) -> Floats:
    """Give the likelihood of every number at each value of theta, shape (numbers, POINTS), by all items or some."""
    told = decode(sizes)
    found = np.ones((len(told), POINTS))
    for item in range(len(sizes)) if items is None else items:
        table = np.vstack([chances(model.slope, model.steps[item]), np.ones(POINTS)])
        found *= table[told[:, item]]
    return found


def smooth(histories: Codes, model: Model, likely: Floats, *, quantiles: bool = True) -> Posterior:
    """Give the posterior of histories, each (histories, years).

    Parameters
    ----------
    histories
        Numbers of :func:`encode`, ``ABSENT`` where the history is not there.
    likely
        Of :func:`likelihoods`.
    """
    each = np.unique(histories, axis=0, return_inverse=True)
    parts = [_pass(block, model, likely, quantiles) for block in _blocks(each[0])]
    place = each[1].ravel()
    mean, low, high = (np.concatenate([part[which] for part in parts])[place] for which in range(3))
    return Posterior(mean, low, high)


def fit(histories: Codes, sizes: Sequence[int], telling: Flags, turns: int = 200) -> Model:
    """Estimate the model: the items from cross-sections, then how slowly theta moves from the histories.

    Were the slope estimated from the histories it would be steep without bound, since nothing foretells an item as well as itself in
    the year before. In a cross-section it is steep where the items go together.

    Parameters
    ----------
    telling
        The numbers of :func:`encode` whose cross-sections count, shape (numbers,): those in which several items are known.
    """
    from scipy.optimize import minimize_scalar

    seen = histories[histories != ABSENT]
    weight = (np.bincount(seen, minlength=len(telling)) * telling).astype(np.float64)
    starting = tuple(1.5 + 0.7 * np.arange(size - 1.0) for size in sizes)
    model, before = Model(1.5, starting, persistence=0.0), -np.inf
    for _ in range(turns):
        joint = likelihoods(model, sizes) * moves(0.0)[1]
        chance = joint.sum(axis=1)
        now = float(weight @ np.log(chance))
        if now - before <= _ENOUGH * abs(now):
            break
        model, before = _items(model, joint * (weight / chance)[:, None], sizes), now
    likely = likelihoods(model, sizes)
    alike, times = np.unique(histories, axis=0, return_counts=True)

    def loss(persistence: float) -> float:
        return -sum(
            float(_forward(block, persistence, likely)[1].sum(axis=0) @ times[place * _BLOCK : (place + 1) * _BLOCK])
            for place, block in enumerate(_blocks(alike))
        )

    found = minimize_scalar(loss, bounds=(0.5, 0.9995), method="bounded", options={"xatol": 1e-4})
    return replace(model, persistence=float(found.x))


def _blocks(alike: Codes) -> list[Codes]:
    return [alike[begin : begin + _BLOCK] for begin in range(0, len(alike), _BLOCK)]


def _forward(codes: Codes, persistence: float, likely: Floats) -> tuple[Floats, Floats]:
    """Give theta's weights given the years so far, (years, histories, POINTS), and each year's log-likelihood, (years, histories)."""
    move, rest = moves(persistence)
    number, years = codes.shape
    # A year that is not there, the last line of the table, says nothing.
    table = np.vstack([likely, np.ones(POINTS)])
    found, scale = np.empty((years, number, POINTS)), np.empty((years, number))
    ahead = np.broadcast_to(rest, (number, POINTS))
    for year in range(years):
        here = ahead * table[codes[:, year]]
        scale[year] = here.sum(axis=1)
        here /= scale[year][:, None]
        found[year] = here
        ahead = here @ move
    return found, np.log(scale)


def _pass(codes: Codes, model: Model, likely: Floats, quantiles: bool) -> tuple[Floats, Floats, Floats]:
    """Go forward and backward over the years of some histories: mean, low and high, each (histories, years)."""
    forward, _ = _forward(codes, model.persistence, likely)
    back = moves(model.persistence)[0].T
    table = np.vstack([likely, np.ones(POINTS)])
    number, years = codes.shape
    found = np.zeros((3, number, years))
    behind = np.ones((number, POINTS))
    for year in range(years - 1, -1, -1):
        after = forward[year] * behind
        after /= after.sum(axis=1, keepdims=True)
        found[0, :, year] = after @ grid()
        if quantiles:
            found[1, :, year], found[2, :, year] = _quantiles(after)
        behind = (table[codes[:, year]] * behind) @ back
        behind /= behind.max(axis=1, keepdims=True)
    return found[0], found[1], found[2]


def _quantiles(after: Floats) -> tuple[Floats, Floats]:
    """Give the 5th and 95th percentile of weights on the grid, each point spread evenly over its cell."""
    values = grid()
    width = values[1] - values[0]
    below = np.cumsum(after, axis=1)
    below /= below[:, -1:]
    found = []
    for share in (LOW, HIGH):
        cell = (below < share).sum(axis=1)
        rows = np.arange(len(after))
        start = np.where(cell > 0, below[rows, cell - 1], 0.0)
        found.append(values[cell] - width / 2 + width * (share - start) / np.maximum(below[rows, cell] - start, 1e-300))
    return found[0], found[1]


def _items(model: Model, sums: Floats, sizes: Sequence[int]) -> Model:
    """Give the slope and the steps that fit best to the weight of each number at each value of theta."""
    from scipy.optimize import minimize

    told = decode(sizes)
    weights = [
        np.stack([sums[told[:, item] == category].sum(axis=0) for category in range(size)])
        for item, size in enumerate(sizes)
    ]
    everything = max(float(sum(weight.sum() for weight in weights)), 1.0)
    cut = np.cumsum([1, *(size - 1 for size in sizes)])

    def unpack(given: Floats) -> tuple[float, tuple[Floats, ...]]:
        each = [given[begin:end] for begin, end in pairwise(cut)]
        return float(np.exp(given[0])), tuple(np.cumsum([one[0], *np.exp(one[1:])]) for one in each)

    def loss(given: Floats) -> float:
        slope, steps = unpack(given)
        told = zip(weights, steps, strict=True)
        return -sum(float((weight * np.log(chances(slope, places))).sum()) for weight, places in told) / everything

    start = [np.log(model.slope), *(one for places in model.steps for one in (places[0], *np.log(np.diff(places))))]
    bounds = [(-2.0, 2.5), *(limit for size in sizes for limit in [(-6.0, 8.0), *[(-4.0, 2.0)] * (size - 2)])]
    slope, steps = unpack(minimize(loss, np.array(start), method="L-BFGS-B", bounds=bounds).x)
    return replace(model, slope=slope, steps=steps)


def shapley(histories: Codes, model: Model, sizes: Sequence[int]) -> list[Floats]:
    """Divide the posterior mean among the items: what each adds, averaged over all orders of adding them.

    Returns
    -------
    list of ndarray
        Of each item, shape (histories, years). They add up to the posterior mean, since without any item it is 0.
    """
    items = range(len(sizes))
    worth: dict[tuple[int, ...], Floats] = {(): np.zeros(histories.shape)}
    for size in range(1, len(sizes) + 1):
        for some in combinations(items, size):
            # What only the others tell apart is alike.
            told = [
                np.where(column >= 0, column, np.nan) if item in some else np.full(len(column), np.nan)
                for item, column in enumerate(decode(sizes).T)
            ]
            alike = np.where(histories == ABSENT, ABSENT, encode(told, sizes)[histories]).astype(np.int16)
            worth[some] = smooth(alike, model, likelihoods(model, sizes, some), quantiles=False).mean
    shares = [np.zeros(histories.shape) for _ in items]
    for item in items:
        rest = [one for one in items if one != item]
        for size in range(len(rest) + 1):
            share = factorial(size) * factorial(len(rest) - size) / factorial(len(sizes))
            for some in combinations(rest, size):
                shares[item] += share * (worth[tuple(sorted((*some, item)))] - worth[some])
    return shares
