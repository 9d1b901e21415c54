"""The office's own key file: it signs checkpoints, and seals what the database must not hold in the clear.

It lies beside the database, never in it: who copies the database can neither sign a checkpoint nor make anybody's codes.
"""

from __future__ import annotations

import base64
import secrets
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from comity.model.errors import BadFile
from comity.oversight.log.checkpoint import verifier_of

LENGTH = 32


@dataclass(frozen=True, slots=True)
class OfficeKey:
    """The key file, read."""

    seed: bytes

    @classmethod
    def read(cls, text: bytes) -> OfficeKey:
        """Read a key file.

        Raises
        ------
        BadFile
            When it is none.
        """
        try:
            seed = base64.b64decode(text.strip(), validate=True)
        except ValueError:
            seed = b""
        if len(seed) != LENGTH:
            raise BadFile("The office's key file holds no key.", remedy="Bring it back from where it is kept with the backup.")  # fmt: skip
        return cls(seed)

    @classmethod
    def make(cls) -> OfficeKey:
        """Make a new one."""
        return cls(secrets.token_bytes(LENGTH))

    def text(self) -> bytes:
        """Give what the file holds."""
        return base64.b64encode(self.seed) + b"\n"

    def log_key(self) -> Ed25519PrivateKey:
        """Give the key that signs the log."""
        return Ed25519PrivateKey.from_private_bytes(self._derived(b"comity log"))

    def vkey(self, origin: str) -> str:
        """Give the public half, as an overseer keeps it."""
        return verifier_of(origin, self.log_key()).vkey()

    def seal(self, secret: str, of: str) -> str:
        """Seal a secret of somebody: it opens for nobody else's."""
        nonce = secrets.token_bytes(12)
        sealed = AESGCM(self._derived(b"comity secrets")).encrypt(nonce, secret.encode(), of.encode())
        return base64.b64encode(nonce + sealed).decode()

    def open(self, sealed: str, of: str) -> str:
        """Open what was sealed.

        Raises
        ------
        BadFile
            When it was sealed by another key file, or for somebody else.
        """
        raw = base64.b64decode(sealed)
        try:
            return AESGCM(self._derived(b"comity secrets")).decrypt(raw[:12], raw[12:], of.encode()).decode()
        except InvalidTag as error:
            raise BadFile("A secret in the database was not sealed by this office's key file.", remedy="Bring the key file that belongs to this database.") from error  # fmt: skip

    def _derived(self, what: bytes) -> bytes:
        return HKDF(SHA256(), LENGTH, None, what).derive(self.seed)
