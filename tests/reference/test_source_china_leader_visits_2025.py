"""What is taken of the merged file of Chinese leaders' visits, and what of it stands elsewhere or is no visit."""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import python_calamine


@pytest.fixture
def rows(mirror: Path) -> list[dict[str, str]]:
    path = mirror / "china-leader-visits-2025" / "china_leader_visits_AllData.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def _hosts(built: Any, name: str, year: int) -> list[str]:
    return [row[0] for row in built.execute(
        """select p.actor from activity a join activity_party p using (activity)
        where a.source = 'china-leader-visits-2025' and p.role = 'host' and a.name like $1 and year(a.start) = $2
        order by 1""", [f"{name} (%", year]
    ).fetchall()]  # fmt: skip


def test_the_first_part_is_the_other_source_cell_by_cell(rows: list[dict[str, str]], mirror: Path) -> None:
    """The ground for setting it aside."""
    path = mirror / "china-leader-travel" / "WHO-WHERE-WHEN-dataset-v.1.1.xlsx"
    _, *theirs = python_calamine.load_workbook(str(path)).get_sheet_by_name("Dataset").to_python()
    said = [[str(int(cell)) if isinstance(cell, float) else cell for cell in row] for row in theirs]
    assert said == [list(row.values())[:8] for row in rows[:595]]


def test_every_row_is_a_visit_or_set_aside(rows: list[dict[str, str]], built: Any) -> None:
    reasons = dict(
        built.execute(
            """select split_part(reason, ' ', 1) || split_part(reason, ' ', 2), count(*) from rejected
            where source = 'china-leader-visits-2025' group by 1"""
        ).fetchall()
    )
    assert reasons == {"Acopy": 595, "Anitem": 101, "Wikipedia'srow": 61}
    (visits,) = built.execute("select count(*) from activity where source = 'china-leader-visits-2025'").fetchone()
    late = [row for row in rows if "wikipedia" in row["Original Source"] and int(row["Year"]) > 2020]
    assert len(late) == 32
    assert visits == len(late) + 3 == len(rows) - 757


def test_no_item_of_the_ministry_is_a_visit(rows: list[dict[str, str]], built: Any) -> None:
    """By that count Xi Jinping would have been abroad over a hundred times from 2023 to 2025."""
    ministry = [row for row in rows if "fmprc.gov.cn" in row["Original Source"]]
    assert Counter(row["Name"] for row in ministry) == {"Xi Jinping": 98, "Wang Yi": 2, "Li Qiang": 1}
    assert len(_hosts(built, "Xi Jinping", 2024)) == 5
    assert not built.execute("select name from activity where name like 'Wang Yi%'").fetchall()


def test_no_visit_stands_in_both_sources(built: Any) -> None:
    both = built.execute(
        """select split_part(a.name, ' (', 1), year(a.start), p.actor, count(distinct a.source) from activity a
        join activity_party p using (activity) where p.role = 'host' and a.series = 'Journeys of Chinese leaders'
        group by 1, 2, 3 having count(distinct a.source) > 1"""
    ).fetchall()
    assert both == []
    assert built.execute(
        """select p.actor, year(a.start) from activity a join activity_party p using (activity)
        where a.source = 'china-leader-visits-2025' and p.role = 'host' and year(a.start) < 2021 order by all"""
    ).fetchall() == [("THA", 2013), ("UZB", 2013), ("VNM", 2013)]


def test_visits_that_are_known(built: Any) -> None:
    assert _hosts(built, "Xi Jinping", 2023) == ["RUS", "USA", "VNM", "ZAF"]
    assert "SAU" in _hosts(built, "Xi Jinping", 2022)
    assert "AUS" in _hosts(built, "Li Qiang", 2024)


def test_it_is_said_to_be_a_selection_because_it_is_one(built: Any) -> None:
    assert "SRB" not in _hosts(built, "Xi Jinping", 2024), (
        "he was there in May 2024; if this fails, look at the warning"
    )
    assert built.execute("select scope from coverage where source = 'china-leader-visits-2025'").fetchall() == [
        ("selected",)
    ]
