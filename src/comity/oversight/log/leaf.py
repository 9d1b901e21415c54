"""One act as one leaf: the bytes that are hashed, and the salted commitment to what may one day have to be erased.

A leaf has one written form, RFC 8785, and is read only in it: two readers can never see different things in the same hash. It holds
no fractions. What names a person is not in it, only SHA-256(salt ‖ words): with the salt gone the words can neither be read nor guessed,
and every proof still holds.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import rfc8785

from comity.model.errors import BadFile

VERSION = 1
SALT = 32
_FIELDS = ("act", "at", "by", "office", "on", "open", "policy", "sealed", "seq", "v")
#: Numbers beyond are not the same in all readers of JSON (RFC 8785, 3.2.2.3).
_LARGEST = 2**53 - 1
_AT = re.compile(r"\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3]):\d\d:\d\d\.\d{3}Z", re.ASCII).fullmatch
is_id = re.compile(r"[a-z]_[a-z0-9]+").fullmatch
_ACT = re.compile(r"[a-z]+\.[a-z]+").fullmatch
is_digest = re.compile(r"[0-9a-f]{64}").fullmatch


def _whole(said: str) -> int:
    number = int(said)
    if abs(number) > _LARGEST:
        raise ValueError(said)
    return number


def _no_fraction(said: str) -> Any:
    raise ValueError(said)


_parse = json.JSONDecoder(parse_int=_whole, parse_float=_no_fraction, parse_constant=_no_fraction).decode
#: Without fractions, and with keys of ASCII, this is RFC 8785, eight times as fast.
write_line = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), check_circular=False).encode


def read_canonical(text: str) -> Any:
    """Read JSON that stands in the one form of RFC 8785 and holds no fractions.

    Raises
    ------
    ValueError
        It is no JSON, or another form of it.
    """
    try:
        value = _parse(text)
        # Other keys than ASCII are sorted by UTF-16, which only the library does.
        again = write_line(value) if text.isascii() else rfc8785.dumps(value).decode()
    except (RecursionError, rfc8785.CanonicalizationError) as error:
        raise ValueError(str(error)) from None
    if again != text:
        raise ValueError("not canonical")
    return value


def read_line(line: bytes) -> Any:
    """Read a line whose keys are ASCII, in the form of `write_line`.

    Raises
    ------
    ValueError
        It is no JSON, or another form of it.
    """
    text = line.decode()
    try:
        value = _parse(text)
    except RecursionError as error:
        raise ValueError(str(error)) from None
    if write_line(value) != text:
        raise ValueError("not canonical")
    return value


def written(moment: datetime) -> str:
    """Write a moment as a leaf has it: RFC 3339, UTC, to the millisecond.

    Examples
    --------
    >>> written(datetime(2026, 1, 2, 3, 4, 5, 678000, tzinfo=UTC))
    '2026-01-02T03:04:05.678Z'
    """
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def read_moment(said: object) -> datetime:
    """Read a moment in the one form that a leaf knows.

    Raises
    ------
    ValueError
        It stands in another form, or there is no such moment.
    """
    if type(said) is not str or not _AT(said):
        raise ValueError(said)
    return datetime.fromisoformat(said)


def unbase64(said: object) -> bytes:
    """Read base64 in its one written form: padded, nothing between, no stray bits.

    Raises
    ------
    ValueError
        It stands in another form.
    """
    if type(said) is not str:
        raise ValueError(said)
    value = binascii.a2b_base64(said, strict_mode=True)
    if binascii.b2a_base64(value, newline=False).decode() != said:
        raise ValueError(said)
    return value


@dataclass(frozen=True, slots=True)
class Leaf:
    """One act.

    Parameters
    ----------
    office
        The office's identity.
    seq
        Its place in the log, from 0.
    at
        When, in UTC, to the millisecond.
    act
        What, as ``approval.given``.
    by, on
        Who, and what it was done to; identities, never names.
    policy
        The digest of the policy that decided.
    open
        What every verifier must see. No personal data, no content, no fractions.
    sealed
        The commitment to the words that may be erased, in base64.
    """

    office: str
    seq: int
    at: datetime
    act: str
    by: str | None
    on: str | None
    policy: str | None
    open: Mapping[str, Any]
    sealed: str | None

    def text(self) -> str:
        """Write the leaf in its one form.

        Raises
        ------
        BadFile
            What it holds could not be read again.
        """
        fields = {name: getattr(self, name) for name in _FIELDS[:-1]}
        try:
            text = rfc8785.dumps({**fields, "at": written(self.at), "open": dict(self.open), "v": VERSION}).decode()
        except rfc8785.CanonicalizationError:
            raise BadFile("The act %(act)s holds what no leaf can hold.", act=self.act) from None
        read_leaf(text)
        return text


def read_leaf(text: str, where: str = "") -> Leaf:
    """Read a leaf, strictly.

    Raises
    ------
    BadFile
        The text is not in its one written form, or no leaf.
    """
    try:
        fields = read_canonical(text)
    except ValueError:
        raise BadFile("The leaf is not in its one written form (RFC 8785).", where=where) from None
    try:
        return _leaf(fields)
    except (ValueError, TypeError) as error:
        raise BadFile("The leaf’s “%(field)s” is missing or is none.", where=where, field=error.args[0]) from None


def _leaf(fields: Any) -> Leaf:
    if type(fields) is not dict or tuple(fields) != _FIELDS:
        raise ValueError("fields")
    act, at, by, office, on, shown, policy, sealed, seq, version = fields.values()
    if type(version) is not int or version != VERSION:
        raise ValueError("v")
    if type(seq) is not int or seq < 0:
        raise ValueError("seq")
    if type(act) is not str or not _ACT(act):
        raise ValueError("act")
    if type(office) is not str or not is_id(office):
        raise ValueError("office")
    if by is not None and (type(by) is not str or not is_id(by)):
        raise ValueError("by")
    if on is not None and (type(on) is not str or not on):
        raise ValueError("on")
    if policy is not None and (type(policy) is not str or not is_digest(policy)):
        raise ValueError("policy")
    if type(shown) is not dict:
        raise ValueError("open")
    try:
        moment = read_moment(at)
    except ValueError:
        raise ValueError("at") from None
    try:
        fits = sealed is None or len(unbase64(sealed)) == sha256().digest_size
    except ValueError:
        fits = False
    if not fits:
        raise ValueError("sealed")
    return Leaf(office, seq, moment, act, by, on, policy, shown, sealed)


def commitment(salt: bytes, words: str) -> str:
    """Commit to words in their written form under a salt."""
    return base64.b64encode(sha256(salt + words.encode()).digest()).decode()


def seal(body: object) -> tuple[bytes, str]:
    """Commit to something without showing it: give a fresh salt and the commitment.

    Raises
    ------
    rfc8785.CanonicalizationError
        The body has no canonical form.
    """
    salt = secrets.token_bytes(SALT)
    return salt, commitment(salt, rfc8785.dumps(body).decode())  # type: ignore[arg-type]


def holds(committed: str, salt: bytes, body: object) -> bool:
    """Tell whether a body is what was committed to under that salt."""
    return len(salt) == SALT and commitment(salt, rfc8785.dumps(body).decode()) == committed  # type: ignore[arg-type]
