"""What is typed survives a session that ends and a browser that closes, and nobody else ever sees it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import func, select
from starlette.testclient import TestClient

from comity.oversight.people import sessions
from comity.oversight.storage.working import typed
from oversight.world import SYSTEM, World
from register.forms import form_in

Clients = Callable[..., TestClient]
PATH = "/register/partner/new"


def kept(office: World) -> list[tuple[str, str]]:
    with office.office.database.read(SYSTEM) as con:
        return [(row.person, row.path) for row in con.execute(select(typed.c.person, typed.c.path))]


def filled(client: TestClient, title: str = "Ministry of the Sea") -> dict[str, Any]:
    return form_in(client.get(PATH).text).set("f.title", title).set("f.aims", "One\nTwo").press("look")


def test_what_was_typed_outlives_the_session(office_world: World, clients: Clients) -> None:
    anna = clients("anna")
    sent = filled(anna)
    office_world.clock.on(minutes=31)
    answer = anna.post(PATH, data=sent)
    assert answer.status_code == 303 and answer.headers["location"] == f"/signin?to={PATH}"
    assert kept(office_world) == [(office_world.people["anna"].person, PATH)]
    # Another who signs in at the same browser sees nothing of it; she herself sees all of it, and is told.
    assert "Ministry of the Sea" not in clients("olga").get(PATH).text
    back = clients("anna")
    page = back.get(PATH).text
    assert form_in(page).values("f.title") == ["Ministry of the Sea"] and form_in(page).values("f.aims") == ["One\nTwo"]
    assert "what you typed and did not save" in page
    saved = back.post(PATH, data=form_in(page).set("f.type", "research").set("f.label", "internal").press("save"))
    assert saved.status_code == 303 and kept(office_world) == []
    assert form_in(back.get(PATH).text).values("f.title") == [""]


def test_nothing_is_kept_of_a_form_of_another_session_or_of_one_that_was_ended(
    office_world: World, clients: Clients
) -> None:
    anna, carl = clients("anna"), clients("carl")
    sent = filled(anna)
    forged = {name: value for name, value in anna.headers.items() if name != "x-comity-form"} | {"x-comity-form": carl.headers["x-comity-form"]}  # fmt: skip
    office_world.clock.on(minutes=31)
    assert anna.post(PATH, data=sent, headers=forged).headers["location"] == "/signin"
    anna.cookies.clear()
    assert anna.post(PATH, data=sent).headers["location"] == "/signin"
    again = clients("anna")
    sent = filled(again)
    with office_world.act("anna") as act:
        sessions.end_all(act, office_world.people["anna"].person)
    assert again.post(PATH, data=sent).headers["location"] == "/signin"
    half = clients("anna", 1)
    assert half.post(PATH, data=sent).headers["location"].startswith("/signin/")
    assert kept(office_world) == []


def test_what_is_typed_is_kept_by_the_script_and_discarded_and_forgotten(office_world: World, clients: Clients) -> None:
    anna = clients("anna")
    sent = filled(anna)
    leaves = office_world.acts()
    assert anna.post("/typed", data=sent | {"path": PATH}).json() == {"at": "2026-03-02 09:00"}
    # The same again takes its place; no log tells of it.
    assert anna.post("/typed", data=sent | {"path": PATH}).status_code == 200
    assert len(kept(office_world)) == 1 and office_world.acts() == leaves
    assert "Ministry of the Sea" in anna.get(PATH).text
    for path in (
        "/signin",
        "/me/password",
        "/register/../signin/new",
        "//register/new",
        "/register/" + "a" * 300 + "/new",
    ):
        assert anna.post("/typed", data=sent | {"path": path}).status_code == 400, path
    assert len(kept(office_world)) == 1
    office_world.clock.on(days=7, minutes=1)
    back = clients("anna")
    assert "Ministry of the Sea" not in back.get(PATH).text
    assert back.post("/typed", data=sent | {"path": "/register/post/new"}).status_code == 200
    assert [path for _, path in kept(office_world)] == ["/register/post/new"]
    back.post("/typed", data=sent | {"path": PATH})
    assert back.post(PATH, data=sent | {"do": "discard"}).headers["location"] == "/register/partner"
    assert [path for _, path in kept(office_world)] == ["/register/post/new"]


def test_no_more_is_kept_than_fits_and_of_so_many_forms(office_world: World, clients: Clients) -> None:
    anna = clients("anna")
    assert anna.post("/typed", data={"path": PATH, "f.aims": "é" * 500_001}).status_code == 400
    for number in range(55):
        office_world.clock.on(seconds=1)
        assert (
            anna.post("/typed", data={"path": f"/register/partner/r_{number}/edit", "f.title": "x"}).status_code == 200
        )
    with office_world.office.database.read(SYSTEM) as con:
        assert con.scalar(select(func.count()).select_from(typed)) == 50
