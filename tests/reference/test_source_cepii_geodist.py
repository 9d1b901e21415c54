"""CEPII's distances and dummies against the publisher's file and geography."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path

import duckdb
import pytest

from comity.model.states import actor_of, territory_of

INDICATORS = {
    "contig": "contiguous",
    "comlang_off": "common-official-language",
    "comlang_ethno": "common-spoken-language",
    "colony": "ever-colonial",
    "comcol": "common-coloniser-after-1945",
    "curcol": "currently-colonial",
    "col45": "colonial-after-1945",
    "dist": "distance-main-cities",
    "distcap": "distance-capitals",
    "smctry": "once-one-country",
    "distw": "distance-weighted",
    "distwces": "distance-weighted-ces",
}


def _file(mirror: Path) -> list[dict[str, str]]:
    with gzip.open(mirror / "cepii-geodist" / "dist_cepii.csv.gz", "rt", encoding="latin-1", newline="") as handle:
        return list(csv.DictReader(handle, delimiter=";"))


def _key(code: str) -> str | None:
    return "PSE" if code == "PAL" else actor_of("iso3", code, None)


@pytest.mark.parametrize("column", list(INDICATORS))
def test_every_value_comes_back_both_ways(mirror: Path, built: duckdb.DuckDBPyConnection, column: str) -> None:
    found = {
        (a, b): value
        for a, b, value in built.execute(
            "select a, b, value from pair_figure where source = 'cepii-geodist' and indicator = ?",
            [f"cepii-{INDICATORS[column]}"],
        ).fetchall()
    }
    both_ways = column in ("smctry", "distw", "distwces")
    used = set()
    for row in _file(mirror):
        one, other = _key(row["iso_o"]), _key(row["iso_d"])
        if one and other and one != other and row[column] != ".":
            place = (one, other) if both_ways or (one, other) in found else (other, one)
            assert found[place] == float(row[column])
            used.add(place)
    assert used == set(found)
    assert len(found) > (33_000 if both_ways else 18_000)


def test_what_is_set_aside(mirror: Path, built: duckdb.DuckDBPyConnection) -> None:
    codes = {row["iso_o"] for row in _file(mirror)}
    territories = {code for code in codes if not _key(code)}
    assert len(codes) == 224 and len(territories) == 33
    assert all(territory_of("iso3", code) for code in territories)
    states = len(codes) - len(territories)
    assert built.execute("select count(*) from rejected where source = 'cepii-geodist'").fetchone() == (
        224 * 224 - states * states + states,
    )


def test_geography(built: duckdb.DuckDBPyConnection) -> None:
    def one(a: str, b: str, indicator: str) -> float:
        ((value,),) = built.execute(
            "select value from pair_figure where indicator = $3 and a in ($1, $2) and b in ($1, $2)", [a, b, indicator]
        ).fetchall()
        return float(value)

    assert one("FRA", "DEU", "cepii-distance-capitals") == pytest.approx(878, rel=0.02)  # Paris to Berlin
    assert one("CHN", "JPN", "cepii-distance-capitals") == pytest.approx(2098, rel=0.02)  # Beijing to Tokyo
    assert one("FRA", "DEU", "cepii-contiguous") == 1 and one("FRA", "JPN", "cepii-contiguous") == 0
    assert one("GBR", "IND", "cepii-ever-colonial") == 1
    assert one("GBR", "USA", "cepii-common-official-language") == 1
