"""How well scores foretell what came: discrimination, accuracy, calibration."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def auc(score: npt.ArrayLike, came: npt.ArrayLike) -> float:
    """Give the area under the ROC curve: the chance that one that came had a higher score than one that did not.

    Parameters
    ----------
    score, came
        Shape (n,); ``came`` is true or false. Equal scores count half.

    Returns
    -------
    float
        NaN where all came, or none.

    Examples
    --------
    >>> auc([0.1, 0.4, 0.35, 0.8], [False, False, True, True])
    0.75
    """
    scores, happened = np.asarray(score, np.float64), np.asarray(came, bool)
    number = int(happened.sum())
    if number in (0, len(happened)):
        return float("nan")
    _, place, count = np.unique(scores, return_inverse=True, return_counts=True)
    rank = (np.cumsum(count) - (count - 1) / 2)[place]
    rest = len(happened) - number
    return float((rank[happened].sum() - number * (number + 1) / 2) / (number * rest))


def average_precision(score: npt.ArrayLike, came: npt.ArrayLike) -> float:
    """Give the mean, over those that came, of the share that came among all of at least their score; NaN where none did."""
    scores, happened = np.asarray(score, np.float64), np.asarray(came, bool)
    if not happened.any():
        return float("nan")
    levels, place = np.unique(-scores, return_inverse=True)
    hits = np.bincount(place, happened, len(levels))
    precision = np.cumsum(hits) / np.cumsum(np.bincount(place, minlength=len(levels)))
    return float((precision * hits).sum() / happened.sum())


def brier(chance: npt.ArrayLike, came: npt.ArrayLike) -> float:
    """Give the mean squared distance of chances from what came."""
    return float(np.mean((np.asarray(chance, np.float64) - np.asarray(came, np.float64)) ** 2))


def calibration(chance: npt.ArrayLike, came: npt.ArrayLike, bins: int = 10) -> list[tuple[float, float, int]]:
    """Give, for so many equally filled bins of chances, the mean chance, the share that came, and the number."""
    chances, happened = np.asarray(chance, np.float64), np.asarray(came, np.float64)
    order: npt.NDArray[Any] = np.argsort(chances, kind="stable")
    return [
        (float(chances[part].mean()), float(happened[part].mean()), len(part))
        for part in np.array_split(order, bins)
        if len(part)
    ]


__all__ = ["auc", "average_precision", "brier", "calibration"]
