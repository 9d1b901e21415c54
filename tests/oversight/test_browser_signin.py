"""First start, signing in, coming in and one's own account in a real browser, with a security key and without scripts."""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyotp
import pytest
import uvicorn
from playwright.sync_api import Browser, Page
from starlette.responses import RedirectResponse

from comity.oversight.desk import system_clock
from comity.oversight.people import accounts, oidc
from comity.web.office.app import create_office_app
from oversight import test_oidc
from oversight.browsing import PATIENCE, Served, plug, serving, whole
from oversight.world import PASSWORD, World, world

PHRASE = "orbit lantern copper thistle"


class Now:
    """The clock on the wall, for browsers that have their own."""

    now = property(lambda _: system_clock())

    def __call__(self) -> Any:
        return system_clock()


@pytest.fixture
def empty(sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    monkeypatch.setattr("oversight.world.Clock", Now)
    made = world(str(tmp_path / "office.db"), tmp_path / "home")
    yield made
    made.office.close()


@pytest.fixture
def served(empty: World, browser: Browser) -> Iterator[Served]:
    with serving(empty.office) as address:
        found = Served(empty, address, browser)
        yield found
        for context in found.contexts:
            context.close()
    assert found.troubles == []


def fill(page: Page, **fields: str) -> None:
    for name, value in fields.items():
        page.locator(f"main [name={name}]").first.fill(value)


def both(page: Page) -> None:
    """Hold a page to what every page keeps, in both languages."""
    at = page.url
    whole(page)
    page.goto(re.sub(r"#.*", "", at) + ("&" if "?" in at else "?") + "lang=fr")
    whole(page)
    page.goto(at)


def test_from_the_first_start_with_a_security_key(served: Served) -> None:
    page = served.page()
    plug(page)
    page.goto(served.address)
    assert page.url == served.address + "/first"
    both(page)
    fill(page, code="AAAA", organisation="Ministry of Defence", name="Olga Owner", login="olga", password=PASSWORD)
    page.check("[value=civilian]")
    page.get_by_role("button", name="Come in").click()
    # Refused: what was typed is still there, but for the password.
    assert page.get_by_role("alert").inner_text().startswith("This is not the code.")
    assert page.input_value("[name=organisation]") == "Ministry of Defence" and page.input_value("[name=password]") == ""  # fmt: skip
    fill(page, code=served.world.code, password=PASSWORD)
    page.get_by_role("button", name="Come in").click()
    page.wait_for_url("**/signin/factor")
    both(page)
    fill(page, name="blue key")
    page.get_by_role("button", name="Make a passkey").click()
    page.wait_for_url(served.address + "/")
    assert page.locator("#steps li").count() == 5
    whole(page)
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/signin")
    both(page)
    # The password and the key; then the key alone.
    fill(page, login="olga", password=PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/signin/second")
    both(page)
    page.get_by_role("button", name="Show a passkey").click()
    page.wait_for_url(served.address + "/")
    page.get_by_role("button", name="Sign out").click()
    page.goto(served.address + "/me")
    assert page.url == served.address + "/signin?to=/me"
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(served.address + "/me")
    assert "blue key" in page.inner_text("main")
    both(page)
    page.get_by_text("Make a software key").click()
    fill(page, name="desk")
    page.fill("#passphrase", "too short")
    page.click("#make")
    assert page.locator("#make-key [role=alert]").inner_text() == "This passphrase is too short."
    page.fill("#passphrase", PHRASE)
    page.fill("#again", PHRASE + "!")
    page.click("#make")
    assert page.locator("#make-key [role=alert]").inner_text() == "The two passphrases differ."
    sent: list[str] = []
    page.on("request", lambda one: sent.append(one.post_data or "") if one.method == "POST" else None)
    page.fill("#again", PHRASE)
    page.click("#make")
    page.wait_for_url("**/me#keys", timeout=4 * PATIENCE)
    assert "desk" in page.inner_text("main") and "waits to be vouched for" in page.inner_text("main")
    assert len(sent) == 1 and "orbit" not in sent[0]
    # It is the only second factor: the office does not let go of it.
    page.get_by_role("button", name="Revoke the key blue key").click()
    assert "only second factor" in page.get_by_role("alert").first.inner_text()


def test_who_takes_no_passkey_is_told_and_has_lost_nothing(served: Served) -> None:
    served.world.found()
    page = served.page()
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True, "isUserVerified": False, "automaticPresenceSimulation": True}  # fmt: skip
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    page.goto(served.address + "/signin")
    fill(page, login="carl")
    button = page.get_by_role("button", name="Sign in with a passkey")
    button.click()
    page.get_by_text("Nothing was done").wait_for()
    assert page.input_value("[name=login]") == "carl" and button.is_enabled()


def test_an_invitation_and_an_authenticator_app_without_a_script(served: Served) -> None:
    served.world.found()
    with served.world.act("olga") as act:
        _, code = accounts.invite(act, served.world.organisations["staff"], "nora", "Nora New")
    page = served.page(java_script_enabled=False)
    page.goto(served.address + "/join")
    fill(page, login="nora", code=code, password=PASSWORD)
    page.get_by_role("button", name="Come in").click()
    page.wait_for_url("**/signin/factor")
    assert page.get_by_role("button", name="Make a passkey").count() == 0
    page.get_by_role("button", name="Set up an app").click()
    secret = page.locator("p.code").inner_text()
    box = page.locator(".qr svg").bounding_box()
    assert box and box["width"] > 120
    fill(page, code="000000" if pyotp.TOTP(secret).now() != "000000" else "111111")
    page.get_by_role("button", name="Go on").click()
    assert "The code is not right." in page.get_by_role("alert").inner_text()
    assert page.locator("p.code").inner_text() == secret
    page.locator("main [name=code]").fill(pyotp.TOTP(secret).now())
    page.get_by_role("button", name="Go on").click()
    page.wait_for_url(served.address + "/")
    assert "Nora New" in page.inner_text("main")
    cookie = next(one for one in page.context.cookies() if one["name"] == "comity-office")
    assert cookie["httpOnly"] and cookie["sameSite"] == "Strict"


def test_through_a_provider_on_another_site(empty: World, browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    """127.0.0.1 and localhost are two sites to a browser: it comes back without a session, and has it again one page on."""
    empty.found()
    listener = socket.create_server(("127.0.0.1", 0))
    issuer = f"http://127.0.0.1:{listener.getsockname()[1]}"
    monkeypatch.setattr(test_oidc, "ISSUER", issuer)
    elsewhere = test_oidc.Elsewhere(lambda: int(time.time()))
    there = elsewhere.app()

    @there.get("/authorize")
    def authorise(redirect_uri: str, state: str, nonce: str, code_challenge: str) -> RedirectResponse:
        elsewhere.grants["code"] = {"nonce": nonce, "code_challenge": code_challenge, "redirect_uri": redirect_uri}
        return RedirectResponse(f"{redirect_uri}?code=code&state={state}&iss={issuer}")

    provider = oidc.Provider(issuer, test_oidc.CLIENT, test_oidc.SECRET, "The Ministry")
    servers = [uvicorn.Server(uvicorn.Config(app, log_level="error", access_log=False)) for app in (there, create_office_app(empty.office, provider=provider))]  # fmt: skip
    listeners = [listener, socket.create_server(("127.0.0.1", 0))]
    threads = [threading.Thread(target=one.run, kwargs={"sockets": [at]}) for one, at in zip(servers, listeners, strict=True)]  # fmt: skip
    for thread in threads:
        thread.start()
    while not all(one.started for one in servers):
        time.sleep(0.02)
    address = f"http://localhost:{listeners[1].getsockname()[1]}"
    here = Served(empty, address, browser)
    try:
        page = here.page("carl")
        page.goto(address + "/me")
        page.get_by_role("button", name="Link my account at The Ministry").click()
        page.wait_for_url("**/me#provider")
        assert page.get_by_role("button", name="Unlink it").count() == 1
        whole(page)
        fresh = here.page()
        fresh.goto(address + "/signin?to=/me")
        whole(fresh)
        fresh.get_by_role("button", name="Sign in through The Ministry").click()
        fresh.wait_for_url("**/signin/factor?to=*")
        assert fresh.locator("h1").inner_text() == "Add a second factor"
        assert [one for one in here.troubles if not one.startswith(issuer + "/authorize")] == []
    finally:
        for context in here.contexts:
            context.close()
        for one in servers:
            one.should_exit = True
        for thread in threads:
            thread.join()
