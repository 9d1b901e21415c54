"""Major, global and regional powers against the publishers' files and known facts."""

from __future__ import annotations

import csv
import gzip
from datetime import date
from pathlib import Path

import duckdb


def _file(mirror: Path, name: str) -> list[dict[str, str]]:
    with gzip.open(mirror / "states-cow-gw" / name, "rt", encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def _spells(built: duckdb.DuckDBPyConnection, indicator: str, actor: str) -> list[tuple[date, date]]:
    return built.execute(
        "select start, \"end\" from figure where source = 'states-cow-gw' and indicator = ? and actor = ? order by 1",
        [indicator, actor],
    ).fetchall()


def test_each_spell_is_one_figure(mirror: Path, built: duckdb.DuckDBPyConnection) -> None:
    found = dict(
        built.execute("select indicator, count(*) from figure where source = 'states-cow-gw' group by 1").fetchall()
    )
    maoz = _file(mirror, "maoz_powers.csv.gz")
    assert found == {
        "cow-major-power": len(_file(mirror, "cow_majors.csv.gz")),
        "maoz-regional-power": sum(row["regstdate"] not in ("", "NA") for row in maoz),
        "maoz-global-power": sum(row["globstdate"] not in ("", "NA") for row in maoz),
    }
    assert found["cow-major-power"] == 14


def test_state_years_of_major_powers_are_the_file_s(mirror: Path, built: duckdb.DuckDBPyConnection) -> None:
    expected = sum(int(row["endyear"]) - int(row["styear"]) + 1 for row in _file(mirror, "cow_majors.csv.gz"))
    assert built.execute(
        "select sum(year(\"end\") - year(start) + 1) from figure where indicator = 'cow-major-power'"
    ).fetchone() == (expected,)


def test_known_facts(built: duckdb.DuckDBPyConnection) -> None:
    assert _spells(built, "cow-major-power", "FRA") == [
        (date(1816, 1, 1), date(1940, 6, 22)),  # armistice of Compiègne
        (date(1945, 8, 15), date(2016, 12, 31)),
    ]
    assert [start.year for start, _ in _spells(built, "cow-major-power", "DEU")] == [1816, 1925, 1991]
    assert _spells(built, "cow-major-power", "CHN")[0][0].year == 1950
    assert _spells(built, "maoz-global-power", "RUS") == [(date(1922, 1, 1), date(1990, 12, 31))]
    assert _spells(built, "maoz-global-power", "BRA") == []
    assert _spells(built, "cow-major-power", "IND") == []


def test_coverage_ends_with_the_edition(built: duckdb.DuckDBPyConnection) -> None:
    assert dict(
        built.execute("select layer, \"end\" from coverage where source = 'states-cow-gw'").fetchall()
    ) == {
        "figure.cow-major-power": date(2016, 12, 31),
        "figure.maoz-regional-power": date(2019, 12, 31),
        "figure.maoz-global-power": date(2019, 12, 31),
    }  # fmt: skip
