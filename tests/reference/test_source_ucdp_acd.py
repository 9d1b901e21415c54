"""UCDP/PRIO ACD 25.1 in the record against its file, read anew with plain Python, and against known wars."""

from __future__ import annotations

import csv
import gzip
from collections import defaultdict
from datetime import date
from pathlib import Path

import duckdb


def published(mirror: Path) -> list[dict[str, str]]:
    with gzip.open(mirror / "ucdp-acd" / "ucdp_acd.csv.gz", "rt", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


ROLES = {
    "gwno_a": ("a", "primary"),
    "gwno_a_2nd": ("a", "supporting"),
    "gwno_b": ("b", "primary"),
    "gwno_b_2nd": ("b", "supporting"),
}


def test_rows_in_and_out(mirror: Path, built: duckdb.DuckDBPyConnection) -> None:
    rows = published(mirror)
    assert len(rows) == 5652 and len({row["conflict_id"] for row in rows}) == 303
    assert built.execute("select count(*) from incident where source = 'ucdp-acd'").fetchone() == (303,)
    assert built.execute("select count(*) from incident_party where source = 'ucdp-acd'").fetchone() == (1618,)
    assert built.execute("select count(*) from rejected where source = 'ucdp-acd'").fetchone() == (3,)


def test_parties_are_the_distinct_states_of_the_lists_in_runs_of_years(
    mirror: Path, built: duckdb.DuckDBPyConnection
) -> None:
    years: dict[tuple[str, str, str, str], set[int]] = defaultdict(set)
    for row in published(mirror):
        for column, (side, role) in ROLES.items():
            if row[column] and row[column] != "751":
                years[row["conflict_id"], row[column], side, role].add(int(row["year"]))
    expected: dict[tuple[str, str], int] = defaultdict(int)
    for (_, _, side, role), known in years.items():
        expected[side, role] += sum(1 for year in known if year - 1 not in known)
    found = built.execute(
        "select side, role, count(*) from incident_party where source = 'ucdp-acd' group by 1, 2"
    ).fetchall()
    assert {(side, role): count for side, role, count in found} == expected
    assert sum(expected.values()) == 1618


def test_iraq_and_kuwait(built: duckdb.DuckDBPyConnection) -> None:
    assert built.execute(
        "select name, start, \"end\", intensity, scale from incident where incident = 'ucdp-acd:371'"
    ).fetchone() == (
        "UCDP 371: Iraq – Kuwait (interstate, over territory)",
        date(1990, 8, 2),
        date(1991, 3, 1),
        2,
        "ucdp-intensity",
    )
    parties = built.execute(
        "select actor, side, role, start, \"end\" from incident_party where incident = 'ucdp-acd:371' order by actor"
    ).fetchall()
    assert ("IRQ", "a", "primary", date(1990, 8, 2), date(1991, 3, 1)) in parties
    assert ("KWT", "b", "primary", date(1990, 8, 2), date(1991, 3, 1)) in parties
    assert ("USA", "b", "supporting", date(1991, 1, 1), date(1991, 3, 1)) in parties
    assert len(parties) == 32


def test_a_conflict_active_in_the_last_year_has_no_end(mirror: Path, built: duckdb.DuckDBPyConnection) -> None:
    active = {
        f"ucdp-acd:{row['conflict_id']}" for row in published(mirror) if row["year"] == "2024" and row["ep_end"] == "0"
    }
    found = built.execute("select incident from incident where source = 'ucdp-acd' and \"end\" is null").fetchall()
    assert {incident for (incident,) in found} == active
    assert len(active) == 61
    assert "ucdp-acd:13243" in active  # Russia and Ukraine
    assert built.execute("select start from incident where incident = 'ucdp-acd:13243'").fetchone() == (
        date(2022, 2, 24),
    )


def test_all_types_of_a_conflict_are_in_its_name(mirror: Path, built: duckdb.DuckDBPyConnection) -> None:
    types: dict[str, set[str]] = defaultdict(set)
    for row in published(mirror):
        types[f"ucdp-acd:{row['conflict_id']}"].add(row["type_of_conflict"])
    spelled = {"II": "internationalised intrastate", "intrastate": "intrastate"}
    several = 0
    for incident, name in built.execute("select incident, name from incident where source = 'ucdp-acd'").fetchall():
        inside = name.rpartition("(")[2].split(", ")[0].split(" and ")
        assert set(inside) == {spelled.get(one, one) for one in types[incident]}
        several += len(inside) > 1
    assert several == 64


def test_hyderabad_is_named_and_set_aside(built: duckdb.DuckDBPyConnection) -> None:
    assert built.execute("select name from incident where incident = 'ucdp-acd:226'").fetchone() == (
        "UCDP 226: Hyderabad – India (interstate, over territory)",
    )
    assert built.execute("select actor from incident_party where incident = 'ucdp-acd:226'").fetchall() == [("IND",)]


def test_an_unnamed_group_is_no_state(mirror: Path, built: duckdb.DuckDBPyConnection) -> None:
    for row in published(mirror):
        if row["type_of_conflict"] != "interstate":
            assert row["gwno_b"] == ""
    assert built.execute(
        "select count(*) from incident_party where incident = 'ucdp-acd:333' and side = 'b' and role = 'primary'"
    ).fetchone() == (0,)


def test_years_of_rest_are_in_no_party_s_spell(mirror: Path, built: duckdb.DuckDBPyConnection) -> None:
    active = {int(row["year"]) for row in published(mirror) if row["conflict_id"] == "218"}
    spells = built.execute(
        "select start, \"end\" from incident_party where incident = 'ucdp-acd:218' and actor = 'IND' and role = 'primary'"
    ).fetchall()
    assert {year for start, end in spells for year in range(start.year, end.year + 1)} == active
    assert len(spells) == 9


def test_serbia_after_2006_is_not_yugoslavia(built: duckdb.DuckDBPyConnection) -> None:
    """Found as a mistake: the file has Yugoslavia's code for Serbia in 2014, 2015 and 2023."""
    assert built.execute(
        "select distinct actor from incident_party where incident in ('ucdp-acd:416', 'ucdp-acd:15283') and actor in ('SRB', 'YUG')"
    ).fetchall() == [("SRB",)]
    assert built.execute(
        "select count(*) from incident_party where source = 'ucdp-acd' and actor = 'YUG' and start > '2006-06-04'"
    ).fetchone() == (0,)
