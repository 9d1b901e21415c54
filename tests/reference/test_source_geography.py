"""Contiguity and capitals against the publisher's files and the map."""

from __future__ import annotations

import csv
import gzip
from datetime import date
from pathlib import Path
from typing import Any

import pytest


def _file(mirror: Path, name: str) -> list[dict[str, str]]:
    with gzip.open(mirror / "geography" / name, "rt", encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def _spells(built: Any, one: str, other: str) -> list[tuple[date, date | None, float]]:
    found: list[tuple[date, date | None, float]] = built.execute(
        """select start, "end", value from tie where source = 'geography' and layer = 'contiguity'
        and (a, b) in ((?, ?), (?, ?)) order by start""",
        [one, other, other, one],
    ).fetchall()
    return found


def test_each_spell_stands_once(mirror: Path, built: Any) -> None:
    rows = [row for row in _file(mirror, "cow_contdir.csv.gz") if row["conttype"] != "0"]
    once = {(frozenset((r["ccode1"], r["ccode2"])), r["conttype"], r["stdate"]) for r in rows}
    assert len(once) * 2 == len(rows) == 1_694
    lines, ties = built.execute(
        "select count(distinct source_row), count(*) from tie where source = 'geography' and layer = 'contiguity'"
    ).fetchone()
    assert lines == len(once) == 847
    assert ties == 860  # code 345 changes its state within 13 of them
    assert built.execute(
        "select count(distinct source_row) from tie where source = 'geography' and layer = 'contiguity-none'"
    ).fetchone() == (90,)


def test_open_spells_are_those_of_december_2016(mirror: Path, built: Any) -> None:
    rows = _file(mirror, "cow_contdir.csv.gz")
    still = sum(r["enddate"] == "2016-12-01" and r["conttype"] != "0" for r in rows) // 2
    assert built.execute(
        "select count(*) from tie where source = 'geography' and layer = 'contiguity' and \"end\" is null"
    ).fetchone() == (still,)
    assert built.execute(
        """select max("end") < date '2016-12-01' from tie where source = 'geography' and layer = 'contiguity'"""
    ).fetchone() == (True,)


def test_spells_of_a_pair_do_not_overlap(built: Any) -> None:
    assert not built.execute(
        """select x.a, x.b, x.start, y.start from tie x join tie y on x.source = y.source and x.layer = y.layer
        and least(x.a, x.b) = least(y.a, y.b) and greatest(x.a, x.b) = greatest(y.a, y.b)
        and x.rowid <> y.rowid and x.start <= y.start and coalesce(x."end", date '9999-12-31') >= y.start
        where x.source = 'geography' and x.layer = 'contiguity'"""
    ).fetchall()


def test_what_the_map_says(built: Any) -> None:
    assert _spells(built, "USA", "MEX") == [(date(1831, 1, 1), None, 1)]
    assert _spells(built, "USA", "RUS") == [(date(1959, 1, 1), None, 2)]
    assert _spells(built, "FRA", "DEU")[-2:] == [
        (date(1955, 5, 5), date(1990, 10, 2), 1),
        (date(1990, 10, 3), None, 1),
    ]
    assert _spells(built, "DEU", "ITA") == [(date(1938, 3, 1), date(1945, 5, 8), 1)]
    assert not _spells(built, "FRA", "POL")
    assert _spells(built, "HUN", "SRB")[-1] == (date(2006, 6, 5), None, 1)
    assert _spells(built, "HUN", "YUG")[-1] == (date(1944, 10, 20), date(2006, 6, 4), 1)


@pytest.mark.parametrize(
    ("state", "day", "capital"),
    [
        ("DEU", "1960-01-01", "Bonn"), ("DEU", "1900-01-01", "Berlin"), ("DEU", "2020-01-01", "Berlin"),
        ("BRA", "1950-01-01", "Rio de Janeiro"), ("BRA", "1970-01-01", "Brasilia"), ("KAZ", "1995-01-01", "Almaty"),
        ("SRB", "2020-01-01", "Belgrade"), ("YUG", "1980-01-01", "Belgrade"), ("AUS", "1920-01-01", "Melbourne"),
        ("YMD", "1980-01-01", "Aden"), ("MMR", "2024-01-01", "Naypyidaw"),
    ],
)  # fmt: skip
def test_one_capital_on_a_day(built: Any, state: str, day: str, capital: str) -> None:
    found = built.execute(
        """select name from place where source = 'geography' and kind = 'capital' and state = ?
        and start <= cast(? as date) and coalesce("end", date '9999-12-31') >= cast(? as date)""",
        [state, day, day],
    ).fetchall()
    assert found == [(capital,)]


def test_capitals_end_with_their_state(mirror: Path, built: Any) -> None:
    assert len(_file(mirror, "gw_capitals.csv.gz")) == 264
    assert built.execute("select count(*) from place where source = 'geography'").fetchone() == (262,)
    gone = built.execute(
        """select state from place where source = 'geography' and "end" is null
        and state in ('YUG', 'YMD', 'UPC', 'MEC', 'DDR', 'CSK', 'RVN') order by 1"""
    ).fetchall()
    assert gone == []
