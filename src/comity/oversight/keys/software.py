"""Software keys: Ed25519, the private half sealed by a passphrase that only its owner knows.

The office keeps what is sealed and never sees the passphrase: the browser opens it, or this module where somebody signs on the
command line. Whoever runs the machine can copy what is sealed and try passphrases at leisure, so the passphrase is all that stands
between them and the key; hence its length, and argon2id (RFC 9106) before AES-256-GCM.

::

    {"v": 1, "kdf": "argon2id", "m": KiB, "t": passes, "p": lanes, "salt": …, "nonce": …, "sealed": 32 bytes of seed and the tag}
"""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from comity.model.errors import BadRequest, NotAllowed
from comity.oversight.keys.statement import coded, decoded

#: The second recommended option of RFC 9106, with one lane, since a browser has one; keys.js has the same numbers.
MEMORY, PASSES, LANES = 65536, 3, 1
#: What is opened at most: a blob must not take the machine's memory, or its day.
MOST = {"m": 1 << 20, "t": 16, "p": 4}
PURPOSE = b"comity/software-key/v1"
#: Code points after NFKC: with fewer, whoever copies the sealed key soon has it. Four random words of a list of 7776 have more.
SHORTEST = 16
#: Of which so many differ.
DIFFERENT = 6


def keyid(public: bytes) -> str:
    """Give the name of a key of either kind: SHA-256 of its public half, in hexadecimal."""
    return sha256(public).hexdigest()


def make(passphrase: str) -> tuple[bytes, dict[str, Any]]:
    """Make a key: its public half, and the private one sealed.

    Raises
    ------
    BadRequest
        When the passphrase is too short.
    """
    seed = secrets.token_bytes(32)
    return public_of(seed), seal(seed, passphrase)


def public_of(seed: bytes) -> bytes:
    """Give the public half of a private key."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def sign(seed: bytes, data: bytes) -> dict[str, str]:
    """Sign a pre-authentication encoding, and give the signature as an envelope has it."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return {
        "keyid": keyid(public_of(seed)),
        "sig": coded(Ed25519PrivateKey.from_private_bytes(seed).sign(data)),
    }


def seal(seed: bytes, passphrase: str) -> dict[str, Any]:
    """Seal a private key by a passphrase.

    Raises
    ------
    BadRequest
        When the passphrase is too short.
    """
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    text = unicodedata.normalize("NFKC", passphrase)
    if len(text) < SHORTEST or len(set(text)) < DIFFERENT:
        raise BadRequest(
            "A passphrase of a key has %(shortest)s characters or more, and at least %(different)s different ones.",
            remedy="Take four or more words that chance picks, not a saying.",
            shortest=SHORTEST,
            different=DIFFERENT,
        )
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    sealed = AESGCM(_stretched(text, salt, MEMORY, PASSES, LANES)).encrypt(nonce, seed, PURPOSE)
    return {
        "v": 1,
        "kdf": "argon2id",
        "m": MEMORY,
        "t": PASSES,
        "p": LANES,
        "salt": coded(salt),
        "nonce": coded(nonce),
        "sealed": coded(sealed),
    }


def unseal(wrapped: Mapping[str, Any], passphrase: str) -> bytes:
    """Open a private key.

    Raises
    ------
    NotAllowed
        When the passphrase is another, or what is sealed was altered: nobody can tell which.
    BadRequest
        When nothing is sealed there, or it would take too much to open.
    """
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    salt, nonce, sealed = _parts(wrapped)
    text = unicodedata.normalize("NFKC", passphrase)
    key = _stretched(text, salt, wrapped["m"], wrapped["t"], wrapped["p"])
    try:
        return AESGCM(key).decrypt(nonce, sealed, PURPOSE)
    except InvalidTag as error:
        raise NotAllowed("This passphrase does not open the key.") from error


def check_sealed(wrapped: Mapping[str, Any]) -> None:
    """Refuse to keep what is sealed less well than this module seals.

    Raises
    ------
    BadRequest
        When nothing is sealed there, or its parameters are weaker.
    """
    _parts(wrapped)
    if wrapped["m"] < MEMORY or wrapped["t"] < PASSES:
        raise BadRequest("The key is sealed less well than the office demands.", remedy="Make it anew.")


def _parts(wrapped: Mapping[str, Any]) -> tuple[bytes, bytes, bytes]:
    """Give salt, nonce and what is sealed, all in bounds."""
    if not isinstance(wrapped, Mapping) or set(wrapped) != {"v", "kdf", *MOST, "salt", "nonce", "sealed"}:
        raise BadRequest("This is no sealed key.")
    if type(wrapped["v"]) is not int or wrapped["v"] != 1 or wrapped["kdf"] != "argon2id":
        raise BadRequest("This key is sealed in a way that is not known here.")
    for name, most in MOST.items():
        if type(wrapped[name]) is not int or not 1 <= wrapped[name] <= most:
            raise BadRequest("“%(name)s” of the sealed key is from 1 to %(most)s.", name=name, most=most)
    salt, nonce, sealed = (decoded(wrapped[name]) for name in ("salt", "nonce", "sealed"))
    if len(salt) != 16 or len(nonce) != 12 or len(sealed) != 48 or wrapped["m"] < 8 * wrapped["p"]:
        raise BadRequest("This is no sealed key.")
    return salt, nonce, sealed


def _stretched(text: str, salt: bytes, memory: int, passes: int, lanes: int) -> bytes:
    from argon2.low_level import Type, hash_secret_raw

    return hash_secret_raw(text.encode(), salt, passes, memory, lanes, 32, Type.ID)
