"""Voting power and Shapley values against counting by hand, closed forms and another way of counting."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from itertools import permutations, product
from math import comb, factorial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.statistics.games import (
    Criterion,
    Power,
    Rule,
    countable,
    members,
    power,
    sampled_power,
    veto,
    weighted,
    wilson,
)
from comity.statistics.shapley import sampled_shapley, shapley

COUNCIL = Rule(15, ((members(15, 9), veto(15, range(5))),))


def wins(rule: Rule, inside: tuple[int, ...] | list[bool]) -> bool:
    """Say whether a coalition wins, as the rule says it."""
    return any(
        all(sum(w for w, there in zip(c.weights, inside, strict=True) if there) >= c.quota for c in way)
        for way in rule.ways
    )


def by_enumeration(rule: Rule) -> tuple[list[list[int]], int]:
    """Count swings by size, and winning coalitions, by looking at every coalition."""
    number = rule.players
    swings = [[0] * number for _ in range(number)]
    winning = 0
    for inside in product((0, 1), repeat=number):
        won = wins(rule, inside)
        winning += won
        for player in range(number):
            if not inside[player] and not won:
                joined = tuple(1 if place == player else there for place, there in enumerate(inside))
                swings[player][sum(inside)] += wins(rule, joined)
    return swings, winning


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    number = draw(st.integers(1, 7))
    ways = []
    for _ in range(draw(st.integers(1, 3))):
        way = []
        for _ in range(draw(st.integers(1, 3))):
            weights = draw(st.lists(st.integers(0, 6), min_size=number, max_size=number))
            way.append(Criterion(tuple(weights), draw(st.integers(1, max(1, sum(weights)) + 1))))
        ways.append(tuple(way))
    return Rule(number, tuple(ways))


@given(rules())
@settings(max_examples=200, deadline=None)
def test_counting_is_enumeration(rule: Rule) -> None:
    swings, winning = by_enumeration(rule)
    found = power(rule)
    assert [list(counts) for counts in found.swings] == swings
    assert found.winning == winning


@given(rules())
@settings(max_examples=30, deadline=None)
def test_the_index_is_the_share_of_orders(rule: Rule) -> None:
    if rule.players > 6:
        return
    pivots = [0] * rule.players
    for order in permutations(range(rule.players)):
        inside = [False] * rule.players
        for player in order:
            before = wins(rule, inside)
            inside[player] = True
            pivots[player] += wins(rule, inside) and not before
    orders = factorial(rule.players)
    assert list(power(rule).shapley_shubik) == [Fraction(count, orders) for count in pivots]


def test_the_security_council() -> None:
    """Published since 1954: 421/2145 and 4/2145; 848 and 84 swings."""
    found = power(COUNCIL)
    assert found.shapley_shubik[0] == Fraction(421, 2145) and found.shapley_shubik[14] == Fraction(4, 2145)
    assert (found.turned[0], found.turned[14]) == (848, 84)
    assert float(found.banzhaf_normalised[0]) == pytest.approx(0.166929, abs=5e-7)
    assert float(found.banzhaf_normalised[14]) == pytest.approx(0.0165354, abs=5e-8)
    assert float(found.banzhaf[0]) == pytest.approx(0.0517578, abs=5e-8)
    assert float(found.banzhaf[14]) == pytest.approx(0.00512695, abs=5e-9)
    assert found.prevent[0] == 1 and found.prevent[14] == Fraction(84, 848)
    assert sum(found.shapley_shubik) == 1


def test_weights_that_say_the_same_are_the_same_rule() -> None:
    assert power(Rule(15, ((weighted([7] * 5 + [1] * 10, 39),),))) == power(COUNCIL)


def test_the_economic_community_of_1958() -> None:
    found = power(Rule(6, ((weighted([4, 4, 4, 2, 2, 1], 12),),)))
    assert list(found.shapley_shubik) == [Fraction(14, 60)] * 3 + [Fraction(9, 60)] * 2 + [0]
    assert list(found.banzhaf_normalised) == [Fraction(5, 21)] * 3 + [Fraction(1, 7)] * 2 + [0]
    assert found.turned[5] == 0


def test_sixty_players_one_of_whom_is_great() -> None:
    """Who has weight a among 59 of weight 1 decides after q-a, …, q-1 others: in a of 60 places."""
    found = power(Rule(60, ((weighted([10] + [1] * 59, 40),),)))
    assert found.shapley_shubik[0] == Fraction(10, 60)
    assert found.shapley_shubik[1] == (1 - Fraction(10, 60)) / 59
    assert found.turned[0] == sum(comb(59, others) for others in range(30, 40))


def test_sixty_players_by_another_way_of_counting() -> None:
    """Coalitions themselves, by size and weight in a dictionary, for a double majority of 60 with two chambers' weights."""
    rng = np.random.default_rng(5)
    weights = rng.integers(1, 10, 60).tolist()
    quota, needed = sum(weights) * 3 // 5, 34
    found = power(Rule(60, ((weighted(weights, quota), members(60, needed)),)))
    assert sum(found.shapley_shubik) == 1
    for player in (0, 37):
        counts: dict[tuple[int, int], int] = {(0, 0): 1}
        for other, weight in enumerate(weights):
            if other != player:
                grown = defaultdict(int, counts)
                for (size, total), many in counts.items():
                    grown[size + 1, total + weight] += many
                counts = grown
        swings = [0] * 60
        for (size, total), many in counts.items():
            before = total >= quota and size >= needed
            after = total + weights[player] >= quota and size + 1 >= needed
            swings[size] += many * (after and not before)
        assert list(found.swings[player]) == swings
        index = sum(Fraction(c * factorial(s) * factorial(59 - s), factorial(60)) for s, c in enumerate(swings))
        assert found.shapley_shubik[player] == index


@pytest.mark.parametrize(("number", "needed"), [(60, 40), (193, 129), (70, 70)])
def test_equal_players(number: int, needed: int) -> None:
    found = power(Rule(number, ((members(number, needed),),)))
    assert set(found.shapley_shubik) == {Fraction(1, number)}
    assert set(found.turned) == {comb(number - 1, needed - 1)}
    assert found.winning == sum(comb(number, size) for size in range(needed, number + 1))


def test_few_players_with_long_weights() -> None:
    """Three of whom any two win, whatever the digits; and weights beyond the machine's."""
    for long in (10**17, 10**30):
        found = power(Rule(3, ((weighted([long, long + 1, long + 2], 2 * long),),)))
        assert found.turned == (2, 2, 2) and found.winning == 4


def test_more_than_sixty_players_with_weights() -> None:
    """Beyond 64 bits: a great one among 89 equal ones."""
    found = power(Rule(90, ((weighted([20] + [1] * 89, 60),),)))
    assert found.shapley_shubik[0] == Fraction(20, 90)
    assert found.turned[0] == sum(comb(89, others) for others in range(40, 60))


def test_a_population_that_a_few_cannot_block_with() -> None:
    """As in the European Union: 55 % of members with 65 % of the people, or all but three."""
    people = [140, 68, 60, 47, 38, 19, 10, 5]
    rule = Rule(8, ((members(8, 5), weighted(people, 252)), (members(8, 6),)))
    swings, winning = by_enumeration(rule)
    found = power(rule)
    assert [list(counts) for counts in found.swings] == swings and found.winning == winning
    without = power(Rule(8, ((members(8, 5), weighted(people, 252)),)))
    assert found.prevent[0] < without.prevent[0] == 1, "alone the greatest could block"


def test_a_veto_and_a_null_player() -> None:
    found = power(Rule(4, ((weighted([3, 1, 1, 0], 4),),)))
    assert found.prevent == (1, Fraction(1, 3), Fraction(1, 3), 0)
    assert found.shapley_shubik == (Fraction(2, 3), Fraction(1, 6), Fraction(1, 6), 0)
    assert sum(found.shapley_by_size(0)) == found.shapley_shubik[0]


def test_a_dictator() -> None:
    found = power(Rule(3, ((weighted([2, 0, 0], 1),),)))
    assert found.initiate[0] == found.prevent[0] == found.shapley_shubik[0] == found.banzhaf[0] == 1


def test_a_rule_under_which_nothing_passes() -> None:
    found = power(Rule(3, ((weighted([1, 1, 1], 4),),)))
    assert found == Power(((0, 0, 0),) * 3, 0)
    assert found.prevent == (0, 0, 0) and found.banzhaf_normalised == (0, 0, 0)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Rule(2, ((Criterion((1,), 1),),)),
        lambda: Rule(2, ((Criterion((1, -1), 1),),)),
        lambda: Rule(2, ((Criterion((1, 1), 0),),)),
        lambda: Rule(2, ()),
    ],
)
def test_what_is_no_rule_is_refused(wrong: object) -> None:
    with pytest.raises(ValueError):
        wrong()  # type: ignore[operator]


def test_weights_too_long_to_count_are_refused_and_sampled() -> None:
    rule = Rule(80, ((weighted([10**6 + place**3 for place in range(80)], 5 * 10**7),),))
    assert not countable(rule)
    with pytest.raises(ValueError, match="too many"):
        power(rule)
    found = sampled_power(rule, np.random.default_rng(1), 4000)
    assert found.shapley_shubik[0].sum() == pytest.approx(1)
    assert (found.shapley_shubik[1] <= found.shapley_shubik[0]).all()


def test_samples_are_near_what_is_counted() -> None:
    exact, found = power(COUNCIL), sampled_power(COUNCIL, np.random.default_rng(3), 40_000)
    for index in ("shapley_shubik", "banzhaf", "prevent", "initiate"):
        truth = np.array([float(value) for value in getattr(exact, index)])
        value, low, high = getattr(found, index)
        assert (np.abs(value - truth) <= 2.5 * (high - low) + 1e-12).all(), index
        inside = (low <= truth) & (truth <= high)
        assert inside.mean() > 0.6, index


def test_wilson_ends() -> None:
    """Of 0 of 10 hits the upper end is z²/(10 + z²)."""
    share, low, high = wilson([0.0, 10.0], 10)
    z2 = 1.6448536269514722**2
    assert share.tolist() == [0, 1]
    assert low[0] == 0 and high[0] == pytest.approx(z2 / (10 + z2))
    assert low[1] == pytest.approx(10 / (10 + z2)) and high[1] == pytest.approx(1)
    assert np.isnan(wilson([0.0], 0)).all()


# -- games with a worth


@given(st.integers(1, 5).flatmap(lambda n: st.lists(st.floats(-5, 5), min_size=2**n, max_size=2**n)))
@settings(max_examples=60, deadline=None)
def test_shapley_is_the_mean_over_orders(worth: list[float]) -> None:
    number = len(worth).bit_length() - 1
    added = np.zeros(number)
    for order in permutations(range(number)):
        inside = 0
        for player in order:
            added[player] += worth[inside | 1 << player] - worth[inside]
            inside |= 1 << player
    assert np.allclose(shapley(worth), added / factorial(number), atol=1e-9)
    assert shapley(worth).sum() == pytest.approx(worth[-1] - worth[0], abs=1e-9)


def test_shapley_of_a_vote_is_the_index() -> None:
    weights = [4, 4, 4, 2, 2, 1]
    worth = [float(sum(w for place, w in enumerate(weights) if inside >> place & 1) >= 12) for inside in range(64)]
    assert np.allclose(shapley(worth), [14 / 60] * 3 + [9 / 60] * 2 + [0])


def test_shapley_of_twenty_players_of_whom_none_needs_another() -> None:
    alone = np.arange(1.0, 21.0)
    worth = np.zeros(1)
    for value in alone:
        worth = np.concatenate([worth, worth + value])
    assert np.allclose(shapley(worth), alone)


def test_an_airport_of_three() -> None:
    """Littlechild and Owen: a runway of cost 1, 2, 3 is shared as 1/3, 1/3 + 1/2, 1/3 + 1/2 + 1."""
    cost = [max((place + 1 for place in range(3) if inside >> place & 1), default=0) for inside in range(8)]
    assert np.allclose(shapley(cost), [1 / 3, 1 / 3 + 1 / 2, 1 / 3 + 1 / 2 + 1])


def test_shapley_needs_a_worth_of_every_coalition() -> None:
    with pytest.raises(ValueError):
        shapley([0, 1, 2])


def test_sampled_shapley_is_near() -> None:
    rng = np.random.default_rng(2)
    found = sampled_shapley(lambda inside: float(inside.sum() ** 2), 6, rng, 2000)
    assert (np.abs(found[0] - 6) < 2 * (found[2] - found[1])).all()
    assert found[0].sum() == pytest.approx(36)
