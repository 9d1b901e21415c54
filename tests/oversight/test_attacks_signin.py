"""Attacks on signing in and on sessions: guessing, fixing, forging, replaying, outliving, escalating."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyotp
import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

import comity.web.office
from comity.model.errors import BadRequest, NotAllowed
from comity.oversight.desk import Office
from comity.oversight.founding import office_key
from comity.oversight.people import accounts, factors, sessions, signin
from comity.oversight.policy.engine import Policy
from comity.oversight.storage.tables import metadata, person, role, session
from comity.web.office.app import create_office_app
from invented_passkeys import Passkey
from oversight.test_web_me import enrol_passkey
from oversight.test_web_signin import code_of, form_of, visitor, with_app
from oversight.world import PASSWORD, SYSTEM, World

Clients = Callable[..., TestClient]
WRONG = "wrong horse wrong battery"


@pytest.fixture(autouse=True)
def as_many_as_it_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the tests ask as often as they have to: that an address may not is tried where it is made."""
    monkeypatch.setattr("comity.web.office.app.BURST", 1_000_000)


def guess(client: TestClient, login: str, password: str) -> Any:
    return client.post("/signin", data={"login": login, "password": password})


def by_passkey(world: World, passkey: Passkey, client: TestClient) -> Any:
    asked = client.post("/signin/passkey/options").json()
    parts = passkey.parts(factors.base64.urlsafe_b64decode(asked["challenge"] + "="))
    return client.post("/signin/passkey", data={"answer": json.dumps(passkey.as_credential(parts))})


# ------------------------------------------------------------------------------------------------------------------ guessing


def test_a_name_is_locked_after_guesses_also_over_a_restart_and_a_passkey_still_lets_in(office_world: World) -> None:
    passkey, _ = enrol_passkey(office_world, "carl")
    client = visitor(office_world)
    for _ in range(signin.OF_NAME):
        assert guess(client, "carl", WRONG).status_code == 403
    assert guess(client, "carl", PASSWORD).status_code == 403
    # Started anew, the office still knows.
    again = Office(office_world.office.database, Policy.load(office_world.home / "policy"), office_key(office_world.home), clock=office_world.clock)  # fmt: skip
    fresh = TestClient(create_office_app(again, hosts=["localhost"]), base_url="http://localhost", follow_redirects=False)  # fmt: skip
    assert guess(fresh, "carl", PASSWORD).status_code == 403
    assert by_passkey(office_world, passkey, fresh).headers["location"] == "/"
    shown = fresh.get("/me", params={"format": "json"}).json()["tables"]["sessions"]["rows"][0]
    assert (shown["address"], shown["agent"]) == ("testclient", "testclient")


def test_a_lock_ends_and_grows(office_world: World) -> None:
    client = visitor(office_world)
    for _ in range(signin.OF_NAME):
        guess(client, "carl", WRONG)
    office_world.clock.on(seconds=signin.FIRST_LOCK.total_seconds())
    guess(client, "carl", WRONG)
    office_world.clock.on(seconds=signin.FIRST_LOCK.total_seconds())
    assert guess(client, "carl", PASSWORD).status_code == 403
    office_world.clock.on(seconds=signin.LONGEST_LOCK.total_seconds())
    assert guess(client, "carl", PASSWORD).status_code == 303


def test_codes_are_not_guessed(office_world: World) -> None:
    secret = with_app(office_world, "carl")
    client = visitor(office_world)
    guess(client, "carl", PASSWORD)
    form = form_of(client.get("/signin/second").text)
    right = code_of(office_world, secret)
    wrong = f"{(int(right) + 5) % 10**6:06}"
    for _ in range(signin.OF_NAME):
        assert client.post("/signin/second", data={"form": form, "code": wrong}).status_code == 403
    assert client.post("/signin/second", data={"form": form, "code": right}).status_code == 403
    # The lock is of the person, not of the session: to sign in anew does not help.
    other = visitor(office_world)
    guess(other, "carl", PASSWORD)
    assert other.post("/signin/second", data={"form": form_of(other.get("/signin/second").text), "code": right}).status_code == 403  # fmt: skip


def test_many_names_guessed_from_one_address_lock_the_address(office_world: World) -> None:
    client = visitor(office_world)
    for number in range(signin.OF_ADDRESS):
        guess(client, f"name{number}", WRONG)
    assert guess(client, "carl", PASSWORD).status_code == 403


def test_a_code_serves_once(office_world: World) -> None:
    secret = with_app(office_world, "carl")
    code = code_of(office_world, secret)
    for expected in (303, 403):
        client = visitor(office_world)
        guess(client, "carl", PASSWORD)
        said = {"form": form_of(client.get("/signin/second").text), "code": code}
        assert client.post("/signin/second", data=said).status_code == expected
    # Nor does one from before the last that was taken.
    before = pyotp.TOTP(secret).at(office_world.clock.now - timedelta(seconds=30))
    client = visitor(office_world)
    guess(client, "carl", PASSWORD)
    assert client.post("/signin/second", data={"form": form_of(client.get("/signin/second").text), "code": before}).status_code == 403  # fmt: skip


def test_an_answer_of_a_passkey_serves_once(office_world: World) -> None:
    passkey, _ = enrol_passkey(office_world, "carl")
    client = visitor(office_world)
    asked = client.post("/signin/passkey/options").json()
    said = json.dumps(passkey.as_credential(passkey.parts(factors.base64.urlsafe_b64decode(asked["challenge"] + "="))))
    assert client.post("/signin/passkey", data={"answer": said}).status_code == 303
    assert visitor(office_world).post("/signin/passkey", data={"answer": said}).status_code == 403
    late = visitor(office_world)
    asked = late.post("/signin/passkey/options").json()
    office_world.clock.on(minutes=5)
    said = json.dumps(passkey.as_credential(passkey.parts(factors.base64.urlsafe_b64decode(asked["challenge"] + "="))))
    assert late.post("/signin/passkey", data={"answer": said}).status_code == 403


def test_a_passkey_of_another_is_no_second_factor(office_world: World) -> None:
    enrol_passkey(office_world, "carl")
    of_mike, _ = enrol_passkey(office_world, "mike")
    client = visitor(office_world)
    guess(client, "carl", PASSWORD)
    client.headers["x-comity-form"] = form_of(client.get("/signin/second").text)
    assert by_passkey(office_world, of_mike, client).status_code == 403
    assert client.get("/").headers["location"] == "/signin/second"


@pytest.mark.parametrize("how", [{"client": {"origin": "https://localhost.elsewhere.example"}}, {"rp": "elsewhere.example"}, {"flags": 0x01}, {"client": {"type": "webauthn.create"}}])  # fmt: skip
def test_what_a_passkey_signed_elsewhere_or_unverified_signs_nobody_in(office_world: World, how: dict[str, Any]) -> None:  # fmt: skip
    passkey, _ = enrol_passkey(office_world, "carl")
    client = visitor(office_world)
    asked = client.post("/signin/passkey/options").json()
    parts = passkey.parts(factors.base64.urlsafe_b64decode(asked["challenge"] + "="), **how)
    assert client.post("/signin/passkey", data={"answer": json.dumps(passkey.as_credential(parts))}).status_code == 403


# -------------------------------------------------------------------------------------------------------- who is here stays unknown


class Counting:
    """A hasher that counts: how often it was asked, not how long it took."""

    def __init__(self, hasher: Any) -> None:
        self.hasher, self.verified = hasher, 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self.hasher, name)

    def verify(self, hashed: str, password: str) -> bool:
        self.verified += 1
        return bool(self.hasher.verify(hashed, password))


def test_who_guesses_learns_of_nobody(office_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with office_world.act("olga") as act:
        accounts.invite(act, office_world.organisations["staff"], "invited.one", "Invited One")
    office_world.add("gone.one", "staff")
    with office_world.act("olga") as act:
        accounts.suspend(act, office_world.people["gone.one"].person)
    counting = Counting(signin.hasher())
    monkeypatch.setattr(signin, "hasher", lambda: counting)
    client, told = visitor(office_world), set()
    for login in ("carl", "nobody", "invited.one", "gone.one", "", "Ω"):
        before = counting.verified
        answer = guess(client, login, WRONG)
        assert counting.verified == before + 1, login
        told.add((answer.status_code, re.sub(r'name="login" value="[^"]*"', "", answer.text)))
    for _ in range(signin.OF_NAME):
        answer = guess(client, "carl", PASSWORD if _ == signin.OF_NAME - 1 else WRONG)
        told.add((answer.status_code, re.sub(r'name="login" value="[^"]*"', "", answer.text)))
    assert len(told) == 1


def test_a_passwords_options_and_errors_name_nobody(office_world: World) -> None:
    enrol_passkey(office_world, "carl")
    assert visitor(office_world).post("/signin/passkey/options").json().get("allowCredentials", []) == []


def test_no_password_is_in_a_page_a_log_or_the_database(office_world: World, caplog: pytest.LogCaptureFixture) -> None:  # fmt: skip
    caplog.set_level(logging.DEBUG)
    secret = "kept to myself, this sentence"
    client = visitor(office_world)
    pages = [guess(client, "carl", secret).text, guess(client, secret, secret).text.replace(f'value="{secret}"', "")]
    pages.append(client.post("/join", data={"login": "carl", "code": "AAAA", "password": secret}).text)
    pages.append(client.post("/first", data={"code": "AAAA", "name": "x", "login": "y", "password": secret}).text)
    pages.append(client.post("/signin?format=json", data={"login": "carl", "password": secret}).text)
    with office_world.act("olga") as act:
        _, code = accounts.invite(act, office_world.organisations["staff"], "new.one", "New One")
    client.post("/join", data={"login": "new.one", "code": code, "password": secret})
    pages.append(client.get("/signin/factor").text)
    assert not [page for page in pages if secret in page]
    assert secret not in caplog.text
    with office_world.office.database.read(SYSTEM) as con:
        for table in metadata.sorted_tables:
            # A name that was tried is kept, sealed, for whoever looks into guesses: somebody who types a password there is told so nowhere.
            rows = [row for row in con.execute(select(table)) if table.name != "log_entry" or row.act != "signin.refused"]  # fmt: skip
            assert secret not in str(rows), table.name


# ----------------------------------------------------------------------------------------------------------------- sessions


def test_a_session_that_was_planted_is_never_raised(office_world: World) -> None:
    secret = with_app(office_world, "carl")
    planted = "planted-by-somebody-else"
    client = visitor(office_world)
    client.cookies.set("comity-office", planted, domain="localhost.local", path="/")
    guess(client, "carl", PASSWORD)
    half = [one.value for one in client.cookies.jar if one.name == "comity-office" and one.value != planted]
    assert half and sessions.find(office_world.office, planted) is None
    # The attacker's own half session, planted: when its owner shows the second factor, that token dies.
    mine = visitor(office_world)
    guess(mine, "carl", PASSWORD)
    token = mine.cookies["comity-office"]
    form = form_of(mine.get("/signin/second").text)
    assert mine.post("/signin/second", data={"form": form, "code": code_of(office_world, secret)}).status_code == 303
    assert mine.cookies["comity-office"] != token
    assert sessions.find(office_world.office, token) is None
    found = sessions.find(office_world.office, mine.cookies["comity-office"])
    assert found and found.factors == 2 and found.form != form


def test_a_half_session_opens_nothing(office_world: World, clients: Clients) -> None:
    half = clients("carl", 1)
    for method, path in routes(half):
        # A feed is opened by its own secret, for a program that signs in nowhere.
        if not path.startswith(("/signin", "/signout", "/join", "/first", "/calendar/feed/")):
            answer = half.request(method, path, headers={"accept": "application/json"})
            assert answer.status_code == 401, (method, path)


def test_a_session_ends_unused_and_in_the_end_anyway(office_world: World, clients: Clients) -> None:
    idle, busy = clients("carl"), clients("mike")
    for _ in range(24):
        office_world.clock.on(minutes=29)
        assert busy.get("/me").status_code == 200
    assert idle.get("/me").status_code == 303
    office_world.clock.on(minutes=29)
    assert busy.get("/me").status_code == 303
    half = clients("carl", 1)
    office_world.clock.on(minutes=10)
    assert half.get("/signin/second").headers["location"].startswith("/signin")
    assert sessions.find(office_world.office, half.cookies["comity-office"]) is None


def test_what_is_taken_away_is_gone_with_the_next_request(office_world: World, clients: Clients) -> None:
    carl, mike, olga = clients("carl"), clients("mike"), clients("olga")
    assert carl.get("/?format=json").json()["roles"] == ["civilian-key"]
    with office_world.office.database.read(SYSTEM) as con:
        grant = con.scalar(select(role.c.grant).where(role.c.person == office_world.people["carl"].person))
    with office_world.act("carl") as act:
        from comity.oversight.people import roles

        roles.end_grant(act, grant)
    assert carl.get("/?format=json").json()["roles"] == []
    with office_world.act("olga") as act:
        accounts.suspend(act, office_world.people["anna"].person)
    with pytest.raises(NotAllowed):
        signin.by_password(office_world.office, "anna", PASSWORD)
    anna_session = clients("carl")
    with office_world.act("olga") as act:
        accounts.suspend(act, office_world.people["carl"].person)
    for client in (carl, anna_session):
        assert client.get("/?format=json").status_code == 401
        assert client.post("/me/sessions/end").status_code in (303, 401)
    with office_world.act("olga") as act:
        accounts.restore(act, office_world.people["carl"].person)
    # What ended does not come to life again.
    assert carl.get("/?format=json").status_code == 401
    assert mike.get("/").status_code == olga.get("/").status_code == 200


def test_a_clock_that_was_set_back_brings_nothing_back(office_world: World, clients: Clients) -> None:
    carl = clients("carl")
    office_world.clock.on(minutes=31)
    assert carl.get("/").status_code == 303
    clients("mike")
    office_world.clock.on(minutes=-31)
    for answer in (carl.get("/"), carl.post("/me/sessions/end"), guess(visitor(office_world), "carl", PASSWORD)):
        assert answer.status_code == 400 and "clock" in answer.text


def test_a_token_is_nowhere_but_in_its_cookie(office_world: World, clients: Clients) -> None:
    token = clients("carl").cookies["comity-office"]
    with office_world.office.database.read(SYSTEM) as con:
        assert token not in str(con.execute(select(session)).all())


@pytest.mark.parametrize("secure", [False, True])
def test_the_cookie_is_for_the_browser_and_this_host_alone(office_world: World, secure: bool) -> None:
    app = create_office_app(office_world.office, hosts=["localhost"], secure=secure)
    base = f"http{'s' if secure else ''}://localhost"
    client = TestClient(app, base_url=base, follow_redirects=False)
    said = guess(client, "carl", PASSWORD).headers["set-cookie"]
    flags = {part.strip().lower() for part in said.split(";")[1:]}
    assert {"httponly", "samesite=strict", "path=/"} <= flags and not any("domain" in flag for flag in flags)
    assert ("secure" in flags) == secure and said.startswith("__Host-") == secure
    if secure:
        # A cookie of the plain name, which another host of the domain can plant, is not looked at.
        token = client.cookies["__Host-comity-office"]
        other = TestClient(app, base_url=base, follow_redirects=False, cookies={"comity-office": token})
        assert other.get("/", headers={"accept": "application/json"}).status_code == 401


# ------------------------------------------------------------------------------------------------------------------ forging


def routes(client: TestClient) -> list[tuple[str, str]]:
    """Give method and address of every route of the office."""
    paths = client.app.openapi()["paths"]  # type: ignore[attr-defined]
    return sorted((method.upper(), re.sub(r"\{[^}]+\}", "x", path)) for path, held in paths.items() for method in held)


def posts(client: TestClient) -> list[str]:
    return [path for method, path in routes(client) if method != "GET"]


def test_every_route_is_in_the_list_that_these_tests_walk() -> None:
    hidden = [path for path in (Path(comity.web.office.__file__).parent / "pages").rglob("*.py") if "include_in_schema" in path.read_text()]  # fmt: skip
    assert hidden == []


def test_no_form_of_elsewhere_or_of_another_session_does_anything(office_world: World, clients: Clients) -> None:
    carl, other = clients("carl"), clients("mike")
    found = posts(carl)
    assert {"/signin", "/signin/second", "/me/password", "/signout", "/join", "/first"} <= set(found)
    mine, theirs = carl.headers.pop("x-comity-form"), other.headers["x-comity-form"]
    before = office_world.acts()
    for path in found:
        for token in ({}, {"form": ""}, {"form": "x"}, {"form": theirs}, {"form": mine + "x"}, {"form": mine[:-1]}):
            assert carl.post(path, data=token).status_code == 403, (path, token)
        assert carl.post(path, headers={"x-comity-form": theirs}).status_code == 403, path
        for origin in (
            "https://elsewhere.example",
            "http://localhost.elsewhere.example",
            "http://localhost:81",
            "null",
        ):
            headers = {"origin": origin, "x-comity-form": mine}
            assert carl.post(path, headers=headers).status_code == 403, (path, origin)
            assert clients().post(path, headers={"origin": origin}).status_code == 403, (path, origin)
        assert carl.post(path, headers={"sec-fetch-site": "cross-site", "x-comity-form": mine}).status_code == 403
    assert office_world.acts() == before


def test_no_get_does_anything(office_world: World, clients: Clients) -> None:
    carl = clients("carl")
    before = office_world.acts()
    for path in posts(carl):
        carl.get(path)
    assert [act for act in office_world.acts()[len(before) :] if act != "act.denied"] == []


def test_fields_that_no_form_has_change_nothing(office_world: World, clients: Clients) -> None:
    """Every POST of the office with what a row has beside: only the fields that a function names are taken."""
    anna, olga = office_world.people["anna"].person, office_world.people["olga"].person
    extra = {
        "status": "active", "role": "owner", "roles": "owner", "person": olga, "who": olga, "by": olga, "factors": "2", "organisation_id": "x", "giver": olga,
        "vouched": "2026-01-01", "proved": "2026-01-01", "founding": "1", "appointed": "1", "is_admin": "1", "owner": "1", "session": "x", "until": "2099-01-01",
    }  # fmt: skip

    def stand() -> Any:
        with office_world.office.database.read(SYSTEM) as con:
            people = con.execute(select(person.c.person, person.c.status, person.c.organisation, person.c.login, person.c.password).order_by(person.c.person)).all()  # fmt: skip
            return people, con.execute(select(role).order_by(role.c.grant)).all(), con.execute(select(metadata.tables["key"])).all()  # fmt: skip

    before = stand()
    for path in posts(clients()):
        client = clients("anna")
        answer = client.post(path, data=extra)
        assert answer.status_code < 500, path
    assert stand() == before
    # Changed by a form that does change something, they go with it nowhere.
    client = clients("anna")
    assert client.post("/me/password", data={**extra, "old": PASSWORD, "new": "a new sentence of hers"}).status_code == 303  # fmt: skip
    people, held, keys = stand()
    assert (held, keys) == before[1:]
    assert [one[:4] for one in people] == [one[:4] for one in before[0]]
    assert [one.person for one, old in zip(people, before[0], strict=True) if one != old] == [anna]


@pytest.mark.parametrize("to", ["//elsewhere.example/", "https://elsewhere.example/", "/\\elsewhere.example", "/\t/elsewhere.example"])  # fmt: skip
def test_signing_in_leads_nowhere_else(office_world: World, to: str) -> None:
    secret = with_app(office_world, "carl")
    client = visitor(office_world)
    assert client.post("/signin", data={"login": "carl", "password": PASSWORD, "to": to}).headers["location"] == "/signin/second"  # fmt: skip
    assert client.get("/signin", params={"to": to}).headers["location"] == "/signin/second"
    form = form_of(client.get("/signin/second", params={"to": to}).text)
    done = client.post("/signin/second", data={"form": form, "code": code_of(office_world, secret), "to": to})
    assert done.headers["location"] == "/"
    assert (
        visitor(office_world).get("/signin", params={"to": to}).text.count("elsewhere") <= 2
    )  # of the language's own links


def test_a_half_session_of_one_who_is_suspended_is_not_raised(office_world: World) -> None:
    secret = with_app(office_world, "carl")
    token = signin.by_password(office_world.office, "carl", PASSWORD)
    half = sessions.find(office_world.office, token)
    assert half
    with office_world.act("olga") as act:
        accounts.suspend(act, half.person)
    with pytest.raises((NotAllowed, BadRequest)):
        signin.by_code(office_world.office, half, code_of(office_world, secret))
