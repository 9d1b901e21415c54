"""Journeys of China's leaders against the publisher's workbook and against what is known to have happened."""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import python_calamine


@pytest.fixture
def rows(mirror: Path) -> list[dict[str, Any]]:
    path = mirror / "china-leader-travel" / "WHO-WHERE-WHEN-dataset-v.1.1.xlsx"
    header, *rest = python_calamine.load_workbook(str(path)).get_sheet_by_name("Dataset").to_python()
    return [dict(zip(header, row, strict=True)) for row in rest]


def _hosts(built: Any, name: str, year: int) -> list[str]:
    return [row[0] for row in built.execute(
        """select p.actor from activity a join activity_party p using (activity) where a.source = 'china-leader-travel'
        and p.role = 'host' and a.name like $1 and year(a.start) = $2 order by 1""", [f"{name} (%", year]
    ).fetchall()]  # fmt: skip


def test_every_row_is_a_visit_or_set_aside(rows: list[dict[str, Any]], built: Any) -> None:
    assert len(rows) == 595
    assert built.execute("select count(*) from activity where source = 'china-leader-travel'").fetchone() == (590,)
    assert built.execute("select count(*) from rejected where source = 'china-leader-travel'").fetchone() == (5,)


def test_visits_of_each_year_are_the_publishers(rows: list[dict[str, Any]], built: Any) -> None:
    expected = Counter(int(row["Year"]) for row in rows) - Counter({2015: 4, 2018: 1})
    found = dict(
        built.execute(
            """select year(a.start), count(*) from activity a join activity_party p using (activity)
            where a.source = 'china-leader-travel' and p.role = 'host' group by 1"""
        ).fetchall()
    )
    assert found == dict(expected)
    assert found[2020] == 1
    assert not {1967, 1968} & set(found), "no leader left China in the first years of the Cultural Revolution"


def test_only_the_year_is_known(built: Any) -> None:
    assert built.execute(
        """select count(*) from activity where source = 'china-leader-travel' and not (month(start) = 1 and day(start) = 1
        and month("end") = 12 and day("end") = 31 and year(start) = year("end"))"""
    ).fetchone() == (0,)


def test_journeys_that_are_known(built: Any) -> None:
    assert _hosts(built, "Mao Zedong", 1949) == ["RUS"]
    assert {"JPN", "SGP", "MYS", "THA"} <= set(_hosts(built, "Deng Xiaoping", 1978))
    assert "USA" in _hosts(built, "Deng Xiaoping", 1979)
    assert _hosts(built, "Xi Jinping", 2020) == ["MMR"]
    assert _hosts(built, "Xi Jinping", 2013).count("RUS") == 2
    assert set(_hosts(built, "Hua Guofeng", 1979)) == {"FRA", "DEU", "GBR", "ITA"}
    assert "PRK" in _hosts(built, "Xi Jinping", 2019)


def test_vietnam_before_1976_is_the_north(built: Any) -> None:
    found = built.execute(
        """select p.actor, count(*) from activity a join activity_party p using (activity)
        where a.source = 'china-leader-travel' and p.role = 'host' and a.name like '% in Vietnam, %' and year(a.start) < 1976 group by 1"""
    ).fetchall()
    assert found == [("VNM", 6)]


def test_every_host_is_a_state_of_that_year(built: Any) -> None:
    assert not built.execute(
        """select a.name, p.actor from activity a join activity_party p using (activity)
        left join state s on s.state = p.actor and s.start <= a."end" and coalesce(s."end", date '9999-12-31') >= a.start
        where a.source = 'china-leader-travel' and s.state is null"""
    ).fetchall()


def test_xi_jinpings_journeys_as_they_were(built: Any) -> None:
    """From the press of the time: all of 2015, 2018 and 2019."""
    assert _hosts(built, "Xi Jinping", 2015) == sorted(
        ["PAK", "IDN", "KAZ", "RUS", "BLR", "RUS", "USA", "GBR", "VNM", "SGP", "TUR", "PHL", "FRA", "ZWE", "ZAF"]
    )
    assert _hosts(built, "Xi Jinping", 2018) == sorted(
        ["ARE", "SEN", "RWA", "ZAF", "MUS", "RUS", "PNG", "BRN", "PHL", "ESP", "ARG", "PAN", "PRT"]
    )
    assert _hosts(built, "Xi Jinping", 2019) == sorted(
        ["ITA", "MCO", "FRA", "RUS", "KGZ", "TJK", "PRK", "JPN", "IND", "NPL", "GRC", "BRA"]
    )


def test_absence_means_none_only_where_no_known_journey_is_missing(
    mirror: Path, rows: list[dict[str, Any]], built: Any
) -> None:
    """Wikipedia's list of Li Keqiang's journeys, from another file: from 2014 on all of it is here, before it is not."""
    path = mirror / "china-leader-visits-2025" / "china_leader_visits_AllData.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8", newline="") as handle:
        other = [
            row
            for row in csv.DictReader(handle)
            if "wikipedia" in row["Original Source"] and row["Name"] == "Li Keqiang"
        ]
    mine = {
        (int(row["Year"]), row["Country"].replace("Korea, South", "South Korea"))
        for row in rows
        if row["Name"] == "Li Keqiang"
    }
    missing = {(int(row["Year"]), row["Country"]) for row in other if int(row["Year"]) <= 2020} - mine
    assert missing == {(2013, "Thailand"), (2013, "Uzbekistan"), (2013, "Vietnam")}
    assert "AUS" not in _hosts(built, "Hu Jintao", 2003), (
        "he spoke in its parliament; if this fails, look at the warning"
    )
    assert built.execute(
        "select year(start), year(\"end\"), scope from coverage where source = 'china-leader-travel' order by 1"
    ).fetchall() == [(1949, 2013, "selected"), (2014, 2020, "with CHN")]
