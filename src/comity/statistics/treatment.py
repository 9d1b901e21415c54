"""Treatment of outliers before indicators are put on one scale, as the OECD and the JRC do it for composite indicators.

An indicator whose |skewness| is above 2 and whose kurtosis is above 3.5 would let a few cases set the scale for all. Up to
five of its most extreme points are drawn in to the next one; if that does not help, logarithms are taken of what it was.

References
----------
OECD and JRC (2008). *Handbook on Constructing Composite Indicators*. OECD.
Becker, W., et al. (2022). COINr: An R package for developing composite indicators. *Journal of Open Source Software* 7(78).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

#: The limits of the rule; beyond both of them an indicator is treated.
SKEWNESS, KURTOSIS = 2.0, 3.5
#: So many points are drawn in at most.
POINTS = 5
#: Of the range, what is added before logarithms are taken, so that there is none of zero.
SHIFT = 0.01


@dataclass(frozen=True)
class Treated:
    """An indicator after treatment.

    Attributes
    ----------
    values
        As long as what was given; NaN stays NaN.
    how
        What was done.
    points
        How many points were drawn in.
    """

    values: Floats
    how: Literal["nothing", "winsorised", "logarithm"]
    points: int = 0


def skewness(values: npt.ArrayLike) -> float:
    """Give the skewness of a sample, corrected for its size; NaN values are left out.

    Examples
    --------
    >>> round(skewness([1, 2, 3, 10]), 4)
    1.7636
    """
    x = _centred(values)
    n = len(x)
    return float(np.sqrt(n) * (x**3).sum() / (x**2).sum() ** 1.5 * np.sqrt(n * (n - 1)) / (n - 2))


def kurtosis(values: npt.ArrayLike) -> float:
    """Give the excess kurtosis of a sample, corrected for its size; NaN values are left out.

    Examples
    --------
    >>> round(kurtosis([1, 2, 3, 10]), 4)
    3.228
    """
    x = _centred(values)
    n = len(x)
    plain = n * (x**4).sum() / (x**2).sum() ** 2
    return float(((n + 1) * (plain - 3) + 6) * (n - 1) / ((n - 2) * (n - 3)))


def is_extreme(values: npt.ArrayLike) -> bool:
    """Say whether an indicator is beyond both limits of the rule; what is constant, or has fewer than 4 points, is not."""
    x = _centred(values)
    if len(x) < 4 or not (x**2).sum() > 0:
        return False
    return abs(skewness(x)) > SKEWNESS and kurtosis(x) > KURTOSIS


def winsorise(values: npt.ArrayLike, points: int = POINTS) -> Treated:
    """Draw in the most extreme point, one after another, until the rule is kept or so many have been drawn in.

    Points are taken from the side to which the sample is skewed at that moment; those taken from one side all get the
    value of the most extreme one that is left on it.
    """
    x = np.array(values, np.float64)
    known = np.flatnonzero(np.isfinite(x))
    order = known[np.argsort(x[known], kind="stable")]
    given = x.copy()
    low = high = 0
    while low + high < points and is_extreme(x):
        if skewness(x) > 0:
            high += 1
            x[order[-high:]] = given[order[-high - 1]]
        else:
            low += 1
            x[order[:low]] = given[order[low]]
    return Treated(x, "winsorised" if low + high else "nothing", low + high)


def shifted_logarithm(values: npt.ArrayLike) -> Floats:
    """Take logarithms of what is above the least value, after adding a hundredth of the range."""
    x = np.asarray(values, np.float64)
    least, greatest = np.nanmin(x), np.nanmax(x)
    return np.asarray(np.log(x - least + SHIFT * (greatest - least)), np.float64)


def treat(values: npt.ArrayLike, points: int = POINTS) -> Treated:
    """Treat an indicator by the rule: winsorise it, and where that is not enough take logarithms of what was given.

    Examples
    --------
    >>> treat([1, 2, 3, 4, 5, 6, 7, 8, 9, 100]).values.tolist()
    [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 9.0]
    """
    done = winsorise(values, points)
    if is_extreme(done.values):
        return Treated(shifted_logarithm(values), "logarithm")
    return done


def _centred(values: npt.ArrayLike) -> Floats:
    x = np.asarray(values, np.float64)
    x = x[np.isfinite(x)]
    return x - x.mean() if len(x) else x


__all__ = ["Treated", "is_extreme", "kurtosis", "shifted_logarithm", "skewness", "treat", "winsorise"]
