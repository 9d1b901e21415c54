"""Gross domestic product against the publisher's file and against published figures."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path
from typing import Any

import pytest

#: The Bank's 48 aggregates and 20 territories, by the words of their names rather than by their codes.
_AGGREGATES = (
    "Africa Eastern", "Africa Western", "Arab World", "Caribbean small", "Central Europe and", "demographic dividend",
    "East Asia & Pacific", "Euro area", "Europe & Central Asia", "European Union", "Fragile", "Heavily indebted", "income",
    "IBRD only", "IDA", "Latin America", "Least developed", "Middle East & North", "North America", "OECD", "Small states", "small states",
    "South Asia", "Sub-Saharan", "World",
)  # fmt: skip


def _file(mirror: Path) -> list[dict[str, str]]:
    with gzip.open(mirror / "gdp-worldbank" / "gdp.csv.gz", "rt", encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def test_rows_in_and_out(mirror: Path, built: Any) -> None:
    rows = _file(mirror)
    aggregates = [row for row in rows if any(word in row["Country Name"] for word in _AGGREGATES)]
    reasons = dict(
        built.execute("select reason, count(*) from rejected where source = 'gdp-worldbank' group by 1").fetchall()
    )
    assert sorted(reasons.values()) == [690, len(aggregates)]
    assert built.execute("select count(*) from figure where source = 'gdp-worldbank'").fetchone() == (
        len(rows) - len(aggregates) - 690,
    )


def test_no_aggregate_became_a_state(mirror: Path, built: Any) -> None:
    total = built.execute(
        "select sum(value) from figure where source = 'gdp-worldbank' and year(start) = 2019"
    ).fetchone()[0]
    world = next(float(r["Value"]) for r in _file(mirror) if r["Country Code"] == "WLD" and r["Year"] == "2019")
    assert total == pytest.approx(world, rel=0.02)


@pytest.mark.parametrize(
    ("actor", "year", "value"),
    [
        ("USA", 2019, 21.4e12),
        ("USA", 2023, 27.4e12),
        ("CHN", 2023, 17.8e12),
        ("DEU", 2019, 3.9e12),
        ("JPN", 2012, 6.27e12),
    ],
)
def test_published_figures(built: Any, actor: str, year: int, value: float) -> None:
    found = built.execute(
        "select value, unit from figure where source = 'gdp-worldbank' and actor = ? and year(start) = ?", [actor, year]
    ).fetchall()
    assert found == [(pytest.approx(value, rel=0.02), "USD, current")]


def test_kosovo_and_palestine_stay(built: Any) -> None:
    found = built.execute(
        """select actor, count(*) from figure where source = 'gdp-worldbank' and actor in ('XKX', 'PSE', 'TWN')
        group by 1 order by 1"""
    ).fetchall()
    assert found == [("PSE", 30), ("XKX", 16)]
