"""Archigos against the publisher's files and known leaders."""

from __future__ import annotations

import csv
import gzip
from datetime import date
from pathlib import Path

import duckdb
import pytest

from comity.model.states import actor_of


def _file(mirror: Path, name: str) -> list[dict[str, str]]:
    with gzip.open(mirror / "leaders" / name, "rt", encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def test_every_leader_is_there_on_the_same_days(mirror: Path, built: duckdb.DuckDBPyConnection) -> None:
    expected = {
        f"leaders:{row['obsid']}": (
            actor_of("gw", row["gwcode"], date.fromisoformat(row["startdate"])),
            row["leader"],
            date.fromisoformat(row["startdate"]),
            date.fromisoformat(row["enddate"]),
        )
        for row in _file(mirror, "archigos.csv.gz")
    }
    found = {
        leader: (state, name, start, end)
        for leader, state, name, start, end in built.execute(
            "select leader, state, name, start, \"end\" from leader where source = 'leaders'"
        ).fetchall()
    }
    assert found == expected and len(found) == 3409
    assert sum(end == date(2015, 12, 31) for *_, end in found.values()) == 166


@pytest.mark.parametrize(
    ("column", "indicator"),
    [
        ("leadertransition", "archigos-leader-transition"),
        ("irregular", "archigos-irregular-transition"),
        ("n_leaders", "archigos-leaders"),
    ],
)
def test_the_yearly_numbers_come_back(
    mirror: Path, built: duckdb.DuckDBPyConnection, column: str, indicator: str
) -> None:
    expected = sorted(
        (actor_of("gw", row["gwcode"], date(int(row["year"]), 12, 31)), int(row["year"]), float(row[column]))
        for row in _file(mirror, "archigossums.csv.gz")
    )
    found = built.execute(
        "select actor, year(start), value from figure where source = 'leaders' and indicator = ? order by all",
        [indicator],
    ).fetchall()
    assert found == expected and len(found) == 14_407


def test_known_leaders(built: duckdb.DuckDBPyConnection) -> None:
    def on(state: str, day: date) -> list[str]:
        return [
            name
            for (name,) in built.execute(
                'select name from leader where state = ? and ? between start and "end" order by start', [state, day]
            ).fetchall()
        ]

    assert on("GBR", date(1940, 6, 1)) == ["Churchill"]
    assert on("DEU", date(1990, 6, 1)) == ["Kohl"]
    assert on("USA", date(1963, 11, 22)) == ["Kennedy", "L. Johnson"] or len(on("USA", date(1963, 11, 22))) == 2
    assert on("RUS", date(2010, 6, 1)) and "Putin" in on("RUS", date(2010, 6, 1))[0]
    assert on("USA", date(2016, 6, 1)) == []
    assert built.execute(
        "select value from figure where indicator = 'archigos-leaders' and actor = 'USA' and year(start) = 1963"
    ).fetchall() == [(2.0,)]


def test_no_score_of_a_person_is_taken(built: duckdb.DuckDBPyConnection) -> None:
    assert built.execute("select distinct indicator from figure where source = 'leaders' order by 1").fetchall() == [
        ("archigos-irregular-transition",),
        ("archigos-leader-transition",),
        ("archigos-leaders",),
    ]
