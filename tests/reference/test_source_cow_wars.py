"""The wars in the record against the project's files, read anew with plain Python, and against what is known of some."""

from __future__ import annotations

import csv
import gzip
from collections import defaultdict
from datetime import date
from pathlib import Path

import duckdb
import pytest

from comity.model.states import actor_of


def published(mirror: Path, name: str, source: str = "cow-wars") -> list[dict[str, str]]:
    with gzip.open(mirror / source / name, "rt", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def key(code: str, year: str) -> str:
    found = actor_of("cow", code, date(int(year), 1, 1))
    assert found
    return found


def test_rows_in_and_out(mirror: Path, built: duckdb.DuckDBPyConnection) -> None:
    inter, intra = published(mirror, "cow_war_inter.csv.gz"), published(mirror, "cow_war_intra.csv.gz")
    wars = {row["warnum"] for row in inter}, {row["warnum"] for row in intra}
    assert (len(inter), len(wars[0]), len(intra), len(wars[1])) == (1932, 95, 1361, 306)
    assert max(int(number) for number in wars[0]) < 500 <= min(int(number) for number in wars[1])
    assert built.execute("select count(*) from incident where source = 'cow-wars'").fetchone() == (95 + 306,)
    assert built.execute("select count(*) from rejected where source = 'cow-wars'").fetchone() == (16 + 2,)
    assert built.execute("select count(*) from actor where source = 'cow-wars'").fetchone() == (306,)


def test_who_faced_whom_between_states_is_the_file(mirror: Path, built: duckdb.DuckDBPyConnection) -> None:
    expected = {}
    for row in published(mirror, "cow_war_inter.csv.gz"):
        pair = row["warnum"], key(row["ccode1"], row["year"]), key(row["ccode2"], row["year"]), int(row["year"])
        told = (
            row["cowinteronset"] == "1", {"1": "a", "2": "b"}[row["sidea1"]], row["initiator1"] == "1",
            None if row["batdeath1"] == "-9" else float(row["batdeath1"]), row["outcome1"] or None,
        )  # fmt: skip
        if pair not in expected or told[-1] is not None:  # of two spells in a year the one with an outcome
            expected[pair] = told
    found = {
        (incident.removeprefix("cow-wars:"), a, b, year): tuple(values)
        for incident, a, b, year, *values in built.execute(
            """select incident, a, b, year(start), onset, side, initiator, deaths, outcome from incident_pair
            where source = 'cow-wars' and initiator is not null"""
        ).fetchall()
    }
    assert found == expected
    assert len(found) == 1932 - 16


def test_sides_and_years_within_states(mirror: Path, built: duckdb.DuckDBPyConnection) -> None:
    years: dict[tuple[str, str, str, str], set[int]] = defaultdict(set)
    for row in published(mirror, "cow_war_intra.csv.gz"):
        war, year = row["warnum"], int(row["year"])
        if row["ccodea"] != "-8":
            years[
                war, key(row["ccodea"], row["year"]), "a", "primary" if row["primary_state"] == "1" else "supporting"
            ].add(year)
        if row["ccodeb"] not in ("-8", ""):
            years[war, key(row["ccodeb"], row["year"]), "b", "supporting"].add(year)
        if row["primary_state"] == "1":
            years[war, f"group:cow-war-{war}-b", "b", "primary"].add(year)
    found: dict[tuple[str, str, str, str], set[int]] = defaultdict(set)
    for incident, actor, side, role, start, end in built.execute(
        """select incident, actor, side, role, start, "end" from incident_party where source = 'cow-wars' and role is not null"""
    ).fetchall():
        found[incident.removeprefix("cow-wars:"), actor, side, role] |= set(
            range(start.year, (end.year if end else 2007) + 1)
        )
    # A state whose key changes within a run of years (Serbia, Yugoslavia) is told by its first year's.
    assert {one: known for one, known in found.items() if known != years.get(one)} == {}
    assert set(found) == set(years)


def test_onset_within_states_is_the_wars_whatever_the_row(mirror: Path, built: duckdb.DuckDBPyConnection) -> None:
    begun = {
        (row["warnum"], int(row["year"]))
        for row in published(mirror, "cow_war_intra.csv.gz")
        if row["cowintraonset"] == "1"
    }
    found = built.execute(
        """select incident, year(start), bool_or(onset), bool_and(onset) from incident_pair
        where source = 'cow-wars' and initiator is null group by all"""
    ).fetchall()
    assert all(some == every for _, _, some, every in found)
    assert {(incident.removeprefix("cow-wars:"), year) for incident, year, some, _ in found if some} == begun


def test_every_pair_stands_both_ways_on_two_sides(built: duckdb.DuckDBPyConnection) -> None:
    assert built.execute(
        """select count(*) from incident_pair p where source = 'cow-wars' and not exists (select 1 from incident_pair q
        where (q.incident, q.a, q.b, q.start) = (p.incident, p.b, p.a, p.start) and p.side <> q.side)"""
    ).fetchone() == (0,)


@pytest.mark.parametrize(
    ("war", "years", "winner", "loser"),
    [(202, (1982, 1982), "GBR", "ARG"), (142, (1939, 1940), "RUS", "FIN"), (79, (1898, 1898), "USA", "ESP")],
)
def test_famous_wars(
    built: duckdb.DuckDBPyConnection, war: int, years: tuple[int, int], winner: str, loser: str
) -> None:
    name = f"cow-wars:{war}"
    assert built.execute(
        "select year(start), year(\"end\") from incident where incident = ?", [name]
    ).fetchone() == years  # fmt: skip
    assert built.execute(
        "select distinct a, b from incident_pair where incident = ? and outcome = '1'", [name]
    ).fetchall() == [(winner, loser)]  # fmt: skip


def test_deaths_are_added_once_and_unknown_ones_make_a_bound(built: duckdb.DuckDBPyConnection) -> None:
    def deaths(war: int) -> object:
        return built.execute(
            "select deaths_low, deaths from incident where incident = ?", [f"cow-wars:{war}"]
        ).fetchone()

    assert deaths(202) == (746 + 255, 746 + 255)  # one year, two states
    low, best = built.execute("select deaths_low, deaths from incident where incident = 'cow-wars:170'").fetchall()[0]
    assert low and low > 0 and best is None


def test_one_war_once(mirror: Path, built: duckdb.DuckDBPyConnection) -> None:
    """An identity joins a war and a dispute of which at least two states and one year are the same."""
    found = built.execute(
        """select id, canonical from same_as where id like 'cow-wars:%'
        union all select canonical, id from same_as where canonical like 'cow-wars:%' and id like 'cow-mid:%'"""
    ).fetchall()
    assert len(found) == 29 + 56
    # The war is what the dispute came to: in briefs it counts as one.
    told = built.execute("select name, kind from incident where incident = 'cow-wars:139'").fetchone()
    assert told == ("World War II (COW war 139)", "war")
    assert built.execute("select id from same_as where canonical = 'cow-mid:258'").fetchall() == []
    same = built.execute("select id from same_as where canonical = 'cow-wars:139' order by id").fetchall()
    assert same == [("cow-mid:258",), ("gml-mid:258",)]
    parties: dict[str, set[str]] = defaultdict(set)
    years: dict[str, set[int]] = defaultdict(set)
    for source, name, number in (("cow-wars", "cow_war_inter", "warnum"), ("cow-mid", "cow_mid_dirdisps", "dispnum")):
        for row in published(mirror, f"{name}.csv.gz", source):
            parties[f"{source}:{row[number]}"] |= {row["ccode1"], row["ccode2"]}
            years[f"{source}:{row[number]}"].add(int(row["year"]))
    level = {row["dispnum"]: row["hostlev"] for row in published(mirror, "cow_mid_disps.csv.gz", "cow-mid")}
    for war, dispute in found:
        if dispute.startswith("cow-mid:"):
            assert len(parties[war] & parties[dispute]) >= 2, (war, dispute)
            assert years[war] & years[dispute], (war, dispute)
            assert level[dispute.removeprefix("cow-mid:")] == "5", (war, dispute)
    assert len({dispute for _, dispute in found}) == len(found)
