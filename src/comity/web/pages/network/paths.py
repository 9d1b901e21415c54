"""The shortest ways from one state to another over some layers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

#: So many ways are told one by one.
TOLD = 12


@dataclass(frozen=True)
class Ways:
    """All shortest ways between two.

    Attributes
    ----------
    steps
        How many ties long they are; None where there is none.
    number
        How many there are.
    told
        The strongest of them, each as places from the one to the other.
    reached
        How many others can be reached from the one, and from the other.
    """

    steps: int | None
    number: int
    told: tuple[tuple[int, ...], ...]
    reached: tuple[int, int]


def shortest(strength: npt.NDArray[np.float64], one: int, other: int, most: int = TOLD) -> Ways:
    """Find the shortest ways; of several those with the greatest sum of strengths come first.

    >>> chain = np.array([[0, 1.0, 0], [1.0, 0, 2.0], [0, 2.0, 0]])
    >>> shortest(chain, 0, 2).told
    ((0, 1, 2),)
    """
    near = strength > 0
    away, back = _steps(near, one), _steps(near, other)
    reached = int((away > 0).sum()), int((back > 0).sum())
    length = int(away[other])
    if length < 0:
        return Ways(None, 0, (), reached)
    number = np.zeros(len(near))
    number[one] = 1
    best: dict[int, list[tuple[float, tuple[int, ...]]]] = {one: [(0.0, (one,))]}
    for step in range(1, length + 1):
        column = np.flatnonzero((away == step) & (away + back == length))
        before = np.flatnonzero((away == step - 1) & (away + back == length))
        fresh: dict[int, list[tuple[float, tuple[int, ...]]]] = {}
        for place in column.tolist():
            here = before[near[place, before]]
            number[place] = number[here].sum()
            ways = [
                (sum_ - float(strength[place, last]), (*way, place))
                for last in here.tolist()
                for sum_, way in best[last]
            ]
            # The strongest ways to the end begin with the strongest to each place on them.
            fresh[place] = sorted(ways)[:most]
        best = fresh
    return Ways(length, int(number[other]), tuple(way for _, way in best[other]), reached)


def _steps(near: npt.NDArray[np.bool_], one: int) -> npt.NDArray[np.intp]:
    """Give how many steps away each is; -1 of whom there is no way to."""
    found = np.full(len(near), -1)
    found[one] = 0
    edge = np.array([one])
    step = 0
    while len(edge):
        step += 1
        edge = np.flatnonzero(near[edge].any(axis=0) & (found < 0))
        found[edge] = step
    return found


__all__ = ["TOLD", "Ways", "shortest"]
