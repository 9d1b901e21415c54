"""The board of lessons and the quality of the record, as pages show them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from starlette.testclient import TestClient

from oversight.world import World
from register.registry import example, keep, keep_until, note

Clients = Callable[..., TestClient]


def data(client: TestClient, address: str, **params: str) -> Any:
    answer = client.get(address, params={"format": "json", **params})
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_lessons_stand_by_stage_with_who_is_tasked_and_what_is_stale(office_world: World, clients: Clients) -> None:
    kept = keep_until(office_world, "lesson")
    second = keep(office_world, "lesson", example("lesson", title="Buoys drift"))
    note(office_world, kept["lesson"], "validated", {"day": "2026-03-02", "basis": "Logs."}, login="carl")
    anna = clients("anna")
    counts = data(anna, "/lessons")["counts"]
    assert counts["observed"] == 1 and counts["validated"] == 1 and sum(counts.values()) == 2
    note(office_world, kept["lesson"], "endorsed", {"day": "2026-03-02"}, login="mike")
    note(
        office_world,
        kept["lesson"],
        "tasked",
        {
            "day": "2026-03-02",
            "body": "Signals school",
            "responsible": "carl",
            "due": "2026-05-01",
            "plan": "Spare batteries.",
        },
    )
    found = data(anna, "/lessons")
    assert found["tables"]["tasks"]["rows"] == [
        {
            "record": kept["lesson"],
            "title": "Radios fail by night",
            "body": "Signals school",
            "person": "Carl Example",
            "due": "2026-05-01",
            "overdue": False,
        }
    ]
    page = anna.get("/lessons").text
    assert "Signals school" in page and "Buoys drift" in page
    assert (
        data(anna, "/lessons", words="buoys")["counts"]["tasked"] == 0
        and data(anna, "/lessons", type="visit")["counts"]["observed"] == 0
    )
    assert sum(data(anna, "/lessons", stale="1")["counts"].values()) == 0
    office_world.clock.on(days=100)
    later = clients("anna")
    assert sum(data(later, "/lessons", stale="1")["counts"].values()) == 2
    assert "overdue" in later.get("/lessons").text and second in later.get("/lessons").text


def test_quality_tells_scores_duplicates_and_what_the_next_step_lacks(office_world: World, clients: Clients) -> None:
    keep_until(office_world, "activity")
    keep(
        office_world,
        "activity",
        {"title": "Harbour visit", "type": "visit", "owner": "anna", "label": "internal", "start": "2026-06-01"},
    )
    keep(
        office_world,
        "activity",
        {"title": "Harbour  visit", "type": "visit", "owner": "carl", "label": "internal", "start": "2026-06-03"},
    )
    anna = clients("anna")
    found = data(anna, "/quality")["tables"]
    owners = {row["name"]: row for row in found["owners"]["rows"]}
    assert (
        owners["Carl Example"]["records"] == 1
        and owners["Carl Example"]["complete"] < owners["Anna Example"]["complete"]
    )
    pair = found["duplicates"]["rows"]
    assert len(pair) == 1 and "They begin 2 days apart." in pair[0]["why"]
    steps = {row["title"]: row for row in found["next"]["rows"]}
    assert any("is missing" in one["what"] for one in steps["Harbour visit"]["lacks"]) and "Harbour  visit" not in steps
    page = anna.get("/quality")
    assert page.status_code == 200 and "Harbour visit" in page.text
    of_carl = data(anna, "/quality", owner=office_world.people["carl"].person)["tables"]["next"]["rows"]
    assert [row["title"] for row in of_carl] == ["Harbour  visit"]
    office_world.clock.on(days=120)
    later = clients("anna")
    assert {row["title"] for row in data(later, "/quality")["tables"]["stale"]["rows"]} >= {
        "Harbour visit",
        "Northern Bridge 2026",
    }
