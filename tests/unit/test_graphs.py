"""Centralities against closed forms and against counting paths one by one; graphs by lot against all that there are."""

from __future__ import annotations

from collections import Counter, deque
from itertools import combinations, product
from math import comb

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.statistics.communities import kept, louvain, modularity, order, spread
from comity.statistics.graphs import Network, same_degrees

Flags = npt.NDArray[np.bool_]


def graph(number: int, *edges: tuple[int, int]) -> Flags:
    tied = np.zeros((number, number), bool)
    for one, other in edges:
        tied[one, other] = tied[other, one] = True
    return tied


def star(number: int) -> Flags:
    return graph(number, *((0, other) for other in range(1, number)))


def ring(number: int) -> Flags:
    return graph(number, *((one, (one + 1) % number) for one in range(number)))


def clique(number: int) -> Flags:
    return ~np.eye(number, dtype=bool)


@st.composite
def graphs(draw: st.DrawFn) -> Flags:
    number = draw(st.integers(1, 9))
    pairs = list(combinations(range(number), 2))
    there = draw(st.lists(st.booleans(), min_size=len(pairs), max_size=len(pairs)))
    return graph(number, *(pair for pair, yes in zip(pairs, there, strict=True) if yes))


# -- by counting


def paths_from(tied: Flags, start: int) -> tuple[dict[int, int], dict[int, list[list[int]]]]:
    """Give all shortest paths from one, by walking them all."""
    far, found, queue = {start: 0}, {start: [[start]]}, deque([start])
    while queue:
        here = queue.popleft()
        for there in np.flatnonzero(tied[here]).tolist():
            if there not in far:
                far[there], found[there] = far[here] + 1, []
                queue.append(there)
            if far[there] == far[here] + 1:
                found[there] += [[*path, there] for path in found[here]]
    return far, found


@given(graphs())
@settings(max_examples=60, deadline=None)
def test_distances_and_betweenness_are_those_of_paths_counted_one_by_one(tied: Flags) -> None:
    number = len(tied)
    network = Network(tied)
    through = np.zeros(number)
    for start in range(number):
        far, found = paths_from(tied, start)
        assert {end: network.distances[start, end] for end in far} == far
        assert np.isinf(network.distances[start]).sum() == number - len(far)
        for paths in found.values():
            for path in paths:
                for inner in path[1:-1]:
                    through[inner] += 1 / len(paths)
    pairs = max((number - 1) * (number - 2), 1)
    assert np.allclose(network.betweenness, through / pairs, atol=1e-12)


@given(graphs())
@settings(max_examples=60, deadline=None)
def test_what_each_contributes_to_betweenness_adds_up(tied: Flags) -> None:
    network = Network(tied)
    for one in range(len(tied)):
        given_by = network.dependencies(one)
        assert np.isclose(given_by.sum(), network.betweenness[one], atol=1e-12)
        assert given_by[one] == 0 and (given_by >= 0).all()


@given(graphs(), st.randoms())
@settings(max_examples=60, deadline=None)
def test_names_make_no_difference(tied: Flags, random: object) -> None:
    order = list(range(len(tied)))
    random.shuffle(order)  # type: ignore[attr-defined]
    network, other = Network(tied), Network(tied[np.ix_(order, order)])
    for name in ("degree", "closeness", "betweenness", "eigenvector", "effective_size"):
        assert np.allclose(getattr(network, name)[order], getattr(other, name), atol=1e-9), name


@given(graphs())
@settings(max_examples=60, deadline=None)
def test_what_holds_of_every_graph(tied: Flags) -> None:
    network = Network(tied)
    alone = network.degree == 0
    assert network.degree.sum() == tied.sum()
    for name in ("closeness", "betweenness", "eigenvector", "effective_size"):
        value = getattr(network, name)
        assert (value[alone] == 0).all() and np.isfinite(value).all() and (value >= -1e-12).all(), name
    assert (network.effective_size <= network.degree + 1e-12).all()
    assert ((network.effective_size >= 1 - 1e-12) | alone).all()
    for label in np.unique(network.parts[~alone]):
        mine = np.flatnonzero(network.parts == label)
        standing = network.eigenvector[mine]
        assert np.isclose((standing**2).mean(), 1) and (standing > 0).all()
        # A x = lambda x, with the same lambda for everybody.
        ratio = (tied[np.ix_(mine, mine)] @ standing) / standing
        assert np.allclose(ratio, ratio[0], rtol=1e-7)


# -- closed forms


@pytest.mark.parametrize("number", [3, 4, 7, 60])
def test_a_star(number: int) -> None:
    network = Network(star(number))
    tips = number - 1
    assert network.betweenness.tolist() == pytest.approx([1.0] + [0.0] * tips)
    assert network.closeness.tolist() == pytest.approx([1.0] + [(1 + (tips - 1) / 2) / tips] * tips)
    assert network.effective_size.tolist() == [tips] + [1] * tips
    assert network.eigenvector.tolist() == pytest.approx([np.sqrt(number / 2)] + [np.sqrt(number / 2 / tips)] * tips)


@pytest.mark.parametrize("number", [3, 4, 5, 8, 51])
def test_a_ring(number: int) -> None:
    network = Network(ring(number))
    # Of an odd ring, one path to each; the inner points of all of them, shared by all evenly.
    steps = [min(step, number - step) for step in range(1, number)]
    inner = sum(step - 1 for step in steps)
    assert network.betweenness.tolist() == pytest.approx([inner / ((number - 1) * (number - 2))] * number)
    assert network.closeness.tolist() == pytest.approx([sum(1 / step for step in steps) / (number - 1)] * number)
    assert network.eigenvector.tolist() == pytest.approx([1.0] * number)
    assert network.effective_size.tolist() == pytest.approx([1.0 if number == 3 else 2.0] * number)


def test_a_clique_and_two_cliques_apart() -> None:
    both = np.zeros((9, 9), bool)
    both[:5, :5], both[5:, 5:] = clique(5), clique(4)
    network = Network(both)
    assert network.betweenness.tolist() == [0] * 9
    assert network.eigenvector.tolist() == pytest.approx([1.0] * 9)
    assert network.effective_size.tolist() == pytest.approx([1.0] * 9)
    assert network.closeness.tolist() == pytest.approx([4 / 8] * 5 + [3 / 8] * 4)
    assert network.parts.tolist() == [0] * 5 + [5] * 4


def test_an_effective_size_by_hand() -> None:
    """Of four partners two are tied to each other and one of them to a third: 4 - 2 * 2 / 4."""
    network = Network(graph(5, (0, 1), (0, 2), (0, 3), (0, 4), (1, 2), (2, 3)))
    assert network.effective_size[0] == 3.0


@pytest.mark.parametrize("number", [0, 1, 2])
def test_of_hardly_anybody(number: int) -> None:
    network = Network(np.zeros((number, number), bool))
    for name in ("degree", "closeness", "betweenness", "eigenvector", "effective_size"):
        assert getattr(network, name).tolist() == [0.0] * number


# -- by lot


def all_with(ties: list[int]) -> set[tuple[int, ...]]:
    """Give all graphs with these degrees, by going through all graphs."""
    pairs = list(combinations(range(len(ties)), 2))
    found = set()
    for chosen in combinations(range(len(pairs)), sum(ties) // 2):
        count = Counter(end for place in chosen for end in pairs[place])
        if [count[one] for one in range(len(ties))] == ties:
            found.add(chosen)
    return found


@pytest.mark.parametrize("ties", [[2, 2, 2, 1, 1], [3, 2, 2, 2, 2, 1], [2, 2, 2, 2, 2, 2], [1, 1, 1, 1]])
def test_every_graph_with_these_degrees_is_drawn_equally_often(ties: list[int]) -> None:
    drawn = same_degrees(np.array(ties), 6000, np.random.default_rng(1), every=20, chains=3000)
    upper = np.triu_indices(len(ties), 1)
    often = Counter(tuple(np.flatnonzero(one[upper]).tolist()) for one in drawn)
    assert set(often) == all_with(ties)
    expected = len(drawn) / len(often)
    distance = sum((number - expected) ** 2 / expected for number in often.values())
    # Far above what chance gives (mean k - 1, variance 2 (k - 1)), were one graph favoured by a tenth.
    assert distance < (len(often) - 1) + 5 * np.sqrt(2 * (len(often) - 1) + 1)


@given(graphs(), st.integers(0, 9))
@settings(max_examples=40, deadline=None)
def test_by_lot_degrees_stay(tied: Flags, seed: int) -> None:
    ties = tied.sum(axis=1)
    drawn = same_degrees(ties, 7, np.random.default_rng(seed), first=5, every=2, chains=3)
    assert drawn.shape == (7, len(tied), len(tied))
    assert (drawn.sum(axis=2) == ties).all()
    assert (drawn == drawn.transpose(0, 2, 1)).all() and not drawn[:, range(len(tied)), range(len(tied))].any()


def test_by_lot_the_same_seed_gives_the_same_and_only_degrees_count() -> None:
    ties = np.array([5, 4, 3, 3, 2, 2, 2, 1])
    one, other = (same_degrees(ties, 20, np.random.default_rng(3)) for _ in range(2))
    assert (one == other).all()
    assert len({draw.tobytes() for draw in one}) > 10


def test_triangles_by_lot_are_as_many_as_in_all_graphs() -> None:
    """The mean number of triangles over the draws is that over all graphs with these degrees."""
    ties = [4, 3, 3, 2, 2, 2]
    pairs = list(combinations(range(6), 2))
    whole = []
    for chosen in all_with(ties):
        tied = graph(6, *(pairs[place] for place in chosen))
        whole.append(np.trace(np.linalg.matrix_power(tied.astype(int), 3)) / 6)
    drawn = same_degrees(np.array(ties), 4000, np.random.default_rng(2), every=20, chains=2000)
    found = [np.trace(np.linalg.matrix_power(tied.astype(int), 3)) / 6 for tied in drawn]
    assert np.mean(found) == pytest.approx(np.mean(whole), abs=5 * np.std(whole) / np.sqrt(len(found)))
    assert len(whole) < comb(15, 8)


def test_no_graph_has_these_degrees() -> None:
    with pytest.raises(AssertionError, match="no simple graph"):
        same_degrees(np.array([3, 3, 1, 1]), 1, np.random.default_rng(1))


# -- communities


def test_two_cliques_with_one_tie_between_are_two_communities_in_every_run() -> None:
    tied = np.zeros((10, 10), bool)
    tied[:5, :5], tied[5:, 5:] = clique(5), clique(5)
    tied[0, 5] = tied[5, 0] = True
    runs = np.array([louvain(tied, np.random.default_rng(seed)) for seed in range(10)])
    assert all(len(set(run[:5])) == len(set(run[5:])) == 1 and run[0] != run[5] for run in runs)
    # 20 of 21 ties within; half of all ends in each: 20/21 - 2 (1/2)^2.
    assert modularity(tied, runs[0]) == pytest.approx(20 / 21 - 0.5)
    assert np.allclose(kept(runs).sum(axis=2), 1)
    share = spread(tied, runs).sum(axis=2)[0]
    assert share[1] == 0 and share[0] == pytest.approx(1 - (4 / 5) ** 2 - (1 / 5) ** 2)


@given(graphs(), st.integers(0, 5))
@settings(max_examples=40, deadline=None)
def test_no_single_move_makes_a_division_better(tied: Flags, seed: int) -> None:
    found = louvain(tied, np.random.default_rng(seed))
    best = modularity(tied, found)
    assert best >= modularity(tied, np.arange(len(tied))) - 1e-12
    part = Network(tied).parts
    for one, other in combinations(range(len(tied)), 2):
        if found[one] == found[other]:
            assert part[one] == part[other], "a community is of one connected part"


def test_modularity_is_that_of_the_best_division_of_a_small_graph() -> None:
    """Of two triangles joined by a tie, over all divisions."""
    tied = graph(6, (0, 1), (0, 2), (1, 2), (3, 4), (3, 5), (4, 5), (2, 3))
    best = max(modularity(tied, np.array(division)) for division in product(range(3), repeat=6))
    assert modularity(tied, louvain(tied, np.random.default_rng(0))) == pytest.approx(best)


@given(graphs(), st.lists(st.lists(st.integers(0, 3), min_size=9, max_size=9), min_size=2, max_size=4))
@settings(max_examples=40, deadline=None)
def test_shares_of_communities_are_shares(tied: Flags, divisions: list[list[int]]) -> None:
    runs = np.array(divisions)[:, : len(tied)]
    ties = tied.sum(axis=1)
    share = spread(tied, runs).sum(axis=2)
    for run, found in zip(runs, share, strict=True):
        for one in np.flatnonzero(ties):
            counts = np.array([(tied[one] & (run == label)).sum() for label in range(4)])
            assert found[one] == pytest.approx(1 - ((counts / ties[one]) ** 2).sum())
    assert np.isnan(share[:, ties == 0]).all()
    again = kept(runs).sum(axis=2)
    inside = again[np.isfinite(again)]
    assert ((inside >= -1e-12) & (inside <= 1 + 1e-12)).all()


@given(graphs(), st.randoms())
@settings(max_examples=40, deadline=None)
def test_an_order_does_not_depend_on_numbers(tied: Flags, random: object) -> None:
    """Put in its order, a graph has the same degrees, and degrees of partners, in the same places, however numbered."""
    places = list(range(len(tied)))
    random.shuffle(places)  # type: ignore[attr-defined]
    told = []
    for one in (tied, tied[np.ix_(places, places)]):
        put = one[np.ix_(order(one), order(one))]
        ties = put.sum(axis=1)
        told.append([(int(ties[place]), sorted(ties[put[place]].tolist())) for place in range(len(put))])
    assert told[0] == told[1]
