"""Burden sharing: shares with gaps, membership by year, rank correlations of samples, pledges."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import spearmanr

from comity.measures.burden._pledges import Pledge, levels, pledges
from comity.measures.burden._shares import LEAST_COVERAGE, shares
from comity.measures.burden.exploitation import ranks, spearman, terms, without_each
from comity.measures.burden.mission_share import force_shares
from comity.measures.burden.missions_contributed import missions
from comity.measures.burden.spending_to_gdp_gap import gaps
from comity.measures.burden.ukraine_aid_share import donor_shares
from comity.measures.burden.ukraine_aid_to_gdp import dollars, to_product
from comity.measures.groups import _on_axis
from comity.panel.axis import Axis

NAN = float("nan")
figures = st.lists(st.floats(0.001, 1e12), min_size=1, max_size=12)


@given(figures)
def test_shares_of_known_figures_add_up(held: list[float]) -> None:
    made = shares(np.zeros(len(held), np.int32), np.array(held), np.full(len(held), NAN))
    assert made.value.sum() == pytest.approx(1)
    assert (made.coverage == 1).all() and (made.inputs == len(held)).all()


def test_a_share_is_told_only_where_little_of_the_group_is_unknown() -> None:
    cell = np.array([0, 0, 0, 1, 1, 1], np.int32)
    figure = np.array([6.0, 2.0, NAN, 6.0, 2.0, NAN])
    weight = np.array([90.0, 6.0, 4.0, 90.0, 4.0, 6.0])
    made = shares(cell, figure, weight)
    assert made.coverage.tolist() == pytest.approx([0.96] * 3 + [0.94] * 3)
    assert made.value[:2].tolist() == [0.75, 0.25]
    assert np.isnan(made.value[2:]).all()
    assert 0.94 < LEAST_COVERAGE < 0.96


def test_without_a_weight_only_a_whole_group_is_told() -> None:
    cell, weight = np.array([0, 0, 1, 1], np.int32), np.array([1.0, NAN, 1.0, NAN])
    made = shares(cell, np.array([3.0, 1.0, 3.0, NAN]), weight)
    assert made.value[:2].tolist() == [0.75, 0.25]
    assert np.isnan(made.value[2:]).all() and made.coverage[2:].tolist() == [0, 0]


def test_a_group_that_has_nothing_has_no_shares() -> None:
    assert np.isnan(shares(np.zeros(3, np.int32), np.zeros(3), np.ones(3)).value).all()


def test_a_known_zero_is_a_share_of_zero() -> None:
    assert shares(np.zeros(2, np.int32), np.array([0.0, 5.0]), np.ones(2)).value.tolist() == [0.0, 1.0]


def test_gaps_are_among_those_of_whom_both_are_known() -> None:
    cell = np.zeros(3, np.int32)
    value, spends, produces = gaps(
        cell, np.array([8.0, 2.0, 90.0]), np.array([5.0, 5.0, NAN]), np.array([50.0, 49.0, 1.0])
    )
    assert value[:2].tolist() == pytest.approx([0.3, -0.3]) and np.isnan(value[2])
    assert np.nansum(spends.value) == np.nansum(produces.value) == pytest.approx(1)


def _members(rows: list[tuple[str, str, str, date | None, date | None]], year: int) -> dict[str, set[int]]:
    """Give the codes of the members of each group in a year."""
    axis = Axis("cow", "year", year, year)
    found = _on_axis(axis, rows)
    return {
        key: {int(axis.codes[place]) for place in np.flatnonzero(found.there[group, :, 0])}
        for group, (key, _) in enumerate(found.names)
    }


def _three(
    start: date, end: date | None = None, third: str = "NLD"
) -> list[tuple[str, str, str, date | None, date | None]]:
    return [
        ("g", "G", who, begin, end)
        for who, begin in (("FRA", date(1950, 1, 1)), ("BEL", date(1950, 1, 1)), (third, start))
    ]


def test_a_member_for_more_than_half_of_a_year_is_one() -> None:
    assert _members(_three(date(2003, 7, 2)), 2003) == {"g": {220, 211, 210}}
    assert _members(_three(date(2003, 7, 3)), 2003) == {}, "two are no group"


def test_who_leaves_in_january_is_no_member_of_that_year() -> None:
    rows = [*_three(date(1973, 1, 1)), ("g", "G", "GBR", date(1973, 1, 1), date(2020, 1, 31))]
    assert 200 in _members(rows, 2019)["g"] and 200 not in _members(rows, 2020)["g"]


def test_spells_of_one_member_add_up() -> None:
    rows = [*_three(date(1950, 1, 1)), *(("g", "G", "ITA", date(2000, *begin), date(2000, *end)) for begin, end in (((1, 1), (4, 1)), ((8, 1), (12, 31))))]  # fmt: skip
    assert 325 in _members(rows, 2000)["g"]


def test_germany_is_one_member_in_1990() -> None:
    assert _members(_three(date(1955, 5, 6), third="DEU"), 1990) == {"g": {220, 211, 260}}
    assert _members(_three(date(1955, 5, 6), third="DEU"), 1991) == {"g": {220, 211, 255}}


def test_who_joined_on_an_unknown_day_is_not_taken_for_a_member() -> None:
    assert _members([("g", "G", who, None, None) for who in ("FRA", "BEL", "NLD")], 2000) == {}


values = st.lists(st.integers(0, 6), min_size=3, max_size=9)


@given(st.data(), values)
def test_correlations_are_those_of_scipy(data: st.DataObject, one: list[int]) -> None:
    other = data.draw(st.lists(st.integers(0, 6), min_size=len(one), max_size=len(one)))
    found = spearman(np.array(one, float), np.array(other, float), np.ones((1, len(one))))[0]
    if len(set(one)) == 1 or len(set(other)) == 1:
        assert np.isnan(found)
    else:
        assert found == pytest.approx(spearmanr(one, other).statistic)
        assert terms(np.array(one, float), np.array(other, float)).sum() == pytest.approx(found)


@given(st.data(), values)
def test_a_sample_told_by_counts_is_the_sample_itself(data: st.DataObject, one: list[int]) -> None:
    size = len(one)
    other = np.array(data.draw(st.lists(st.integers(0, 6), min_size=size, max_size=size)), float)
    drawn = data.draw(st.lists(st.integers(0, size - 1), min_size=size, max_size=size))
    times = np.bincount(drawn, minlength=size)[None, :].astype(float)
    sample = np.array(one, float)[drawn]
    found = spearman(np.array(one, float), other, times)[0]
    if len(set(sample)) == 1 or len(set(other[drawn])) == 1:
        assert np.isnan(found)
    else:
        assert found == pytest.approx(spearmanr(sample, other[drawn]).statistic)


def test_ranks_of_a_sample_with_one_value_twice() -> None:
    # The sample is 10, 20, 20, 30.
    assert ranks(np.array([10.0, 20.0, 30.0]), np.array([[1.0, 2.0, 1.0]])).tolist() == [[1.0, 2.5, 4.0]]


def test_leaving_each_out() -> None:
    one, other = np.array([1.0, 2.0, 3.0, 4.0]), np.array([1.0, 2.0, 3.0, 0.0])
    assert without_each(one, other)[3] == pytest.approx(1)
    assert without_each(one, other)[0] == pytest.approx(spearmanr(one[1:], other[1:]).statistic)


def test_a_mission_with_too_many_unknown_contributors_has_no_shares() -> None:
    force = np.array([10.0] * 8 + [NAN])
    assert np.isnan(force_shares(np.zeros(9, np.int32), force)[0]).all()
    known = force_shares(np.zeros(10, np.int32), np.append([10.0] * 9, NAN))[0]
    assert known[:9].tolist() == pytest.approx([1 / 9] * 9) and np.isnan(known[9])


def test_a_mission_counts_once_and_no_mission_is_not_known() -> None:
    found = missions(np.array([0, 0, 1, 1]), np.array([0, 0, 0, 1]), np.array([0, 0, 0, 1]), (2, 2))
    assert np.array_equal(found, [[2, NAN], [NAN, 1]], equal_nan=True)


def test_a_donor_that_is_not_tracked_has_no_share() -> None:
    given_, others = np.array([[0.0], [30.0], [NAN]]), np.array([70.0])
    assert np.array_equal(donor_shares(given_, others), [[0.0], [0.3], [NAN]], equal_nan=True)
    assert np.isnan(donor_shares(np.zeros((2, 1)), np.zeros(1))).all()


def test_nothing_is_told_over_a_product_that_is_not_known() -> None:
    assert np.isnan(to_product(np.array([1.0, 1.0]), np.array([1.1, NAN]), np.array([NAN, 5.0]))).all()


def test_the_euro_s_rates_are_rates() -> None:
    assert min(dollars()) == 1999 and all(0.8 < rate < 1.6 for rate in dollars().values())
    assert sorted(dollars()) == list(range(1999, max(dollars()) + 1))


def test_a_pledge_holds_until_the_next() -> None:
    made = [
        Pledge("g", "m", "one", date(2006, 6, 8), 2.0, "%", "s"),
        Pledge("g", "m", "two", date(2014, 9, 5), 3.0, "%", "s"),
    ]
    found = levels(made, "g", np.array([2005, 2006, 2013, 2014], np.int32))
    assert np.array_equal(found, [NAN, 2, 2, 3], equal_nan=True)
    assert np.isnan(levels(made, "other", np.array([2014], np.int32))).all()


@pytest.mark.parametrize("measure", ["pledge_gap", "equipment_pledge_gap"])
def test_every_pledge_says_who_says_so(measure: str) -> None:
    found = pledges(measure)
    assert found and all(pledge.source and pledge.name and pledge.level > 0 for pledge in found)
    assert [pledge.since for pledge in found] == sorted(pledge.since for pledge in found)
