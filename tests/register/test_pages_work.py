"""The pages of one's work, of a programme and of a post: what they say against what was written and noted."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from starlette.testclient import TestClient

from comity.register import typed
from oversight.world import World
from register.registry import again, example, into_force, keep, keep_until, note

JSON = {"accept": "application/json"}
Clients = Callable[..., TestClient]


def data(client: TestClient, address: str) -> dict[str, Any]:
    answer = client.get(address, headers=JSON)
    assert answer.status_code == 200, answer.text[:400]
    found: dict[str, Any] = answer.json()
    return found | {name: table["rows"] for name, table in found["tables"].items()}


def titles(client: TestClient, name: str) -> list[str]:
    return [row["title"] for row in data(client, "/work")["work"] if row["list"] == name]


def visit(made: World, title: str, **other: Any) -> str:
    return keep(made, "activity", {"title": title, "type": "visit", "owner": "anna", "label": "internal"} | other)


def test_work_has_what_waits_is_overdue_and_comes_next(office_world: World, clients: Clients) -> None:
    call = visit(office_world, "Yesterday", start="2026-03-01")
    visit(office_world, "In a week", start="2026-03-09")
    visit(office_world, "In a year", start="2027-03-09")
    assert titles(clients("anna"), "overdue") == ["Yesterday"]
    assert titles(clients("anna"), "soon") == ["In a week"]
    assert set(titles(clients("anna"), "drafts")) == {"Yesterday", "In a week", "In a year"}
    assert data(clients("carl"), "/work")["work"] == []
    page = clients("anna").get("/work").text
    assert f"/register/activity/{call}#noted" in page
    assert data(clients("anna"), "/work")["numbers"]["overdue"] == 1


def test_what_waits_for_a_key_is_there_for_who_may_turn_it(office_world: World, clients: Clients) -> None:
    which = keep_until(office_world, "programme")["programme"]
    digest = _submitted(office_world, which)
    rows = [row for row in data(clients("mike"), "/work")["work"] if row["list"] == "approve"]
    assert [(row["record"], row["address"]) for row in rows] == [(which, f"/approvals/{digest}")]
    assert titles(clients("anna"), "approve") == []
    office_world.approve("mike", digest)
    assert titles(clients("mike"), "approve") == []


def _submitted(made: World, which: str) -> str:
    from comity.register import writing

    with made.act("anna") as act:
        return writing.submit(act, which, 1)


def test_what_was_typed_and_what_others_changed(office_world: World, clients: Clients) -> None:
    said = example("partner")
    which = keep(office_world, "partner", said)
    office_world.add("ben", "ministry", "author")
    office_world.clock.on(minutes=1)
    again(office_world, which, said | {"title": "Renamed by Ben"}, login="ben")
    with office_world.act("anna") as act:
        typed.keep(act.con, office_world.people["anna"].person, "/register/partner/new", [("f.title", "Half a name")], act.now)  # fmt: skip
    anna = clients("anna")
    assert titles(anna, "edited") == ["Renamed by Ben"]
    rows = [row for row in data(anna, "/work")["work"] if row["list"] == "edited"]
    assert rows[0]["what"] == "Ben Example saved version 2" and anna.get(rows[0]["address"]).status_code == 200
    assert [row["address"] for row in data(anna, "/work")["work"] if row["list"] == "typed"] == [
        "/register/partner/new"
    ]
    assert titles(clients("ben"), "typed") == [] and titles(clients("ben"), "edited") == []


def test_a_programme_says_what_is_known_and_what_is_not(office_world: World, clients: Clients) -> None:
    kept = keep_until(office_world, "commitment")
    which = kept["programme"]
    found = data(clients("anna"), f"/programme/{which}")
    content = example("programme")
    assert found["title"] == content["title"] and found["step"] == "submit"
    lines = {(row["line"], row["year"], row["currency"]) for row in found["money"]}
    assert {(line["code"], int(line["year"]), line["currency"]) for line in content["lines"]} <= lines
    assert sum(found["standings"].values()) == len(found["indicators"]) > 0
    assert all(row["level"] == "not known" for row in found["indicators"] if row["value"] is None)
    page = clients("anna").get(f"/programme/{which}").text
    for address in set(re.findall(r'href="(/programme/[^"]+/money[^"]*)"', page)):
        assert clients("anna").get(address.replace("&amp;", "&")).status_code == 200


def test_the_rows_behind_a_figure_sum_to_it(office_world: World, clients: Clients) -> None:
    which = keep_until(office_world, "activity")["programme"]
    anna = clients("anna")
    for row in data(anna, f"/programme/{which}")["money"]:
        for stage in ("planned", "asked", "committed", "obligated", "spent"):
            behind = data(anna, f"/programme/{which}/money?line={row['line']}&year={row['year']}&currency={row['currency']}&stage={stage}")  # fmt: skip
            total = sum(float(one["amount"].replace(",", "")) for one in behind["rows"])
            assert total == float(row[stage].replace(",", ""))


def test_an_indicator_that_is_measured_is_drawn_and_told(office_world: World, clients: Clients) -> None:
    kept = keep_until(office_world, "objective")
    objective = kept["objective"]
    with office_world.look("anna") as look:
        from comity.register.reading import opened

        row = opened(look, objective).content["indicators"][0]
    note(office_world, objective, "measured", {"day": "2026-03-01", "value": "7", "source": "Counted"}, row["id"])
    found = data(clients("anna"), f"/programme/{kept['programme']}")["indicators"]
    assert next(one for one in found if one["indicator"] == row["name"])["value"] == "7"
    assert "2026-03-01: 7" in clients("anna").get(f"/programme/{kept['programme']}").text


def test_a_post_says_who_holds_it_and_what_nobody_read(office_world: World, clients: Clients) -> None:
    post = {
        "title": "Defence attaché, Tokyo", "type": "defence-attache", "post": "Tokyo", "state": "JPN", "owner": "anna", "label": "internal",
        "accreditation": [{"title": "Japan", "state": "JPN", "sort": "resident", "start": "2025-01-01"}, {"title": "Norway", "state": "NOR", "sort": "non-resident", "start": "2024-01-01", "end": "2025-12-31"}],
        "tours": [{"person": "anna", "function": "defence attaché", "start": "2025-01-01", "end": "2027-01-01"}],
    }  # fmt: skip
    which = keep(office_world, "post", post)
    report = {"title": "Ships in the strait", "type": "incident", "post": "Tokyo", "start": "2026-03-01", "owner": "anna", "label": "internal", "text": "Three ships.", "flash": "yes", "flash_of": ["sea-air"], "states": ["JPN"]}  # fmt: skip
    flash = keep(office_world, "report", report)
    visit(office_world, "Ships call", start="2026-05-01", states=["JPN"])
    visit(office_world, "Elsewhere", start="2026-05-01", states=["NOR"])
    found = data(clients("anna"), f"/post/{which}")
    assert [row["state"] for row in found["coverage"]] == ["JPN"]
    assert [row["stands"] for row in found["accreditation"]] == ["holds; until when is not known", "expired"]
    assert found["unread_flash"] == 1 and [row["title"] for row in found["under_way"]] == ["Ships call"]
    assert [row["now"] for row in found["tours"]] == [True]
    assert titles(clients("anna"), "flash") == ["Ships in the strait"]
    note(office_world, flash, "read", {})
    assert data(clients("anna"), f"/post/{which}")["unread_flash"] == 0
    assert "flash, read" in clients("anna").get(f"/post/{which}").text


def test_who_may_not_read_it_is_told_of_nothing(office_world: World, clients: Clients) -> None:
    kept = keep_until(office_world, "programme")
    office_world.add("jun", "japan", "partner")
    for address in (f"/programme/{kept['programme']}", f"/programme/{kept['programme']}/money?line=A&year=2026&currency=EUR", f"/post/{kept['programme']}", "/programme/r_none"):  # fmt: skip
        answer = clients("jun").get(address)
        assert answer.status_code == 404 and example("programme")["title"] not in answer.text
    assert clients("anna").get(f"/post/{kept['programme']}").status_code == 404
    assert data(clients("jun"), "/work")["work"] == []


def test_what_is_in_force_asks_for_the_next_step(office_world: World, clients: Clients) -> None:
    which = keep_until(office_world, "programme")["programme"]
    into_force(office_world, which)
    assert data(clients("anna"), f"/programme/{which}")["step"] == "note"
    note(office_world, which, "started", {"day": "2026-03-02"})
    assert data(clients("anna"), f"/programme/{which}")["stage"] == "running"
