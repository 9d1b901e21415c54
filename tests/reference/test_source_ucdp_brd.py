"""Battle deaths in the record against the publishers' files, and against what is known of some wars."""

from __future__ import annotations

import csv
import gzip
from collections import defaultdict
from datetime import date
from pathlib import Path

import duckdb
import pytest

from comity.model.states import actor_of


def published(mirror: Path, name: str) -> list[dict[str, str]]:
    with gzip.open(mirror / "ucdp-brd" / name, "rt", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def codes(cell: str) -> list[str]:
    return [code for code in cell.replace(" ", "").split(",") if code]


def key(code: str, year: int) -> str:
    found = actor_of("gw", "340" if code == "345" and year > 2006 else code, date(year, 1, 1))
    assert found, (code, year)
    return found


def test_deaths_of_every_pair_and_year(mirror: Path, built: duckdb.DuckDBPyConnection) -> None:
    found = {
        (incident, start.year): (value, low, high)
        for incident, start, value, low, high in built.execute(
            "select incident, start, value, low, high from incident_figure where source = 'ucdp-brd'"
        ).fetchall()
    }
    rows = published(mirror, "BattleDeaths_v24_1.csv.gz")
    assert len(found) == len(rows) == 1920
    out_of_order = 0
    for row in rows:
        best, low, high = (int(row[f"bd_{which}"]) for which in ("best", "low", "high"))
        bounds = (low, high) if low <= best <= high else (None, None)
        out_of_order += bounds == (None, None)
        assert found[f"ucdp-brd:{row['dyad_id']}", int(row["year"])] == (best, *bounds)
    assert out_of_order == 7


def test_every_party_of_every_list(mirror: Path, built: duckdb.DuckDBPyConnection) -> None:
    expected: dict[tuple[str, str, str, str], set[int]] = defaultdict(set)
    for row in published(mirror, "BattleDeaths_v24_1.csv.gz"):
        year = int(row["year"])
        for column, side, role in (
            ("gwno_a", "a", "primary"), ("gwno_a_2nd", "a", "supporting"),
            ("gwno_b", "b", "primary"), ("gwno_b_2nd", "b", "supporting"),
        ):  # fmt: skip
            for code in codes(row[column]):
                expected[f"ucdp-brd:{row['dyad_id']}", key(code, year), side, role].add(year)
        if not row["gwno_b"]:
            group = f"group:ucdp-{row['side_b_id']}"
            expected[f"ucdp-brd:{row['dyad_id']}", group, "b", "primary"].add(year)
    found: dict[tuple[str, str, str, str], set[int]] = defaultdict(set)
    for incident, actor, side, role, start, end in built.execute(
        "select incident, actor, side, role, start, \"end\" from incident_party where source = 'ucdp-brd'"
    ).fetchall():
        found[incident, actor, side, role] |= set(range(start.year, (end.year if end else 2023) + 1))
    assert found == expected


def test_where_it_was_fought(mirror: Path, built: duckdb.DuckDBPyConnection) -> None:
    expected = {
        (row["dyad_id"], int(row["year"]), key(code, int(row["year"])))
        for row in published(mirror, "BattleDeaths_v24_1.csv.gz")
        for code in codes(row["gwno_battle"])
    }
    found = {
        (place.removeprefix("ucdp-brd:").split("-")[0], start.year, state)
        for place, start, state in built.execute(
            "select place, start, state from place where source = 'ucdp-brd'"
        ).fetchall()
    }
    assert found == expected


def test_by_territory_only_states_and_all_three_numbers(mirror: Path, built: duckdb.DuckDBPyConnection) -> None:
    found = {
        (actor, start.year, indicator): value
        for actor, start, indicator, value in built.execute(
            "select actor, start, indicator, value from figure where source = 'ucdp-brd'"
        ).fetchall()
    }
    rows = [row for row in published(mirror, "poldat_ucdpbrds.csv.gz") if row["status"] == "independent"]
    assert len(found) == 3 * len(rows) == 3 * 11006
    for row in rows:
        year = int(float(row["year"]))
        actor = actor_of("gw", str(int(float(row["gwcode"]))), date(year, 7, 1))
        assert actor
        for name, column in (("", "best"), ("-low", "low"), ("-high", "high")):
            assert found[actor, year, f"battle-deaths-prio-ged{name}"] == float(row[column])
    assert built.execute("select count(*) from rejected where source = 'ucdp-brd'").fetchone() == (12902 - 11006 + 7,)


@pytest.mark.parametrize(
    ("one", "other", "year", "low", "high"),
    [("RUS", "UKR", 2022, 60_000, 170_000), ("ERI", "ETH", 1999, 20_000, 70_000), ("IND", "PAK", 1999, 500, 2_000)],
)
def test_known_wars(built: duckdb.DuckDBPyConnection, one: str, other: str, year: int, low: float, high: float) -> None:
    found = built.execute(
        """select sum(value) from incident_figure f where source = 'ucdp-brd' and year(f.start) = ? and exists (
        select 1 from incident_pair p where (p.incident, p.start) = (f.incident, f.start) and p.a = ? and p.b = ?)""",
        [year, one, other],
    ).fetchone()
    assert found and low <= found[0] <= high


def test_a_pair_of_a_conflict_is_counted_in_no_brief(built: duckdb.DuckDBPyConnection) -> None:
    assert built.execute("select distinct kind from incident where source = 'ucdp-brd'").fetchall() == [
        ("conflict-dyad",)
    ]
