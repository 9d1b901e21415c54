"""The militarised events in the record against the project's file, and against what is known of some."""

from __future__ import annotations

import csv
import gzip
from calendar import monthrange
from datetime import date
from pathlib import Path

import duckdb

from comity.model.states import actor_of


def published(mirror: Path) -> list[dict[str, str]]:
    with gzip.open(mirror / "mie" / "mie-1.0.csv.gz", "rt", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def test_every_event_is_one_incident_with_who_acted_against_whom(
    mirror: Path, built: duckdb.DuckDBPyConnection
) -> None:
    found = {
        incident: tuple(values)
        for incident, *values in built.execute(
            """select incident, a, b, p.start, p."end", side, action, level, deaths_low, i.deaths, deaths_high
            from incident_pair p join incident i using (incident) where p.source = 'mie'"""
        ).fetchall()
    }
    rows = published(mirror)
    assert len(found) == len(rows) == 28011
    for row in rows:
        start = date(int(row["styear"]), int(row["stmon"]), 1 if row["stday"] == "-9" else int(row["stday"]))
        year, month = int(row["endyear"]), int(row["endmon"])
        end = date(year, month, monthrange(year, month)[1] if row["endday"] == "-9" else int(row["endday"]))
        least, most = (sum(int(row[f"fatal{end}{side}"]) for side in "12") for end in ("min", "max"))
        assert found[f"mie:{row['micnum']}-{row['eventnum']}"] == (
            actor_of("cow", row["ccode1"], start), actor_of("cow", row["ccode2"], start), start, end,
            {"1": "a", "0": "b"}[row["sidea1"]], int(row["action"]), int(row["hostlev"]),
            least, least if least == most else None, most,
        )  # fmt: skip
    assert built.execute("select count(*) from rejected where source = 'mie'").fetchone() == (0,)


def test_each_sides_deaths_can_be_had_back(mirror: Path, built: duckdb.DuckDBPyConnection) -> None:
    found = {
        (incident, indicator): value
        for incident, indicator, value in built.execute(
            "select incident, indicator, value from incident_figure where source = 'mie'"
        ).fetchall()
    }
    nobody = {
        incident
        for (incident,) in built.execute(
            "select incident from incident where source = 'mie' and deaths_high = 0"
        ).fetchall()
    }
    for row in published(mirror):
        event = f"mie:{row['micnum']}-{row['eventnum']}"
        for indicator, column in (
            ("mie-least-deaths-acting", "fatalmin1"), ("mie-most-deaths-acting", "fatalmax1"),
            ("mie-least-deaths-facing", "fatalmin2"), ("mie-most-deaths-facing", "fatalmax2"),
        ):  # fmt: skip
            assert (0 if event in nobody else found[event, indicator]) == int(row[column])
    assert len(found) == 4 * (28011 - len(nobody))


def test_known_events(built: duckdb.DuckDBPyConnection) -> None:
    # Mines of Albania's killed 44 British sailors in the Corfu Channel.
    assert built.execute(
        """select a, b, p.start, level, deaths_low, i.deaths, deaths_high from incident_pair p join incident i using (incident)
        where incident = 'mie:4-6'"""
    ).fetchone() == ("ALB", "GBR", date(1946, 10, 22), 4, 44, 44, 44)
    # Argentina landed on the Falklands on 2 April 1982.
    assert built.execute(
        """select count(*) > 0 from incident_pair where source = 'mie' and (a, b) = ('ARG', 'GBR')
        and start = date '1982-04-02'"""
    ).fetchone() == (True,)
    # North Korea attacked on 25 June 1950, not the day before.
    assert built.execute(
        """select min(start) from incident_pair where source = 'mie' and (a, b) = ('PRK', 'KOR') and level = 5"""
    ).fetchone() == (date(1950, 6, 25),)


def test_an_event_is_in_no_brief_and_one_with_no_dispute(built: duckdb.DuckDBPyConnection) -> None:
    assert built.execute("select distinct kind from incident where source = 'mie'").fetchall() == [
        ("militarised-event",)
    ]
    assert built.execute("select count(*) from same_as where id like 'mie:%'").fetchone() == (0,)
