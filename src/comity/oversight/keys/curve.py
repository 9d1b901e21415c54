"""Public keys on Ed25519: which are keys at all.

The libraries take any 32 bytes, also points of small order, of which one signature holds for every text: whoever had such a key
enrolled could later say of anything that it was signed, or that it was not.

Source: RFC 8032, section 5.1; Chalkias, Garillot, Nikolaenko (2020), Taming the many EdDSAs.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from comity.model.errors import BadRequest

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

PRIME = 2**255 - 19
#: The ordinates of the eight points of Ed25519 whose order divides 8.
SMALL = frozenset(
    {
        0,
        1,
        PRIME - 1,
        2707385501144840649318225287225658788936804267575313519463743609750303402022,
        55188659117513257062467267217118295137698188065244968500265048394206261417927,
    }
)


@lru_cache(maxsize=4096)
def point(public: bytes) -> Ed25519PublicKey:
    """Read a public key of Ed25519.

    Raises
    ------
    BadRequest
        When it is no point of the curve, not written as RFC 8032 has it, or one of small order.
    """
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    ordinate = int.from_bytes(public, "little") & ((1 << 255) - 1)
    if len(public) != 32 or ordinate >= PRIME or ordinate in SMALL or not _on_curve(ordinate):
        raise BadRequest("This is no public key of Ed25519.")
    return Ed25519PublicKey.from_public_bytes(public)


def _on_curve(ordinate: int) -> bool:
    """Tell whether -x² + y² = 1 + dx²y² has a solution (RFC 8032 5.1.3)."""
    d = -121665 * pow(121666, -1, PRIME)
    square = (ordinate**2 - 1) * pow(d * ordinate**2 + 1, -1, PRIME) % PRIME
    return pow(square, (PRIME - 1) // 2, PRIME) == 1
