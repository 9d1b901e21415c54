"""The file that leaves the office and is verified elsewhere: a ZIP of lines, read and written as a stream.

========================  ==========================================================================================
``log.jsonl``             a line for each entry: ``{"leaf":"…","salt":base64|null,"sealed":"…"|null}``, in RFC 8785
``checkpoints.txt``       all signed checkpoints, an empty line between them
``payloads.jsonl``        ``{"digest":…,"payload":base64}``: what was signed; left out where content must not leave
``manifest.json``         what the file holds, and the digests of its parts, against damage on the way
========================  ==========================================================================================

The digests keep nobody from altering the file; the signed checkpoints do (:mod:`comity.oversight.log.verify`).
"""

from __future__ import annotations

import base64
import os
import secrets
import struct
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO, Any, NamedTuple
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from comity.model.errors import BadFile, CannotWrite, NotHere
from comity.oversight.log.leaf import is_digest, is_id, read_canonical, read_line, unbase64, write_line

FORMAT = "comity/export/v1"
LOG, CHECKPOINTS, PAYLOADS, MANIFEST = "log.jsonl", "checkpoints.txt", "payloads.jsonl", "manifest.json"
#: No line that an office writes is longer.
LONGEST = 1 << 24
#: Text in lines shrinks to a quarter or so; what unpacks to more than this is made to fill a disk.
_RATIO, _SLACK = 100, 1 << 20
_BLOCK = 1 << 18
#: All that the library says of files that are no ZIP, or no longer one.
_DAMAGE = (BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, OverflowError, RuntimeError)


class Entry(NamedTuple):
    """An entry as it is stored: the leaf's text, and the salt and words that may have been erased."""

    leaf: str
    salt: bytes | None
    sealed: str | None


def write_entry(entry: Entry) -> str:
    """Write an entry as its line."""
    salt = None if entry.salt is None else base64.b64encode(entry.salt).decode()
    return write_line({"leaf": entry.leaf, "salt": salt, "sealed": entry.sealed})


def read_entry(line: bytes) -> Entry:
    """Read an entry's line.

    Raises
    ------
    BadFile
        The line is in no or another form.
    """
    try:
        fields = read_line(line)
        leaf, salt, sealed = fields.values()
        if tuple(fields) == ("leaf", "salt", "sealed") and type(leaf) is str:
            if salt is None and sealed is None:
                return Entry(leaf, None, None)
            if type(sealed) is str:
                return Entry(leaf, unbase64(salt), sealed)
    except (ValueError, AttributeError):
        pass
    raise BadFile("The line is no entry: leaf, salt and sealed words, in their one written form.")


def read_payload(line: bytes) -> tuple[str, bytes]:
    """Read a line of payloads, as digest and payload.

    Raises
    ------
    BadFile
        The line is in no or another form, or the payload has another digest.
    """
    try:
        fields = read_line(line)
        digest, payload = fields["digest"], unbase64(fields["payload"])
        if len(fields) == 2 and sha256(payload).hexdigest() == digest:
            return digest, payload
    except (ValueError, TypeError, KeyError):
        pass
    raise BadFile("The line is no payload with its digest.")


# --- writing ---


@contextmanager
def _whole(path: Path) -> Iterator[IO[bytes]]:
    """Write a file that only its owner reads, and that appears whole or not at all."""
    part = path.with_name(f".{path.name[:100]}.{secrets.token_hex(6)}.tmp")
    try:
        opened = os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        with os.fdopen(opened, "w+b") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise CannotWrite("Cannot write: %(reason)s.", where=str(path), reason=error.strerror or error) from None
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _write_part(archive: ZipFile, name: str, lines: Iterable[str]) -> tuple[int, str]:
    count, digest = 0, sha256()
    # A name alone gives a part without a time: the same log gives the same bytes.
    with archive.open(name, "w", force_zip64=True) as stream:
        block: list[str] = []
        for line in lines:
            block.append(line)
            count += 1
            if len(block) == 256:
                _put(stream, digest.update, block)
        _put(stream, digest.update, block)
    return count, digest.hexdigest()


def _put(stream: IO[bytes], digest: Callable[[bytes], None], block: list[str]) -> None:
    data = "".join(f"{line}\n" for line in block).encode()
    digest(data)
    stream.write(data)
    block.clear()


def write_export(
    path: Path,
    entries: Iterable[Entry],
    checkpoints: Iterable[str],
    payloads: Iterable[tuple[str, bytes]] | None,
    *,
    office: str,
) -> int:
    """Write the whole log into one file, whole or not at all.

    Parameters
    ----------
    path
        Where; what is there is replaced.
    entries
        All entries in their order, from 0.
    checkpoints
        All signed notes; one must cover the last entry, else the file does not verify.
    payloads
        Digest and bytes of what was submitted; None where content must not leave.
    office
        The office's identity.

    Returns
    -------
    int
        How many entries were written.

    Raises
    ------
    CannotWrite
        No room or no right.
    """
    with _whole(path) as stream, ZipFile(stream, "w", ZIP_DEFLATED, compresslevel=1) as archive:
        digests: dict[str, str] = {}
        size, digests[LOG] = _write_part(archive, LOG, map(write_entry, entries))
        points, digests[CHECKPOINTS] = _write_part(archive, CHECKPOINTS, checkpoints)
        bodies = None
        if payloads is not None:
            said = (
                write_line({"digest": digest, "payload": base64.b64encode(payload).decode()})
                for digest, payload in payloads
            )
            bodies, digests[PAYLOADS] = _write_part(archive, PAYLOADS, said)
        manifest = {
            "format": FORMAT,
            "office": office,
            "size": size,
            "checkpoints": points,
            "payloads": bodies,
            "digests": digests,
        }
        _write_part(archive, MANIFEST, [write_line(manifest)])
    return size


# --- reading ---


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an export says that it holds."""

    office: str
    size: int
    checkpoints: int
    payloads: int | None
    digests: dict[str, str]


def _manifest(text: str) -> Manifest:
    fields: Any = read_canonical(text)
    if type(fields) is not dict or fields.pop("format", None) != FORMAT:
        raise ValueError("format")
    manifest = Manifest(**fields)
    counts = [manifest.size, manifest.checkpoints, *([] if manifest.payloads is None else [manifest.payloads])]
    parts = {LOG, CHECKPOINTS} if manifest.payloads is None else {LOG, CHECKPOINTS, PAYLOADS}
    if not all(type(count) is int and count >= 0 for count in counts) or not is_id(manifest.office):
        raise ValueError("counts")
    if manifest.digests.keys() != parts or not all(is_digest(digest) for digest in manifest.digests.values()):
        raise ValueError("digests")
    return manifest


class Export:
    """An export that is open for reading; made by `open_export`."""

    def __init__(self, path: Path, archive: ZipFile) -> None:
        self.name = path.name
        self._archive = archive
        self._parts = _parts(path, archive)
        said = b"".join(line for _, line in self._lines(MANIFEST, None))
        try:
            self.manifest = _manifest(said.decode())
        except (ValueError, TypeError, AttributeError):
            raise BadFile("The manifest is not one of an export of this version.", where=self.where(MANIFEST)) from None
        if self._parts.keys() != {*self.manifest.digests, MANIFEST}:
            raise BadFile("The export holds other parts than its manifest names.", where=self.name)

    def where(self, part: str, line: int | None = None) -> str:
        """Say where something stands."""
        return f"{self.name}: {part}" + ("" if line is None else f":{line}")

    def lines(self, part: str) -> Iterator[tuple[int, bytes]]:
        """Give a part's lines with their numbers, from 1.

        Raises
        ------
        BadFile
            The part is damaged, has lines that no office writes, or, told behind the last line, is not the one that the manifest names.
        """
        return self._lines(part, self.manifest.digests[part])

    def _lines(self, part: str, expected: str | None) -> Iterator[tuple[int, bytes]]:
        number, rest, digest = 0, b"", sha256()
        try:
            with self._archive.open(self._parts[part]) as stream:
                while block := stream.read(_BLOCK):
                    digest.update(block)
                    *lines, rest = (rest + block).split(b"\n")
                    for line in lines:
                        number += 1
                        yield number, line
                    if len(rest) > LONGEST:
                        raise BadFile("The line is longer than any of an office.", where=self.where(part, number + 1))
        except _DAMAGE:
            raise BadFile("The file is damaged from here on.", where=self.where(part, number + 1)) from None
        if rest:
            raise BadFile("The last line has no end.", where=self.where(part, number + 1))
        if expected is not None and digest.hexdigest() != expected:
            raise BadFile("The part is not the one whose digest the manifest names.", where=self.where(part))

    def notes(self) -> Iterator[tuple[int, str]]:
        """Give the signed checkpoints, each with the number of its first line.

        Raises
        ------
        BadFile
            As `lines` does; or what stands there is no text.
        """
        start, gaps, held = 1, 0, b""
        for number, line in self.lines(CHECKPOINTS):
            if not line:
                gaps += 1
            if line or gaps == 1:
                held += line + b"\n"
            if gaps == 2:
                yield start, self._text(held, start)
                start, gaps, held = number + 1, 0, b""
            if len(held) > LONGEST:
                raise BadFile("The line is longer than any of an office.", where=self.where(CHECKPOINTS, number))
        if held:
            raise BadFile("The last line has no end.", where=self.where(CHECKPOINTS, start))

    def _text(self, held: bytes, start: int) -> str:
        try:
            return held.decode()
        except UnicodeDecodeError:
            raise BadFile("It is no text.", where=self.where(CHECKPOINTS, start)) from None


def _parts(path: Path, archive: ZipFile) -> dict[str, ZipInfo]:
    found: dict[str, ZipInfo] = {}
    packed = 0
    for info in archive.infolist():
        if info.filename not in {LOG, CHECKPOINTS, PAYLOADS, MANIFEST} or info.filename in found:
            raise BadFile("“%(part)s” has no place in an export.", where=path.name, part=info.filename[:80])
        if info.flag_bits & 1 or info.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
            raise BadFile("“%(part)s” is packed in a way that no export is.", where=path.name, part=info.filename)
        packed += info.compress_size
        if info.file_size > _RATIO * info.compress_size + _SLACK or packed > path.stat().st_size:
            raise BadFile("“%(part)s” unpacks to more than it can hold.", where=path.name, part=info.filename)
        found[info.filename] = info
    for part in (MANIFEST, LOG, CHECKPOINTS):
        if part not in found:
            raise BadFile("“%(part)s” is missing.", where=path.name, part=part)
    return found


@contextmanager
def open_export(path: Path) -> Iterator[Export]:
    """Open an export.

    Raises
    ------
    NotHere
        There is no such file.
    BadFile
        It is no export, or one made to do harm: odd names, parts that unpack to more than they can hold.
    """
    try:
        archive = ZipFile(path)
    except FileNotFoundError:
        raise NotHere("There is no file %(path)s.", path=path) from None
    except _DAMAGE:
        raise BadFile("It is no export of an office’s log.", where=path.name) from None
    with archive:
        yield Export(path, archive)
