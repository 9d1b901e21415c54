"""Whether a signature holds: the one function by which the office and the offline verifier decide."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from comity.model.errors import BadRequest, NotAllowed
from comity.oversight.keys import curve, passkey, software
from comity.oversight.keys.statement import decoded, pae

KINDS = ("passkey", "software")


@dataclass(frozen=True, slots=True)
class Public:
    """The public half of a key: COSE of a passkey, 32 bytes of Ed25519 of a software key.

    Raises
    ------
    BadRequest
        When the bytes are no such key, or one that anybody could sign for.
    """

    kind: str
    public: bytes

    def __post_init__(self) -> None:
        """Refuse what is no key."""
        if self.kind == "passkey":
            passkey.read_public(self.public)
        elif self.kind == "software":
            curve.point(self.public)
        else:
            raise BadRequest("“%(kind)s” is no kind of key.", kind=self.kind)

    @property
    def keyid(self) -> str:
        """Give its name: SHA-256 of the bytes, in hexadecimal."""
        return software.keyid(self.public)


def check(
    public: Public,
    payload_type: str,
    payload: bytes,
    signature: Mapping[str, str],
    *,
    rp: str,
    origins: Collection[str],
) -> None:
    """Check that a key signed a payload of a type.

    Parameters
    ----------
    signature
        As an envelope has it: `keyid` and `sig`; of a passkey also `authenticatorData` and `clientDataJSON`.
    rp, origins
        The office's host name, and the addresses of its pages: a passkey signs for them alone, on ``localhost`` on any port.

    Raises
    ------
    NotAllowed
        With what is wrong: nothing of it may count.
    """
    names = {"keyid", "sig"} | ({"authenticatorData", "clientDataJSON"} if public.kind == "passkey" else set())
    if not isinstance(signature, Mapping) or set(signature) != names:
        raise NotAllowed("This is no signature of such a key.")
    if signature["keyid"] != public.keyid:
        raise NotAllowed("The signature is of another key.")
    try:
        parts = {name: decoded(signature[name]) for name in names - {"keyid"}}
    except BadRequest as error:
        raise NotAllowed("This is no signature of such a key.") from error
    signed = pae(payload_type, payload)
    if public.kind == "passkey":
        passkey.check_assertion(
            public.public,
            hashlib.sha256(signed).digest(),
            authenticator_data=parts["authenticatorData"],
            client_data=parts["clientDataJSON"],
            signature=parts["sig"],
            rp=rp,
            origins=origins,
        )
    elif not passkey.verifies(curve.point(public.public), parts["sig"], signed):
        raise NotAllowed("The signature does not belong to this key and these bytes.")
