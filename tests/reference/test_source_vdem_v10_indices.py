"""The imputed V-Dem 10 indices against the extract, cell by cell."""

from __future__ import annotations

import csv
import gzip
from datetime import date
from pathlib import Path

import duckdb

from comity.model.states import actor_of


def _file(mirror: Path) -> list[dict[str, str]]:
    with gzip.open(mirror / "vdem-v10-indices" / "vdem_v10_gw_1959_2019.csv.gz", "rt", encoding="utf-8") as handle:
        return list(csv.DictReader(handle))


def test_every_known_cell_is_one_figure(mirror: Path, built: duckdb.DuckDBPyConnection) -> None:
    rows = _file(mirror)
    indices = [column for column in rows[0] if column.startswith("v2x_")]
    assert len(indices) == 46 and len(rows) == 9420
    found = {
        (actor, indicator, year): value
        for actor, indicator, year, value in built.execute(
            "select actor, indicator, year(start), value from figure where source = 'vdem-v10-indices'"
        ).fetchall()
    }
    cells = 0
    for row in rows:
        actor = actor_of("gw", row["gwcode"], date(int(row["year"]), 12, 31))
        assert actor
        for column in indices:
            if row[column] not in ("", "NA"):
                cells += 1
                name = "vdem10-" + column.removeprefix("v2x_").lower().replace("_", "-")
                assert found[actor, name, int(row["year"])] == float(row[column])
    assert cells == len(found) == 46 * 9420 - 263


def test_known_judgements(built: duckdb.DuckDBPyConnection) -> None:
    def one(actor: str, indicator: str, year: int) -> float:
        ((value,),) = built.execute(
            "select value from figure where actor = ? and indicator = ? and year(start) = ?", [actor, indicator, year]
        ).fetchall()
        return float(value)

    assert one("DNK", "vdem10-rule", 2015) > 0.95
    assert one("CHL", "vdem10-ex-military", 1975) > one("CHL", "vdem10-ex-military", 2015)
    assert one("PRK", "vdem10-civlib", 2010) < 0.1 < 0.9 < one("SWE", "vdem10-civlib", 2010)


def test_it_takes_no_other_release_s_name(built: duckdb.DuckDBPyConnection) -> None:
    names = built.execute("select distinct indicator from figure where source = 'vdem-v10-indices'").fetchall()
    assert len(names) == 46 and all(name.startswith("vdem10-") for (name,) in names)
    assert built.execute(
        """select count(*) from (select indicator from figure where source = 'vdem-v10-indices' intersect
        select indicator from figure where source <> 'vdem-v10-indices')"""
    ).fetchone() == (0,)
