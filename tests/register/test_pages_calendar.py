"""The pages of the calendar: what they show against a count by hand, and whom they show it to."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from starlette.testclient import TestClient

from oversight.world import World
from register.registry import example, keep, keep_until

JSON = {"accept": "application/json"}


def visit(made: World, title: str, start: str, end: str | None = None, **other: Any) -> str:
    return keep(made, "activity", {"title": title, "type": "visit", "owner": "anna", "label": "internal", "start": start} | ({"end": end} if end else {}) | other)  # fmt: skip


def data(client: TestClient, address: str) -> dict[str, Any]:
    answer = client.get(address, headers=JSON)
    assert answer.status_code == 200, answer.text[:400]
    found: dict[str, Any] = answer.json()
    return found | {name: table["rows"] for name, table in found["tables"].items()}


def test_each_day_of_a_month_has_what_one_counts_by_hand(office_world: World, clients: Callable[..., TestClient]) -> None:  # fmt: skip
    rng = Random(3)
    spans = {}
    for number in range(30):
        start = date(2026, 3, 1) + timedelta(days=rng.randrange(-20, 40))
        end = start + timedelta(days=rng.choice([0, 0, 2, 9]))
        visit(office_world, f"Visit {number}", start.isoformat(), end.isoformat())
        spans[f"Visit {number}"] = (start, end)
    page = clients("anna").get("/calendar?from=2026-03-15").text
    cells = re.findall(r'<td[^>]*><a class="number".*?</td>', page, re.S)
    assert len(cells) == 31
    found = data(clients("anna"), "/calendar?from=2026-03-15")["entries"]
    assert not any(row["what"] == "activity begins" for row in found)
    for day, cell in enumerate(cells, 1):
        at = date(2026, 3, day)
        going = sum(start <= at <= end for start, end in spans.values())
        going += sum(row["start"] == at.isoformat() for row in found if not row["takes_place"])
        said = re.search(r": (\d+) entr", cell)
        assert (int(said[1]) if said else 0) == going, cell
    shown = Counter(row["title"] for row in found if row["takes_place"])  # fmt: skip
    assert shown == Counter(title for title, (start, end) in spans.items() if start <= date(2026, 3, 31) and end >= date(2026, 3, 1))  # fmt: skip


def test_a_year_counts_and_leads_to_its_months(office_world: World, clients: Callable[..., TestClient]) -> None:
    for day in ("2026-02-03", "2026-02-03", "2026-02-28", "2026-12-31", "2025-12-31"):
        visit(office_world, f"On {day}", day)
    found = data(clients("anna"), "/calendar?view=year&from=2026-07-01")
    assert [row["begins"] for row in found["months"]] == [0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]
    assert data(clients("anna"), found["months"][1]["address"])["from"] == "2026-02-01"
    assert "2026-02-03: 2" in clients("anna").get("/calendar?view=year&from=2026-07-01").text


def test_bars_page_through_all_that_takes_place_once(office_world: World, clients: Callable[..., TestClient]) -> None:
    every = [visit(office_world, f"Visit {number}", (date(2026, 1, 1) + timedelta(days=number)).isoformat(), (date(2026, 1, 1) + timedelta(days=number + 40)).isoformat()) for number in range(95)]  # fmt: skip
    seen, page = [], 1
    while True:
        found = data(clients("anna"), f"/calendar?view=gantt&from=2026-01-20&months=3&page={page}")
        seen += [row["record"] for row in found["entries"]]
        page += 1
        if page > found["pages"]:
            break
    meets = [one for number, one in enumerate(every) if date(2026, 1, 1) + timedelta(days=number) <= date(2026, 3, 31)]
    assert found["found"] == len(seen) == len(set(seen)) == len(meets)
    assert data(clients("anna"), "/calendar?view=gantt&from=2026-01-20&months=3&page=99")["page"] == found["pages"]


def test_bars_tell_conflicts_milestones_and_days_outside_ones_hands(office_world: World, clients: Callable[..., TestClient]) -> None:  # fmt: skip
    booked = {"bookings": [{"kind": "unit", "resource": "1st Battalion"}]}
    visit(office_world, "One", "2026-05-01", "2026-05-10", **booked, fixed=[{"what": "Election in Norland", "day": "2026-05-20"}], milestones=[{"title": "Final conference", "day": "2026-04-20"}])  # fmt: skip
    visit(office_world, "Two", "2026-05-08", "2026-05-12", **booked)
    found = data(clients("anna"), "/calendar?view=gantt&from=2026-04-01&months=3")
    one, two = found["entries"]
    assert one["conflicts"] == ["“1st Battalion” is taken up by “Two” too, 8 May 2026 to 10 May 2026."]
    assert "“One” too" in two["conflicts"][0]
    assert [row["title"] for row in found["fixed"]] == ["Election in Norland"]
    assert any("Final conference" in said for said in one["milestones"])
    page = clients("anna").get("/calendar?view=gantt&from=2026-04-01&months=3").text
    assert page.count("⚠") == 4  # beside each bar, and in each row of the list
    assert "2026-05-20: Election in Norland" in page


def test_a_programme_a_person_and_a_kind_narrow_every_view(office_world: World, clients: Callable[..., TestClient]) -> None:  # fmt: skip
    kept = keep_until(office_world, "activity")
    content = example("activity")
    at = content["start"]
    visit(office_world, "Elsewhere", at)
    visit(office_world, "Of Carl", at, owner="carl")
    for view in ("month", "day", "gantt"):
        address = f"/calendar?view={view}&from={at}"
        titles = {row["title"] for row in data(clients("anna"), f"{address}&programme={kept['programme']}")["entries"] if row["takes_place"]}  # fmt: skip
        assert titles == {content["title"]}
        titles = {row["title"] for row in data(clients("anna"), f"{address}&person={office_world.people['carl'].person}")["entries"] if row["takes_place"]}  # fmt: skip
        assert titles == {"Of Carl"}
        titles = {row["title"] for row in data(clients("anna"), f"{address}&person=me")["entries"] if row["takes_place"]}  # fmt: skip
        assert "Elsewhere" in titles and "Of Carl" not in titles
    kinds = {row["kind"] for row in data(clients("anna"), f"/calendar?from={at}&kind=programme")["entries"]}
    assert kinds <= {"programme"}
    assert clients("anna").get("/calendar?kind=nothing").status_code == 404


def test_a_partner_sees_nothing_of_what_they_may_not_read(office_world: World, clients: Callable[..., TestClient]) -> None:  # fmt: skip
    office_world.add("jun", "japan", "partner")
    visit(office_world, "Behind closed doors", "2026-05-01", "2026-05-20", bookings=[{"kind": "unit", "resource": "1st Battalion"}])  # fmt: skip
    for view in ("month", "day", "year", "gantt"):
        answer = clients("jun").get(f"/calendar?view={view}&from=2026-05-02")
        assert answer.status_code == 200
        assert "closed doors" not in answer.text
    assert sum(row["begins"] for row in data(clients("jun"), "/calendar?view=year&from=2026-05-02")["months"]) == 0
    assert data(clients("jun"), "/calendar?view=gantt&from=2026-05-02")["found"] == 0


def test_a_crowded_month_gives_its_numbers(office_world: World, clients: Callable[..., TestClient], monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    monkeypatch.setattr("comity.web.office.pages.calendar.grid.CROWDED", 3)
    for number in range(4):
        visit(office_world, f"Visit {number}", "2026-05-07")
    found = data(clients("anna"), "/calendar?from=2026-05-01")
    assert found["crowded"] and found["days"] == [{"day": "2026-05-07", "begins": 4, "falls_due": 0, "address": "/calendar?view=day&from=2026-05-07"}]  # fmt: skip
    assert len(data(clients("anna"), found["days"][0]["address"])["entries"]) == 4


@pytest.mark.parametrize("said", ["2026-13-01", "0001-01-01", "9999-12-31", "yesterday", "2026-1-1"])
def test_a_day_that_is_none_is_refused_with_what_to_do(clients: Callable[..., TestClient], said: str) -> None:
    answer = clients("anna").get("/calendar", params={"from": said})
    assert answer.status_code == 400 and "2027-03-31" in answer.text


@pytest.mark.parametrize("said", ["1950-01-01", "2150-12-31"])
@pytest.mark.parametrize("view", ["month", "day", "year", "gantt"])
def test_the_first_and_the_last_day_of_calendars(clients: Callable[..., TestClient], said: str, view: str) -> None:
    client = clients("anna")
    page = client.get("/calendar", params={"from": said, "view": view})
    assert page.status_code == 200
    for rel in ("prev", "next"):
        other = re.search(rf'rel="{rel}" href="([^"]+)"', page.text)
        assert other and client.get(other[1].replace("&amp;", "&")).status_code == 200
