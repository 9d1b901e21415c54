"""Positions: what a value is made of, and how far it is from chance."""

from __future__ import annotations

import numpy as np
import pytest

from comity.measures.networks import by_lot, nearness, partners, paths, reach, standing
from comity.statistics.graphs import Network

RNG = np.random.default_rng(5)
UPPER = np.triu(RNG.random((30, 30)) < 0.12, 1)
SOME = Network(UPPER | UPPER.T)


@pytest.mark.parametrize(
    ("told", "value"),
    [
        (partners, SOME.degree),
        (paths, SOME.betweenness),
        (nearness, SOME.closeness),
        (standing, SOME.eigenvector),
        (reach, SOME.effective_size),
    ],
)
def test_contributions_of_other_states_add_up(told: object, value: np.ndarray) -> None:
    for one in range(len(SOME)):
        amounts, rest = told(SOME, one)  # type: ignore[operator]
        assert rest
        assert amounts.sum() == pytest.approx(value[one], abs=1e-12)
        assert amounts[one] == 0


def test_by_lot_a_middle_between_cliques_stands_out() -> None:
    """Two cliques of five joined by one who has one tie to each: by lot two ties would not put it on every path."""
    tied = np.zeros((11, 11), bool)
    for block in (slice(0, 5), slice(5, 10)):
        tied[block, block] = ~np.eye(5, dtype=bool)
    tied[10, [0, 5]] = tied[[0, 5], 10] = True
    network = Network(tied)
    ties = network.degree.astype(int)
    mean, deviation = by_lot(np.sort(ties)[::-1], lambda one: one.betweenness, 200, np.random.default_rng(1))
    z = (network.betweenness - mean[ties]) / deviation[ties]
    assert z[10] > 10
    assert (z[[1, 2, 3, 4, 6, 7, 8, 9]] < 0).all()


def test_by_lot_of_degrees_nothing_is_known() -> None:
    mean, deviation = by_lot(np.array([3, 2, 2, 1]), lambda one: one.degree, 20, np.random.default_rng(1))
    assert mean[1:].tolist() == [1, 2, 3]
    assert np.isnan(deviation).all()


def test_by_lot_who_has_no_tie_is_not_far_from_anything() -> None:
    mean, deviation = by_lot(np.array([2, 2, 2, 1, 1, 0]), lambda one: one.closeness, 50, np.random.default_rng(1))
    assert mean[0] == 0 and np.isnan(deviation[0])
    assert deviation[2] > 0
