"""The plain rules by which figures become sentences."""

from __future__ import annotations

import doctest
import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.dossier import words
from comity.dossier.words import by_kind, count, listed, number, quantity, sentence, share, span


def test_the_examples_hold() -> None:
    result = doctest.testmod(words)
    assert result.attempted >= 8
    assert result.failed == 0


@given(st.integers(min_value=-(10**15), max_value=10**15))
def test_a_written_number_is_near_the_number(value: int) -> None:
    text = number(value)
    assert not re.search(r"\de", text)
    figure, _, scale = text.partition(" ")
    read = float(figure.replace(",", "")) * {"": 1, "million": 1e6, "billion": 1e9, "trillion": 1e12}[scale]
    assert read == pytest.approx(value, rel=0.005)
    if abs(value) < 10**6:
        assert read == value


@given(st.floats(min_value=1e-6, max_value=1, exclude_max=True))
def test_a_small_number_is_never_written_as_nought(value: float) -> None:
    assert float(number(value)) == pytest.approx(value, rel=0.06)
    for text in (number(value), share(value, 1), quantity(value, "share")):
        assert "e" not in text


def test_unknown_is_never_a_number() -> None:
    assert number(None) == quantity(None, "USD, current") == quantity(None, "share") == "not known"
    assert share(1, 0) == "not known"
    assert number(0) == "0"
    assert number(999_999_999) == "1000 million"
    assert number(0.000012) == "0.000012"
    assert quantity(0, "persons") == "0 persons"


@given(st.integers(min_value=0, max_value=10**6))
def test_one_is_singular_and_nothing_else(value: int) -> None:
    text = count(value, "party", "parties")
    assert text.endswith(" party") == (value == 1)
    assert count(value, "alliance").endswith("s") == (value != 1)
    if value > 12:
        assert text == f"{value:,} parties"
    else:
        assert not re.search(r"\d", text)


@given(st.lists(st.text("abc", min_size=1, max_size=3), max_size=20), st.integers(min_value=1, max_value=20))
def test_a_list_names_or_counts_everything(items: list[str], most: int) -> None:
    text = listed(items, most)
    if not items:
        assert text == "none"
    elif len(items) <= most:
        assert re.split(r", | and ", text) == items
    else:
        assert text.endswith(f" and {len(items) - most} more")
        assert re.split(r", | and ", text)[:-1] == items[:most]


@given(st.lists(st.sampled_from(["alliance", "status-of-forces", "dialogue", "hotline"]), min_size=1, max_size=40))
def test_kinds_are_all_counted_the_most_frequent_first(kinds: list[str]) -> None:
    counts = [int(found) for found in re.findall(r"\d+", by_kind(kinds))]
    assert sum(counts) == len(kinds)
    assert counts == sorted(counts, reverse=True)
    assert "-" not in by_kind(kinds)


def test_more_kinds_than_a_list_shows_are_not_cut_short() -> None:
    kinds = [f"kind-{letter}" for letter in "abcdefghijklmnop"]
    assert "more" not in by_kind(kinds)


@given(st.text(max_size=40))
def test_a_sentence_ends_once(text: str) -> None:
    made = sentence(text)
    assert made.endswith((".", "?"))
    assert sentence(made) == made


def test_a_period_in_years() -> None:
    assert span(date(1951, 9, 1), date(1951, 12, 1)) == "1951"
    assert span(None, date(1960, 5, 1)) == "to 1960"


def test_a_share() -> None:
    assert share(1, 3) == "33.3 %"
    assert share(0, 3) == "0 %"
    assert share(3, 3) == "100 %"
    assert quantity(0.5, "share") == "50 %"
