"""The network and the comparison in a browser: the slider, the discs, the drawer, back and forward."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, expect

EDGES = "[...document.querySelectorAll('.edges a')].map(a => a.dataset.a + a.dataset.b).sort().join()"
DISCS = "[...document.querySelectorAll('.spot:not(.gone)')].map(a => a.dataset.key + Number(a.firstElementChild.getAttribute('r'))).sort().join()"
PLACES = "[...document.querySelectorAll('.spot')].map(a => a.dataset.key + a.firstElementChild.getAttribute('cx')).sort().join()"


def opened(browser: Browser, base: str, address: str):  # type: ignore[no-untyped-def]
    context = browser.new_context(viewport={"width": 1280, "height": 1000}, reduced_motion="reduce", locale="en")
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: None if request.url.startswith(base) else complaints.append(request.url))
    page.goto(base + address)
    page.wait_for_load_state("networkidle")
    return page, complaints


def test_the_slider_shows_at_once_what_the_server_then_answers(browser: Browser, base: str) -> None:
    page, complaints = opened(browser, base, "/network?layer=defence&layer=exercises&year=2010&colour=layer&most=100")
    places = page.evaluate(PLACES)
    slider = page.locator("network-years input")
    expect(slider).to_have_value("2010")
    slider.evaluate("slider => { slider.value = 1996; slider.dispatchEvent(new Event('input', { bubbles: true })) }")
    expect(page.locator("network-island output")).to_contain_text("1996")
    edges, discs = page.evaluate(EDGES), page.evaluate(DISCS)
    assert edges
    slider.evaluate("slider => slider.dispatchEvent(new Event('change', { bubbles: true }))")
    expect(page.locator("#results h2").first).to_contain_text("1996")
    expect(page.locator("network-island .tools button")).to_have_count(3)
    assert page.evaluate(EDGES) == edges
    assert page.evaluate(DISCS) == discs
    assert page.evaluate(PLACES) == places
    assert "year=1996" in page.url
    page.go_back()
    expect(page.locator("#results h2").first).to_contain_text("2010")
    assert complaints == []


def test_discs_lines_and_keys(browser: Browser, base: str) -> None:
    page, complaints = opened(browser, base, "/network?layer=defence&year=2015&ego=Japan")
    japan = page.locator(".spot[data-key=JPN]")
    japan.locator("circle").hover()
    expect(page.locator(".spot[data-key=USA]")).to_have_class(re.compile("lit"))
    page.mouse.move(1, 1)
    page.locator(".spot[tabindex='0']").focus()
    before = page.evaluate("document.activeElement.dataset.key")
    for key in ("ArrowRight", "ArrowLeft", "ArrowDown", "ArrowUp"):
        page.keyboard.press(key)
        if page.evaluate("document.activeElement.dataset.key") != before:
            break
    assert page.evaluate("document.activeElement.dataset.key") != before
    page.locator(".edges a").first.dispatch_event("click")
    expect(page.locator("#drawer[open] h1")).to_contain_text("2015")
    expect(page.locator("#drawer[open] #rows a[data-drawer]").first).to_be_visible()
    page.keyboard.press("Escape")
    whole = page.locator(".scene").get_attribute("viewBox")
    page.locator("network-island .tools button").first.click()
    assert page.locator(".scene").get_attribute("viewBox") != whole
    page.locator("network-island .tools button").nth(2).click()
    assert [float(one) for one in str(page.locator(".scene").get_attribute("viewBox")).split()] == [
        float(one) for one in str(whole).split()
    ]
    assert japan.get_attribute("href") == "/dossier?subject=JPN"
    assert complaints == []


def test_without_scripts_it_reads_all_the_same(browser: Browser, base: str) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{base}/network?layer=defence&year=2015")
    assert page.locator(".spot:not(.gone)").count() > 30
    assert page.locator("#ties tbody tr").count() == 60
    page.locator("input[name=year]").fill("1999")
    page.locator("form.filters button").first.click()
    expect(page.locator("#results h2").first).to_contain_text("1999")


def test_nothing_runs_off_the_page(browser: Browser, base: str) -> None:
    page = browser.new_context(viewport={"width": 360, "height": 800}).new_page()
    for address in (
        "/network",
        "/network/path?a=Japan&b=Brazil",
        "/network/tie?a=JPN&b=USA",
        "/compare?subject=NATO&subject=ASEAN",
    ):
        page.goto(base + address)
        page.wait_for_load_state("networkidle")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, address


def test_subjects_are_compared_on_one_axis(browser: Browser, base: str) -> None:
    page, complaints = opened(browser, base, "/compare")
    page.locator("input[name=subject]").first.fill("NATO")
    page.locator("input[name=subject]").nth(1).fill("ASEAN")
    page.keyboard.press("Enter")
    # Measures that nobody has asked for yet are computed first.
    expect(page.locator("#results h2")).to_contain_text("NATO, ASEAN", timeout=60_000)
    assert page.url.count("subject=") >= 2
    expect(page.locator("#counts tbody td a").first).to_be_visible()
    assert complaints == []


def test_on_a_narrow_screen_whom_it_is_drawn_around_is_in_sight(browser: Browser, base: str) -> None:
    page = browser.new_context(viewport={"width": 360, "height": 800}, locale="en").new_page()
    page.goto(base + "/network?layer=defence&year=2015&ego=Japan")
    page.wait_for_load_state("networkidle")
    where = "[document.querySelector('.spot[data-key=JPN]'), document.querySelector('network-island .drawn')].map(e => e.getBoundingClientRect()).flatMap(r => [r.left, r.right])"
    page.wait_for_function("() => document.querySelector('network-island .drawn').scrollLeft > 0")
    left, right, begin, end = page.evaluate(where)
    assert begin <= left and right <= end
