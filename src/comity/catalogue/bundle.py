"""Everything on a stick, for a network without internet: snapshots with their licences, citations and digests.

A bundle is a zip whose members are not packed, so that the same snapshots give the same bytes everywhere and nothing
in it can swell::

    manifest.json              what is in it: sources, versions, licences, citations, sizes, digests
    READ-ME-FIRST.txt          the same in plain words, and what may not be passed on
    objects/<sha256>           each file once
    own/<source>/<path>        folders of own sources, which hold programmes: only where asked for

What its licence forbids to pass on enters only where that is said, and then the bundle says so too.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Literal
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from comity.catalogue.contents import (
    MANIFEST,
    READ_ME,
    BundledFile,
    BundledSource,
    Contents,
    check,
    chunks,
    object_name,
    opened,
    own_name,
    read_me,
    write_contents,
)
from comity.catalogue.facts import Source, discover, find
from comity.catalogue.objects import add_object, has_object, hash_file
from comity.catalogue.snapshot import (
    Kept,
    Manifest,
    Snapshot,
    changing,
    committed,
    held,
    keep_all,
    read_manifest,
    settle,
)
from comity.model.errors import BadFile, BadRequest, NotAllowed, NotHere
from comity.store.home import atomic_write, own_sources_dir
from comity.store.home import home as default_home

_CHUNK = 1 << 20
_EARLIEST = (1980, 1, 1, 0, 0, 0)  # of the times that a zip can hold


@dataclass(frozen=True, slots=True)
class Created:
    """A bundle that was made.

    ``left_out`` are the sources that are here and whose licence keeps them out; ``never`` those whose file each user
    brings, and which no bundle takes.
    """

    path: Path
    sha256: str
    contents: Contents
    left_out: tuple[str, ...]
    never: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verified:
    """A bundle that was found whole. ``sha256`` is that of the whole file, to be compared with the sender's."""

    path: Path
    sha256: str
    contents: Contents


@dataclass(frozen=True, slots=True)
class LoadedSource:
    """What loading a bundle did with one source.

    ``unknown``: this comity has no such source; its snapshot is kept until one has.
    """

    source: str
    state: Literal["loaded", "already here", "unknown", "own source", "own source already here"]
    files: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A bundle that was taken over."""

    contents: Contents
    sources: tuple[LoadedSource, ...]


def create(
    path: Path,
    names: Sequence[str] = (),
    *,
    include_restricted: bool = False,
    own_sources: bool = False,
    home: Path | None = None,
    created: date | None = None,
) -> Created:
    """Put snapshots into a bundle.

    Parameters
    ----------
    path
        The bundle; one that is there is replaced when the new one is whole.
    names
        The sources; by default all whose snapshots are here.
    include_restricted
        Take also what its licence forbids to pass on; the bundle then says so.
    own_sources
        Take the folders of the user's own sources, which hold programmes.
    created
        The day that the bundle bears; today by default. The same content and day give the same bytes.

    Raises
    ------
    NotAllowed
        When a source named explicitly may not be passed on.
    NotHere
        When one is not here, or nothing is.
    BadFile
        When a snapshot is damaged.
    CannotWrite
        When there is no room or no right to write.
    """
    place = home or default_home()
    chosen, left_out = _choose(place, names, include_restricted, own_sources)
    sources: list[BundledSource] = []
    own: dict[str, dict[str, BundledFile]] = {}
    members: dict[str, Path] = {}
    for source, snapshot in chosen:
        if source.own and own_sources:
            own[source.name] = {}
            for name, file in _folder_files(source.folder):
                own[source.name][name] = BundledFile(hash_file(file), file.stat().st_size)
                members[own_name(source.name, name)] = file
        if snapshot is not None:
            sources.append(_describe(source, snapshot))
            members |= {object_name(snapshot.digests[name]): file for name, file in snapshot.files.items()}
    if not members:
        raise NotHere("There is nothing here to put into a bundle.", remedy="Fetch some sources first: comity pull")
    restricted = tuple(source.name for source, _ in chosen if not source.licence.redistribute)
    contents = Contents(created or date.today(), version("comity"), tuple(sources), own, restricted)
    with atomic_write(path) as stream, ZipFile(stream, "w", ZIP_STORED) as archive:
        _write_bytes(archive, READ_ME, read_me(contents).encode())
        _write_bytes(archive, MANIFEST, write_contents(contents))
        for name, bundled in sorted(contents.members.items()):
            _write_file(archive, name, members[name], bundled.sha256)
    every = find([], own_sources_dir(place))
    never = tuple(source.name for source in every if source.brought and held(place, source))
    return Created(path, hash_file(path), contents, tuple(left_out), never)


def _choose(
    place: Path, names: Sequence[str], include_restricted: bool, own_sources: bool
) -> tuple[list[tuple[Source, Snapshot | None]], list[str]]:
    chosen: list[tuple[Source, Snapshot | None]] = []
    left_out = []
    for source in find(list(names), own_sources_dir(place)):
        snapshot = None if source.ships else held(place, source)
        if source.brought:
            if names:
                raise NotAllowed(
                    f"{source.name} is never put into a bundle ({source.licence.name}).",
                    remedy=f"Let the other side export it at {source.url} and bring it: comity bring {source.name} FILE",
                )
            continue
        lies_here = snapshot is not None and snapshot.taken is None
        folder = source.own and own_sources
        if source.ships and names and not source.own:
            raise BadRequest(f"{source.name} ships with comity and needs no bundle.", remedy="Leave it out.")
        if snapshot is None and not folder:
            if names and not source.ships:
                raise NotHere(f"{source.name} is not here.", remedy=f"Fetch it first: comity pull {source.name}")
            continue
        if lies_here and not folder:
            if names:
                raise BadRequest(
                    f"{source.name} is your own source, whose files lie in its folder.",
                    remedy="Say --own-sources to take the folder, its programme included.",
                )
            continue
        if not source.licence.redistribute and not include_restricted:
            if names:
                raise NotAllowed(
                    f"{source.name} may not be passed on ({source.licence.name or 'no licence known'}).",
                    remedy="Let the other side fetch it. If you have the right to hand it over, say --include-restricted: "
                    "the bundle will then say so.",
                )
            left_out.append(source.name)
            continue
        if (
            snapshot is not None
            and not lies_here
            and (missing := {file.name for file in source.files} - set(snapshot.files))
        ):
            raise NotHere(
                f"The snapshot of {source.name} lacks {sorted(missing)[0]}.",
                remedy=f"Fetch it: comity pull {source.name}",
            )
        chosen.append((source, None if lies_here else snapshot))
    if not chosen and left_out:
        raise NotAllowed(
            f"Nothing that is here may be passed on ({', '.join(left_out)}).",
            remedy="If you have the right to hand it over, say --include-restricted: the bundle will then say so.",
        )
    return chosen, left_out


def _describe(source: Source, snapshot: Snapshot) -> BundledSource:
    files = {
        name: BundledFile(snapshot.digests[name], file.stat().st_size) for name, file in sorted(snapshot.files.items())
    }
    licence = source.licence
    return BundledSource(
        name=source.name,
        title=source.title,
        publisher=source.publisher,
        version=snapshot.version,
        licence=licence.name,
        licence_url=licence.url or "",
        licence_note=licence.note,
        redistribute=licence.redistribute,
        citation=source.citation,
        url=source.url or "",
        taken=snapshot.taken or date.today(),
        digest=snapshot.digest,
        files=files,
    )


def _folder_files(folder: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        hidden = any(part.startswith(".") or part == "__pycache__" for part in inside.parts)
        if path.is_file() and not path.is_symlink() and not hidden:
            yield inside.as_posix(), path


def _entry(name: str, size: int) -> ZipInfo:
    entry = ZipInfo(name, _EARLIEST)
    entry.create_system = 3  # else the bytes would tell Windows from the rest
    entry.external_attr = 0o644 << 16
    entry.file_size = size
    return entry


def _write_bytes(archive: ZipFile, name: str, data: bytes) -> None:
    with archive.open(_entry(name, len(data)), "w") as target:
        target.write(data)


def _write_file(archive: ZipFile, name: str, path: Path, sha256: str) -> None:
    if hash_file(path) != sha256:
        raise BadFile("has changed since it was taken.", where=str(path), remedy="Fetch its source again: comity pull")
    with path.open("rb") as stream, archive.open(_entry(name, path.stat().st_size), "w") as target:
        shutil.copyfileobj(stream, target, _CHUNK)


def verify(path: Path) -> Verified:
    """Read a bundle from end to end and hold every file against its digest.

    Raises
    ------
    NotHere
        When there is no such file.
    BadFile
        When it is cut short, altered, or holds anything that its manifest does not name; every problem is listed.
    """
    with opened(path) as archive:
        contents = check(archive, path)
    return Verified(path, hash_file(path), contents)


def load(path: Path, *, own_sources: bool = False, home: Path | None = None) -> Loaded:
    """Take over a bundle, whole or not at all.

    Parameters
    ----------
    own_sources
        Take over the folders of own sources too. They hold programmes that run when the record is built, so that one
        has to trust who made the bundle. A folder that is here already is left as it is, and has to be the same.

    Raises
    ------
    NotHere, BadFile
        As :func:`verify`; and when a file is not the one that this comity's facts of the source expect.
    BadRequest
        When it brings own sources that were not asked for, or others than those that are here.
    Busy, CannotWrite
        When another comity is at work; when there is no room or no right to write. Everything is then as before.
    """
    place = home or default_home()
    with opened(path) as archive:
        contents = check(archive, path)
        known = {source.name: source for source in discover(own_sources_dir(place))}
        _refuse_others(contents, known)
        fresh = _own_to_take(place, contents, known, own_sources)
        with changing(place):
            added: list[Path] = []
            try:
                for name in sorted({file.sha256 for source in contents.sources for file in source.files.values()}):
                    if not has_object(place, name):
                        added.append(add_object(place, name, chunks(archive, object_name(name))))
                results = _results(place, contents, known, fresh)
                here = {result.source for result in results if result.state == "already here"}
                manifests = [_as_manifest(source, path) for source in contents.sources if source.name not in here]
                keep_all(place, manifests, lambda folder: _write_own(archive, contents, fresh, folder))
            except BaseException:
                if not committed(place):
                    for file in added:  # they were not here before, and nothing else can have come to need them
                        file.unlink(missing_ok=True)
                raise
            settle(place)
    return Loaded(contents, tuple(results))


def _results(place: Path, contents: Contents, known: dict[str, Source], fresh: set[str]) -> list[LoadedSource]:
    results: list[LoadedSource] = []
    for name, files in contents.own.items():
        note = "its programme runs when the record is built" if name in fresh else ""
        if name in fresh and name in known:
            note += "; it takes the place of the source that comes with comity"
        results.append(
            LoadedSource(name, "own source" if name in fresh else "own source already here", len(files), note)
        )
    for source in contents.sources:
        try:
            before = read_manifest(place, source.name)
        except BadFile:
            before = None  # damaged, and replaced by this
        note = ""
        if before is not None and before.digest == source.digest:
            state: Literal["loaded", "already here", "unknown"] = "already here"
        elif source.name in known or source.name in contents.own:
            state = "loaded"
            note = "" if before is None else f"in place of version {before.version}, which stays under its history"
        else:
            state, note = "unknown", "this comity has no such source; it is kept for one that has"
        results.append(LoadedSource(source.name, state, len(source.files), note))
    return sorted(results, key=lambda result: result.source)


def _as_manifest(source: BundledSource, path: Path) -> Manifest:
    origin = f"bundle {path.name}"
    files = {name: Kept(file.sha256, file.size, source.taken, origin) for name, file in source.files.items()}
    return Manifest(source.name, source.version, files)


def _refuse_others(contents: Contents, known: dict[str, Source]) -> None:
    problems = []
    for source in contents.sources:
        facts = None if source.name in contents.own else known.get(source.name)  # its own facts come with it
        for file in facts.files if facts is not None else ():
            bundled = source.files.get(file.name)
            if bundled is not None and file.sha256 is not None and bundled.sha256 != file.sha256:
                problems.append(
                    f"{source.name}/{file.name} is of version {source.version}: its sha256 is {bundled.sha256}, where this "
                    f"comity expects {file.sha256}."
                )
    if problems:
        raise BadFile(
            problems[0],
            where="bundle",
            remedy=f"Nothing was loaded. It was made by comity {contents.comity}; use the same version on both sides.",
            problems=problems,
        )


def _own_to_take(place: Path, contents: Contents, known: dict[str, Source], own_sources: bool) -> set[str]:
    if contents.own and not own_sources:
        raise BadRequest(
            f"The bundle brings programmes: the own sources {', '.join(contents.own)}.",
            remedy="Nothing was loaded. If you trust who made it, load it with --own-sources.",
        )
    fresh = set()
    for name, files in contents.own.items():
        here = known.get(name)
        folder = here.folder if here is not None and here.own else own_sources_dir(place) / name
        if not folder.exists():
            fresh.add(name)
        elif {inside: hash_file(file) for inside, file in _folder_files(folder)} != {
            inside: file.sha256 for inside, file in files.items()
        }:
            raise BadRequest(
                f"There is another own source “{name}” here already.",
                where=str(folder),
                remedy="Nothing was loaded. Move that folder away first, or ask for a bundle without it.",
            )
    return fresh


def _write_own(archive: ZipFile, contents: Contents, fresh: set[str], folder: Path) -> None:
    for source in sorted(fresh):
        for inside in contents.own[source]:
            target = folder / source / inside
            target.parent.mkdir(parents=True, exist_ok=True)
            with atomic_write(target) as stream:
                for chunk in chunks(archive, own_name(source, inside)):
                    stream.write(chunk)
