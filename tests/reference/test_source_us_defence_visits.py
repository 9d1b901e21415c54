"""United States defence officials' visits against the publisher's workbook and against what is known to have happened."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import python_calamine


@pytest.fixture
def rows(mirror: Path) -> list[dict[str, Any]]:
    book = python_calamine.load_workbook(str(mirror / "us-defence-visits" / "visits.xls"))
    header, *rest = book.get_sheet_by_name("Sheet1").to_python()
    return [dict(zip(header, row, strict=True)) for row in rest]


def _days(row: dict[str, Any]) -> tuple[date, date]:
    first, last = (
        date(int(row[f"{which} Year"]), int(row[f"{which} Month"]), int(row[f"{which} Day"]))
        for which in ("Start", "End")
    )
    return first, last


def _visits(built: Any) -> list[tuple[Any, ...]]:
    return built.execute(
        """select a.series, a.start, a."end", p.actor from activity a join activity_party p using (activity)
        where a.source = 'us-defence-visits' and p.role = 'host' order by all"""
    ).fetchall()


def test_every_row_is_a_visit_or_set_aside(rows: list[dict[str, Any]], built: Any) -> None:
    aside = built.execute(
        "select count(*), count(distinct line) from rejected where source = 'us-defence-visits'"
    ).fetchone()
    visits = _visits(built)
    assert aside == (40, 40)
    assert len(visits) + 40 == len(rows) == 377


def test_visits_of_each_office_are_the_publishers(rows: list[dict[str, Any]], built: Any) -> None:
    no_states = {"GUM", "GUF", "VIR", "HKG", "GNL", "Wake Island", "Antarctica", "CUB"}
    kept = set()
    for row in rows:
        start, end = _days(row)
        place = row["State Visit"]
        if 0 <= (end - start).days <= 31 and place not in no_states and (place != "Kosovo" or start.year >= 2008):
            office = row["Title"].replace("PACOM", "Commander, Pacific Command")
            office = office.replace("STRATCOM", "Commander, Strategic Command")
            office = office.replace("Commandant US Marine Corps", "Commandant of the Marine Corps")
            kept.add((f"Visits of the United States {office}", start, end, "XKX" if place == "Kosovo" else place))
    assert sorted(kept) == sorted(_visits(built))
    counts = Counter(series for series, *_ in kept)
    assert counts["Visits of the United States Commandant of the Marine Corps"] == 13
    assert len(counts) == 6


def test_the_visitor_is_always_the_united_states(built: Any) -> None:
    assert built.execute(
        """select actor, count(*), count(distinct activity) from activity_party
        where source = 'us-defence-visits' and role = 'visitor' group by 1"""
    ).fetchall() == [("USA", 337, 337)]


@pytest.mark.parametrize(
    ("office", "host", "year", "month"),
    [
        # Caldera in Hanoi, Harvey with the troops at Grafenwöhr, Willard's first months in command, Mabus in Accra
        ("Secretary of the Army", "DEU", 2005, 5),
        ("Secretary of the Navy", "GHA", 2012, 3),
        ("Secretary of the Navy", "CPV", 2012, 3),
        ("Commander, Pacific Command", "VNM", 2010, 6),
        ("Secretary of the Air Force", "JPN", 2012, 4),
    ],
)
def test_visits_that_are_known(built: Any, office: str, host: str, year: int, month: int) -> None:
    found = [
        entry for entry in _visits(built)
        if entry[0] == f"Visits of the United States {office}" and entry[3] == host
        and (entry[1].year, entry[1].month) == (year, month)
    ]  # fmt: skip
    assert len(found) == 1


def test_nobody_visits_out_of_office(rows: list[dict[str, Any]], mirror: Path) -> None:
    """Terms of office as published; what is left after the exceptions must lie within them."""
    terms = {
        "Togo D. West, Jr.": (date(1993, 11, 22), date(1998, 5, 4)),
        "Louis Caldera": (date(1998, 7, 2), date(2001, 1, 20)),
        "Thomas E. White": (date(2001, 5, 31), date(2003, 5, 9)),
        "Francis J. Harvey": (date(2004, 11, 19), date(2007, 3, 9)),
        "John M. McHugh": (date(2009, 9, 21), date(2015, 11, 1)),
        "Donald C. Winter": (date(2006, 1, 3), date(2009, 3, 13)),
        "Ray Mabus": (date(2009, 5, 19), date(2017, 1, 20)),
        "Robert F. Willard": (date(2009, 10, 19), date(2012, 3, 9)),
        "Michael B. Donley": (date(2008, 6, 21), date(2013, 6, 21)),
    }
    out = []
    for number, row in enumerate(rows, 2):
        start, end = _days(row)
        if row["Name"] in terms and 0 <= (end - start).days <= 31:
            first, last = terms[row["Name"]]
            if not first <= start <= end <= last:
                out.append((number, row["Name"], start, end))
    assert out == []


def test_no_trip_is_longer_than_a_month_nor_ends_before_it_begins(built: Any) -> None:
    for _, start, end, _ in _visits(built):
        assert 0 <= (end - start).days <= 31


def test_guantanamo_is_no_visit_to_cuba(built: Any) -> None:
    assert [entry for entry in _visits(built) if entry[3] == "CUB"] == []
    assert {entry[1].year for entry in _visits(built) if entry[3] == "XKX"} == {2011}


def test_absence_means_nothing(built: Any) -> None:
    assert built.execute("select distinct scope from coverage where source = 'us-defence-visits'").fetchall() == [
        ("selected",)
    ]
