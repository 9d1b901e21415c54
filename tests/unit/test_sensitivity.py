"""Sobol's indices of functions of which they are known, and ranks of draws."""

from __future__ import annotations

import numpy as np
import pytest

from comity.statistics.sensitivity import Design, design, indices, mean_rank_shift, ranks


def _ishigami(made: Design) -> np.ndarray:
    x = np.pi * (2 * made.points - 1)
    return np.asarray(np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0]))


def test_ishigami() -> None:
    rng = np.random.default_rng(1)
    made = design(rng, {"one": 1, "two": 1, "three": 1}, 8192)
    found = indices(made, _ishigami(made), rng)
    assert found.choices == ("one", "two", "three")
    assert found.first[:, 0] == pytest.approx([0.3139, 0.4424, 0.0], abs=0.015)
    assert found.total[:, 0] == pytest.approx([0.5576, 0.4424, 0.2437], abs=0.015)
    for bounds, known in ((found.first, [0.3139, 0.4424, 0.0]), (found.total, [0.5576, 0.4424, 0.2437])):
        assert (bounds[:, 1] < bounds[:, 0]).all() and (bounds[:, 0] < bounds[:, 2]).all()
        assert (bounds[:, 1] - 0.01 <= known).all() and (known <= bounds[:, 2] + 0.01).all()


def test_numbers_that_are_drawn_together_are_one_choice() -> None:
    rng = np.random.default_rng(2)
    made = design(rng, {"pair": 2, "alone": 1}, 2048)
    found = indices(made, made.points @ [1.0, 1.0, 2.0], rng)
    assert found.total[:, 0] == pytest.approx([1 / 3, 2 / 3], abs=0.03)


def test_a_design_has_two_sets_and_mixtures_of_them() -> None:
    made = design(np.random.default_rng(0), {"a": 1, "b": 2}, 4)
    one, other, first, second = made.points.reshape(4, 4, 3)
    assert (first == np.column_stack([other[:, :1], one[:, 1:]])).all()
    assert (second == np.column_stack([one[:, :1], other[:, 1:]])).all()


def test_outcomes_must_be_those_of_the_design() -> None:
    made = design(np.random.default_rng(0), {"a": 1}, 4)
    with pytest.raises(ValueError, match="outcomes"):
        indices(made, np.zeros(5), np.random.default_rng(0))


def test_ranks() -> None:
    assert ranks(np.array([[3.0, 9.0, 1.0], [2.0, 2.0, 5.0]])).tolist() == [[2, 1, 3], [2, 2, 1]]


def test_mean_rank_shift() -> None:
    drawn = ranks(np.array([[[3.0, 2.0, 1.0]], [[1.0, 2.0, 3.0]]]))
    assert mean_rank_shift(drawn, ranks(np.array([[3.0, 2.0, 1.0]]))).tolist() == [0.0, 4 / 3]
