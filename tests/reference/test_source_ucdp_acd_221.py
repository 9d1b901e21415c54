"""Conflicts between groups in the record against UCDP's file, and against what is known of some."""

from __future__ import annotations

import csv
import gzip
from collections import defaultdict
from datetime import date
from pathlib import Path

import duckdb

from comity.model.states import actor_of


def published(mirror: Path) -> list[dict[str, str]]:
    with gzip.open(mirror / "ucdp-acd-221" / "ucdp-nonstate-221.csv.gz", "rt", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def test_deaths_of_every_pair_and_year(mirror: Path, built: duckdb.DuckDBPyConnection) -> None:
    found = {
        (incident, start.year): told
        for incident, start, *told in built.execute(
            "select incident, start, value, low, high from incident_figure where source = 'ucdp-acd-221'"
        ).fetchall()
    }
    rows = published(mirror)
    assert len(found) == len(rows) == 1442
    out_of_order = 0
    for row in rows:
        best, low, high = (int(row[f"{which}_fatality_estimate"]) for which in ("best", "low", "high"))
        right = low <= best <= high
        out_of_order += not right
        assert found[f"ucdp-acd-221:{row['dyad_id']}", int(row["year"])] == [
            best, low if right else None, high if right else None
        ]  # fmt: skip
    assert out_of_order == 8
    assert built.execute("select count(*) from rejected where source = 'ucdp-acd-221'").fetchone() == (8,)


def test_groups_states_in_support_and_places(mirror: Path, built: duckdb.DuckDBPyConnection) -> None:
    parties: dict[tuple[str, str, str, str], set[int]] = defaultdict(set)
    places = set()
    for row in published(mirror):
        incident, year = f"ucdp-acd-221:{row['dyad_id']}", int(row["year"])
        for side in "ab":
            parties[incident, f"group:ucdp-{row[f'side_{side}_id']}", side, "primary"].add(year)
            for code in filter(None, row[f"gwno_{side}_2nd"].replace(" ", "").split(",")):
                key = actor_of("gw", code, date(year, 1, 1))
                assert key
                parties[incident, key, side, "supporting"].add(year)
        for code in row["gwno_location"].split(", "):
            meant = "340" if code == "345" and year > 2006 else code
            places.add((f"{incident}-{year}-{code}", actor_of("gw", meant, date(year, 1, 1))))
    found: dict[tuple[str, str, str, str], set[int]] = defaultdict(set)
    for incident, actor, side, role, start, end in built.execute(
        "select incident, actor, side, role, start, \"end\" from incident_party where source = 'ucdp-acd-221'"
    ).fetchall():
        found[incident, actor, side, role] |= set(range(start.year, end.year + 1))
    assert found == parties
    assert set(built.execute("select place, state from place where source = 'ucdp-acd-221'").fetchall()) == places


def test_a_group_of_two_sources_is_one(built: duckdb.DuckDBPyConnection) -> None:
    both = built.execute(
        """select count(distinct actor) from incident_party p where source = 'ucdp-acd-221' and actor like 'group:%'
        and exists (select 1 from incident_party q where q.source = 'ucdp-brd' and q.actor = p.actor)"""
    ).fetchone()
    assert both == (114,)
    # The numbers mean the same group in both: IS fought the Syrian Democratic Forces and the government of Syria.
    assert built.execute(
        """select count(distinct p.source) from incident_party p join actor a using (actor)
        where a.name = 'IS' and p.source in ('ucdp-brd', 'ucdp-acd-221')"""
    ).fetchone() == (2,)


def test_known_conflicts(built: duckdb.DuckDBPyConnection) -> None:
    # Raqqa fell to the Syrian Democratic Forces in 2017, with the coalition against IS beside them.
    (incident, deaths), = built.execute(
        """select incident, f.value from incident_figure f join incident i using (incident)
        where f.source = 'ucdp-acd-221' and i.name like '%: IS – SDF' and year(f.start) = 2017"""
    ).fetchall()  # fmt: skip
    assert 5_000 < deaths < 15_000
    assert built.execute(
        "select count(*) from incident_party where incident = ? and actor = 'USA' and role = 'supporting' and side = 'b'",
        [incident],
    ).fetchone() != (0,)
    # Cartels of Mexico have been the deadliest since.
    assert built.execute(
        """select p.state from incident_figure f join place p on starts_with(p.place, f.incident || '-' || year(f.start))
        where f.source = 'ucdp-acd-221' and year(f.start) = 2021 order by f.value desc limit 1"""
    ).fetchone() == ("MEX",)


def test_no_state_is_a_primary_party(built: duckdb.DuckDBPyConnection) -> None:
    assert built.execute(
        """select count(*) from incident_party where source = 'ucdp-acd-221' and role = 'primary'
        and actor not like 'group:%'"""
    ).fetchone() == (0,)
