"""Where comity keeps its data, who may write there, and how: whole or not at all.

Everything lies under one folder, ``COMITY_HOME`` or the platform's user data folder::

    record.duckdb          the record, rebuilt at will
    snapshots/             the publishers' files as they were taken
    sources/<name>/        the user's own sources and corrections
    borders/               the borders of other years that the user brought
    measures/              estimates that were computed of this record
    watch/                 what the workbench saw in the record and in the one before it
    locks/                 one file per thing that only one comity may change at a time

Nothing is made before the first thing is written.
"""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from comity.model.errors import N_, BadRequest, Busy, CannotWrite

_REFUSALS = {
    errno.EROFS: (
        N_("%(place)s is read-only."),
        N_("Set COMITY_HOME to a folder that you may write to, or name another place."),
    ),
    errno.EACCES: (
        N_("%(place)s may not be written to."),
        N_("Set COMITY_HOME to a folder that you may write to, or name another place."),
    ),
    errno.EPERM: (
        N_("%(place)s may not be written to."),
        N_("Set COMITY_HOME to a folder that you may write to, or name another place."),
    ),
    errno.ENOSPC: (
        N_("%(place)s has no room left."),
        N_("Free some room, or set COMITY_HOME to a folder on a larger disk, and try again."),
    ),
    errno.EDQUOT: (
        N_("%(place)s has no room left for you."),
        N_("Free some room, or ask for a larger quota, and try again."),
    ),
    errno.EFBIG: (
        N_("%(place)s takes no file of that size."),
        N_("Choose a disk or a limit that allows larger files, and try again."),
    ),
    errno.ENOTDIR: (
        N_("%(place)s lies below something that is not a folder."),
        N_("Name a folder, or move the file that is in its place."),
    ),
    errno.EEXIST: (
        N_("%(place)s is a file where a folder is needed."),
        N_("Name another folder, or move that file away."),
    ),
    errno.EISDIR: (N_("%(place)s is a folder where a file is needed."), N_("Name another file.")),
    errno.ENOENT: (
        N_("%(place)s cannot be made, as its folder is not there."),
        N_("Make the folder first, or name another place."),
    ),
    errno.EIO: (
        N_("%(place)s cannot be written: the disk reports a fault."),
        N_("Check the disk, or use another, and try again."),
    ),
}

#: What helps instead where the place is not under the home, but one that the user named.
_ELSEWHERE = {
    errno.EROFS: N_("Name another place."),
    errno.EACCES: N_("Name another place, or ask for the right to write there."),
    errno.EPERM: N_("Name another place, or ask for the right to write there."),
    errno.ENOSPC: N_("Free some room, or name a place on a larger disk, and try again."),
}


def home() -> Path:
    """Give the folder where data lives: ``COMITY_HOME``, else the platform's user data folder. It need not exist.

    Raises
    ------
    BadRequest
        When a file is in its place, or in that of a folder that it lies in.
    """
    named = os.environ.get("COMITY_HOME", "").strip()
    if named:
        place = Path(named).expanduser().absolute()
    else:
        import platformdirs

        place = Path(platformdirs.user_data_dir("comity", appauthor=False))
    if file := _file_in_the_way(place):
        raise BadRequest(
            "COMITY_HOME is %(place)s, but %(file)s is a file where a folder is needed.",
            remedy="Set it to a folder, which need not be there yet.",
            place=place,
            file=file,
        )
    return place


def _file_in_the_way(place: Path) -> Path | None:
    for folder in (place, *place.parents):
        with suppress(OSError):  # what may not be looked at says so where it is used
            if folder.exists():
                return None if folder.is_dir() else folder
    return None


def snapshots_dir(place: Path | None = None) -> Path:
    """Give the folder of the snapshots under a home (by default the one of this user)."""
    return (place or home()) / "snapshots"


def own_sources_dir(place: Path | None = None) -> Path:
    """Give the folder of the user's own sources under a home (by default the one of this user)."""
    return (place or home()) / "sources"


def record_path(place: Path | None = None) -> Path:
    """Give the record's file under a home (by default the one of this user)."""
    return (place or home()) / "record.duckdb"


def _own_place() -> Path:
    try:
        return home()
    except BadRequest:
        return Path(os.environ["COMITY_HOME"]).expanduser().absolute()


@contextmanager
def writable(place: Path) -> Iterator[None]:
    """Turn the system's refusal to write at a place into a sentence that helps.

    Raises
    ------
    CannotWrite
        When the place is read-only, full, forbidden, or not a folder. The system's own error is its cause.
    """
    try:
        yield
    except OSError as error:
        if error.errno not in _REFUSALS:
            raise
        code = error.errno
        if code == errno.ENOENT and error.filename and Path(os.fsdecode(error.filename)).parent.is_dir():
            code = errno.EACCES  # so says a file system that takes no new files, such as /proc
        what, remedy = _REFUSALS[code]
        if not place.absolute().is_relative_to(_own_place()):
            remedy = _ELSEWHERE.get(code, remedy)
        raise CannotWrite(what, remedy=remedy, place=place) from error


@contextmanager
def lock(place: Path, what: str) -> Iterator[None]:
    """Hold the right to change one thing under a home, for as long as the block runs.

    The lock belongs to the process, so that one that was killed leaves none behind.

    Parameters
    ----------
    place
        The home.
    what
        What is to be changed, as a word: ``"snapshots"``, ``"build"``.

    Raises
    ------
    Busy
        When another comity, or another thread of this one, holds it; nothing is waited for.
    CannotWrite
        When the home cannot be written to.
    """
    import filelock

    with writable(place):
        folder = place / "locks"
        folder.mkdir(parents=True, exist_ok=True)
        held = filelock.FileLock(folder / f"{what}.lock", blocking=False)
        try:
            held.acquire()
        except filelock.Timeout:
            held = None  # type: ignore[assignment]
    if held is None:
        raise Busy(
            "Another comity is at work on the %(what)s in %(place)s.",
            remedy="Nothing was changed by this one: wait until the other has finished, then try again.",
            what=what,
            place=place,
        )
    try:
        yield
    finally:
        held.release()


@contextmanager
def atomic_write(path: Path) -> Iterator[BinaryIO]:
    """Write a file so that it appears whole or not at all; what was there before stays until then.

    The block writes to a file beside it, which takes its place when the block has ended and everything is on the disk.
    When the block raises, the file beside it is removed.

    Raises
    ------
    CannotWrite
        When there is no room or no right to write. Within the block too, every refusal of the system is taken for one
        to write here: what it reads from elsewhere it has to guard itself.
    """
    temporary = path.with_name(f".{path.name[:100]}.{secrets.token_hex(6)}.tmp")
    with writable(path):
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
        try:
            with temporary.open("xb") as stream:
                yield stream
                stream.flush()
                os.fsync(stream.fileno())
            temporary.replace(path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
        flush_folder(path.parent)


def replace(path: Path, data: bytes) -> None:
    """Put these bytes in the place of a file, whole or not at all.

    Raises
    ------
    CannotWrite
        When there is no room or no right to write; what was there before stays.
    """
    with atomic_write(path) as stream:
        stream.write(data)


def flush_folder(folder: Path) -> None:
    """Make a folder's new names outlast a loss of power, where the system can do that."""
    with suppress(OSError):  # Windows opens no folders, and some network disks refuse
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
