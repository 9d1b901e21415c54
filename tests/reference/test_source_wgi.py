"""The Worldwide Governance Indicators against the publisher's file and known judgements of the world."""

from __future__ import annotations

import csv
import gzip
from datetime import date
from pathlib import Path

import duckdb
import pytest

from comity.model.states import actor_of

TERRITORIES_AND_NOT_YET = 2_700 + 186


def _file(mirror: Path) -> list[dict[str, str]]:
    with gzip.open(mirror / "wgi" / "wgidataset_2024_long.csv.gz", "rt", encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@pytest.mark.parametrize(
    ("word", "indicator", "known"),
    [
        ("pv", "wgi-political-stability", 4829),
        ("va", "wgi-voice-accountability", 4869),
        ("ge", "wgi-government-effectiveness", 4766),
        ("rq", "wgi-regulatory-quality", 4769),
        ("rl", "wgi-rule-of-law", 4867),
        ("cc", "wgi-control-of-corruption", 4779),
    ],
)
def test_each_estimate_comes_back_with_its_error(
    mirror: Path, built: duckdb.DuckDBPyConnection, word: str, indicator: str, known: int
) -> None:
    figures, errors = (
        {
            (actor, start): (value, low, high)
            for actor, start, value, low, high in built.execute(
                "select actor, year(start), value, low, high from figure where source = 'wgi' and indicator = ?", [name]
            ).fetchall()
        }
        for name in (indicator, f"{indicator}-se")
    )
    assert len(figures) == len(errors) == known
    found = 0
    for row in _file(mirror):
        year = int(row["year"])
        place = (actor_of("name", row["countryname"], date(year, 12, 31)), year)
        if row["indicator"] == word and row["estimate"] != ".." and place in figures:
            found += 1
            value, error = float(row["estimate"]), float(row["stddev"])
            assert figures[place][0] == value
            assert errors[place] == (error, None, None)
            assert figures[place][1:] == pytest.approx((value - 1.645 * error, value + 1.645 * error))
    assert found == known


def test_what_is_set_aside(mirror: Path, built: duckdb.DuckDBPyConnection) -> None:
    unknown = {row["countryname"] for row in _file(mirror) if actor_of("name", row["countryname"], None) is None}
    assert len(unknown) == 18 and {"Hong Kong SAR, China", "Puerto Rico"} <= unknown
    reasons = dict(built.execute("select reason, count(*) from rejected where source = 'wgi' group by 1").fetchall())
    assert sum(reasons.values()) == TERRITORIES_AND_NOT_YET
    assert sorted(reasons.values()) == [186, 2_700]


def test_known_judgements(built: duckdb.DuckDBPyConnection) -> None:
    def one(actor: str, indicator: str, year: int) -> float:
        return float(
            built.execute(
                "select value from figure where indicator = ? and actor = ? and year(start) = ?",
                [indicator, actor, year],
            ).fetchall()[0][0]
        )

    assert one("SYR", "wgi-political-stability", 2014) < -2 < 1 < one("CHE", "wgi-political-stability", 2014)
    assert one("DNK", "wgi-control-of-corruption", 2020) > 2
    assert one("PRK", "wgi-voice-accountability", 2020) < -2
    years = built.execute("select distinct year(start) from figure where source = 'wgi' order by 1").fetchall()
    assert [year for (year,) in years if year < 2003] == [1996, 1998, 2000, 2002]  # none for 1997, 1999 and 2001


def test_serbia_before_2006_is_the_state_of_that_time(built: duckdb.DuckDBPyConnection) -> None:
    found = built.execute(
        """select actor, min(year(start)), max(year(start)) from figure where indicator = 'wgi-political-stability'
        and actor in ('YUG', 'SRB', 'MNE') group by 1 order by 1"""
    ).fetchall()
    assert found == [("MNE", 2006, 2023), ("SRB", 2006, 2023), ("YUG", 1996, 2005)]
