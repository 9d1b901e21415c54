"""High-level United States visits against the publisher's file and against what is known to have happened."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path
from typing import Any

import pytest

from comity.model.states import stateyears

COLUMNS = {
    "us-president-visited": "bi_PRE",
    "us-president-visited-strict": "bi_str_PRE",
    "us-secretary-of-state-visited": "bi_SOS",
    "us-secretary-of-state-visited-strict": "bi_str_SOS",
}
#: Codes of which two are one key in one year: united Germany and Yemen in 1990.
SHARED = {("255", 1990), ("260", 1990), ("678", 1990), ("679", 1990)}


@pytest.fixture
def rows(mirror: Path) -> list[dict[str, str]]:
    with gzip.open(mirror / "us-dipl-core" / "dipl_core.csv.gz", "rt", encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@pytest.fixture
def listed() -> set[tuple[str, int]]:
    """Give the state-years of the Correlates of War list, the United States' aside."""
    return {(str(code), year) for code, year, *_ in _members()} - {("2", year) for year in range(1946, 2013)}


def _members() -> list[tuple[int, int]]:
    from comity.model.states import state_spells

    return [
        (spell.cow, year)
        for spell in state_spells()
        if spell.cow
        for year in range(1946, 2013)
        if spell.start.year <= year and (spell.end is None or year <= spell.end.year)
    ]


def _answers(built: Any, indicator: str) -> dict[tuple[str, int], float]:
    """Give for each key and year the answer, of two in a year the higher."""
    found: dict[tuple[str, int], float] = {}
    for key, first, last, value in built.execute(
        """select b, year(start), year("end"), value from pair_figure
        where source = 'us-dipl-core' and indicator = ? and a = 'USA'""",
        [indicator],
    ).fetchall():
        for year in range(first, last + 1):
            assert (key, year) not in found or (key, year) in {("DEU", 1990), ("YEM", 1990)}
            found[key, year] = max(value, found.get((key, year), value))
    return found


def test_every_row_of_a_state_of_the_list_is_taken_once(
    rows: list[dict[str, str]], listed: set[tuple[str, int]], built: Any
) -> None:
    kept = [row for row in rows if (row["cowid"], int(row["year"])) in listed]
    (aside,) = built.execute("select count(*) from rejected where source = 'us-dipl-core'").fetchone()
    assert len(kept) + aside == len(rows) == 13_225
    assert aside == 3_554
    assert len(stateyears(1946, 2012, "cow")) == len(listed) + 67


def test_the_source_has_looked_at_every_state_in_every_year(
    rows: list[dict[str, str]], listed: set[tuple[str, int]]
) -> None:
    """The ground for stating coverage with the United States."""
    assert listed <= {(row["cowid"], int(row["year"])) for row in rows}


@pytest.mark.parametrize("indicator", COLUMNS)
def test_the_answers_are_the_publishers(
    rows: list[dict[str, str]], listed: set[tuple[str, int]], built: Any, indicator: str
) -> None:
    answers = _answers(built, indicator)
    column = COLUMNS[indicator]
    kept = [row for row in rows if (row["cowid"], int(row["year"])) in listed]
    assert {row[column] for row in kept} == {"0", "1"}
    # In 1990 one of the two Germanies' and one of the two Yemens' rows is not a row of its own.
    # The state union's code of 2006 meant two states, one after the other.
    assert len(answers) == len(kept) - 2 + 1
    apart = [row for row in kept if (row["cowid"], int(row["year"])) not in SHARED]
    merged = {
        key: max(int(row[column]) for row in kept if (row["cowid"], row["year"]) in {(one, "1990"), (two, "1990")})
        for key, one, two in (("DEU", "255", "260"), ("YEM", "678", "679"))
    }
    assert answers["YUG", 2006] == answers["SRB", 2006]
    assert sum(answers.values()) - answers["YUG", 2006] == sum(int(row[column]) for row in apart) + sum(merged.values())
    assert (answers["DEU", 1990], answers["YEM", 1990]) == (merged["DEU"], merged["YEM"])
    for row in apart:
        if row["cowid"] in {"200": "GBR", "710": "CHN", "666": "ISR", "70": "MEX", "816": "VNM"}:
            key = {"200": "GBR", "710": "CHN", "666": "ISR", "70": "MEX", "816": "VNM"}[row["cowid"]]
            assert answers[key, int(row["year"])] == int(row[column])


def test_the_strict_answer_is_never_yes_where_the_other_is_no(rows: list[dict[str, str]]) -> None:
    for row in rows:
        if row["cowid"]:
            assert row["bi_str_PRE"] <= row["bi_PRE"]
            assert row["bi_str_SOS"] <= row["bi_SOS"]


@pytest.mark.parametrize(
    ("indicator", "host", "year", "visited"),
    [
        ("us-president-visited", "CHN", 1972, 1),  # Nixon
        ("us-president-visited", "CHN", 1971, 0),
        ("us-president-visited", "EGY", 1974, 1),  # Nixon
        ("us-president-visited", "ISR", 1979, 1),  # Carter
        ("us-president-visited", "MMR", 2012, 1),  # Obama
        ("us-president-visited", "PRK", 2000, 0),
        ("us-president-visited", "CUB", 2012, 0),
        ("us-secretary-of-state-visited", "MMR", 2011, 1),  # Clinton
        ("us-secretary-of-state-visited", "PRK", 2000, 1),  # Albright
        ("us-secretary-of-state-visited", "LBY", 2008, 1),  # Rice
    ],
)
def test_visits_that_are_known(built: Any, indicator: str, host: str, year: int, visited: int) -> None:
    assert _answers(built, indicator)[host, year] == visited


def test_nobody_visits_a_state_that_is_none(built: Any) -> None:
    answers = _answers(built, "us-secretary-of-state-visited")
    assert ("XKX", 1999) not in answers
    assert ("DEU", 1953) not in answers
    assert ("SSD", 2010) not in answers
    assert ("SSD", 2012) in answers
    assert ("SRB", 2006) in answers
    assert ("YUG", 2006) in answers
    assert ("YUG", 2007) not in answers
