"""Democracy estimates of isard against the publisher's two files and known facts."""

from __future__ import annotations

import csv
import gzip
from datetime import date
from pathlib import Path

import duckdb
import pytest

from comity.model.states import actor_of


def _file(mirror: Path, system: str) -> list[dict[str, str]]:
    with gzip.open(mirror / "democracy-isard" / f"{system}_democracy.csv.gz", "rt", encoding="utf-8") as handle:
        return list(csv.DictReader(handle))


def _known(cell: str) -> bool:
    return cell not in ("", "NA")


def _figures(built: duckdb.DuckDBPyConnection, indicator: str) -> dict[tuple[str, date], float]:
    rows = built.execute(
        "select actor, start, value from figure where source = 'democracy-isard' and indicator = ?", [indicator]
    ).fetchall()
    found = {(actor, start): value for actor, start, value in rows}
    assert len(found) == len(rows)
    return found


UNIONS = {
    ("255", "1990"): date(1990, 10, 3), ("679", "1990"): date(1990, 5, 22),
}  # fmt: skip


@pytest.mark.parametrize(
    ("indicator", "column"),
    [("euds", "euds"), ("aeuds", "aeuds"), ("polity2", "polity2"), ("polyarchy-v16", "v2x_polyarchy")],
)
def test_the_cow_file_comes_back_to_the_digit(
    mirror: Path, built: duckdb.DuckDBPyConnection, indicator: str, column: str
) -> None:
    found = _figures(built, indicator)
    cells = 0
    for row in _file(mirror, "cw"):
        if _known(row[column]):
            cells += 1
            year = int(row["year"])
            actor = actor_of("cow", row["ccode"], date(year, 12, 31))
            assert actor
            assert found[actor, UNIONS.get((row["ccode"], row["year"]), date(year, 1, 1))] == float(row[column])
    assert cells == {"euds": 17651, "aeuds": 17651, "polity2": 14435, "polyarchy-v16": 16690}[indicator]
    if indicator in ("euds", "aeuds"):
        assert len(found) == cells


@pytest.mark.parametrize("column", ["euds", "aeuds"])
def test_the_gleditsch_ward_file_s_own_scale_stands_apart(
    mirror: Path, built: duckdb.DuckDBPyConnection, column: str
) -> None:
    found = _figures(built, f"{column}-gw")
    rows = [row for row in _file(mirror, "gw") if _known(row[column])]
    assert len(found) == len(rows) == 20736
    for row in rows:
        actor = actor_of("gw", row["gwcode"], date(int(row["year"]), 12, 31))
        assert actor
        assert found[actor, date(int(row["year"]), 1, 1)] == float(row[column])
    cow = _figures(built, column)
    usa = ("USA", date(1816, 1, 1))
    if column == "euds":
        assert round(cow[usa], 3) == 0.288 and round(found[usa], 3) == 0.396


def test_the_gleditsch_ward_file_adds_nothing_to_polity_and_polyarchy(mirror: Path) -> None:
    """That is why the COW file's alone are taken."""
    cow = {
        (actor_of("cow", row["ccode"], date(int(row["year"]), 12, 31)), int(row["year"])): row
        for row in _file(mirror, "cw")
    }
    for column, expected in (("polity2", 14_400), ("v2x_polyarchy", 16_400)):
        same = 0
        for row in _file(mirror, "gw"):
            if _known(row[column]):
                other = cow[actor_of("gw", row["gwcode"], date(int(row["year"]), 12, 31)), int(row["year"])]
                assert other[column] == row[column]
                same += 1
        assert same > expected


def test_known_facts(built: duckdb.DuckDBPyConnection) -> None:
    polity = _figures(built, "polity2")
    assert polity["NOR", date(2000, 1, 1)] == 10
    assert polity["SAU", date(2000, 1, 1)] == -10
    assert polity["DEU", date(1938, 1, 1)] == -9
    assert sorted(key for key in polity if key[1] > date(2018, 12, 31)) == [
        ("USA", date(2019, 1, 1)),
        ("USA", date(2020, 1, 1)),
    ]
    assert built.execute(
        "select \"end\" from coverage where source = 'democracy-isard' and layer = 'figure.polity2'"
    ).fetchone() == (date(2018, 12, 31),)
    low, high = (_figures(built, "polyarchy-v16")[key, date(2024, 1, 1)] for key in ("PRK", "DNK"))
    assert low < 0.15 and high > 0.85
    assert ("YUG", date(1918, 1, 1)) in _figures(built, "euds")
