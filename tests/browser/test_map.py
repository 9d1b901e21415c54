"""The map as a person uses it: slider, keyboard, pointer, choice, distance; and without a script."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from comity.dossier.draw.bringing import bring
from comity.store.home import record_path
from invented_borders import invented_borders

PACTS = "/map?measure=none&layer=pact.defense&year=1985"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1200, "height": 900}, locale="en-GB")
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("request", lambda asked: complaints.append(asked.url) if "//localhost" not in asked.url else None)
    yield opened
    assert complaints == []
    context.close()


def slide(page: Page, year: int) -> None:
    page.locator("tie-map input[type=range]").evaluate(
        "(slider, year) => { slider.value = year; slider.dispatchEvent(new Event('input', {bubbles: true})) }", year
    )
    expect(page.locator("tie-map output")).to_have_text(str(year))


def shown(page: Page) -> dict[str, str]:
    """Give how every state looks, and how the lines run."""
    found: dict[str, str] = page.evaluate(
        "Object.fromEntries([...document.querySelectorAll('tie-map [data-key]')].map((shape, place) => "
        "[shape.dataset.key + place, shape.getAttribute('class')]))"
    )
    lines = page.evaluate(
        "[...document.querySelectorAll('.lines [data-width]')].map(line => line.getAttribute('d').split('M').sort().join('M'))"
    )
    return {**found, "lines": str(lines)}


@pytest.mark.parametrize("address", ["/map", "/map?measure=partners&layer=bases"])
def test_the_slider_shows_what_the_server_draws_for_the_year(page: Page, base: str, address: str) -> None:
    joint = "&" if "?" in address else "?"
    for year in (1991, 1968):
        page.goto(f"{base}{address}")
        expect(page.locator("tie-map input[type=range]")).to_be_visible()
        slide(page, year)
        slid = shown(page)
        expect(page.locator("#map-title")).to_contain_text(f", {year}")
        assert f"year={year}" in page.url and "layer=" in page.url and "region=" in page.url
        assert page.locator("form.filters input[name=year]").input_value() == str(year)
        tables = page.locator("#map-tables").inner_text()
        page.goto(f"{base}{address}{joint}year={year}")
        expect(page.locator("tie-map input[type=range]")).to_be_visible()
        drawn = shown(page)
        assert {key: css for key, css in slid.items() if drawn[key] != css} == {}
        assert page.locator("#map-tables").inner_text() == tables


def test_the_server_alone_draws_what_the_script_draws(browser: Browser, page: Page, base: str) -> None:
    page.goto(base + PACTS)
    expect(page.locator("tie-map input[type=range]")).to_be_visible()
    context = browser.new_context(java_script_enabled=False)
    plain = context.new_page()
    plain.goto(base + PACTS)
    expect(plain.locator("tie-map input[type=range]")).to_have_count(0)
    assert shown(plain) == shown(page)
    assert plain.locator("#map-tables tbody tr").count() > 100
    plain.locator("form.filters input[name=year]").fill("1960")
    plain.get_by_role("button", name="Show").click()
    assert "year=1960" in plain.url
    expect(plain.locator("svg .head")).to_contain_text("1960")
    context.close()


def test_a_pointer_and_a_keyboard_tell_of_a_state_and_lead_on(page: Page, base: str) -> None:
    page.goto(base + PACTS)
    expect(page.locator("tie-map input[type=range]")).to_be_visible()
    tip = page.locator(".map-tip")
    page.locator('tie-map path[data-key="BRA"]').first.hover()
    expect(tip).to_contain_text("Brazil")
    expect(tip).to_contain_text("lines in the year")
    page.mouse.move(5, 5)
    expect(tip).to_be_hidden()
    page.locator(".map-window").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(tip).to_be_visible()
    first = tip.inner_text()
    page.keyboard.press("ArrowLeft")
    assert tip.inner_text() != first
    name = tip.locator("b").inner_text()
    page.keyboard.press("Enter")
    chosen = page.locator(".map-chosen")
    expect(chosen).to_contain_text(name)
    address = chosen.get_by_role("link", name="Dossier").get_attribute("href") or ""
    assert address.startswith("/dossier?subject=") and address.endswith("on=1985-12-31")


def seen(page: Page, selector: str) -> bool:
    """Say whether a thing lies in the window, whole."""
    found: bool = page.locator(selector).evaluate(
        "what => { const box = what.getBoundingClientRect();"
        " return box.width > 0 && box.top >= 0 && box.left >= 0 && box.bottom <= innerHeight && box.right <= innerWidth }"
    )
    return found


def test_what_is_chosen_is_told_where_one_looks_and_closes_by_escape(page: Page, base: str) -> None:
    page.set_viewport_size({"width": 1200, "height": 700})
    page.goto(base + PACTS)
    expect(page.locator("tie-map input[type=range]")).to_be_visible()
    chosen = page.locator(".map-chosen")
    for key, name in (("BRA", "Brazil"), ("AUS", "Australia"), ("IND", "India")):
        page.locator(f'tie-map path[data-key="{key}"]').first.click()
        expect(chosen).to_contain_text(name)
        expect(chosen).to_be_focused()
        assert seen(page, ".map-chosen")
        expect(page.locator(".map-tip")).to_be_hidden()
        page.keyboard.press("Escape")
        expect(chosen).to_be_hidden()
        expect(page.locator(".map-window")).to_be_focused()
    page.locator('tie-map path[data-key="BRA"]').first.click()
    chosen.get_by_role("button", name="Close").click()
    expect(chosen).to_be_hidden()


def test_on_a_telephone_one_sees_the_whole_and_goes_by_finger(browser: Browser, base: str) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(base + PACTS)
    window = page.locator(".map-window")
    expect(page.locator("tie-map input[type=range]")).to_be_visible()
    # From the Bering Strait to New Zealand, on the screen.
    for key in ("RUS", "NZL", "CHL"):
        box = page.locator(f'tie-map path[data-key="{key}"]').first.bounding_box()
        assert box and box["x"] >= 0 and box["x"] + box["width"] <= 360
    # The convention is read at its own size, and not cut.
    key = page.locator("svg.map-key")
    assert "judgement" in " ".join(key.locator("text").all_text_contents())
    assert key.evaluate("key => Math.min(...[...key.querySelectorAll('.note')].map(line => line.getBoundingClientRect().height))") > 10  # fmt: skip
    assert key.evaluate("key => Math.max(...[...key.querySelectorAll('text')].map(line => line.getBoundingClientRect().right))") <= 360  # fmt: skip
    hand = context.new_cdp_session(page)

    def touch(kind: str, *fingers: tuple[float, float]) -> None:
        points = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(fingers)]
        hand.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    def at(place: int) -> str:
        return f"Number(document.querySelector('.map-window').getAttribute('viewBox').split(' ')[{place}])"

    def view() -> list[float]:
        return [float(one) for one in (window.get_attribute("viewBox") or "").split()]

    window.evaluate("map => map.scrollIntoView({block: 'center', behavior: 'instant'})")
    scrolled = page.evaluate("() => scrollY")
    box = page.locator("svg.map").bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    whole = view()
    touch("touchStart", (x - 20, y), (x + 20, y))
    for step in (10, 20, 30, 40):
        touch("touchMove", (x - 20 - step, y), (x + 20 + step, y))
    touch("touchEnd")
    page.wait_for_function(f"() => {at(2)} < {whole[2] / 2}")
    near = view()
    touch("touchStart", (x, y))
    for step in (10, 20, 30, 40):
        touch("touchMove", (x - step, y))
    touch("touchEnd")
    page.wait_for_function(f"() => {at(0)} > {near[0] + 10}")
    assert view()[2] == near[2] and page.evaluate("() => scrollY") == scrolled
    assert page.evaluate("() => visualViewport.scale") == 1
    expect(page.locator(".map-chosen")).to_be_hidden()
    page.get_by_role("button", name="Whole map").click()
    expect(window).to_have_attribute("viewBox", " ".join(f"{one:g}" for one in whole))
    # Right after a touch the browser takes another for the second of two, which is no click.
    page.wait_for_timeout(700)
    page.locator('tie-map path[data-key="BRA"]').first.tap()
    page.wait_for_timeout(700)
    if page.locator(".map-chosen").is_hidden():
        # On a busy machine that one came as the second of two all the same: a person taps again.
        page.locator('tie-map path[data-key="BRA"]').first.tap()
    expect(page.locator(".map-chosen")).to_contain_text("Brazil")
    assert seen(page, ".map-chosen")
    context.close()


def test_one_goes_closer_and_back(page: Page, base: str) -> None:
    page.goto(base + PACTS)
    window = page.locator(".map-window")
    expect(window).to_have_attribute("tabindex", "0")
    whole = window.get_attribute("viewBox")
    page.get_by_role("button", name="Closer").click()
    near = window.get_attribute("viewBox")
    assert near != whole
    window.focus()
    page.keyboard.press("Shift+ArrowRight")
    assert window.get_attribute("viewBox") != near
    page.keyboard.press("Escape")
    assert window.get_attribute("viewBox") == whole


def test_it_plays_and_stops(page: Page, base: str) -> None:
    page.goto(base + PACTS)
    page.get_by_role("button", name="Play").click()
    expect(page.locator("tie-map output")).not_to_have_text("1985", timeout=15_000)
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("button", name="Play")).to_be_visible()


def test_another_choice_is_swapped_in_and_still_lives(page: Page, base: str) -> None:
    page.goto(base + PACTS)
    page.locator("select[name=layer]").select_option("bases")
    expect(page.locator("svg .head")).to_contain_text("Foreign bases")
    expect(page.locator("tie-map input[type=range]")).to_be_visible()
    slide(page, 2010)
    expect(page.locator("svg .head")).to_contain_text("2010")
    assert "layer=bases" in page.url


def test_the_slider_brings_the_land_of_another_time(
    page: Page, almanac_home: Path, tmp_path: Path, serve: Callable[[Path], str]
) -> None:
    home = tmp_path / "bordered"
    home.mkdir()
    (home / "record.duckdb").symlink_to(record_path(almanac_home))
    bring(home, invented_borders(tmp_path), "Invented", "invented terms")
    base = serve(home)
    for address in (
        "/map?measure=partners&layer=pact.defense&year=1985",
        "/map?measure=partners&layer=pact.defense&year=2020",
    ):
        page.goto(base + address)
        expect(page.locator("tie-map input[type=range]")).to_be_visible()
        page.get_by_role("button", name="Closer").click()
        near = page.locator(".map-window").get_attribute("viewBox")
        for year in (2005, 1970, 2022, 1985):
            slide(page, year)
        assert page.locator(".map-window").get_attribute("viewBox") == near
        expect(page.locator('path[data-key="CSK"]')).to_have_count(1)
        slid = shown(page)
        note = page.locator("svg.map .note").all_text_contents()
        assert any("Invented" in line for line in note)
        page.get_by_role("button", name="Whole map").click()
        page.locator('path[data-key="CSK"]').click(position={"x": 3, "y": 4}, timeout=10_000)
        expect(page.locator(".map-chosen")).to_contain_text("Czechoslovakia")
        page.goto(f"{base}/map?measure=partners&layer=pact.defense&year=1985")
        expect(page.locator("tie-map input[type=range]")).to_be_visible()
        drawn = shown(page)
        assert {key: css for key, css in slid.items() if drawn[key] != css} == {}


def test_the_whole_map_is_there_at_every_width(browser: Browser, base: str, tmp_path: Path) -> None:
    for width in (360, 1200, 2560):
        context = browser.new_context(viewport={"width": width, "height": 900})
        opened = context.new_page()
        opened.goto(base + PACTS)
        assert opened.evaluate("document.documentElement.scrollWidth <= innerWidth")
        # Legend and convention stand there once.
        shown = opened.locator("svg .note").filter(has_text="judgement").filter(visible=True)
        assert shown.count() == 1
        context.close()
