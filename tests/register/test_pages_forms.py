"""The forms of the register: from the declaration, nothing typed is lost, and what will happen is shown before it does."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select
from starlette.testclient import TestClient

from comity.oversight.storage.working import item
from oversight.world import SYSTEM, World
from register.forms import form_in

Clients = Callable[..., TestClient]


def partner(office: World, client: TestClient, **said: str) -> str:
    """Keep a partner by its form, and give it."""
    fields = {"f.title": "Ministry of the Sea", "f.type": "research", "f.owner": "Anna Example", "f.label": "internal", "do": "save"} | {f"f.{name}": value for name, value in said.items()}  # fmt: skip
    answer = client.post("/register/partner/new", data=fields)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"]).rpartition("/")[2]


def test_a_record_is_written_shown_listed_and_found(office_world: World, clients: Clients) -> None:
    anna = clients("anna")
    which = partner(office_world, anna)
    page = anna.get(f"/register/partner/{which}")
    assert (
        page.status_code == 200
        and "Ministry of the Sea" in page.text
        and "research body" in page.text
        and "Anna Example" in page.text
    )
    rows = anna.get("/register/partner", params={"words": "sea", "format": "json"}).json()["tables"]["partner"]["rows"]
    assert [row["record"] for row in rows] == [which] and rows[0]["owner"] == "Anna Example"
    assert anna.get("/register/partner", params={"words": "lake", "format": "json"}).json()["found"] == 0
    assert "Ministry of the Sea" in anna.get("/register/partner", params={"format": "csv"}).text
    assert anna.get(f"/register/post/{which}").status_code == 404


def test_what_will_happen_is_shown_and_only_then_kept(office_world: World, clients: Clients) -> None:
    anna = clients("anna")
    which = partner(office_world, anna)
    sent = form_in(anna.get(f"/register/partner/{which}/edit").text)
    shown = anna.post(f"/register/partner/{which}/edit", data=sent.set("f.title", "Ministry of the Lake").press("look"))
    assert shown.status_code == 200 and "What will happen" in shown.text
    assert "<del>Ministry of the Sea</del> → <ins>Ministry of the Lake</ins>" in shown.text
    again = form_in(shown.text)
    # Whoever changes it after having looked is shown anew what will happen.
    assert "What will happen" in anna.post(f"/register/partner/{which}/edit", data=again.set("f.title", "Ministry of Rivers").press("save")).text  # fmt: skip
    saved = anna.post(f"/register/partner/{which}/edit", data=form_in(shown.text).press("save"))
    assert saved.status_code == 303
    assert anna.get(f"/register/partner/{which}", params={"format": "json"}).json()["version"] == 2


def test_what_cannot_be_kept_is_told_beside_its_field_with_all_that_was_typed(
    office_world: World, clients: Clients
) -> None:
    anna = clients("anna")
    answer = anna.post("/register/partner/new", data={"f.title": "Sea", "f.type": "state", "f.owner": "Nobody Known", "f.aims": "One\nTwo", "f.label": "secret", "do": "save"})  # fmt: skip
    assert answer.status_code == 400
    sent = form_in(answer.text)
    assert (
        sent.values("f.owner") == ["Nobody Known"]
        and sent.values("f.aims") == ["One\nTwo"]
        and sent.values("f.label") == ["secret"]
    )
    assert 'role="alert"' in answer.text and 'href="#f-owner"' in answer.text and 'id="f-owner"' in answer.text
    assert 'aria-describedby="f-owner-help f-owner-wrong"' in answer.text and "Nobody here is called" in answer.text
    with office_world.office.database.read(SYSTEM) as con:
        assert con.scalar(select(item.c.record)) is None
    answer = anna.post("/register/partner/new", data={"f.title": "Sea", "f.type": "state", "f.owner": "Anna Example", "f.label": "public", "do": "save"})  # fmt: skip
    assert answer.status_code == 400 and 'href="#f-state"' in answer.text
