"""Signing in through a provider: the good path, and everything that is not it, against a provider in this process."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi import FastAPI, Request
from joserfc import jws, jwt
from joserfc.jwk import ECKey, KeySet, OctKey, OKPKey, RSAKey
from sqlalchemy import select
from starlette.responses import JSONResponse
from starlette.testclient import TestClient

from comity.model.errors import BadFile
from comity.oversight.people import oidc
from comity.oversight.storage.tables import challenge, person
from comity.web.office.app import create_office_app
from oversight.test_web_signin import form_of, with_app
from oversight.world import SYSTEM, World

ISSUER, CLIENT, SECRET = "https://id.example", "comity at the ministry", "s/ecret:é"
Clients = Callable[..., TestClient]


@dataclass
class Elsewhere:
    """A provider that does as a test says."""

    now: Callable[[], int]
    key: Any = field(default_factory=lambda: ECKey.generate_key("P-256", {"kid": "one", "alg": "ES256"}))
    alg: str = "ES256"
    claims: dict[str, Any] = field(default_factory=dict)
    about: dict[str, Any] = field(default_factory=dict)
    forge: Callable[[dict[str, Any]], str] | None = None
    keys: list[Any] = field(default_factory=list)
    grants: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def app(self) -> FastAPI:
        app = FastAPI()

        @app.get("/.well-known/openid-configuration")
        def configuration() -> dict[str, Any]:
            return {"issuer": ISSUER, "authorization_endpoint": f"{ISSUER}/authorize", "token_endpoint": f"{ISSUER}/token", "jwks_uri": f"{ISSUER}/keys"} | self.about  # fmt: skip

        @app.get("/keys")
        def keys() -> dict[str, Any]:
            return dict(KeySet([self.key, *self.keys]).as_dict(private=False))

        @app.post("/token")
        async def token(request: Request) -> JSONResponse:
            form = await request.form()
            self.asked.append(str(form["code"]))
            asked = self.grants.pop(str(form["code"]), None)
            verifier = base64.urlsafe_b64encode(hashlib.sha256(str(form["code_verifier"]).encode()).digest())
            basic = base64.b64decode(request.headers["authorization"].removeprefix("Basic ")).decode()
            if not asked or verifier.decode().rstrip("=") != asked["code_challenge"] or form["redirect_uri"] != asked["redirect_uri"]:  # fmt: skip
                return JSONResponse({"error": "invalid_grant"}, 400)
            assert basic == "comity%20at%20the%20ministry:s%2Fecret%3A%C3%A9"
            said = {"iss": ISSUER, "aud": CLIENT, "sub": "carl@id", "nonce": asked["nonce"], "iat": self.now(), "exp": self.now() + 300} | self.claims  # fmt: skip
            said = {name: value for name, value in said.items() if value is not None}
            made = self.forge(said) if self.forge else jwt.encode({"alg": self.alg, "kid": "one"}, said, self.key, algorithms=[self.alg])  # fmt: skip
            return JSONResponse({"access_token": "x", "token_type": "Bearer", "id_token": made})

        return app

    def authorise(self, address: str) -> dict[str, str]:
        """Let somebody sign in there, and give what they come back with."""
        found = urlsplit(address)
        assert f"{found.scheme}://{found.netloc}" == ISSUER
        asked = {name: values[0] for name, values in parse_qs(found.query).items()}
        assert asked["response_type"] == "code" and asked["scope"] == "openid" and asked["client_id"] == CLIENT
        assert asked["code_challenge_method"] == "S256"
        code = f"code {len(self.grants)} {len(self.asked)}"
        self.grants[code] = asked
        return {"code": code, "state": asked["state"], "iss": ISSUER}


@dataclass
class Through:
    """An office with a provider."""

    world: World
    elsewhere: Elsewhere
    provider: oidc.Provider
    app: Any

    def visitor(self) -> TestClient:
        return TestClient(self.app, base_url="http://localhost", follow_redirects=False, headers={"accept": "text/html"})  # fmt: skip

    def go(self, client: TestClient, at: str = "/signin", **fields: str) -> dict[str, str]:
        away = client.post("/signin/provider", data={"form": form_of(client.get(at).text), **fields})
        assert away.status_code == 200, away.text
        found = re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', away.text)
        assert found
        return self.elsewhere.authorise(unescape(found[1]))

    def come(self, client: TestClient, said: dict[str, str]) -> Any:
        back = client.get("/signin/provider/back", params=said)
        found = re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', back.text)
        assert found and found[1].startswith("/signin/provider/last?")
        last = client.get(unescape(found[1]))
        fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', last.text))
        return client.post("/signin/provider/last", data={name: unescape(value) for name, value in fields.items()})

    def linked(self, login: str = "carl", subject: str = "carl@id") -> None:
        with self.world.office.database.write(SYSTEM) as con:
            con.execute(person.update().where(person.c.login == login).values(issuer=ISSUER, subject=subject))


@pytest.fixture
def through(office_world: World) -> Through:
    elsewhere = Elsewhere(lambda: int(office_world.clock.now.timestamp()))
    provider = oidc.Provider(ISSUER, CLIENT, SECRET, "The Ministry", client=TestClient(elsewhere.app(), base_url=ISSUER))  # fmt: skip
    return Through(office_world, elsewhere, provider, create_office_app(office_world.office, hosts=["localhost"], provider=provider))  # fmt: skip


def test_a_person_links_their_account_and_signs_in_by_it(through: Through) -> None:
    from comity.oversight.people import sessions

    client = through.visitor()
    with through.world.office.act() as act:
        token = sessions.begin(act, through.world.people["carl"].person, 2, "", "test")
    client.cookies.set("comity-office", token)
    assert "Link my account at The Ministry" in client.get("/me").text
    assert through.come(client, through.go(client, "/me")).headers["location"] == "/me#provider"
    assert through.world.acts()[-1] == "provider.linked"
    with_app(through.world, "carl")
    fresh = through.visitor()
    assert "Sign in through The Ministry" in fresh.get("/signin").text
    came = through.come(fresh, through.go(fresh, to="/people"))
    # The provider is one factor; the second is asked for here.
    assert came.headers["location"] == "/signin/second?to=%2Fpeople"
    assert fresh.get("/me").headers["location"] == "/signin/second"
    client.post("/me/provider/unlink", data={"form": form_of(client.get("/me").text)})
    gone = through.visitor()
    assert through.come(gone, through.go(gone)).status_code == 403


def test_the_second_factor_of_a_provider_counts_only_where_it_is_trusted_and_told(through: Through) -> None:
    through.linked()
    with_app(through.world, "carl")
    for trusted, amr, where in (
        (False, ["mfa"], "/signin/second?to=%2F"), (True, None, "/signin/second?to=%2F"), (True, ["pwd"], "/signin/second?to=%2F"),
        (True, "mfa", "/signin/second?to=%2F"), (True, ["pwd", "mfa"], "/"),
    ):  # fmt: skip
        through.provider.trust_second_factor, through.elsewhere.claims = trusted, {"amr": amr}
        client = through.visitor()
        assert through.come(client, through.go(client)).headers["location"] == where, (trusted, amr)


@pytest.mark.parametrize(("alg", "key"), [("RS256", lambda: RSAKey.generate_key(2048, {"kid": "one"})), ("EdDSA", lambda: OKPKey.generate_key("Ed25519", {"kid": "one"}))])  # fmt: skip
def test_other_signatures_are_taken_too(through: Through, alg: str, key: Callable[[], Any]) -> None:
    through.linked()
    through.elsewhere.alg, through.elsewhere.key = alg, key()
    client = through.visitor()
    assert through.come(client, through.go(client)).status_code == 303


def unsigned(said: dict[str, Any]) -> str:
    import json

    parts = [base64.urlsafe_b64encode(json.dumps(one).encode()).decode().rstrip("=") for one in ({"alg": "none"}, said)]
    return ".".join([*parts, ""])


WRONG_KEY = ECKey.generate_key("P-256", {"kid": "one"})
BAD_CLAIMS: list[dict[str, Any]] = [
    {"nonce": "another"}, {"nonce": None}, {"aud": "another client"}, {"aud": ["another"]}, {"aud": None}, {"aud": [CLIENT, "another"]},
    {"aud": [CLIENT, "another"], "azp": "another"}, {"azp": "another"}, {"iss": "https://elsewhere.example"}, {"iss": None}, {"iss": ISSUER + "/"},
    {"exp": 1}, {"exp": None}, {"exp": "soon"}, {"iat": None}, {"sub": None}, {"sub": ""}, {"sub": 7}, {"sub": "x" * 256}, {"nbf": 4_000_000_000},
]  # fmt: skip


@pytest.mark.parametrize("claims", BAD_CLAIMS, ids=str)
def test_a_token_that_says_something_else_signs_nobody_in(through: Through, claims: dict[str, Any]) -> None:
    through.linked()
    through.elsewhere.claims = claims
    refused(through)


def refused(through: Through) -> None:
    client = through.visitor()
    before = through.world.acts()
    assert through.come(client, through.go(client)).status_code == 403
    assert "comity-office" not in client.cookies and "session.opened" not in through.world.acts()[len(before) :]


@pytest.mark.parametrize(
    "forge",
    [
        unsigned,
        lambda said: unsigned(said) + "AAAA",
        lambda said: jwt.encode({"alg": "ES256", "kid": "one"}, said, WRONG_KEY),
        lambda said: jwt.encode({"alg": "HS256"}, said, OctKey.import_key(SECRET + "x" * 32), algorithms=["HS256"]),
        lambda said: jws.serialize_compact({"alg": "ES256", "kid": "one"}, b"[]", WRONG_KEY),
        lambda said: "",
        lambda said: "a.b.c",
        lambda said: "é.é.é",
    ],
    ids=[
        "alg none",
        "none with a signature",
        "another key",
        "a shared secret",
        "no claims",
        "nothing",
        "no token",
        "no base64",
    ],
)
def test_what_the_provider_did_not_sign_signs_nobody_in(through: Through, forge: Callable[[dict[str, Any]], str]) -> None:  # fmt: skip
    through.linked()
    through.elsewhere.forge = forge
    refused(through)


def test_a_shared_secret_among_the_keys_is_not_used(through: Through) -> None:
    """The classic: HS256 with what was published as a public key."""
    through.linked()
    shared = OctKey.import_key("k" * 32, {"kid": "one"})
    through.elsewhere.keys = [shared]
    through.elsewhere.forge = lambda said: jwt.encode({"alg": "HS256", "kid": "one"}, said, shared, algorithms=["HS256"])  # fmt: skip
    refused(through)


def test_a_clock_somewhat_off_is_borne(through: Through) -> None:
    through.linked()
    now = through.elsewhere.now()
    through.elsewhere.claims = {"exp": now - 30, "iat": now - 330}
    client = through.visitor()
    assert through.come(client, through.go(client)).status_code == 303
    through.elsewhere.claims = {"exp": now - 61}
    refused(through)


def test_what_came_back_serves_once_and_in_the_browser_that_asked(through: Through) -> None:
    through.linked()
    client = through.visitor()
    said = through.go(client)
    assert through.come(client, said).status_code == 303
    asked = len(through.elsewhere.asked)
    for again in (client, through.visitor()):
        again.cookies.pop("comity-office", None)
        assert through.come(again, said).status_code == 403
    other, victim = through.visitor(), through.visitor()
    stolen = through.go(other)
    # Another's answer in my browser would sign me in as them: it is bound to the browser that asked. And then it is spent.
    through.go(victim)
    assert through.come(victim, stolen).status_code == 403
    assert through.come(other, stolen).status_code == 403
    late = through.visitor()
    said = through.go(late)
    through.world.clock.on(minutes=10)
    assert through.come(late, said).status_code == 403
    for name in ("state", "code"):
        client = through.visitor()
        assert through.come(client, {**through.go(client), name: "another"}).status_code in (403, 503)
    # Of what was not asked the provider was not asked either.
    assert len(through.elsewhere.asked) == asked + 1


def test_another_issuer_does_not_answer_in_place_of_ours(through: Through) -> None:
    through.linked()
    client = through.visitor()
    assert through.come(client, {**through.go(client), "iss": "https://elsewhere.example"}).status_code == 403
    assert through.elsewhere.asked == []
    through.elsewhere.about = {"authorization_response_iss_parameter_supported": True}
    client = through.visitor()
    assert through.come(client, {**through.go(client), "iss": ""}).status_code == 403
    through.elsewhere.about = {"issuer": "https://elsewhere.example"}
    client = through.visitor()
    assert client.post("/signin/provider").status_code == 503


@pytest.mark.parametrize("name", ["authorization_endpoint", "token_endpoint", "jwks_uri"])
@pytest.mark.parametrize("at", ["https://elsewhere.example/x", "http://id.example/x", "http://169.254.169.254/", "https://id.example@elsewhere.example/", "file:///etc/passwd"])  # fmt: skip
def test_nothing_is_asked_of_another_host(through: Through, name: str, at: str) -> None:
    through.elsewhere.about = {name: at}
    assert through.visitor().post("/signin/provider").status_code == 503


def test_who_has_linked_nothing_does_not_come_in(through: Through) -> None:
    refused(through)
    through.linked("carl", "another@id")
    refused(through)
    through.linked()
    from comity.oversight.people import accounts

    with through.world.act("olga") as act:
        accounts.suspend(act, through.world.people["carl"].person)
    refused(through)


def test_an_account_is_linked_to_one_person_and_by_whoever_asked(through: Through) -> None:
    from comity.oversight.people import sessions

    through.linked("mike")

    def signed_in(login: str) -> TestClient:
        client = through.visitor()
        with through.world.office.act() as act:
            client.cookies.set("comity-office", sessions.begin(act, through.world.people[login].person, 2, "", "t"))
        return client

    carl = signed_in("carl")
    assert through.come(carl, through.go(carl, "/me")).status_code == 403
    through.elsewhere.claims = {"sub": "carl@id2"}
    said = through.go(carl, "/me")
    # Signed in as another meanwhile, in the same browser.
    anna = signed_in("anna")
    anna.cookies.set("comity-away", carl.cookies["comity-away"])
    assert through.come(anna, said).status_code == 403
    with through.world.office.database.read(SYSTEM) as con:
        assert con.scalars(select(person.c.login).where(person.c.issuer.is_not(None))).all() == ["mike"]
    through.world.clock.on(minutes=16)
    late = carl.post("/signin/provider", data={"form": form_of(carl.get("/me").text)})
    assert late.status_code == 403


def test_the_secrets_of_a_sign_in_are_gone_with_it(through: Through) -> None:
    through.linked()
    client = through.visitor()
    said = through.go(client)
    with through.world.office.database.read(SYSTEM) as con:
        assert said["state"] not in str(con.execute(select(challenge)).all())
    through.come(client, said)
    with through.world.office.database.read(SYSTEM) as con:
        assert con.execute(select(challenge).where(challenge.c.purpose == "oidc")).all() == []
    assert "comity-away" not in client.cookies


def test_an_office_without_a_provider_says_so(clients: Clients) -> None:
    assert "Sign in through" not in clients().get("/signin").text
    assert clients().post("/signin/provider").status_code == 404
    assert clients().get("/signin/provider/back").status_code == 404


GOOD = 'issuer = "https://id.example"\nclient_id = "comity"\nname = "The Ministry"\nclient_secret_file = "secret"\n'


def test_the_file_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert oidc.load(tmp_path) is None
    (tmp_path / "secret").write_text("hush\n")
    (tmp_path / "oidc.toml").write_text(GOOD + 'trust_second_factor = true\namr = ["mfa"]\nhosts = ["keys.example"]\n')
    found = oidc.load(tmp_path)
    assert found == oidc.Provider("https://id.example", "comity", "hush", "The Ministry", True, ("mfa",), ("keys.example",))  # fmt: skip
    assert "hush" not in repr(found)
    monkeypatch.setenv("COMITY_OIDC_SECRET", "hush too")
    (tmp_path / "oidc.toml").write_text(GOOD.replace('client_secret_file = "secret"', 'client_secret_env = "COMITY_OIDC_SECRET"'))  # fmt: skip
    found = oidc.load(tmp_path)
    assert found and found.secret == "hush too"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("issuer = ", "TOML"), ("", "issuer: missing"), (GOOD.replace("https", "http"), "issuer: not https"), (GOOD + 'secret = "x"', "secret: unknown"),
        (GOOD + 'client_secret_env = "X"', "one of the two"), (GOOD.replace('client_secret_file = "secret"', ""), "one of the two"),
        (GOOD.replace('"secret"', '"absent"'), "not to be read"), (GOOD + "trust_second_factor = 1", "trust_second_factor: not a bool"),
        (GOOD + "amr = [1]", "amr: not all are texts"), (GOOD.replace("id.example", "id.example?x=1"), "no address"), (GOOD.replace("id.example", "me@id.example"), "no address"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_the_file_is_told(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "secret").write_text("hush")
    (tmp_path / "oidc.toml").write_text(text)
    with pytest.raises(BadFile) as raised:
        oidc.load(tmp_path)
    assert said in f"{raised.value} {raised.value.problems}" and "hush" not in str(raised.value)
