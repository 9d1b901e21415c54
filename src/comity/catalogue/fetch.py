"""``pull``: bring the publishers' files here, verified, without fetching what is here already."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal, Protocol

from comity.catalogue.facts import File, Source, find
from comity.catalogue.mirror import Mirror, Offer, open_mirror
from comity.catalogue.objects import adopt_object, has_object, object_path
from comity.catalogue.snapshot import Kept, changing, keep, read_manifest
from comity.catalogue.transfer import Pace, Web, shown
from comity.model.errors import BadFile, Busy, CannotWrite, ComityError, FetchFailed, NotHere
from comity.store.home import home as default_home
from comity.store.home import own_sources_dir, snapshots_dir

State = Literal["fetched", "already here", "in its folder", "not in this mirror", "no official address", "failed"]


@dataclass(frozen=True, slots=True)
class Pulled:
    """What became of one source.

    Parameters
    ----------
    state
        ``fetched``; ``already here``; ``in its folder`` (it ships with comity, or the user has laid the files there);
        ``not in this mirror``; ``no official address`` (only a mirror or a bundle can bring it); ``failed``.
    files, size
        How many files were brought now, and their bytes.
    note
        What is to be said about it, as far as anything is.
    """

    source: str
    state: State
    files: int = 0
    size: int = 0
    note: str = ""


class Progress(Protocol):
    """Hears how a pull gets on, in the pulling thread."""

    def begin(self, source: str, file: str, size: int | None) -> None:
        """Hear that a file is being fetched, of ``size`` bytes as far as that is known."""

    def advance(self, done: int) -> None:
        """Hear that ``done`` bytes of the file are here."""

    def end(self) -> None:
        """Hear that the file is done with."""

    def done(self, pulled: Pulled) -> None:
        """Hear what became of a source."""


class _Silence:
    def begin(self, source: str, file: str, size: int | None) -> None:
        pass

    def advance(self, done: int) -> None:
        pass

    def end(self) -> None:
        pass

    def done(self, pulled: Pulled) -> None:
        pass


def pull(
    names: Sequence[str] = (),
    *,
    mirror: str | Path | None = None,
    home: Path | None = None,
    progress: Progress | None = None,
    pace: Pace | None = None,
) -> list[Pulled]:
    """Fetch and verify the files of sources and keep them as their snapshots.

    A source's snapshot changes whole or not at all, when all of its files are here. What is here with the right digest
    is not fetched again, and a transfer that broke off is gone on with.

    Parameters
    ----------
    names
        The sources; by default all that the mirror has or, without a mirror, all that have official addresses.
    mirror
        A folder or an http(s) address; ``COMITY_MIRROR`` by default. With a mirror nothing else is asked.
    home
        Where to keep them; ``COMITY_HOME`` by default.
    progress
        Hears how it gets on.
    pace
        How patient transfers are.

    Returns
    -------
    list of Pulled
        What became of each source.

    Raises
    ------
    UnknownName
        For a source that there is not.
    NotHere
        When the mirror, or a source named explicitly in it, is not there.
    FetchFailed, BadFile
        When a transfer failed or brought something else. The other sources are fetched all the same and kept, and all
        that went wrong is in ``problems``.
    Busy, CannotWrite
        When another comity is fetching; when there is no room or no right to write. What was fetched before is kept.
    """
    place = home or default_home()
    chosen = [source for source in find(list(names), own_sources_dir(place)) if names or not source.brought]
    named = mirror or os.environ.get("COMITY_MIRROR", "").strip() or None
    listen: Progress = progress or _Silence()
    pulled: list[Pulled] = []
    failures: list[ComityError] = []
    with Web(pace) as web:
        open_to = open_mirror(named, web) if named is not None else None
        with changing(place):
            for source in chosen:
                one = _One(place, source, open_to, web, listen)
                try:
                    result = one.pull(must=bool(names))
                except (Busy, CannotWrite):
                    raise
                except ComityError as error:
                    failures.append(error)
                    result = Pulled(source.name, "failed", note=str(error))
                pulled.append(result)
                listen.done(result)
    if len(failures) == 1:
        raise failures[0]
    if failures:
        raise FetchFailed(
            f"{len(failures)} of {len(chosen)} sources could not be fetched, the first: {failures[0].what}",
            where=failures[0].where,
            remedy="What was fetched is kept: run the same command again to go on.",
            problems=[str(error) for error in failures],
        )
    states = {result.state for result in pulled}
    if open_to is not None and "not in this mirror" in states and states <= {"not in this mirror", "in its folder"}:
        raise NotHere(
            f"The mirror {open_to.place} has none of the sources.",
            remedy="It needs one folder per source, named as in `comity sources`. Is it the right place?",
        )
    return pulled


class _Lacking(Exception):
    """The mirror has no such file; the message says which."""


class _One:
    """Pulls one source."""

    def __init__(self, place: Path, source: Source, mirror: Mirror | None, web: Web, progress: Progress) -> None:
        self.place = place
        self.source = source
        self.mirror = mirror
        self.web = web
        self.progress = progress
        self.today = date.today()

    def pull(self, *, must: bool) -> Pulled:
        source = self.source
        if source.ships or (source.own and all((source.folder / file.name).is_file() for file in source.files)):
            return Pulled(source.name, "in its folder")
        if source.brought and must:
            raise NotHere(
                f"{source.name} is not fetched: its file is yours to bring.",
                remedy=f"Export it at {source.url}, then: comity bring {source.name} FILE",
            )
        if self.mirror is None and (without := [file.name for file in source.files if file.url is None]):
            if must:
                raise NotHere(
                    f"{source.name} has no official address to fetch {without[0]} from.",
                    remedy="Name a mirror that has it (--mirror), load a bundle, or get the file from its publisher"
                    + (f" ({source.url})." if source.url else "."),
                )
            return Pulled(source.name, "no official address", note="needs a mirror or a bundle")
        try:
            return self._take(self._offers())
        except _Lacking as lacking:
            if must:
                raise NotHere(
                    str(lacking), remedy="See what the place offers, or name another with --mirror."
                ) from lacking
            return Pulled(source.name, "not in this mirror", note=str(lacking))

    def _offers(self) -> dict[str, Offer]:
        """Find out what is to be expected of each file, before anything is fetched."""
        offers = {}
        for file in self.source.files:
            if self.mirror is None:
                offers[file.name] = Offer(file.sha256)
                continue
            offer = self.mirror.offer(self.source.name, file.name)
            if offer is None:
                raise _Lacking(f"The mirror {self.mirror.place} does not have {self.source.name}/{file.name}.")
            if file.sha256 is not None and offer.sha256 not in (None, file.sha256):
                raise BadFile(
                    f"The mirror {self.mirror.place} has another {file.name} than the one expected: its sha256 is "
                    f"{offer.sha256}, not {file.sha256}.",
                    where=f"source {self.source.name}",
                    remedy="Nothing was fetched. It is of another version, or was cut short or damaged when it was copied: "
                    f"copy it again, or name a mirror that has version {self.source.version}; if you do mean "
                    "this file, copy the source's folder to COMITY_HOME/sources and state its digest there.",
                )
            offers[file.name] = Offer(file.sha256 or offer.sha256, offer.size)
        return offers

    def _take(self, offers: dict[str, Offer]) -> Pulled:
        source = self.source
        try:
            before = read_manifest(self.place, source.name)
        except BadFile:
            before = None  # it cannot tell any more what was here, so everything is looked at anew
        kept: dict[str, Kept] = {}
        files = size = 0
        for file in source.files:
            offer = offers[file.name]
            known = before.files.get(file.name) if before is not None else None
            if offer.sha256 is not None and has_object(self.place, offer.sha256):
                if known is not None and known.sha256 == offer.sha256:
                    kept[file.name] = known
                else:
                    kept[file.name] = self._kept(offer.sha256, "here already, by its digest")
                continue
            sha256 = self._fetch(file, offer)
            kept[file.name] = self._kept(sha256, shown(self._origin(file)))
            if known is not None and known.sha256 == sha256 and offer.sha256 is None:
                kept[file.name] = known  # its digest could not be known before, and turned out the same
            files += 1
            size += kept[file.name].size
        if before is not None and before.files == kept and before.version == source.version:
            return Pulled(source.name, "fetched" if files else "already here", files, size)
        keep(self.place, source.name, source.version, kept)
        return Pulled(source.name, "fetched" if files else "already here", files, size)

    def _kept(self, sha256: str, origin: str) -> Kept:
        return Kept(sha256, object_path(self.place, sha256).stat().st_size, self.today, origin)

    def _origin(self, file: File) -> str:
        return self.mirror.origin(self.source.name, file.name) if self.mirror is not None else str(file.url)

    def _fetch(self, file: File, offer: Offer) -> str:
        origin = self._origin(file)
        key = offer.sha256 or hashlib.sha256(origin.encode()).hexdigest()
        # The suffix tells a stored .gz from a stream that a server has packed on its own.
        part = snapshots_dir(self.place) / "partial" / f"{key}{'.gz' if file.name.endswith('.gz') else ''}.part"
        self.progress.begin(self.source.name, file.name, offer.size)
        try:
            if self.mirror is None:
                sha256 = self.web.fetch(str(file.url), part, sha256=offer.sha256, advance=self.progress.advance)
            else:
                sha256 = self.mirror.fetch(self.source.name, file.name, part, offer, self.progress.advance)
        except NotHere as error:
            if self.mirror is None or self.mirror.listed:
                raise
            raise _Lacking(error.what) from error
        finally:
            self.progress.end()
        adopt_object(self.place, sha256, part)
        return sha256
