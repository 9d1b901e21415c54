"""Passkeys: what the verifier takes and refuses, beside the library that servers use."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable
from typing import Any

import cbor2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from webauthn import verify_authentication_response, verify_registration_response

from comity.model.errors import BadRequest, ComityError, NotAllowed
from comity.oversight.keys import cbor
from comity.oversight.keys.passkey import check_assertion, is_own, read_public
from invented_passkeys import ALGORITHMS, ORIGIN, RP, Passkey, b64url

CHALLENGE = hashlib.sha256(b"what is signed").digest()
PASSKEYS = {algorithm: Passkey(algorithm) for algorithm in ALGORITHMS}
Parts = dict[str, bytes]
PARTS: dict[str, Parts] = {algorithm: passkey.parts(CHALLENGE) for algorithm, passkey in PASSKEYS.items()}


@pytest.fixture(params=ALGORITHMS)
def passkey(request: pytest.FixtureRequest) -> Passkey:
    return PASSKEYS[request.param]


def ours(cose: bytes, parts: Parts) -> None:
    check_assertion(
        cose,
        CHALLENGE,
        authenticator_data=parts["authenticatorData"],
        client_data=parts["clientDataJSON"],
        signature=parts["sig"],
        rp=RP,
        origins=[ORIGIN],
    )


def theirs(cose: bytes, passkey: Passkey, parts: Parts) -> bool:
    try:
        verify_authentication_response(
            credential=passkey.as_credential(parts),
            expected_challenge=CHALLENGE,
            expected_rp_id=RP,
            expected_origin=ORIGIN,
            credential_public_key=cose,
            credential_current_sign_count=0,
            require_user_verification=True,
        )
    except Exception:  # whatever they raise: they do not take it
        return False
    return True


def test_what_a_passkey_signed_is_taken_by_both(passkey: Passkey) -> None:
    parts = passkey.parts(CHALLENGE)
    ours(passkey.cose, parts)
    assert theirs(passkey.cose, passkey, parts)


def test_a_key_that_was_registered_is_read(passkey: Passkey) -> None:
    registered = verify_registration_response(
        credential=passkey.attest(CHALLENGE), expected_challenge=CHALLENGE, expected_rp_id=RP, expected_origin=ORIGIN
    )
    assert registered.credential_public_key == passkey.cose
    read_public(registered.credential_public_key)


@pytest.mark.parametrize(
    ("otherwise", "said"),
    [
        ({"client": {"type": "webauthn.create"}}, "something else"),
        ({"client": {"type": "payment.get"}}, "something else"),
        ({"client": {"challenge": b64url(b"another")}}, "signed something else"),
        ({"client": {"challenge": b64url(CHALLENGE) + "="}}, "signed something else"),
        ({"client": {"challenge": base64.b64encode(CHALLENGE).decode()}}, "signed something else"),
        ({"client": {"challenge": None}}, "signed something else"),
        ({"client": {"origin": "http://localhost:8001.evil.example"}}, "not the office's"),
        ({"client": {"origin": "https://localhost:8000"}}, "not the office's"),
        ({"client": {"origin": [ORIGIN]}}, "not the office's"),
        ({"client": {"crossOrigin": True}}, "in a frame"),
        ({"client": {"crossOrigin": "false"}}, "in a frame"),
        ({"client": {"crossOrigin": 0}}, "in a frame"),
        ({"client": {"crossOrigin": None}}, "in a frame"),
        ({"client": {"topOrigin": ORIGIN}}, "in a frame"),
        ({"rp": "example.org"}, "not one for “localhost”"),
        ({"flags": 0x04}, "anybody being there"),
        ({"flags": 0x01}, "verified its user"),
        ({"flags": 0x00}, "anybody being there"),
        ({"flags": 0x45}, "flags that no signature has"),
        ({"flags": 0x07}, "flags that no signature has"),
        ({"flags": 0x25}, "flags that no signature has"),
        ({"flags": 0x15}, "flags that no signature has"),
        ({"behind": b"\xa0"}, "behind its end"),
        ({"flags": 0x85}, "extensions"),
        ({"flags": 0x85, "behind": b"\xa0\x00"}, "extensions"),
        ({"flags": 0x85, "behind": b"\x80"}, "extensions"),
        ({"flags": 0x85, "behind": b"\xa1\x01\x02"}, "extensions"),
        ({"flags": 0x85, "behind": b"\xbf\xff"}, "extensions"),
    ],
)
def test_what_was_signed_otherwise_is_refused_though_the_signature_holds(
    passkey: Passkey, otherwise: dict[str, Any], said: str
) -> None:
    with pytest.raises(NotAllowed, match=said):
        ours(passkey.cose, passkey.parts(CHALLENGE, **otherwise))


@pytest.mark.parametrize(
    "otherwise",
    [
        {"flags": 0x1D},
        {"flags": 0x0D},
        {"flags": 0x85, "behind": cbor2.dumps({"credProps": {"rk": True}})},
        {"client": {"other_keys_can_be_added_here": "do not compare clientDataJSON against a template"}},
    ],
)
def test_what_the_specification_leaves_open_is_taken(passkey: Passkey, otherwise: dict[str, Any]) -> None:
    parts = passkey.parts(CHALLENGE, **otherwise)
    ours(passkey.cose, parts)
    assert theirs(passkey.cose, passkey, parts)


def test_a_frame_is_not_told_of_by_every_browser(passkey: Passkey) -> None:
    said = json.dumps({"type": "webauthn.get", "challenge": b64url(CHALLENGE), "origin": ORIGIN}).encode()
    ours(passkey.cose, passkey.parts(CHALLENGE, client_data=said))


@pytest.mark.parametrize(
    "change",
    [
        lambda said: said[:-1] + b',"origin":"https://evil.example"}',
        lambda said: b'{"origin":"https://evil.example",' + said[1:],
        lambda said: said[:-1] + b',"a":{"b":1,"b":1}}',
        lambda said: b"\xef\xbb\xbf" + said,
        lambda said: said.decode().encode("utf-16"),
        lambda said: b"[" + said + b"]",
        lambda said: said + b"{}",
        lambda said: b"[" * 100_000,
        lambda said: b"\xff",
        lambda said: b"",
    ],
)
def test_what_is_said_twice_or_is_no_json_is_refused(passkey: Passkey, change: Callable[[bytes], bytes]) -> None:
    said = change(passkey.parts(CHALLENGE)["clientDataJSON"])
    with pytest.raises(NotAllowed):
        ours(passkey.cose, passkey.parts(CHALLENGE, client_data=said))


@pytest.mark.parametrize("algorithm", ALGORITHMS)
@settings(max_examples=300)
@given(data=st.data())
def test_whatever_is_altered_is_refused(algorithm: str, data: st.DataObject) -> None:
    passkey, parts = PASSKEYS[algorithm], PARTS[algorithm]
    name = data.draw(st.sampled_from(sorted(parts)))
    whole = bytearray(parts[name])
    way = data.draw(st.sampled_from(["flip", "cut", "add", "drop"]))
    place = data.draw(st.integers(0, len(whole) - 1))
    if way == "flip":
        whole[place] ^= 1 << data.draw(st.integers(0, 7))
    elif way == "cut":
        del whole[place:]
    elif way == "drop":
        del whole[place]
    else:
        whole.insert(place, data.draw(st.integers(0, 255)))
    altered = {**parts, name: bytes(whole)}
    if altered != parts:
        with pytest.raises(NotAllowed):
            ours(passkey.cose, altered)
        # They pass over nothing of this either.
        assert not theirs(passkey.cose, passkey, altered)


@settings(max_examples=300)
@given(flags=st.integers(0, 255), behind=st.sampled_from([b"", b"\xa0", b"\xa1\x61a\x01", b"\0"]), client=st.sampled_from(
    [{}, {"type": "webauthn.create"}, {"origin": "http://x"}, {"challenge": "AAAA"}, {"crossOrigin": True}, {"more": [1]}]
))  # fmt: skip
def test_what_we_take_they_take(flags: int, behind: bytes, client: dict[str, Any]) -> None:
    passkey = PASSKEYS["EdDSA"]
    parts = passkey.parts(CHALLENGE, flags=flags, behind=behind, client=client)
    try:
        ours(passkey.cose, parts)
    except NotAllowed:
        return
    assert theirs(passkey.cose, passkey, parts)


def test_another_key_of_the_same_kind_did_not_sign(passkey: Passkey) -> None:
    with pytest.raises(NotAllowed, match="does not belong"):
        ours(Passkey(passkey.algorithm).cose, passkey.parts(CHALLENGE))


def test_an_algorithm_is_not_taken_for_another() -> None:
    for passkey in PASSKEYS.values():
        for algorithm in (-7, -8, -257, -35, -36, -37, -39, -65535, 0, True, "ES256", b"", None):
            if algorithm != passkey.members[3] or type(algorithm) is not int:
                with pytest.raises(BadRequest):
                    read_public(cbor2.dumps({**passkey.members, 3: algorithm}))
        for other in PASSKEYS.values():
            if other is not passkey:
                with pytest.raises(NotAllowed):
                    ours(other.cose, passkey.parts(CHALLENGE))


EC, OKP, RSA = (PASSKEYS[algorithm].members for algorithm in ALGORITHMS)
P256 = 2**256 - 2**224 + 2**192 + 2**96 - 1


@pytest.mark.parametrize(
    "members",
    [
        {},
        {**EC, -1: 2},
        {**EC, -1: True},
        {**EC, -2: bytes(32)},
        {**EC, -2: EC[-3], -3: EC[-2]},
        {**EC, -2: EC[-2][1:]},
        {**EC, -2: b"\0" + EC[-2]},
        {**EC, -2: P256.to_bytes(32, "big")},
        {**EC, -2: bytes(32), -3: bytes(32)},
        {**EC, -3: True},  # as the compressed form has it
        {**EC, 2: b"kid"},
        {**EC, 4: [2]},
        {**EC, "x": 1},
        {**EC, 1: 1},
        {**EC, 1: "EC2"},
        {**EC, 1: [2]},
        {name: part for name, part in EC.items() if name != 3},
        {**OKP, -1: 7},
        {**OKP, -1: 4},
        {**OKP, -2: OKP[-2] + b"\0"},
        {**OKP, -2: (1).to_bytes(32, "little")},
        {**OKP, -2: bytes(32)},
        {**OKP, -4: bytes(32)},
        {**RSA, -2: b"\x03"},
        {**RSA, -2: b"\x00\x01\x00\x01"},
        {**RSA, -1: b"\0" + RSA[-1]},
        {**RSA, -1: RSA[-1][:128]},
        {**RSA, -1: RSA[-1][:-1] + b"\0"},
        {**RSA, -1: b"\xff" * 1025},
        {**RSA, -1: b""},
        {**RSA, -1: 5},
    ],
)
def test_what_is_no_key_is_refused(members: dict[Any, Any]) -> None:
    with pytest.raises(BadRequest):
        read_public(cbor2.dumps(members, canonical=True))


@pytest.mark.parametrize("change", [
    lambda cose: cose + b"\0",
    lambda cose: cose[:-1],
    lambda cose: b"",
    lambda cose: b"\xbf" + cose[1:] + b"\xff",
    lambda cose: b"\xb8" + bytes([cose[0] & 31]) + cose[1:],
    lambda cose: bytes([cose[0] + 1]) + cose[1:3] + cose[1:],
    lambda cose: bytes([cose[0]]) + cose[3:5] + cose[1:3] + cose[5:],
    lambda cose: b"\xd8\x98" + cose,
])  # fmt: skip
def test_a_key_has_one_form(passkey: Passkey, change: Callable[[bytes], bytes]) -> None:
    with pytest.raises(BadRequest):
        read_public(change(passkey.cose))


@given(st.binary(max_size=80))
def test_no_bytes_are_more_than_refused(data: bytes) -> None:
    for read in (cbor.read, read_public):
        try:
            read(data)
        except ComityError:
            continue


# Keys of one kind: between kinds that library has the order of RFC 7049, and CTAP2 another.
NAMES = (st.integers(0, 300), st.integers(-300, -1), st.text(max_size=30))
ITEM = st.recursive(
    st.integers(-(2**64), 2**64 - 1) | st.binary(max_size=30) | st.text(max_size=30) | st.booleans() | st.none(),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), *(st.dictionaries(names, inner, max_size=4) for names in NAMES)
    ),
    max_leaves=8,
)


def _deep(value: Any) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + max(map(_deep, inner), default=-1) if isinstance(value, dict | list) else 0


@given(ITEM)
def test_cbor_is_read_as_another_library_writes_it(value: Any) -> None:
    written = cbor2.dumps(value, canonical=True)
    if _deep(value) <= cbor.DEEPEST - 1:
        assert cbor.read(written) == value


@given(st.binary(max_size=40))
def test_what_is_read_as_cbor_is_written_so_by_another_library(data: bytes) -> None:
    try:
        value = cbor.read(data)
    except BadRequest:
        return
    # In the order in which it was read; ours of keys is looked at above.
    assert cbor2.dumps(value) == data


@pytest.mark.parametrize(
    "code",
    ["", "18", "1817", "190017", "1a00000017", "1b0000000000000017", "1c", "1f", "5f4100ff", "9fff", "bfff", "c000", "f93c00",
     "fa3f800000", "f7", "f0", "f820", "ff", "61ff", "6261", "41", "81", "a101", "a1400", "a20101", "a201010101", "a202000100",
     "a2616100610000", "a1f500", "a14100", "8181818181", "818181818181", "0000"],
)  # fmt: skip
def test_what_authenticators_do_not_write_is_refused(code: str) -> None:
    with pytest.raises(BadRequest):
        cbor.read(bytes.fromhex(code if len(code) % 2 == 0 else code + "0"))


@pytest.mark.parametrize("code", ["", "42ff", "6261", "19ff", "81", "a101", "5affffffff"])
def test_what_is_cut_off_is_told_to_be(code: str) -> None:
    with pytest.raises(BadRequest, match="cut off"):
        cbor.read(bytes.fromhex(code))


@pytest.mark.parametrize(
    ("origin", "rp", "origins", "own"),
    [
        ("http://localhost", "localhost", [], True),
        ("http://localhost:1", "localhost", [], True),
        ("http://localhost:65535", "localhost", ["https://office.example"], True),
        ("https://office.example", "office.example", ["https://office.example"], True),
        ("https://localhost:8443", "localhost", ["https://localhost:8443"], True),
        # No other host, scheme or form of writing passes as localhost, and localhost as no other host.
        ("https://localhost:8443", "localhost", [], False),
        ("http://127.0.0.1:8000", "localhost", [], False),
        ("http://localhost.:8000", "localhost", [], False),
        ("http://localhost:08000", "localhost", [], False),
        ("http://localhost:123456", "localhost", [], False),
        ("http://localhost:8000/", "localhost", [], False),
        ("http://localhost:8000\n", "localhost", [], False),
        ("http://LOCALHOST:8000", "localhost", [], False),
        ("http://evil.localhost:8000", "localhost", [], False),
        ("http://localhost.evil.example", "localhost", [], False),
        ("http://localhost:8000@evil.example", "localhost", [], False),
        ("null", "localhost", [], False),
        ("http://localhost:8000", "office.example", ["https://office.example"], False),
        ("https://office.example:8443", "office.example", ["https://office.example"], False),
    ],
)
def test_which_pages_are_the_offices(origin: str, rp: str, origins: list[str], own: bool) -> None:
    assert is_own(origin, rp, origins) is own
