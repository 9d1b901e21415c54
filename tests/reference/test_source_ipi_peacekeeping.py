"""Contributions to UN peacekeeping against the publisher's files, the missions' own totals, and what is well known."""

from __future__ import annotations

import csv
import gzip
from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Any

import pytest


def _file(mirror: Path, name: str) -> list[dict[str, str]]:
    with gzip.open(mirror / "ipi-peacekeeping" / name, "rt", encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def _persons(built: Any, state: str, kind: str, start: date) -> float | None:
    found = built.execute(
        "select value from figure where actor = ? and indicator = ? and \"start\" = ? and source = 'ipi-peacekeeping'",
        [state, f"un-peacekeeping-{kind}", start],
    ).fetchall()
    assert len(found) < 2
    return float(found[0][0]) if found else None


def test_every_filled_cell_is_a_figure(mirror: Path, built: Any) -> None:
    rows = _file(mirror, "ipi_contributor_month.csv.gz")
    cells = sum(bool(row[kind]) for row in rows for kind in ("Troops", "Police", "Experts"))
    ((found,),) = built.execute("select count(*) from figure where source = 'ipi-peacekeeping'").fetchall()
    assert len(rows) == 25_657
    assert found == cells


@pytest.mark.parametrize(("kind", "column"), [("troops", "Troops"), ("police", "Police"), ("experts", "Observers")])
def test_contributors_add_up_to_the_missions_in_every_month(mirror: Path, built: Any, kind: str, column: str) -> None:
    """The ground on which an absent contributor is a zero, and no name stands for another state in any month."""
    totals: dict[str, float] = defaultdict(float)
    for row in _file(mirror, "ipi_mission_month.csv.gz"):
        totals[row["Date"][:7]] += float(row[column]) if row[column] != "NA" else 0
    found = {
        start.strftime("%Y-%m"): value
        for start, value in built.execute(
            "select \"start\", sum(value) from figure where indicator = ? and source = 'ipi-peacekeeping' group by 1",
            [f"un-peacekeeping-{kind}"],
        ).fetchall()
    }
    months = [month for month in totals if "1990-11" <= month <= "2014-03"]
    assert len(months) == 281
    for month in months:
        assert found.get(month, 0) == totals[month]


def test_nobody_contributes_before_being_a_state(built: Any) -> None:
    assert (
        built.execute(
            """select distinct f.actor from figure f where source = 'ipi-peacekeeping' and not exists (select 1 from state s
        where s.state = f.actor and s."start" <= f."end" and coalesce(s."end", date '9999-12-31') >= f."start")"""
        ).fetchall()
        == []
    )


def test_forerunners_stand_in_their_own_name(built: Any) -> None:
    spans = dict(
        built.execute(
            """select actor, max("end") from figure where source = 'ipi-peacekeeping' and actor in ('CSK', 'YUG') group by 1"""
        ).fetchall()
    )
    assert spans["CSK"] <= date(1992, 12, 31)
    assert spans["YUG"] <= date(2006, 6, 30)
    ((first,),) = built.execute(
        "select min(\"start\") from figure where source = 'ipi-peacekeeping' and actor = 'CZE'"
    ).fetchall()
    assert first >= date(1993, 1, 1)


def test_what_is_well_known(built: Any) -> None:
    most = built.execute(
        """select actor from figure where source = 'ipi-peacekeeping' and "start" = date '2014-03-01' group by 1
        order by sum(value) desc limit 3"""
    ).fetchall()
    assert {actor for (actor,) in most} == {"IND", "PAK", "BGD"}
    assert 300 < (_persons(built, "JPN", "troops", date(1993, 3, 1)) or 0) < 800  # the engineers in Cambodia
    assert (_persons(built, "USA", "troops", date(1993, 7, 1)) or 0) > 1_000  # Somalia
    assert (_persons(built, "CHN", "troops", date(2014, 3, 1)) or 0) > 1_900


def test_the_missions_of_march_2014(mirror: Path, built: Any) -> None:
    rows = _file(mirror, "ipi_contributor_mission_2014_03.csv.gz")
    found = dict(
        built.execute(
            "select activity, sum(personnel) from activity_party where source = 'ipi-peacekeeping' group by 1"
        ).fetchall()
    )
    totals: dict[str, float] = defaultdict(float)
    for row in rows:
        totals[f"ipi-peacekeeping:{row['Mission']}"] += float(row["Total"])
    assert len(rows) == 573
    assert found == dict(totals)
    assert len(found) == 17
    assert sum(totals.values()) == 97_811
    assert built.execute(
        """select count(*) from activity where source = 'ipi-peacekeeping' and activity not in (select id from same_as)"""
    ).fetchone() == (2,)  # UNAMA and UNAMI, political missions that the others do not have
