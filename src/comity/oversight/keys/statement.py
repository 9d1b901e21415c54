"""The bytes that are signed: canonical JSON (RFC 8785), in the pre-authentication encoding of DSSE.

Both keys sign the same bytes, and whoever verifies reads those very bytes: nothing is written anew before it is checked.
"""

from __future__ import annotations

import base64
import binascii
import json
import math
import re
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import rfc8785

from comity.model.errors import BadRequest

RECORD = "application/vnd.comity.record+json"
REVIEW = "application/vnd.comity.review+json"
KEY = "application/vnd.comity.key+json"

#: What stands in `_type` of a payload of each type, and which other members it has: these, all of them, and no other.
FORMS: Mapping[str, tuple[str, frozenset[str]]] = {
    RECORD: (
        "comity/record/v1",
        frozenset(
            {"office", "record", "version", "kind", "act", "author", "post", "partners", "content", "nonce", "expires"}
        ),
    ),
    REVIEW: ("comity/review/v1", frozenset({"office", "record", "version", "digest", "verdict", "reason"})),
    KEY: ("comity/key/v1", frozenset({"office", "person", "key", "organisation"})),
}
ACTS = ("approve", "emergency")
VERDICTS = ("confirmed", "revoked")
NONCE_BYTES = 16
DIGEST = re.compile("[0-9a-f]{64}")

#: Beyond it a reader that has numbers of 64 bits of IEEE 754 alone, as every browser, reads another number (RFC 7493 2.2).
LARGEST = 2**53 - 1
#: Deeper than that nothing that people read is nested, and no reader runs out of stack.
DEEPEST = 64
#: Surrogates and noncharacters (RFC 7493 2.1): readers differ in what they make of them.
NO_TEXT = re.compile(
    "[\ud800-\udfff\ufdd0-\ufdef"
    + "".join(chr(plane << 16 | low) for plane in range(17) for low in (0xFFFE, 0xFFFF))
    + "]"
)


def canonical(value: Any) -> bytes:
    """Write a value as RFC 8785 has it: the same value has the same bytes.

    Raises
    ------
    BadRequest
        When it is no I-JSON (RFC 7493); it names the place in the value.

    Examples
    --------
    >>> canonical({"b": 1.0, "a": "é"}).decode()
    '{"a":"é","b":1}'
    """
    _refuse(value, "$", 0)
    return rfc8785.dumps(value)


def _refuse(value: Any, place: str, depth: int) -> None:
    """Refuse what is no I-JSON, and say where it is."""
    if depth > DEEPEST:
        raise BadRequest("%(place)s is nested more than %(deepest)s deep.", place=place[:80], deepest=DEEPEST)
    if value is None or isinstance(value, bool):
        return
    if isinstance(value, str):
        if found := NO_TEXT.search(value):
            raise BadRequest(
                "The text at %(place)s has U+%(code)s, which is no character.", place=place, code=f"{ord(found[0]):04X}"
            )
    elif isinstance(value, int | float):
        if not math.isfinite(value):
            raise BadRequest("%(place)s is no number.", place=place)
        if abs(value) > LARGEST:
            raise BadRequest(
                "The number at %(place)s is too large to be read the same everywhere.",
                remedy="The largest is %(largest)s; write a larger one as text.",
                place=place,
                largest=LARGEST,
            )
    elif isinstance(value, list | tuple):
        for number, part in enumerate(value):
            _refuse(part, f"{place}[{number}]", depth + 1)
    elif isinstance(value, dict):
        for name, part in value.items():
            if not isinstance(name, str):
                raise BadRequest("A member of %(place)s is not called by text.", place=place)
            _refuse(name, f"{place}{{}}", depth + 1)
            _refuse(part, f"{place}.{name}", depth + 1)
    else:
        raise BadRequest("%(place)s is a %(kind)s, for which JSON has no form.", place=place, kind=type(value).__name__)


def pae(payload_type: str, payload: bytes) -> bytes:
    """Give what is signed for a payload: the pre-authentication encoding of DSSE v1.

    Source: github.com/secure-systems-lab/dsse, protocol.md, v1.0.2.

    Examples
    --------
    >>> pae("http://example.com/HelloWorld", b"hello world")
    b'DSSEv1 29 http://example.com/HelloWorld 11 hello world'
    """
    kind = payload_type.encode()
    return b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)


def record_payload(
    *,
    office: str,
    record: str,
    version: int,
    kind: str,
    act: str,
    author: str,
    post: str | None,
    partners: Collection[str],
    content: Mapping[str, Any],
    nonce: bytes,
    expires: datetime,
) -> bytes:
    """Write what both keys sign of a version of a record: whom it concerns, its post and its partners, as well as its content.

    Raises
    ------
    BadRequest
        When the content is no I-JSON, or a value is none of those that there are.
    """
    return _payload(
        RECORD,
        office=office,
        record=record,
        version=version,
        kind=kind,
        act=act,
        author=author,
        post=post,
        partners=sorted(set(partners)),
        content=dict(content),
        nonce=coded(nonce),
        expires=written(expires),
    )


def review_payload(*, office: str, record: str, version: int, digest: str, verdict: str, reason: str) -> bytes:
    """Write what the reviewer of an emergency signs; `digest` is that of the payload the one key signed.

    Raises
    ------
    BadRequest
        When a value is none of those that there are.
    """
    return _payload(
        REVIEW, office=office, record=record, version=version, digest=digest, verdict=verdict, reason=reason
    )


def key_payload(*, office: str, person: str, key: str, organisation: str) -> bytes:
    """Write what is signed by whoever vouches that a key is a person's.

    Raises
    ------
    BadRequest
        When a value is no text.
    """
    return _payload(KEY, office=office, person=person, key=key, organisation=organisation)


def _payload(payload_type: str, **members: Any) -> bytes:
    payload = canonical({"_type": FORMS[payload_type][0], **members})
    read_payload(payload_type, payload)
    return payload


def read_payload(payload_type: str, payload: bytes) -> dict[str, Any]:
    """Read a payload; only what this module would have written is read.

    Raises
    ------
    BadRequest
        When it is not in canonical form, of another type, or lacks a member or has one too many.
    """
    if payload_type not in FORMS:
        raise BadRequest("“%(type)s” is no type of payload that is signed here.", type=payload_type)
    try:
        value = json.loads(payload.decode())
    except (ValueError, RecursionError) as error:
        raise BadRequest("The payload is no JSON.") from error
    if canonical(value) != payload:
        raise BadRequest("The payload is not in the canonical form of RFC 8785.")
    kind, names = FORMS[payload_type]
    if not isinstance(value, dict) or value.get("_type") != kind or value.keys() - {"_type"} != names:
        raise BadRequest("The payload is no “%(type)s”.", type=kind)
    for name, part in value.items():
        if not _fits(name, part):
            raise BadRequest("“%(name)s” of the payload has no such value.", name=name)
    return value


def _fits(name: str, value: Any) -> bool:
    if name == "content":
        return isinstance(value, dict)
    if name == "partners":
        return isinstance(value, list) and all(isinstance(one, str) and one for one in value) and value == sorted(set(value))  # fmt: skip
    if name == "post" and value is None:
        return True
    if name == "version":
        return isinstance(value, int) and not isinstance(value, bool) and value > 0
    if not isinstance(value, str) or not value.strip():
        return False
    if name == "nonce":
        return len(decoded(value)) == NONCE_BYTES
    if name in ("digest", "key"):
        return bool(DIGEST.fullmatch(value))
    if name == "expires":
        return _moment(value)
    return value in {"act": ACTS, "verdict": VERDICTS}.get(name, (value,))


def _moment(text: str) -> bool:
    try:
        return written(datetime.fromisoformat(text)) == text
    except ValueError:
        return False


def written(moment: datetime) -> str:
    """Write a moment as RFC 3339 has it, in UTC and to the millisecond.

    Raises
    ------
    ValueError
        When it is not said of which time zone it is.

    Examples
    --------
    >>> written(datetime(2026, 1, 2, 3, 4, 5, 678999, tzinfo=UTC))
    '2026-01-02T03:04:05.678Z'
    """
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone")
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def envelope(payload_type: str, payload: bytes, signatures: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    """Put a payload and its signatures into an envelope of DSSE, as JSON has it."""
    return {"payload": coded(payload), "payloadType": payload_type, "signatures": [dict(one) for one in signatures]}


def read_envelope(held: Any) -> tuple[str, bytes, list[dict[str, str]]]:
    """Open an envelope: the payload's type, the payload, and the signatures, none of which is checked by this.

    Raises
    ------
    BadRequest
        When it is none.
    """
    if not isinstance(held, dict) or held.keys() != {"payload", "payloadType", "signatures"}:
        raise BadRequest("This is no envelope of DSSE.")
    kind, signatures = held["payloadType"], held["signatures"]
    if (
        not isinstance(kind, str)
        or not isinstance(signatures, list)
        or not signatures
        or not all(isinstance(one, dict) and all(isinstance(part, str) for part in one.values()) for one in signatures)
    ):
        raise BadRequest("This is no envelope of DSSE.")
    return kind, decoded(held["payload"]), signatures


def coded(data: bytes) -> str:
    """Write bytes as base64."""
    return base64.b64encode(data).decode()


def decoded(text: Any) -> bytes:
    """Read base64; each sequence of bytes has one form of writing.

    Raises
    ------
    BadRequest
        When it is none: another alphabet, no padding, or bits that stand for nothing.
    """
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError, TypeError) as error:
        raise BadRequest("This is no base64.") from error
    if coded(data) != text:
        raise BadRequest("This is no base64.")
    return data
