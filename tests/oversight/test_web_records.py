"""The pages of records: written, edited, submitted; what became of each version; and that no typed text is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from comity.model.errors import BadRequest
from comity.oversight import approving
from comity.oversight.histories import changes
from comity.web.office.pages.records.fields import content_of
from oversight.world import World

Clients = Callable[..., TestClient]


def written(client: TestClient, **said: Any) -> str:
    """Write a record by the form, and give it."""
    answer = client.post("/records/new", data={"kind": "visit", "title": "Status of forces", "text": "Article 1.", **said})  # fmt: skip
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"]).removeprefix("/records/")


def test_a_record_is_written_submitted_and_shown(office_world: World, clients: Clients) -> None:
    anna = clients("anna")
    which = written(anna, partners=[office_world.organisations["japan"]], label="LIMITED")
    page = anna.get(f"/records/{which}")
    assert "two keys" in page.text and "Ministry of Defence of Japan" in page.text and "LIMITED" in page.text
    assert anna.post(f"/records/{which}/submit", data={"saw": "1"}).status_code == 303
    found = clients("mike").get(f"/records/{which}", params={"format": "json"}).json()
    assert found["state"] == "submitted" and found["content"]["text"] == "Article 1."
    assert "It expires " in clients("mike").get(f"/records/{which}").text
    (done,) = found["tables"]["versions"]["rows"][0]["submissions"]
    assert done["path"] == "two keys" and done["by"] == "Anna Example" and done["approvals"] == []
    for key in ("mike", "carl"):
        office_world.approve(key, done["digest"])
    page = anna.get(f"/records/{which}").text
    assert (
        "<strong>In force</strong>" in page and "It expires " not in page
    )  # a submission expires, an approval does not


def test_an_edit_after_an_approval_is_told_as_voiding_it(office_world: World, clients: Clients) -> None:
    anna = clients("anna")
    which = written(anna)
    digest = office_world.submit(which)
    office_world.approve("mike", digest)
    assert "an edit voids the approval of version 1" in anna.get(f"/records/{which}").text
    assert "Approvals of version 1 were given" in anna.get(f"/records/{which}/edit").text
    anna.post(f"/records/{which}/edit", data={"saw": "1", "title": "Status of forces", "text": "Article 1.\nArticle 2."})  # fmt: skip
    page = anna.get(f"/records/{which}").text
    assert "The approvals of version 1 are void" in page and "<strong>void</strong>" in page
    version = anna.get(f"/records/{which}/versions/2").text
    assert "<ins>+ Article 2.</ins>" in version and "What changed since version 1" in version
    found = anna.get(f"/records/{which}/versions/2", params={"format": "json"}).json()
    assert [row["field"] for row in found["tables"]["changes"]["rows"]] == ["text"]


def test_a_refusal_and_an_emergency_with_its_review_are_shown(office_world: World, clients: Clients) -> None:
    anna = clients("anna")
    which = written(anna)
    digest = office_world.submit(which)
    with office_world.act("mike") as act:
        approving.refuse(act, digest, "Article 1 names no court.")
    assert "Article 1 names no court." in anna.get(f"/records/{which}").text
    office_world.clock.on(minutes=1)
    answer = anna.post(f"/records/{which}/submit", data={"saw": "1", "path": "emergency", "reason": " "})
    assert answer.status_code == 400 and "An emergency has a reason" in answer.text
    assert anna.post(f"/records/{which}/submit", data={"saw": "1", "path": "emergency", "reason": "Flood."}).status_code == 303  # fmt: skip
    found = anna.get(f"/records/{which}", params={"format": "json"}).json()
    digest = found["tables"]["versions"]["rows"][0]["submissions"][0]["digest"]
    assert office_world.approve("mike", digest)
    assert "to be reviewed until" in anna.get(f"/records/{which}").text
    office_world.review("carl", digest, "confirmed", "It was a flood indeed.")
    page = anna.get(f"/records/{which}").text
    assert "Reviewed and confirmed" in page and "It was a flood indeed." in page


def test_of_a_stale_edit_both_texts_stand_beside_each_other(office_world: World, clients: Clients) -> None:
    anna = clients("anna")
    which = written(anna)
    office_world.write(which=which, saw=1, content={"title": "Theirs", "text": "Their article."})
    answer = anna.post(f"/records/{which}/edit", data={"saw": "1", "title": "Mine", "text": "My <article>."})
    assert answer.status_code == 409
    assert "Their article." in answer.text and "My &lt;article&gt;." in answer.text and 'value="Mine"' in answer.text
    assert 'name="saw" value="2"' in answer.text
    again = anna.post(f"/records/{which}/edit", data={"saw": "2", "title": "Mine", "text": "My article."})
    assert again.status_code == 303
    assert anna.get(f"/records/{which}", params={"format": "json"}).json()["version"] == 3


@pytest.mark.parametrize(
    "said",
    [
        {"kind": "visit", "title": "  ", "text": "kept"},
        {"kind": "appointment", "title": "Key", "text": "kept", "role": "military-key", "end": "soon"},
        {"kind": "appointment", "title": "Key", "text": "kept", "role": ""},
        {"kind": "visit", "title": "T", "text": "kept", "partners": "o_nobody"},
        {"kind": "war", "title": "T", "text": "kept"},
    ],
)
def test_typed_text_survives_every_refusal(clients: Clients, said: dict[str, str]) -> None:
    answer = clients("anna").post("/records/new", data=said)
    assert answer.status_code in (400, 404), answer.text
    assert 'role="alert"' in answer.text
    if said["kind"] != "war":
        assert "kept" in answer.text and said["title"].strip() in answer.text


def test_whoever_may_not_write_keeps_what_they_typed(clients: Clients) -> None:
    answer = clients("mike").post("/records/new", data={"kind": "note", "title": "Mine", "text": "kept"})
    assert answer.status_code == 403 and "kept" in answer.text and "Missing here: the role author" in answer.text
    assert clients("mike").get("/records/new", params={"kind": "note"}).status_code == 403


def test_an_appointment_is_written_with_its_fields(office_world: World, clients: Clients) -> None:
    nora = office_world.add("nora", "staff")
    office_world.enrol("nora")
    anna = clients("anna")
    page = anna.get("/records/new", params={"kind": "appointment", "person": nora.person, "role": "military-key", "key": nora.key}).text  # fmt: skip
    assert f'value="{nora.person}" selected' in page and f'value="{nora.key}" selected' in page
    assert 'value="military-key" selected' in page
    which = written(anna, kind="appointment", title="Nora holds the key", person=nora.person, role="military-key", end="2027-01-31", key=nora.key)  # fmt: skip
    digest = office_world.submit(which)
    office_world.approve("mike", digest)
    assert office_world.approve("carl", digest)
    found = clients("olga").get(f"/people/{nora.person}", params={"format": "json"}).json()
    assert found["vouched"] is True
    assert [(row["role"], row["end"]) for row in found["tables"]["roles"]["rows"]] == [("military key", "2027-01-31 23:59")]  # fmt: skip
    # What could not be carried out is not even written: the military key goes to no civilian.
    carl = office_world.people["carl"].person
    answer = anna.post("/records/new", data={"kind": "appointment", "title": "T", "person": carl, "role": "military-key", "end": "2027-01-31"})  # fmt: skip
    assert answer.status_code == 403


@pytest.mark.parametrize("kind", ["agreement", "partner", "activity"])
def test_what_the_register_keeps_is_written_there_alone(office_world: World, clients: Clients, kind: str) -> None:
    anna = clients("anna")
    which = office_world.write(kind=kind)
    assert anna.get("/records/new", params={"kind": kind}).headers["location"] == f"/register/{kind}/new"
    for address, to in (("", ""), ("/edit", "/edit")):
        assert anna.get(f"/records/{which}{address}").headers["location"] == f"/register/{kind}/{which}{to}"
    # Past what the kind asks for before it is kept or submitted nothing leads.
    for address, said in (("new", {"kind": kind}), (f"{which}/edit", {"saw": "1"}), (f"{which}/submit", {"saw": "1"})):
        answer = anna.post(
            f"/records/{address}", data={"title": "T", "text": "kept", **said}, headers={"accept": "application/json"}
        )
        assert answer.status_code == 403, address
    assert office_world.state(which) == "draft"
    assert anna.get(f"/records/{which}", params={"format": "json"}).json()["content"]["title"] == "Status of forces"
    assert anna.get("/records", params={"format": "json"}).status_code == 200


def test_the_list_has_what_one_may_read_alone(office_world: World, clients: Clients) -> None:
    draft = written(clients("anna"), title="A draft of Anna's")
    rows = clients("anna").get("/records", params={"format": "json", "q": "DRAFT"}).json()["tables"]["records"]["rows"]
    assert [row["record"] for row in rows] == [draft]
    assert clients("mike").get("/records", params={"format": "json"}).json()["tables"]["records"]["rows"] == []
    assert clients("olga").get("/records", params={"format": "json"}).json()["tables"]["records"]["rows"] == []


FIELDS = st.dictionaries(
    st.sampled_from(["title", "text", "label", "other"]), st.text(max_size=20) | st.integers(0, 9), max_size=4
)


@given(FIELDS, FIELDS)
def test_changes_name_each_field_that_differs(before: dict[str, Any], after: dict[str, Any]) -> None:
    found = {one.field: one for one in changes(before, after)}
    assert set(found) == {name for name in before.keys() | after.keys() if before.get(name) != after.get(name) or (name in before) != (name in after)}  # fmt: skip
    for one in found.values():
        if one.lines:
            assert [line for sign, line in one.lines if sign != "+"] == str(one.before or "").splitlines()
            assert [line for sign, line in one.lines if sign != "-"] == str(one.after or "").splitlines()


def test_what_the_form_does_not_know_stays() -> None:
    assert content_of("note", {"title": "T"}, {"title": "S", "text": "gone", "annex": [1]}) == {"annex": [1], "title": "T"}  # fmt: skip
    with pytest.raises(BadRequest):
        content_of("war", {"title": "T"})
