"""How far two orders agree: the rank correlation, with its interval and the number it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import atanh, sqrt, tanh

import numpy as np
import numpy.typing as npt

#: Of fewer no correlation is told.
LEAST = 5
_DEVIATE = 1.6448536269514722


@dataclass(frozen=True)
class Correlation:
    """A rank correlation (Spearman's).

    Attributes
    ----------
    rho
        From -1 to 1.
    low, high
        Its 90 % interval (Fisher's z with the variance of Bonett and Wright 2000), as if the subjects had been drawn
        by lot and each by itself.
    n
        Of how many.
    """

    rho: float
    low: float
    high: float
    n: int


def rank_correlation(one: Sequence[float], other: Sequence[float]) -> Correlation | None:
    """Give the rank correlation; None of fewer than five, or where one of the two does not vary.

    References
    ----------
    Bonett, D. G., and T. A. Wright (2000). Sample Size Requirements for Estimating Pearson, Kendall and Spearman
    Correlations. *Psychometrika* 65(1), 23–28.

    Examples
    --------
    >>> found = rank_correlation([1, 2, 3, 4, 5, 6], [1, 4, 9, 16, 25, 36])
    >>> found.rho, found.n
    (1.0, 6)
    """
    n = len(one)
    if n < LEAST or len(set(one)) < 2 or len(set(other)) < 2:
        return None
    rho = float(np.clip(np.corrcoef(_places(one), _places(other))[0, 1], -1, 1))
    if abs(rho) > 1 - 1e-12:
        return Correlation(round(rho), round(rho), round(rho), n)
    far = _DEVIATE * sqrt((1 + rho**2 / 2) / (n - 3))
    return Correlation(rho, tanh(atanh(rho) - far), tanh(atanh(rho) + far), n)


def _places(values: Sequence[float]) -> npt.NDArray[np.float64]:
    """Give ranks; equals share the mean of theirs."""
    _, where, count = np.unique(np.asarray(values, np.float64), return_inverse=True, return_counts=True)
    ends = np.cumsum(count)
    return np.asarray(((ends - count + 1 + ends) / 2)[where], np.float64)
