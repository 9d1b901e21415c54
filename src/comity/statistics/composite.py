"""The steps by which a composite indicator is built, after the handbook of the OECD and the JRC: arrays in, arrays out.

The order is: divide by what a quantity should be seen against (:func:`denominate`), fill what is lacking
(:func:`impute_by_group`), treat outliers (:mod:`comity.statistics.treatment`), put all on one scale (:func:`min_max`,
:func:`z_score`), and climb from indicators to pillars to the index (:func:`climb`). What a choice among these steps does
to ranks is the matter of :mod:`comity.statistics.sensitivity`.

References
----------
OECD and JRC (2008). *Handbook on Constructing Composite Indicators*. OECD.
Paruolo, P., M. Saisana and A. Saltelli (2013). Ratings and rankings: voodoo or science? *Journal of the Royal Statistical
Society A* 176(3), 609–634.
Ang, B. W. (2005). The LMDI approach to decomposition analysis. *Energy Policy* 33(7), 867–871.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
#: How parts are made one: ``arithmetic`` lets one make up for another in full, ``geometric`` in part.
How = Literal["arithmetic", "geometric"]


@dataclass(frozen=True)
class Level:
    """One step up: of which part of the next level each part is, and its weight there.

    Attributes
    ----------
    parent
        Place of the parent, shape (parts,).
    weight
        Nominal weights, shape (parts,); they need not add up to anything.
    """

    parent: npt.NDArray[np.intp]
    weight: Floats


def denominate(values: npt.ArrayLike, by: npt.ArrayLike) -> Floats:
    """Divide by a size; what has none is not known."""
    size = np.asarray(by, np.float64)
    return np.asarray(np.asarray(values, np.float64) / np.where(size > 0, size, np.nan), np.float64)


def impute_by_group(values: npt.ArrayLike, group: npt.NDArray[Any]) -> Floats:
    """Fill what is not known, column by column, with the mean of the known ones of its group.

    Parameters
    ----------
    values
        Shape (units, indicators), with NaN for what is not known.
    group
        The group of each unit, shape (units,). A group of which nothing is known stays unknown.
    """
    x = np.array(values, np.float64)
    for one in np.unique(group):
        rows = np.flatnonzero(group == one)
        mine = x[rows]
        known = np.isfinite(mine)
        number = known.sum(axis=0)
        mean = np.where(known, mine, 0.0).sum(axis=0) / np.where(number > 0, number, np.nan)
        x[rows] = np.where(known, mine, mean)
    return x


def min_max(
    values: npt.ArrayLike,
    least: npt.ArrayLike,
    greatest: npt.ArrayLike,
    direction: npt.ArrayLike = 1,
    scale: tuple[float, float] = (0.0, 100.0),
) -> Floats:
    """Put values on a scale between goalposts; what is beyond a goalpost stands on it.

    Parameters
    ----------
    least, greatest
        The goalposts. For a trend to mean anything they are the same for all years.
    direction
        -1 where more is worse: then the least value gets the top of the scale.

    Examples
    --------
    >>> min_max([2.0, 3.0, 9.0], 2.0, 4.0, -1).tolist()
    [100.0, 50.0, 0.0]
    """
    low, high = np.asarray(least, np.float64), np.asarray(greatest, np.float64)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.clip((np.asarray(values, np.float64) - low) / (high - low), 0.0, 1.0)
    share = np.where(np.asarray(direction) < 0, 1.0 - share, share)
    return np.asarray(scale[0] + (scale[1] - scale[0]) * share, np.float64)


def z_score(
    values: npt.ArrayLike,
    mean: npt.ArrayLike,
    deviation: npt.ArrayLike,
    direction: npt.ArrayLike = 1,
    scale: tuple[float, float] = (0.0, 1.0),
) -> Floats:
    """Put values on a scale of standard deviations from a mean; ``scale`` is the mean and the deviation that come out."""
    with np.errstate(invalid="ignore", divide="ignore"):
        score = (np.asarray(values, np.float64) - np.asarray(mean)) / np.asarray(deviation) * np.sign(direction)
    return np.asarray(scale[0] + scale[1] * score, np.float64)


def climb(scores: npt.ArrayLike, levels: Sequence[Level], how: How = "arithmetic") -> list[Floats]:
    """Aggregate level by level.

    Parameters
    ----------
    scores
        Shape (…, indicators); geometric means need them above 0. What is NaN is left out, and the other weights of its
        parent are raised alike; a parent without any known part is NaN.

    Returns
    -------
    list
        The scores of each level above, from the pillars to the index, each of shape (…, parts).

    Examples
    --------
    >>> pillars = Level(np.array([0, 0, 1]), np.array([1.0, 1.0, 1.0]))
    >>> whole = Level(np.array([0, 0]), np.array([1.0, 1.0]))
    >>> [level.tolist() for level in climb([[4.0, 16.0, 10.0]], [pillars, whole])]
    [[[10.0, 10.0]], [[10.0]]]
    """
    found, below = [], np.asarray(scores, np.float64)
    for level in levels:
        known = np.isfinite(below)
        with np.errstate(invalid="ignore", divide="ignore"):
            term = np.where(known, np.log(below) if how == "geometric" else below, 0.0)
            # Each part's row of weights, in the column of its parent.
            weights = np.zeros((len(level.parent), int(level.parent.max()) + 1))
            weights[np.arange(len(level.parent)), level.parent] = level.weight
            total = known @ weights
            mean = (term @ weights) / np.where(total > 0, total, np.nan)
        below = np.asarray(np.exp(mean) if how == "geometric" else mean, np.float64)
        found.append(below)
    return found


def effective_weights(indicators: npt.ArrayLike, index: npt.ArrayLike, grid: int = 60) -> Floats:
    """Give the main effect of each indicator: the share of the index's variance that goes with it alone.

    It is the variance of E(index | indicator) over that of the index, the expectation by local linear regression with a
    Gaussian kernel (Paruolo, Saisana and Saltelli's correlation ratio). It is 1 for an indicator that sets the index
    alone, and says what a nominal weight does not: how far the ranking follows an indicator, also by what goes with it.

    Parameters
    ----------
    indicators
        Shape (cases, indicators).
    index
        Shape (cases,).
    grid
        At how many places of an indicator the expectation is taken.

    Returns
    -------
    ndarray
        Shape (indicators,); NaN for an indicator that does not vary.
    """
    table, target = np.asarray(indicators, np.float64), np.asarray(index, np.float64)
    found = np.full(table.shape[1], np.nan)
    for place in range(table.shape[1]):
        known = np.isfinite(table[:, place]) & np.isfinite(target)
        x, y = table[known, place], target[known]
        if len(x) > 3 and x.std() > 0 and y.std() > 0:
            found[place] = min(1.0, float(_expected(x, y, grid).var() / y.var()))
    return found


def _expected(x: Floats, y: Floats, grid: int) -> Floats:
    """Give E(y | x) at each x, by local linear regression on a grid and straight lines between its places."""
    at = np.unique(np.quantile(x, np.linspace(0, 1, grid)))
    width = max(1.06 * x.std() * len(x) ** -0.2, 1e-12)
    apart = x[None, :] - at[:, None]
    near = np.exp(-0.5 * (apart / width) ** 2)
    none, one, two = near.sum(axis=1), (near * apart).sum(axis=1), (near * apart**2).sum(axis=1)
    plain, sloped = near @ y, (near * apart) @ y
    below = none * two - one**2
    fitted = np.where(
        below > 1e-9 * none * two, (two * plain - one * sloped) / np.where(below > 0, below, 1), plain / none
    )
    return np.asarray(np.interp(x, at, fitted), np.float64)


def logarithmic_mean(one: npt.ArrayLike, other: npt.ArrayLike) -> Floats:
    """Give (a − b) / (ln a − ln b), and a where they are equal."""
    a, b = np.broadcast_arrays(np.asarray(one, np.float64), np.asarray(other, np.float64))
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = np.log(a) - np.log(b)
        return np.asarray(np.where(np.abs(ratio) > 1e-12, (a - b) / np.where(ratio == 0, 1, ratio), a), np.float64)


def decompose(
    scores: npt.ArrayLike, reference: npt.ArrayLike, parent: npt.NDArray[np.intp], inner: Floats, outer: Floats
) -> tuple[float, Floats]:
    """Split the difference between two geometric means of arithmetic pillars into what each indicator adds to it.

    It is the logarithmic mean decomposition: additive without a rest, and alike in whichever order indicators are taken.

    Parameters
    ----------
    scores, reference
        Shape (indicators,): of the case, and of what it is held against; all above 0.
    parent
        The pillar of each indicator.
    inner
        Weights of the indicators, of those of a pillar adding up to 1.
    outer
        Weights of the pillars, adding up to 1.

    Returns
    -------
    index of the reference
        A number.
    contributions
        Shape (indicators,); with the reference's index they add up to the index of the scores.

    Examples
    --------
    >>> parent, half = np.array([0, 1]), np.array([0.5, 0.5])
    >>> start, parts = decompose([40.0, 10.0], [10.0, 10.0], parent, np.ones(2), half)
    >>> round(start, 9), parts.round(9).tolist()
    (10.0, [10.0, 0.0])
    """
    x, base = np.asarray(scores, np.float64), np.asarray(reference, np.float64)
    pillars = np.bincount(parent, inner * x, len(outer))
    bases = np.bincount(parent, inner * base, len(outer))
    index, start = (float(np.exp(outer @ np.log(level))) for level in (pillars, bases))
    of_pillar = outer * logarithmic_mean(index, start) / logarithmic_mean(pillars, bases)
    return start, np.asarray(of_pillar[parent] * inner * (x - base), np.float64)


__all__ = [
    "How",
    "Level",
    "climb",
    "decompose",
    "denominate",
    "effective_weights",
    "impute_by_group",
    "logarithmic_mean",
    "min_max",
    "z_score",
]
