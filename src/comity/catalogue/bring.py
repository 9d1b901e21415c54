"""``bring``: take over a file that only the user can have, such as an export under terms that forbid passing it on."""

from __future__ import annotations

import gzip
import hashlib
import re
import tempfile
import zlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from comity.catalogue.facts import Source, find
from comity.catalogue.objects import add_object
from comity.catalogue.raw import open_raw, refuse
from comity.catalogue.snapshot import Kept, changing, keep
from comity.catalogue.staging import stage
from comity.model.errors import BadFile, BadRequest, NotHere
from comity.store.home import home as default_home
from comity.store.home import own_sources_dir

#: How much of a file is searched for its version, in bytes.
_TOP = 1 << 14


@dataclass(frozen=True, slots=True)
class Brought:
    """What was taken over: its version as the file tells it, its sha256 and its size in bytes."""

    source: str
    version: str
    sha256: str
    size: int


def bring(name: str, path: Path, *, home: Path | None = None) -> Brought:
    """Take over the file of a source that the user brings, if the source's reader can read it.

    The file is copied; one that was brought before stays in the snapshot's history. A gzip file is unpacked.

    Raises
    ------
    UnknownName
        For a source that there is not.
    BadRequest
        When the source is fetched, and its files are not the user's to bring.
    NotHere
        When the file cannot be read.
    BadFile
        When it is not what the source says; every problem is listed, and what was here before stays.
    Busy, CannotWrite
        When another comity changes the snapshots; when there is no room or no right to write.
    """
    place = home or default_home()
    (source,) = find([name], own_sources_dir(place))
    if not source.brought:
        raise BadRequest(
            f"{source.name} is not a source whose file you bring.",
            remedy=f"Fetch it: comity pull {source.name}. For a copy of your own see docs/how-to/own-source.md, section 6.",
        )
    data = _read(path)
    version = _version(source, data)
    _try(source, data)
    sha256 = hashlib.sha256(data).hexdigest()
    with changing(place):
        add_object(place, sha256, [data])
        kept = Kept(sha256, len(data), date.today(), str(path.absolute()))
        keep(place, source.name, version, {source.files[0].name: kept})
    return Brought(source.name, version, sha256, len(data))


def _read(path: Path) -> bytes:
    try:
        data = path.read_bytes()
        return gzip.decompress(data) if data.startswith(b"\x1f\x8b") else data
    except OSError as error:
        raise NotHere(f"{path} cannot be read ({error.strerror}).", remedy="See that it is there.") from error
    except (EOFError, zlib.error) as error:
        raise BadFile("is cut short or damaged: it does not unpack.", where=str(path)) from error


def _version(source: Source, data: bytes) -> str:
    found = re.search(source.version_in_file, data[:_TOP].decode(source.files[0].encoding, errors="replace"))
    if found is None:
        raise BadFile(
            "does not say when it was made, as such a file does at its top.",
            where=f"source {source.name}",
            remedy=f"Bring the file as it was exported, unchanged. `comity sources {source.name}` says which it is.",
        )
    return found.group(1).strip() if found.groups() else source.version


def _try(source: Source, data: bytes) -> None:
    """Read the file once as the build will, so that what is wrong with it is said now."""
    file = source.files[0].name
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as con:
        (Path(folder) / file).write_bytes(data)
        raw = open_raw(source, {file: Path(folder) / file}, con)
        _, problems = stage(raw, source.reader(raw))
    if problems:
        raise refuse(source, problems)
