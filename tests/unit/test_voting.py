"""Rules of one's own, and the rules of bodies, against what is printed of them."""

from __future__ import annotations

import doctest
from collections import defaultdict
from datetime import timedelta
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest

import comity.measures.voting
import comity.measures.voting._power
import comity.statistics.games
import comity.statistics.shapley
from comity.measures.voting import power, power_under, read_rule
from comity.measures.voting._rules import bodies, groups, rule_of
from comity.model.errors import BadFile, BadRequest
from comity.statistics import games

SIX = {"FRA": 4, "DEU": 4, "ITA": 4, "BEL": 2, "NLD": 2, "LUX": 1}


def test_a_rule_of_ones_own() -> None:
    found = {voice.name: voice for voice in power(SIX, 12)}
    assert found["FRA"].shapley_shubik == pytest.approx(14 / 60) and found["FRA"].swings == 10
    assert found["BEL"].banzhaf_normalised == pytest.approx(1 / 7)
    assert found["LUX"].swings == 0 and found["LUX"].prevent == 0
    assert found["DEU"].prevent == pytest.approx(10 / 14)
    assert not found["DEU"].intervals


def test_a_share_of_the_total_is_the_amount() -> None:
    assert [voice.swings for voice in power(list(SIX.values()), "70.58 %")] == [10, 10, 10, 6, 6, 0]
    assert [voice.swings for voice in power(SIX, "12/17")] == [10, 10, 10, 6, 6, 0]


def test_decimals_count_as_they_are_written() -> None:
    """0.1 + 0.2 reaches 0.3, which it does not in binary."""
    assert power([0.1, 0.2, 0.3], 0.3)[0].swings == power([1, 2, 3], 3)[0].swings == 1


def test_members_and_people_and_vetoes() -> None:
    council = power([1] * 15, 9, vetoes=["1", "2", "3", "4", "5"])
    assert (council[0].swings, council[14].swings) == (848, 84)
    same = power([7] * 5 + [1] * 10, 39, needed=9)
    assert [voice.swings for voice in same] == [voice.swings for voice in council]
    double = power([1, 1, 1], 2, population={"1": 70, "2": 20, "3": 10}, population_quota="65 %")
    assert [voice.swings for voice in double] == [3, 1, 1]


@pytest.mark.parametrize(
    ("ask", "say"),
    [
        (lambda: power([], 1), "needs players"),
        (lambda: power([1, 1], 0), "no decision rule"),
        (lambda: power([1, -1], 1), "no decision rule"),
        (lambda: power([1, 1], "many"), "no amount"),
        (lambda: power({"A": 1, "B": 1}, 2, vetoes=["C"]), "has a veto but no vote"),
        (lambda: power([1, 1], 2, population=[5, 5]), "needs a quota"),
        (lambda: power([1, 1], 2, population=[5, 5, 5], population_quota=6), "weight of every player"),
    ],
)
def test_what_is_wrong_is_said(ask: object, say: str) -> None:
    with pytest.raises(BadRequest, match=say):
        ask()  # type: ignore[operator]


def test_a_rule_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "rule.toml"
    path.write_text(
        """
        vetoes = ["Big"]
        [[criterion]]
        weights = { Big = 140, Two = 68, Three = 60, Four = 47, Five = 38, Six = 19, Seven = 10, Eight = 5 }
        quota = "65 %"
        [[criterion]]
        each = 1
        quota = "55 %"
        [[criterion]]
        way = 2
        each = 1
        quota = 6
        """
    )
    rule, names = read_rule(path)
    assert names[:2] == ["Big", "Two"]
    people = [140, 68, 60, 47, 38, 19, 10, 5]
    holder = games.veto(8, [0])
    assert games.power(rule) == games.power(
        games.Rule(8, ((games.weighted(people, 252), games.members(8, 5), holder), (games.members(8, 6), holder)))
    )
    assert power_under(rule, names)[0].prevent == 1


def test_a_file_with_names_alone(tmp_path: Path) -> None:
    path = tmp_path / "rule.toml"
    path.write_text('players = ["A", "B", "C"]\n[[criterion]]\neach = 1\nquota = "2/3"\n')
    assert [voice.swings for voice in power_under(*read_rule(path))] == [2, 2, 2]


@pytest.mark.parametrize("text", ["", "[[criterion]]\nweights = {A = 1}\n", "[[criterion]\n", 'criterion = "most"\n'])
def test_a_file_without_a_rule_is_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "rule.toml"
    path.write_text(text)
    with pytest.raises(BadFile, match=r"rule\.toml"):
        read_rule(path)


def test_a_rule_that_cannot_be_counted_is_sampled() -> None:
    found = power([10**6 + place**3 for place in range(80)], "60 %", draws=3000, seed=4)
    assert found == power([10**6 + place**3 for place in range(80)], "60 %", draws=3000, seed=4)
    assert found[0].swings is None
    low, high = found[79].intervals["shapley_shubik"]
    assert low < found[79].shapley_shubik < high


# -- the bodies


@pytest.mark.parametrize(
    ("year", "votes", "passing"),
    [(1958, 17, 14 / 64), (1973, 58, 75 / 512), (1981, 63, 140 / 1024), (1986, 76, 402 / 4096), (1995, 87, 0.078)],
)
def test_the_council_of_the_union(year: int, votes: int, passing: float) -> None:
    """The chance that a coalition drawn at random can act, as Felsenthal and Machover and others print it."""
    body = next(one for one in bodies() if one.group == "eu" and one.start.year == year)
    assert sum(weight for _, weight in body.weights) == votes
    rule = rule_of(body, [key for key, _ in body.weights])
    assert rule is not None
    assert float(games.power(rule).act) == pytest.approx(passing, abs=5e-4)


@pytest.mark.parametrize(("year", "votes", "members"), [(2004, 321, 25), (2007, 345, 27), (2013, 352, 28)])
def test_the_votes_of_nice(year: int, votes: int, members: int) -> None:
    body = next(one for one in bodies() if one.group == "eu" and one.start.year == year)
    assert sum(weight for _, weight in body.weights) == votes and len(body.weights) == members
    assert body.members == members // 2 + 1


def test_of_27_members_one_in_fifty_coalitions_could_act() -> None:
    """2,718,774 of 2^27 by votes alone (Felsenthal and Machover 2004)."""
    body = next(one for one in bodies() if one.group == "eu" and one.start.year == 2007)
    weights = [weight for _, weight in body.weights]
    assert games.power(games.Rule(27, ((games.weighted(weights, body.quota),),))).winning == 2_718_774


def test_the_security_council_before_and_after_1966() -> None:
    old, new = (body for body in bodies() if body.group == "un-security-council")
    assert new.start - old.end == timedelta(days=1)
    five = ["USA", "GBR", "FRA", "RUS", "CHN"]
    before, after = rule_of(old, five), rule_of(new, five)
    assert before is not None and after is not None
    assert before.players == 11 and after.players == 15
    # Of eleven with seven votes: the five and two of six others. (Shapley and Shubik 1954 print 98.7 % for the five.)
    assert games.power(before).shapley_shubik[0] == Fraction(76, 385)
    assert float(5 * games.power(before).shapley_shubik[0]) == pytest.approx(0.987, abs=5e-4)
    assert games.power(after).shapley_shubik[0] == Fraction(421, 2145)
    assert rule_of(new, five[:4]) is None, "a seat nobody holds"


def test_where_members_and_weights_do_not_fit_nothing_is_said() -> None:
    body = next(one for one in bodies() if one.weights)
    assert rule_of(body, [*SIX, "GBR"]) is None
    assert rule_of(body, list(SIX)[:5]) is None


def test_unless_people_are_known_of_all_nothing_is_said() -> None:
    body = next(one for one in bodies() if one.population and one.unless_fewer)
    assert rule_of(body, ["A", "B"], ()) is None
    assert rule_of(body, ["A", "B", "C", "D", "E"], (5, 4, 3, 2, 1)) is not None


def test_rules_follow_each_other_and_say_where_they_come_from() -> None:
    assert len(groups()) == len({group for group, _ in groups()})
    spans = defaultdict(list)
    for body in bodies():
        assert body.source and body.title and len(body.title) <= 70
        assert body.start <= body.end
        spans[body.group].append((body.start, body.end))
    for held in spans.values():
        assert held == sorted(held)
        assert all(end < start for (_, end), (start, _) in pairwise(held))


def test_consensus_makes_all_equal() -> None:
    body = next(one for one in bodies() if one.group == "nato")
    rule = rule_of(body, [str(place) for place in range(32)])
    assert rule is not None
    found = games.power(rule)
    assert set(found.shapley_shubik) == {Fraction(1, 32)} and set(found.prevent) == {Fraction(1)} and found.winning == 1


@pytest.mark.parametrize(
    "module",
    [comity.measures.voting, comity.measures.voting._power, comity.statistics.games, comity.statistics.shapley],
    ids=lambda one: one.__name__,
)
def test_examples_run(module: object) -> None:
    found = doctest.testmod(module)  # type: ignore[arg-type]
    assert found.attempted and not found.failed


def test_the_file_of_the_example(tmp_path: Path) -> None:
    """What the package's docstring says of a file gives what it says of the call."""
    told = (
        (comity.measures.voting.__doc__ or "").partition("The same as a file::")[2].partition("which ``power_under")[0]
    )
    path = tmp_path / "council.toml"
    path.write_text("\n".join(line.removeprefix("    ") for line in told.splitlines()))
    shares = {"Lead": 5, "Second": 3, "Third": 2, "Fourth": 1}
    assert power_under(*read_rule(path)) == power(shares, "60 %", vetoes=["Lead"])
