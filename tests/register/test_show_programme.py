"""The show: a programme from draft to closed with two approvers, in browsers; ``COMITY_SHOW=FOLDER`` keeps a picture of every step."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from oversight.browsing import Served
from register.examples import EXAMPLES
from register.registry import keep


class Show:
    """Its people, each in a browser of their own."""

    def __init__(self, served: Served, pictures: Path) -> None:
        self.served, self.pictures, self.step = served, pictures, 0
        self.pages = {login: served.page(login) for login in ("anna", "mike", "carl")}
        for login in ("mike", "carl"):
            served.passkey(self.pages[login], login)

    def go(self, login: str, address: str) -> Page:
        page = self.pages[login]
        page.goto(self.served.address + address)
        return page

    def picture(self, login: str, what: str) -> None:
        self.step += 1
        self.pages[login].screenshot(path=self.pictures / f"{self.step:02} {login} {what}.png", full_page=True)

    def row(self, part: str, **said: str) -> None:
        """Add a row of a part to the form that is open, and fill it."""
        at = self.pages["anna"].locator(f"#p-{part}")
        before = at.locator(".rows fieldset.row").count()
        at.get_by_role("button", name=re.compile("Add a row")).click()
        expect(at.locator(".rows fieldset.row")).to_have_count(before + 1)
        fill(at.locator(".rows fieldset.row").last, part, said)

    def saves(self) -> None:
        """Look at what will happen, then keep it."""
        page = self.pages["anna"]
        page.locator("button.main", has_text="Show what will happen").last.click()
        expect(page.get_by_role("heading", name="What will happen")).to_be_visible()
        page.locator("#preview button.main").click()

    def submits(self) -> None:
        self.pages["anna"].get_by_role("button", name="Submit", exact=True).click()
        expect(self.pages["anna"].get_by_role("link", name=re.compile("It waits for its keys"))).to_be_visible()

    def turns(self, login: str, title: str) -> None:
        """Go from one's work to what waits, and turn the key."""
        page = self.go(login, "/work")
        self.picture(login, "is asked for a key")
        page.locator("h2#approve + div").get_by_role("link", name=title).click()
        page.get_by_label("Your key").select_option(self.served.world.people[login].key)
        page.get_by_role("button", name=re.compile("^Sign: turn")).click()
        page.wait_for_url("**#stands")
        self.picture(login, "has turned the key")

    def notes(self, record: str, what: str, **said: str) -> Page:
        page = self.go("anna", record)
        note = page.locator("details.note", has=page.locator("summary", has_text=what))
        note.locator("summary").click()
        fill(note, "f", said)
        note.get_by_role("button", name="Note it").click()
        return page


def fill(at: object, before: str, said: dict[str, str]) -> None:
    for name, value in said.items():
        found = at.locator(f"[name$='.{name}']")  # type: ignore[attr-defined]
        assert found.count() == 1, (before, name)
        if found.evaluate("one => one.tagName") == "SELECT":
            found.select_option(value)
        else:
            found.fill(value)


@pytest.fixture
def show(served: Served, tmp_path: Path) -> Show:
    pictures = Path(os.environ.get("COMITY_SHOW") or tmp_path / "show")
    pictures.mkdir(parents=True, exist_ok=True)
    return Show(served, pictures)


def test_a_programme_from_draft_to_closed_with_two_approvers(show: Show) -> None:
    said, world = EXAMPLES["programme"], show.served.world
    keep(world, "partner")

    # Anna writes a draft, with what its kind asks for before approval still missing.
    page = show.go("anna", "/register/programme/new")
    form = page.locator("form#record-form")
    fill(form, "f", {name: said[name] for name in ("title", "label", "purpose", "start", "end", "currency")} | {"owner": "Anna Example"})  # fmt: skip
    show.saves()
    page.wait_for_url(re.compile("/register/programme/r_"))
    record = page.url.removeprefix(show.served.address).partition("?")[0].partition("#")[0]
    which = record.rsplit("/", 1)[1]
    page.get_by_role("link", name="At a glance").click()
    expect(page.locator("#next ~ p").first).to_contain_text("submit it for approval")
    expect(page.locator("main")).to_contain_text("It has no fund line: nothing is known of its money.")
    expect(page.locator("#next ~ ul li").first).to_be_visible()
    show.picture("anna", "sees what is missing")

    # She fills in what was missing, money, risks and assumptions among it, and submits.
    page = show.go("anna", record + "/edit")
    fill(page.locator("form#record-form"), "f", {name: said[name] for name in ("authority", "theory_of_change")})
    page.locator("form#record-form [name='f.partners']").first.fill("Navy of Norland")
    for line in said["lines"]:
        show.row("lines", **{name: value for name, value in line.items() if name != "id"})
    for risk in said["risks"]:
        show.row("risks", **risk | {"owner": "Anna Example"})
    for one in said["assumptions"]:
        show.row("assumptions", **one)
    show.saves()
    page.wait_for_url(re.compile(f"{record}([?#].*)?$"))
    show.picture("anna", "has filled it in")
    show.submits()

    # Two people of two organisations turn their keys; before the second it is not in force.
    show.turns("mike", said["title"])
    assert world.state(which) == "submitted"
    show.turns("carl", said["title"])
    assert world.state(which) == "in force"
    page = show.go("anna", f"/programme/{which}")
    expect(page.locator("dl.facts")).to_contain_text("in force")
    expect(page.locator("#next ~ p").first).to_contain_text("It has begun")
    expect(page.locator("main")).to_contain_text("350,000.50")
    show.picture("anna", "sees it in force")

    # It begins; an activity is planned in it, and keeps it from being closed until it is called off.
    page = show.notes(record, "It has begun", day="2026-03-02")
    expect(page.locator("ol.stages [aria-current]")).to_have_text("running")
    activity = keep(world, "activity", {"title": "First course", "type": "training-course", "owner": "anna", "label": "internal", "programme": which})  # fmt: skip
    page = show.notes(record, "It is closed", day="2026-03-02", account="Nothing was reached.")
    expect(page.locator("#noted ~ details[open] #wrong")).to_contain_text("First course")
    show.picture("anna", "may not close it yet")
    show.notes(f"/register/activity/{activity}", "cancelled", day="2026-03-02", reason="No crew can be spared.")
    page = show.go("anna", f"/programme/{which}")
    expect(page.locator("#activities ~ div").first).to_contain_text("cancelled")

    # It is closed, with what became of it; the glance says that nothing follows.
    page = show.notes(record, "It is closed", day="2026-03-02", account="Its crews were trained by another programme.")
    expect(page.locator("ol.stages [aria-current]")).to_have_text("closed")
    page = show.go("anna", f"/programme/{which}")
    expect(page.locator("ol.stages [aria-current]")).to_have_text("closed")
    expect(page.locator("main")).to_contain_text("Nothing follows: it is over.")
    expect(page.get_by_role("link", name="Write one")).to_have_count(0)
    show.picture("anna", "has closed it")
    assert {"record.submitted", "approval.given", "record.authorised", "register.noted"} <= set(world.acts())
