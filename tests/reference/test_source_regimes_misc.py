"""Polity5, the lexical index and REIGN against the publishers' files and known regimes."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest

from comity.model.states import actor_of


def _file(mirror: Path, name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = pq.read_table(mirror / "regimes-misc" / f"{name}.parquet").to_pylist()
    return rows


def _figures(built: duckdb.DuckDBPyConnection, indicator: str) -> dict[tuple[str, int], list[float]]:
    found: dict[tuple[str, int], list[float]] = {}
    for actor, year, value in built.execute(
        """select actor, year(start), value from figure where source = 'regimes-misc' and indicator = ?
        order by start""",
        [indicator],
    ).fetchall():
        found.setdefault((actor, year), []).append(value)
    return found


@pytest.mark.parametrize(
    ("column", "low", "high"), [("polity", -10, 10), ("polity2", -10, 10), ("democ", 0, 10), ("durable", 0, 400)]
)
def test_scores_are_the_file_s(
    mirror: Path, built: duckdb.DuckDBPyConnection, column: str, low: int, high: int
) -> None:
    found = _figures(built, f"polity5-{column}")
    shown: dict[tuple[str, int], set[float]] = {}
    for row in _file(mirror, "polity5"):
        if row["cown"] is not None and row[column] is not None:
            actor = actor_of("cow", str(row["cown"]), date(row["year"], 12, 31))
            shown.setdefault((str(actor), row["year"]), set()).add(row[column])
    assert len(found) > 15_000
    for place, values in found.items():
        assert set(values) <= shown[place]
        assert all(low <= value <= high for value in values)
    twice = {place for place, values in found.items() if len(values) > 1}
    assert twice <= {("DEU", 1990), ("YEM", 1990)}


def test_interruptions_are_no_scores(mirror: Path, built: duckdb.DuckDBPyConnection) -> None:
    codes = Counter(row["polity"] for row in _file(mirror, "polity5") if row["polity"] < -10)
    assert set(codes) == {-66, -77, -88}
    assert built.execute("select count(*) from figure where indicator like 'polity5-%' and value < -10").fetchone() == (
        0,
    )
    assert ("CZE", 2000) in _figures(built, "polity5-polity")
    assert ("CSK", 1940) not in _figures(built, "polity5-polity")


def test_the_lexical_index_is_the_file_s(mirror: Path, built: duckdb.DuckDBPyConnection) -> None:
    found = _figures(built, "lied-lexical-index")
    rows = {
        (str(actor_of("cow", str(row["cown"]), date(row["year"], 12, 31))), row["year"]): row["lexical_index"]
        for row in _file(mirror, "LIED")
        if row["cown"] is not None and row["year"] >= 1816
    }
    assert len(found) == 29_674 - 9347
    assert all(values == [rows[place]] for place, values in found.items())


def test_reign_s_spells(mirror: Path, built: duckdb.DuckDBPyConnection) -> None:
    spells = {
        (row["reign_cowcode"], row["gwf_regimetype"], row["Start"], row["End"])
        for row in _file(mirror, "REIGN")
        if row["End"] >= row["Start"]
    }
    cut = sum(code == 345 and start < "2006-06-05" <= end for code, _, start, end in spells)
    found = built.execute("select count(*) from figure where indicator like 'reign-%'").fetchone()
    assert found == (len(spells) + cut,)
    assert built.execute(
        """select count(*) from figure where indicator like 'reign-%' and (actor = 'SRB' and start < '2006-06-05'
        or actor = 'YUG' and "end" >= '2006-06-05')"""
    ).fetchone() == (0,)


def test_known_regimes(built: duckdb.DuckDBPyConnection) -> None:
    assert _figures(built, "polity5-polity2")["NOR", 2000] == [10]
    assert _figures(built, "polity5-polity2")["SAU", 2000] == [-10]
    assert _figures(built, "lied-lexical-index-plus")["DNK", 2000] == [7]
    on = built.execute(
        """select indicator from figure where indicator like 'reign-%' and actor = 'CHL'
        and date '1980-06-01' between start and "end" """
    ).fetchall()
    assert len(on) == 1 and on[0][0].startswith("reign-military")
    assert built.execute(
        """select indicator from figure where indicator like 'reign-%' and actor = 'SAU'
        and date '1980-06-01' between start and "end" """
    ).fetchall() == [("reign-monarchy",)]
