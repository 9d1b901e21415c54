"""Identities: random, so that what stays in the log for ever names nobody; and secrets, of which only a digest is kept."""

from __future__ import annotations

import base64
import hashlib
import secrets

#: Without the signs that are taken for one another when somebody reads a code aloud.
READABLE = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def new_id(prefix: str) -> str:
    """Make an identity, as ``p_…`` of a person: 128 random bits.

    Examples
    --------
    >>> len(new_id("p"))
    28
    """
    return f"{prefix}_{base64.b32encode(secrets.token_bytes(16)).decode().rstrip('=').lower()}"


def new_token() -> str:
    """Make the token of a session: 256 random bits."""
    return secrets.token_urlsafe(32)


def new_code() -> str:
    """Make a code that a person types once: 100 random bits in five groups.

    Examples
    --------
    >>> len(new_code())
    24
    """
    letters = "".join(secrets.choice(READABLE) for _ in range(20))
    return "-".join(letters[place : place + 4] for place in range(0, 20, 4))


def digest(secret: str) -> str:
    """Give what is kept of a random secret: it has so many bits that a plain hash gives nothing away."""
    return hashlib.sha256(secret.encode()).hexdigest()


def code_digest(code: str) -> str:
    """Give what is kept of a typed code; case, blanks and hyphens do not matter.

    Examples
    --------
    >>> code_digest("ab-cd") == code_digest("ABCD ")
    True
    """
    return digest("".join(sign for sign in code.upper() if sign.isalnum()))
