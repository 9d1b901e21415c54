"""The bytes that are signed: against published vectors, another library, and whatever is no I-JSON."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from securesystemslib.dsse import Envelope

from comity.model.errors import BadRequest
from comity.oversight.keys import statement
from comity.oversight.keys.statement import KEY, RECORD, REVIEW, canonical, decoded, pae, read_payload

RECORD_FACTS: dict[str, Any] = {
    "office": "f_a",
    "record": "r_b",
    "version": 3,
    "kind": "activity",
    "act": "approve",
    "author": "p_c",
    "post": "Tokyo",
    "partners": ["o_d"],
    "content": {"title": "Übung “Nordlicht”", "cost": 12.5, "partners": ["o_d"], "place": None},
    "nonce": bytes(range(16)),
    "expires": datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC),
}
REVIEW_FACTS = {
    "office": "f_a",
    "record": "r_b",
    "version": 3,
    "digest": "0" * 64,
    "verdict": "confirmed",
    "reason": "It was a storm.",
}
KEY_FACTS = {"office": "f_a", "person": "p_b", "key": "ab" * 32, "organisation": "o_c"}


def test_canonical_as_in_rfc_8785() -> None:
    # Section 3.2.2, its input and its output.
    given_text = r"""{
      "numbers": [333333333.33333329, 1e30, 4.50, 2e-3, 0.000000000000000000000000001],
      "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
      "literals": [null, true, false]
    }"""
    value = json.loads(given_text)
    # Numbers that large are refused here: the rest of the line is as published.
    value["numbers"].remove(1e30)
    assert (
        canonical(value)
        == (
            r"""{"literals":[null,true,false],"numbers":[333333333.3333333,4.5,0.002,1e-27],"""
            r""""string":"€$\u000f\nA'B\"\\\\\"/"}"""
        ).encode()
    )


def test_members_are_sorted_as_in_rfc_8785() -> None:
    # Section 3.2.3: by UTF-16 code units, so that an emoji comes before U+FB33.
    value = {
        "\u20ac": "Euro",
        "\r": "CR",
        "\ufb33": "Dalet",
        "1": "One",
        "\U0001f600": "Smile",
        "\u0080": "Ctl",
        "\u00f6": "o",
    }
    assert list(json.loads(canonical(value)).values()) == ["CR", "One", "Ctl", "o", "Euro", "Smile", "Dalet"]


@pytest.mark.parametrize(
    ("bits", "text"),
    [
        # RFC 8785, Appendix B, as far as it goes.
        ("0000000000000001", "5e-324"),
        ("8000000000000000", "0"),
        ("433fffffffffffff", "9007199254740991"),
        ("c33fffffffffffff", "-9007199254740991"),
        ("41b3de4355555553", "333333333.3333332"),
        ("41b3de4355555554", "333333333.33333325"),
        ("3eb0c6f7a0b5ed8c", "9.999999999999997e-7"),
        ("3eb0c6f7a0b5ed8d", "0.000001"),
        ("becbf647612f3696", "-0.0000033333333333333333"),
    ],
)
def test_numbers_as_in_rfc_8785(bits: str, text: str) -> None:
    import struct

    assert canonical(struct.unpack(">d", bytes.fromhex(bits))[0]).decode() == text


@pytest.mark.parametrize(
    ("value", "place"),
    [
        ({"a": [1, float("nan")]}, "$.a[1]"),
        ({"a": float("inf")}, "$.a"),
        ({"a": {"b": 2**53}}, "$.a.b"),
        ([-(2**53)], "$[0]"),
        ([1e30], "$[0]"),
        ({"a": {1: "x"}}, "$.a"),
        ({"a": "x\ud800"}, "$.a"),
        ({"a": {"\udfff": 1}}, "$.a{}"),
        ("\ufffe", "$"),
        ("\U0010ffff", "$"),
        ({"a": b"bytes"}, "$.a"),
        ({"a": datetime(2026, 1, 1, tzinfo=UTC)}, "$.a"),
        ({"a": {1, 2}}, "$.a"),
    ],
)
def test_what_is_no_i_json_is_refused_at_its_place(value: object, place: str) -> None:
    with pytest.raises(BadRequest) as told:
        canonical(value)
    assert place in str(told.value).split()


def test_what_is_nested_without_end_is_refused() -> None:
    value: list[Any] = []
    value.append(value)
    with pytest.raises(BadRequest, match="nested"):
        canonical(value)
    with pytest.raises(BadRequest):
        read_payload(RECORD, b"[" * 100_000)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(-(2**53) + 1, 2**53 - 1)
    | st.text(st.characters(exclude_categories=["Cs"])).filter(lambda text: not statement.NO_TEXT.search(text)),
    lambda inner: st.lists(inner) | st.dictionaries(st.text("abcäé😀", max_size=4), inner),
    max_leaves=20,
)


@given(JSON)
def test_whatever_is_i_json_is_read_as_written_and_written_again_the_same(value: object) -> None:
    written = canonical(value)
    assert json.loads(written) == value
    assert canonical(json.loads(written)) == written


def test_pae_as_in_the_specification() -> None:
    assert (
        pae("http://example.com/HelloWorld", b"hello world")
        == b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
    )


@given(st.text(st.characters(exclude_categories=["Cs"])), st.binary())
def test_pae_as_another_library_has_it(kind: str, payload: bytes) -> None:
    assert pae(kind, payload) == Envelope(payload, kind, {}).pae()


@given(st.text("a 1", max_size=4), st.binary(max_size=4), st.text("a 1", max_size=4), st.binary(max_size=4))
def test_no_two_pairs_have_one_pae(kind: str, payload: bytes, other: str, text: bytes) -> None:
    assert (pae(kind, payload) == pae(other, text)) == ((kind, payload) == (other, text))


def test_an_envelope_is_read_by_another_library_and_by_us() -> None:
    signature = {"keyid": "ab" * 32, "sig": statement.coded(b"signed")}
    held = statement.envelope(KEY, b"payload", [signature])
    assert statement.read_envelope(held) == (KEY, b"payload", [signature])
    theirs = Envelope.from_dict(json.loads(json.dumps(held)))
    assert (theirs.payload_type, theirs.payload) == (KEY, b"payload")
    assert statement.read_envelope(theirs.to_dict())[2] == [signature]


@pytest.mark.parametrize(
    "change",
    [
        {"payload": None},
        {"payload": "cGF5bG9hZA"},
        {"payload": "cGF5bG9hZB=="},
        {"payload": "cGF5\nbG9hZA=="},
        {"payload": "-_=="},
        {"payloadType": 1},
        {"signatures": []},
        {"signatures": {}},
        {"signatures": [1]},
        {"signatures": [{"sig": 1}]},
        {"more": 1},
    ],
)
def test_what_is_no_envelope_is_refused(change: dict[str, object]) -> None:
    held = statement.envelope(KEY, b"payload", [{"keyid": "a", "sig": "AA=="}])
    with pytest.raises(BadRequest):
        statement.read_envelope({**held, **change})


def test_payloads_are_read_as_they_were_written() -> None:
    record = read_payload(RECORD, statement.record_payload(**RECORD_FACTS))
    assert record["_type"] == "comity/record/v1" and record["content"] == RECORD_FACTS["content"]
    assert record["expires"] == "2026-01-02T03:04:05.678Z" and decoded(record["nonce"]) == bytes(range(16))
    review = read_payload(REVIEW, statement.review_payload(**REVIEW_FACTS))
    assert review == {"_type": "comity/review/v1", **REVIEW_FACTS}
    assert read_payload(KEY, statement.key_payload(**KEY_FACTS)) == {"_type": "comity/key/v1", **KEY_FACTS}


@pytest.mark.parametrize(
    "change",
    [
        {"act": "look"},
        {"version": 0},
        {"version": True},
        {"version": 1.5},
        {"office": ""},
        {"author": None},
        {"nonce": b"short"},
        {"content": {"cost": float("nan")}},
    ],
)
def test_no_payload_is_written_that_would_not_be_read(change: dict[str, Any]) -> None:
    with pytest.raises(BadRequest):
        statement.record_payload(**{**RECORD_FACTS, **change})


@pytest.mark.parametrize("change", [{"verdict": "maybe"}, {"reason": "  "}, {"digest": "AB" * 32}, {"digest": "ab"}])
def test_no_review_is_written_that_would_not_be_read(change: dict[str, Any]) -> None:
    with pytest.raises(BadRequest):
        statement.review_payload(**{**REVIEW_FACTS, **change})


def test_a_moment_without_a_zone_is_no_moment() -> None:
    with pytest.raises(ValueError, match="time zone"):
        statement.written(datetime(2026, 1, 1))


def test_only_the_canonical_form_is_read() -> None:
    payload = statement.record_payload(**RECORD_FACTS)
    value = json.loads(payload)
    others = [
        b" " + payload,
        payload + b"\n",
        b"\xef\xbb\xbf" + payload,
        json.dumps(value).encode(),
        json.dumps(value, separators=(",", ":"), sort_keys=True).encode(),  # escapes what is not ASCII
        payload.decode().encode("utf-16"),
        payload.replace(b'"version":3', b'"version":3.0'),
        payload.replace(b'"version":3', b'"version":3,"version":3'),
        payload[:-1],
        b"\xff",
        b"[]",
        b"1" * 5000,
        b"NaN",
        b"",
    ]
    for other in others:
        assert other != payload
        with pytest.raises(BadRequest):
            read_payload(RECORD, other)


def test_a_payload_of_one_type_is_not_read_as_another() -> None:
    payloads = {
        RECORD: statement.record_payload(**RECORD_FACTS),
        REVIEW: statement.review_payload(**REVIEW_FACTS),
        KEY: statement.key_payload(**KEY_FACTS),
    }
    for kind, payload in payloads.items():
        for other in [*payloads, "application/json"]:
            if other != kind:
                with pytest.raises(BadRequest):
                    read_payload(other, payload)
        value = json.loads(payload)
        for name in value:
            with pytest.raises(BadRequest):
                read_payload(kind, canonical({key: part for key, part in value.items() if key != name}))
        with pytest.raises(BadRequest):
            read_payload(kind, canonical({**value, "more": 1}))
