"""Evidence in a browser: the drawer opens from a figure, leads to the line of the source, closes; back and forward work."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page


@pytest.fixture
def address(serve: Callable[[Path], str], almanac_home: Path) -> str:
    return serve(almanac_home)


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    opened = browser.new_page(viewport={"width": 1280, "height": 900})
    troubles: list[str] = []
    opened.on("console", lambda said: troubles.append(said.text) if said.type in ("error", "warning") else None)
    opened.on("pageerror", lambda error: troubles.append(str(error)))
    opened.on("request", lambda asked: None if asked.url.startswith((address, "data:")) else troubles.append(asked.url))
    yield opened
    assert not troubles
    opened.close()


def test_from_a_figure_to_the_line_of_its_source_and_back(page: Page, address: str) -> None:
    page.goto(f"{address}/dossier?subject=Japan")
    # What comes later would move what is pointed at.
    page.wait_for_selector("#measures h2 + *")
    page.wait_for_load_state("networkidle")
    here = page.url
    link = page.locator("#figure-bonds\\.in-force a")
    told, behind = link.inner_text(), str(link.get_attribute("href"))
    link.focus()
    page.keyboard.press("Enter")
    heading = page.locator("#drawer h1")
    heading.wait_for()
    assert page.locator("#drawer .cards b").inner_text() == told
    assert page.url == f"{here}#evidence={behind}"
    rows = page.locator("#drawer tbody tr")
    assert rows.count() == int(told)

    line = rows.first.locator("a[data-drawer]")
    place = line.inner_text()
    line.click()
    page.wait_for_function("place => document.querySelector('#drawer h1')?.textContent.includes(place)", arg=place)
    assert "agreement" in page.locator("#drawer h2").first.inner_text()

    # Back in the drawer, forward again, and out by Escape: the focus is where it was.
    page.go_back()
    page.wait_for_function("told => document.querySelector('#drawer .cards b')?.textContent === told", arg=told)
    page.go_forward()
    page.wait_for_function("place => document.querySelector('#drawer h1')?.textContent.includes(place)", arg=place)
    page.keyboard.press("Escape")
    page.wait_for_function("() => !document.querySelector('#drawer').open")
    page.wait_for_function("() => document.activeElement?.closest('li')?.id === 'figure-bonds.in-force'")
    assert not page.evaluate("history.state?.drawer")
    assert page.url == here

    # Forward opens it once more, Back closes it.
    page.go_forward()
    page.wait_for_selector("#drawer[open] .cards")
    page.go_back()
    page.wait_for_function("() => !document.querySelector('#drawer').open")
    assert page.url == here


def test_a_link_leads_to_the_page_with_what_is_open(page: Page, address: str) -> None:
    here, behind = (
        f"{address}/dossier?subject=Japan",
        "/evidence/figure?subject=Japan&on=2025-12-31&figure=bonds.in-force",
    )
    for out in ("Back", "Escape"):
        page.goto(f"{here}#evidence={behind}")
        page.wait_for_selector("#drawer[open] .cards")
        page.wait_for_function("() => history.state?.drawer === 1")
        assert page.url == f"{here}#evidence={behind}"
        page.reload()
        page.wait_for_selector("#drawer[open] .cards")
        page.go_back() if out == "Back" else page.keyboard.press("Escape")
        page.wait_for_function("() => !document.querySelector('#drawer').open")
        page.wait_for_function("() => document.activeElement?.closest('li')?.id === 'figure-bonds.in-force'")
        page.wait_for_url(here)
        page.goto("about:blank")
    # Of another server nothing is shown, and nothing is asked.
    for other in ("//example.org/evidence", "https://example.org/", "http://[", ""):
        page.goto(f"{here}#evidence={other}")
        page.wait_for_load_state("networkidle")
        assert page.locator("#drawer[open] .cards").count() == 0
        page.goto("about:blank")


def test_the_drawer_is_wide_enough_for_the_lines(page: Page, address: str) -> None:
    page.goto(f"{address}/dossier?subject=Japan#evidence=/evidence/figure?subject=Japan&figure=bonds.in-force")
    page.wait_for_selector("#drawer[open] tbody tr")
    for scroller in page.locator("#drawer .scroll").all():
        assert scroller.evaluate("it => it.scrollWidth - it.clientWidth") <= 0


def test_a_column_of_the_drawing_opens_the_drawer_and_a_thing_leads_to_its_page(page: Page, address: str) -> None:
    page.goto(f"{address}/dossier?subject=United+States")
    page.wait_for_load_state("networkidle")
    column = page.locator("#course a[data-drawer]").last
    label = str(column.get_attribute("aria-label"))
    column.dispatch_event("click")
    page.wait_for_selector("#drawer[open] tbody tr")
    count = page.locator("#drawer tbody tr").count()
    assert str(count) in label.split()
    page.locator("#drawer tbody tr td a").first.click()
    page.wait_for_url("**/*%3A*")
    page.go_back()
    # As it was left: the drawer stands open again.
    page.wait_for_selector("#drawer[open] tbody tr")
    assert page.locator("#drawer tbody tr").count() == count


def test_the_measures_come_by_themselves_and_by_a_link(page: Page, browser: Browser, address: str) -> None:
    page.goto(f"{address}/dossier?subject=AUS-IDN")
    page.wait_for_selector("#measures .amounts")
    assert page.locator("#measures a[data-drawer]").count() > 0
    assert page.locator("h1").count() == 1
    plain = browser.new_context(java_script_enabled=False).new_page()
    plain.goto(f"{address}/dossier?subject=AUS-IDN")
    plain.locator("#measures a").click()
    plain.wait_for_selector("#measures .amounts")
    plain.close()


@pytest.mark.parametrize("width", [360, 768, 1920])
@pytest.mark.parametrize("what", ["/dossier", "/dossier?subject=NATO", "/evidence/row?source=almanac&row=agreements.csv:10", "/evidence/figure?subject=NATO&figure=bonds.in-force"])  # fmt: skip
def test_nothing_runs_off_the_page(browser: Browser, address: str, what: str, width: int) -> None:
    opened = browser.new_page(viewport={"width": width, "height": 900})
    opened.goto(f"{address}{what}")
    opened.wait_for_load_state("networkidle")
    assert opened.evaluate("document.documentElement.scrollWidth") <= width
    opened.close()


def test_what_is_copied_out_of_a_printed_page_stands_there_once(page: Page, address: str) -> None:
    """A stroke around a text is printed as a second text."""
    page.goto(f"{address}/dossier?subject=NATO")
    page.emulate_media(media="print")
    labels = page.locator(".draw .label").all()
    assert len(labels) > 10
    assert {label.evaluate("it => getComputedStyle(it).stroke") for label in labels} == {"none"}
    assert page.locator(".draw .halo").first.evaluate("it => getComputedStyle(it).display") == "inline"
    page.emulate_media(media="screen")
    assert page.locator(".draw .halo").first.evaluate("it => getComputedStyle(it).display") == "none"


def test_whoever_does_not_wait_for_the_measures_stops_it(page: Page, address: str) -> None:
    page.route("**/dossier/measures**", lambda route: None)
    page.goto(f"{address}/dossier?subject=Japan")
    stop = page.locator("#measures [data-stop]")
    stop.wait_for()
    assert page.locator("#measures progress").is_visible()
    stop.click()
    stop.wait_for(state="hidden")
    assert page.locator("#measures a").is_visible()
    page.unroute_all()
