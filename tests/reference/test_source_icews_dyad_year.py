"""ICEWS counts in the record against the file, cell by cell, and against what is known of some pairs."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

COLUMNS = {
    "icews-verbal-cooperation": "verbCoop", "icews-material-cooperation": "matlCoop",
    "icews-verbal-conflict": "verbConf", "icews-material-conflict": "matlConf",
}  # fmt: skip


@pytest.mark.parametrize(("indicator", "column"), COLUMNS.items())
def test_every_count_of_every_year_can_be_had_back(
    mirror: Path, built: duckdb.DuckDBPyConnection, indicator: str, column: str
) -> None:
    runs = built.execute(
        """select a, b, year(start) as first, year("end") as last, value, source_row from pair_figure
        where source = 'icews-dyad-year' and indicator = ?""",
        [indicator],
    ).fetchall()
    # The file is sorted by pair and year and has its codes from ISO, which are the record's keys of these states.
    counts = {
        (one, other, year): value
        for one, other, year, value in duckdb.execute(
            f"select i_iso3c, j_iso3c, year, {column} from read_parquet($1)",
            [str(mirror / "icews-dyad-year" / "icews_dyad_year_quad.parquet")],
        ).fetchall()
    }
    assert len(counts) == 298_376 == 152 * 151 * 13
    told = {(a, b, year): value for a, b, first, last, value, _ in runs for year in range(first, last + 1)}
    assert told == counts
    assert sum(last - first + 1 for _, _, first, last, *_ in runs) == len(counts), "no year stands twice"
    follows = {(a, b, last + 1): value for a, b, _, last, value, _ in runs}
    assert all(follows.get((a, b, first)) != value for a, b, first, _, value, _ in runs), "runs are as long as can be"


def test_a_zero_is_a_row_and_all_pairs_stand(built: duckdb.DuckDBPyConnection) -> None:
    assert built.execute(
        """select count(distinct (a, b)), count(distinct a), min(value), count(*) filter (a = b) from pair_figure
        where source = 'icews-dyad-year'"""
    ).fetchone() == (152 * 151, 152, 0, 0)
    scopes = built.execute("select distinct scope from coverage where source = 'icews-dyad-year'").fetchall()
    keys = built.execute("select distinct a from pair_figure where source = 'icews-dyad-year' order by 1").fetchall()
    assert scopes == [("among " + " ".join(key for (key,) in keys),)]


def test_known_pairs(built: duckdb.DuckDBPyConnection) -> None:
    def count(a: str, b: str, indicator: str, year: int) -> float:
        ((value,),) = built.execute(
            """select value from pair_figure where source = 'icews-dyad-year' and (a, b, indicator) = (?, ?, ?)
            and ? between year(start) and year("end")""",
            [a, b, indicator, year],
        ).fetchall()
        return float(value)

    fought = [count("USA", "IRQ", "icews-material-conflict", year) for year in range(2002, 2015)]
    assert fought.index(max(fought)) in (1, 2, 3), "the war in Iraq, from 2003 on"
    assert count("RUS", "UKR", "icews-material-conflict", 2014) > 5 * count(
        "RUS", "UKR", "icews-material-conflict", 2012
    )
    assert count("USA", "GBR", "icews-verbal-cooperation", 2005) > count("USA", "PRY", "icews-verbal-cooperation", 2005)
