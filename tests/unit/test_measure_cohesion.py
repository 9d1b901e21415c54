"""Cohesion: pairs of members, common outsiders, spreads of preferences, dependence on trade."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.measures.cohesion._outsiders import agreement, agreements, outsiders
from comity.measures.cohesion._pairs import Ties, looked_at, share_of_pairs, ties, within
from comity.measures.cohesion.exercise_density import together
from comity.measures.cohesion.institutional_depth import mean_of_known
from comity.measures.cohesion.latent_depth import deepest_of_all
from comity.measures.cohesion.preference_spread import spreads
from comity.measures.cohesion.trade_interdependence import dependences
from comity.measures.groups import Groups
from comity.panel.axis import Axis
from comity.panel.group import Cover, Runs

AXIS = Axis("cow", "year", 2000, 2001)


def _ties(*rows: tuple[int, int, int]) -> Ties:
    one, other, when = (np.array(column, np.int32) for column in zip(*rows, strict=True))
    return Ties(one, other, when, np.ones(len(rows)))


def _groups(*members: tuple[int, ...]) -> Groups:
    there = np.zeros((len(members), AXIS.states, AXIS.periods), bool)
    for group, mine in enumerate(members):
        there[group, list(mine)] = True
    return Groups(AXIS, tuple((str(group), "") for group in range(len(members))), there)


def test_pairs_are_counted_within_a_group_and_year() -> None:
    found = _groups((0, 1, 2), (1, 2, 3))
    made = within(found.there, _ties((0, 1, 0), (1, 2, 0), (2, 1, 1), (5, 6, 0)))
    assert made.tolist() == [[2, 1], [1, 1]]


def test_a_pair_told_from_one_side_or_from_both_is_one_pair() -> None:
    once, twice = _ties((0, 1, 0)).both_ways(), _ties((0, 1, 0), (1, 0, 0)).both_ways()
    for made in (once, twice):
        assert sorted(zip(made.a.tolist(), made.b.tolist(), made.period.tolist(), strict=True)) == [
            (0, 1, 0),
            (1, 0, 0),
        ]


def test_of_several_values_of_a_pair_the_greatest_stands() -> None:
    made = Ties(np.array([0, 0]), np.array([1, 1]), np.array([0, 0]), np.array([2.0, 1.0])).both_ways()
    assert made.value.tolist() == [2, 2]


def test_runs_become_one_tie_a_year_and_zeros_none() -> None:
    runs = Runs(np.array([0, 1]), np.array([1, 2]), np.array([0, 0]), np.array([1, 1]), np.array([1.0, 0.0]))
    made = ties(runs)
    assert made.period.tolist() == [0, 1] and made.a.tolist() == [0, 0]


def test_a_share_is_known_only_where_all_members_were_looked_at() -> None:
    found = _groups((0, 1, 2))
    every = np.zeros(AXIS.present.shape, bool)
    every[[0, 1, 2], 0] = True
    every[[0, 1], 1] = True
    cover = Cover(every)
    assert looked_at(found, cover).tolist() == [[True, False]]
    made = share_of_pairs(found, cover, np.array([[3.0, 3.0]]))
    assert made[0, 0] == 0.5 and np.isnan(made[0, 1])
    assert not looked_at(found, None).any()


def test_participants_of_two_exercises_make_their_pairs_once_a_year() -> None:
    exercise = np.array([1, 1, 1, 2, 2, 3])
    state = np.array([0, 1, 2, 0, 1, 7], np.int32)
    made = together(exercise, state, np.zeros(6, np.int32))
    assert sorted(zip(made.a.tolist(), made.b.tolist(), strict=True)) == sorted(
        [(0, 1), (1, 0), (0, 2), (2, 0), (1, 2), (2, 1)]
    )


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 5)), max_size=20))
def test_pairs_of_exercises_whatever_their_order(rows: list[tuple[int, int]]) -> None:
    rows = list(dict.fromkeys(rows))
    exercise, state = (np.array([row[side] for row in rows], np.int64) for side in (0, 1))
    made = together(exercise, state.astype(np.int32), np.zeros(len(rows), np.int32))
    told = {
        pair
        for number in set(exercise.tolist())
        for one, other in combinations([state for which, state in rows if which == number], 2)
        for pair in ((one, other), (other, one))
    }
    assert set(zip(made.a.tolist(), made.b.tolist(), strict=True)) == told and len(made.a) == len(told)


def test_common_outsiders() -> None:
    found = _groups((0, 1, 2))
    # 9 is a rival of two, 8 of one; 0 and 1 are each other's, which is not outside.
    against = _ties((0, 9, 0), (1, 9, 0), (2, 8, 0), (0, 1, 0)).both_ways()
    when, outsider, number = outsiders(found.there[0], against)
    assert (when.tolist(), outsider.tolist(), number.tolist()) == ([0, 0], [8, 9], [1, 2])
    value, inputs = agreements(found, against)
    assert value[0, 0] == pytest.approx(2 * 1 / (2 * 3)) and inputs[0].tolist() == [3, 0]
    assert np.isnan(value[0, 1]), "where there is nothing to agree on"


@given(st.lists(st.integers(1, 6), min_size=1, max_size=6))
def test_agreement_is_a_chance(held: list[int]) -> None:
    parts = agreement(np.array(held, float), 6)
    assert 0 <= parts.sum() <= 1 + 1e-12
    if set(held) == {6}:
        assert parts.sum() == pytest.approx(1)
    if set(held) == {1}:
        assert parts.sum() == 0


@given(st.lists(st.floats(-3, 3), min_size=2, max_size=8), st.data())
def test_spread_is_the_mean_distance_of_pairs(points: list[float], data: st.DataObject) -> None:
    mine = data.draw(st.sets(st.integers(0, len(points) - 1), min_size=2))
    member = np.isin(np.arange(len(points)), list(mine))[None, :]
    found = spreads(np.array([points]), member)[0, 0]
    pairs = [abs(points[a] - points[b]) for a, b in combinations(sorted(mine), 2)]
    assert found == pytest.approx(np.mean(pairs), abs=1e-9)


def test_trade_is_unknown_where_a_flow_or_a_product_is() -> None:
    imports = np.array([[np.nan, 3.0, np.nan], [2.0, np.nan, 1.0], [1.0, 1.0, np.nan]])
    made = dependences(imports, np.array([100.0, np.nan, 50.0]))
    assert made[0, 1] == 5 and made[2, 1] == 4
    assert np.isnan(made[0, 2]) and np.isnan(made[2, 0]) and np.isnan(made[1]).all()


def test_a_pair_whose_treaty_is_not_coded_is_left_out() -> None:
    mean, known = mean_of_known(np.array([4.0, 0.0, 0.0]), np.array([2, 0, 6]), np.array([6, 6, 6]))
    assert mean[:2].tolist() == [1.0, 0.0] and known[:2].tolist() == pytest.approx([4 / 6, 1.0])
    assert np.isnan(mean[2]) and np.isnan(known[2])


def test_a_treaty_binds_a_group_only_with_all_its_members() -> None:
    members = np.array([[1, 1, 1, 0], [0, 1, 1, 0], [0, 0, 1, 1], [0, 0, 0, 0]], bool)
    parties = np.array([[1, 1, 1, 0], [0, 1, 1, 0], [1, 1, 0, 0]], bool)
    depth = np.array([-0.5, 0.2, 1.9])
    assert deepest_of_all(members, parties, depth).tolist() == [0, 1, -1, -1]
    assert deepest_of_all(members, parties[:0], depth[:0]).tolist() == [-1] * 4


@given(st.integers(0, 2**32 - 1))
def test_the_deepest_is_found_as_by_hand(seed: int) -> None:
    rng = np.random.default_rng(seed)
    members, parties, depth = rng.random((5, 6)) < 0.3, rng.random((7, 6)) < 0.7, rng.normal(size=7)
    for group, place in zip(members, deepest_of_all(members, parties, depth).tolist(), strict=True):
        binding = [k for k in range(7) if group.any() and set(np.flatnonzero(group)) <= set(np.flatnonzero(parties[k]))]
        assert place == (max(binding, key=lambda k: depth[k]) if binding else -1)
