"""National Material Capabilities against the publisher's file and against published figures."""

from __future__ import annotations

import csv
import gzip
from datetime import date
from pathlib import Path
from typing import Any

import pytest


def _file(mirror: Path) -> list[dict[str, str]]:
    with gzip.open(mirror / "cow-nmc" / "cow_nmc_v7.csv.gz", "rt", encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def _one(built: Any, actor: str, indicator: str, year: int) -> tuple[float, str]:
    found = built.execute(
        "select value, unit from figure where source = 'cow-nmc' and actor = ? and indicator = ? and year(start) = ?",
        [actor, indicator, year],
    ).fetchall()
    assert len(found) == 1, (actor, indicator, year, found)
    value, unit = found[0]
    return value, unit


@pytest.mark.parametrize(
    ("indicator", "column", "scale"),
    [
        ("military-personnel", "milper", 1000),
        ("iron-steel-production", "irst", 1000),
        ("primary-energy-consumption", "pec", 1000),
        ("total-population", "tpop", 1000),
        ("cinc", "cinc", 1),
    ],
)
def test_every_known_cell_is_one_figure(mirror: Path, built: Any, indicator: str, column: str, scale: int) -> None:
    values = [float(row[column]) * scale for row in _file(mirror) if row[column] not in ("", "NA")]
    count, total = built.execute(
        "select count(*), sum(value) from figure where source = 'cow-nmc' and indicator = ?", [indicator]
    ).fetchone()
    assert count == len(values)
    assert total == pytest.approx(sum(values))


def test_spending_is_two_series_by_currency(mirror: Path, built: Any) -> None:
    known = [row for row in _file(mirror) if row["milex"] not in ("", "NA")]
    assert len(known) == 17_121 - 2_360
    found = dict(
        built.execute(
            "select indicator, count(*) from figure where source = 'cow-nmc' and indicator like 'military-exp%' group by 1"
        ).fetchall()
    )
    pounds = sum(int(row["year"]) < 1914 for row in known)
    assert found == {"military-expenditure-sterling": pounds, "military-expenditure": len(known) - pounds}
    assert _one(built, "USA", "military-expenditure-sterling", 1913) == (62_825_000, "GBP, current")
    assert _one(built, "USA", "military-expenditure", 1914) == (253_205_000, "USD, current")


def test_published_figures(built: Any) -> None:
    assert _one(built, "USA", "cinc", 1945)[0] == pytest.approx(0.3838, abs=0.0005)
    assert _one(built, "USA", "military-personnel", 1945) == (12_123_000, "persons")
    assert _one(built, "USA", "military-expenditure", 1945) == (90e9, "USD, current")
    assert _one(built, "GBR", "cinc", 1816)[0] == pytest.approx(0.337, abs=0.03)
    assert _one(built, "CHN", "total-population", 2020)[0] == pytest.approx(1.43e9, rel=0.02)


def test_two_rows_in_the_year_of_a_union_share_it_by_days(built: Any) -> None:
    found = built.execute(
        """select actor, start, "end", value from figure where source = 'cow-nmc' and indicator = 'cinc'
        and actor in ('DEU', 'YEM') and year(start) = 1990 order by all"""
    ).fetchall()
    assert found == [
        ("DEU", date(1990, 1, 1), date(1990, 10, 2), 0.027689427),
        ("DEU", date(1990, 10, 3), date(1990, 12, 31), 0.029267116),
        ("YEM", date(1990, 1, 1), date(1990, 5, 21), 0.0012712856),
        ("YEM", date(1990, 5, 22), date(1990, 12, 31), 0.0019650145),
    ]


def test_code_345_is_the_state_of_31_december(built: Any) -> None:
    found = dict(
        built.execute(
            """select actor, min(year(start)) || '-' || max(year(start)) || ' ' || count(*) from figure
            where source = 'cow-nmc' and indicator = 'cinc' and actor in ('SRB', 'YUG') group by 1"""
        ).fetchall()
    )
    assert found["SRB"].startswith("1878-2022")
    assert found["YUG"].startswith("1918-2005")
    assert not built.execute(
        "select 1 from figure where source = 'cow-nmc' and actor = 'SRB' and year(start) = 1950"
    ).fetchall()


def test_impossible_urban_population_stays_as_published(mirror: Path, built: Any) -> None:
    rows = _file(mirror)
    wrong = [r for r in rows if r["upop"] not in ("", "NA") and float(r["upop"]) > float(r["tpop"])]
    assert sorted((r["ccode"], r["year"]) for r in wrong) == [("380", "2001"), ("830", "1998")]
    assert built.execute("select count(*) from rejected where source = 'cow-nmc'").fetchone() == (0,)
    known = sum(row["upop"] not in ("", "NA") for row in rows)
    found = built.execute("select count(*) from figure where source = 'cow-nmc' and indicator = 'urban-population'")
    assert found.fetchone() == (known,)
