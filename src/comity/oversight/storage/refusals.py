"""What a database refused, as a sentence that helps and holds no password."""

from __future__ import annotations

import errno
import sqlite3

from sqlalchemy.exc import DataError, DBAPIError

from comity.model.errors import BadRequest, Busy, CannotWrite, ComityError, NotAllowed, NotHere, WrongRecord

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def told_of(error: DBAPIError | OSError | sqlite3.Error, place: str) -> ComityError | None:
    """Tell what a database refused; ``None`` where it was no refusal but a fault, or a rule of the tables."""
    if isinstance(error, OSError):
        return no_room(place) if error.errno in _NO_ROOM else no_right(place)
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, sqlite3.Error):
        # The lower byte is the kind, the upper ones its detail.
        return _sqlite(getattr(cause, "sqlite_errorcode", 0) & 0xFF, place)
    assert isinstance(error, DBAPIError)
    return _postgresql(error, place)


def no_room(place: str) -> CannotWrite:
    """There is no room."""
    return CannotWrite(
        "%(place)s has no room left; nothing of this was written.",
        remedy="Free some room, and try again.",
        place=place,
    )


def no_right(place: str) -> CannotWrite:
    """There is no right to write."""
    return CannotWrite(
        "%(place)s may not be opened for writing.",
        remedy="Ask for the right to write there, or name another place.",
        place=place,
    )


def no_office(place: str) -> WrongRecord:
    """It is something else."""
    return WrongRecord(
        "%(place)s is not the database of an office.",
        remedy="Name another, or make one with `comity office init`.",
        place=place,
    )


def _sqlite(code: int, place: str) -> ComityError | None:
    match code:
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return Busy(
                "Others have been writing to %(place)s for too long.", remedy="Try again in a moment.", place=place
            )
        case sqlite3.SQLITE_FULL | sqlite3.SQLITE_IOERR:
            return no_room(place)
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM:
            return no_right(place)
        case sqlite3.SQLITE_NOTADB:
            return no_office(place)
        case sqlite3.SQLITE_CORRUPT:
            return WrongRecord(
                "The database %(place)s is damaged.",
                remedy="Bring back a copy with `comity office restore`.",
                place=place,
            )
    return None


def _postgresql(error: DBAPIError, place: str) -> ComityError | None:
    state = getattr(error.orig, "sqlstate", None) or ""
    # The driver itself refuses a NUL, without a state of SQL.
    if isinstance(error, DataError) and (state in ("", "22021")):
        return BadRequest("A text has a character that cannot be kept.", remedy="Leave it out.")
    match state:
        case "55P03" | "40001" | "40P01" | "53300":
            return Busy(
                "Others have been writing to %(place)s for too long.", remedy="Try again in a moment.", place=place
            )
        case "53100" | "53000":
            return no_room(place)
        case "25006":
            return no_right(place)
        case "3D000":
            return NotHere("There is no database at %(place)s.", remedy="Create it, or name another.", place=place)
    # Before a connection stands, libpq tells by words alone; they are kept as the cause.
    refused = "password" in str(error.orig) or 'role "' in str(error.orig)
    if state.startswith("28") or (not state and refused):
        return NotAllowed(
            "The server of %(place)s does not let this user in.",
            remedy="See to the user and the password.",
            place=place,
        )
    if not state and 'database "' in str(error.orig):
        return NotHere("There is no database at %(place)s.", remedy="Create it, or name another.", place=place)
    if (
        error.connection_invalidated
        or state[:2] == "08"
        or state[:3] == "57P"
        or (not state and _is_operational(error))
    ):
        return NotHere(
            "The server of %(place)s cannot be reached.",
            remedy="See that it runs and the address is right.",
            place=place,
        )
    return None


def _is_operational(error: DBAPIError) -> bool:
    return type(error.orig).__name__ == "OperationalError"
