"""The pages of people, records and of the policy in a browser: axe finds nothing serious, a phone need not be moved sideways, and they do."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from comity.oversight import approving
from comity.oversight.people import sessions
from oversight.world import World, world

AXE = Path(__file__).parent.parent.parent / "frontend/node_modules/axe-core/axe.min.js"
PATIENCE = 120_000


@pytest.fixture
def served(new_url: Callable[..., str], tmp_path: Path) -> Iterator[tuple[World, str]]:
    """Give an office with its people and records, served, and its address."""
    import socket

    import uvicorn

    from comity.web.office.app import create_office_app

    made = world(new_url("sqlite"), tmp_path / "office-home").found()
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(create_office_app(made.office), log_level="error", access_log=False, timeout_graceful_shutdown=5))  # fmt: skip
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield made, f"http://localhost:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join()
    made.office.close()


@pytest.fixture(scope="module")
def opened(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        yield found
        found.close()


def signed_in(opened: Browser, office: World, base: str, login: str, width: int = 1280, language: str = "en") -> BrowserContext:  # fmt: skip
    """Open a browser in which somebody has signed in."""
    context = opened.new_context(viewport={"width": width, "height": 900}, bypass_csp=True, locale=language)
    context.set_default_timeout(PATIENCE)
    with office.office.act() as act:
        token = sessions.begin(act, office.people[login].person, 2, "", "test")
    context.add_cookies([{"name": "comity-office", "value": token, "url": base}])
    return context


def filled(office: World) -> tuple[str, str]:
    """Write a record with a history, and a stale one; give both."""
    which = office.write(content={"title": "Status of forces", "text": "Article 1.\nThe parties meet."}, partners=[office.organisations["japan"]])  # fmt: skip
    office.approve("mike", office.submit(which))
    office.clock.on(minutes=1)
    office.write(which=which, saw=1, content={"title": "Status of forces", "text": "Article 1.\nThe parties meet yearly."}, partners=[office.organisations["japan"]])  # fmt: skip
    digest = office.submit(which, saw=2)
    with office.act("carl") as act:
        approving.refuse(act, digest, "Article 1 names no court.")
    office.clock.on(minutes=1)
    office.approve("mike", office.submit(which, saw=2, emergency="The flood of Monday."))
    return which, office.write(content={"title": "A visit", "text": "Tokyo, in May."}, kind="visit")


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("login", ["olga", "anna"])
def test_the_pages_are_fit_for_everybody(opened: Browser, served: tuple[World, str], width: int, login: str) -> None:
    office, base = served
    which, draft = filled(office)
    context = signed_in(opened, office, base, login, width)
    page = context.new_page()
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    mike = office.people["mike"].person
    addresses = ["/people", f"/people/{mike}", "/people/organisations", "/people/delegations", "/records", "/why?action=managePeople", "/why/policy"]  # fmt: skip
    if login == "anna":
        addresses += [f"/records/{which}", f"/records/{which}/versions/2", f"/records/{draft}/edit", f"/records/new?kind=appointment&person={mike}", "/records/new", f"/records/{draft}", f"/why?action=approveMilitary&on={which}"]  # fmt: skip
    for address in addresses:
        page.goto(base + address)
        page.wait_for_load_state("networkidle")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
        assert page.locator("h1").count() == 1, address
        if AXE.exists():
            page.add_script_tag(path=str(AXE))
            found = page.evaluate(
                "axe.run(document, {resultTypes: ['violations']}).then(found => found.violations"
                ".filter(one => ['serious', 'critical'].includes(one.impact)).map(one => one.id + ' ' + one.nodes[0].html))"
            )
            assert found == [], address
    assert troubles == []
    context.close()
    if not AXE.exists():
        pytest.skip("not here: axe-core (npm ci in frontend)")


def test_the_language_and_light_or_dark_are_kept(opened: Browser, served: tuple[World, str]) -> None:
    _, base = served
    page = opened.new_page(color_scheme="light", locale="en")
    page.goto(base + "/signin")
    page.locator("#theme").click()
    page.locator("a[data-language=fr]").click()
    page.goto(base + "/join")
    assert page.locator("html").get_attribute("lang") == "fr"
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.close()


def test_an_owner_invites_and_grants_in_a_browser(opened: Browser, served: tuple[World, str]) -> None:
    office, base = served
    context = signed_in(opened, office, base, "olga")
    page = context.new_page()
    page.goto(f"{base}/people")
    page.get_by_label("Name", exact=True).last.fill("Nora New")
    page.get_by_label("Name to sign in with").fill("nora")
    page.get_by_role("button", name="Invite").click()
    code = page.locator("#the-code")
    assert re.fullmatch(r"[\w-]{8,}", str(code.text_content()).strip())
    page.get_by_label("Until the end of (UTC)").fill("2026-12-31")
    page.locator('form[action$="/roles"] select').select_option("author")
    page.get_by_role("button", name="Grant").click()
    page.get_by_role("cell", name="2026-12-31 23:59").wait_for()
    assert page.locator("#the-code").count() == 0
    context.close()


def test_a_stale_edit_loses_neither_text_in_a_browser(opened: Browser, served: tuple[World, str]) -> None:
    office, base = served
    which = office.write(kind="visit", content={"title": "A visit", "text": "Tokyo."})
    context = signed_in(opened, office, base, "anna")
    page = context.new_page()
    page.goto(f"{base}/records/{which}/edit")
    page.get_by_label("Text").fill("Kyoto.")
    office.write(which=which, saw=1, kind="visit", content={"title": "A visit", "text": "Osaka."})
    page.get_by_role("button", name="Save as version 2").click()
    page.get_by_text("Osaka.").wait_for()
    assert page.get_by_label("Text").input_value() == "Kyoto."
    assert page.get_by_role("alert").count() == 1
    page.get_by_role("button", name="Save as version 3").click()
    page.get_by_role("link", name="Version 3").click()
    assert page.locator("del").count() == 1 and page.locator("ins").count() == 1
    context.close()
