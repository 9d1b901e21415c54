"""What an overseer keeps: the size and the root of the log, signed (C2SP tlog-checkpoint over C2SP signed-note, Ed25519).

Any tool that knows signed notes reads them. A note may bear several signatures; those of unknown keys say nothing. Where the key that
one asks about has signed wrongly or not at all, the note is refused.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING

from comity.model.errors import BadFile
from comity.oversight.log.leaf import read_moment, unbase64, written
from comity.oversight.log.merkle import WIDTH

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

ED25519 = b"\x01"
#: As many signature lines, and as much text, as anyone must read before refusing.
_LINES, _LENGTH = 100, 1 << 20
_SIZE = re.compile(r"0|[1-9][0-9]{0,18}").fullmatch
_UNWRITABLE = re.compile(r"[\x00-\x09\x0b-\x1f]").search


def _is_name(said: str) -> bool:
    return bool(said) and "+" not in said and not any(letter.isspace() for letter in said)


@dataclass(frozen=True, slots=True)
class Verifier:
    """A public key and the name under which it signs."""

    name: str
    public: bytes

    @property
    def key_id(self) -> bytes:
        """Give the four bytes by which signature lines name the key."""
        return sha256(self.name.encode() + b"\n" + ED25519 + self.public).digest()[:4]

    def vkey(self) -> str:
        """Write the key in the form that signed notes know: name, key id and key."""
        return f"{self.name}+{self.key_id.hex()}+{base64.b64encode(ED25519 + self.public).decode()}"


def read_vkey(text: str) -> Verifier:
    """Read a key as `Verifier.vkey` writes it.

    Raises
    ------
    BadFile
        It is none, or its key id is another key's.

    Examples
    --------
    >>> read_vkey("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW").name
    'PeterNeumann'
    """
    name, _, rest = text.partition("+")
    key_id, _, key = rest.partition("+")
    try:
        value = unbase64(key)
    except ValueError:
        value = b""
    verifier = Verifier(name, value[1:])
    if not _is_name(name) or len(value) != 33 or value[:1] != ED25519 or verifier.key_id.hex() != key_id:
        raise BadFile(
            "“%(said)s” is no key of a log.",
            remedy="Give it as `comity office init` showed it: name, key id and key, with + between them.",
            said=text,
        )
    return verifier


def verifier_of(name: str, private: Ed25519PrivateKey) -> Verifier:
    """Give the public half of a key, with the name under which it signs."""
    return Verifier(name, private.public_key().public_bytes_raw())


def sign(text: str, name: str, private: Ed25519PrivateKey) -> str:
    """Make a signed note.

    Raises
    ------
    BadFile
        The text or the name cannot stand in a note.
    """
    _check_text(text)
    if not _is_name(name):
        raise BadFile("“%(said)s” is no name of a key.", said=name)
    signature = verifier_of(name, private).key_id + private.sign(text.encode())
    return f"{text}\n— {name} {base64.b64encode(signature).decode()}\n"


def open_note(note: str, verifier: Verifier) -> str:
    """Give the text of a note that a key has signed.

    Raises
    ------
    BadFile
        It is no signed note; or that key has not signed it, or not this text.
    """
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    text, signatures = _parts(note)
    mine = [value[4:] for name, value in signatures if name == verifier.name and value[:4] == verifier.key_id]
    if not mine:
        raise BadFile("The note is not signed by the key %(key)s.", key=verifier.vkey())
    public = Ed25519PublicKey.from_public_bytes(verifier.public)
    for signature in mine:
        try:
            public.verify(signature, text.encode())
        except InvalidSignature:
            raise BadFile("The signature of %(key)s is wrong: it signed something else.", key=verifier.vkey()) from None
    return text


def _check_text(text: str) -> None:
    try:
        fits = len(text.encode()) <= _LENGTH and not _UNWRITABLE(text)
    except UnicodeEncodeError:
        fits = False
    if not fits or not text.endswith("\n") or text == "\n":
        raise BadFile("It is no text of a signed note.")


def _parts(note: str) -> tuple[str, list[tuple[str, bytes]]]:
    body, gap, tail = note.rpartition("\n\n")
    _check_text(note)
    _check_text(body + "\n")
    lines = tail.split("\n")[:-1]
    if not gap or not 0 < len(lines) <= _LINES:
        raise BadFile("It is no signed note: a text, an empty line, and lines of signatures.")
    return body + "\n", [_signature(line) for line in lines]


def _signature(line: str) -> tuple[str, bytes]:
    dash, _, rest = line.partition(" ")
    name, _, said = rest.partition(" ")
    try:
        value = unbase64(said)
    except ValueError:
        value = b""
    if dash != "—" or not _is_name(name) or len(value) < 5:
        raise BadFile("“%(line)s” is no line of a signature.", line=line)
    return name, value


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The state of a log at one size: origin, number of entries, root, and when it was signed."""

    origin: str
    size: int
    root: bytes
    at: datetime | None = None
    extensions: tuple[str, ...] = ()

    def text(self) -> str:
        """Write it as C2SP tlog-checkpoint has it; the time is its first extension line."""
        time = () if self.at is None else (f"time {written(self.at)}",)
        lines = (self.origin, str(self.size), base64.b64encode(self.root).decode(), *time, *self.extensions)
        return "".join(f"{line}\n" for line in lines)


def parse(text: str) -> Checkpoint:
    """Read the text of a checkpoint; who signed it `read_checkpoint` tells.

    Raises
    ------
    BadFile
        It is none.
    """
    *lines, behind = text.split("\n")
    try:
        name, size, said, *extensions = lines
        root = unbase64(said)
        at = read_moment(extensions.pop(0)[5:]) if extensions and extensions[0].startswith("time ") else None
    except ValueError:
        raise BadFile("It is no checkpoint: origin, size and root, a line each.") from None
    if behind or not name or not _SIZE(size) or len(root) != WIDTH or not all(extensions):
        raise BadFile("It is no checkpoint: origin, size and root, a line each.")
    return Checkpoint(name, int(size), root, at, tuple(extensions))


def origin(office: str) -> str:
    """Give the name of an office's log."""
    return f"comity/{office}"


def peek(note: str) -> Checkpoint:
    """Read a checkpoint without asking who has signed it.

    Raises
    ------
    BadFile
        It is none.
    """
    return parse(_parts(note)[0])


def several(text: str) -> list[str]:
    """Take apart a file of checkpoints with an empty line between them, as an export and an overseer keep them."""
    blocks = [block.strip("\n") for block in text.split("\n\n") if block.strip("\n")]
    return ["\n\n".join(blocks[place : place + 2]) + "\n" for place in range(0, len(blocks), 2)]


def make_checkpoint(checkpoint: Checkpoint, private: Ed25519PrivateKey) -> str:
    """Sign a checkpoint; the key signs under the log's origin.

    Raises
    ------
    BadFile
        The origin cannot stand in a note.
    """
    return sign(checkpoint.text(), checkpoint.origin, private)


def read_checkpoint(note: str, verifier: Verifier) -> Checkpoint:
    """Read a checkpoint that the log's key has signed.

    Raises
    ------
    BadFile
        It is none, of another log, or that key has not signed it.
    """
    checkpoint = parse(open_note(note, verifier))
    if checkpoint.origin != verifier.name:
        raise BadFile(
            "It is a checkpoint of the log %(origin)s, not of %(name)s.", origin=checkpoint.origin, name=verifier.name
        )
    return checkpoint
