"""What a bundle says of itself, and whether it is so.

Nothing in a bundle is believed before it is checked: names that lead elsewhere, files that the manifest does not name,
packed members and sizes that do not fit are refused, and every file is held against its digest.
"""

from __future__ import annotations

import hashlib
import json
import re
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from zipfile import ZIP_STORED, BadZipFile, ZipFile

from comity.catalogue.snapshot import SHA256, SOURCE_NAME, digest_of
from comity.model.errors import BadFile, NotHere

MANIFEST = "manifest.json"
READ_ME = "READ-ME-FIRST.txt"
_FORMAT = "comity bundle 1"
_MANIFEST_LIMIT = 32 << 20
_CHUNK = 1 << 20
_AGAIN = "Do not load it: `load` would refuse it whole. Copy the bundle again, or ask who made it for a whole one."
_DAMAGE = (BadZipFile, EOFError, OSError, NotImplementedError, RuntimeError, ValueError, zlib.error)


@dataclass(frozen=True, slots=True)
class BundledFile:
    """One file in a bundle: its digest, and its size in bytes."""

    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class BundledSource:
    """One source's snapshot in a bundle, with what one has to know to use it rightly."""

    name: str
    title: str
    publisher: str
    version: str
    licence: str
    licence_url: str
    licence_note: str
    redistribute: bool
    citation: str
    url: str
    taken: date
    digest: str
    files: Mapping[str, BundledFile]


@dataclass(frozen=True, slots=True)
class Contents:
    """What a bundle holds.

    ``own`` are the folders of own sources, ``source → path → file``; ``restricted`` the sources, folders included, that
    may not be passed on and are in it because whoever made it said so.
    """

    created: date
    comity: str
    sources: tuple[BundledSource, ...]
    own: Mapping[str, Mapping[str, BundledFile]]
    restricted: tuple[str, ...]

    @property
    def members(self) -> dict[str, BundledFile]:
        """Every file in it by its name in the zip, but for the manifest and the plain words."""
        found = {object_name(file.sha256): file for source in self.sources for file in source.files.values()}
        return found | {
            own_name(name, inside): file for name, files in self.own.items() for inside, file in files.items()
        }


def object_name(sha256: str) -> str:
    """Give the name in the zip of the file of this digest."""
    return f"objects/{sha256}"


def own_name(source: str, inside: str) -> str:
    """Give the name in the zip of a file in an own source's folder."""
    return f"own/{source}/{inside}"


def write_contents(contents: Contents) -> bytes:
    """Give the manifest's bytes; the same contents give the same."""
    told = {
        "format": _FORMAT,
        "created": contents.created.isoformat(),
        "comity": contents.comity,
        "read_me": hashlib.sha256(read_me(contents).encode()).hexdigest(),
        "restricted": list(contents.restricted),
        "sources": [
            {
                "name": source.name,
                "title": source.title,
                "publisher": source.publisher,
                "version": source.version,
                "licence": source.licence,
                "licence_url": source.licence_url,
                "licence_note": source.licence_note,
                "redistribute": source.redistribute,
                "citation": source.citation,
                "url": source.url,
                "taken": source.taken.isoformat(),
                "digest": source.digest,
                "files": _files_form(source.files),
            }
            for source in contents.sources
        ],
        "own": {name: _files_form(files) for name, files in sorted(contents.own.items())},
    }
    return (json.dumps(told, indent=1, ensure_ascii=False) + "\n").encode()


def _files_form(files: Mapping[str, BundledFile]) -> dict[str, dict[str, Any]]:
    return {name: {"sha256": file.sha256, "bytes": file.size} for name, file in sorted(files.items())}


def read_me(contents: Contents) -> str:
    """Say in plain words what a bundle holds, and what may not be done with it."""
    lines = [f"comity bundle of {contents.created.isoformat()}, made by comity {contents.comity}", ""]
    if contents.restricted:
        lines += [
            "THIS BUNDLE HOLDS FILES THAT MAY NOT BE PASSED ON.",
            "Whoever made it said that it should hold them all the same. Do not copy it further unless you have the right to.",
            *(f"  - {name}" for name in contents.restricted),
            "",
        ]
    if contents.own:
        lines += [
            "THIS BUNDLE HOLDS PROGRAMMES, which run when the record is built. Load them only if you trust who made it.",
            *(f"  - {name}" for name in sorted(contents.own)),
            "",
        ]
    lines += [
        "To use it on a computer without internet:",
        "  comity bundle verify FILE     holds every file against its digest",
        "  comity bundle load FILE       takes it over, whole or not at all",
        "  comity build                  makes the record from it",
        "",
        "What it holds, under which terms, and how to cite it:",
    ]
    for source in contents.sources:
        may = "may be passed on" if source.redistribute else "MAY NOT BE PASSED ON without asking the publisher"
        terms = " ".join(part for part in (source.licence, source.licence_url, source.licence_note) if part)
        lines += [
            "",
            f"{source.name}: {source.title}, version {source.version}, taken {source.taken.isoformat()}",
            f"Publisher: {source.publisher}" + (f", {source.url}" if source.url else ""),
            f"Licence: {terms}; {may}.",
            *(f"  {file.sha256}  {name}  {file.size:,} bytes" for name, file in sorted(source.files.items())),
            source.citation,
        ]
    return "\n".join(lines) + "\n"


@contextmanager
def opened(path: Path) -> Iterator[ZipFile]:
    """Open a bundle for reading.

    Raises
    ------
    NotHere
        When there is no such file, or it cannot be read.
    BadFile
        When it is no zip, or is cut short.
    """
    try:
        stream = path.open("rb")
    except OSError as error:
        raise NotHere(
            f"{path} cannot be read ({error.strerror}).", remedy="Is the name right, the stick in?"
        ) from error
    with stream:
        try:
            archive = ZipFile(stream)
        except _DAMAGE as error:
            raise BadFile("is no bundle, or is cut short.", where=str(path), remedy=_AGAIN) from error
        with archive:
            yield archive


def chunks(archive: ZipFile, name: str) -> Iterator[bytes]:
    """Walk through the bytes of one member.

    Raises
    ------
    BadFile
        When they cannot be read.
    """
    try:
        with archive.open(name) as stream:
            while chunk := stream.read(_CHUNK):
                yield chunk
    except _DAMAGE as error:
        raise BadFile("cannot be read: the bundle is damaged.", where=name, remedy=_AGAIN) from error


def check(archive: ZipFile, path: Path) -> Contents:
    """Read an opened bundle from end to end and give its contents.

    Raises
    ------
    BadFile
        When anything in it is not as its manifest says; every problem is listed.
    """
    problems = _shape(archive, path)
    if problems:
        raise _refuse(path, problems)
    contents, read_me_digest = _read_manifest(archive, path)
    expected = contents.members
    named = {*expected, MANIFEST, READ_ME}
    there = {entry.filename: entry.file_size for entry in archive.infolist()}
    problems += [f"{name} is missing." for name in sorted(named - there.keys())]
    problems += [f"{name} is not in its manifest." for name in sorted(there.keys() - named)]
    for name, file in sorted(expected.items()):
        if name in there and there[name] != file.size:
            problems.append(f"{name} has {there[name]:,} bytes where {file.size:,} are stated.")
    if problems:
        raise _refuse(path, problems)
    digests = {name: file.sha256 for name, file in expected.items()} | {READ_ME: read_me_digest}
    for name, digest in sorted(digests.items()):
        found = hashlib.sha256()
        try:
            for chunk in chunks(archive, name):
                found.update(chunk)
        except BadFile as error:
            problems.append(f"{name} {error.what}")
            continue
        if found.hexdigest() != digest:
            problems.append(f"{name} has been altered: its sha256 is {found.hexdigest()}, not {digest}.")
    if problems:
        raise _refuse(path, problems)
    return contents


def _refuse(path: Path, problems: list[str]) -> BadFile:
    count = f"{len(problems)} problems, the first: " if len(problems) > 1 else ""
    return BadFile(f"{count}{problems[0]}", where=str(path), remedy=_AGAIN, problems=problems)


def _shape(archive: ZipFile, path: Path) -> list[str]:
    problems = []
    entries = archive.infolist()
    names = [entry.filename for entry in entries]
    problems += [f"{name!r} is in it twice." for name in sorted({name for name in names if names.count(name) > 1})]
    for entry in entries:
        if not _is_safe(entry.filename):
            problems.append(f"{entry.filename!r} is a name that leads elsewhere.")
        if entry.compress_type != ZIP_STORED or entry.compress_size != entry.file_size or entry.flag_bits & 1:
            problems.append(f"{entry.filename!r} is packed or locked, which nothing in a bundle is.")
    if sum(entry.file_size for entry in entries) > path.stat().st_size:
        problems.append("Its files are said to be larger than the bundle is.")
    if MANIFEST not in names:
        problems.append(f"{MANIFEST} is missing: it is no bundle of comity.")
    elif archive.getinfo(MANIFEST).file_size > _MANIFEST_LIMIT:
        problems.append(f"{MANIFEST} is too large to be one.")
    return problems


def _is_safe(name: str) -> bool:
    parts = name.split("/")
    return name.isprintable() and not set(name) & set('\\:*?"<>|') and not any(part[:1] in ("", ".") for part in parts)


def _read_manifest(archive: ZipFile, path: Path) -> tuple[Contents, str]:
    data = b"".join(chunks(archive, MANIFEST))
    try:
        told = json.loads(data)
        if told["format"] != _FORMAT:
            raise BadFile(
                f"is of the form {told['format']!r}, which comity does not know.",
                where=str(path),
                remedy="Use the version of comity that made it.",
            )
        sources = tuple(_source(entry) for entry in told["sources"])
        own = {_name(name): _files(files) for name, files in told["own"].items()}
        restricted = tuple(_name(name) for name in told["restricted"])
        contents = Contents(date.fromisoformat(told["created"]), _text(told["comity"]), sources, own, restricted)
        if len({source.name for source in sources}) != len(sources):
            raise ValueError("a source stands in it twice")
        if unsaid := {source.name for source in sources if not source.redistribute} - set(restricted):
            raise ValueError(f"{sorted(unsaid)[0]} may not be passed on, which it does not say")
        return contents, _digest(told["read_me"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        why = f"{error} is missing" if isinstance(error, KeyError) else str(error)
        raise BadFile(f"cannot be understood: {why}.", where=f"{path}, {MANIFEST}", remedy=_AGAIN) from error


def _source(entry: Mapping[str, Any]) -> BundledSource:
    if not isinstance(entry["redistribute"], bool):
        raise TypeError("redistribute is true or false")
    source = BundledSource(
        name=_name(entry["name"]),
        title=_text(entry["title"]),
        publisher=_text(entry["publisher"]),
        version=_text(entry["version"]),
        licence=_text(entry["licence"]),
        licence_url=_text(entry["licence_url"]),
        licence_note=_text(entry["licence_note"]),
        redistribute=entry["redistribute"],
        citation=_text(entry["citation"]),
        url=_text(entry["url"]),
        taken=date.fromisoformat(entry["taken"]),
        digest=_digest(entry["digest"]),
        files=_files(entry["files"]),
    )
    if digest_of({name: file.sha256 for name, file in source.files.items()}) != source.digest:
        raise ValueError(f"the digest of {source.name} is not that of its files")
    return source


def _files(entries: Mapping[str, Mapping[str, Any]]) -> dict[str, BundledFile]:
    files = {}
    for name, entry in entries.items():
        size = entry["bytes"]
        if not _is_safe(name) or not isinstance(size, int) or size < 0:
            raise ValueError(f"{name!r} is no file that it could hold")
        files[name] = BundledFile(_digest(entry["sha256"]), size)
    if not files:
        raise ValueError("a source without files")
    return files


def _name(value: object) -> str:
    if not isinstance(value, str) or not SOURCE_NAME.fullmatch(value):
        raise ValueError(f"{value!r} is no name of a source")
    return value


def _digest(value: object) -> str:
    if not isinstance(value, str) or not SHA256.fullmatch(value):
        raise ValueError(f"{value!r} is no sha256")
    return value


_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def _text(value: object) -> str:
    """Take a text that will be shown on a terminal: one with control characters is refused."""
    if not isinstance(value, str) or _CONTROL.search(value):
        raise ValueError(f"{value!r} is no plain text")
    return value
