"""Shared organisations, memberships and trade against the publisher's three files, read anew in plain Python."""

from __future__ import annotations

import csv
import gzip
from datetime import date
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from comity.model.states import actor_of


def _csv(mirror: Path, name: str) -> list[dict[str, str]]:
    with gzip.open(mirror / "cow-igo-trade" / name, "rt", encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def _shared(built: duckdb.DuckDBPyConnection, one: str, other: str, year: int) -> list[float]:
    return [
        value
        for (value,) in built.execute(
            """select value from pair_figure where indicator = 'cow-shared-igos' and a in ($1, $2) and b in ($1, $2)
            and $3 between start and "end" """,
            [one, other, date(year, 12, 31)],
        ).fetchall()
    ]


def test_the_dyad_years_come_back(mirror: Path, built: duckdb.DuckDBPyConnection) -> None:
    """Unfold the runs by Python and hold them against the file, pair by pair and year by year."""
    table = pq.read_table(mirror / "cow-igo-trade" / "cow_igo_ndy.parquet").to_pydict()
    codes = {code: actor_of("cow", str(code), None) for code in set(table["ccode1"]) | set(table["ccode2"])}

    def key(code: int, year: int) -> str | None:
        return actor_of("cow", "345", date(year, 12, 31)) if code == 345 else codes[code]

    expected = {
        (key(one, year), key(other, year), year): value
        for one, other, year, value in zip(
            table["ccode1"], table["ccode2"], table["year"], table["dyadigos"], strict=True
        )
    }
    assert len(expected) == 917_695
    found = {}
    rows = built.execute(
        """select a, b, year(start), year("end"), value from pair_figure where indicator = 'cow-shared-igos'"""
    ).fetchall()
    for a, b, first, last, value in rows:
        for year in range(first, last + 1):
            assert (a, b, year) not in found
            found[a, b, year] = value
    assert found == expected


@pytest.mark.parametrize(
    ("file", "column", "indicator"),
    [
        ("cow_igo_sy.csv.gz", "sum_igo_full", "cow-igo-full-memberships"),
        ("cow_igo_sy.csv.gz", "sum_igo_associate", "cow-igo-associate-memberships"),
        ("cow_igo_sy.csv.gz", "sum_igo_observer", "cow-igo-observerships"),
        ("cow_igo_sy.csv.gz", "sum_igo_anytype", "cow-igo-memberships-of-any-type"),
        ("cow_trade_sy.csv.gz", "imports", "cow-imports"),
        ("cow_trade_sy.csv.gz", "exports", "cow-exports"),
    ],
)
def test_the_state_years_come_back_to_the_digit(
    mirror: Path, built: duckdb.DuckDBPyConnection, file: str, column: str, indicator: str
) -> None:
    expected = sorted(
        (actor_of("cow", row["ccode"], date(int(row["year"]), 12, 31)), int(row["year"]), float(row[column]))
        for row in _csv(mirror, file)
        if row[column] not in ("", "NA")
    )
    found = built.execute(
        "select actor, year(start), value from figure where source = 'cow-igo-trade' and indicator = ? order by all",
        [indicator],
    ).fetchall()
    assert found == expected
    assert len(found) == {"imports": 12_862, "exports": 13_589}.get(column, 15_557)


def test_known_facts(built: duckdb.DuckDBPyConnection) -> None:
    assert _shared(built, "USA", "GBR", 2014) == [60]
    assert _shared(built, "FRA", "DEU", 2010)[0] > _shared(built, "FRA", "PRK", 2010)[0] > 0
    assert _shared(built, "USA", "USA", 2010) == []
    ((most,),) = built.execute(
        """select actor from figure where indicator = 'cow-igo-full-memberships' and year(start) = 2014
        order by value desc limit 1"""
    ).fetchall()
    assert most == "FRA"


def test_west_germany_s_trade_is_whole_though_its_code_is_empty(mirror: Path, built: duckdb.DuckDBPyConnection) -> None:
    empty = [row for row in _csv(mirror, "cow_trade_sy.csv.gz") if row["ccode"] == "260" and int(row["year"]) >= 1960]
    assert {row["imports"] for row in empty} <= {"", "NA"}
    found = dict(
        built.execute(
            """select year(start), value from figure where indicator = 'cow-imports' and actor = 'DEU'
            and year(start) between 1959 and 1961"""
        ).fetchall()
    )
    assert found == {1959: 8370, 1960: 10013, 1961: 10882}


def test_yugoslavia_is_not_serbia(built: duckdb.DuckDBPyConnection) -> None:
    found = built.execute(
        """select a, b, min(year(start)), max(year("end")) from pair_figure where indicator = 'cow-shared-igos'
        and a = 'ITA' and b in ('YUG', 'SRB') and year(start) between 1919 and 2014 group by 1, 2 order by 2"""
    ).fetchall()
    assert found == [("ITA", "SRB", 2006, 2014), ("ITA", "YUG", 1919, 2005)]
