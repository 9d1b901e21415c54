"""Centralities of states in a network, and of networks with the same degrees: simple graphs as arrays of who has a tie.

Distances and shortest paths are rustworkx's. What a centrality means in a graph of several parts is defined here, since libraries differ:

- *Harmonic closeness*: the mean, over all others, of one over the distance; to whom there is no path that is 0.
- *Betweenness*: the share of the shortest paths between two others that lead through it, averaged over all pairs of
  others; of a pair without a path that is 0.
- *Eigenvector*: of each part of the graph by itself, scaled so that its squares average 1 in the part. Were everybody in
  a part tied to everybody, each would have 1. Who has no tie has 0.
- *Effective size* (Burt 1992): ties, less the mean number of ties that those at their ends have with each other.

References
----------
Brandes, U. (2001). A faster algorithm for betweenness centrality. *Journal of Mathematical Sociology* 25(2), 163–177.
Burt, R. S. (1992). *Structural Holes*. Harvard University Press.
Marchiori, M., and V. Latora (2000). Harmony in the small-world. *Physica A* 285(3–4), 539–546.
Bonacich, P. (1972). Factoring and weighting approaches to status scores and clique identification. *Journal of
Mathematical Sociology* 2(1), 113–120.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

#: Up to this size all eigenvectors are found sooner than the first alone.
_SMALL = 40
#: rustworkx shares the work of one graph among threads from this size on; for hundreds of states one is quicker.
_THREADS_FROM = 5_000


class Network:
    """A graph, with what is known of it.

    Parameters
    ----------
    tied
        Who has a tie with whom, shape (n, n): symmetric, nothing on the diagonal.
    """

    def __init__(self, tied: Flags) -> None:
        self.tied = tied

    def __len__(self) -> int:
        return len(self.tied)

    @cached_property
    def degree(self) -> Floats:
        """How many ties each has, shape (n,)."""
        found: Floats = self.tied.sum(axis=1).astype(np.float64)
        return found

    @cached_property
    def distances(self) -> Floats:
        """The number of ties on the shortest path between each two, shape (n, n); infinite where there is none."""
        import rustworkx as rx

        return np.asarray(rx.graph_distance_matrix(self._graph, null_value=np.inf), np.float64)

    @cached_property
    def parts(self) -> npt.NDArray[np.intp]:
        """Each one's connected part of the graph, by the place of its first member, shape (n,)."""
        if not len(self):
            return np.zeros(0, np.intp)
        found: npt.NDArray[np.intp] = np.isfinite(self.distances).argmax(axis=1)
        return found

    @cached_property
    def closeness(self) -> Floats:
        """The harmonic closeness of each, 0 to 1, shape (n,)."""
        if len(self) < 2:
            return np.zeros(len(self))
        with np.errstate(divide="ignore"):
            near = 1 / self.distances
        np.fill_diagonal(near, 0.0)
        found: Floats = near.sum(axis=1) / (len(self) - 1)
        return found

    @cached_property
    def betweenness(self) -> Floats:
        """The betweenness of each, 0 to 1, shape (n,)."""
        import rustworkx as rx

        if len(self) < 3:
            return np.zeros(len(self))
        found = rx.graph_betweenness_centrality(self._graph, normalized=True, parallel_threshold=_THREADS_FROM)
        return np.fromiter(found.values(), np.float64, len(self))

    @cached_property
    def eigenvector(self) -> Floats:
        """The eigenvector centrality of each in its own part of the graph, shape (n,)."""
        found = np.zeros(len(self))
        for label in np.unique(self.parts[self.degree > 0]):
            mine = np.flatnonzero(self.parts == label)
            found[mine] = _leading(self.tied[np.ix_(mine, mine)]) * np.sqrt(len(mine))
        return found

    @cached_property
    def shared(self) -> Floats:
        """For each and each of its partners how many others both are tied to, shape (n, n); 0 elsewhere."""
        # Counts of some hundreds are exact in single precision, and the product takes half the time.
        whole = self.tied.astype(np.float32)
        return np.where(self.tied, whole @ whole, np.float32(0)).astype(np.float64)

    @cached_property
    def effective_size(self) -> Floats:
        """The effective size of each one's circle of partners, shape (n,); 0 of whom has none."""
        found: Floats = self.degree - self.shared.sum(axis=1) / np.maximum(self.degree, 1)
        return found

    def dependencies(self, one: int) -> Floats:
        """Give what the paths of each contribute to the betweenness of one: they add up to it, shape (n,).

        A path is shared by the two at its ends, half and half.
        """
        number, far = len(self), self.distances
        if number < 3:
            return np.zeros(number)
        paths = self._paths
        with np.errstate(invalid="ignore", divide="ignore"):
            through = np.where(far[:, [one]] + far[[one], :] == far, paths[:, [one]] * paths[[one], :] / paths, 0.0)
        through[~np.isfinite(far)] = 0
        through[one, :] = through[:, one] = 0
        np.fill_diagonal(through, 0)
        found: Floats = through.sum(axis=1) / ((number - 1) * (number - 2))
        return found

    @cached_property
    def _paths(self) -> Floats:
        """How many shortest paths there are between each two, shape (n, n)."""
        paths, far = np.eye(len(self)), self.distances
        edges = self.tied.astype(np.float64)
        for step in range(1, int(far[np.isfinite(far)].max(initial=0)) + 1):
            longer = np.where(far == step - 1, paths, 0.0) @ edges
            paths = np.where(far == step, longer, paths)
        return paths

    @cached_property
    def _graph(self) -> Any:
        import rustworkx as rx

        graph = rx.PyGraph(multigraph=False)
        graph.add_nodes_from(range(len(self)))
        one, other = np.nonzero(np.triu(self.tied))
        graph.add_edges_from_no_data(list(zip(one.tolist(), other.tolist(), strict=True)))
        return graph


def same_degrees(
    ties: npt.NDArray[Any], times: int, rng: np.random.Generator, first: int = 40, every: int = 12, chains: int = 20
) -> npt.NDArray[np.bool_]:
    """Draw graphs by lot from all simple graphs with given degrees.

    Edges swap their ends: a–b and c–d become a–d and c–b. In each round the edges are paired by lot and half of the pairs,
    by lot, are proposed. Of these, all swap whose edges, old and new, are neither an edge of the graph already nor touched by
    any other proposal. As this condition is the same after the round as before it, a round and its reverse are
    equally likely, and all graphs with these degrees are in the long run. The draws begin with the graph of Havel and
    Hakimi, so that they depend on the degrees alone.

    Parameters
    ----------
    ties
        Degrees that some graph has, shape (n,).
    times
        How many graphs.
    first, every, chains
        After so many rounds the first graph of each chain is taken, and after so many more the next. In two rounds an edge is
        proposed once in the mean.

    Returns
    -------
    ndarray
        Shape (times, n, n).

    References
    ----------
    Fosdick, B. K., D. B. Larremore, J. Nishimura and J. Ugander (2018). Configuring random graph models with fixed degree
    sequences. *SIAM Review* 60(2), 315–355.
    """
    number = len(ties)
    one, other = np.nonzero(np.triu(_havel_hakimi(ties)))
    chains = min(chains, times)
    there = np.zeros((chains, number, number), np.bool_)
    there[:, one, other] = True
    ends = np.stack([np.tile(one, (chains, 1)), np.tile(other, (chains, 1))])
    last = np.zeros(there.size, np.int32)
    taken: list[npt.NDArray[np.bool_]] = []
    for rounds in [first, *[every] * (-(-times // chains) - 1)]:
        for _ in range(rounds):
            _swap(there.reshape(-1), ends, last, number, rng)
        taken.append(there | there.transpose(0, 2, 1))
    return np.concatenate(taken)[:times]


def _swap(
    there: npt.NDArray[np.bool_],
    ends: npt.NDArray[Any],
    last: npt.NDArray[np.int32],
    number: int,
    rng: np.random.Generator,
) -> None:
    """Do one round of swaps in all chains at once.

    Parameters
    ----------
    there
        Whether there is an edge, at every place of the upper triangles, flattened; it is changed.
    ends
        The two ends of each edge, shape (2, chains, edges); changed.
    last
        Zeros, as long as ``there``.
    """
    _, chains, edges = ends.shape
    half = edges // 2
    base = (np.arange(chains, dtype=np.int64) * number * number)[:, None]
    chain = np.arange(chains)[:, None]
    order = rng.permuted(np.tile(np.arange(edges, dtype=np.int32), (chains, 1)), axis=1)
    left, right = order[:, :half], order[:, half : 2 * half]
    a, b, c, d = ends[0, chain, left], ends[1, chain, left], ends[0, chain, right], ends[1, chain, right]
    turned = rng.random((chains, half), np.float32) < 0.5
    c, d = np.where(turned, d, c), np.where(turned, c, d)
    asked = (rng.random((chains, half), np.float32) < 0.5) & (a != d) & (b != c)
    which = np.flatnonzero(asked)
    old = [(_code(x, y, number) + base).ravel()[which] for x, y in ((a, b), (c, d))]
    new = [(_code(x, y, number) + base).ravel()[which] for x, y in ((a, d), (c, b))]
    # Who was the last to name an edge: whoever finds another there is not alone, nor is that other.
    mark = np.arange(1, len(which) + 1, dtype=np.int32)
    hindered = new[0] == new[1]
    for code in new:
        last[code] = mark
    for code in new:
        also = last[code] != mark
        hindered |= also | there[code]
        hindered[last[code[also]] - 1] = True
    for code in old:
        hindered |= last[code] != 0
    for code in new:
        last[code] = 0
    go = ~hindered
    for code in old:
        there[code[go]] = False
    for code in new:
        there[code[go]] = True
    row, place = np.divmod(which[go], half)
    mine, theirs = left[row, place], right[row, place]
    kept, moved, given = (array.ravel()[which[go]] for array in (b, c, d))
    ends[1, row, mine], ends[0, row, theirs], ends[1, row, theirs] = given, moved, kept


def _code(one: npt.NDArray[Any], other: npt.NDArray[Any], number: int) -> npt.NDArray[np.int64]:
    """Give the place of an edge in the upper triangle of a flattened matrix."""
    found: npt.NDArray[np.int64] = np.minimum(one, other).astype(np.int64) * number + np.maximum(one, other)
    return found


def _havel_hakimi(ties: npt.NDArray[Any]) -> Flags:
    """Make one graph with given degrees: who lacks most is tied to those who lack most after it."""
    number = len(ties)
    tied = np.zeros((number, number), bool)
    lack = np.asarray(ties, np.int64).copy()
    while lack.any():
        one = int(lack.argmax())
        need, lack[one] = lack[one], 0
        chosen = np.argsort(-lack, kind="stable")[:need]
        assert (lack[chosen] > 0).all(), "no simple graph has these degrees"
        lack[chosen] -= 1
        tied[one, chosen] = tied[chosen, one] = True
    return tied


def _leading(tied: Flags) -> Floats:
    """Give the eigenvector of the greatest eigenvalue of a connected graph, of length 1 and nowhere negative."""
    whole = tied.astype(np.float64)
    if len(tied) <= _SMALL:
        found = np.linalg.eigh(whole)[1][:, -1]
    else:
        from scipy.sparse.linalg import eigsh

        found = eigsh(whole, k=1, which="LA", v0=whole.sum(axis=1), tol=1e-13)[1][:, 0]
    leading: Floats = np.abs(found) / np.linalg.norm(found)
    return leading


__all__ = ["Network", "same_degrees"]
