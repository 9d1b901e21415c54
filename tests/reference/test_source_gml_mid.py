"""The GML disputes in the record against their files, read anew with plain Python, and against what is known of some."""

from __future__ import annotations

import csv
import gzip
from calendar import monthrange
from collections import defaultdict
from datetime import date
from pathlib import Path

import duckdb

from comity.model.states import actor_of
from comity.sources.gml_mid.read import ALONE

ALMANAC = Path(__file__).parents[2] / "src" / "comity" / "sources" / "almanac"


def published(mirror: Path, name: str, source: str = "gml-mid") -> list[dict[str, str]]:
    with gzip.open(mirror / source / name, "rt", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def test_rows_in_and_out(built: duckdb.DuckDBPyConnection) -> None:
    counts = {
        table: built.execute(f"select count(*) from {table} where source = 'gml-mid'").fetchone()
        for table in ("incident", "incident_party", "incident_pair", "incident_figure", "rejected")
    }
    assert counts == {
        "incident": (2174,), "incident_party": (5217,), "incident_pair": (10276,),
        "incident_figure": (6 * 2174 - 45 - 1,), "rejected": (1,),
    }  # fmt: skip


def test_days_are_the_widest_that_the_participants_allow(mirror: Path, built: duckdb.DuckDBPyConnection) -> None:
    going_on = {row["dispnum"] for row in published(mirror, "gml_dirdisp.csv.gz") if row["ongo2010"] == "1"}
    days: dict[str, list[tuple[date, date | None]]] = defaultdict(list)
    for row in published(mirror, "gml_part.csv.gz"):
        start = date(int(row["styear"]), int(row["stmon"]), 1 if row["stday"] == "-9" else int(row["stday"]))
        year, month = int(row["endyear"]), int(row["endmon"])
        end = date(year, month, monthrange(year, month)[1] if row["endday"] == "-9" else int(row["endday"]))
        open_ended = row["dispnum"] in going_on and year == 2010
        days[row["dispnum"]].append((start, None if open_ended else end))
    expected = {
        f"gml-mid:{number}": (
            min(start for start, _ in spells),
            None if number in going_on else max(end for _, end in spells if end),
        )
        for number, spells in days.items()
    }
    found = {
        incident: (start, end)
        for incident, start, end in built.execute(
            "select incident, start, \"end\" from incident where source = 'gml-mid'"
        ).fetchall()
    }
    assert found == expected
    assert sum(1 for _, end in found.values() if end is None) == 18
    parties = sorted((number, *spell) for number, spells in days.items() for spell in spells if spell[1])
    assert parties == sorted(
        (incident.removeprefix("gml-mid:"), start, end)
        for incident, start, end in built.execute(
            'select incident, start, "end" from incident_party where source = \'gml-mid\' and "end" is not null'
        ).fetchall()
    )


def test_who_faced_whom_gives_the_publishers_own_variables_back(mirror: Path, built: duckdb.DuckDBPyConnection) -> None:
    found = {
        (incident, a, b, year): values
        for incident, a, b, year, *values in built.execute(
            """select incident, a, b, year(start), onset, side, role, fatality, deaths, action, level
            from incident_pair where source = 'gml-mid'"""
        ).fetchall()
    }
    rows = published(mirror, "gml_dirdisp.csv.gz")
    assert len(found) == len(rows) == 10276
    for row in rows:
        day = date(int(row["year"]), 1, 1)
        a, b = (actor_of("cow", row[code], day) for code in ("ccode1", "ccode2"))
        onset, side, role, *levels = found[f"gml-mid:{row['dispnum']}", a, b, int(row["year"])]
        assert onset is (row["midonset"] == "1")
        assert side == {"1": "a", "0": "b"}[row["sidea1"]]
        assert role == {"1": "primary", "0": "supporting"}[row["orig1"]]
        names = ("fatality1", "fatalpre1", "hiact1", "hostlev1")
        assert [-9 if level is None else level for level in levels] == [int(row[name]) for name in names]


def test_the_publishers_one_dispute_a_year_is_a_selection_of_these_rows(
    mirror: Path, built: duckdb.DuckDBPyConnection
) -> None:
    chosen = published(mirror, "gml_mid_ddydisps.csv.gz")
    every = {
        (row["dispnum"], row["ccode1"], row["ccode2"], row["year"]): row
        for row in published(mirror, "gml_dirdisp.csv.gz")
    }
    figures = {
        (incident, indicator): value
        for incident, indicator, value in built.execute(
            "select incident, indicator, value from incident_figure where source = 'gml-mid'"
        ).fetchall()
    }
    columns = {
        "fatality": "mid-fatality", "hostlev": "mid-hostility", "mindur": "mid-least-days",
        "maxdur": "mid-greatest-days", "recip": "mid-reciprocated", "stmon": "mid-start-month",
    }  # fmt: skip
    assert len(chosen) == 9284
    for row in chosen:
        same = every[row["dispnum"], row["ccode1"], row["ccode2"], row["year"]]
        assert (row["gmlmidonset"], row["gmlmidongoing"]) == (same["midonset"], same["midongoing"])
        assert all(row[column] == same[column] for column in row.keys() & same.keys())
        for column, indicator in columns.items():
            known = figures.get((f"gml-mid:{row['dispnum']}", indicator), -9)
            assert known == int(row[column]) or (row["dispnum"], column, row[column]) == ("1272", "stmon", "13")


def test_every_shared_number_is_one_dispute_and_no_identity_leads_to_another(
    mirror: Path, built: duckdb.DuckDBPyConnection
) -> None:
    ours = {row["dispnum"] for row in published(mirror, "gml_mid_disps.csv.gz")}
    theirs = {row["dispnum"] for row in published(mirror, "cow_mid_disps.csv.gz", "cow-mid")}
    assert ours - theirs == ALONE
    with (ALMANAC / "same_as.csv").open(encoding="utf-8", newline="") as lines:
        listed = {row["id"]: row["canonical"] for row in csv.DictReader(lines)}
    with (ALMANAC.parent / "cow_wars" / "identities.csv").open(encoding="utf-8", newline="") as lines:
        wars = {row["dispute"]: f"cow-wars:{row['warnum']}" for row in csv.DictReader(lines)}
    same = {f"cow-mid:{number}" for number in ours & theirs}
    expected = {one.replace("cow-", "gml-"): listed.get(one, wars.get(one, one)) for one in same}
    found = built.execute("select id, canonical from same_as where id like 'gml-mid:%'").fetchall()
    assert dict(found) == expected, "identities.csv is to hold what the almanac has of the disputes"
    assert len(found) == 2165
    assert built.execute(
        "select id from same_as where (kind, canonical) in (select (kind, id) from same_as)"
    ).fetchall() == []  # fmt: skip


def test_famous_disputes(built: duckdb.DuckDBPyConnection) -> None:
    def spell(number: int) -> object:
        return built.execute(
            'select start, "end", intensity from incident where incident = ?', [f"gml-mid:{number}"]
        ).fetchone()

    # Below a thousand deaths, and so no war in this coding.
    assert spell(3630) == (date(1982, 3, 31), date(1982, 6, 14), 4)
    assert spell(51) == (date(1950, 6, 25), date(1953, 7, 27), 5)
    sides = dict(
        built.execute(
            "select side, list(distinct actor order by actor) from incident_party where incident = 'gml-mid:51' group by 1"
        ).fetchall()
    )
    assert "PRK" in sides["a"] and {"KOR", "USA", "GBR", "TUR"} <= set(sides["b"])
    found = built.execute(
        """select actor from incident_party where source = 'gml-mid' and incident = 'gml-mid:258' group by actor
        having count(distinct side) = 2 order by 1"""
    ).fetchall()
    assert [actor for (actor,) in found] == ["BGR", "FIN", "FRA", "ITA", "ROU", "RUS"]


def test_a_thirteenth_month_is_no_month(built: duckdb.DuckDBPyConnection) -> None:
    assert built.execute(
        "select start from incident where incident = 'gml-mid:1272'"
    ).fetchone() == (date(1918, 11, 13),)  # fmt: skip
    assert built.execute(
        "select min(value), max(value) from incident_figure where source = 'gml-mid' and indicator = 'mid-start-month'"
    ).fetchone() == (1, 12)
    assert built.execute(
        "select count(*) from incident_figure where incident = 'gml-mid:1272'"
    ).fetchone() == (5,)  # fmt: skip
