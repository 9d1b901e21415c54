"""Ideal points: what was put into invented votes comes out, with errors that are as large as they say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from comity.statistics.ideal_points import ABSTAIN, NO, YES, Votes, estimate, turned, votes
from comity.statistics.walks import along, backward, solve


def _invent(
    seed: int, voters: int = 80, periods: int = 8, calls: int = 40, repeated: int = 8, step: float = 0.2
) -> tuple[np.ndarray, Votes]:
    """Draw points that wander, and votes of which some questions are put in every period."""
    rng = np.random.default_rng(seed)
    walk = np.concatenate([rng.normal(size=(1, voters)), step * rng.normal(size=(periods - 1, voters))])
    point = np.cumsum(walk, axis=0).T
    point = (point - point.mean()) / point.std()
    slope, middle = rng.normal(0, 1.5, (periods, calls)), rng.normal(0, 1, (periods, calls))
    half = rng.uniform(0.3, 1.2, (periods, calls))
    for parameter in (slope, middle, half):
        parameter[:, :repeated] = parameter[0, :repeated]
    voter, period, call = (part.ravel() for part in np.indices((voters, periods, calls)))
    lean = slope[period, call] * point[voter, period] + rng.logistic(size=len(voter))
    low, high = (middle[period, call] + side * half[period, call] for side in (-1, 1))
    choice = np.where(lean <= low, NO, np.where(lean <= high, ABSTAIN, YES))
    item = np.where(call < repeated, call, period * calls + call)
    return point, votes(voter, period, item, choice, voters, periods)[0]


def _turned(point: np.ndarray, found: np.ndarray) -> np.ndarray:
    return found * np.sign(np.corrcoef(point.ravel(), found.ravel())[0, 1])


@pytest.mark.parametrize("seed", range(3))
def test_points_are_found_and_errors_are_honest(seed: int) -> None:
    point, given = _invent(seed)
    made = estimate(given)
    found = _turned(point, made.point)
    assert np.corrcoef(point.ravel(), found.ravel())[0, 1] > 0.97
    assert made.change < 1e-3
    held = np.abs(found - point) < 1.645 * made.error
    assert 0.85 < held.mean() < 0.95
    assert 0.8 < ((found - point) ** 2 / made.error**2).mean() < 1.25


def test_a_question_put_again_says_how_far_all_have_moved() -> None:
    """All move by 1.2 from the first period to the second: without a bridge nothing can tell."""
    rng = np.random.default_rng(5)
    first = rng.normal(size=120)
    point = np.stack([first, first + 1.2], axis=1)
    point = (point - point.mean()) / point.std()
    slope, middle = rng.choice([-2.0, 2.0], 40), rng.normal(0, 1, 40)
    voter, period, call = (part.ravel() for part in np.indices((120, 2, 40)))
    lean = slope[call] * (point[voter, period] - middle[call]) + rng.logistic(size=len(voter))
    choice = np.where(lean < -0.5, NO, np.where(lean < 0.5, ABSTAIN, YES))
    moved = []
    for item in (call, call + 40 * period):
        found = _turned(point, estimate(votes(voter, period, item, choice, 120, 2)[0]).point)
        moved.append(float((found[:, 1] - found[:, 0]).mean()))
    truth = float((point[:, 1] - point[:, 0]).mean())
    assert moved[0] == pytest.approx(truth, abs=0.15)
    assert abs(moved[1]) < 0.3 * truth


def test_the_mode_is_where_the_posterior_is_flat() -> None:
    """Pulls of neighbours and votes add up to the point, but for what holds all points at deviation 1."""
    _, given = _invent(1)
    made = estimate(given, enough=1e-6, rounds=400)
    cell = given.voter * made.point.shape[1] + given.period
    cast = np.bincount(cell, made.cast, made.point.size).reshape(made.point.shape)
    left = made.point - made.before - made.after - cast
    assert np.abs(left).max() < 0.03


def test_parameters_of_questions_come_out() -> None:
    _, given = _invent(2, voters=200, repeated=6)
    made = estimate(given)
    assert (made.cuts[:, 0] < made.cuts[:, 1]).all()
    assert np.isfinite(made.slope).all()
    assert made.slope.shape == (given.shape[2],)
    assert made.drift[1:].mean() == pytest.approx(0.2, abs=0.06)
    assert np.isnan(made.drift[0])


def test_the_order_of_votes_makes_no_difference() -> None:
    _, given = _invent(3, voters=30, periods=4)
    order = np.random.default_rng(0).permutation(len(given.voter))
    again, place = votes(given.voter[order], given.period[order], given.item[order], given.choice[order], 30, 4)
    assert (order[place] == np.arange(len(order))).all()
    assert np.allclose(estimate(given).point, estimate(again).point, atol=1e-12)


def test_who_was_away_is_not_known_before_and_after_and_wide_between() -> None:
    _, given = _invent(4, voters=40, periods=6)
    keep = ~((given.voter == 0) & (given.period < 2) | (given.voter == 1) & np.isin(given.period, (2, 3)))
    less, _ = votes(given.voter[keep], given.period[keep], given.item[keep], given.choice[keep], 40, 6)
    made = estimate(less)
    assert np.isnan(made.point[0, :2]).all() and np.isfinite(made.point[0, 2:]).all()
    assert np.isfinite(made.point[1]).all()
    assert (made.error[1, 2:4] > made.error[1, [0, 1, 4, 5]].max()).all()
    assert (made.number[1, 2:4] == 0).all()


def test_the_sign_is_that_of_those_who_say_no() -> None:
    _, given = _invent(6)
    made = estimate(given)
    sign = turned(given, made)
    cell = given.voter * made.point.shape[1] + given.period
    no = np.bincount(cell, given.choice == NO, made.point.size) / made.number.ravel()
    assert np.corrcoef(no, sign * made.point.ravel())[0, 1] > 0
    assert turned(given, replace(made, point=-made.point)) == -sign


def test_without_an_abstention_cuts_stay_apart() -> None:
    rng = np.random.default_rng(7)
    voter, call = (part.ravel() for part in np.indices((40, 20)))
    choice = np.where(rng.random(800) < 0.5, NO, YES)
    made = estimate(votes(voter, np.zeros(800, int), call, choice, 40, 1)[0])
    assert (made.cuts[:, 1] > made.cuts[:, 0]).all()
    assert np.isfinite(made.point).all() and np.isfinite(made.error).all()


def test_tridiagonal_systems_are_those_of_numpy() -> None:
    rng = np.random.default_rng(0)
    beside = -rng.uniform(0.1, 1, (3, 5))
    diagonal = rng.uniform(2.5, 4, (3, 6))
    right = rng.normal(size=(3, 6))
    found, pivot = solve(diagonal, beside, right)
    back = backward(diagonal, beside)
    for row in range(3):
        whole = np.diag(diagonal[row]) + np.diag(beside[row], 1) + np.diag(beside[row], -1)
        assert np.allclose(found[row], np.linalg.solve(whole, right[row]))
        variance = 1 / (pivot[row] + back[row] - diagonal[row])
        assert np.allclose(variance, np.diag(np.linalg.inv(whole)))


def test_variances_along_walks_are_those_of_the_whole_inverse() -> None:
    """Four voters, three periods; one comes in the second, one leaves after it."""
    rng = np.random.default_rng(1)
    there = [np.array([0, 1, 2]), np.array([0, 1, 2, 3]), np.array([0, 2, 3])]
    blocks = []
    for some in there:
        root = rng.normal(size=(len(some), len(some) + 2))
        blocks.append((some, root @ root.T))
    tie = np.zeros((4, 2))
    tie[[0, 1, 2], 0], tie[[0, 2, 3], 1] = [3.0, 2.0, 1.5], [2.5, 0.7, 4.0]
    place = {(int(row), time): number for number, (row, time) in enumerate((row, time) for time, some in enumerate(there) for row in some)}  # fmt: skip
    whole = np.zeros((len(place), len(place)))
    for time, (some, block) in enumerate(blocks):
        mine = [place[int(row), time] for row in some]
        whole[np.ix_(mine, mine)] += block
    for row in range(4):
        for time in range(2):
            if tie[row, time]:
                one, other = place[row, time], place[row, time + 1]
                whole[[one, other], [one, other]] += tie[row, time]
                whole[one, other] -= tie[row, time]
                whole[other, one] -= tie[row, time]
    variance = np.diag(np.linalg.inv(whole))
    found = along(blocks, tie, 4)
    for (row, time), number in place.items():
        assert found[row, time] == pytest.approx(variance[number])
    assert np.isnan(found[3, 0]) and np.isnan(found[1, 2])
