"""Every page of the workbench in a browser: nothing goes elsewhere, nothing is refused, everybody can use it."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from comity.web.contract import pages

#: Every example on what ships with comity, and the first two of each page on the whole mirror.
EXAMPLES = [("almanac", address) for page in pages().values() for address in page.examples]
EXAMPLES += [("mirror", address) for page in pages().values() for address in page.examples[:2]]
AXE = Path(__file__).parent.parent.parent / "frontend/node_modules/axe-core/axe.min.js"
#: Findings of these weights are none that a page may have.
SERIOUS = ("serious", "critical")


def opened(browser: Browser, address: str, width: int = 1280, **options: object) -> tuple[Page, list[str]]:
    context = browser.new_context(viewport={"width": width, "height": 900}, **options)  # type: ignore[arg-type]
    page = context.new_page()
    wrong: list[str] = []
    host = address.split("/")[2]
    page.on("request", lambda one: wrong.append(f"request to {one.url}") if one.url.split("/")[2:3] not in ([host], []) and not one.url.startswith("data:") else None)  # fmt: skip
    page.on(
        "console", lambda one: wrong.append(f"{one.type}: {one.text}") if one.type in ("error", "warning") else None
    )
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(address)
    page.wait_for_load_state("networkidle")
    return page, wrong


@pytest.mark.parametrize(("base", "address"), EXAMPLES, indirect=["base"])
def test_a_page_as_people_open_it(browser: Browser, base: str, address: str) -> None:
    """Nothing goes elsewhere or is refused; axe finds nothing serious, light and dark; a phone need not be moved sideways."""
    page, wrong = opened(browser, base + address, color_scheme="light")
    assert page.locator("h1").count() == 1
    if AXE.exists():
        page.evaluate(AXE.read_text(encoding="utf-8"))
        assert serious(page) == []
        page.emulate_media(color_scheme="dark")
        assert serious(page, "color-contrast") == []
    page.set_viewport_size({"width": 360, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert wrong == []
    page.context.close()


def serious(page: Page, *rules: str) -> list[dict[str, object]]:
    """Give what axe finds of weight; only by some of its rules, where they are named."""
    only = f", runOnly: {list(rules)}" if rules else ""
    found: list[dict[str, object]] = page.evaluate(
        f"axe.run(document, {{ resultTypes: ['violations']{only} }}).then(found => found.violations.map(one => ({{ id: one.id, "
        "impact: one.impact, nodes: one.nodes.slice(0, 3).map(node => node.html.slice(0, 200)) })))"
    )
    return [one for one in found if one["impact"] in SERIOUS]


def test_axe_is_here() -> None:
    if not AXE.exists():
        pytest.skip("not here: axe-core (npm ci in frontend)")


@pytest.mark.parametrize("name", list(pages()))
def test_it_reads_without_a_script(browser: Browser, base: str, name: str) -> None:
    page, _ = opened(browser, base + pages()[name].examples[0], java_script_enabled=False)
    assert len(page.locator("main").inner_text()) > 80
    page.context.close()


def test_the_keyboard_leads_into_the_page(browser: Browser, base: str) -> None:
    page, _ = opened(browser, f"{base}/sources")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.context.close()


def test_light_or_dark_is_kept(browser: Browser, base: str) -> None:
    page, _ = opened(browser, f"{base}/sources", color_scheme="light")
    page.locator("#theme").click()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(20, 24, 29)"
    page.context.close()


def test_another_language_stays(browser: Browser, base: str) -> None:
    page, _ = opened(browser, f"{base}/sources")
    page.locator("a[data-language=fr]").click()
    assert page.locator("html").get_attribute("lang") == "fr"
    page.goto(f"{base}/sources/almanac")
    assert page.locator("html").get_attribute("lang") == "fr"
    page.context.close()


def test_a_part_that_comes_later_leaves_the_page_its_title(browser: Browser, base: str) -> None:
    page, wrong = opened(browser, base + "/dossier?subject=AUS-IDN")
    page.wait_for_selector("#measures:not([hx-get])")
    assert page.title() == "Australia–Indonesia · comity"
    assert wrong == []
