"""Approvals as pages: exactly what is signed is shown, and what is sent counts only if it is what was shown."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from starlette.testclient import TestClient

from comity.oversight import records
from comity.oversight.keys.fields import fields, visible
from comity.oversight.keys.statement import RECORD, REVIEW, pae
from oversight.browsing import Served, whole
from oversight.world import PASSPHRASE, World

Clients = Callable[..., TestClient]
JSON = {"accept": "application/json"}


def sent(world: World, login: str, digest: str, **otherwise: Any) -> dict[str, str]:
    """Give the fields of a form as the script would send them."""
    one = world.people[login]
    signature = one.signs(world.payload(digest))
    side = {"mike": "military"}.get(login, "civilian")
    return {"side": side, "key": one.key, "signature": json.dumps(signature)} | otherwise


def test_two_keys_turned_by_forms(office_world: World, clients: Clients) -> None:
    which = office_world.write()
    digest = office_world.submit(which)
    mike, carl = clients("mike"), clients("carl")
    assert f"/approvals/{digest}" in mike.get("/approvals").text
    for login, client in (("mike", mike), ("carl", carl)):
        answer = client.post(f"/approvals/{digest}/approve", data=sent(office_world, login, digest))
        assert (answer.status_code, answer.headers["location"]) == (303, f"/approvals/{digest}#stands")
    assert office_world.state(which) == "in force"
    text = carl.get(f"/approvals/{digest}").text
    assert "It is in force." in text and "Mike Example" in text and "Carl Example" in text and "this binds" in text
    assert "Nothing waits that you may read." in mike.get("/approvals").text


def test_what_is_shown_is_the_very_bytes(office_world: World, clients: Clients) -> None:
    content = {"title": "Call\u202e at\u200b noon", "text": 'A <b>"bold"</b>\r\nline & more', "days": [1, 2.5, None], "a/b": {"~": True}, "empty": {}}  # fmt: skip
    digest = office_world.submit(office_world.write(content=content))
    client = clients("carl")
    said = client.get(f"/approvals/{digest}", headers=JSON).json()
    payload = base64.b64decode(said["payload"])
    assert payload == office_world.payload(digest) and hashlib.sha256(payload).hexdigest() == digest == said["digest"]
    assert said["pae"] == hashlib.sha256(pae(RECORD, payload)).hexdigest() and said["type"] == RECORD
    shown = {row["field"]: row["value"] for row in said["tables"]["fields"]["rows"]}
    assert shown["/content/title"] == "Call⟨U+202E⟩ at⟨U+200B⟩ noon"
    assert shown["/content/a~1b/~0"] == "true" and shown["/content/days/1"] == "2.5" and shown["/content/empty"] == "{}"
    assert shown == fields(payload) and any("⟨U+…⟩" in one for one in said["warnings"])
    text = client.get(f"/approvals/{digest}").text
    assert "\u202e" not in text and "\u200b" not in text and "<b>" not in text


def test_nothing_that_is_hidden_passes() -> None:
    """Unicode's own lists: what it lets a page ignore, and what has no form of its own."""
    import unicodedata

    shown_as_is = {"\t", "\n"} | set("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2")
    # Marks that have a form of their own, as signs around numbers in Arabic and notes of scribes.
    forms = {*map(chr, (0x110BD, 0x110CD)), *map(chr, range(0x13430, 0x13460))}
    for code in range(0x110000):
        letter = chr(code)
        if unicodedata.category(letter) in ("Cc", "Cf", "Zl", "Zp") and letter not in shown_as_is | forms:
            assert visible(letter) == f"⟨U+{code:04X}⟩", hex(code)


def test_who_may_not_is_told_why(office_world: World, clients: Clients) -> None:
    digest = office_world.submit(office_world.write())
    anna = clients("anna").get(f"/approvals/{digest}").text
    assert "You may not:" in anna and "wrote" in anna and 'id="sign"' not in anna
    assert clients("olga").get(f"/approvals/{digest}").status_code == 404
    assert clients("mike").get(f"/approvals/{'0' * 64}").status_code == 404
    listed = clients("anna").get("/approvals").text
    assert "Not yours to sign:" in listed
    answer = clients("anna").post(f"/approvals/{digest}/approve", data=sent(office_world, "carl", digest))
    assert answer.status_code == 403 and 'role="alert"' in answer.text


def test_a_refusal_keeps_what_was_typed(office_world: World, clients: Clients) -> None:
    which = office_world.write()
    digest = office_world.submit(which)
    answer = clients("mike").post(f"/approvals/{digest}/refuse", data={"reason": "   "})
    assert answer.status_code == 400 and "A refusal has a reason." in answer.text
    office_world.approve("mike", digest)
    answer = clients("carl").post(f"/approvals/{digest}/refuse", data={"reason": "Article 1 names no court."})
    assert answer.status_code == 303 and office_world.state(which) == "refused"
    assert "Article 1 names no court." in clients("mike").get(f"/approvals/{digest}").text
    late = clients("mike").post(f"/approvals/{digest}/refuse", data={"reason": "I typed this."})
    assert late.status_code == 403


def test_what_changed_stands_word_by_word(office_world: World, clients: Clients) -> None:
    which = office_world.write()
    first = office_world.submit(which)
    assert "all of it is new" in clients("mike").get(f"/approvals/{first}").text
    office_world.approve("mike", first), office_world.approve("carl", first)
    office_world.write(which=which, saw=1, content={"title": "Status of forces", "text": "Article 2."})
    second = office_world.submit(which, saw=2)
    text = clients("mike").get(f"/approvals/{second}").text
    assert "<del>1.</del><ins>2.</ins>" in text and "Against version 1" in text


def test_an_edit_is_told_on_what_was_signed(office_world: World, clients: Clients) -> None:
    which = office_world.write()
    digest = office_world.submit(which)
    office_world.approve("mike", digest)
    office_world.write(which=which, saw=1, content={"title": "Status of forces", "text": "Article 1, changed."})
    text = clients("mike").get(f"/approvals/{digest}").text
    assert (
        "It is void" in text
        and "it has version 2 by now" in text
        and "Article 1." in text
        and "Article 1, changed" not in text
    )
    assert clients("carl").post(f"/approvals/{digest}/approve", data=sent(office_world, "carl", digest)).status_code == 403  # fmt: skip


def test_an_emergency_is_marked_and_reviewed(office_world: World, clients: Clients) -> None:
    which = office_world.write()
    digest = office_world.submit(which, emergency="The ship arrives tonight.")
    mike, carl = clients("mike"), clients("carl")
    assert "EMERGENCY" in mike.get("/approvals").text and "EMERGENCY" in mike.get(f"/approvals/{digest}").text
    assert mike.post(f"/approvals/{digest}/approve", data=sent(office_world, "mike", digest)).status_code == 303
    text = mike.get(f"/approvals/{digest}").text
    assert "waits for a civilian’s review" in text and "You may not:" in text
    empty = carl.post(f"/approvals/{digest}/review", data={"verdict": "confirmed", "reason": " "})
    assert empty.status_code == 400 and "checked" in empty.text
    shown = carl.post(f"/approvals/{digest}/review", data={"verdict": "confirmed", "reason": "It was as told."}, headers=JSON).json()  # fmt: skip
    payload = base64.b64decode(shown["payload"])
    assert (shown["type"], shown["digest"]) == (REVIEW, hashlib.sha256(payload).hexdigest())
    assert office_world.state(which) == "under review"
    one = office_world.people["carl"]
    form = {"verdict": "confirmed", "reason": "It was as told.", "key": one.key, "signature": json.dumps(one.signs(payload, REVIEW))}  # fmt: skip
    # A signature over one verdict does not serve for the other.
    assert carl.post(f"/approvals/{digest}/reviewed", data=form | {"verdict": "revoked"}).status_code == 403
    assert carl.post(f"/approvals/{digest}/reviewed", data=form).status_code == 303
    assert office_world.state(which) == "in force"
    text = mike.get(f"/approvals/{digest}").text
    assert "Carl Example reviewed it" in text and "It was as told." in text


def test_an_overseer_sees_which_emergencies_wait_and_not_what_they_are(office_world: World, clients: Clients) -> None:
    office_world.add("ove", "japan", "overseer")
    digest = office_world.submit(office_world.write(), emergency="The ship arrives tonight.")
    office_world.approve("mike", digest)
    ove = clients("ove")
    text = ove.get("/approvals").text
    assert digest in text and "Status of forces" not in text and "overdue" not in text
    assert ove.get(f"/approvals/{digest}").status_code == 404
    office_world.clock.on(hours=25)
    assert "overdue" in clients("ove").get("/approvals").text


def test_one_key_below_a_threshold_says_which(office_world: World, clients: Clients) -> None:
    digest = office_world.submit(office_world.write(kind="office-call", content={"title": "The attaché calls"}))
    text = clients("carl").get(f"/approvals/{digest}").text
    assert "One key suffices for an office call that commits no money." in text
    assert "Votre signature" in clients("carl").get(f"/approvals/{digest}?lang=fr").text


def test_sent_twice_it_counts_once(office_world: World, clients: Clients) -> None:
    digest = office_world.submit(office_world.write())
    mike = clients("mike")
    form = sent(office_world, "mike", digest)
    for _ in range(2):
        assert mike.post(f"/approvals/{digest}/approve", data=form).status_code == 303
    assert office_world.acts().count("approval.given") == 1


def test_the_address_of_a_form_leads_back(office_world: World, clients: Clients) -> None:
    digest = office_world.submit(office_world.write())
    answer = clients("carl").get(f"/approvals/{digest}/review?lang=fr")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/approvals/{digest}?lang=fr")


@pytest.mark.parametrize("bad", ["", "no", "[]", '{"keyid":1}', '{"keyid":"a","sig":"b"}', "[" * 100_000])
def test_what_is_no_signature_is_refused(office_world: World, clients: Clients, bad: str) -> None:
    digest = office_world.submit(office_world.write())
    answer = clients("mike").post(f"/approvals/{digest}/approve", data=sent(office_world, "mike", digest, signature=bad))  # fmt: skip
    assert answer.status_code in (400, 403) and 'role="alert"' in answer.text
    unknown = clients("mike").post(f"/approvals/{digest}/approve", data=sent(office_world, "mike", digest, key="0" * 64))  # fmt: skip
    assert unknown.status_code == 403
    assert "approval.given" not in office_world.acts()


# -------------------------------------------------------------------------------------------------------------- in a browser


def at(served: Served, page: Page, digest: str) -> Page:
    page.goto(f"{served.address}/approvals/{digest}")
    expect(page.locator("form#sign button")).to_be_enabled()
    return page


def test_a_passkey_and_a_software_key_make_it_bind(served: Served) -> None:
    world = served.world
    mike, carl = served.page("mike"), served.page("carl")
    served.passkey(mike, "mike")
    served.software("carl")
    which = world.write()
    digest = world.submit(which)
    at(served, mike, digest)
    mike.get_by_label("Your key").select_option(world.people["mike"].key)
    mike.get_by_role("button", name="Sign: turn the military key").click()
    mike.wait_for_url("**/approvals/*#stands")
    expect(mike.get_by_text("Mike Example, Joint Staff (military), ")).to_be_visible()
    at(served, carl, digest)
    asked: list[str] = []
    carl.on("request", lambda one: asked.append(one.url + (one.post_data or "")))
    carl.get_by_label("Your key").select_option(world.people["carl"].key)
    carl.get_by_label(re.compile("Passphrase")).fill("not this one, surely")
    carl.get_by_role("button", name="Sign: turn the civilian key").click()
    expect(carl.locator("#trouble")).to_have_text("This passphrase does not open the key.")
    carl.get_by_label(re.compile("Passphrase")).fill(PASSPHRASE)
    carl.get_by_role("button", name="Sign: turn the civilian key").click()
    carl.wait_for_url("**/approvals/*#stands")
    expect(carl.get_by_text("It is in force.")).to_be_visible()
    assert world.state(which) == "in force"
    assert not [one for one in asked if "lazy" in one or "surely" in one]


@pytest.mark.parametrize(
    "swap",
    [
        # A field that says something else than the bytes, one too many, one too few.
        "document.querySelector('[data-field=\"/content/text\"]').textContent = 'Article 1. '",
        "document.querySelector('[data-field=\"/content/text\"]').remove()",
        "document.querySelector('#statement dl').insertAdjacentHTML('beforeend', '<dd data-field=\"/content/more\">x</dd>')",
        "document.querySelector('#bytes').textContent += ' '",
        # Other bytes under the same digest; other bytes with their own fields and digest, on a page of this address.
        "statement.dataset.payload = btoa(atob(statement.dataset.payload).replace('Article 1', 'Article 9'))",
        "statement.dataset.digest = '0'.repeat(64)",
        "statement.dataset.payload = '????'",
    ],
)
def test_what_one_sees_is_what_one_signs(served: Served, swap: str) -> None:
    digest = served.world.submit(served.world.write())
    page = served.page("mike")
    served.passkey(page, "mike")
    at(served, page, digest)
    page.get_by_label("Your key").select_option(served.world.people["mike"].key)
    page.evaluate(f"() => {{ const statement = document.querySelector('#statement'); {swap} }}")
    page.get_by_role("button", name="Sign: turn the military key").click()
    expect(page.locator("#trouble")).to_contain_text("is not what would be signed")
    assert "approval.given" not in served.world.acts()


def test_a_server_that_swaps_all_of_it_is_found_out_by_the_address(served: Served) -> None:
    """A page of one address that shows, consistently, another submission: the address names what one came to sign."""
    world = served.world
    meant, other = world.submit(world.write()), world.submit(world.write(content={"title": "Other", "text": "Worse."}))
    page = served.page("mike")
    served.passkey(page, "mike")
    page.route(f"**/approvals/{meant}", lambda route: route.fulfill(response=page.request.get(f"{served.address}/approvals/{other}")))  # fmt: skip
    at(served, page, meant)
    page.get_by_label("Your key").select_option(world.people["mike"].key)
    page.get_by_role("button", name="Sign: turn the military key").click()
    expect(page.locator("#trouble")).to_contain_text("is not what would be signed")


def test_strange_texts_are_the_same_to_the_script(served: Served) -> None:
    strange = {
        "title": "Call\u202e\u200b\U000e0041", "text": "a\r\nb\rc\n\n d\te", "a/b": {"~": True, "": []}, "10": 9007199254740991, "9": -0.5, "numbers": [1e-7, 0.1, 123456789],
        "__proto__": {"x": "y"}, "é": "é", "empty": "", "markup": "</pre><script>alert(1)</script>&amp;&#39;",
    }  # fmt: skip
    world = served.world
    with world.act("anna") as act:
        which, _ = records.write(act, "agreement", strange)
    digest = world.submit(which)
    page = served.page("mike")
    served.passkey(page, "mike")
    at(served, page, digest)
    page.get_by_label("Your key").select_option(world.people["mike"].key)
    page.get_by_role("button", name="Sign: turn the military key").click()
    page.wait_for_url("**/approvals/*#stands")
    assert "approval.given" in world.acts()


def test_a_review_is_shown_and_signed(served: Served) -> None:
    world = served.world
    which = world.write()
    digest = world.submit(which, emergency="The ship arrives tonight.")
    world.approve("mike", digest)
    page = served.page("carl")
    served.passkey(page, "carl")
    page.goto(f"{served.address}/approvals")
    page.get_by_role("link", name="Review it").click()
    page.get_by_label("Revoke").check()
    page.get_by_label("Reason").fill("There was\nno ship.")
    page.get_by_role("button", name="Show what I would sign").click()
    expect(page.locator('[data-field="/reason"]')).to_have_text("There was\nno ship.")
    assert world.state(which) == "under review"
    page.get_by_label("Your key").select_option(world.people["carl"].key)
    page.get_by_role("button", name="Sign: revoke it").click()
    page.wait_for_url("**/approvals/*#stands")
    assert world.state(which) == "void"


def test_the_pages_are_whole(served: Served) -> None:
    world = served.world
    waits = world.submit(world.write())
    emergency = world.submit(world.write(), emergency="The ship arrives tonight.")
    page = served.page("mike")
    for address in ("/approvals", f"/approvals/{waits}", f"/approvals/{emergency}"):
        page.goto(served.address + address)
        whole(page)
    assert page.locator("h1").count() == 1


def test_without_a_script_it_reads_and_does_not_sign(served: Served) -> None:
    digest = served.world.submit(served.world.write())
    page = served.page("mike", java_script_enabled=False)
    page.goto(f"{served.address}/approvals/{digest}")
    expect(page.get_by_text("Signing needs a script")).to_be_visible()
    expect(page.locator("form#sign button")).to_be_disabled()
    page.get_by_label("Reason").fill("Article 1 names no court.")
    page.get_by_role("button", name="Refuse").click()
    expect(page.get_by_text("It was refused.")).to_be_visible()


def test_the_start_counts_what_waits_for_oneself(office_world: World, clients: Clients) -> None:
    digest = office_world.submit(office_world.write(), emergency="The ship arrives tonight.")
    office_world.approve("mike", digest)
    assert "1 record waits for you." in clients("carl").get("/").text
    # Approvals alone are spoken of: other work may well be overdue.
    assert "Nothing waits for your approval." in clients("mike").get("/").text
