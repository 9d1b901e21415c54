"""A brief as a person opens it: in a browser, on a wide screen, on a phone, and printed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from comity.dossier import brief
from comity.dossier.as_html import render_html

SUBJECTS = ("Japan", "Australia–Indonesia", "NATO", "Northern Europe")


@pytest.fixture(scope="module")
def pages(full_home: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("briefs")
    made = {}
    for number, subject in enumerate(SUBJECTS):
        made[subject] = folder / f"{number}.html"
        made[subject].write_text(render_html(brief(subject, home=full_home)), encoding="utf-8")
    return made


def open_page(browser: Browser, path: Path, width: int, **options: object) -> tuple[Page, list[str], list[str]]:
    context = browser.new_context(viewport={"width": width, "height": 900}, **options)  # type: ignore[arg-type]
    page = context.new_page()
    requests: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(path.as_uri())
    return page, requests, complaints


@pytest.mark.parametrize("subject", SUBJECTS)
def test_asks_nothing_of_any_server_and_says_nothing_on_the_console(
    browser: Browser, pages: dict[str, Path], subject: str
) -> None:
    _, requests, complaints = open_page(browser, pages[subject], 1100)
    assert requests == [pages[subject].as_uri()]
    assert complaints == []


@pytest.mark.parametrize("subject", SUBJECTS)
def test_every_link_inside_leads_somewhere(browser: Browser, pages: dict[str, Path], subject: str) -> None:
    page, _, _ = open_page(browser, pages[subject], 1100)
    dead = page.evaluate(
        "[...document.querySelectorAll('a[href^=\"#\"]')].map(a => decodeURIComponent(a.hash.slice(1)))"
        ".filter(id => !document.getElementById(id))"
    )
    twice = page.evaluate(
        "(() => { const ids = [...document.querySelectorAll('[id]')].map(e => e.id);"
        " return ids.filter((id, i) => ids.indexOf(id) !== i) })()"
    )
    assert dead == []
    assert twice == []


@pytest.mark.parametrize("subject", SUBJECTS)
def test_every_number_on_a_card_leads_to_its_rows(browser: Browser, pages: dict[str, Path], subject: str) -> None:
    page, _, _ = open_page(browser, pages[subject], 1100)
    cards = page.locator(".figures li")
    assert cards.count() >= 8
    for number in range(cards.count()):
        card = cards.nth(number)
        said = card.locator("b").inner_text().split()[0]
        assert card.locator("b a").count() == 1 or said in ("0", "no", "not"), card.inner_text()
    link = page.locator(".figures li b a").first
    link.click()
    assert page.evaluate("document.getElementById(location.hash.slice(1)).closest('details').open")


@pytest.mark.parametrize("width", [360, 400, 700, 768, 1400])
@pytest.mark.parametrize("subject", SUBJECTS)
def test_nothing_runs_off_the_page(browser: Browser, pages: dict[str, Path], subject: str, width: int) -> None:
    page, _, _ = open_page(browser, pages[subject], width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("subject", SUBJECTS)
def test_drawings_are_seen_and_named(browser: Browser, pages: dict[str, Path], subject: str) -> None:
    page, _, _ = open_page(browser, pages[subject], 1100)
    drawings = page.locator("figure svg.draw")
    assert drawings.count() >= 4
    for number in range(drawings.count()):
        drawing = drawings.nth(number)
        box = drawing.bounding_box()
        assert box and box["width"] > 300 and box["height"] > 30
        assert drawing.locator("> title").text_content()


def test_reads_without_scripts_and_in_the_dark(browser: Browser, pages: dict[str, Path]) -> None:
    page, _, _ = open_page(browser, pages["Japan"], 1100, java_script_enabled=False, color_scheme="dark")
    text = page.locator("main").inner_text()
    assert "Japan owes defence to one state: United States" in text
    assert "which is not zero" in text


@pytest.mark.parametrize("subject", SUBJECTS)
def test_drawings_and_tables_can_be_read_on_a_phone(browser: Browser, pages: dict[str, Path], subject: str) -> None:
    page, _, _ = open_page(browser, pages[subject], 400)
    smallest = page.evaluate(
        "Math.min(...[...document.querySelectorAll('figure svg.draw text')].map(text => {"
        " const svg = text.ownerSVGElement.closest('svg.draw');"
        " return parseFloat(getComputedStyle(text).fontSize) * svg.getBoundingClientRect().width / svg.viewBox.baseVal.width }))"
    )
    assert smallest >= 7.9
    # What runs on beyond its box says so: a drawing by the line above it, a table by the shadow at its edge.
    silent = page.evaluate(
        "[...document.querySelectorAll('.scroll')].filter(box => box.scrollWidth > box.clientWidth + 1).filter(box =>"
        " !getComputedStyle(box).backgroundImage.includes('gradient') || (box.matches('.drawn') &&"
        " getComputedStyle(box.parentElement.querySelector('.hint')).display === 'none')).length"
    )
    assert silent == 0
    assert page.evaluate("document.querySelector('.drawn').scrollWidth > document.querySelector('.drawn').clientWidth")
    wide, _, _ = open_page(browser, pages[subject], 1100)
    assert not wide.locator(".hint").first.is_visible()


@pytest.mark.parametrize(("subject", "most"), [("Japan", 18), ("Australia–Indonesia", 12), ("NATO", 20)])
def test_a_printed_brief_is_short_and_lacks_nothing_that_it_promises(
    browser: Browser, pages: dict[str, Path], subject: str, most: int
) -> None:
    page, _, _ = open_page(browser, pages[subject], 1100)
    paper = page.pdf(format="A4", prefer_css_page_size=True)
    assert 3 <= len(re.findall(rb"/Type\s*/Page\b", paper)) <= most
    page.emulate_media(media="print")
    assert page.locator("details:visible").count() == 0
    rows = page.locator("#rows").inner_text()
    assert "comity explain" in rows
    assert "the HTML and the JSON" in rows
    named = page.evaluate("[...document.querySelectorAll('#rows details p[id^=rows-]')].map(p => p.id.slice(5))")
    assert named
    assert all(figure in rows for figure in named)
    sources = page.locator("#sources").inner_text()
    assert sources.count("Citation: ") == page.locator("#sources h3").count()
    breaks = page.evaluate("[...document.querySelectorAll('h2, h3')].map(e => getComputedStyle(e).breakAfter)")
    assert set(breaks) == {"avoid"}
    assert set(page.evaluate("[...document.querySelectorAll('thead')].map(e => getComputedStyle(e).display)")) <= {
        "table-header-group"
    }
    # No drawing is so high that it must leave half a page empty before it.
    heights = page.evaluate("[...document.querySelectorAll('svg.draw')].map(e => e.getBoundingClientRect().height)")
    assert max(heights) <= 12.1 / 2.54 * 96
