"""Steps of composite indicators and treatment of outliers: by hand, and by their properties."""

from __future__ import annotations

import doctest
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from comity.statistics import composite, treatment
from comity.statistics.composite import (
    Level,
    climb,
    decompose,
    denominate,
    effective_weights,
    impute_by_group,
    min_max,
    z_score,
)
from comity.statistics.treatment import is_extreme, kurtosis, shifted_logarithm, skewness, treat, winsorise

SCORES = st.lists(st.floats(1, 100), min_size=5, max_size=5)


@pytest.mark.parametrize("module", [composite, treatment])
def test_examples(module: object) -> None:
    assert doctest.testmod(module).failed == 0  # type: ignore[arg-type]


def test_moments_are_those_of_a_sample() -> None:
    x = np.random.default_rng(0).lognormal(size=60)
    assert skewness(x) == pytest.approx(stats.skew(x, bias=False))
    assert kurtosis(x) == pytest.approx(stats.kurtosis(x, bias=False))
    assert skewness([*x, np.nan]) == skewness(x)


def test_only_what_is_beyond_both_limits_is_treated() -> None:
    plain = np.arange(30.0)
    assert treat(plain).how == "nothing"
    assert not is_extreme(np.ones(20)) and not is_extreme([1.0, 2.0, 900.0])
    assert treat(plain).values is not plain


def test_points_are_drawn_in_from_the_side_of_the_skew() -> None:
    x = np.append(np.arange(20.0), -500.0)
    done = winsorise(x)
    assert (done.how, done.points) == ("winsorised", 1)
    assert done.values[-1] == 0.0
    assert (done.values[:-1] == x[:-1]).all()


def test_ties_at_the_edge_count_a_point_each() -> None:
    x = np.concatenate([np.arange(40.0), [400.0, 400.0]])
    done = winsorise(x)
    assert done.points == 2
    assert done.values.max() == 39.0


def test_where_drawing_in_does_not_help_logarithms_are_taken() -> None:
    x = np.exp(np.random.default_rng(1).normal(0, 3, 300))
    done = treat(x)
    assert done.how == "logarithm"
    np.testing.assert_allclose(done.values, shifted_logarithm(x))
    assert (np.argsort(done.values) == np.argsort(x)).all()


def test_what_is_not_known_stays_so() -> None:
    x = np.append(np.arange(20.0), [np.nan, 900.0])
    done = treat(x)
    assert np.isnan(done.values).tolist() == np.isnan(x).tolist()
    assert np.nanmax(done.values) == 19.0


def test_nothing_is_had_by_dividing_by_nothing() -> None:
    assert denominate([6.0, 1.0, 1.0], [3.0, 0.0, np.nan]).tolist()[:1] == [2.0]
    assert np.isnan(denominate([1.0, 1.0], [0.0, np.nan])).all()


def test_a_group_of_which_nothing_is_known_stays_unknown() -> None:
    x = np.array([[1.0, np.nan], [3.0, np.nan], [np.nan, 5.0]])
    made = impute_by_group(x, np.array(["a", "a", "b"]))
    assert made[:2, 0].tolist() == [1.0, 3.0]
    assert np.isnan(made[:2, 1]).all() and np.isnan(made[2, 0]) and made[2, 1] == 5.0
    assert impute_by_group(np.array([[1.0], [3.0], [np.nan]]), np.zeros(3))[2, 0] == 2.0


def test_scales() -> None:
    assert min_max([0.0, 5.0, 20.0], 0.0, 10.0, 1, (1.0, 100.0)).tolist() == [1.0, 50.5, 100.0]
    assert z_score([4.0, 8.0], 6.0, 2.0, -1, (10.0, 2.0)).tolist() == [12.0, 8.0]
    assert np.isnan(min_max([np.nan], 0, 1))[0]


PILLARS = (
    Level(np.array([0, 0, 1, 1, 1]), np.array([1.0, 3.0, 1.0, 1.0, 2.0])),
    Level(np.array([0, 0]), np.array([1.0, 1.0])),
)


@given(SCORES)
def test_a_geometric_index_is_never_above_the_arithmetic_one(scores: list[float]) -> None:
    plain, mixed = (climb(scores, PILLARS, how)[-1][0] for how in ("arithmetic", "geometric"))  # type: ignore[arg-type]
    assert mixed <= plain + 1e-9
    assert min(scores) - 1e-9 <= mixed


@given(SCORES, st.integers(0, 4), st.floats(0, 50))
def test_more_of_an_indicator_never_lowers_an_index(scores: list[float], place: int, more: float) -> None:
    raised = [score + more * (at == place) for at, score in enumerate(scores)]
    for how in ("arithmetic", "geometric"):
        assert climb(raised, PILLARS, how)[-1][0] >= climb(scores, PILLARS, how)[-1][0] - 1e-9  # type: ignore[arg-type]


def test_what_is_not_known_is_left_out_and_never_0() -> None:
    scores = np.array([[np.nan, 40.0, 10.0, 10.0, 10.0], [np.nan, np.nan, 10.0, 10.0, 10.0]])
    pillars, whole = climb(scores, PILLARS)
    assert pillars[0].tolist() == [40.0, 10.0]
    assert np.isnan(pillars[1, 0]) and whole[:, 0].tolist() == [25.0, 10.0]


@given(SCORES, SCORES)
def test_contributions_add_up_to_the_index(scores: list[float], reference: list[float]) -> None:
    parent = PILLARS[0].parent
    inner = np.array([0.25, 0.75, 0.25, 0.25, 0.5])
    outer = np.array([0.4, 0.6])
    start, parts = decompose(scores, reference, parent, inner, outer)
    pillars = np.bincount(parent, inner * np.array(scores))
    assert start + parts.sum() == pytest.approx(float(np.prod(pillars**outer)), rel=1e-9)
    # Each adds in the direction in which it differs.
    assert (parts * (np.array(scores) - np.array(reference)) >= -1e-9).all()


def test_the_order_of_indicators_makes_no_difference_to_contributions() -> None:
    x, base, inner = np.array([20.0, 60.0, 5.0]), np.array([50.0, 30.0, 40.0]), np.array([0.5, 0.5, 1.0])
    parent = np.array([0, 0, 1])
    _, told = decompose(x, base, parent, inner, np.array([0.5, 0.5]))
    for order in permutations(range(3)):
        places = list(order)
        _, turned = decompose(x[places], base[places], parent[places], inner[places], np.array([0.5, 0.5]))
        np.testing.assert_allclose(turned, told[places], rtol=1e-12)


def test_effective_weights_find_what_moves_the_index() -> None:
    rng = np.random.default_rng(0)
    x = rng.normal(size=(4000, 3)) * [1.0, 2.0, 0.0]
    found = effective_weights(x, x.sum(axis=1))
    assert found[:2] == pytest.approx([0.2, 0.8], abs=0.03)
    assert np.isnan(found[2])
    bent = rng.uniform(-1, 1, size=(4000, 1))
    assert effective_weights(bent, bent[:, 0] ** 2)[0] > 0.97  # where a straight line would find nothing
