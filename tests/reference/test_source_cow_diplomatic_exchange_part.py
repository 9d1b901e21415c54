"""The part of Diplomatic Exchange against the extract, read anew, and known relations."""

from __future__ import annotations

import csv
import gzip
from datetime import date
from pathlib import Path

import duckdb

from comity.model.states import actor_of


def _file(mirror: Path) -> list[dict[str, str]]:
    place = mirror / "cow-diplomatic-exchange-part" / "diprep_nextSym.csv.gz"
    with gzip.open(place, "rt", encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def test_each_cell_is_one_figure_from_sender_to_host(mirror: Path, built: duckdb.DuckDBPyConnection) -> None:
    expected = []
    for row in _file(mirror):
        day = date(int(row["year"]), 12, 31)
        one, other = (actor_of("cow", row[f"ccode{place}"], day) for place in (1, 2))
        expected += [(other, one, day.year, float(row["DR_at_1"])), (one, other, day.year, float(row["DR_at_2"]))]
    found = built.execute(
        """select a, b, year(start), value from pair_figure where source = 'cow-diplomatic-exchange-part'"""
    ).fetchall()
    assert len(found) == 2 * 46_365
    assert sorted(found) == sorted(expected)


def test_a_round_stands_for_its_year_alone(built: duckdb.DuckDBPyConnection) -> None:
    assert built.execute(
        """select count(*) from pair_figure where source = 'cow-diplomatic-exchange-part'
        and year(start) <> year("end")"""
    ).fetchone() == (0,)
    years = built.execute(
        "select distinct year(start) from pair_figure where source = 'cow-diplomatic-exchange-part' order by 1"
    ).fetchall()
    assert len(years) == 37 and years[-1] == (2000,) and (1945,) not in years


def test_known_relations(built: duckdb.DuckDBPyConnection) -> None:
    def rank(sender: str, host: str, year: int) -> list[float]:
        return [
            value
            for (value,) in built.execute(
                """select value from pair_figure where indicator = 'cow-diplomatic-representation' and a = ? and b = ?
                and year(start) = ?""",
                [sender, host, year],
            ).fetchall()
        ]

    assert rank("USA", "GBR", 1985) == [3] and rank("GBR", "USA", 1985) == [3]
    assert rank("USA", "GBR", 1840) == [2]  # a minister; ambassadors were exchanged from 1893
    assert rank("USA", "CUB", 1970) in ([], [0])
    assert rank("USA", "CHN", 1985) == [3]


def test_absence_means_nothing(built: duckdb.DuckDBPyConnection) -> None:
    assert built.execute(
        "select scope from coverage where layer = 'pair_figure.cow-diplomatic-representation'"
    ).fetchall() == [("selected",)]
