"""k-ad-years: all of a few states against a recount, samples, and what is refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import combinations

import numpy as np
import pytest

from comity.model.errors import AmbiguousName, BadRequest, UnknownName
from comity.model.states import code_spells, resolve
from comity.panel import kads
from comity.panel.axis import Axis, System
from comity.panel.kads import MOST_ROWS, Kads
from comity.panel.rows import Rows

SOME = ("USA", "DEU", "DDR", "YEM", "YUG", "SRB", "AUT", "FRA", "KOR")


def listed(blocks: Iterable[Rows]) -> list[tuple[int, ...]]:
    """Give codes and year of all rows."""
    found: list[tuple[int, ...]] = []
    for rows in blocks:
        sides = [rows.axis.codes[side].tolist() for side in rows.sides]
        found += list(zip(*sides, rows.axis.years[rows.period].tolist(), strict=True))
    return found


def recount(system: System, first: int, last: int, k: int, keys: Sequence[str]) -> list[tuple[int, ...]]:
    """Make all k-ad-years day by day from the states table."""
    days: dict[int, set[int]] = {}
    for spell in code_spells():
        if spell.scheme == system and spell.actor in keys:
            axis = Axis(system, "year", first, last)
            begun, ended = int(axis.first_days[0]), int(axis.last_days[-1])
            until = ended if spell.end is None else min(ended, spell.end.toordinal())
            days.setdefault(int(spell.code), set()).update(range(max(begun, spell.start.toordinal()), until + 1))
    axis = Axis(system, "year", first, last)
    found = []
    for year in range(first, last + 1):
        mine = set(range(int(axis.first_days[year - first]), int(axis.last_days[year - first]) + 1))
        there = {code: held & mine for code, held in days.items() if held & mine}
        for chosen in combinations(sorted(there), k):
            if all(there[one] & there[other] for one, other in combinations(chosen, 2)):
                found.append((*chosen, year))
    return sorted(found)


@pytest.mark.parametrize("system", ["cow", "gw"])
@pytest.mark.parametrize("k", [3, 4, 5])
@pytest.mark.parametrize(("first", "last"), [(1916, 1922), (1988, 1993), (2005, 2008)])
def test_all_kads_of_a_few_states(system: System, k: int, first: int, last: int) -> None:
    expected = recount(system, first, last, k, SOME)
    some = Kads(Axis(system, "year", first, last), k, SOME)
    assert listed(some.all(0)) == expected
    assert listed(some.all(1)) == expected
    assert listed(some.all(50)) == expected
    assert some.count == len(expected)
    # A sample of all of them is all of them.
    if expected:
        assert listed(some.sample(len(expected), 3, 0)) == expected


def test_all_triads_of_all_states_in_a_year() -> None:
    every = Kads(Axis("cow", "year", 1990, 1990), 3)
    rows = listed(every.all(0))
    assert len(rows) == len(set(rows)) == every.count
    assert not [row for row in rows if 255 in row and 260 in row]
    assert [row for row in rows if row[:3] == (260, 265, 710)] and [row for row in rows if row[:3] == (2, 255, 710)]


@pytest.mark.parametrize("k", [3, 4, 5])
def test_a_sample_is_the_same_for_its_seed_and_holds_nothing_twice(k: int) -> None:
    every = Kads(Axis("cow", "year", 1816, 2020), k)
    once, again = listed(every.sample(20_000, 1, 0)), listed(every.sample(20_000, 1, 777))
    assert once == again == sorted(once)
    assert len(set(once)) == 20_000
    assert listed(every.sample(20_000, 2, 0)) != once
    axis = every.axis
    places = {code: place for place, code in enumerate(axis.codes.tolist())}
    never = {(axis.codes[a], axis.codes[b], axis.years[when]) for a, b, when in axis.never_met}
    for *codes, year in once:
        assert codes == sorted(set(codes))
        assert all(axis.present[places[code], year - 1816] for code in codes)
        assert not any((one, other, year) in never for one, other in combinations(codes, 2))


def test_every_kad_is_as_likely_as_every_other() -> None:
    """Of 40,000 draws of one among about 200 the counts are those of a fair lottery (chi-squared, far tail)."""
    some = Kads(Axis("cow", "year", 1989, 1991), 3, ("USA", "DEU", "DDR", "YEM", "FRA", "GBR", "ITA"))
    every = listed(some.all(0))
    size = 20
    drawn = Counter(row for seed in range(1_500) for row in listed(some.sample(size, seed, 0)))
    assert set(drawn) <= set(every)
    expected = 1_500 * size / len(every)
    statistic = sum((drawn[row] - expected) ** 2 / expected for row in every)
    freedom = len(every) - 1
    assert abs(statistic - freedom) < 6 * np.sqrt(2 * freedom)


def test_years_weigh_by_their_number_of_kads() -> None:
    every = Kads(Axis("cow", "year", 1816, 2020), 3)
    drawn = Counter(row[-1] for row in listed(every.sample(100_000, 5, 0)))
    states = every.there.sum(axis=0).astype(float)
    share = states * (states - 1) * (states - 2) / 6
    share /= share.sum()
    for year in (1950, 1975, 2000, 2020):
        expected = 100_000 * share[year - 1816]
        assert abs(drawn[year] - expected) < 6 * np.sqrt(expected)


def test_names_keys_and_codes_mean_states() -> None:
    plan = kads(1950, 2000, 3, among=("United States", 710, "RUS", "Germany"))
    assert set(plan.among) == {"USA", "CHN", "RUS", "DEU"}
    assert resolve(345, scheme="gw").key in kads(1950, 1990, 3, "gw", among=(2, 345, 220)).among
    assert plan.names == ["ccode1", "ccode2", "ccode3", "year"]
    names = kads(1950, 2000, 3, "gw", among=("USA", "CHN", "RUS")).add("nmc", "atop").names
    assert names[:5] == ["gwcode1", "gwcode2", "gwcode3", "year", "milex1"]
    assert [name for name in names if name.startswith("atop_defense")] == [f"atop_defense_{p}" for p in (12, 13, 23)]


@pytest.mark.parametrize(
    ("k", "more", "said"),
    [
        (2, {"sample": 5}, "dyads"),
        (6, {"sample": 5}, "from 3 to 5"),
        (3, {}, "There are 53,100,469 sets of 3 of all states from 1816 to 2020"),
        (3, {"among": "USA"}, "one by one"),
        (3, {"among": ("USA", "CHN")}, "2 states cannot make sets of 3"),
        (3, {"sample": 10**9}, "larger than the 20,000,000"),
        (3, {"sample": 10**4, "among": ("USA", "CHN", "RUS", "FRA")}, "There are only"),
        (3, {"sample": 0}, "A sample of 0"),
        (3, {"sample": 5, "seed": -1}, "no seed"),
    ],
)
def test_what_makes_no_sense_is_refused(k: int, more: dict[str, object], said: str) -> None:
    with pytest.raises(BadRequest, match=said) as caught:
        kads(1816, 2020, k, **more)  # type: ignore[arg-type]
    assert caught.value.remedy


def test_a_state_that_cannot_be_told_is_refused() -> None:
    with pytest.raises(UnknownName):
        kads(1990, 2000, 3, among=("USA", "CHN", "Ruritania"))
    with pytest.raises(AmbiguousName):
        kads(1990, 2000, 3, among=("USA", "CHN", "Korea"))


def test_the_number_of_all_kads_is_that_of_the_states_table() -> None:
    assert MOST_ROWS < 53_100_469
    axis = Axis("cow", "year", 1816, 2020)
    there, never = axis.present, {(a, b, when) for a, b, when in axis.never_met if a < b}
    total = 0
    for period in range(axis.periods):
        n = int(there[:, period].sum())
        total += n * (n - 1) * (n - 2) // 6
        torn = [(a, b) for a, b, when in never if when == period]
        lost = {
            tuple(sorted({a, b, int(third)}))
            for a, b in torn
            for third in np.flatnonzero(there[:, period])
            if third not in (a, b)
        }
        total -= len(lost)
    assert Kads(axis, 3).count == total
