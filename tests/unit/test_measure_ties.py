"""Ties of pairs: scales and windows by hand, and the latent model against sums over all its paths."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.measures.ties import exercises, pact_depth, representation
from comity.measures.ties._graded import (
    ABSENT,
    POINTS,
    Model,
    chances,
    decode,
    encode,
    fit,
    grid,
    likelihoods,
    moves,
    shapley,
    smooth,
)
from comity.measures.ties._held_out import _attached, _recent
from comity.measures.ties._pairs import greater, total
from comity.measures.ties.latent_cooperation import categories
from comity.measures.ties.peacekeeping import together

SIZES = (3, 2)
MODEL = Model(1.7, (np.array([0.5, 1.2]), np.array([1.0])), persistence=0.9)


def test_a_step_is_reached_by_it_and_by_more() -> None:
    found = pact_depth.steps(np.array([0.0, 1, 2, 3, np.nan]))
    assert np.nansum(list(found.values()), axis=0).tolist() == [0, 1, 2, 3, 0]
    assert all(np.isnan(step[4]) for step in found.values())


def test_an_exercise_weighs_half_after_four_years() -> None:
    weight = exercises.weights()
    assert weight[0] == 1 and weight[4] == 0.5 and weight[8] == 0.25 and len(weight) == 10


def test_a_rank_that_is_none_makes_the_pair_unknown() -> None:
    found = representation.halves(np.array([3.0, 9, np.nan, 0]), np.array([2.0, 3, 3, 1]))
    assert found.sum(axis=0)[[0, 3]].tolist() == [2.5, 0.5]
    assert np.isnan(found[:, 1:3]).all()


def test_what_is_not_known_is_not_zero() -> None:
    one, other = np.array([1.0, np.nan, np.nan]), np.array([2.0, 3.0, np.nan])
    assert total(one, other).tolist()[:2] == [3.0, 3.0] and np.isnan(total(one, other)[2])
    assert greater(one, other).tolist()[:2] == [2.0, 3.0] and np.isnan(greater(one, other)[2])


def test_missions_together() -> None:
    serves = np.array([[1, 0, 1], [1, 1, 0], [0, 0, 0]], bool)
    assert together(serves).tolist() == [[2, 1, 0], [1, 2, 0], [0, 0, 0]]


# -- the latent model


@given(st.floats(0.0, 0.999))
def test_moves_have_the_moments_that_they_should(persistence: float) -> None:
    move, rest = moves(persistence)
    values = grid()
    assert np.allclose(move.sum(axis=1), 1) and np.isclose(rest.sum(), 1)
    assert np.allclose(rest @ move, rest, atol=1e-12)
    assert np.isclose(rest @ values, 0, atol=1e-9) and np.isclose(rest @ values**2, 1)
    assert np.isclose(rest * values @ move @ values, persistence, atol=1e-9)


def test_numbers_of_categories_can_be_read_back() -> None:
    for number, told in enumerate(decode(SIZES)):
        given_as = [np.array([np.nan if one < 0 else float(one)]) for one in told]
        assert encode(given_as, SIZES).tolist() == [number]


@given(st.floats(0.1, 12), st.lists(st.floats(-3, 3), min_size=1, max_size=4, unique=True))
def test_chances_add_up_and_higher_is_likelier_above(slope: float, steps: list[float]) -> None:
    found = chances(slope, np.sort(steps))
    assert np.allclose(found.sum(axis=0), 1, atol=1e-9)
    assert (np.diff(found[-1]) >= -1e-12).all() and (np.diff(found[0]) <= 1e-12).all()


def test_the_posterior_is_that_of_all_paths() -> None:
    """Three years: the posterior mean by summing over every path of theta."""
    history = np.array([[5, 0, 11]], np.int16)
    likely = likelihoods(MODEL, SIZES)
    move, rest = moves(MODEL.persistence)
    weight = (rest * likely[5])[:, None, None] * (move * likely[0])[:, :, None] * (move * likely[11])[None, :, :]
    weight /= weight.sum()
    whole = [weight.sum(axis=(1, 2)), weight.sum(axis=(0, 2)), weight.sum(axis=(0, 1))]
    found = smooth(history, MODEL, likely)
    assert found.mean[0] == pytest.approx([one @ grid() for one in whole], abs=1e-12)
    step = grid()[1] - grid()[0]
    for year, one in enumerate(whole):
        below = np.interp([found.low[0, year], found.high[0, year]], grid() + step / 2, np.cumsum(one))
        assert below == pytest.approx([0.05, 0.95], abs=1e-9)


def test_without_news_the_mean_is_that_of_everybody_and_a_tie_raises_it() -> None:
    codes = encode([np.array([np.nan, 0.0, 1.0, 2.0, 2.0]), np.array([np.nan, np.nan, np.nan, np.nan, 1.0])], SIZES)
    found = smooth(codes[:, None], MODEL, likelihoods(MODEL, SIZES))
    assert found.mean[0, 0] == pytest.approx(0, abs=1e-9)
    assert (np.diff(found.mean[1:, 0]) > 0).all() and found.mean[1, 0] < 0
    width = found.high - found.low
    assert width[0, 0] == pytest.approx(2 * 1.645, abs=0.03)
    assert (width[1:] < width[0]).all(), "what is known narrows the interval"


def test_a_year_that_is_not_there_says_as_little_as_one_without_news() -> None:
    nothing = int(encode([np.array([np.nan]), np.array([np.nan])], SIZES)[0])
    told = smooth(np.array([[11, ABSENT, 11], [11, nothing, 11]], np.int16), MODEL, likelihoods(MODEL, SIZES))
    assert told.mean[0] == pytest.approx(told.mean[1], abs=1e-12)


def test_contributions_of_items_add_up_and_an_item_never_seen_has_none() -> None:
    codes = encode([np.array([0.0, 1, 2, 2]), np.full(4, np.nan)], SIZES)[None, :]
    shares = shapley(codes, MODEL, SIZES)
    assert sum(shares)[0] == pytest.approx(smooth(codes, MODEL, likelihoods(MODEL, SIZES)).mean[0], abs=1e-12)
    assert shares[1][0] == pytest.approx(0, abs=1e-12)


def test_the_model_is_found_again_in_histories_drawn_from_it() -> None:
    rng = np.random.default_rng(4)
    sizes = (3, 2, 2)
    true = Model(2.0, (np.array([0.3, 1.0]), np.array([0.8]), np.array([0.0])), persistence=0.9)
    move, rest = moves(true.persistence)
    number, years = 3000, 15
    place = rng.choice(POINTS, number, p=rest)
    codes = np.zeros((number, years), np.int16)
    for year in range(years):
        if year:
            place = (move[place].cumsum(axis=1) < rng.random((number, 1))).sum(axis=1)
        items = [
            (chances(true.slope, steps)[:, place].cumsum(axis=0) < rng.random(number)).sum(axis=0).astype(float)
            for steps in true.steps
        ]
        codes[:, year] = encode(items, sizes)
    found = fit(codes, sizes, np.all(decode(sizes) >= 0, axis=1))
    assert found.slope == pytest.approx(true.slope, rel=0.1)
    assert found.persistence == pytest.approx(true.persistence, abs=0.03)
    for one, other in zip(found.steps, true.steps, strict=True):
        assert one == pytest.approx(other, abs=0.08)


def test_categories_begin_where_they_say() -> None:
    assert categories(np.array([0.0, 99, 100, 999, 1000, np.nan]), (100, 1000)).tolist()[:5] == [0, 0, 1, 1, 2]


# -- guesses that it is held against


def test_who_had_the_tie_lately_comes_first() -> None:
    past = np.array([[1, 1, 0, 0.0], [0, 0, 1, 0], [0, 0, 0, 0], [np.nan, np.nan, 0, 0]])
    found = _recent(past)
    assert found[1] > found[0] > found[2] == found[3] == 0


def test_ties_of_the_two_multiplied() -> None:
    ends = np.array(list(product([0], [1, 2, 3])))
    assert _attached(np.array([1.0, 1.0, 0.0]), ends, 4).tolist() == [6, 6, 3]
