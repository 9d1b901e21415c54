"""The show: from first start to two keys, an edit that voids, an emergency and its review, and a proof verified elsewhere; all in browsers.

Chromium's virtual authenticator stands in for the security key of each. ``COMITY_SHOW=FOLDER`` keeps a picture of every step.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from oversight.browsing import Served, plug, serving
from oversight.world import PASSWORD, world

DIGEST = re.compile(r"/approvals/([0-9a-f]{64})")


class Show(Served):
    """Its people, each in a browser of their own with a security key of their own."""

    pages: dict[str, Page]
    pictures: Path
    step = 0

    def picture(self, login: str, what: str) -> None:
        self.step += 1
        self.pages[login].screenshot(path=self.pictures / f"{self.step:02} {login} {what}.png", full_page=True)

    def arrives(self, login: str) -> Page:
        page = self.pages[login] = self.page()
        plug(page)
        return page

    def makes_a_passkey(self, login: str) -> None:
        page = self.pages[login]
        page.wait_for_url("**/signin/factor")
        page.get_by_label("A name for it").fill("blue key")
        page.get_by_role("button", name="Make a passkey").click()
        page.wait_for_url(self.address + "/")

    def invites(self, login: str, name: str, organisation: str) -> str:
        page = self.pages["olga"]
        page.goto(self.address + "/people")
        form = page.locator("form[action='/people/invite']")
        form.get_by_label("Name", exact=True).fill(name)
        form.locator("[name=login]").fill(login)
        form.get_by_label("Organisation").select_option(
            form.locator("option", has_text=organisation).get_attribute("value")
        )
        form.get_by_role("button", name="Invite").click()
        code = page.locator("#the-code").inner_text().strip()
        self.picture("olga", f"invites {login}")
        return code

    def joins(self, login: str, code: str) -> None:
        page = self.arrives(login)
        page.goto(self.address + "/join")
        page.get_by_label("Name to sign in with").fill(login)
        page.get_by_label("Code of the invitation").fill(code)
        page.get_by_label("A password of your own").fill(PASSWORD)
        page.get_by_role("button", name="Come in").click()
        self.makes_a_passkey(login)
        self.picture(login, "has joined")

    def vouches_and_grants(self, name: str, *roles: str) -> None:
        page = self.pages["olga"]
        page.goto(self.address + "/people")
        page.get_by_role("link", name=name).click()
        if any("key" in role for role in roles):
            page.get_by_role("button", name="Vouch that it is theirs").click()
            expect(page.get_by_role("button", name="Vouch that it is theirs")).to_have_count(0)
        for role in roles:
            form = page.locator("form[action$='/roles']")
            form.locator("[name=role]").select_option(role)
            form.get_by_role("button", name="Grant").click()
            expect(page.locator("#roles th[scope=row]").filter(has_text=re.compile(".")).nth(roles.index(role))).to_be_visible()  # fmt: skip
        self.picture("olga", f"grants {name}")

    def writes(self, text: str) -> str:
        page = self.pages["anna"]
        page.goto(self.address + "/records/new?kind=visit")
        page.get_by_label("Title").fill("Status of forces")
        page.locator("textarea[name=text]").fill(text)
        page.get_by_role("button", name="Save as a draft").click()
        page.wait_for_url(re.compile("/records/r_"))
        return page.url.partition("?")[0].partition("#")[0]

    def submits(self, record: str, emergency: str = "") -> str:
        page = self.pages["anna"]
        page.goto(record)
        if emergency:
            page.get_by_label("In an emergency", exact=False).first.check()
            page.get_by_label("Why it cannot wait").fill(emergency)
        page.get_by_role("button", name="Submit").click()
        page.wait_for_load_state()
        page.goto(record)
        found = DIGEST.search(page.content())
        assert found
        return found[1]

    def turns(self, login: str, digest: str) -> None:
        page = self.pages[login]
        page.goto(self.address + "/approvals")
        page.locator(f"a[href='/approvals/{digest}#act']").click()
        self.picture(login, "sees what is signed")
        page.get_by_role("button", name=re.compile("^Sign: turn")).click()
        page.wait_for_url("**#stands")
        self.picture(login, "has turned the key")

    def stands(self, login: str, digest: str, what: str) -> None:
        page = self.pages[login]
        page.goto(f"{self.address}/approvals/{digest}")
        expect(page.locator("#stands")).to_contain_text(what)


@pytest.fixture
def show(browser: Browser, sqlite_template: Path, tmp_path: Path) -> Iterator[Show]:
    shutil.copy(sqlite_template, tmp_path / "office.db")
    made = world(f"sqlite:///{tmp_path}/office.db", tmp_path / "office-home")
    with serving(made.office) as address:
        found = Show(made, address, browser)
        found.pages, found.pictures = {}, Path(os.environ.get("COMITY_SHOW") or tmp_path / "show")
        found.pictures.mkdir(parents=True, exist_ok=True)
        yield found
        for context in found.contexts:
            context.close()
    made.office.close()
    assert found.troubles == []


def test_the_show(show: Show, tmp_path: Path) -> None:
    # First start, by the code on the terminal; the owner's second factor is a passkey.
    olga = show.arrives("olga")
    olga.goto(show.address + "/first")
    for label, said in (("Code that comity office init printed", show.world.code), ("Your organisation", "Ministry of Defence"), ("Your name", "Olga Owner"), ("Name to sign in with", "olga")):  # fmt: skip
        olga.get_by_label(label).fill(said)
    olga.get_by_label("civilian").check()
    olga.get_by_label("Password").fill(PASSWORD)
    show.picture("olga", "first start")
    olga.get_by_role("button", name="Come in").click()
    show.makes_a_passkey("olga")
    expect(olga.get_by_text("The office is being founded")).to_be_visible()

    # A second organisation; three people of two organisations come in, each with a passkey; the owner vouches and grants.
    olga.goto(show.address + "/people/organisations")
    form = olga.locator("form[action='/people/organisations']")
    form.get_by_label("Name").fill("Joint Staff")
    form.get_by_label("Side").select_option("military")
    form.get_by_role("button", name="Add").click()
    expect(olga.get_by_text("Joint Staff")).to_be_visible()
    for login, name, of in (("anna", "Anna Author", "Ministry of Defence"), ("carl", "Carl Civilian", "Ministry of Defence"), ("mike", "Mike Military", "Joint Staff")):  # fmt: skip
        show.joins(login, show.invites(login, name, of))
    show.vouches_and_grants("Anna Author", "author", "civilian-key")
    show.vouches_and_grants("Carl Civilian", "civilian-key")
    show.vouches_and_grants("Mike Military", "military-key")
    olga.goto(show.address + "/")
    expect(olga.get_by_text("The office is being founded")).to_have_count(0)

    # Anna writes and submits. She holds a key, but nobody approves their own.
    record = show.writes("Article 1. Forces leave when either state asks them to.")
    digest = show.submits(record)
    show.stands("anna", digest, "It waits for its keys.")
    expect(show.pages["anna"].get_by_text("You may not:")).to_contain_text("wrote")
    expect(show.pages["anna"].locator("form#sign")).to_have_count(0)
    show.picture("anna", "may not approve their own")
    # The owner of the office has no part in it.
    assert olga.goto(f"{show.address}/approvals/{digest}").status == 404  # type: ignore[union-attr]

    # Two people of two organisations, each with a passkey, over the same bytes: it binds.
    show.turns("mike", digest)
    show.stands("mike", digest, "It waits for its keys.")
    show.turns("carl", digest)
    show.stands("anna", digest, "It is in force.")
    show.picture("anna", "sees it in force")

    # An edit after an approval voids it.
    other = show.writes("Article 1. The mission has forty members.")
    approved = show.submits(other)
    show.turns("mike", approved)
    anna = show.pages["anna"]
    anna.goto(other + "/edit")
    anna.locator("textarea[name=text]").fill("Article 1. The mission has four hundred members.")
    anna.get_by_role("button", name=re.compile("Save as version 2")).click()
    anna.wait_for_url(re.compile("/records/r_[a-z2-7]+([?#].*)?$"))
    show.stands("mike", approved, "It is void")
    show.picture("mike", "sees it void")
    show.stands("carl", approved, "It is void")
    expect(show.pages["carl"].locator("form#sign")).to_have_count(0)

    # In an emergency one key suffices, marked as such, and a civilian of another organisation must look.
    urgent = show.submits(show.writes("The port takes the ship tonight."), "It arrives tonight.")
    show.turns("mike", urgent)
    show.stands("mike", urgent, "waits for a civilian’s review")
    expect(show.pages["mike"].locator("#stands")).to_contain_text("EMERGENCY")
    expect(show.pages["mike"].get_by_text("You may not:")).to_be_visible()
    carl = show.pages["carl"]
    carl.goto(show.address + "/approvals")
    show.picture("carl", "is asked for a review")
    carl.get_by_role("link", name="Review it").click()
    carl.get_by_label("Confirm").check()
    carl.get_by_label("Reason").fill("The ship came; I asked the port.")
    carl.get_by_role("button", name="Show what I would sign").click()
    show.picture("carl", "sees the review")
    carl.get_by_role("button", name="Sign: confirm it").click()
    carl.wait_for_url("**#stands")
    expect(carl.locator("#stands")).to_contain_text("It is in force.")
    show.picture("carl", "has reviewed")

    # The proof of an entry, taken away and verified elsewhere: no office, no database, no network.
    carl.goto(show.address + "/audit?act=record.authorised")
    show.picture("carl", "searches the log")
    carl.locator("#entries th a").last.click()
    show.picture("carl", "sees an entry")
    with carl.expect_download() as download:
        carl.get_by_role("link", name="Download the proof").click()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    proof = elsewhere / download.value.suggested_filename
    download.value.save_as(proof)
    key = show.world.office.key.vkey(show.world.office.origin)
    told = verified(proof, key, elsewhere)
    assert told.returncode == 0, told.stderr
    assert "record.authorised" in told.stdout
    said = json.loads(proof.read_text())
    leaf = said["leaf"].replace(digest, approved)
    assert leaf != said["leaf"]
    proof.write_text(json.dumps(said | {"leaf": leaf}, sort_keys=True, separators=(",", ":"), ensure_ascii=False) + "\n")  # fmt: skip
    told = verified(proof, key, elsewhere)
    assert told.returncode == 2
    assert "does not lead to the root" in told.stderr + told.stdout


def verified(proof: Path, key: str, home: Path) -> subprocess.CompletedProcess[str]:
    """Verify as on another machine: a home that has nothing."""
    environment = {"PATH": os.environ["PATH"], "COMITY_HOME": str(home / "home"), "NO_COLOR": "1", "COLUMNS": "200"}
    command = [Path(sys.executable).with_name("comity"), "office", "verify", str(proof), "--key", key]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, cwd=home)
