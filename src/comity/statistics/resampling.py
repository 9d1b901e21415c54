"""Intervals from draws, and draws from data, always from a generator that the caller has seeded."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

#: The quantiles that bound 90 %.
LOW, HIGH = 0.05, 0.95


def interval(draws: npt.NDArray[Any], axis: int = 0) -> tuple[Floats, Floats]:
    """Give the 5th and the 95th percentile of draws.

    Parameters
    ----------
    draws
        Draws along `axis`. Where any of them is NaN, so are the percentiles.
    """
    low, high = np.quantile(draws, (LOW, HIGH), axis=axis)
    return low, high


def bootstrap(
    rng: np.random.Generator, size: int, times: int, statistic: Callable[[npt.NDArray[np.intp]], Any]
) -> Floats:
    """Give a statistic of each of so many samples, of the size of the data, with replacement.

    Parameters
    ----------
    statistic
        Of the places of a sample.

    Returns
    -------
    ndarray
        Shape (times, …).
    """
    return np.stack([np.asarray(statistic(rng.integers(0, size, size)), np.float64) for _ in range(times)])


def leave_one_out(size: int, statistic: Callable[[npt.NDArray[np.intp]], Any]) -> Floats:
    """Give a statistic of all data but one, for each, shape (size, …)."""
    places = np.arange(size)
    return np.stack([np.asarray(statistic(np.delete(places, one)), np.float64) for one in range(size)])


__all__ = ["HIGH", "LOW", "bootstrap", "interval", "leave_one_out"]
