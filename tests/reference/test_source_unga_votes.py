"""Roll calls of the General Assembly against the publisher's files and known votes."""

from __future__ import annotations

import csv
import gzip
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from comity.model.states import actor_of


def _calls(mirror: Path) -> list[dict[str, str]]:
    with gzip.open(mirror / "unga-votes" / "un_roll_calls.csv.gz", "rt", encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def test_every_vote_is_there(mirror: Path, built: duckdb.DuckDBPyConnection) -> None:
    """Count by state, session's year and vote, from the names alone, and hold that against the record."""
    days = {int(row["rcid"]): date.fromisoformat(row["date"]) for row in _calls(mirror)}
    table = pq.read_table(mirror / "unga-votes" / "un_votes.parquet").to_pydict()
    expected: Counter[tuple[str | None, int, str]] = Counter()
    keys: dict[tuple[str, int], str | None] = {}
    for rcid, country, vote in zip(table["rcid"], table["country"], table["vote"], strict=True):
        day = days[rcid]
        if (country, day.year) not in keys:
            keys[country, day.year] = actor_of("name", country, day)
        expected[keys[country, day.year], day.year, vote] += 1
    found = {
        (actor, year, vote): count
        for actor, year, vote, count in built.execute(
            """select actor, year(date), vote, count(*) from vote join resolution using (resolution)
            where vote.source = 'unga-votes' group by 1, 2, 3"""
        ).fetchall()
    }
    assert sum(found.values()) == 870_109
    assert found == dict(expected)


def test_resolutions(mirror: Path, built: duckdb.DuckDBPyConnection) -> None:
    rows = _calls(mirror)
    found = built.execute(
        """select count(*), count(important), count(*) filter (important), count(title), count(issues)
        from resolution where source = 'unga-votes'"""
    ).fetchone()
    with gzip.open(mirror / "unga-votes" / "un_roll_call_issues.csv.gz", "rt", encoding="utf-8") as handle:
        issues: dict[str, set[str]] = defaultdict(set)
        for row in csv.DictReader(handle):
            issues[row["rcid"]].add(row["issue"])
    assert found == (
        len(rows),
        sum(row["importantvote"] not in ("", "NA") for row in rows),
        sum(row["importantvote"] == "1" for row in rows),
        len(rows) - 1,  # 6027 of 1997 has neither title nor description
        len(issues),
    )
    assert len(rows) == 6203
    for resolution, joined in built.execute(
        "select resolution, issues from resolution where source = 'unga-votes' and issues is not null"
    ).fetchall():
        assert joined.split("|") == sorted(issues[resolution.removeprefix("unga-votes:")])


def test_states_without_a_code_are_known_by_name(mirror: Path, built: duckdb.DuckDBPyConnection) -> None:
    def years(actor: str) -> tuple[int, int]:
        found = built.execute(
            "select min(year(date)), max(year(date)) from vote join resolution using (resolution) where actor = ?",
            [actor],
        ).fetchone()
        assert found
        return found[0], found[1]

    assert years("NAM")[0] == 1990  # its code is NA; a member since 23 April 1990
    assert years("DEU")[0] == 1973  # a member since 18 September 1973
    assert years("YEM")[0] == 1947
    assert years("ZAN") == (1963, 1963)
    assert years("YMD")[1] <= 1990


def test_known_votes(built: duckdb.DuckDBPyConnection) -> None:
    def votes(resolution: str, day: date) -> dict[str, str]:
        return dict(
            built.execute(
                "select actor, vote from vote join resolution using (resolution) where resolution = ? and date = ?",
                [resolution, day],
            ).fetchall()
        )

    # Resolution 68/262 on the territorial integrity of Ukraine: 100 for, 11 against, 58 abstaining.
    ukraine = votes("unga-votes:5309", date(2014, 3, 27))
    assert Counter(ukraine.values()) == {"yes": 100, "no": 11, "abstain": 58}
    assert ukraine["RUS"] == "no" and ukraine["CHN"] == "abstain" and ukraine["UKR"] == "yes"
    # Resolution ES-10/19 on the status of Jerusalem: 128 for, 9 against, 35 abstaining; the file lacks one of the 128.
    jerusalem = votes("unga-votes:5588", date(2017, 12, 21))
    assert Counter(jerusalem.values()) == {"yes": 127, "no": 9, "abstain": 35}
    assert jerusalem["USA"] == "no" and jerusalem["GBR"] == "yes"
