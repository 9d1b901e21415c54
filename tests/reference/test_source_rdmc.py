"""Military equipment against the publisher's wide file, spread out again, and against what is well known."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path
from typing import Any

import pytest

from comity.sources.rdmc.read import indicator

KEYS = ("", "year", "country", "stateabb", "ccode")


@pytest.fixture(scope="module")
def rows(mirror: Path) -> list[dict[str, str]]:
    with gzip.open(mirror / "rdmc" / "rDMC_wide_v1.csv.gz", "rt", encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def _held(built: Any, state: str, name: str, year: int) -> float | None:
    found = built.execute(
        """select value from figure where actor = ? and indicator = ? and year("start") <= ? and year("end") >= ?
        and source = 'rdmc'""",
        [state, f"rdmc-{name}", year, year],
    ).fetchall()
    assert len(found) < 2
    return float(found[0][0]) if found else None


def test_every_cell_of_every_class_comes_back_and_no_empty_one(rows: list[dict[str, str]], built: Any) -> None:
    found = {
        name: (years, total)
        for name, years, total in built.execute(
            """select indicator, sum(year("end") - year("start") + 1), sum(value * (year("end") - year("start") + 1))
            from figure where source = 'rdmc' group by 1"""
        ).fetchall()
    }
    classes = [name for name in rows[0] if name not in KEYS]
    assert len(rows) == 6_534
    assert len(found) == len(classes) == 69
    for name in classes:
        cells = [float(row[name]) for row in rows if row[name] != "NA"]
        years, total = found[indicator(name)]
        assert years == len(cells)
        assert total == pytest.approx(sum(cells))


@pytest.mark.parametrize(("code", "state"), [("339", "ALB"), ("2", "USA"), ("740", "JPN"), ("750", "IND")])
def test_a_states_inventory_year_by_year(rows: list[dict[str, str]], built: Any, code: str, state: str) -> None:
    for name in ("armoured fighting vehicles_attack", "submarines_attack", "aircraft_tanker"):
        for row in rows:
            if row["ccode"] == code:
                theirs = None if row[name] == "NA" else float(row[name])
                assert _held(built, state, indicator(name).removeprefix("rdmc-"), int(row["year"])) == theirs


def test_halves_are_whole(rows: list[dict[str, str]], built: Any) -> None:
    halves = [(row, name) for row in rows for name in row if row[name].endswith(".5") and name not in KEYS]
    assert len(halves) == 3
    ((found,),) = built.execute(
        "select count(*) from figure where source = 'rdmc' and value <> floor(value)"
    ).fetchall()
    assert 1 <= found <= 3


def test_serbia_is_not_its_predecessor(built: Any) -> None:
    assert built.execute(
        "select max(year(\"end\")) from figure where source = 'rdmc' and actor = 'YUG'"
    ).fetchone() == (2002,)
    assert built.execute(
        "select min(year(\"start\")) from figure where source = 'rdmc' and actor = 'SRB'"
    ).fetchone() == (2006,)


def test_what_is_well_known(built: Any) -> None:
    missiles = {year: _held(built, "USA", "ballistic-missiles-intercontinental", year) for year in (1975, 1988, 2014)}
    assert missiles == {1975: 1_054, 1988: 1_000, 2014: 450}  # Minuteman and Titan; with Peacekeeper; Minuteman III
    assert _held(built, "USA", "submarines-ballistic", 1975) == 41  # the "41 for Freedom"
    assert _held(built, "JPN", "submarines-ballistic", 2010) == 0
    boats = {
        state
        for (state,) in built.execute(
            """select distinct actor from figure where indicator = 'rdmc-submarines-ballistic' and value > 0
            and year("start") <= 2010 and year("end") >= 2010"""
        ).fetchall()
    }
    assert {"USA", "RUS", "GBR", "FRA", "CHN"} <= boats


def test_the_warning_of_plainly_wrong_cells_is_true(built: Any) -> None:
    carriers = "principal-surface-combatants-aircraft-carrier"
    assert [_held(built, "USA", carriers, year) for year in (2010, 2012)] == [17, 2]
    assert _held(built, "USA", "submarines-ballistic", 2014) == 28
    assert [_held(built, "USA", "aircraft-tanker", year) for year in (1984, 1985)] == [723, 1_340]
    assert _held(built, "USA", "aircraft-fighter", 2007) == 8
