"""Ranks with their intervals. Without an interval of the values no rank is claimed."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from comity.measures.estimates import Estimates, Floats


def ranks(estimates: Estimates, rows: npt.NDArray[Any]) -> Floats:
    """Give each estimate's rank within its period, 1 being the greatest value: rank, low and high of its interval.

    Of draws it is what the measure made of them. Else an estimate's best rank is that of one below all whose low is above
    its high, and its worst that of one above all whose high is below its low: bounds that hold together wherever the
    intervals do, and are therefore wide. Where an estimate of the period has no interval its rank may be any.

    Parameters
    ----------
    rows
        Places of the estimates of which the ranks are wanted; they are ranks among all of their period.

    Returns
    -------
    ndarray
        Shape (len(rows), 3); NaN throughout where the measure claims no interval, since then it claims no rank.
    """
    found: Floats = np.full((len(estimates), 3), np.nan)
    if estimates.ranks is not None:
        found = estimates.ranks
    if estimates.ranks is not None or estimates.low is None or estimates.high is None:
        return np.asarray(found[rows], np.float64)
    period = estimates.subjects.period
    for one in np.unique(period[rows]):
        mine = np.flatnonzero((period == one) & np.isfinite(estimates.value))
        low = np.where(np.isfinite(estimates.low[mine]), estimates.low[mine], -np.inf)
        high = np.where(np.isfinite(estimates.high[mine]), estimates.high[mine], np.inf)
        value = estimates.value[mine]
        found[mine, 0] = _above(value, value) + 1
        found[mine, 1] = _above(low, high) + 1
        found[mine, 2] = len(mine) - _below(high, low)
    return np.asarray(found[rows], np.float64)


def of_draws(draws: Floats) -> Floats:
    """Make ranks of draws: the median and the 5th and 95th percentile of each one's rank, 1 being the greatest.

    Parameters
    ----------
    draws
        Shape (draws, subjects) of one period; a subject that is NaN throughout has no rank.

    Returns
    -------
    ndarray
        Shape (subjects, 3).
    """
    found = np.full((draws.shape[1], 3), np.nan)
    known = np.flatnonzero(np.isfinite(draws).all(axis=0))
    if len(known):
        held = (-draws[:, known]).argsort(axis=1, kind="stable").argsort(axis=1) + 1
        found[known] = np.quantile(held, (0.5, 0.05, 0.95), axis=0, method="inverted_cdf").T
    return found


def chance_above(draws: Floats) -> Floats:
    """Give for each two subjects the share of draws in which the first is above the second, shape (subjects, subjects)."""
    found: Floats = (draws[:, :, None] > draws[:, None, :]).mean(axis=0)
    return found


def _above(values: npt.NDArray[Any], limits: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Count for each limit the values that are greater."""
    return len(values) - np.searchsorted(np.sort(values), limits, side="right")


def _below(values: npt.NDArray[Any], limits: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Count for each limit the values that are less."""
    return np.searchsorted(np.sort(values), limits, side="left")


__all__ = ["chance_above", "of_draws", "ranks"]
