"""What the choices behind a result do to it: designs that vary them together, Sobol's indices, and ranks of many draws.

References
----------
Saltelli, A., et al. (2010). Variance based sensitivity analysis of model output. *Computer Physics Communications* 181,
259–270.
Sobol', I. M. (2001). Global sensitivity indices for nonlinear mathematical models and their Monte Carlo estimates.
*Mathematics and Computers in Simulation* 55, 271–280.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from comity.statistics.resampling import HIGH, LOW

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Design:
    """Points at which a model is evaluated: numbers from 0 to 1, a column for each thing that is drawn.

    A choice may be one column or several that are drawn together (the weights of all indicators, an error of every region).

    Attributes
    ----------
    columns
        Choice → its columns.
    points
        Shape (draws × (choices + 2), columns): two independent sets, A and B, then for each choice A with that choice's
        columns from B.
    draws
        How many points a set has.
    """

    columns: Mapping[str, slice]
    points: Floats
    draws: int


@dataclass(frozen=True)
class Sensitivity:
    """Sobol's indices, each with the bounds of 90 % of its bootstrap.

    Attributes
    ----------
    choices
        Names, in the order of the arrays.
    first, total
        Shares of the variance that go with a choice alone, and with all in which it has a part; shape (choices, 3): the
        index, low and high.
    """

    choices: tuple[str, ...]
    first: Floats
    total: Floats


def design(rng: np.random.Generator, sizes: Mapping[str, int], draws: int) -> Design:
    """Draw the points of a Saltelli design by a scrambled Sobol' sequence.

    Parameters
    ----------
    sizes
        Choice → how many numbers it takes.
    draws
        A power of 2.
    """
    from scipy.stats import qmc

    columns, at = {}, 0
    for name, size in sizes.items():
        columns[name] = slice(at, at + size)
        at += size
    both = qmc.Sobol(2 * at, rng=rng).random(draws)
    one, other = both[:, :at], both[:, at:]
    parts = [one, other]
    for place in columns.values():
        mixed = one.copy()
        mixed[:, place] = other[:, place]
        parts.append(mixed)
    return Design(columns, np.concatenate(parts), draws)


def indices(made: Design, outcome: npt.ArrayLike, rng: np.random.Generator, resamples: int = 500) -> Sensitivity:
    """Estimate Sobol's indices of one outcome.

    Parameters
    ----------
    outcome
        Of every point of the design, shape (points,).
    rng
        For the bootstrap.

    Raises
    ------
    ValueError
        When the outcome is not as long as the design.
    """
    from scipy.stats import sobol_indices

    y = np.asarray(outcome, np.float64)
    if y.shape != (len(made.points),):
        raise ValueError(f"{y.shape} outcomes of {len(made.points)} points")
    sets = y.reshape(len(made.columns) + 2, 1, made.draws)
    found = sobol_indices(func={"f_A": sets[0], "f_B": sets[1], "f_AB": sets[2:]}, n=made.draws, rng=rng)
    first, total = np.ravel(found.first_order), np.ravel(found.total_order)
    a, b, mixed = sets[0, 0], sets[1, 0], sets[2:, 0]
    bounds = []
    for _ in range(resamples):
        some = rng.integers(0, made.draws, made.draws)
        bounds.append(_of(a[some], b[some], mixed[:, some]))
    low, high = np.quantile(np.array(bounds), (LOW, HIGH), axis=0)
    return Sensitivity(
        tuple(made.columns),
        np.column_stack([first, low[0], high[0]]),
        np.column_stack([total, low[1], high[1]]),
    )


def _of(a: Floats, b: Floats, mixed: Floats) -> Floats:
    """Give first and total indices of one sample by the estimators of Saltelli et al. (2010), shape (2, choices)."""
    middle = np.concatenate([a, b]).mean()
    variance = np.concatenate([a, b]).var()
    first = ((b - middle) * (mixed - a)).mean(axis=-1) / variance
    total = 0.5 * ((a - mixed) ** 2).mean(axis=-1) / variance
    return np.stack([first, total])


def ranks(draws: npt.NDArray[np.floating], axis: int = -1) -> npt.NDArray[np.uint8]:
    """Rank along an axis, 1 being the greatest; of equals each gets the best rank, and what is NaN does not count.

    The axis may have 255 entries at most. The rank of NaN itself means nothing.
    """
    values = np.moveaxis(draws, axis, 0)
    found = np.ones(values.shape, np.uint8)
    for one in values:
        found += one > values
    return np.moveaxis(found, 0, axis)


def mean_rank_shift(drawn: npt.NDArray[np.uint8], nominal: npt.NDArray[np.uint8]) -> Floats:
    """Give for each draw by how many ranks, on the mean, it differs from the nominal ranking.

    Parameters
    ----------
    drawn
        Shape (draws, …).
    nominal
        Shape (…).
    """
    apart = np.abs(drawn.astype(np.int16) - nominal.astype(np.int16))
    return np.asarray(apart.reshape(len(drawn), -1).mean(axis=1), np.float64)


__all__ = ["Design", "Sensitivity", "design", "indices", "mean_rank_shift", "ranks"]
