"""Variance of regressions on pairs of units, where all observations that share a unit may be correlated.

What befalls France and Germany in a year is not independent of what befalls France and Spain. Errors clustered by pair
allow for repeated observations of a pair, and no more; with 100 units each of which is in 99 pairs they can be several
times too small.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from comity.model.errors import BadRequest
from comity.statistics.regression import Fit

Floats = npt.NDArray[np.float64]

#: Below this many units the errors are on average too small. "Few" begins, by kind of data, between 20 and 50 clusters
#: (Cameron and Miller 2015, section VI).
FEW = 50


@dataclass(frozen=True)
class Robust:
    """The variance of a regression's coefficients.

    Attributes
    ----------
    variance
        Shape (k, k), with no negative eigenvalue.
    errors
        Square roots of its diagonal, shape (k,).
    df
        Degrees of freedom of Student's t for tests and intervals: the units less one.
    units, dyads, observations
        How many of each there are.
    negative
        The least eigenvalue of the variance as the formula gives it, in units of its trace, if it was below 0, else 0.
    warning
        What one must know of it, or nothing.
    """

    variance: Floats
    errors: Floats
    df: int
    units: int
    dyads: int
    observations: int
    negative: float = 0.0
    warning: str = ""

    def interval(self, coefficients: npt.ArrayLike, level: float = 0.9) -> tuple[Floats, Floats]:
        """Give the bounds of the coefficients' intervals, by Student's t."""
        from scipy.stats import t

        reach = float(t.ppf(0.5 + level / 2, self.df)) * self.errors
        middle = np.asarray(coefficients, np.float64)
        return middle - reach, middle + reach

    def p_values(self, coefficients: npt.ArrayLike) -> Floats:
        """Give for each coefficient the two-sided p-value of its being 0, by Student's t."""
        from scipy.stats import t

        found: Floats = 2 * t.sf(np.abs(np.asarray(coefficients, np.float64)) / self.errors, self.df)
        return found


def variance(
    fit: Fit,
    one: npt.ArrayLike,
    other: npt.ArrayLike,
    *,
    correction: Literal["none", "units"] = "none",
) -> Robust:
    r"""Give the variance of a fit's coefficients that is robust to correlation among all pairs that share a unit.

    With s_i the score of observation i, A the information, S_u the sum of the scores of the observations that contain
    unit u, and S_d the sum of those of dyad d::

        V = A⁻¹ [ Σ_u S_u S_u' − Σ_d S_d S_d' ] A⁻¹

    The first sum has the product of two observations once for each unit that they share, hence those of the same dyad
    twice, and the second takes them away once. A dyad may be observed any number of times, in either order. Everything
    is found in one pass over the observations: O(n k + n log n), instead of a pass per unit.

    Parameters
    ----------
    fit
        Of n observations.
    one, other
        The two units of each observation, shape (n,): numbers or texts, in either order.
    correction
        ``none`` is the estimator as published. ``units`` multiplies it by u/(u − 1) · (n − 1)/(n − k), u being the number
        of units: the customary correction for clusters, taken over.

    Returns
    -------
    Robust
        The matrix in brackets is a difference, and can have negative eigenvalues where units are few. They are set to 0
        then, as Cameron, Gelbach and Miller (2011) do for clusters in several ways: this can only raise the variance of
        any combination of coefficients. ``negative`` and ``warning`` say so.

    Raises
    ------
    BadRequest
        When the arrays do not fit, an observation pairs a unit with itself, or there are fewer than three units.

    References
    ----------
    Aronow, P. M., C. Samii and V. A. Assenova (2015). Cluster-Robust Variance Estimation for Dyadic Data. *Political
    Analysis* 23(4), 564–577.
    Cameron, A. C., and D. L. Miller (2014). Robust Inference for Dyadic Data. Working paper, University of
    California, Davis (degrees of freedom).
    Cameron, A. C., and D. L. Miller (2015). A Practitioner's Guide to Cluster-Robust Inference. *Journal of Human
    Resources* 50(2), 317–372.
    Cameron, A. C., J. B. Gelbach and D. L. Miller (2011). Robust Inference with Multiway Clustering. *Journal of Business
    & Economic Statistics* 29(2), 238–249.

    Examples
    --------
    The mean of the ten pairs of five units. Each unit adds the same to all its pairs, so that the mean is less sure than
    ten independent observations would make it:

    >>> from itertools import combinations
    >>> from comity.statistics.regression import ols
    >>> adds = [0.0, 0.0, 1.0, 3.0, 5.0]
    >>> one, other = zip(*combinations(range(5), 2))
    >>> fit = ols([adds[a] + adds[b] for a, b in zip(one, other)], [[1.0]] * 10)
    >>> found = variance(fit, one, other)
    >>> found.units, found.dyads, found.df
    (5, 10, 4)
    >>> found.errors.round(3).tolist(), round(float(fit.scores.std() / 10**0.5), 3)
    ([1.062], 0.751)
    """
    scores = fit.scores
    size, width = scores.shape
    names, sides, units = _places(one, other)
    if sides.shape != (2, size):
        raise BadRequest(f"There are {size} observations, and units for {sides.shape[1]}.")
    if (sides[0] == sides[1]).any():
        same = names[sides[0][np.argmax(sides[0] == sides[1])]]
        raise BadRequest(f"An observation pairs {same} with itself.", remedy="Leave out such observations.")
    if units < 3:
        raise BadRequest(f"There are {units} units; no two pairs of them differ.")
    pair = np.minimum(sides[0], sides[1]) * units + np.maximum(sides[0], sides[1])
    dyad, dyads = _numbered(pair, units)
    meat = np.zeros((width, width))
    for places, number, sign in ((sides, units, 1.0), (dyad[None], dyads, -1.0)):
        sums = np.empty((number, width))
        for column in range(width):
            score = np.ascontiguousarray(scores[:, column])
            sums[:, column] = sum(np.bincount(place, score, number) for place in places)
        meat += sign * (sums.T @ sums)
    found = fit.bread @ meat @ fit.bread
    if correction == "units":
        found *= units / (units - 1) * (size - 1) / max(size - width, 1)
    found, negative = _not_negative(found)
    told = []
    if negative:
        told.append(
            f"The variance had an eigenvalue below 0 ({negative:.2g} of its trace); it was set to 0, which makes the "
            "errors larger."
        )
    if units < FEW:
        told.append(f"With {units} units, fewer than {FEW}, the errors are likely to be too small.")
    return Robust(found, np.sqrt(np.diagonal(found)), units - 1, units, dyads, size, negative, " ".join(told))


def clustered(fit: Fit, one: npt.ArrayLike, other: npt.ArrayLike) -> Floats:
    """Give the errors that allow for correlation among observations of the same dyad alone: what is usually printed.

    Parameters
    ----------
    fit, one, other
        As of :func:`variance`.
    """
    _, sides, units = _places(one, other)
    dyad, dyads = _numbered(np.minimum(sides[0], sides[1]) * units + np.maximum(sides[0], sides[1]), units)
    sums = np.stack([np.bincount(dyad, column, dyads) for column in np.ascontiguousarray(fit.scores.T)], axis=1)
    found: Floats = np.sqrt(np.diagonal(fit.bread @ (sums.T @ sums) @ fit.bread))
    return found


def _places(one: npt.ArrayLike, other: npt.ArrayLike) -> tuple[npt.NDArray[Any], npt.NDArray[np.int64], int]:
    """Number the units: their names, the numbers of both sides (2, n), and how many there are."""
    both = np.stack([np.asarray(one), np.asarray(other)])
    if both.dtype.kind in "iu" and both.size and both.min() >= 0 and both.max() < max(both.size, 1 << 16):
        # Small numbers, as codes of states are, need no sorting.
        there = np.zeros(int(both.max()) + 1, bool)
        there[both] = True
        number = np.cumsum(there) - 1
        return np.flatnonzero(there), number[both].astype(np.int64), int(there.sum())
    names, places = np.unique(both, return_inverse=True)
    return names, places.reshape(both.shape).astype(np.int64), len(names)


def _numbered(pair: npt.NDArray[np.int64], units: int) -> tuple[npt.NDArray[np.int64], int]:
    """Number the pairs from 0, without gaps."""
    if units <= 4096:
        there = np.zeros(units * units, bool)
        there[pair] = True
        number = np.cumsum(there) - 1
        return number[pair], int(there.sum())
    names, places = np.unique(pair, return_inverse=True)
    return places, len(names)


def _not_negative(found: Floats) -> tuple[Floats, float]:
    """Set negative eigenvalues to 0: give the matrix, and the least of them by the trace (0 if there is none)."""
    found = (found + found.T) / 2
    # Coefficients can be of very different sizes: what is negative is judged on a common scale.
    size = np.sqrt(np.abs(np.diagonal(found)))
    size[size == 0] = 1.0
    values, vectors = np.linalg.eigh(found / np.outer(size, size))
    least = float(values[0] / max(np.abs(values).sum(), 1e-300))
    if least >= -1e-10:
        return found, 0.0
    repaired = (vectors * np.maximum(values, 0)) @ vectors.T * np.outer(size, size)
    return (repaired + repaired.T) / 2, least


__all__ = ["FEW", "Robust", "clustered", "variance"]
