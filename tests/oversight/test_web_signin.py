"""First start, signing in with two factors, coming in by an invitation, signing out: as forms have it, on both databases."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pyotp
import pytest
from starlette.testclient import TestClient

from comity.oversight.people import accounts, codes, sessions
from comity.web.office.app import create_office_app
from comity.web.office.asked import own_path
from oversight.world import PASSWORD, World

FIRST = {
    "organisation": "Ministry of Defence",
    "side": "civilian",
    "name": "Olga Owner",
    "login": "olga",
    "password": PASSWORD,
}


def form_of(text: str) -> str:
    found = re.search(r'name="form" value="([^"]+)"', text)
    return found[1] if found else ""


def send(client: TestClient, at: str, where: str, **fields: str):  # type: ignore[no-untyped-def]
    """Send a form as a browser does: from the page that has it, with its token."""
    return client.post(where, data={"form": form_of(client.get(at).text), **fields})


def secret_of(text: str) -> str:
    found = re.search(r"secret=([A-Z2-7]+)", unescape(text))
    assert found
    return found[1]


def code_of(world: World, secret: str) -> str:
    return str(pyotp.TOTP(secret).at(world.clock.now))


def with_app(world: World, login: str) -> str:
    """Give somebody an authenticator app, and its secret."""
    who = world.people[login].person
    with world.act(login) as act:
        secret = codes.offer(act, who)
        codes.accept(act, who, code_of(world, secret))
    world.clock.on(seconds=60)
    return secret


def visitor(world: World) -> TestClient:
    return TestClient(create_office_app(world.office, hosts=["localhost"]), base_url="http://localhost", follow_redirects=False, headers={"accept": "text/html"})  # fmt: skip


def test_from_the_first_code_to_the_start(new_world: World) -> None:
    client = visitor(new_world)
    assert client.get("/").headers["location"] == "/signin"
    assert client.get("/signin").headers["location"] == "/first"
    assert 'name="side"' in client.get("/first").text
    wrong = client.post("/first", data={**FIRST, "code": "AAAA-BBBB"})
    assert wrong.status_code == 403 and "not the code" in wrong.text
    assert 'value="Ministry of Defence"' in wrong.text and PASSWORD not in wrong.text
    come = client.post("/first", data={**FIRST, "code": new_world.code.lower()})
    assert come.headers["location"] == "/signin/factor"
    half = client.cookies["comity-office"]
    # One factor opens nothing yet.
    assert client.get("/").headers["location"] == "/signin/factor"
    assert "<svg" not in client.get("/signin/factor").text
    assert send(client, "/signin/factor", "/signin/factor/app").headers["location"] == "/signin/factor"
    shown = client.get("/signin/factor").text
    assert "<svg" in shown and secret_of(shown) in shown.replace("secret=", "")
    refused = send(client, "/signin/factor", "/signin/factor/code", code="000000")
    assert refused.status_code == 403 and secret_of(refused.text) == secret_of(shown)
    code = code_of(new_world, secret_of(shown))
    assert send(client, "/signin/factor", "/signin/factor/code", code=code).headers["location"] == "/"
    assert client.cookies["comity-office"] != half
    assert sessions.find(new_world.office, half) is None
    start = client.get("/")
    assert start.status_code == 200 and "Olga Owner" in start.text
    assert "has its owner" in client.get("/first").text
    assert client.post("/first", data={**FIRST, "form": form_of(start.text), "code": new_world.code}).status_code == 403


def test_signing_in_by_password_and_code(office_world: World) -> None:
    secret = with_app(office_world, "carl")
    client = visitor(office_world)
    assert client.get("/?a=1").headers["location"] == "/signin"
    wrong = client.post("/signin", data={"login": "carl", "password": "wrong wrong wrong"})
    assert wrong.status_code == 403 and 'value="carl"' in wrong.text and "wrong wrong" not in wrong.text
    right = client.post("/signin", data={"login": " Carl ", "password": PASSWORD, "to": "/people?lang=fr"})
    assert right.headers["location"] == "/signin/second?to=/people%3Flang%3Dfr"
    half = client.cookies["comity-office"]
    assert client.get("/").headers["location"] == "/signin/second"
    assert client.get("/signin").headers["location"] == "/signin/second"
    at = right.headers["location"]
    assert send(client, at, "/signin/second", code="123").status_code == 403
    code = code_of(office_world, secret)
    done = send(client, at, "/signin/second", code=code, to="/people?lang=fr")
    assert done.status_code == 303 and done.headers["location"] == "/people?lang=fr"
    assert client.cookies["comity-office"] != half and sessions.find(office_world.office, half) is None
    page = client.get("/")
    assert page.status_code == 200
    token = client.cookies["comity-office"]
    out = client.post("/signout", data={"form": form_of(page.text)})
    assert out.headers["location"] == "/signin"
    assert sessions.find(office_world.office, token) is None
    assert client.get("/").headers["location"] == "/signin"


def test_a_program_signs_in_by_json(office_world: World) -> None:
    secret = with_app(office_world, "carl")
    client = visitor(office_world)
    client.headers["accept"] = "application/json"
    wrong = client.post("/signin", data={"login": "carl", "password": "x"})
    assert wrong.status_code == 403 and wrong.json()["error"]
    assert client.post("/signin", data={"login": "carl", "password": PASSWORD}).json() == {"address": "/signin/second"}
    form = client.get("/signin/second").json()["form"]
    code = code_of(office_world, secret)
    done = client.post("/signin/second", data={"code": code}, headers={"x-comity-form": form})
    assert done.json() == {"address": "/"}
    assert client.get("/").json()["name"] == "Carl Example"


def test_coming_in_by_an_invitation(office_world: World) -> None:
    with office_world.act("olga") as act:
        _, code = accounts.invite(act, office_world.organisations["staff"], "new.one", "New One")
    client = visitor(office_world)
    assert client.get("/join").status_code == 200
    short = client.post("/join", data={"login": "new.one", "code": code, "password": "short"})
    assert short.status_code == 400 and code in short.text
    nobody = client.post("/join", data={"login": "no.one", "code": code, "password": PASSWORD})
    wrong = client.post("/join", data={"login": "new.one", "code": "AAAA", "password": PASSWORD})
    assert nobody.status_code == wrong.status_code == 403
    assert client.post("/join", data={"login": "new.one", "code": code, "password": PASSWORD}).headers["location"] == "/signin/factor"  # fmt: skip
    assert visitor(office_world).post("/join", data={"login": "new.one", "code": code, "password": PASSWORD}).status_code == 403  # fmt: skip


def test_a_password_alone_adds_no_second_factor_beside_the_one_that_is_there(office_world: World) -> None:
    with_app(office_world, "carl")
    client = visitor(office_world)
    client.post("/signin", data={"login": "carl", "password": PASSWORD})
    assert client.get("/signin/factor").headers["location"] == "/signin/second"
    for at in ("app", "options", "code", "passkey"):
        refused = send(client, "/signin/second", f"/signin/factor/{at}", code="1", answer="{}")
        assert refused.status_code == 403, at
    assert office_world.acts()[-1] == "session.opened"


def test_a_further_factor_asks_for_a_sign_in_of_just_now(office_world: World, clients: Callable[..., TestClient]) -> None:  # fmt: skip
    client = clients("carl")
    assert client.post("/signin/factor/app").status_code == 303
    assert client.post("/signin/factor/options").status_code == 200
    office_world.clock.on(minutes=16)
    assert client.post("/signin/factor/app").status_code == 403
    assert client.post("/signin/factor/options").status_code == 403


def test_what_one_session_was_offered_another_does_not_see(office_world: World, clients: Callable[..., TestClient]) -> None:  # fmt: skip
    one, other = clients("carl", 1), clients("carl", 1)
    one.post("/signin/factor/app")
    shown = one.get("/signin/factor").text
    assert secret_of(shown)
    assert "secret=" not in other.get("/signin/factor").text
    code = code_of(office_world, secret_of(shown))
    assert other.post("/signin/factor/code", data={"code": code}).status_code == 403
    assert one.post("/signin/factor/code", data={"code": code}).status_code == 303


@pytest.mark.parametrize("to", ["//elsewhere.example", "https://elsewhere.example", "/\\elsewhere.example", "\\/x", "javascript:alert(1)", "/\t/elsewhere.example", "/\n/x", "", "x", "/\u2028", "///x", "http:/x", "/ /x\x00"])  # fmt: skip
def test_nothing_leads_elsewhere(to: str) -> None:
    assert own_path(to) == "/"
