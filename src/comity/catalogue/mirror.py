"""A mirror: the publishers' files at one place, a folder or an http(s) address, for those who cannot reach them.

::

    <mirror>/index.json            [{"dataset": …, "file": …, "bytes": …, "sha256": …}, …]; other fields are passed over
    <mirror>/<source>/<file>       named as in the source's facts

Without an index a folder serves as well, its files being read for their digests; an http(s) address serves for files
whose digest the source's facts state. :func:`write_index` makes a mirror of a folder.
"""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import quote

from comity.catalogue.objects import hash_file
from comity.catalogue.snapshot import SHA256
from comity.model.errors import BadFile, BadRequest, NotHere
from comity.store.home import replace, writable

if TYPE_CHECKING:
    from comity.catalogue.transfer import Web

_INDEX = "index.json"
_INDEX_LIMIT = 64 << 20
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Offer:
    """One file that a mirror has. ``sha256`` and ``size`` (in bytes) are None where the mirror does not tell."""

    sha256: str | None = None
    size: int | None = None


class Mirror(Protocol):
    """What a folder and an address have in common."""

    @property
    def place(self) -> str:
        """Where it is, fit to be shown."""

    @property
    def listed(self) -> bool:
        """Whether what it offers is known to be there before it is asked for."""

    def offer(self, source: str, file: str) -> Offer | None:
        """Tell what the mirror has under this name, or None when it has nothing."""

    def origin(self, source: str, file: str) -> str:
        """Say where a file comes from, for the snapshot's manifest."""

    def fetch(self, source: str, file: str, part: Path, offer: Offer, advance: Callable[[int], None]) -> str:
        """Bring a file to ``part`` and give its sha256."""


def open_mirror(place: str | Path, web: Web) -> Mirror:
    """Open a mirror.

    Parameters
    ----------
    place
        A folder, or an address that begins with ``http://`` or ``https://``.

    Raises
    ------
    NotHere
        When there is no such folder, or its index cannot be read.
    BadRequest
        When the address is of another kind.
    FetchFailed
        When the address cannot be reached.
    """
    text = str(place)
    if "://" in text:
        if text.partition("://")[0].lower() not in ("http", "https"):
            raise BadRequest(
                f"“{text}” cannot be a mirror.", remedy="Name a folder, or an address with http:// or https://."
            )
        return _WebMirror(text.rstrip("/"), web)
    folder = Path(place).expanduser()
    if not folder.is_dir():
        what = "is not a folder" if folder.exists() else "is not there"
        raise NotHere(
            f"The mirror {folder} {what}.",
            remedy="Name the folder that holds one folder per source (--mirror or COMITY_MIRROR).",
        )
    return _FolderMirror(folder)


class _FolderMirror:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        path = folder / _INDEX
        self._index: Mapping[tuple[str, str], Offer] = {}
        if path.exists():
            try:
                self._index = _read_index(path.read_bytes(), str(path))
            except OSError as error:
                raise NotHere(
                    f"{path} cannot be read ({error.strerror}).", remedy="See that it is open to you."
                ) from error

    @property
    def place(self) -> str:
        return str(self.folder)

    @property
    def listed(self) -> bool:
        return True

    def offer(self, source: str, file: str) -> Offer | None:
        path = self.folder / source / file
        try:
            size = path.stat().st_size if path.is_file() else None
        except OSError:
            size = None
        if size is None:
            return None
        return self._index.get((source, file)) or Offer(hash_file(path), size)

    def origin(self, source: str, file: str) -> str:
        return str((self.folder / source / file).absolute())

    def fetch(self, source: str, file: str, part: Path, offer: Offer, advance: Callable[[int], None]) -> str:
        path = self.folder / source / file
        done = 0
        try:
            stream = path.open("rb")
        except OSError as error:
            raise NotHere(f"{path} cannot be read ({error.strerror}).", remedy="Is the mirror still there?") from error
        with stream, writable(part), _Removed(part), part.open("wb") as target:
            while chunk := _read(stream.read, path):
                target.write(chunk)
                done += len(chunk)
                advance(done)
            target.flush()
            os.fsync(target.fileno())
        found = hash_file(part)
        if offer.sha256 is not None and found != offer.sha256:
            part.unlink()
            if offer.size is not None and done < offer.size:
                raise BadFile(
                    f"The mirror's file looks cut short: it has {done:,} of {offer.size:,} bytes.",
                    where=str(path),
                    remedy="Nothing of it was kept. Copy the mirror again.",
                )
            raise BadFile(
                f"The mirror's file is not the one of its index: its sha256 is {found}, not {offer.sha256}.",
                where=str(path),
                remedy="Nothing of it was kept. The copy is damaged or its index.json is old: copy the mirror again.",
            )
        return found


class _WebMirror:
    def __init__(self, url: str, web: Web) -> None:
        from comity.catalogue.transfer import shown

        self.url = url
        self.web = web
        self._shown = shown(url)
        told = web.read(f"{url}/{_INDEX}", limit=_INDEX_LIMIT)
        self._index = None if told is None else _read_index(told, f"{self._shown}/{_INDEX}")

    @property
    def place(self) -> str:
        return self._shown

    @property
    def listed(self) -> bool:
        return self._index is not None

    def offer(self, source: str, file: str) -> Offer | None:
        return Offer() if self._index is None else self._index.get((source, file))

    def origin(self, source: str, file: str) -> str:
        return f"{self._shown}/{quote(source)}/{quote(file)}"

    def fetch(self, source: str, file: str, part: Path, offer: Offer, advance: Callable[[int], None]) -> str:
        url = f"{self.url}/{quote(source)}/{quote(file)}"
        return self.web.fetch(url, part, sha256=offer.sha256, size=offer.size, stay=True, advance=advance)


class _Removed:
    """Removes a file when what is done to it fails."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        if kind is not None:
            self.path.unlink(missing_ok=True)


def _read(read: Callable[[int], bytes], path: Path) -> bytes:
    try:
        return read(_CHUNK)
    except OSError as error:
        told = os.strerror(error.errno or errno.EIO)
        raise NotHere(f"{path} cannot be read to its end ({told}).", remedy="Is the mirror still there?") from error


def _read_index(told: bytes, where: str) -> dict[tuple[str, str], Offer]:
    try:
        entries: Any = json.loads(told)
        if not isinstance(entries, list):
            raise TypeError("it is not a list")
        index = {}
        for number, entry in enumerate(entries, 1):
            dataset, file, size, sha256 = entry["dataset"], entry["file"], entry.get("bytes"), entry["sha256"]
            fits = (
                isinstance(dataset, str)
                and isinstance(file, str)
                and isinstance(sha256, str)
                and SHA256.fullmatch(sha256)
                and (size is None or (isinstance(size, int) and size >= 0))
            )
            if not fits:
                raise TypeError(f"entry {number} is not complete")
            index[dataset, file] = Offer(sha256, size)
        return index
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        why = f"{error} is missing in an entry" if isinstance(error, KeyError) else str(error)
        raise NotHere(
            f"The mirror's index cannot be read: {why}.",
            where=where,
            remedy="Make it anew with `comity bundle index FOLDER`, or remove it: a folder serves without one.",
        ) from error


def write_index(folder: Path) -> Path:
    """Make a mirror of a folder that holds one folder per source: write its ``index.json``.

    Hidden files, links and what lies in no source's folder are passed over.

    Raises
    ------
    NotHere
        When it is not a folder, or holds no folder with files.
    CannotWrite
        When the index cannot be written; the one before stays.
    """
    if not folder.is_dir():
        raise NotHere(f"{folder} is not a folder.", remedy="Name the folder that holds one folder per source.")
    entries = []
    for path in sorted(folder.glob("*/**/*")):
        inside = PurePosixPath(path.relative_to(folder).as_posix())
        if path.is_symlink() or not path.is_file() or any(part.startswith(".") for part in inside.parts):
            continue
        dataset, *rest = inside.parts
        size = path.stat().st_size
        entries.append({"dataset": dataset, "file": "/".join(rest), "bytes": size, "sha256": hash_file(path)})
    if not entries:
        raise NotHere(
            f"{folder} holds no folder with files.", remedy="A mirror has one folder per source, named as it."
        )
    index = folder / _INDEX
    replace(index, (json.dumps(entries, indent=1, ensure_ascii=False) + "\n").encode())
    return index
