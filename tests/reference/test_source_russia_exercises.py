"""Russia's exercises against the list, and against what other sources have of the same."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path
from typing import Any


def _file(mirror: Path) -> list[dict[str, str]]:
    path = mirror / "russia-exercises" / "jme_russia_2009_2018.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8", newline="") as handle:
        return [row for row in csv.DictReader(handle) if row["id"]]


def _parties(built: Any, number: int) -> set[str]:
    found = built.execute(
        "select actor from activity_party where activity = ?", [f"russia-exercises:{number}"]
    ).fetchall()
    return {actor for (actor,) in found}


def test_exercises_and_parties_in_and_out(mirror: Path, built: Any) -> None:
    rows = _file(mirror)
    named = [
        {row[f"part{number}"].strip() for number in range(1, 29) if row[f"part{number}"].strip()}
        for row in rows
        if not row["comments"]
    ]
    ((exercises,),) = built.execute("select count(*) from activity where source = 'russia-exercises'").fetchall()
    ((parties,),) = built.execute("select count(*) from activity_party where source = 'russia-exercises'").fetchall()
    ((aside,),) = built.execute("select count(*) from rejected where source = 'russia-exercises'").fetchall()
    assert (len(rows), exercises, aside) == (99, 98, 1)
    assert parties == 98 + sum(len(names) for names in named)


def test_russia_takes_part_in_every_one(built: Any) -> None:
    assert built.execute(
        """select count(*) from activity where source = 'russia-exercises'
        and activity not in (select activity from activity_party where actor = 'RUS')"""
    ).fetchone() == (0,)


def test_what_is_well_known(built: Any) -> None:
    assert _parties(built, 28) == {"RUS", "BLR"}  # Zapad-2013
    assert _parties(built, 35) >= {"RUS", "USA", "JPN", "GBR"}  # RIMPAC 2012, the only one with Russia
    assert _parties(built, 11) == {"RUS", "PAK"}  # Druzhba-2016, the first with Pakistan
    assert _parties(built, 55) == set()  # Bold Monarch 2011, whose list is of NATO's members


def test_identities_agree_in_year_and_share_a_partner(built: Any) -> None:
    found = built.execute(
        """select s.id, s.canonical, year(x."start"), year(y."start"), (select count(*) from activity_party p
        join activity_party q on p.actor = q.actor where p.activity = s.id and q.activity = s.canonical and p.actor <> 'RUS')
        from same_as s join activity x on x.activity = s.id join activity y on y.activity = s.canonical
        where s.id like 'russia-exercises:%'"""
    ).fetchall()
    assert len(found) == 31
    assert [row for row in found if row[2] != row[3] or (row[4] == 0 and row[1] != "almanac:zapad-2017")] == []
    assert len({row[1] for row in found}) == len(found)
