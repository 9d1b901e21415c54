"""Whether a signature holds: for the very bytes, the very type, the very key, and nothing else."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.model.errors import BadRequest, NotAllowed
from comity.oversight.keys import software
from comity.oversight.keys.check import Public, check
from comity.oversight.keys.statement import KEY, RECORD, REVIEW, key_payload, pae, review_payload
from invented_passkeys import ALGORITHMS, ORIGIN, RP, Passkey

KINDS = (*ALGORITHMS, "software")
SEED = bytes(range(32))
PASSKEYS = {algorithm: Passkey(algorithm) for algorithm in ALGORITHMS}
PAYLOAD = key_payload(office="f_a", person="p_b", key="ab" * 32, organisation="o_c")


def public_of(kind: str) -> Public:
    if kind == "software":
        return Public("software", software.public_of(SEED))
    return Public("passkey", PASSKEYS[kind].cose)


def signed(kind: str, payload_type: str = KEY, payload: bytes = PAYLOAD) -> dict[str, str]:
    data = pae(payload_type, payload)
    return software.sign(SEED, data) if kind == "software" else PASSKEYS[kind].signature(data)


SIGNED = {kind: signed(kind) for kind in KINDS}


def holds(kind: str, signature: Any, payload_type: str = KEY, payload: bytes = PAYLOAD) -> bool:
    try:
        check(public_of(kind), payload_type, payload, signature, rp=RP, origins=[ORIGIN])
    except NotAllowed:
        return False
    return True


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_signed_holds(kind: str) -> None:
    assert holds(kind, signed(kind))


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=200)
@given(data=st.data())
def test_no_flipped_bit_is_left_unseen(kind: str, data: st.DataObject) -> None:
    signature = SIGNED[kind]
    name = data.draw(st.sampled_from(sorted({"payload", "type", *signature})))
    whole = {"payload": PAYLOAD, "type": KEY.encode()}
    whole |= {part: base64.b64decode(text) for part, text in signature.items() if part != "keyid"}
    whole["keyid"] = signature["keyid"].encode()
    flipped = bytearray(whole[name])
    flipped[data.draw(st.integers(0, len(flipped) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    if name == "payload":
        assert not holds(kind, signature, payload=bytes(flipped))
    elif name == "type":
        assert not holds(kind, signature, payload_type=flipped.decode("latin-1"))
    elif name == "keyid":
        assert not holds(kind, {**signature, "keyid": flipped.decode("latin-1")})
    else:
        assert not holds(kind, {**signature, name: base64.b64encode(flipped).decode()})


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=60)
@given(one=st.binary(max_size=60), other=st.binary(max_size=60), types=st.lists(st.sampled_from([KEY, RECORD, REVIEW]), min_size=2, max_size=2))  # fmt: skip
def test_a_signature_is_for_one_payload_of_one_type(kind: str, one: bytes, other: bytes, types: list[str]) -> None:
    signature = signed(kind, types[0], one)
    assert holds(kind, signature, types[0], one)
    assert holds(kind, signature, types[1], other) == ((types[0], one) == (types[1], other))


@pytest.mark.parametrize("kind", KINDS)
def test_an_approval_is_no_review_and_no_review_is_for_another_record(kind: str) -> None:
    facts: dict[str, Any] = {
        "office": "f_a",
        "version": 1,
        "digest": "0" * 64,
        "verdict": "confirmed",
        "reason": "Seen.",
    }
    signature = signed(kind, REVIEW, review_payload(record="r_a", **facts))
    assert not holds(kind, signature, REVIEW, review_payload(record="r_b", **facts))
    assert not holds(kind, signature, REVIEW, review_payload(record="r_a", **{**facts, "verdict": "revoked"}))
    assert not holds(kind, signature, RECORD, review_payload(record="r_a", **facts))


@pytest.mark.parametrize("kind", KINDS)
def test_a_signature_is_of_one_key(kind: str) -> None:
    for other in KINDS:
        if other != kind:
            assert not holds(other, signed(kind))
            # Nor where the name of the key is put right.
            assert not holds(other, {**signed(kind), "keyid": public_of(other).keyid})


@pytest.mark.parametrize("kind", KINDS)
def test_a_signature_has_its_members_and_no_other(kind: str) -> None:
    signature = signed(kind)
    for name in signature:
        assert not holds(kind, {key: part for key, part in signature.items() if key != name})
        for nothing in (None, "", "AA", b"AA==", 1, "ÿ"):
            assert not holds(kind, {**signature, name: nothing})
    assert not holds(kind, {**signature, "more": "AA=="})
    assert not holds(kind, [signature]) and not holds(kind, None)


@pytest.mark.parametrize("kind", KINDS)
def test_base64_has_one_form(kind: str) -> None:
    text = signed(kind)
    for name in text.keys() - {"keyid"}:
        for other in (text[name].rstrip("="), text[name] + "=", text[name] + "\n", " " + text[name]):
            if other != text[name]:
                assert not holds(kind, {**text, name: other})


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_a_passkey_signs_for_the_offices_pages_alone(algorithm: str) -> None:
    signature = signed(algorithm)
    with pytest.raises(NotAllowed):
        check(public_of(algorithm), KEY, PAYLOAD, signature, rp="example.org", origins=[ORIGIN])
    elsewhere = PASSKEYS[algorithm].signature(pae(KEY, PAYLOAD), client={"origin": "https://localhost:8000"})
    for origins in ([], ["https://localhost"], ["https://localhost:8000/"]):
        with pytest.raises(NotAllowed):
            check(public_of(algorithm), KEY, PAYLOAD, elsewhere, rp=RP, origins=origins)
    check(public_of(algorithm), KEY, PAYLOAD, elsewhere, rp=RP, origins=["https://localhost:8000"])


def test_a_key_is_one_or_is_refused() -> None:
    for kind, public in (("software", bytes(32)), ("software", b""), ("passkey", b"\xa0"), ("totp", bytes(32))):
        with pytest.raises(BadRequest):
            Public(kind, public)
