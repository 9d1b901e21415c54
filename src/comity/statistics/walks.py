"""Points that wander: systems of equations in which each period is tied to the next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[Any]


def solve(diagonal: Floats, beside: Floats, right: Floats) -> tuple[Floats, Floats]:
    """Solve a symmetric tridiagonal system for each row.

    Parameters
    ----------
    diagonal, beside, right
        Shape (rows, n), (rows, n - 1) and (rows, n).

    Returns
    -------
    solution, pivots
        Each (rows, n); the pivots are from the first to the last.
    """
    pivot, value = diagonal.copy(), right.copy()
    for time in range(1, diagonal.shape[1]):
        ratio = beside[:, time - 1] / pivot[:, time - 1]
        pivot[:, time] -= ratio * beside[:, time - 1]
        value[:, time] -= ratio * value[:, time - 1]
    found: Floats = value / pivot
    for time in range(diagonal.shape[1] - 2, -1, -1):
        found[:, time] -= beside[:, time] * found[:, time + 1] / pivot[:, time]
    return found, pivot


def backward(diagonal: Floats, beside: Floats) -> Floats:
    """Give the pivots of each row's tridiagonal system from the last to the first, shape (rows, n)."""
    pivot = diagonal.copy()
    for time in range(diagonal.shape[1] - 2, -1, -1):
        pivot[:, time] -= beside[:, time] ** 2 / pivot[:, time + 1]
    return pivot


def along(blocks: Sequence[tuple[Places, Floats]], tie: Floats, rows: int) -> Floats:
    """Give the variances of points that are tied to each other within a period, and each to itself in the next one.

    Parameters
    ----------
    blocks
        For each period which rows are there, and their curvature (negative second derivatives), without that of the ties
        between periods, shape (rows there, rows there).
    tie
        The curvature of the step of each row from a period to the next one, shape (rows, periods - 1); 0 where there is
        none.

    Returns
    -------
    ndarray
        Shape (rows, periods); NaN where a row is not there.
    """
    periods = len(blocks)
    found = np.full((rows, periods), np.nan)
    ahead: list[Floats] = []
    carried = np.zeros((rows, rows))
    for time, (there, block) in enumerate(blocks):
        ahead.append(block + carried[np.ix_(there, there)])
        step = tie[there, time] if time + 1 < periods else np.zeros(len(there))
        carried = _carried(ahead[-1], there, step, rows)
    carried = np.zeros((rows, rows))
    for time in range(periods - 1, -1, -1):
        there, block = blocks[time]
        behind = carried[np.ix_(there, there)]
        # Of the step forward what the next period carries back; what stands ahead has its own share already.
        whole = ahead[time] + behind
        if len(there):
            found[there, time] = np.diag(np.linalg.inv(whole))
        step = tie[there, time - 1] if time else np.zeros(len(there))
        carried = _carried(block + behind, there, step, rows)
    return found


def _carried(curvature: Floats, there: Places, step: Floats, rows: int) -> Floats:
    """Give what a period tells of a neighbour: the curvature left when its own points are averaged over."""
    found = np.zeros((rows, rows))
    moves = step > 0
    if moves.any():
        inner = np.linalg.inv(curvature + np.diag(step))[np.ix_(moves, moves)]
        some = there[moves]
        found[np.ix_(some, some)] = np.diag(step[moves]) - step[moves][:, None] * inner * step[moves]
    return found


__all__ = ["along", "backward", "solve"]
