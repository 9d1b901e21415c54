"""DCAD in the record against its file, read anew with plain Python."""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from datetime import date
from pathlib import Path

import duckdb


def published(mirror: Path) -> list[dict[str, str]]:
    with gzip.open(mirror / "dcad" / "DCAD-v1.0-main.csv.gz", "rt", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def test_rows_in_and_out(mirror: Path, built: duckdb.DuckDBPyConnection) -> None:
    rows = published(mirror)
    assert len(rows) == 1871
    assert Counter(row["type"] for row in rows) == {"general": 1322, "sector": 549}
    assert built.execute("select count(*) from agreement where source = 'dcad'").fetchone() == (1868,)
    assert built.execute("select count(*) from agreement_party where source = 'dcad'").fetchone() == (
        2 * 1868 + 13,
    )  # 13 pass from Yugoslavia to Serbia
    assert built.execute("select count(*) from obligation where source = 'dcad'").fetchone() == (0,)


def test_three_self_pairs_are_set_aside(mirror: Path, built: duckdb.DuckDBPyConnection) -> None:
    lines = [line for line, row in enumerate(published(mirror), 2) if row["ccode1"] == row["ccode2"]]
    assert len(lines) == 3
    found = built.execute("select line from rejected where source = 'dcad' order by 1").fetchall()
    assert [line for (line,) in found] == lines


def test_the_end_of_observation_is_no_end(mirror: Path, built: duckdb.DuckDBPyConnection) -> None:
    found = dict(built.execute("select agreement, (start, \"end\") from agreement where source = 'dcad'").fetchall())
    for row in published(mirror):
        if row["ccode1"] == row["ccode2"]:
            continue
        start, end = found[f"dcad:{row['DCAid']}"]
        if row["endYearEstimate"] == "2010" and row["terminated"] != "1":
            assert end is None
        else:
            assert end == date(int(row["endYearEstimate"]), 12, 31)
        assert start.year == int(row["EIFYear"] or row["signYear"])
    assert sum(end is None for _, end in found.values()) == 1181


def test_six_years_are_the_publisher_s_supposition(mirror: Path) -> None:
    supposed = [
        row
        for row in published(mirror)
        if row["endYearEstimate"] != "2010"
        and row["terminated"] == "-88"
        and not row["span"]
        and int(row["endYearEstimate"]) - int(row["EIFYear"] or row["signYear"]) == 6
    ]
    assert len(supposed) == 582


def test_codes_are_never_dates_or_durations(built: duckdb.DuckDBPyConnection) -> None:
    assert built.execute(
        """select min(start) >= '1980-01-01', max(start) < '2014-01-01', min("end") >= '1986-12-31', max("end") <= '2010-12-31'
        from agreement where source = 'dcad'"""
    ).fetchone() == (True, True, True, True)


def test_a_day_of_signature_is_given_only_where_it_is_published(mirror: Path, built: duckdb.DuckDBPyConnection) -> None:
    known = {
        f"dcad:{row['DCAid']}": date(int(row["signYear"]), int(row["signMonth"]), int(row["signDay"]))
        for row in published(mirror)
        if row["signDay"] and row["ccode1"] != row["ccode2"]
    }
    found = built.execute(
        "select agreement, signed from agreement where source = 'dcad' and signed is not null"
    ).fetchall()
    assert dict(found) == known
    assert len(known) == 1868 - 174


def test_first_agreement_of_the_file(built: duckdb.DuckDBPyConnection) -> None:
    assert built.execute(
        "select name, signed, start from agreement where agreement = 'dcad:DCADv1.0-0002'"
    ).fetchone() == (
        "Defence cooperation agreement, United States–Canada, 1994 (general)",
        date(1994, 8, 19),
        date(1994, 8, 19),
    )
    assert built.execute(
        "select actor from agreement_party where agreement = 'dcad:DCADv1.0-0002' order by 1"
    ).fetchall() == [("CAN",), ("USA",)]


def test_serbia_is_party_to_what_yugoslavia_signed(mirror: Path, built: duckdb.DuckDBPyConnection) -> None:
    """Found as a mistake: such agreements stayed with Yugoslavia after its end, without one of their own."""
    crossing = {
        f"dcad:{row['DCAid']}"
        for row in published(mirror)
        if "345" in (row["ccode1"], row["ccode2"])
        and int(row["EIFYear"] or row["signYear"]) < 2006
        and int(row["endYearEstimate"]) >= 2007
    }
    found = built.execute(
        """select y.agreement from agreement_party y join agreement_party s using (agreement)
        where y.source = 'dcad' and y.actor = 'YUG' and s.actor = 'SRB' and y."end" = '2006-06-04'
        and s.start = '2006-06-05'"""
    ).fetchall()
    assert crossing <= {agreement for (agreement,) in found}
    assert len(crossing) > 5
    assert built.execute(
        """select count(*) from agreement_party where source = 'dcad' and actor = 'YUG'
        and coalesce("end", '2010-12-31') > '2006-06-04'"""
    ).fetchone() == (0,)


def test_czechoslovakia_is_party_to_its_last_day(built: duckdb.DuckDBPyConnection) -> None:
    assert built.execute(
        "select count(*), min(\"end\"), max(\"end\") from agreement_party where source = 'dcad' and actor = 'CSK'"
    ).fetchone() == (5, date(1992, 12, 31), date(1992, 12, 31))
    assert built.execute("select \"end\" from agreement where agreement = 'dcad:DCADv1.0-0500'").fetchone() == (None,)
