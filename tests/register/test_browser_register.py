"""The register's pages in a browser: whole for everybody, with the keyboard and without a script, and nothing typed is lost."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from comity.register import writing
from oversight.browsing import Served, serious, whole
from register.filled import Filled
from register.test_pages_kinds import everything


def kept(served: Served, kind: str) -> str:
    held = everything(Filled(served.world), kind)
    with served.world.act("anna") as act:
        return writing.save(act, kind, held)[0]


def test_the_pages_of_the_fullest_kind_are_fit_for_everybody(served: Served) -> None:
    which = kept(served, "activity")
    page = served.page("anna")
    for address in ("/register", "/register/activity", "/register/activity/new", f"/register/activity/{which}", f"/register/activity/{which}/edit", f"/register/activity/{which}/versions/1"):  # fmt: skip
        page.goto(served.address + address)
        whole(page)
        assert page.locator("h1").count() == 1
    for note in page.locator("details.note summary").all():
        note.click()
    page.goto(served.address + "/register/partner/new")
    page.get_by_role("button", name="Show what will happen").last.click()
    expect(page.locator("#wrong")).to_be_focused()
    whole(page)


def _write(page: Page, address: str) -> None:
    page.goto(f"{address}/register/partner/new")
    page.get_by_label("Name").fill("Navy of Norland")
    page.get_by_label("Type").select_option("research")
    page.get_by_label("Label").select_option("internal")


def _rows(page: Page) -> None:
    """Add two rows, fill both, and take the first away again."""
    part = page.locator("#p-days")
    for number in range(2):
        part.get_by_role("button", name=re.compile("Add a row")).click()
        expect(part.locator(".rows fieldset.row")).to_have_count(number + 1)
        for said in (
            part.locator(".rows fieldset.row").nth(number).locator("input:not([type=hidden]):not([type=date])").all()
        ):
            said.fill(f"Election {number}")
        part.locator(".rows fieldset.row").nth(number).locator("input[type=date]").first.fill("2026-11-03")
    part.locator(".rows fieldset.row").first.get_by_role("button", name=re.compile("^Remove")).click()
    expect(part.locator(".rows fieldset.row")).to_have_count(1)
    expect(part.locator(".rows fieldset.row input:not([type=hidden])").first).to_have_value("Election 1")


def _saved(page: Page) -> None:
    page.locator("button.main", has_text="Show what will happen").last.click()
    expect(page.get_by_role("heading", name="What will happen")).to_be_visible()
    page.locator("#preview button.main").click()
    page.wait_for_url(re.compile("/register/partner/r_"))
    expect(page.get_by_text("Election 1").first).to_be_visible()
    expect(page.get_by_text("Election 0")).to_have_count(0)


def test_a_record_is_written_with_rows(served: Served) -> None:
    page = served.page("anna")
    _write(page, served.address)
    _rows(page)
    expect(page.locator("#p-days fieldset.row input:not([type=hidden])").first).to_have_value("Election 1")
    _saved(page)


def test_a_record_is_written_with_rows_without_a_script(served: Served) -> None:
    page = served.page("anna", java_script_enabled=False)
    _write(page, served.address)
    _rows(page)
    _saved(page)


def test_a_record_is_written_with_the_keyboard_alone(served: Served) -> None:
    page = served.page("anna")
    page.goto(f"{served.address}/register/partner/new")
    page.get_by_label("Name").focus()
    page.keyboard.type("Navy of Norland")
    page.keyboard.press("Tab")
    page.keyboard.type("res")
    for _ in range(3):
        page.keyboard.press("Tab")
    page.keyboard.type("Int")
    # The return key shows what will happen; it adds no row and removes none.
    page.get_by_label("Name").press("Enter")
    expect(page.locator("#preview")).to_be_focused()
    page.keyboard.press("Tab")
    for _ in range(12):
        if page.evaluate("document.activeElement.value") == "save":
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/register/partner/r_"))


def test_what_is_typed_is_kept_by_itself_and_found_in_another_browser(served: Served) -> None:
    page = served.page("anna")
    _write(page, served.address)
    expect(page.locator(".kept")).to_contain_text("What you typed is kept")
    page.context.close()
    served.contexts.remove(page.context)
    other = served.page("anna")
    other.goto(f"{served.address}/register/partner/new")
    expect(other.get_by_label("Name")).to_have_value("Navy of Norland")
    expect(other.get_by_role("status").first).to_contain_text("what you typed and did not save")
    assert serious(other) == []
    other.get_by_role("button", name=re.compile("Discard it")).click()
    other.goto(f"{served.address}/register/partner/new")
    expect(other.get_by_label("Name")).to_have_value("")


def test_typing_outlives_the_session(served: Served) -> None:
    page = served.page("anna")
    _write(page, served.address)
    served.world.clock.on(minutes=31)
    page.get_by_label("What both want").fill("Peace at sea")
    expect(page.locator(".kept")).to_contain_text("Your session has ended")
    page.get_by_role("button", name="Show what will happen").last.click()
    page.wait_for_url(re.compile(r"/signin\?to=/register/partner/new"))
    again = served.page("anna")
    again.goto(f"{served.address}/register/partner/new")
    expect(again.get_by_label("What both want")).to_have_value("Peace at sea")


def test_two_at_once_choose_in_the_browser(served: Served) -> None:
    served.world.add("berta", "ministry", "author")
    which = Filled(served.world).keep("partner")
    one, two = served.page("anna"), served.page("berta")
    for page, name in ((one, "Mine"), (two, "Theirs")):
        page.goto(f"{served.address}/register/partner/{which}/edit")
        page.get_by_label("Name").fill(f"{name} is the name")
    two.locator("button.main").last.click()
    two.locator("#preview button.main").click()
    two.wait_for_url(re.compile("/register/partner/r_[a-z2-7]+$"))
    one.locator("button.main").last.click()
    expect(one.get_by_role("heading", name=re.compile("Berta Example has changed"))).to_be_visible()
    whole(one)
    one.get_by_label("Theirs is the name").check()
    one.get_by_role("button", name="Go on with what I have chosen").click()
    expect(one.get_by_label("Name", exact=False).first).to_have_value("Theirs is the name")
