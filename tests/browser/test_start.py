"""The search box by the keyboard, with a script and without; and watching."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect


@pytest.fixture
def served(serve: Callable[[Path], str], almanac_home: Path) -> str:
    return serve(almanac_home)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    opened = browser.new_page(viewport={"width": 1100, "height": 800})
    complaints: list[str] = []
    opened.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    yield opened
    assert complaints == []
    opened.close()


def test_the_search_offers_what_fits_and_the_keyboard_leads_through_it(page: Page, served: str) -> None:
    page.goto(served)
    box = page.get_by_role("combobox")
    expect(box).to_be_focused()
    expect(box).to_have_attribute("aria-expanded", "false")
    page.keyboard.type("jap aus")
    options = page.get_by_role("option")
    expect(options.first).to_contain_text("Australia–Japan")
    expect(options.first).to_contain_text("pair")
    expect(box).to_have_attribute("aria-expanded", "true")
    assert box.get_attribute("aria-activedescendant") is None
    page.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", str(options.first.get_attribute("id")))
    page.keyboard.press("ArrowUp")
    expect(options.first).to_have_attribute("aria-selected", "false")
    page.keyboard.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(box).to_have_value("jap aus")
    page.keyboard.press("ArrowDown")
    with page.expect_navigation(url=re.compile(r"/dossier\?subject=Australia%E2%80%93Japan$")):
        page.keyboard.press("Enter")


def test_enter_without_a_choice_shows_all_results(page: Page, served: str) -> None:
    page.goto(served)
    page.keyboard.type("nato")
    expect(page.get_by_role("option").first).to_contain_text("NATO")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/search\?q=nato$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Search: nato")
    page.go_back()
    expect(page.get_by_role("heading", level=2).first).to_have_text("What the record holds")


def test_what_was_typed_first_never_covers_what_was_typed_last(page: Page, served: str) -> None:
    page.goto(served)
    page.route(re.compile(r"/search\?q=jap&"), lambda route: (page.wait_for_timeout(400), route.continue_()))
    page.get_by_role("combobox").fill("jap")
    page.wait_for_timeout(120)
    page.get_by_role("combobox").fill("unifil")
    expect(page.get_by_role("option").first).to_contain_text("UNIFIL")
    page.wait_for_timeout(600)
    expect(page.get_by_role("option").first).to_contain_text("UNIFIL")
    page.get_by_role("combobox").fill("qqqq")
    expect(page.get_by_role("status")).to_have_text("Nothing fits.")
    expect(page.get_by_role("listbox")).to_be_hidden()


def test_a_click_leads_there_and_leaving_the_box_closes_the_list(page: Page, served: str) -> None:
    page.goto(served)
    page.keyboard.type("cinc")
    expect(page.get_by_role("option").first).to_be_visible()
    page.get_by_role("heading", level=1).click()
    expect(page.get_by_role("listbox")).to_be_hidden()
    page.get_by_role("combobox").click()
    page.get_by_role("option").first.click()
    page.wait_for_url(re.compile(r"/measures/capability\.cinc$"))


def test_the_search_works_without_a_script(browser: Browser, served: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(served)
    page.get_by_label("States, pairs").fill("cobra gold")
    page.get_by_role("button", name="Search").click()
    assert page.url.endswith("/search?q=cobra+gold")
    assert page.locator("#results a").first.get_attribute("href") == "/exercises?series=Cobra+Gold"
    context.close()


def test_watching_answers_as_one_chooses(page: Page, served: str) -> None:
    page.goto(f"{served}/watch?since=2020-01-01")
    page.get_by_label("One more subject").first.fill("Japan")
    page.get_by_label("One more subject").first.press("Tab")
    expect(page.locator("#results")).to_contain_text("Watched: Japan")
    assert "subject=Japan" in page.url
    page.get_by_label("agreements").uncheck()
    page.wait_for_url(lambda address: "what=agreement" not in address and "what=incident" in address)
    expect(page.locator("#events tbody tr").first).to_be_visible()
    page.go_back()
    expect(page.locator("#results")).to_contain_text("Watched: Japan")


def test_an_unknown_subject_is_told_beside_the_choices(browser: Browser, served: str) -> None:
    page = browser.new_page()
    page.goto(f"{served}/watch?since=2020-01-01")
    page.get_by_label("One more subject").first.fill("Austrlia")
    page.get_by_label("One more subject").first.press("Tab")
    expect(page.get_by_role("alert")).to_contain_text("Austrlia")
    page.get_by_label("One more subject").first.fill("Australia")
    page.get_by_label("One more subject").first.press("Tab")
    expect(page.locator("#results")).to_contain_text("Watched: Australia")
    page.close()
