"""Coups of two projects against the publishers' files, read anew, and known events."""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from datetime import date
from pathlib import Path

import duckdb

from comity.model.states import actor_of


def _file(mirror: Path, name: str, delimiter: str = "\t") -> list[dict[str, str]]:
    with gzip.open(mirror / "coups" / name, "rt", encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle, delimiter=delimiter))


def _events(mirror: Path) -> list[dict[str, str]]:
    return _file(mirror, "powell_thyne_coups_final_V2023.09.08.tsv.gz")


def _years(mirror: Path) -> list[dict[str, str]]:
    return _file(mirror, "powell_thyne_ccode_year_V2024.01.29.txt.gz")


def _cline(mirror: Path) -> list[dict[str, str]]:
    return _file(mirror, "Coup_data_2.1.2.csv.gz", ",")


def test_every_event_is_an_incident(mirror: Path, built: duckdb.DuckDBPyConnection) -> None:
    found = Counter(
        dict(
            built.execute(
                "select (scale, intensity)::varchar, count(*) from incident where source = 'coups' group by 1"
            ).fetchall()
        )
    )
    expected = Counter(f"(powell-thyne, {float(row['coup'])})" for row in _events(mirror))
    scale = {"conspiracy": 0.0, "attempted": 1.0, "coup": 2.0}
    expected.update(f"(cline-coup, {scale[row['event_type']]})" for row in _cline(mirror))
    assert found == expected
    assert sum(found.values()) == 491 + 981
    parties = built.execute("select count(*), count(distinct incident) from incident_party where source = 'coups'")
    assert parties.fetchone() == (1472, 1472)


def test_country_years_hold_the_events_and_zeros(mirror: Path, built: duckdb.DuckDBPyConnection) -> None:
    expected: dict[tuple[str | None, int], tuple[int, int]] = {}
    for row in _years(mirror):
        if row["year"] != "2024":
            cells = [row[f"coup{place}"] for place in range(1, 5)]
            actor = actor_of("gw", row["ccode"], date(int(row["year"]), 12, 31))
            expected[actor, int(row["year"])] = (cells.count("2"), cells.count("1"))
    found = {
        (actor, year): (good, bad)
        for actor, year, good, bad in built.execute(
            """select actor, year(start), max(value) filter (indicator = 'powell-thyne-coups'),
            max(value) filter (indicator = 'powell-thyne-failed-coups') from figure where source = 'coups' group by 1, 2"""
        ).fetchall()
    }
    assert found == expected and len(found) == 11_990
    tallied = Counter(
        (actor_of("gw", row["ccode"], date(int(row["year"]), 12, 31)), int(row["year"])) for row in _events(mirror)
    )
    assert {place: good + bad for place, (good, bad) in found.items() if good + bad} == dict(tallied)
    assert built.execute("select count(*) from rejected where source = 'coups'").fetchone() == (197,)


def test_what_is_one_event_is_of_one_state_and_day(mirror: Path, built: duckdb.DuckDBPyConnection) -> None:
    first = Counter((row["ccode"], row["year"], row["month"], row["day"]) for row in _events(mirror))
    second = Counter(
        (row["cowcode"], row["year"], row["month"], row["day"])
        for row in _cline(mirror)
        if row["event_type"] != "conspiracy"
    )
    expected = sum(count == 1 and second[place] == 1 for place, count in first.items())
    pairs = built.execute(
        """select one.start, other.start, p.actor, q.actor from same_as s
        join incident one on one.incident = s.id join incident other on other.incident = s.canonical
        join incident_party p on p.incident = s.id join incident_party q on q.incident = s.canonical
        where s.id like 'coups:%'"""
    ).fetchall()
    assert len(pairs) == expected == 427
    assert all(one == other and a == b for one, other, a, b in pairs)


def test_known_coups(built: duckdb.DuckDBPyConnection) -> None:
    def of(actor: str, day: date) -> list[tuple[str, float]]:
        return built.execute(
            """select i.scale, i.intensity from incident i join incident_party p using (incident)
            where i.kind = 'coup' and p.actor = ? and i.start = ? order by 1""",
            [actor, day],
        ).fetchall()

    assert of("CHL", date(1973, 9, 11)) == [("cline-coup", 2.0), ("powell-thyne", 2.0)]
    assert of("ESP", date(1981, 2, 23)) == [("cline-coup", 1.0), ("powell-thyne", 1.0)]
    assert ("powell-thyne", 1.0) in of("TUR", date(2016, 7, 15))
    assert of("CHL", date(1973, 9, 12)) == []


def test_codes_that_are_in_no_list_mean_what_their_country_says(built: duckdb.DuckDBPyConnection) -> None:
    found = built.execute(
        """select p.actor, count(*) from incident i join incident_party p using (incident)
        where i.scale = 'cline-coup' and (i.name like '% Russia, %1993' or i.name like '% Serbia, %1999') group by 1
        order by 1"""
    ).fetchall()
    assert found == [("RUS", 2), ("YUG", 1)]
