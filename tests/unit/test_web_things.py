"""What lists are narrowed down by, neighbours in time, and how things are written."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.web.listing import Facets, facet, fold, order
from comity.web.pages.things.kinds import OF_KIND, SORTS, address
from comity.web.pages.things.near import facing, months_later, windows
from comity.web.precision import whole_years

ROWS = [
    {"kind": ["pact"], "party": ["A", "B"]},
    {"kind": ["pact"], "party": ["A", "C"]},
    {"kind": ["hotline"], "party": ["A", "B"]},
    {"kind": ["hotline"], "party": []},
]
FACETS = Facets(
    4,
    {name: facet([row[name] for row in ROWS]) for name in ("kind", "party")},
    ["cote d ivoire", "peace treaty", "treaty of peace", "line"],
)
ALL = np.ones(4, dtype=bool)


def test_a_choice_does_not_narrow_the_counts_of_its_own_facet() -> None:
    mask, counts = FACETS.narrow({"kind": ["pact"]}, ALL)
    assert mask.tolist() == [True, True, False, False]
    assert counts["kind"] == {"pact": 2, "hotline": 2}
    assert counts["party"] == {"A": 2, "B": 1, "C": 1}


def test_of_two_parties_both_are_wanted_and_of_two_kinds_either() -> None:
    mask, counts = FACETS.narrow({"party": ["A", "B"]}, ALL, ["party"])
    assert mask.tolist() == [True, False, True, False]
    assert counts["party"] == {"A": 2, "B": 2}, "C is party to nothing with both"
    either, _ = FACETS.narrow({"kind": ["pact", "hotline"]}, ALL)
    assert either.all()


def test_every_word_is_wanted_in_any_order() -> None:
    assert FACETS.matching("Treaty PEACE").tolist() == [False, True, True, False]
    assert FACETS.matching("Côte").tolist() == [True, False, False, False]
    assert FACETS.matching("").all()


def test_a_value_that_nothing_has_leaves_nothing() -> None:
    mask, counts = FACETS.narrow({"kind": ["visit"]}, ALL)
    assert not mask.any()
    assert counts["party"] == {}


@given(st.text())
def test_what_is_folded_stays_folded(text: str) -> None:
    once = fold(text)
    assert fold(once) == once


@given(st.text(alphabet=st.characters(max_codepoint=127)))
def test_the_quick_way_for_plain_letters_says_what_the_long_one_does(text: str) -> None:
    assert fold(text) == fold(f"{text} é").removesuffix("e").rstrip()


@given(st.lists(st.none() | st.integers(0, 9)), st.booleans())
def test_what_is_not_known_comes_last_either_way(keys: list[int | None], descending: bool) -> None:
    ordered = [keys[place] for place in order(keys, descending)]
    known = [key for key in keys if key is not None]
    assert ordered[: len(known)] == sorted(known, reverse=descending)
    assert all(key is None for key in ordered[len(known) :])


def test_windows_around_a_short_war_a_long_one_and_what_never_ended() -> None:
    before, during, after = windows(date(1982, 4, 2), date(1982, 6, 14))
    assert (before.start, before.end) == (date(1981, 4, 2), date(1982, 4, 1))
    assert (during.start, during.end) == (date(1982, 4, 2), date(1982, 6, 14))
    assert (after.start, after.end) == (date(1982, 6, 15), date(1983, 6, 14))
    assert (before.party_from, before.party_to) == (date(1982, 4, 2), date(1982, 6, 14)), "before, nobody was party yet"
    assert [one.when for one in windows(date(2001, 12, 20), date(2014, 12, 28))] == ["before", "first", "after"]
    assert [one.when for one in windows(date(1949, 4, 4), None, 24)] == ["before", "first"]
    assert [one.when for one in windows(None, date(1949, 4, 4))] == ["after"]
    assert windows(None, None) == []


def test_months_end_with_the_month() -> None:
    assert months_later(date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert months_later(date(2000, 1, 15), -1) == date(1999, 12, 15)


def test_sides_are_compared_within_one_coding_only() -> None:
    """One source's side a may be another's side b: only within one do two sides mean anything."""
    sides = [["x:1", "a", "ARG"], ["y:1", "b", "GBR"]]
    assert facing(sides, ["ARG", "GBR"]) is None, "no coding says anything of the two together"
    assert facing([*sides, ["y:1", "b", "ARG"]], ["ARG", "GBR"]) == "on one side"
    assert facing([*sides, ["x:1", "b", "GBR"]], ["ARG", "GBR"]) == "on different sides"
    assert facing([["z:1", None, "ARG"], ["z:1", None, "GBR"]], ["ARG", "GBR"]) is None
    assert facing([["x:1", "a", "ARG"], ["x:1", "b", "CHL"]], ["ARG", "GBR"]) != "on different sides"


def test_whole_years_are_no_days() -> None:
    assert whole_years(date(1982, 1, 1), date(1984, 12, 31))
    assert not whole_years(date(1982, 1, 1), None)


def test_every_kind_of_the_record_has_its_list() -> None:
    from comity.store.vocabulary import ACTIVITY_KINDS, AGREEMENT_KINDS, INCIDENT_KINDS

    for kind in (*ACTIVITY_KINDS, *AGREEMENT_KINDS, *INCIDENT_KINDS):
        assert kind in OF_KIND
    assert sum(len(sort.kinds) for sort in SORTS.values()) == len(OF_KIND)


@pytest.mark.parametrize(
    ("kind", "path"), [("exercise", "exercises"), ("war", "incidents"), ("stabilisation", "missions")]
)
def test_a_thing_has_one_address(kind: str, path: str) -> None:
    assert address(kind, "a:b/c") == f"/{path}/a%3Ab%2Fc"
