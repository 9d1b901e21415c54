"""The files that snapshots hold: each once under a home, by its sha256."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from comity.model.errors import BadFile, NotHere
from comity.store.home import atomic_write, flush_folder, snapshots_dir, writable


def hash_file(path: Path) -> str:
    """Give the sha256 of a file, as 64 hexadecimal digits.

    Raises
    ------
    NotHere
        When it cannot be read.
    """
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise NotHere(
            f"{path} cannot be read ({error.strerror}).", remedy="See that it is there and open to you."
        ) from error


def object_path(place: Path, sha256: str) -> Path:
    """Give where the file of this digest lies under a home, whether it is there or not."""
    return snapshots_dir(place) / "objects" / sha256[:2] / sha256


def has_object(place: Path, sha256: str) -> bool:
    """Tell whether the file of this digest is here and undamaged; it is read whole."""
    path = object_path(place, sha256)
    return path.is_file() and hash_file(path) == sha256


def add_object(place: Path, sha256: str, chunks: Iterable[bytes]) -> Path:
    """Add a file to the store, if it has this digest. The lock has to be held.

    Raises
    ------
    BadFile
        When it has another; nothing is added.
    CannotWrite
        When there is no room or no right to write.
    """
    path = object_path(place, sha256)
    with writable(path):
        path.parent.mkdir(parents=True, exist_ok=True)
    found = hashlib.sha256()
    with atomic_write(path) as stream:
        for chunk in chunks:
            found.update(chunk)
            stream.write(chunk)
        if found.hexdigest() != sha256:
            raise BadFile(f"The sha256 of what came is {found.hexdigest()}, not {sha256}.")
    return path


def adopt_object(place: Path, sha256: str, part: Path) -> Path:
    """Move a finished and verified download into the store. The lock has to be held.

    Raises
    ------
    CannotWrite
        When that is refused.
    """
    path = object_path(place, sha256)
    with writable(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        part.replace(path)
        flush_folder(path.parent)
    return path
