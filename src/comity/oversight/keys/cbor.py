"""As much of CBOR as authenticators write: the canonical form of CTAP2, and nothing else.

A strict reader of our own, since what is lenient here (two encodings of one key, a member twice, bytes behind the end) would let two
verifiers see two things in the same bytes.
"""

from __future__ import annotations

from typing import Any

from comity.model.errors import BadRequest

#: CTAP2 nests no deeper than four levels.
DEEPEST = 4


def read(data: bytes) -> Any:
    """Read one item, which must be all there is: whole numbers, bytes, text, lists, maps and simple values.

    Raises
    ------
    BadRequest
        When it is not in the canonical form of CTAP2: the shortest lengths, definite, keys in order and each once, no tags, no floats.

    Source: Client to Authenticator Protocol 2.1, section 8 (Message encoding).
    """
    value, end = _item(data, 0, 0)
    if end != len(data):
        raise BadRequest("There are bytes behind the end of the CBOR.")
    return value


def _item(data: bytes, at: int, depth: int) -> tuple[Any, int]:
    if at >= len(data) or depth > DEEPEST:
        raise BadRequest("The CBOR is cut off, or nested too deep.")
    major, short = data[at] >> 5, data[at] & 31
    at += 1
    number = short
    if short >= 24:
        size = 1 << (short - 24)
        if short > 27 or major == 7 or at + size > len(data):
            raise BadRequest("The CBOR is cut off, or not in the form that authenticators write.")
        number = int.from_bytes(data[at : at + size], "big")
        at += size
        # What fits a shorter form is written in it.
        if number < (24 if size == 1 else 1 << (4 * size)):
            raise BadRequest("A number of the CBOR is longer than it need be.")
    if major == 0:
        return number, at
    if major == 1:
        return -1 - number, at
    if major in (2, 3):
        part = data[at : at + number]
        if len(part) != number:
            raise BadRequest("The CBOR is cut off, or nested too deep.")
        try:
            return (part if major == 2 else part.decode()), at + number
        except UnicodeDecodeError as error:
            raise BadRequest("A text of the CBOR is no UTF-8.") from error
    if major == 4:
        items = []
        for _ in range(number):
            one, at = _item(data, at, depth + 1)
            items.append(one)
        return items, at
    if major == 5:
        return _map(data, at, number, depth)
    if major == 7 and short in (20, 21, 22):
        return {20: False, 21: True, 22: None}[short], at
    raise BadRequest("The CBOR is cut off, or not in the form that authenticators write.")


def _map(data: bytes, at: int, number: int, depth: int) -> tuple[dict[int | str, Any], int]:
    found: dict[int | str, Any] = {}
    previous: tuple[int, int, bytes] | None = None
    for _ in range(number):
        begin = at
        name, at = _item(data, at, depth + 1)
        if not isinstance(name, int | str) or isinstance(name, bool):
            raise BadRequest("A key of the CBOR is neither a number nor text.")
        # Of keys: first by kind, then the shorter, then by their bytes.
        order = (data[begin] >> 5, at - begin, data[begin:at])
        if previous is not None and order <= previous:
            raise BadRequest("The keys of the CBOR are not in order, or one stands there twice.")
        previous = order
        found[name], at = _item(data, at, depth + 1)
    return found, at
