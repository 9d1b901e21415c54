"""How the almanac's reader takes its own shorthand, on the invented rows of its sample."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import duckdb
import pytest
from almanac_agreement import ALMANAC

from comity.catalogue.facts import find
from comity.catalogue.raw import Raw, open_raw

Given = dict[str, list[dict[str, Any]]]


@pytest.fixture(scope="module")
def read() -> Iterator[Given]:
    """Give the rows that the reader yields from the sample, by table of the record."""
    (source,) = find(["almanac"])
    connection = duckdb.connect()
    raw: Raw = open_raw(source, {file.name: ALMANAC / "sample" / file.name for file in source.files}, connection)
    found: Given = {}
    for part in source.reader(raw):
        cursor = connection.execute(part.sql)
        header = [entry[0] for entry in cursor.description or ()]
        found.setdefault(part.table, []).extend(dict(zip(header, row, strict=True)) for row in cursor.fetchall())
    yield found
    connection.close()


def test_a_date_known_in_part_is_the_widest_spell_it_allows(read: Given) -> None:
    by_name = {row["agreement"]: (row["signed"], row["start"], row["end"]) for row in read["agreement"]}
    assert by_name == {
        "almanac:invented-treaty": (date(1951, 9, 3), date(1952, 1, 1), None),
        "almanac:invented-arrangement": (date(2010, 5, 1), date(2011, 2, 1), date(2011, 2, 28)),
    }
    (dispute,) = read["incident"]
    assert (dispute["start"], dispute["end"]) == (date(1978, 11, 1), date(1979, 12, 31))
    exercise, mission = sorted(read["activity"], key=lambda row: row["activity"])
    assert (exercise["start"], exercise["end"]) == (date(1988, 2, 1), date(1988, 2, 29))
    assert (exercise["announced"], exercise["notified"]) == (date(1988, 1, 15), date(1988, 1, 1))
    assert (mission["start"], mission["end"]) == (date(1994, 1, 1), None)


def test_a_duty_of_all_holds_between_every_two_while_both_are_bound(read: Given) -> None:
    spread = {
        (row["actor"], row["toward"]): (row["start"], row["end"])
        for row in read["obligation"]
        if row["duty"] == "consultation"
    }
    first, left, joined = date(1952, 1, 1), date(1999, 6, 30), date(1975, 3, 4)
    assert spread == {
        ("state:URY", "state:NPL"): (first, left),
        ("state:NPL", "state:URY"): (first, left),
        ("state:URY", "state:FJI"): (joined, None),
        ("state:FJI", "state:URY"): (joined, None),
        ("state:NPL", "state:FJI"): (joined, left),
        ("state:FJI", "state:NPL"): (joined, left),
    }


def test_a_duty_of_one_is_owed_one_way_and_ends_on_its_own_day(read: Given) -> None:
    defence = [row for row in read["obligation"] if row["duty"] == "defense"]
    assert [(row["actor"], row["toward"], row["start"], row["end"]) for row in defence] == [
        ("state:URY", "state:NPL", date(1952, 1, 1), date(1990, 12, 31))
    ]
    (logistics,) = (row for row in read["obligation"] if row["duty"] == "logistics")
    assert (logistics["actor"], logistics["toward"]) == ("state:URY", "org:nato")


def test_an_edition_takes_what_it_does_not_say_from_its_series(read: Given) -> None:
    exercise, mission = sorted(read["activity"], key=lambda row: row["activity"])
    assert (exercise["series"], exercise["domains"], exercise["purposes"]) == (
        "Invented series", "land|sea", "peacekeeping",
    )  # fmt: skip
    assert (mission["series"], mission["domains"], mission["purposes"]) == (None, "land", None)


def test_every_row_bears_its_mark_and_its_place(read: Given) -> None:
    marks = {row["source_row"]: row["checked"] for row in read["mark"]}
    assert set(marks.values()) == {"from knowledge"}
    placed = {row["source_row"] for table, found in read.items() if table not in ("mark", "same_as") for row in found}
    assert placed == set(marks)


def test_an_armed_group_is_an_actor_and_a_side(read: Given) -> None:
    assert [(row["actor"], row["kind"]) for row in read["actor"]] == [("group:invented", "armed group")]
    assert ("group:invented", "b") in {(row["actor"], row["side"]) for row in read["incident_party"]}
