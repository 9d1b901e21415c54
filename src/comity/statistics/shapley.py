"""Shapley values: what each of several brings to a common worth."""

from __future__ import annotations

from collections.abc import Callable
from math import comb

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

#: Half the width of a 90 % interval of the normal distribution.
_Z = 1.6448536269514722


def shapley(worth: npt.ArrayLike) -> Floats:
    """Give each player's Shapley value: the mean of what it adds over all orders of joining.

    Parameters
    ----------
    worth
        Of every coalition, shape (2 ** players,), to 20 players or so: in place 0b101 is that of the first and third.

    Returns
    -------
    ndarray
        Shape (players,); it adds up to the worth of all less that of nobody.

    References
    ----------
    Shapley, L. S. (1953). A Value for n-Person Games. In *Contributions to the Theory of Games* II, 307–317. Princeton.

    Examples
    --------
    A left glove (the first player) and two right ones; a pair is worth 6:

    >>> shapley([0, 0, 0, 6, 0, 6, 0, 6]).round(9).tolist()
    [4.0, 1.0, 1.0]
    """
    values = np.asarray(worth, np.float64)
    number = len(values).bit_length() - 1
    if len(values) != 2**number or number < 1:
        raise ValueError("a worth of every coalition is needed: 2, 4, 8 … of them")
    size = np.zeros(1, np.int64)
    for _ in range(number - 1):
        size = np.concatenate([size, size + 1])
    weight = np.array([1 / (number * comb(number - 1, others)) for others in range(number)])[size]
    found = np.empty(number)
    for player in range(number):
        sides = values.reshape(-1, 2, 2**player)
        found[player] = (weight.reshape(-1, 2**player) * (sides[:, 1] - sides[:, 0])).sum()
    return found


def sampled_shapley(
    worth: Callable[[Flags], float], players: int, rng: np.random.Generator, draws: int = 1000
) -> Floats:
    """Estimate Shapley values from random orders.

    Parameters
    ----------
    worth
        Of a coalition, given as flags of who is in it.

    Returns
    -------
    ndarray
        The mean and the ends of its 90 % interval by the standard error of the mean, shape (3, players).
    """
    added = np.empty((draws, players))
    for draw in range(draws):
        inside = np.zeros(players, bool)
        before = worth(inside)
        for player in rng.permutation(players):
            inside[player] = True
            after = worth(inside)
            added[draw, player] = after - before
            before = after
    mean = added.mean(axis=0)
    half = _Z * added.std(axis=0, ddof=1) / np.sqrt(draws)
    return np.stack([mean, mean - half, mean + half])


__all__ = ["sampled_shapley", "shapley"]
