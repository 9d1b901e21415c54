"""From the page of a record: submitted when nothing is missing, noted on, and edits that void an approval are told before they do."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import update
from starlette.testclient import TestClient

from comity.oversight.storage.tables import record
from comity.register import writing
from oversight.world import World
from register.forms import form_in
from register.registry import example, keep, keep_until

Clients = Callable[..., TestClient]


def programme(office: World) -> str:
    return keep_until(office, "programme")["programme"]


def test_what_is_missing_is_told_with_links_and_then_it_is_submitted(office_world: World, clients: Clients) -> None:
    anna = clients("anna")
    keep_until(office_world, "partner")
    which = keep(office_world, "programme", example("programme", theory_of_change=None, risks=None))
    at = f"/register/programme/{which}"
    page = anna.get(at).text
    assert f'href="{at}/edit#f-theory_of_change"' in page and f'action="{at}/submit"' not in page
    answer = anna.post(f"{at}/submit", data={"saw": "1"})
    assert answer.status_code == 400 and "#f-theory_of_change" in answer.text and office_world.state(which) == "draft"
    whole = keep(office_world, "programme", example("programme", title="Another"))
    at = f"/register/programme/{whole}"
    assert f'action="{at}/submit"' in anna.get(at).text
    assert anna.post(f"{at}/submit", data={"saw": "1", "path": "emergency", "reason": " "}).status_code == 400
    assert anna.post(f"{at}/submit", data={"saw": "1"}).status_code == 303
    assert "It waits for its keys" in anna.get(at).text


def test_an_edit_that_voids_an_approval_is_told_before(office_world: World, clients: Clients) -> None:
    anna = clients("anna")
    which = programme(office_world)
    with office_world.act("anna") as act:
        digest = writing.submit(act, which, 1)
    office_world.approve("mike", digest)
    path = f"/register/programme/{which}/edit"
    shown = anna.post(
        path, data=form_in(anna.get(path).text).set("f.title", "Another").set("f.label", "public").press("look")
    ).text
    assert (
        "It waits for approval: this edit takes it back" in shown and "The approval of version 1 is void then." in shown
    )
    assert "Its label stays “Internal” until both keys have approved “Public”." in shown
    office_world.approve("carl", digest)
    assert (
        "It is in force: with this edit it is a draft"
        in anna.post(path, data=form_in(anna.get(path).text).press("look")).text
    )
    # Looking has changed nothing.
    assert office_world.state(which) == "in force"


def test_what_is_noted_stands_in_a_line_of_time_and_what_does_not_fit_is_told_beside_it(office_world: World, clients: Clients) -> None:  # fmt: skip
    anna = clients("anna")
    which = keep_until(office_world, "activity")["activity"]
    at = f"/register/activity/{which}"
    page = anna.get(at).text
    assert 'value="started"' in page and 'value="feedback"' not in page
    wrong = anna.post(f"{at}/note", data={"entry": "cancelled", "f.day": "soon", "f.reason": "The range burnt."})
    assert (
        wrong.status_code == 400
        and 'value="soon"' in wrong.text
        and "is no day" in wrong.text
        and "The range burnt." in wrong.text
    )
    # A rule that forbids is told, too: what is not in force does not begin.
    assert anna.post(f"{at}/note", data={"entry": "started", "f.day": "2026-03-02"}).status_code == 400
    assert (
        anna.post(
            f"{at}/note", data={"entry": "cancelled", "f.day": "2026-03-02", "f.reason": "The range burnt."}
        ).status_code
        == 303
    )
    found = anna.get(at, params={"format": "json"}).json()
    assert (
        [row["kind"] for row in found["tables"]["entries"]["rows"]] == ["cancelled"]
        and found["version"] == 1
        and found["stage"] == "cancelled"
    )
    assert clients("mike").post(f"{at}/note", data={"entry": "started"}).status_code in (403, 404)


def test_a_note_that_was_typed_when_the_session_ended_opens_again(office_world: World, clients: Clients) -> None:
    anna = clients("anna")
    which = keep_until(office_world, "activity")["activity"]
    at = f"/register/activity/{which}"
    office_world.clock.on(minutes=31)
    answer = anna.post(f"{at}/note", data={"entry": "cancelled", "f.reason": "The range burnt."})
    assert answer.headers["location"] == f"/signin?to={at}"
    back = clients("anna")
    page = back.get(at).text
    assert "The range burnt." in page and "what you typed and did not save" in page
    assert back.post(f"{at}/note", data={"entry": "cancelled", "do": "discard"}).status_code == 303
    assert "The range burnt." not in back.get(at).text


def test_a_partner_is_told_what_is_theirs(office_world: World, clients: Clients) -> None:
    office_world.add("pia", "japan", "partner")
    kept = keep_until(office_world, "programme")
    which = keep(
        office_world, "activity", example("activity", objectives=None), partners=[office_world.organisations["japan"]]
    )
    at = f"/register/activity/{which}"
    anna, pia = clients("anna"), clients("pia")
    assert (
        anna.post(
            f"{at}/note", data={"entry": "cancelled", "f.day": "2026-03-02", "f.reason": "INTERNALWORD"}
        ).status_code
        == 303
    )
    anna.post(f"{at}/attach", files={"file": ("a.pdf", b"%PDF-1.7 INTERNAL", "")})
    assert pia.get(at).status_code == 404
    with office_world.office.system() as act:
        act.con.execute(update(record).where(record.c.record == which).values(state="submitted"))
    answer = pia.get(at, params={"format": "json"})
    assert answer.status_code == 200
    found = answer.json()
    # That it moved on, its stage tells anyway; why, and what is attached, is the office's.
    assert [row["values"] for row in found["tables"]["entries"]["rows"]] == [{"day": "2026-03-02"}]
    assert found["tables"]["files"]["rows"] == [] and found["missing"] == [] and found["advice"] == []
    assert "INTERNALWORD" not in answer.text and "Anna" not in str(found["tables"]["entries"])
    assert "INTERNALWORD" not in pia.get(at).text and f"{at}/edit" not in pia.get(at).text
    assert kept
