"""Software keys: published vectors, another library's way of opening them, and what must not open."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from comity.model.errors import BadRequest, NotAllowed
from comity.oversight.keys import curve, software

PHRASE = "orbit lantern copper thistle"
# RFC 8032 7.1, test 2.
SEED = bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
PUBLIC = bytes.fromhex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
SIGNED = "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"


@pytest.fixture(scope="module")
def sealed() -> dict[str, Any]:
    return software.seal(SEED, PHRASE)


def test_signs_as_in_rfc_8032() -> None:
    assert software.public_of(SEED) == PUBLIC
    assert base64.b64decode(software.sign(SEED, b"\x72")["sig"]).hex() == SIGNED


def test_argon2id_and_aes_are_what_they_are_called(sealed: dict[str, Any]) -> None:
    # By the other front door of argon2-cffi: its encoded form; base64 there has no padding.
    from argon2 import PasswordHasher, Type

    hasher = PasswordHasher(time_cost=3, memory_cost=65536, parallelism=1, hash_len=32, type=Type.ID)
    encoded = hasher.hash(PHRASE, salt=base64.b64decode(sealed["salt"])).rpartition("$")[2]
    key = base64.b64decode(encoded + "=")
    opened = AESGCM(key).decrypt(
        base64.b64decode(sealed["nonce"]), base64.b64decode(sealed["sealed"]), b"comity/software-key/v1"
    )
    assert opened == SEED


def test_a_key_is_made_opened_and_signs() -> None:
    public, wrapped = software.make(PHRASE)
    software.check_sealed(wrapped)
    seed = software.unseal(json.loads(json.dumps(wrapped)), PHRASE)
    signature = software.sign(seed, b"text")
    assert signature["keyid"] == software.keyid(public)
    Ed25519PublicKey.from_public_bytes(public).verify(base64.b64decode(signature["sig"]), b"text")
    with pytest.raises(InvalidSignature):
        Ed25519PublicKey.from_public_bytes(public).verify(base64.b64decode(signature["sig"]), b"texts")


def test_nothing_is_sealed_the_same_twice(sealed: dict[str, Any]) -> None:
    again = software.seal(SEED, PHRASE)
    assert all(again[name] != sealed[name] for name in ("salt", "nonce", "sealed"))


def test_a_passphrase_is_the_same_however_a_keyboard_composes_it() -> None:
    assert software.unseal(software.seal(SEED, "pâté de campagne"), "pa\u0302te\u0301 de campagne") == SEED


@pytest.mark.parametrize("phrase", ["", "short", "fifteen letters", "aaaaaaaaaaaaaaaaaaaa", "abababababababababab"])
def test_a_short_passphrase_seals_nothing(phrase: str) -> None:
    with pytest.raises(BadRequest, match="16 characters"):
        software.make(phrase)


def test_another_passphrase_opens_nothing(sealed: dict[str, Any]) -> None:
    with pytest.raises(NotAllowed, match="does not open"):
        software.unseal(sealed, PHRASE + " ")


@pytest.mark.parametrize("name", ["salt", "nonce", "sealed"])
def test_what_was_altered_does_not_open(sealed: dict[str, Any], name: str) -> None:
    data = bytearray(base64.b64decode(sealed[name]))
    data[-1] ^= 1
    with pytest.raises(NotAllowed):
        software.unseal({**sealed, name: base64.b64encode(data).decode()}, PHRASE)


@pytest.mark.parametrize(
    "change",
    [
        {"m": (1 << 20) + 1},
        {"m": 0},
        {"m": 65536.0},
        {"m": True},
        {"m": 4},
        {"t": 17},
        {"t": 0},
        {"p": 5},
        {"v": 2},
        {"v": True},
        {"kdf": "argon2i"},
        {"salt": "AAAA"},
        {"nonce": "AAAA"},
        {"sealed": "AAAA"},
        {"sealed": None},
        {"more": 1},
    ],
)
def test_what_is_out_of_bounds_is_not_even_tried(
    sealed: dict[str, Any], change: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(software, "_stretched", lambda *_: pytest.fail("it was tried"))
    with pytest.raises(BadRequest):
        software.unseal({**sealed, **change}, PHRASE)
    with pytest.raises(BadRequest):
        software.check_sealed({**sealed, **change})


@pytest.mark.parametrize("change", [{"m": 65535}, {"t": 2}, {"m": 19456, "t": 2}])
def test_what_is_sealed_less_well_is_not_kept(sealed: dict[str, Any], change: dict[str, Any]) -> None:
    with pytest.raises(BadRequest, match="less well"):
        software.check_sealed({**sealed, **change})
    software.check_sealed({**sealed, "m": 1 << 17})


# By an arithmetic of its own: RFC 8032, section 6, on plain coordinates.
P = 2**255 - 19
D = -121665 * pow(121666, -1, P) % P


def _add(one: tuple[int, int], other: tuple[int, int]) -> tuple[int, int]:
    (a, b), (c, d) = one, other
    product = D * a * c * b * d
    return (a * d + c * b) * pow(1 + product, -1, P) % P, (b * d + a * c) * pow(1 - product, -1, P) % P


def _times(number: int, point: tuple[int, int]) -> tuple[int, int]:
    found = (0, 1)
    while number:
        if number & 1:
            found = _add(found, point)
        point, number = _add(point, point), number >> 1
    return found


def _abscissa(y: int) -> int | None:
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    root = pow(square, (P + 3) // 8, P)
    for x in (root, root * pow(2, (P - 1) // 4, P) % P):
        if x * x % P == square:
            return x
    return None


def test_the_points_of_small_order_are_those_that_are_listed() -> None:
    order = 2**252 + 27742317777372353535851937790883648493
    found = set()
    for y in range(2, 60):
        x = _abscissa(y)
        if x is not None:
            # The part of it in the small group, and all its multiples.
            small = _times(order, (x, y))
            found |= {_times(number, small)[1] for number in range(8)}
    assert found == curve.SMALL


@pytest.mark.parametrize("sign", [0, 1])
@pytest.mark.parametrize("ordinate", [*sorted(curve.SMALL), P, P + 1, 2**255 - 1, 2])
def test_what_is_no_key_is_refused(ordinate: int, sign: int) -> None:
    with pytest.raises(BadRequest):
        curve.point((ordinate | sign << 255).to_bytes(32, "little"))


def test_a_key_of_small_order_would_have_signed_everything() -> None:
    # Why they are refused: with the neutral point as key, R = B·0 and S = 0 hold for every text in the library beneath.
    neutral = (1).to_bytes(32, "little")
    for text in (b"one", b"another"):
        Ed25519PublicKey.from_public_bytes(neutral).verify(neutral + bytes(32), text)


@pytest.mark.parametrize("length", [0, 31, 33])
def test_a_key_has_32_bytes(length: int) -> None:
    with pytest.raises(BadRequest):
        curve.point(bytes(length))
    curve.point(PUBLIC)
