"""An office served to real browsers: people who have signed in, each in a browser of their own, with security keys plugged in."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page

from comity.oversight.keys import software
from comity.oversight.keys.statement import KEY, key_payload
from comity.oversight.people import accounts, factors, sessions
from comity.web.office.app import create_office_app
from comity.web.templates import asset
from oversight.world import PASSPHRASE, Someone, World

AXE = Path(__file__).parents[2] / "frontend/node_modules/axe-core/axe.min.js"
PATIENCE = 15_000
#: What axe says of weight.
SERIOUS = ("serious", "critical")


@contextmanager
def serving(office: Any) -> Iterator[str]:
    """Serve an office, and give its address."""
    listener = socket.create_server(("127.0.0.1", 0))
    app = create_office_app(office)
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", access_log=False, timeout_graceful_shutdown=2))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://localhost:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join()


@dataclass
class Served:
    """An office in browsers.

    Attributes
    ----------
    troubles
        Whatever went wrong in a page, and whatever a page asked of elsewhere.
    """

    world: World
    address: str
    browser: Browser
    troubles: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    def page(self, login: str | None = None, **options: Any) -> Page:
        """Open a browser, in which somebody has signed in with both factors."""
        context = self.browser.new_context(**{"viewport": {"width": 1280, "height": 900}, "locale": "en-GB"} | options)
        context.set_default_timeout(PATIENCE)
        self.contexts.append(context)
        if login:
            with self.world.office.act() as act:
                token = sessions.begin(act, self.world.people[login].person, 2, "", "test")
            context.add_cookies([{"name": "comity-office", "value": token, "url": self.address}])
        page = context.new_page()
        page.on("pageerror", lambda error: self.troubles.append(str(error)))
        page.on("request", lambda one: one.url.startswith(self.address) or self.troubles.append(one.url))  # type: ignore[func-returns-value]
        return page

    def passkey(self, page: Page, login: str, *, vouched: bool = True) -> Someone:
        """Plug a security key into a browser and have somebody enrol it, vouched for if the office is being founded."""
        plug(page)
        one = self.world.people[login]
        page.goto(self.address + "/me") if page.url == "about:blank" else None
        with self.world.act(login) as act:
            options = factors.passkey_options(act, one.person, None)
        answer = page.evaluate("async ([address, options]) => await (await import(address)).createPasskey(options)", [asset("office/js/keys.js"), options])  # fmt: skip
        with self.world.act(login) as act:
            one.key = factors.enrol_passkey(act, one.person, None, answer, "security key")
        if vouched:
            with self.world.act("olga") as act:
                factors.mark_vouched(act, one.key, None)
        return one

    def software(self, login: str) -> Someone:
        """Give somebody a software key that their passphrase opens."""
        one, world = self.world.people[login], self.world
        public, wrapped = software.make(PASSPHRASE)
        one.seed, one.key = software.unseal(wrapped, PASSPHRASE), software.keyid(public)
        with world.act(login) as act:
            of = accounts.facts_of(act, one.person).organisation
            payload = key_payload(office=world.office.name, person=one.person, key=one.key, organisation=of)
            factors.enrol_software(act, one.person, public, wrapped, one.signs(payload, KEY), "laptop")
            factors.mark_vouched(act, one.key, None)
        return one


def plug(page: Page) -> None:
    """Plug a security key that knows its user into a browser."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def serious(page: Page) -> list[Any]:
    """Give what axe finds of weight."""
    if not AXE.exists():
        pytest.skip("not here: axe-core (npm ci in frontend)")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(
        "axe.run(document, { resultTypes: ['violations'] }).then(found => found.violations.map(one => ({ id: one.id, "
        "impact: one.impact, nodes: one.nodes.slice(0, 3).map(node => node.html.slice(0, 200)) })))"
    )
    return [one for one in found if one["impact"] in SERIOUS]


def whole(page: Page) -> None:
    """Hold a page to what every page keeps: nothing serious for axe, light and dark, and no moving sideways on a phone."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert serious(page) == []
    before = page.viewport_size
    page.set_viewport_size({"width": 360, "height": 740})
    # A busy machine lays the page out a moment later than it is told to; one that stays too wide is found all the same.
    page.wait_for_function(
        "() => innerWidth === 360 && document.documentElement.scrollWidth <= innerWidth", timeout=10_000
    )
    assert before
    page.set_viewport_size(before)
