"""The weights lab and a ranking in a browser: a slider moves the ranks, the address keeps it, a value leads to its evidence."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect


@pytest.fixture(scope="module")
def whole(serve: Callable[[Path], str], full_home: Path) -> str:
    return serve(full_home)


def test_a_slider_moves_the_ranks_and_the_address(browser: Browser, whole: str) -> None:
    page = browser.new_page()
    wrong: list[str] = []
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(f"{whole}/lab?year=2010", timeout=120_000)
    before = page.locator("#ranks").inner_text()
    slider = page.locator("input[name='pillar.conflict']")
    slider.focus()
    for _ in range(20):
        page.keyboard.press("ArrowRight")
    expect(slider.locator("xpath=following-sibling::output")).to_have_text("200")
    page.wait_for_url("**pillar.conflict=200**", timeout=30_000)
    expect(page.locator("#weights tr.whole").nth(1)).to_contain_text("66.7%")
    moved = page.locator("#ranks").inner_text()
    assert moved != before
    assert page.evaluate("document.activeElement.name") == "pillar.conflict"
    page.reload()
    expect(page.locator("input[name='pillar.conflict']")).to_have_value("200")
    assert page.locator("#ranks").inner_text() == moved
    # However often the weight was moved, one step leads back to before.
    page.go_back()
    page.wait_for_url("**/lab?year=2010")
    expect(page.locator("input[name='pillar.conflict']")).to_have_value("100")
    assert page.locator("#ranks").inner_text() == before
    assert not wrong
    page.close()


def test_on_a_small_screen_ranks_are_seen_while_weights_are_set(browser: Browser, whole: str) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 740})
    page.goto(f"{whole}/lab?year=2010", timeout=120_000)
    page.locator("#ranks tbody tr").first.scroll_into_view_if_needed()
    slider = page.locator("input[name='deaths']")
    slider.evaluate("one => one.closest('form').scrollTo(0, one.offsetTop - 100)")
    for seen in (slider, page.locator("#ranks tbody tr").first):
        place = seen.bounding_box()
        assert place is not None and 0 <= place["y"] <= 740
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.close()


def test_without_a_script_the_button_does(browser: Browser, whole: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{whole}/lab?year=2010", timeout=120_000)
    page.select_option("select[name=without]", "deaths")
    page.locator("#lab button").click()
    assert "without=deaths" in page.url
    expect(page.locator("#weights", has_text="battle deaths per head")).to_be_visible()
    context.close()


def test_a_value_leads_to_its_evidence_in_the_drawer(browser: Browser, whole: str) -> None:
    page = browser.new_page()
    page.goto(f"{whole}/measures/capability.cinc?year=2010", timeout=120_000)
    link = page.locator("#estimates tbody a[data-drawer]").first
    link.click()
    expect(page.locator("#drawer")).to_be_visible()
    expect(page.locator("#drawer-content")).to_contain_text("CINC", timeout=60_000)
    assert "/measures/capability.cinc?year=2010#evidence=/evidence/measure?" in page.url
    page.keyboard.press("Escape")
    page.fill("#main input[name=subject]", "Benelux")
    page.keyboard.press("Enter")
    expect(page.locator("#estimates tbody tr")).to_have_count(3, timeout=30_000)
    page.wait_for_url("**subject=Benelux**")
    page.close()
