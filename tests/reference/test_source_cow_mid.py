"""MID 5.0 in the record against its files, read anew with plain Python, and against what is known of famous disputes."""

from __future__ import annotations

import csv
import gzip
from calendar import monthrange
from collections import Counter, defaultdict
from datetime import date, timedelta
from pathlib import Path

import duckdb

from comity.model.states import actor_of


def published(mirror: Path, name: str) -> list[dict[str, str]]:
    with gzip.open(mirror / "cow-mid" / name, "rt", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def test_rows_in_and_out(mirror: Path, built: duckdb.DuckDBPyConnection) -> None:
    disputes, pairs = published(mirror, "cow_mid_disps.csv.gz"), published(mirror, "cow_mid_dirdisps.csv.gz")
    assert (len(disputes), len(pairs)) == (2436, 11390)
    assert built.execute("select count(*) from incident where source = 'cow-mid'").fetchone() == (2436,)
    assert built.execute("select count(*) from incident_party where source = 'cow-mid'").fetchone() == (5867,)
    assert built.execute("select count(*) from rejected where source = 'cow-mid'").fetchone() == (0,)


def test_a_party_is_a_state_on_a_side_in_a_run_of_years(mirror: Path, built: duckdb.DuckDBPyConnection) -> None:
    years: dict[tuple[str, str, str], set[int]] = defaultdict(set)
    for row in published(mirror, "cow_mid_dirdisps.csv.gz"):
        years[row["dispnum"], row["ccode1"], row["sidea1"]].add(int(row["year"]))
    runs = sum(1 for known in years.values() for year in known if year - 1 not in known)
    assert runs == 5867
    assert built.execute(
        "select side, count(*) from incident_party where source = 'cow-mid' group by 1 order by 1"
    ).fetchall() == [
        ("a", sum(1 for (_, _, side), known in years.items() for y in known if side == "1" and y - 1 not in known)),
        ("b", sum(1 for (_, _, side), known in years.items() for y in known if side == "0" and y - 1 not in known)),
    ]


def test_days_stay_within_the_bounds_that_the_files_allow(mirror: Path, built: duckdb.DuckDBPyConnection) -> None:
    last: dict[str, int] = {}
    for row in published(mirror, "cow_mid_dirdisps.csv.gz"):
        last[row["dispnum"]] = max(last.get(row["dispnum"], 0), int(row["year"]))
    found = dict(built.execute("select incident, (start, \"end\") from incident where source = 'cow-mid'").fetchall())
    at_odds = []
    for row in published(mirror, "cow_mid_disps.csv.gz"):
        start, end = found[f"cow-mid:{row['dispnum']}"]
        year, month = int(row["styear"]), int(row["stmon"])
        assert start == date(year, month, 1)
        earliest = start + timedelta(max(int(row["mindur"]) - 1, 0))
        latest = date(year, month, monthrange(year, month)[1]) + timedelta(max(int(row["maxdur"]) - 1, 0))
        if not (earliest <= end <= latest and end.year == last[row["dispnum"]]):
            at_odds.append(row["dispnum"])
    assert sorted(at_odds) == ["2044", "2316", "2328", "3556", "4005", "4174", "4429", "4448", "4459", "4471"]


def test_famous_disputes(built: duckdb.DuckDBPyConnection) -> None:
    assert built.execute(
        """select name, start, "end", intensity, deaths_low, deaths, deaths_high from incident
        where incident = 'cow-mid:3630'"""
    ).fetchone() == (
        "MID 3630: Argentina – United Kingdom", date(1982, 3, 1), date(1982, 7, 14), 5, 1000, None, None
    )  # fmt: skip
    korea = built.execute("select start, \"end\" from incident where incident = 'cow-mid:51'").fetchone()
    assert korea is not None and korea[0] <= date(1950, 6, 25) and korea[1] >= date(1953, 7, 27)
    assert korea[0] >= date(1950, 6, 1) and korea[1] <= date(1953, 8, 27)
    sides = built.execute(
        "select side, list(actor order by actor) from incident_party where incident = 'cow-mid:51' group by 1"
    ).fetchall()
    assert dict(sides)["a"] == ["CHN", "PRK"]
    assert len(dict(sides)["b"]) == 15 and {"KOR", "USA", "GBR", "TUR", "ETH"} <= set(dict(sides)["b"])
    assert built.execute(
        "select actor from incident_party where incident = 'cow-mid:51' and role = 'primary' order by 1"
    ).fetchall() == [("KOR",), ("PRK",)]


def test_six_states_changed_sides_in_the_second_world_war(built: duckdb.DuckDBPyConnection) -> None:
    found = built.execute(
        """select actor from incident_party where incident = 'cow-mid:258' group by actor
        having count(distinct side) = 2 order by 1"""
    ).fetchall()
    assert [actor for (actor,) in found] == ["BGR", "FIN", "FRA", "ITA", "ROU", "RUS"]


def test_deaths_keep_their_brackets_and_unknown_is_not_zero(mirror: Path, built: duckdb.DuckDBPyConnection) -> None:
    levels = Counter(row["fatality"] for row in published(mirror, "cow_mid_disps.csv.gz"))
    brackets = {
        (None, None): "-9", (0, 0): "0", (1, 25): "1", (26, 100): "2", (101, 250): "3", (251, 500): "4",
        (501, 999): "5", (1000, None): "6",
    }  # fmt: skip
    found = built.execute(
        "select deaths_low, deaths_high, count(*) from incident where source = 'cow-mid' group by 1, 2"
    ).fetchall()
    assert {brackets[low, high]: count for low, high, count in found} == levels
    assert levels["-9"] == 268


def test_serbia_fights_in_1914_and_yugoslavia_in_1941(built: duckdb.DuckDBPyConnection) -> None:
    assert built.execute(
        "select count(*) from incident_party where incident = 'cow-mid:257' and actor = 'SRB'"
    ).fetchone() == (1,)
    assert built.execute(
        "select count(*) from incident_party where incident = 'cow-mid:258' and actor = 'YUG'"
    ).fetchone() != (0,)


def test_who_faced_whom_gives_the_publishers_own_variables_back(mirror: Path, built: duckdb.DuckDBPyConnection) -> None:
    found = {
        (incident, a_code, b_code, year): values
        for incident, a_code, b_code, year, *values in built.execute(
            """select incident, a, b, year(start), onset, side, role, fatality, deaths, action, level
            from incident_pair where source = 'cow-mid'"""
        ).fetchall()
    }
    rows = published(mirror, "cow_mid_dirdisps.csv.gz")
    assert len(found) == len(rows) == 11390
    for row in rows:
        day = date(int(row["year"]), 1, 1)
        a, b = (actor_of("cow", row[code], day) for code in ("ccode1", "ccode2"))
        onset, side, role, *levels = found[f"cow-mid:{row['dispnum']}", a, b, int(row["year"])]
        assert onset is (row["disponset"] == "1")
        assert side == {"1": "a", "0": "b"}[row["sidea1"]]
        assert role == {"1": "primary", "0": "supporting"}[row["orig1"]]
        names = ("fatality1", "fatalpre1", "hiact1", "hostlev1")
        assert [-9 if level is None else level for level in levels] == [int(row[name]) for name in names]


def test_every_pair_stands_both_ways(built: duckdb.DuckDBPyConnection) -> None:
    assert built.execute(
        """select count(*) from incident_pair p where source = 'cow-mid' and not exists (
        select 1 from incident_pair q where (q.incident, q.a, q.b, q.start) = (p.incident, p.b, p.a, p.start))"""
    ).fetchone() == (0,)


def test_the_publishers_one_dispute_a_year_is_a_selection_of_these_rows(
    mirror: Path, built: duckdb.DuckDBPyConnection
) -> None:
    """The file that is not read has nothing which the record lacks: the ground for not reading it."""
    chosen = published(mirror, "cow_mid_ddydisps.csv.gz")
    every = {
        (row["dispnum"], row["ccode1"], row["ccode2"], row["year"]): row
        for row in published(mirror, "cow_mid_dirdisps.csv.gz")
    }
    figures = {
        (incident, indicator): value
        for incident, indicator, value in built.execute(
            "select incident, indicator, value from incident_figure where source = 'cow-mid'"
        ).fetchall()
    }
    columns = {
        "fatality": "mid-fatality", "hostlev": "mid-hostility", "mindur": "mid-least-days",
        "maxdur": "mid-greatest-days", "recip": "mid-reciprocated", "stmon": "mid-start-month",
    }  # fmt: skip
    assert len(chosen) == len({(row["ccode1"], row["ccode2"], row["year"]) for row in chosen}) == 10234
    for row in chosen:
        same = every[row["dispnum"], row["ccode1"], row["ccode2"], row["year"]]
        assert (row["cowmidonset"], row["cowmidongoing"]) == (same["disponset"], same["dispongoing"])
        assert all(row[column] == same[column] for column in row.keys() & same.keys())
        for column, indicator in columns.items():
            assert figures.get((f"cow-mid:{row['dispnum']}", indicator), -9) == int(row[column])
    assert len(figures) == 6 * 2436 - 268  # 268 levels of fatality are not known


def test_who_faced_whom_in_famous_disputes(built: duckdb.DuckDBPyConnection) -> None:
    assert built.execute(
        """select a, side, action, level, fatality, deaths from incident_pair where incident = 'cow-mid:3630' order by a"""
    ).fetchall() == [("ARG", "a", 20, 5, 5, None), ("GBR", "b", 20, 5, 4, None)]
    # Thai troops came to Korea before China did, and met China's in the year after.
    assert built.execute(
        """select year(start) from incident_pair where incident = 'cow-mid:51' and (a, b) = ('THA', 'CHN') and onset"""
    ).fetchall() == [(1951,)]
    assert built.execute(
        "select count(*) from incident_pair where incident = 'cow-mid:51' and (a, b) = ('USA', 'KOR')"
    ).fetchone() == (0,)
