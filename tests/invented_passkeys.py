"""Passkeys as tests have them: an authenticator and a browser in a few lines, by other libraries than ours."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256

RP, ORIGIN = "localhost", "http://localhost:8000"
ALGORITHMS = ("ES256", "EdDSA", "RS256")


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def b64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Passkey:
    """A passkey of one of the three algorithms, whose user is there and verified unless told otherwise."""

    def __init__(self, algorithm: str = "ES256", rp: str = RP) -> None:
        self.algorithm, self.rp, self.credential, self.count = algorithm, rp, secrets.token_bytes(32), 0
        self.key: Any
        if algorithm == "ES256":
            self.key = ec.generate_private_key(ec.SECP256R1())
            at = self.key.public_key().public_numbers()
            members = {1: 2, 3: -7, -1: 1, -2: at.x.to_bytes(32, "big"), -3: at.y.to_bytes(32, "big")}
        elif algorithm == "EdDSA":
            self.key = ed25519.Ed25519PrivateKey.generate()
            members = {1: 1, 3: -8, -1: 6, -2: self.key.public_key().public_bytes_raw()}
        else:
            self.key = rsa.generate_private_key(65537, 2048)
            modulus = self.key.public_key().public_numbers().n
            members = {1: 3, 3: -257, -1: modulus.to_bytes(256, "big"), -2: b"\x01\x00\x01"}
        self.members: dict[Any, Any] = members
        self.cose = cbor2.dumps(members)

    def sign(self, data: bytes) -> bytes:
        """Sign bytes as they are."""
        if self.algorithm == "ES256":
            return bytes(self.key.sign(data, ec.ECDSA(SHA256())))
        if self.algorithm == "EdDSA":
            return bytes(self.key.sign(data))
        return bytes(self.key.sign(data, padding.PKCS1v15(), SHA256()))

    def attest(self, challenge: bytes, *, origin: str = ORIGIN) -> dict[str, Any]:
        """Register, as a browser gives it back from `navigator.credentials.create`, without attestation."""
        held = len(self.credential).to_bytes(2, "big") + self.credential + self.cose
        data = hashlib.sha256(self.rp.encode()).digest() + bytes([0x45]) + bytes(4) + bytes(16) + held
        client = {"type": "webauthn.create", "challenge": b64url(challenge), "origin": origin, "crossOrigin": False}
        return self._credential(
            {
                "attestationObject": b64url(cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})),
                "clientDataJSON": b64url(json.dumps(client).encode()),
            }
        )

    def parts(
        self,
        challenge: bytes,
        *,
        client: dict[str, Any] | None = None,
        client_data: bytes | None = None,
        flags: int = 0x05,
        rp: str | None = None,
        behind: bytes = b"",
    ) -> dict[str, bytes]:
        """Sign a challenge, with whatever of it is told to be otherwise."""
        self.count += 1
        said = {"type": "webauthn.get", "challenge": b64url(challenge), "origin": ORIGIN, "crossOrigin": False}
        if client_data is None:
            client_data = json.dumps(said | (client or {}), separators=(",", ":")).encode()
        data = (
            hashlib.sha256((rp or self.rp).encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big") + behind
        )
        return {
            "sig": self.sign(data + hashlib.sha256(client_data).digest()),
            "authenticatorData": data,
            "clientDataJSON": client_data,
        }

    def assertion(self, challenge: bytes, **otherwise: Any) -> dict[str, Any]:
        """Sign a challenge, as a browser gives it back from `navigator.credentials.get`."""
        return self.as_credential(self.parts(challenge, **otherwise))

    def as_credential(self, parts: dict[str, bytes]) -> dict[str, Any]:
        """Give parts as a browser does."""
        return self._credential(
            {
                "signature": b64url(parts["sig"]),
                "authenticatorData": b64url(parts["authenticatorData"]),
                "clientDataJSON": b64url(parts["clientDataJSON"]),
            }
        )

    def signature(self, pae: bytes, **otherwise: Any) -> dict[str, str]:
        """Sign a pre-authentication encoding, as an envelope has it."""
        parts = self.parts(hashlib.sha256(pae).digest(), **otherwise)
        return {"keyid": hashlib.sha256(self.cose).hexdigest()} | {name: b64(part) for name, part in parts.items()}

    def _credential(self, response: dict[str, str]) -> dict[str, Any]:
        name = b64url(self.credential)
        return {"id": name, "rawId": name, "type": "public-key", "response": response, "clientExtensionResults": {}}
