"""United States forces abroad against the publisher's file and against published strengths."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path
from typing import Any

import pytest


def _file(mirror: Path) -> list[dict[str, str]]:
    path = mirror / "us-troops" / "troopdata-rebuild-country-year.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def _strength(built: Any, host: str, year: int) -> list[float]:
    return [row[0] for row in built.execute(
        "select value from tie where source = 'us-troops' and b = ? and year(start) = ?", [host, year]
    ).fetchall()]  # fmt: skip


def test_every_row_is_taken_or_set_aside_once(mirror: Path, built: Any) -> None:
    rows = _file(mirror)
    ties = built.execute("select count(*) from tie where source = 'us-troops'").fetchone()[0]
    lines = [row[0] for row in built.execute("select line from rejected where source = 'us-troops'").fetchall()]
    assert len(lines) == len(set(lines))
    assert ties + len(lines) == len(rows) == 13_135
    assert ties == 11_359


def test_no_place_that_is_no_host_state(mirror: Path, built: Any) -> None:
    rows = _file(mirror)
    reasons = dict(built.execute(
        "select split_part(reason, ' ', 1), count(*) from rejected where source = 'us-troops' group by 1"
    ).fetchall())  # fmt: skip
    assert sum(int(row["ccode"]) >= 1000 for row in rows) == 873
    assert sum(row["ccode"] == "2" for row in rows) == 75
    assert reasons["Puerto"] == sum(row["ccode"] == "6" for row in rows) == 73
    assert built.execute("select count(*) from tie where source = 'us-troops' and b = 'USA'").fetchone() == (0,)


@pytest.mark.parametrize(
    ("host", "year", "strength"),
    [
        ("DEU", 1985, 246_875), ("KOR", 1953, 326_863), ("KOR", 2010, 27_912), ("JPN", 1985, 46_923),
        ("RVN", 1968, 537_377), ("GBR", 1985, 30_000), ("ITA", 2019, 12_500),
    ],
)  # fmt: skip
def test_published_strengths(built: Any, host: str, year: int, strength: float) -> None:
    assert _strength(built, host, year) == [pytest.approx(strength, rel=0.1)]


def test_south_vietnam_is_not_north_vietnam(built: Any) -> None:
    years = built.execute(
        "select b, min(year(start)), max(year(start)) from tie where source = 'us-troops' and b in ('RVN', 'VNM') group by 1"
    ).fetchall()
    assert sorted(years) == [("RVN", 1954, 1975), ("VNM", 1976, 2024)]


def test_what_is_known_to_be_wrong_is_not_there(built: Any) -> None:
    for year in (1951, 1952, 2008):
        assert built.execute(
            "select count(*) from tie where source = 'us-troops' and year(start) = ?", [year]
        ).fetchone() == (0,)
    for host, year in [
        ("IRQ", 2006),
        ("IRQ", 2007),
        ("AFG", 2019),
        ("AFG", 2020),
        ("AFG", 2017),
        ("IRQ", 2016),
        ("KWT", 2004),
    ]:
        assert _strength(built, host, year) == []
    assert _strength(built, "IRQ", 2005) == [150_000]


def test_a_silent_report_is_not_zero(built: Any) -> None:
    for host in ("IRQ", "AFG", "SYR"):
        assert _strength(built, host, 2023) == []


def test_the_repeated_counts_are_multiples_of_the_quarterly_figure(mirror: Path) -> None:
    """The ground for setting them aside: the yearly file has exactly two or three times the other file's figure."""
    path = mirror / "us-troops" / "troopdata-rebuild-country-year-quarter-format.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8", newline="") as handle:
        quarter = {(r["ccode"], r["year"], r["quarter"]): float(r["troops_ad"] or 0) for r in csv.DictReader(handle)}
    year = {(r["ccode"], r["year"]): float(r["troops_ad"]) for r in _file(mirror)}
    assert year["645", "2006"] == 3 * quarter["645", "2006", "2"]
    assert year["645", "2007"] == 3 * quarter["645", "2007", "2"]
    assert year["700", "2019"] == 2 * quarter["700", "2019", "2"]
    assert year["700", "2020"] == 2 * quarter["700", "2020", "2"]


def test_no_figure_since_2013_is_far_above_all_other_quarters(mirror: Path, built: Any) -> None:
    """June is doubled in the quarterly file; a yearly figure that follows it, and no other quarter, is doubled too."""
    path = mirror / "us-troops" / "troopdata-rebuild-country-year-quarter-format.csv.gz"
    others: dict[tuple[str, int], float] = {}
    with gzip.open(path, "rt", encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            if row["quarter"] != "2" and row["troops_all"] not in ("", "NA"):
                key = ({"260": "255"}.get(row["ccode"], row["ccode"]), int(row["year"]))
                others[key] = max(others.get(key, 0), float(row["troops_all"]))
    host = {(row["ccode"], int(row["year"])): f":{line}" for line, row in enumerate(_file(mirror), 2)}
    taken = dict(
        built.execute("select source_row, value from tie where source = 'us-troops' and year(start) >= 2013").fetchall()
    )
    name = "troopdata-rebuild-country-year.csv.gz"
    far = {key for key, most in others.items() if most > 2_000 and taken.get(name + host.get(key, ""), 0) > 1.4 * most}
    assert far == set()


def test_one_row_a_host_and_year(built: Any) -> None:
    assert not built.execute(
        "select b, start from tie where source = 'us-troops' group by all having count(*) > 1"
    ).fetchall()
    assert _strength(built, "CZE", 2013) == [17]
    assert _strength(built, "YEM", 1990) == [37]


def test_coverage_leaves_the_years_out_that_are_set_aside(built: Any) -> None:
    spans = built.execute(
        "select year(start), year(\"end\"), scope from coverage where source = 'us-troops' order by 1"
    ).fetchall()
    assert spans == [(1950, 1950, "with USA"), (1953, 2007, "with USA"), (2009, 2024, "with USA")]
