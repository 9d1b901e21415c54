"""The pure parts of alignment: similarity target by target, intervals of distances, which questions are the same."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.measures.alignment._roll_calls import plain, same, session, wider
from comity.measures.alignment._similarity import expected, shares
from comity.measures.alignment.ideal_point_distance import apart
from comity.measures.alignment.own_ideal_point import ISSUES, _shares
from comity.statistics.ideal_points import NO, YES, votes

#: Among twenty states the one is bound to itself and three, the other to itself alone.
BOUND = [3, 0, 3, 3, 3] + [0] * 15
ALONE = [0, 3, 0, 0, 0] + [0] * 15


def test_by_hand() -> None:
    x, y = np.array(BOUND), np.array(ALONE)
    far = 9 * 5
    n, sums, squares = 20, (12, 3), 36 + 9
    assert shares(x, y, "kappa").sum() == pytest.approx(1 - far / (squares - 2 * sums[0] * sums[1] / n))
    assert shares(x, y, "pi").sum() == pytest.approx(1 - far / (squares - sum(sums) ** 2 / (2 * n)))
    assert shares(x, y, "s", 3).sum() == pytest.approx(1 - 2 * 3 * 5 / (3 * n))
    assert shares(x, y, "s", 3).sum() > 0.4 > 0 > shares(x, y, "kappa").sum()


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=40))
def test_shares_add_up_to_what_lies_within_bounds(pairs: list[tuple[int, int]]) -> None:
    x, y = np.array(pairs).T
    for kind in ("kappa", "pi", "s"):
        value = shares(x, y, kind, 3.0).sum()
        assert -1 - 1e-9 <= value <= 1 + 1e-9
        assert value == pytest.approx(shares(y, x, kind, 3.0).sum())
        if (x == y).all() and expected(x, y, kind, 3.0) > 0:
            assert value == pytest.approx(1)


def test_what_is_undefined_is_nothing() -> None:
    assert shares([1, 1, 1], [1, 1, 1], "kappa").tolist() == [0, 0, 0]
    assert shares([1, 1, 1], [1, 1, 1], "s").tolist() == pytest.approx([1 / 3] * 3)


def test_a_distance_has_the_interval_of_the_difference() -> None:
    one = [np.array([2.0, 0.1, 1.0]), np.array([1.7, -0.2, 1.0]), np.array([2.4, 0.4, 1.0])]
    other = [np.array([-1.0, 0.0, 4.0]), np.array([-1.4, -0.4, 4.0]), np.array([-0.6, 0.4, 4.0])]
    value, low, high = apart(one, other)
    assert value == pytest.approx([3.0, 0.1, 3.0])
    assert low == pytest.approx([3 - np.hypot(0.3, 0.4), 0, 3])
    assert high == pytest.approx([3 + np.hypot(0.4, 0.4), 0.1 + 0.5, 3])
    turned = apart(other, one)
    assert (value == turned[0]).all()
    assert low == pytest.approx(turned[1]) and high == pytest.approx(turned[2])


def test_an_interval_of_independent_normals_holds_nine_in_ten() -> None:
    rng = np.random.default_rng(2)
    a, b = 0.7 + 0.3 * rng.normal(size=40_000), 0.2 * rng.normal(size=40_000)
    _, low, high = apart([a, a - 1.645 * 0.3, a + 1.645 * 0.3], [b, b - 1.645 * 0.2, b + 1.645 * 0.2])
    assert 0.89 < ((low <= 0.7) & (high >= 0.7)).mean() < 0.92


@pytest.mark.parametrize(
    ("title", "cleared"),
    [
        ("Nuclear disarmament : resolution / adopted by the General As", "NUCLEAR DISARMAMENT"),
        ("Convention on the Prohibition of Use of Nuclear Weapons : re", "CONVENTION ON THE PROHIBITION OF USE OF NUCLEAR WEAPONS"),
        ("DISARMAMENT--GENERAL AND COMPLETE", "DISARMAMENT GENERAL AND COMPLETE"),
        ("DISARMAMENT, GENERAL AND COMPLETE", "DISARMAMENT GENERAL AND COMPLETE"),
        ("Harmony with nature ", "HARMONY WITH NATURE"),
        ("The President: I shall now put to the vote paragraph 3 (c).", ""),
        ("The Acting President: Draft resolution R is entitled …", ""),
        ("I shall now put to the vote operative paragraph 4(b)", ""),
        ("The presidency of Kosovo", "THE PRESIDENCY OF KOSOVO"),
        (None, ""),
    ],
)  # fmt: skip
def test_titles(title: str | None, cleared: str) -> None:
    assert plain(title) == cleared


def test_sessions() -> None:
    assert session(date(1946, 1, 20)) == session(date(1946, 11, 5)) == 1946
    assert session(date(1958, 8, 21)) == 1958
    assert session(date(1994, 7, 6)) == 1993
    assert session(date(2020, 1, 14)) == 2019


def test_the_same_question_by_the_stated_rule() -> None:
    titles = ["A", "A", "A", "B", "B", "B", "C", "C", ""]
    sessions = np.array([1950, 1953, 1960, 1950, 1951, 1951, 1950, 1951, 1952])
    ballots = np.array(
        [[0, 1, 2, 2, -1], [0, 1, 2, 0, 2], [0, 1, 2, 0, 2], [0] * 5, [0] * 5, [0] * 5, [0, 0, 2, 2, 1], [2, 2, 0, 0, 1], [0] * 5],
        np.int8,
    )  # fmt: skip
    # A of 1953 is near that of 1950 and 3 of 4 voted alike; 1960 is too far; B stands twice in 1951; C is the opposite.
    assert list(same(titles, sessions, ballots)) == [(0, 1)]


def test_issues_share_a_vote_equally() -> None:
    found = _shares([(), ("Human rights",), ("Colonialism", "Human rights"), ("something else",)])
    assert found[:, ISSUES.index("Human rights")].tolist() == [0, 1, 0.5, 0]
    assert found[:, -1].tolist() == [1, 0, 0, 1]
    assert found.sum(axis=1).tolist() == [1, 1, 1, 1]


def test_halves_of_what_the_model_describes_differ_as_its_errors_say() -> None:
    rng = np.random.default_rng(3)
    voter, call = (part.ravel() for part in np.indices((150, 80)))
    lean = rng.normal(0, 2, 80)[call] * rng.normal(size=150)[voter] + rng.logistic(size=len(voter))
    some, _ = votes(voter, np.zeros(len(voter), int), call, np.where(lean > 0, YES, NO), 150, 1)
    assert 1.0 <= wider(some, np.random.default_rng(4))[0] < 1.3
    few, _ = votes(
        voter[voter < 8], np.zeros(640, int), call[voter < 8], np.where(lean > 0, YES, NO)[voter < 8], 150, 1
    )
    assert wider(few, np.random.default_rng(4))[0] == 1.0


def test_halves_show_what_the_errors_leave_out() -> None:
    """Questions of two kinds, that divide the voters otherwise: which of them a half has more of is chance."""
    rng = np.random.default_rng(5)
    voter, call = (part.ravel() for part in np.indices((150, 240)))
    kind = rng.integers(0, 2, 240)[call]
    lean = rng.normal(0, 2, 240)[call] * rng.normal(size=(2, 150))[kind, voter] + rng.logistic(size=len(voter))
    some, _ = votes(voter, np.zeros(len(voter), int), call, np.where(lean > 0, YES, NO), 150, 1)
    assert wider(some, np.random.default_rng(6), times=5)[0] > 1.3
