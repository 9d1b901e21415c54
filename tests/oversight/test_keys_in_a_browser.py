"""Keys in a browser: what it seals Python opens and the other way round, and what its passkey signs our own verifier takes."""

from __future__ import annotations

import base64
import http.server
import threading
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

import pytest
from playwright.sync_api import Browser, Page, Request, sync_playwright
from webauthn import generate_registration_options, options_to_json, verify_registration_response
from webauthn.helpers.cose import COSEAlgorithmIdentifier
from webauthn.helpers.structs import AuthenticatorSelectionCriteria, ResidentKeyRequirement, UserVerificationRequirement

from comity.model.errors import NotAllowed
from comity.oversight.keys import software
from comity.oversight.keys.check import Public, check
from comity.oversight.keys.statement import KEY, RECORD, key_payload, pae
from comity.web.guard import HEADERS
from comity.web.templates import asset, files

PHRASE, OTHER = "orbit lantern copper thistle", "pa\u0302te\u0301 de campagne ☃"
PAYLOAD = key_payload(office="f_a", person="p_b", key="ab" * 32, organisation="o_c")
#: So many milliseconds are waited for.
PATIENCE = 120_000

#: What a browser lacks that knows no Ed25519.
WITHOUT_ED25519 = """
const known = SubtleCrypto.prototype.importKey;
SubtleCrypto.prototype.importKey = function (form, data, algorithm, ...others) {
  if (algorithm === "Ed25519") return Promise.reject(new DOMException("", "NotSupportedError"));
  return known.call(this, form, data, algorithm, ...others);
};
"""


class Static(http.server.BaseHTTPRequestHandler):
    """Serves what the office serves as it is, under the same headers, and one page that holds nothing."""

    def do_GET(self) -> None:
        name = unquote(self.path).removeprefix(asset("js/app.js").removesuffix("js/app.js"))
        body, kind = files().get(name, (b"<!doctype html><title>keys</title>", "text/html; charset=utf-8"))
        self.send_response(200)
        for header, value in {**HEADERS, "Content-Type": kind, "Content-Length": str(len(body))}.items():
            self.send_header(header, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def origin() -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Static)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://localhost:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def opened(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        yield found
        found.close()


@pytest.fixture(params=["", WITHOUT_ED25519], ids=["webcrypto", "noble"])
def script(request: pytest.FixtureRequest) -> str:
    return str(request.param)


class Keys:
    """A page with keys.js, everything that it asked for, and everything that went wrong in it."""

    def __init__(self, page: Page, origin: str) -> None:
        self.page, self.origin, self.asked, self.troubles = page, origin, list[Request](), list[str]()
        page.on("request", lambda request: self.asked.append(request))
        page.on("pageerror", lambda error: self.troubles.append(str(error)))
        page.on("console", lambda said: self.troubles.append(said.text) if said.type == "error" else None)
        page.goto(origin)
        self("keys.isStrong('')")

    def __call__(self, expression: str, *given: Any) -> Any:
        """Run an expression in which `keys` is the module and `given` what is given."""
        begin = "const keys = await import(address), bytes = keys.fromBase64;"
        return self.page.evaluate(
            f"async ([address, given]) => {{ {begin} return await ({expression}); }}",
            [asset("office/js/keys.js"), list(given)],
        )

    def code(self, expression: str, *given: Any) -> str:
        """Give the code of the trouble that an expression ends in."""
        return str(self(f"(async () => {expression})().then(() => 'none', (error) => error.code)", *given))


@pytest.fixture
def keys(opened: Browser, origin: str, script: str) -> Iterator[Keys]:
    yield from _keys(opened, origin, script)


@pytest.fixture
def plain_keys(opened: Browser, origin: str) -> Iterator[Keys]:
    yield from _keys(opened, origin, "")


def _keys(opened: Browser, origin: str, script: str) -> Iterator[Keys]:
    context = opened.new_context()
    context.set_default_timeout(PATIENCE)
    if script:
        context.add_init_script(script)
    keys = Keys(context.new_page(), origin)
    yield keys
    context.close()
    assert keys.troubles == []


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def test_what_is_signed_is_the_same_in_a_browser(plain_keys: Keys) -> None:
    for kind, payload in ((KEY, PAYLOAD), ("é", "ü".encode()), ("", b"")):
        assert base64.b64decode(
            plain_keys("keys.toBase64(keys.pae(given[0], bytes(given[1])))", kind, b64(payload))
        ) == pae(kind, payload)


def test_a_key_of_the_browser_is_opened_and_checked_here(keys: Keys) -> None:
    made = keys("keys.makeSoftwareKey(given[0])", OTHER)
    software.check_sealed(made["wrapped"])
    seed = software.unseal(made["wrapped"], OTHER)
    public = Public("software", base64.b64decode(made["public"]))
    assert software.public_of(seed) == public.public
    signature = keys(
        "keys.unlockAndSign(given[0], given[1], keys.pae(given[2], bytes(given[3])))",
        made["wrapped"],
        OTHER,
        KEY,
        b64(PAYLOAD),
    )
    check(public, KEY, PAYLOAD, signature, rp="localhost", origins=[])
    assert signature == software.sign(seed, pae(KEY, PAYLOAD))
    with pytest.raises(NotAllowed):
        check(public, RECORD, PAYLOAD, signature, rp="localhost", origins=[])


def test_a_key_made_here_is_opened_and_sealed_anew_in_the_browser(keys: Keys) -> None:
    public, wrapped = software.make(PHRASE)
    signature = keys("keys.unlockAndSign(given[0], given[1], bytes(given[2]))", wrapped, PHRASE, b64(pae(KEY, PAYLOAD)))
    check(Public("software", public), KEY, PAYLOAD, signature, rp="localhost", origins=[])
    anew = keys("keys.changePassphrase(given[0], given[1], given[2])", wrapped, PHRASE, OTHER)
    assert software.unseal(anew, OTHER) == software.unseal(wrapped, PHRASE)
    with pytest.raises(NotAllowed):
        software.unseal(anew, PHRASE)


def test_the_browser_refuses_what_python_refuses(plain_keys: Keys) -> None:
    _, wrapped = software.make(PHRASE)
    for short in ("", "fifteen letters", "abababababababababab"):
        assert plain_keys.code("keys.makeSoftwareKey(given[0])", short) == "short"
        assert plain_keys.code("keys.changePassphrase(given[0], given[1], given[2])", wrapped, PHRASE, short) == "short"
    sign = "keys.unlockAndSign(given[0], given[1], new Uint8Array(1))"
    assert plain_keys.code(sign, wrapped, PHRASE + " ") == "passphrase"
    altered = bytearray(base64.b64decode(wrapped["sealed"]))
    altered[0] ^= 1
    assert plain_keys.code(sign, {**wrapped, "sealed": b64(bytes(altered))}, PHRASE) == "passphrase"
    for change in ({"m": (1 << 20) + 1}, {"m": 4}, {"t": 17}, {"p": 5}, {"v": 2}, {"kdf": "argon2i"}, {"m": "65536"},
                   {"salt": "AAAA"}, {"nonce": "?"}, {"sealed": None}):  # fmt: skip
        assert plain_keys.code(sign, {**wrapped, **change}, PHRASE) == "sealed", change
    assert plain_keys.code(sign, None, PHRASE) == "sealed"


def test_the_page_goes_on_while_a_passphrase_is_stretched(plain_keys: Keys) -> None:
    turns = plain_keys(
        """(async () => {
          let turns = 0;
          const count = setInterval(() => (turns += 1), 0);
          await keys.makeSoftwareKey(given[0]);
          clearInterval(count);
          return turns;
        })()""",
        PHRASE,
    )
    assert turns > 5


def test_no_passphrase_and_no_opened_key_leaves_the_browser(plain_keys: Keys) -> None:
    _, wrapped = software.make(PHRASE)
    seed = software.unseal(wrapped, PHRASE)
    keys = plain_keys
    keys("keys.unlockAndSign(given[0], given[1], new Uint8Array(1))", wrapped, PHRASE)
    keys("keys.changePassphrase(given[0], given[1], given[2])", wrapped, PHRASE, OTHER)
    keys("keys.makeSoftwareKey(given[0])", OTHER)
    # The page, the module and what it imports: nothing else was asked for, and nothing was sent or kept.
    assert {request.url.removeprefix(keys.origin) for request in keys.asked} <= {
        "/", "/favicon.ico", asset("office/js/keys.js"), asset("office/js/stretch.js"), asset("vendor/keys.js")
    }  # fmt: skip
    for request in keys.asked:
        assert (request.method, request.post_data) == ("GET", None)
        told = request.url + repr(request.all_headers())
        assert not [secret for secret in (PHRASE, OTHER, b64(seed), seed.hex()) if secret in unquote(told)]
    held = keys(
        "(async () => [localStorage.length, sessionStorage.length, document.cookie, (await indexedDB.databases()).length])()"
    )
    assert held == [0, 0, "", 0]


def test_a_passkey_signs_what_our_own_verifier_takes(plain_keys: Keys) -> None:
    keys = plain_keys
    authenticator = _authenticator(keys.page)
    made = _passkey(keys, [COSEAlgorithmIdentifier.ECDSA_SHA_256])
    public, credential = made
    sign = "keys.signWithPasskey(given[0], 'localhost', keys.pae(given[1], bytes(given[2])))"
    answer = keys(sign, [credential], KEY, b64(PAYLOAD))
    assert answer.pop("credential") == credential
    signature = {"keyid": public.keyid, **answer}
    check(public, KEY, PAYLOAD, signature, rp="localhost", origins=[keys.origin])
    other = key_payload(office="f_a", person="p_b", key="cd" * 32, organisation="o_c")
    for kind, payload, rp, origins in (
        (KEY, other, "localhost", [keys.origin]),
        (RECORD, PAYLOAD, "localhost", [keys.origin]),
        (KEY, PAYLOAD, "example.org", [keys.origin]),
    ):
        with pytest.raises(NotAllowed):
            check(public, kind, payload, signature, rp=rp, origins=origins)
    # Where the user is not verified, nothing is signed.
    authenticator["set"](False)
    assert (
        keys(f"({sign}).then(() => 'signed', (error) => error.name)", [credential], KEY, b64(PAYLOAD))
        == "NotAllowedError"
    )


@pytest.mark.parametrize(
    "algorithm", [COSEAlgorithmIdentifier.EDDSA, COSEAlgorithmIdentifier.RSASSA_PKCS1_v1_5_SHA_256]
)
def test_a_passkey_of_another_algorithm_signs_as_well(plain_keys: Keys, algorithm: COSEAlgorithmIdentifier) -> None:
    _authenticator(plain_keys.page)
    public, credential = _passkey(plain_keys, [algorithm])
    answer = plain_keys(
        "keys.signWithPasskey(given[0], 'localhost', bytes(given[1]))", [credential], b64(pae(KEY, PAYLOAD))
    )
    del answer["credential"]
    check(public, KEY, PAYLOAD, {"keyid": public.keyid, **answer}, rp="localhost", origins=[plain_keys.origin])


def test_a_passkey_signs_in(plain_keys: Keys) -> None:
    from webauthn import generate_authentication_options, verify_authentication_response

    _authenticator(plain_keys.page)
    public, credential = _passkey(plain_keys, [COSEAlgorithmIdentifier.ECDSA_SHA_256])
    options = generate_authentication_options(rp_id="localhost", user_verification=UserVerificationRequirement.REQUIRED)
    answer = plain_keys("keys.getPasskey(JSON.parse(given[0]))", options_to_json(options))
    assert answer["id"] == credential
    verify_authentication_response(
        credential=answer,
        expected_challenge=options.challenge,
        expected_rp_id="localhost",
        expected_origin=plain_keys.origin,
        credential_public_key=public.public,
        credential_current_sign_count=0,
        require_user_verification=True,
    )


def _authenticator(page: Page) -> dict[str, Any]:
    """Plug a security key into the browser, and give a switch for whether it knows its user."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    name = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]
    return {
        "set": lambda known: session.send(
            "WebAuthn.setUserVerified", {"authenticatorId": name, "isUserVerified": known}
        )
    }


def _passkey(keys: Keys, algorithms: list[COSEAlgorithmIdentifier]) -> tuple[Public, str]:
    """Make a passkey as the office does, and give its public half and its credential."""
    options = generate_registration_options(
        rp_id="localhost",
        rp_name="comity",
        user_name="anna",
        supported_pub_key_algs=algorithms,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
    )
    answer = keys("keys.createPasskey(JSON.parse(given[0]))", options_to_json(options))
    made = verify_registration_response(
        credential=answer,
        expected_challenge=options.challenge,
        expected_rp_id="localhost",
        expected_origin=keys.origin,
        require_user_verification=True,
        supported_pub_key_algs=algorithms,
    )
    return Public("passkey", made.credential_public_key), answer["id"]
