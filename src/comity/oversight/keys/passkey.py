"""Signatures of passkeys, checked offline: WebAuthn assertions whose challenge is the digest of what was signed.

The authenticator signs ``authenticatorData ‖ SHA-256(clientDataJSON)``; the browser writes the challenge into clientDataJSON. So
an assertion whose challenge is SHA-256 of the pre-authentication encoding of a payload is a signature over that payload, and can
be checked by anybody who has the public key, at any later time.

Stricter than a sign-in need be, since what is checked here binds: the user must have been verified, the page must have been the
office's own and in no frame, and every byte must have a meaning.

Source: Web Authentication Level 2 (W3C Recommendation of 8 April 2021), sections 5.8.1, 6.1, 6.5.1.1 and 7.2; RFC 9052 and 9053.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from comity.model.errors import BadRequest, NotAllowed
from comity.oversight.keys import cbor, curve

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

    Key = EllipticCurvePublicKey | Ed25519PublicKey | RSAPublicKey

#: Labels of COSE: the kind of key, its algorithm; the rest depends on the kind.
KTY, ALG = 1, 3
ES256, EDDSA, RS256 = -7, -8, -257
#: In the order in which a browser is asked for them.
ALGORITHMS = (EDDSA, ES256, RS256)

PRESENT, VERIFIED, ATTESTED, EXTENDED = 0x01, 0x04, 0x40, 0x80
#: Backup eligibility and state: the second without the first is no authenticator's doing.
ELIGIBLE, BACKED_UP = 0x08, 0x10
#: Bits that the specification keeps for later.
RESERVED = 0x22
#: As a browser writes an origin: no port where it is that of http, none with a zero in front.
LOCAL = re.compile(r"http://localhost(:[1-9][0-9]{0,4})?")
#: rpIdHash, flags and signCount.
SHORTEST = 37


# An office has few keys, and its log many signatures of each.
@lru_cache(maxsize=4096)
def read_public(cose: bytes) -> Key:
    """Read the public key of a passkey.

    Raises
    ------
    BadRequest
        When it is none of ES256 on P-256, EdDSA on Ed25519 and RS256 of 2048 to 8192 bits, has a member too many or too few, or is a
        point that is not on its curve.
    """
    held = cbor.read(cose)
    # Compared by type too, since True equals 1.
    if not isinstance(held, dict) or type(held.get(KTY)) is not int:
        raise BadRequest("This is no public key of a passkey.")
    if held.keys() != {2: {1, 3, -1, -2, -3}, 1: {1, 3, -1, -2}, 3: {1, 3, -1, -2}}.get(held[KTY]):
        raise BadRequest("This is no public key of a passkey.")
    if type(held[ALG]) is not int or held[ALG] != {2: ES256, 1: EDDSA, 3: RS256}[held[KTY]]:
        raise BadRequest("Passkeys sign here by ES256, EdDSA or RS256 alone.")
    if held[KTY] == 2:
        return _ec2(held)
    return _okp(held) if held[KTY] == 1 else _rsa(held)


def _bytes(value: Any, length: int) -> bytes:
    if not isinstance(value, bytes) or len(value) != length:
        raise BadRequest("A number of this public key is not as long as it must be.")
    return value


def _ec2(held: Mapping[int, Any]) -> EllipticCurvePublicKey:
    from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicNumbers

    if type(held[-1]) is not int or held[-1] != 1:
        raise BadRequest("A key of ES256 lies on the curve P-256.")
    x, y = (int.from_bytes(_bytes(held[name], 32), "big") for name in (-2, -3))
    try:
        return EllipticCurvePublicNumbers(x, y, SECP256R1()).public_key()
    except ValueError as error:
        raise BadRequest("This public key is no point of its curve.") from error


def _okp(held: Mapping[int, Any]) -> Ed25519PublicKey:
    if held[-1] != 6:
        raise BadRequest("A key of EdDSA lies on the curve Ed25519.")
    return curve.point(_bytes(held[-2], 32))


def _rsa(held: Mapping[int, Any]) -> RSAPublicKey:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers

    modulus, exponent = held[-1], held[-2]
    # 65537, as all authenticators have it; no other needs to be judged.
    if not isinstance(modulus, bytes) or modulus[:1] in (b"", b"\0") or exponent != b"\x01\x00\x01":
        raise BadRequest("This is no public key of a passkey.")
    number = int.from_bytes(modulus, "big")
    if not 2048 <= number.bit_length() <= 8192 or number % 2 == 0:
        raise BadRequest("A key of RS256 has from 2048 to 8192 bits.")
    try:
        return RSAPublicNumbers(65537, number).public_key()
    except ValueError as error:
        raise BadRequest("This is no public key of a passkey.") from error


def check_assertion(
    cose: bytes,
    challenge: bytes,
    *,
    authenticator_data: bytes,
    client_data: bytes,
    signature: bytes,
    rp: str,
    origins: Collection[str],
) -> None:
    """Check that a passkey signed a challenge, on a page of one of the origins, its user verified.

    Raises
    ------
    NotAllowed
        With what is wrong.
    BadRequest
        When the public key is none.
    """
    key = read_public(cose)
    _check_client(client_data, challenge, rp, origins)
    _check_authenticator(authenticator_data, rp)
    if not verifies(key, signature, authenticator_data + hashlib.sha256(client_data).digest()):
        raise NotAllowed("The signature does not belong to this key and these bytes.")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a member twice")
    return found


def is_own(origin: str, rp: str, origins: Collection[str]) -> bool:
    """Tell whether a page of an origin is the office's.

    It is one of those that the office was founded with; of an office on ``localhost`` also whatever is served there without TLS, on
    any port: browsers keep the ports of one machine no better apart, and which one is free differs from start to start.

    Examples
    --------
    >>> is_own("http://localhost:8443", "localhost", [])
    True
    >>> is_own("http://localhost:8443", "office.example", ["https://office.example"])
    False
    """
    return origin in origins or (rp == "localhost" and LOCAL.fullmatch(origin) is not None)


def _check_client(client_data: bytes, challenge: bytes, rp: str, origins: Collection[str]) -> None:
    try:
        said = json.loads(client_data.decode(), object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise NotAllowed("clientDataJSON is no JSON, or says something twice.") from error
    if not isinstance(said, dict):
        raise NotAllowed("clientDataJSON is no JSON, or says something twice.")
    if said.get("type") != "webauthn.get":
        raise NotAllowed("The passkey was not asked for a signature, but for something else.")
    # Compared as it is written: base64url without padding has one form for the browser, and may have several for a reader.
    if said.get("challenge") != base64.urlsafe_b64encode(challenge).rstrip(b"=").decode():
        raise NotAllowed("The passkey signed something else.")
    origin = said.get("origin")
    if not isinstance(origin, str) or not is_own(origin, rp, origins):
        raise NotAllowed("The passkey signed on a page of “%(origin)s”, which is not the office's.", origin=origin)
    if said.get("crossOrigin", False) is not False or "topOrigin" in said:
        raise NotAllowed("The passkey signed on a page in a frame of another.")


def _check_authenticator(data: bytes, rp: str) -> None:
    if len(data) < SHORTEST:
        raise NotAllowed("authenticatorData is cut off.")
    if data[:32] != hashlib.sha256(rp.encode()).digest():
        raise NotAllowed("The passkey is not one for “%(rp)s”.", rp=rp)
    flags = data[32]
    if not flags & PRESENT:
        raise NotAllowed("The passkey signed without anybody being there.")
    if not flags & VERIFIED:
        raise NotAllowed(
            "The passkey signed without having verified its user.", remedy="Set a PIN or a fingerprint on it."
        )
    if flags & (ATTESTED | RESERVED) or (flags & BACKED_UP and not flags & ELIGIBLE):
        raise NotAllowed("authenticatorData has flags that no signature has.")
    if flags & EXTENDED:
        try:
            extensions = cbor.read(data[SHORTEST:])
        except BadRequest as error:
            raise NotAllowed("The extensions of authenticatorData cannot be read.") from error
        if not isinstance(extensions, dict) or not all(isinstance(name, str) for name in extensions):
            raise NotAllowed("The extensions of authenticatorData cannot be read.")
    elif len(data) != SHORTEST:
        raise NotAllowed("authenticatorData has bytes behind its end.")


def verifies(key: Key, signature: bytes, data: bytes) -> bool:
    """Tell whether a signature over some bytes is that of a key."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
    from cryptography.hazmat.primitives.hashes import SHA256

    try:
        if isinstance(key, EllipticCurvePublicKey):
            key.verify(signature, data, ECDSA(SHA256()))
        elif isinstance(key, RSAPublicKey):
            key.verify(signature, data, PKCS1v15(), SHA256())
        else:
            key.verify(signature, data)
    except InvalidSignature:
        return False
    return True
