"""SQL in a browser: asked by the keyboard, attacked, and gone back and forth."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect


@pytest.fixture
def page(browser: Browser, serve: Callable[[Path], str], almanac_home: Path) -> Page:
    opened = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    opened.goto(serve(almanac_home) + "/sql")
    return opened


def ask(page: Page, query: str) -> None:
    page.locator("#q").fill(query)
    with page.expect_navigation():
        page.locator("#q").press("Control+Enter")


def test_a_query_is_asked_and_its_rows_taken_away(page: Page) -> None:
    ask(page, "select count(*) as n, min(source) as source, min(source_row) as source_row from agreement")
    expect(page.locator("#result tbody tr")).to_have_count(1)
    assert "q=select" in page.url
    with page.expect_download() as download:
        page.locator("#results").get_by_role("link", name="CSV", exact=True).click()
    assert Path(download.value.path()).read_text(encoding="utf-8-sig").splitlines()[0] == "n,source,source_row"
    page.locator("#results").get_by_role("link", name="JSON", exact=True).click()
    told = json.loads(page.locator("pre").inner_text())
    page.go_back()
    assert page.locator("#result tbody td").first.inner_text() == str(told["tables"]["result"]["rows"][0]["n"])


def test_back_and_forward_lead_to_the_same_answers(page: Page) -> None:
    ask(page, "select 'first' as a")
    ask(page, "select 'second' as a")
    page.go_back()
    expect(page.locator("#result tbody td")).to_have_text("first")
    assert page.locator("#q").input_value() == "select 'first' as a"
    page.go_forward()
    expect(page.locator("#result tbody td")).to_have_text("second")


@pytest.mark.parametrize(
    "attack",
    ["copy actor to '/tmp/comity-was-here'", "attach '/tmp/comity-was-here' as x", "from read_csv('/etc/passwd')", "pragma memory_limit = '100GB'", "select 1; select 2"],
)  # fmt: skip
def test_an_attack_gets_words_and_nothing_else(page: Page, attack: str) -> None:
    ask(page, attack)
    expect(page.get_by_role("alert")).to_have_text(re.compile("Permission Error|Only a statement that reads|statements; one is run"))  # fmt: skip
    assert "root:" not in page.content() and "Traceback" not in page.content()
    assert not Path("/tmp/comity-was-here").exists()


def test_a_name_of_a_column_is_put_where_one_writes(page: Page) -> None:
    page.locator("details", has_text="agreement_party").first.locator("summary").click()
    page.locator("details[open] code[data-insert]").first.dblclick()
    assert page.locator("#q").input_value() == "agreement"
    page.keyboard.type(" is")
    assert page.locator("#q").input_value() == "agreement is"
