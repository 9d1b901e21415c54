"""What was taken from a publisher: files addressed by their digest, and one manifest per source.

::

    snapshots/objects/ab/abcd…     each file once, under its sha256
    snapshots/<source>.json        which files make up the source's snapshot; earlier ones under ``history``
    snapshots/partial/             downloads that were cut short and can be gone on with
    snapshots/commit/              manifests of one bundle, on their way to their places

A manifest is written after all that it names is on the disk. Objects are never changed, so that a reader needs no lock.
Several manifests appear at once: they are gathered in a folder, whose renaming to ``commit`` is the one step that
counts; from then on readers look there first, and :func:`settle` moves them to their places, now or at the next start.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from comity.catalogue.facts import Source
from comity.catalogue.objects import hash_file, object_path
from comity.model.errors import BadFile, NotHere
from comity.store.home import (
    flush_folder,
    lock,
    own_sources_dir,
    replace,
    snapshots_dir,
    writable,
)

_FORMAT = 1
_PARTIAL_DAYS = 30
SHA256 = re.compile(r"[0-9a-f]{64}")
SOURCE_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,99}")


@dataclass(frozen=True, slots=True)
class Kept:
    """One file of a snapshot: its digest, its size in bytes, the day it was taken, and from where."""

    sha256: str
    size: int
    taken: date
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Manifest:
    """One snapshot as its manifest tells it. ``digest`` as in :class:`Snapshot`; ``history`` has the earlier ones."""

    source: str
    version: str
    files: Mapping[str, Kept]
    history: tuple[Mapping[str, Any], ...] = ()

    @property
    def digest(self) -> str:
        """The digest of the whole."""
        return digest_of({name: kept.sha256 for name, kept in self.files.items()})


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The files of one source as they are held here.

    ``files`` and ``digests`` go by the names in source.toml; one that is not here is in neither. ``taken`` is the day
    on which the last of them was taken, None for files that lie in the source's own folder. ``digest`` is the sha256
    of the lines ``sha256  name``, sorted.
    """

    source: str
    version: str
    files: Mapping[str, Path]
    digests: Mapping[str, str]
    taken: date | None
    digest: str


def digest_of(digests: Mapping[str, str]) -> str:
    """Give the digest of a set of files: the sha256 of the lines ``sha256  name``, sorted."""
    lines = sorted(f"{sha256}  {name}\n" for name, sha256 in digests.items())
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def held(place: Path, source: Source) -> Snapshot | None:
    """Give the snapshot of a source under a home, or None when there is none.

    Files that ship with the source, or that a user has laid into the folder of an own source, are the snapshot
    themselves. The files are not read otherwise; :func:`verify` does that.

    Raises
    ------
    BadFile
        When the manifest is damaged.
    """
    if source.ships or source.own:
        beside = {file.name: source.folder / file.name for file in source.files}
        if all(path.is_file() for path in beside.values()):
            digests = {name: hash_file(path) for name, path in beside.items()}
            return Snapshot(source.name, source.version, beside, digests, None, digest_of(digests))
    manifest = read_manifest(place, source.name)
    if manifest is None:
        return None
    files = {}
    for file in source.files:
        kept = manifest.files.get(file.name)
        if kept is not None and object_path(place, kept.sha256).is_file():
            files[file.name] = kept
    if not files:
        return None
    digests = {name: kept.sha256 for name, kept in files.items()}
    return Snapshot(
        source=source.name,
        version=manifest.version,
        files={name: object_path(place, kept.sha256) for name, kept in files.items()},
        digests=digests,
        taken=max(kept.taken for kept in files.values()),
        digest=digest_of(digests),
    )


def version_of(source: Source, snapshot: Snapshot | None) -> str:
    """Give the version of what is here: of a file that was brought it stands in the file, else in the facts."""
    return snapshot.version if source.brought and snapshot is not None else source.version


def verify(snapshot: Snapshot, source: Source) -> None:
    """Read every file of a snapshot and hold it against its digest, and that against the source's facts.

    Raises
    ------
    BadFile
        When a file is missing, damaged, or not the one that source.toml expects; every problem is listed.
    """
    problems = []
    for file in source.files:
        if file.name not in snapshot.files:
            problems.append(f"{file.name} is not here.")
            continue
        sha256 = hash_file(snapshot.files[file.name])
        if sha256 != snapshot.digests[file.name]:
            problems.append(f"{file.name} has changed since it was taken.")
        elif file.sha256 is not None and sha256 != file.sha256:
            problems.append(f"{file.name} is not the one expected: its sha256 is {sha256}, not {file.sha256}.")
    if problems:
        count = f"{len(problems)} problems, the first: " if len(problems) > 1 else ""
        remedy = (
            "Mend the file in its folder, or state its true sha256 in source.toml."
            if snapshot.taken is None
            else f"Fetch it again: comity pull {source.name}"
        )
        raise BadFile(f"{count}{problems[0]}", where=f"snapshot of {source.name}", remedy=remedy, problems=problems)


def read_manifest(place: Path, source: str) -> Manifest | None:
    """Read the manifest of a source's snapshot, or give None when there is none.

    Raises
    ------
    BadFile
        When it is damaged.
    """
    folder = snapshots_dir(place)
    for path in (folder / "commit" / f"{source}.json", folder / f"{source}.json"):
        try:
            text = path.read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError as error:
            raise NotHere(
                f"{path} cannot be read ({error.strerror}).", remedy="See that the file is open to you."
            ) from error
        try:
            return _parse(json.loads(text))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise BadFile(
                "is damaged and says no longer what was taken.",
                where=str(path),
                remedy=f"Fetch the source again: comity pull {source}",
            ) from error
    return None


def _parse(told: Any) -> Manifest:
    if told["format"] != _FORMAT:
        raise ValueError(told["format"])
    files = {
        name: Kept(entry["sha256"], int(entry["bytes"]), date.fromisoformat(entry["taken"]), entry.get("from", ""))
        for name, entry in told["files"].items()
    }
    if not all(SHA256.fullmatch(kept.sha256) for kept in files.values()):
        raise ValueError("sha256")
    return Manifest(told["source"], told["version"], files, tuple(told.get("history", ())))


def _write_form(manifest: Manifest) -> bytes:
    told = {
        "format": _FORMAT,
        "source": manifest.source,
        "version": manifest.version,
        "digest": manifest.digest,
        "files": _files_form(manifest.files),
        "history": list(manifest.history),
    }
    return (json.dumps(told, indent=1, ensure_ascii=False) + "\n").encode()


def _files_form(files: Mapping[str, Kept]) -> dict[str, dict[str, Any]]:
    return {
        name: {"sha256": kept.sha256, "bytes": kept.size, "taken": kept.taken.isoformat(), "from": kept.origin}
        for name, kept in sorted(files.items())
    }


def succeed(place: Path, manifest: Manifest) -> Manifest:
    """Give a manifest the history of the one it replaces; a damaged one has none that could be told."""
    try:
        before = read_manifest(place, manifest.source)
    except BadFile:
        return manifest
    if before is None:
        return manifest
    if before.digest == manifest.digest:
        return Manifest(manifest.source, manifest.version, manifest.files, before.history)
    earlier = {"version": before.version, "digest": before.digest, "files": _files_form(before.files)}
    kept = tuple(entry for entry in before.history if entry.get("digest") not in (manifest.digest, before.digest))
    return Manifest(manifest.source, manifest.version, manifest.files, (earlier, *kept))


def keep(place: Path, source: str, version: str, files: Mapping[str, Kept]) -> Manifest:
    """Make these files the snapshot of a source. Their objects have to be there; the lock has to be held.

    Raises
    ------
    CannotWrite
        When the manifest cannot be written; the one before stays.
    """
    manifest = succeed(place, Manifest(source, version, files))
    replace(snapshots_dir(place) / f"{source}.json", _write_form(manifest))
    return manifest


def keep_all(place: Path, manifests: list[Manifest], own: Callable[[Path], None] | None = None) -> None:
    """Make several snapshots, and folders of own sources, appear at once; :func:`settle` is to follow.

    The lock has to be held.

    Parameters
    ----------
    own
        Writes the folders of own sources below the folder that it is given.

    Raises
    ------
    CannotWrite
        When there is no room or no right to write; everything is then as before.
    """
    folder = snapshots_dir(place)
    gathered = folder / "gathering"
    with writable(folder):
        try:
            gathered.mkdir()
            for manifest in manifests:
                replace(gathered / f"{manifest.source}.json", _write_form(succeed(place, manifest)))
            if own is not None:
                (gathered / "own").mkdir()
                own(gathered / "own")
            flush_folder(gathered)
            gathered.rename(folder / "commit")
        except BaseException:
            shutil.rmtree(gathered, ignore_errors=True)
            raise
        flush_folder(folder)


def committed(place: Path) -> bool:
    """Tell whether what :func:`keep_all` was given counts already, but is not settled yet."""
    return (snapshots_dir(place) / "commit").is_dir()


def settle(place: Path) -> None:
    """Move what a bundle brought to its places, where that was interrupted. The lock has to be held.

    Raises
    ------
    CannotWrite
        When that is refused; nothing is lost, and readers find it all the same.
    """
    folder = snapshots_dir(place)
    commit = folder / "commit"
    if not commit.is_dir():
        return
    with writable(folder):
        for path in sorted(commit.glob("*.json")):
            path.replace(folder / path.name)
        for path in sorted((commit / "own").glob("*")):
            target = own_sources_dir(place) / path.name
            if not target.exists():  # one that the user has made since then is the user's
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.move(path, target)
        shutil.rmtree(commit)
        flush_folder(folder)


@contextmanager
def changing(place: Path) -> Iterator[None]:
    """Hold the right to change the snapshots under a home; what a killed one left behind is put right first.

    Raises
    ------
    Busy
        When another comity is changing them.
    CannotWrite
        When the home cannot be written to.
    """
    with lock(place, "snapshots"):
        folder = snapshots_dir(place)
        with writable(folder):
            (folder / "partial").mkdir(parents=True, exist_ok=True)
            shutil.rmtree(folder / "gathering", ignore_errors=True)
            for left in (*folder.glob(".*.tmp"), *folder.glob("objects/*/.*.tmp")):
                left.unlink(missing_ok=True)
            for left in (folder / "partial").iterdir():
                if left.stat().st_mtime < time.time() - _PARTIAL_DAYS * 86400:
                    left.unlink(missing_ok=True)
        settle(place)
        yield
