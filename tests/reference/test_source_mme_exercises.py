"""Exercises against the publisher's file and against what is known of some."""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

_NOT_ACTORS = {"-9", "Baltic States", "Hong Kong SAR China", "Bermuda", "Netherlands Antilles", "New Caledonia"}


def _file(mirror: Path) -> list[dict[str, str]]:
    with gzip.open(mirror / "mme-exercises" / "mme_v7.csv.gz", "rt", encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def _named(row: dict[str, str]) -> list[str]:
    return [value for column, value in row.items() if column.startswith("State") and value]


def _parties(built: Any, name: str) -> set[str]:
    return {row[0] for row in built.execute(
        """select p.actor from activity_party p join activity a on a.activity = p.activity and a.source = p.source
        where a.source = 'mme-exercises' and a.name = ?""",
        [name],
    ).fetchall()}  # fmt: skip


def test_rows_in_and_out(mirror: Path, built: Any) -> None:
    rows = _file(mirror)
    parties = 0
    for row in rows:
        # One exercise names Saint Kitts and Nevis by two names.
        names = {name.replace("st. christopher", "St. Kitts & Nevis") for name in _named(row)}
        parties += len(names - _NOT_ACTORS)
    assert built.execute("select count(*) from activity where source = 'mme-exercises'").fetchone() == (len(rows),)
    assert built.execute("select count(*) from activity_party where source = 'mme-exercises'").fetchone() == (parties,)


def test_what_is_set_aside_is_counted(mirror: Path, built: Any) -> None:
    names = Counter(name for row in _file(mirror) for name in _named(row))
    reasons = dict(
        built.execute("select reason, count(*) from rejected where source = 'mme-exercises' group by 1").fetchall()
    )
    assert names["-9"] == 208
    assert reasons["A participant is coded -9: not named."] == 208
    assert sum(reasons.values()) == 208 + 1 + 5 + 19 + 6


def test_an_id_that_is_given_twice_is_two_exercises(mirror: Path, built: Any) -> None:
    twice = [own for own, count in Counter(row["MMEID"] for row in _file(mirror)).items() if count > 1]
    assert sorted(twice) == ["mme3457", "mme3458", "mme3460"]
    found = dict(built.execute(
        "select activity, name from activity where source = 'mme-exercises' and activity like '%:mme3457%'"
    ).fetchall())  # fmt: skip
    assert found == {"mme-exercises:mme3457-1996": "Baltic Circle", "mme-exercises:mme3457-2007": "Noble Award"}
    assert _parties(built, "Noble Award") == set()
    assert len(_parties(built, "Baltic Circle")) == 10


def test_unknown_days_span_the_month_and_three_styles_agree(mirror: Path, built: Any) -> None:
    days = {row[0]: row[1:] for row in built.execute(
        """select name, start, "end" from activity where source = 'mme-exercises'"""
    ).fetchall()}  # fmt: skip
    assert days["Readex 1-80"] == (date(1980, 1, 14), date(1980, 1, 21))
    assert days["Saudi Arabian skies"] == (date(1980, 1, 1), date(1980, 1, 31))
    assert days["Ulan Eagle 2000"] == (date(2000, 9, 1), date(2000, 9, 30))
    for row in _file(mirror):
        if "/" in row["StartDate"]:
            assert row["StartDate"] == f"{row['s.month']}/{row['s.day']}/{row['s.year'][2:]}"
        else:
            assert row["StartDate"] == f"{row['s.year']}-{int(row['s.month']):02}-xx"


def test_an_end_before_the_start_is_left_out(built: Any) -> None:
    assert built.execute(
        'select count(*), count("end") from activity where source = \'mme-exercises\' and "end" is null'
    ).fetchone() == (6, 0)
    assert built.execute(
        "select count(*) from activity where source = 'mme-exercises' and \"end\" < start"
    ).fetchone() == (0,)


@pytest.mark.parametrize(
    ("name", "parties"),
    [
        ("RIMPAC 80", {"AUS", "CAN", "JPN", "NZL", "USA"}),
        ("RIMPAC 86", {"AUS", "CAN", "GBR", "JPN", "USA"}),
        ("RIMPAC 2004", {"AUS", "CAN", "CHL", "JPN", "KOR", "USA"}),
        (
            "RIMPAC 2010",
            {"AUS", "CAN", "CHL", "COL", "FRA", "IDN", "JPN", "KOR", "MYS", "NLD", "PER", "SGP", "THA", "USA"},
        ),
    ],
)
def test_editions_of_rimpac(built: Any, name: str, parties: set[str]) -> None:
    assert _parties(built, name) == parties


def test_states_of_their_time(built: Any) -> None:
    years = {row[0]: row[1:] for row in built.execute(
        """select actor, min(year(start)), max(year(start)), count(*) from activity_party where source = 'mme-exercises'
        and actor in ('DDR', 'CSK', 'YUG', 'SRB', 'RVN', 'VNM', 'nato') group by 1"""
    ).fetchall()}  # fmt: skip
    assert years["DDR"][1] <= 1990
    assert years["CSK"][1] <= 1992
    assert years["YUG"] == (2000, 2004, 3)
    assert years["SRB"][0] == 2006
    assert "RVN" not in years  # the long file takes the Vietnam of 2008 for it
    assert years["nato"] == (2006, 2007, 2)


def test_domains_and_purposes(mirror: Path, built: Any) -> None:
    rows = _file(mirror)
    for column, name in [("CPX", "command-post"), ("Sea", "sea"), ("Amphibious", "amphibious"), ("Cyber", "cyber")]:
        found = built.execute(
            "select count(*) from activity where source = 'mme-exercises' and list_contains(string_split(domains, '|'), ?)",
            [name],
        ).fetchone()
        assert found == (sum(row[column] == "1" for row in rows),)
    none = sum(all(row[c] == "0" for c in ("Warfighting", "Peacekeeping", "Humanitarian")) for row in rows)
    assert built.execute(
        "select count(*) from activity where source = 'mme-exercises' and purposes is null"
    ).fetchone() == (none,)


def test_no_minus_nine_for_a_name(built: Any) -> None:
    assert built.execute(
        "select count(*) from activity where source = 'mme-exercises' and '-9' in (name, series, place)"
    ).fetchone() == (0,)
    assert built.execute(
        "select count(*) from activity where source = 'mme-exercises' and name like 'Unnamed exercise (%'"
    ).fetchone() == (1_033,)
