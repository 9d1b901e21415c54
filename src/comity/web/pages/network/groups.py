"""Communities of a year, how stable they are, and hues that stay with them from year to year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from comity.statistics.communities import kept, louvain, modularity, order

#: So many runs of the search; the one of greatest modularity is shown.
RUNS = 10
_SEED = 20260101


@dataclass(frozen=True)
class Communities:
    """Who is in which community.

    Attributes
    ----------
    of
        Each one's, numbered by size from 0; -1 of whom nobody is tied to.
    stability
        Of each one the share of its companions, in the mean of the other runs, who are its companions there too; NaN of whom
        nobody is with.
    modularity
        Of the division that is shown.
    """

    of: npt.NDArray[np.intp]
    stability: npt.NDArray[np.float64]
    modularity: float


def divide(weight: npt.NDArray[np.float64], runs: int = RUNS) -> Communities:
    """Divide a network.

    Parameters
    ----------
    weight
        How strongly each two are tied, shape (n, n), symmetric.
    """
    tied = weight > 0
    some = np.flatnonzero(tied.any(axis=1))
    of, stability = np.full(len(weight), -1), np.full(len(weight), np.nan)
    if not len(some):
        return Communities(of, stability, 0.0)
    # What is by lot does not depend on how states are numbered.
    some = some[order(tied[np.ix_(some, some)])]
    within = weight[np.ix_(some, some)]
    rng = np.random.default_rng(_SEED)
    found = np.array([louvain(within, rng) for _ in range(runs)])
    goodness = [modularity(within, one) for one in found]
    best = int(np.argmax(goodness))
    sizes = np.bincount(found[best])
    rank = np.empty(len(sizes), np.intp)
    rank[np.argsort(-sizes, kind="stable")] = np.arange(len(sizes))
    of[some] = rank[found[best]]
    stability[some] = kept(found)[best].sum(axis=1)
    return Communities(of, stability, goodness[best])


def hues(of: npt.NDArray[np.intp], lasting: npt.NDArray[np.intp], most: int) -> Mapping[int, int]:
    """Give a hue to each community: that of the lasting one with which it shares most, so that hues mean the same from year to year.

    Returns
    -------
    mapping
        Community → number of the hue, below ``most``; a community without one is not in it.
    """
    shared: list[tuple[int, int, int]] = []
    for one in range(int(of.max(initial=-1)) + 1):
        mine = lasting[(of == one) & (lasting >= 0)]
        shared += [
            (int(count), one, int(other)) for other, count in enumerate(np.bincount(mine)) if count and other < most
        ]
    found: dict[int, int] = {}
    for _, one, other in sorted(shared, key=lambda entry: (-entry[0], entry[1], entry[2])):
        if one not in found and other not in found.values():
            found[one] = other
    free: Sequence[int] = [hue for hue in range(most) if hue not in found.values()]
    for one in range(int(of.max(initial=-1)) + 1):
        if one not in found and free:
            found[one], free = free[0], free[1:]
    return found


__all__ = ["Communities", "divide", "hues"]
