"""What a user types, and what a brief then is about."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comity.dossier.contents import Subject
from comity.dossier.evidence import Evidence
from comity.measures.subject import APART, JOINED, find_subject, read_day
from comity.model import states
from comity.model.errors import AmbiguousName, BadRequest, ComityError, UnknownName
from comity.store.home import record_path
from comity.store.record import open_record

NOW = date(2025, 12, 31)


@pytest.fixture(scope="module")
def evidence(almanac_home: Path) -> Iterator[Evidence]:
    """Open the record of what ships with comity."""
    with open_record(record_path(almanac_home)) as con:
        yield Evidence(con)


def _find(evidence: Evidence, text: str, year: int | None = None) -> Subject:
    return find_subject(evidence.con, text, date(year, 12, 31) if year else NOW)


@pytest.mark.parametrize(
    ("text", "year", "kind", "name", "keys"),
    [
        ("Japan", None, "state", "Japan", ("JPN",)),
        (" japan ", None, "state", "Japan", ("JPN",)),
        ("740", None, "state", "Japan", ("JPN",)),
        ("USSR", 1980, "state", "Russia", ("RUS",)),
        ("Yemen", 2000, "state", "Yemen", ("YEM",)),
        ("Guinea-Bissau", None, "state", "Guinea-Bissau", ("GNB",)),
        ("North-Korea", None, "state", "North Korea", ("PRK",)),
        ("Bosnia and Herzegovina", None, "state", "Bosnia and Herzegovina", ("BIH",)),
        ("Austria-Hungary", 1910, "state", "Austria-Hungary", ("AUH",)),
        ("Australia–Indonesia", None, "pair", "Australia–Indonesia", ("AUS", "IDN")),
        ("Australia, Indonesia", None, "pair", "Australia–Indonesia", ("AUS", "IDN")),
        ("Micronesia, Federated States of", None, "state", "Micronesia (Federated States)", ("FSM",)),
        ("Indonesia–Australia", None, "pair", "Indonesia–Australia", ("IDN", "AUS")),
        ("Taiwan-China", None, "pair", "Taiwan–China", ("TWN", "CHN")),
        ("North Korea-South Korea", None, "pair", "North Korea–South Korea", ("PRK", "KOR")),
        ("Guinea-Bissau-Senegal", None, "pair", "Guinea-Bissau–Senegal", ("GNB", "SEN")),
        ("Timor-Leste–Indonesia", None, "pair", "Timor-Leste–Indonesia", ("TLS", "IDN")),
        ("Trinidad and Tobago and Japan", None, "pair", "Trinidad and Tobago–Japan", ("TTO", "JPN")),
        ("Austria-Hungary", None, "pair", "Austria–Hungary", ("AUT", "HUN")),
        ("UK-France", None, "pair", "United Kingdom–France", ("GBR", "FRA")),
        ("AUKUS", None, "group", "AUKUS", ("AUS", "GBR", "USA")),
        ("Nato", 1950, "group", "NATO", ("BEL", "CAN", "DNK", "FRA", "GBR", "ISL", "ITA", "LUX", "NLD", "NOR", "PRT", "USA")),
        ("North Atlantic Treaty", 1950, "group", "North Atlantic Treaty", ("BEL", "CAN", "DNK", "FRA", "GBR", "ISL", "ITA", "LUX", "NLD", "NOR", "PRT", "USA")),
        ("Northern Europe", 1950, "region", "Northern Europe", ("DNK", "FIN", "GBR", "IRL", "ISL", "NOR", "SWE")),
        ("East Asia", None, "region", "Eastern Asia", ("CHN", "JPN", "KOR", "MNG", "PRK", "TWN")),
    ],
)  # fmt: skip
def test_every_kind(
    evidence: Evidence, text: str, year: int | None, kind: str, name: str, keys: tuple[str, ...]
) -> None:
    found = _find(evidence, text, year)
    assert (found.kind, found.name, found.states) == (kind, name, keys)
    assert found.on == (date(year, 12, 31) if year else NOW)
    assert found.note == ""


@pytest.mark.parametrize(
    ("text", "last", "keys"),
    [
        ("Czechoslovakia", date(1992, 12, 31), ("CSK",)),
        ("East Germany", date(1990, 10, 2), ("DDR",)),
        ("East Germany–Poland", date(1990, 10, 2), ("DDR", "POL")),
        ("Czechoslovakia–East Germany", date(1990, 10, 2), ("CSK", "DDR")),
        ("Warsaw Pact", date(1991, 7, 1), ("BGR", "CSK", "HUN", "POL", "ROU", "RUS")),
    ],
)
def test_what_is_gone_stands_on_its_last_day(evidence: Evidence, text: str, last: date, keys: tuple[str, ...]) -> None:
    found = _find(evidence, text)
    assert (found.on, found.states) == (last, keys)
    assert str(last) in found.note


def test_the_members_are_those_of_the_day(evidence: Evidence) -> None:
    assert [len(_find(evidence, "NATO", year).states) for year in (1949, 1954, 1955, 1990, 2004, 2024)] == [
        12, 14, 15, 16, 26, 32,
    ]  # fmt: skip
    assert len(_find(evidence, "ASEAN").states) == 11  # Timor-Leste joined on 26 October 2025
    assert len(_find(evidence, "ASEAN", 2024).states) == 10
    assert len(_find(evidence, "European Union").states) == 27
    assert "MLI" in _find(evidence, "African Union").states  # suspended, and a member


@pytest.mark.parametrize("text", ["Korea", "Congo", "Korea–Japan", "Japan / Korea", "Congo and Angola"])
def test_the_ambiguous_is_refused_with_its_candidates(evidence: Evidence, text: str) -> None:
    with pytest.raises(AmbiguousName) as caught:
        _find(evidence, text)
    wanted = ("South Korea", "North Korea") if "Korea" in text else ("Congo (Kinshasa)", "Congo (Brazzaville)")
    assert all(name in str(caught.value) for name in wanted)


@pytest.mark.parametrize(("text", "year"), [("Germany", 1985), ("Yemen", 1985), ("France–Germany", 1985)])
def test_a_name_of_two_states_of_the_day_is_refused(evidence: Evidence, text: str, year: int) -> None:
    with pytest.raises(AmbiguousName):
        _find(evidence, text, year)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Japn", "“Japan”"),
        ("Astralia–Indonesa", "“Australia–Indonesia”"),
        ("Northen Europe", "“Northern Europe”"),
        ("Assean", "“ASEAN”"),
    ],
)
def test_did_you_mean(evidence: Evidence, text: str, meant: str) -> None:
    with pytest.raises(UnknownName) as caught:
        _find(evidence, text)
    assert meant in str(caught.value.remedy)


def test_nothing_like_it(evidence: Evidence) -> None:
    for text in ("xyzzyx", "", "   ", "Japan–Nowhere", "–", "-", " & "):
        with pytest.raises(UnknownName) as caught:
            _find(evidence, text)
        assert caught.value.remedy


def test_a_name_of_the_past_says_when_and_of_whom(evidence: Evidence) -> None:
    for text in ("USSR", "Soviet Union", "USSR–Japan"):
        with pytest.raises(UnknownName) as caught:
            _find(evidence, text)
        assert "Russia" in str(caught.value.remedy)
        assert "1991-12-25" in str(caught.value.remedy)


def test_a_pair_is_of_states(evidence: Evidence) -> None:
    with pytest.raises(UnknownName, match="is no pair of states"):
        _find(evidence, "NATO–Russia")
    with pytest.raises(BadRequest, match="names Japan twice"):
        _find(evidence, "Japan–Japan")
    with pytest.raises(BadRequest, match="names United States twice"):
        _find(evidence, "USA–United States")


@pytest.mark.parametrize(
    ("text", "year", "begins"),
    [
        ("South Sudan", 1990, "2011-07-09"),
        ("Kosovo", 1990, "2008"),
        ("AUKUS", 2000, "2021-09-15"),
        ("EU", 1950, "1958"),
    ],
)
def test_what_is_still_to_come_is_refused(evidence: Evidence, text: str, year: int, begins: str) -> None:
    with pytest.raises(BadRequest) as caught:
        _find(evidence, text, year)
    assert begins in str(caught.value)


def test_the_day() -> None:
    today, reach = date(2026, 5, 4), date(2025, 12, 31)
    assert read_day(None, reach, today) == reach
    assert read_day(None, date(2030, 1, 1), today) == today
    assert read_day(1985, reach, today) == read_day("1985", reach, today) == date(1985, 12, 31)
    assert read_day("1985-06-30", reach, today) == read_day(date(1985, 6, 30), reach, today) == date(1985, 6, 30)
    assert read_day(2026, reach, today) == today
    assert read_day("1816", reach, today) == date(1816, 12, 31)
    for wrong in ("1815", 2027, "2027-01-01", "yesterday", "1985-13-01", "1985-02-29", "", "-5", "0"):
        with pytest.raises(BadRequest) as caught:
            read_day(wrong, reach, today)
        assert caught.value.remedy


def _alive() -> list[tuple[str, str]]:
    found = []
    for key, name in sorted(states.key_names().items()):
        try:
            resolved = states.resolve(name, on=NOW)
        except ComityError:
            continue
        if resolved.key == key:
            found.append((key, name))
    return found


ALIVE = _alive()


def test_the_living_states_are_many() -> None:
    assert len(ALIVE) > 190


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(ALIVE), st.sampled_from(ALIVE), st.sampled_from([*APART, *JOINED, " – ", " — ", " / "]))
def test_two_states_joined_by_anything_are_that_pair(
    evidence: Evidence, one: tuple[str, str], other: tuple[str, str], mark: str
) -> None:
    text = f"{one[1]}{mark}{other[1]}"
    if one == other:
        with pytest.raises(ComityError):
            _find(evidence, text)
        return
    found = _find(evidence, text)
    assert (found.kind, found.states, found.name) == ("pair", (one[0], other[0]), f"{one[1]}–{other[1]}")


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=30))
def test_anything_typed_is_a_subject_or_one_clear_error(evidence: Evidence, text: str) -> None:
    try:
        found = _find(evidence, text)
    except ComityError as error:
        assert error.remedy
    else:
        assert found.states
