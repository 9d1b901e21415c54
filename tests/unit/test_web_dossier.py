"""The axis of a dossier, and where the cells of evidence lead."""

from __future__ import annotations

import re
from datetime import date
from types import SimpleNamespace

import pytest

from comity.dossier.draw.lanes import NAMED, Lane, Mark, draw_lanes
from comity.measures.subject import Subject
from comity.web.briefs import row_address, thing_address
from comity.web.pages.dossier import amounts
from comity.web.pages.evidence.citing import leads

SPAN = (date(1990, 1, 1), date(2020, 12, 31))


def drawn(*lanes: Lane) -> str:
    return draw_lanes(lanes, span=SPAN, title="In time", unknown="a selection", many="%(count)s begun in %(year)s")


def mark(number: int, start: date, end: date | None = None, ongoing: bool = False) -> Mark:
    return Mark(f"Thing {number}", start, end, f"/things/{number}", ongoing)


def test_a_few_things_stand_alone_with_their_names_and_addresses() -> None:
    svg = drawn(
        Lane("Agreements", [mark(1, date(1995, 1, 1), ongoing=True), mark(2, date(2001, 5, 1), date(2001, 5, 4))])
    )
    assert re.findall(r'href="([^"]+)"', svg) == ["/things/1", "/things/2"]
    assert "Thing 1: 1995-01-01 to in force" in svg
    assert svg.count('class="dot') == 1  # four days are a dot, years are a bar


def test_too_many_things_stand_by_the_year_in_which_they_began() -> None:
    many = [mark(number, date(1990 + number % 30, 6, 1), date(2020, 1, 1)) for number in range(301)]
    svg = drawn(Lane("Exercises", many, yearly="/list?year={year}"))
    years = re.findall(r'href="/list\?year=(\d+)"', svg)
    assert years == [str(year) for year in range(1990, 2020)]
    told = {int(year): int(count) for count, year in re.findall(r'aria-label="Exercises, (\d+) begun in (\d+)"', svg)}
    assert sum(told.values()) == 301
    assert told[1990] == 11
    assert told[1991] == 10


def test_things_that_overlap_stand_in_rows_of_their_own() -> None:
    at_once = [mark(number, date(2000, 1, 1), date(2010, 1, 1)) for number in range(NAMED)]
    svg = drawn(Lane("Missions", at_once))
    rows = [float(y) for y in re.findall(r'<rect class="c1"[^>]* y="([\d.]+)"', svg)]
    assert len(rows) == len(set(rows)) == NAMED


def test_what_no_source_looked_at_is_shaded_and_the_rest_is_not() -> None:
    whole = drawn(Lane("Visits", [mark(1, date(1995, 1, 1))], coverage=[SPAN]))
    part = drawn(Lane("Visits", [mark(1, date(1995, 1, 1))], coverage=[(date(1990, 1, 1), date(2009, 12, 31))]))
    none = drawn(Lane("Visits", [mark(1, date(1995, 1, 1))], coverage=[]))
    assert "a selection" not in whole
    assert part.count('opacity="0.28"') == none.count('opacity="0.28"') == 1
    wide = [float(re.findall(r'width="([\d.]+)"[^>]*opacity="0.28"', svg)[0]) for svg in (part, none)]
    assert wide[0] == pytest.approx(wide[1] * 11 / 31, rel=0.02)


def test_what_ended_before_the_span_is_left_out_and_what_reaches_into_it_is_not() -> None:
    svg = drawn(Lane("A", [mark(1, date(1950, 1, 1), date(1960, 1, 1)), mark(2, date(1950, 1, 1), date(1995, 1, 1))]))
    assert "/things/1" not in svg
    assert "/things/2" in svg
    assert ">2<" in svg  # how many there are in all


def test_a_name_cannot_break_out_of_the_drawing() -> None:
    svg = drawn(Lane("A", [Mark('<b>"&', date(1995, 1, 1), None, '/x"><script>')]))
    assert "<b>" not in svg
    assert "<script>" not in svg


@pytest.mark.parametrize(
    ("cells", "name", "section", "wanted"),
    [
        ({"agreement": "almanac:nato", "kind": "alliance"}, "agreement", "", "/agreements/almanac%3Anato"),
        ({"agreement": "ATOP 3740: Austria, Belgium"}, "agreement", "", ""),
        ({"activity": "mme-exercises:7"}, "activity", "exercises", "/exercises/mme-exercises%3A7"),
        ({"activity": "geo-pko:unmik", "kind": "peace-operation"}, "activity", "", "/missions/geo-pko%3Aunmik"),
        ({"activity": "geo-pko:unmik"}, "activity", "", ""),
        ({"incident": "coups:1", "kind": "coup"}, "incident", "", ""),
        ({"actor": "JPN"}, "actor", "", ""),
    ],
)
def test_a_cell_leads_to_the_thing_whose_id_it_is(cells: dict[str, str], name: str, section: str, wanted: str) -> None:
    assert leads(cells, name, section) == wanted


def test_addresses_are_written_so_that_they_can_be_followed() -> None:
    assert row_address("a b", "x&y.csv:1-3") == "/evidence/row?source=a+b&row=x%26y.csv%3A1-3"
    assert thing_address("activity", "visit", "us-defence-visits:1") == "/visits/us-defence-visits%3A1"


def test_a_year_between_two_that_are_known_is_told_as_not_known(monkeypatch: pytest.MonkeyPatch) -> None:
    one = SimpleNamespace(title="Of some", found=SimpleNamespace(name="a.b", measure=SimpleNamespace(unit="points")))
    values: dict[int, float | None] = {2001: 1.0, 2002: 2.0, 2005: 3.0}
    monkeypatch.setattr(amounts, "_chosen", lambda *_: [one])
    monkeypatch.setattr(amounts, "_series", lambda _: (2001, values, {}, {}))
    monkeypatch.setattr(amounts, "_whom", lambda *_: "JPN")
    what = Subject("state", "Japan", ("JPN",), date(2010, 12, 31))
    (course,) = amounts._drawings(SimpleNamespace(latest=()), what, "JPN")  # type: ignore[arg-type]
    assert [(line["year"], line["value"]) for line in course["years"]] == [
        (2005, 3.0),
        (2004, None),
        (2003, None),
        (2002, 2.0),
        (2001, 1.0),
    ]
    assert "not known" in course["svg"]
