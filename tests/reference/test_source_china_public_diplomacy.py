"""China's public diplomacy against the publisher's file."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path
from typing import Any

import pytest

COLUMNS = {
    "confucius_institutes": "china-confucius-institutes-opened",
    "sister_cities_established": "china-sister-cities-agreed",
    "government_visits": "china-government-visits",
    "military_visits": "china-military-visits",
    "ambassador_op_eds": "china-ambassador-op-eds",
    "journalist_visits": "china-journalist-visits",
    "media_partnerships": "china-media-partnerships",
    "inbound_students_to_china": "students-in-china",
}


@pytest.fixture
def rows(mirror: Path) -> list[dict[str, str]]:
    path = mirror / "china-public-diplomacy" / "ChinesePublicDiplomacy.csv.gz"
    with gzip.open(path, "rt", encoding="latin-1", newline="") as handle:
        return list(csv.DictReader(handle))


def _figures(built: Any, indicator: str) -> dict[tuple[str, str, int], float]:
    return {(a, b, year): value for a, b, year, value in built.execute(
        "select a, b, year(start), value from pair_figure where source = 'china-public-diplomacy' and indicator = ?",
        [indicator],
    ).fetchall()}  # fmt: skip


@pytest.mark.parametrize("column", COLUMNS)
def test_every_cell_is_a_figure_and_no_other(rows: list[dict[str, str]], built: Any, column: str) -> None:
    given = [float(row[column]) for row in rows if row[column] != "N/A"]
    assert sorted(_figures(built, COLUMNS[column]).values()) == sorted(given)


def test_a_total_is_a_total(rows: list[dict[str, str]], built: Any) -> None:
    total, states, army = (_figures(built, f"china-{part}-visits") for part in ("elite", "government", "military"))
    assert len(total) == sum(row["military_visits"] != "N/A" for row in rows) == 514
    assert {key: states[key] + army[key] for key in total} == total
    assert ("CHN", "AFG", 2002) not in total
    assert states["CHN", "AFG", 2002] == 4


def test_zero_students_are_not_known(rows: list[dict[str, str]], built: Any) -> None:
    found = _figures(built, "china-students-abroad")
    given = [float(row["outbound_chinese_students"]) for row in rows if row["outbound_chinese_students"] != "N/A"]
    assert sorted(found.values()) == sorted(value for value in given if value)
    assert len(given) - len(found) == 252
    assert not [key for key in found if key[1] == "SGP"], "zero in every year, where tens of thousands studied"
    assert found["CHN", "JPN", 2012] == 96_592


def test_values_that_are_known(built: Any) -> None:
    assert (
        sum(_figures(built, "china-confucius-institutes-opened")["CHN", "KOR", year] for year in range(2000, 2017))
        == 22
    )
    assert max(_figures(built, "students-in-china").items(), key=lambda entry: entry[1])[0][0] == "KOR"
    army = _figures(built, "china-military-visits")
    pakistan = sum(value for (_, host, _), value in army.items() if host == "PAK")
    assert (pakistan, sum(value for (_, host, _), value in army.items() if host == "NRU")) == (67, 2)


def test_the_cook_islands_have_no_value_at_all(rows: list[dict[str, str]], built: Any) -> None:
    cook = [row for row in rows if row["receiving_country"] == "Cook Islands"]
    assert len(cook) == 19
    assert {cell for row in cook for name, cell in row.items() if name not in ("receiving_country", "year")} == {"N/A"}
    (lines,) = built.execute("select count(*) from rejected where source = 'china-public-diplomacy'").fetchone()
    assert lines == 19 + 120 + 252


def test_the_jump_after_2001_is_the_publishers(built: Any) -> None:
    """The ground for its warning: in nearly every year after, half as many government visits or fewer."""
    year = dict.fromkeys(range(2000, 2016), 0.0)
    for (_, _, when), value in _figures(built, "china-government-visits").items():
        if when in year:
            year[when] += value
    assert min(year[2000], year[2001]) > 1.4 * max(value for when, value in year.items() if when > 2001)
