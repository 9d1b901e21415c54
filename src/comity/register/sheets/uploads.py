"""A file whose report somebody reads: kept a day, for them alone, so that no error loses it. Nothing of it is taken yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from comity.model.errors import BadFile, NotAllowed, UnknownName
from comity.oversight.identity import new_id
from comity.oversight.storage.working import upload
from comity.register.sheets.opening import LARGEST

if TYPE_CHECKING:
    from comity.oversight.desk import Act, Look

#: So long a file is kept, and so many of one person.
LASTS, MOST = timedelta(days=1), 5


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it was sent; `until` then it goes."""

    upload: str
    name: str
    data: bytes
    until: datetime


def keep(act: Act, name: str, data: bytes) -> str:
    """Keep a file for whoever sends it, and let go what is older than a day.

    Raises
    ------
    BadFile
        When it is empty or too large.
    """
    if act.seat is None:
        raise NotAllowed("Nobody sends no file.", remedy="Sign in.")
    if not data:
        raise BadFile("No file was sent, or it is empty.", remedy="Choose one.")
    if len(data) > LARGEST:
        raise BadFile("It is larger than %(most)s MB.", remedy="Bring fewer rows at once.", most=LARGEST // 1_000_000)
    made = new_id("u")
    called = PurePosixPath(name.replace("\\", "/")).name[:200] or "file"
    act.con.execute(delete(upload).where(upload.c.at < act.now - LASTS))
    act.con.execute(insert(upload).values(upload=made, person=act.seat.person, name=called, bytes=data, at=act.now))
    own = select(upload.c.upload).where(upload.c.person == act.seat.person).order_by(upload.c.at.desc(), upload.c.upload).offset(MOST)  # fmt: skip
    for one in list(act.con.scalars(own)):
        act.con.execute(delete(upload).where(upload.c.upload == one))
    return made


def found(look: Look, which: str) -> Upload:
    """Give a file that whoever looks has sent.

    Raises
    ------
    UnknownName
        When there is none of theirs, or its day is over.
    """
    me = look.seat.person if look.seat else ""
    row = look.con.execute(select(upload).where(upload.c.upload == which, upload.c.person == me, upload.c.at >= look.now - LASTS)).first()  # fmt: skip
    if row is None:
        raise UnknownName("There is no such file of yours any more.", remedy="Send it again: a file is kept for a day.")
    return Upload(row.upload, row.name, bytes(row.bytes), row.at + LASTS)


def own(look: Look) -> list[tuple[str, str, datetime]]:
    """Give the files that whoever looks has sent within a day, the latest first: identity, name, until when."""
    me = look.seat.person if look.seat else ""
    rows = look.con.execute(select(upload.c.upload, upload.c.name, upload.c.at).where(upload.c.person == me, upload.c.at >= look.now - LASTS).order_by(upload.c.at.desc()))  # fmt: skip
    return [(row.upload, row.name, row.at + LASTS) for row in rows]


def drop(act: Act, which: str) -> None:
    """Let a file go that whoever acts has sent."""
    if act.seat is not None:
        act.con.execute(delete(upload).where(upload.c.upload == which, upload.c.person == act.seat.person))


__all__ = ["LASTS", "Upload", "drop", "found", "keep", "own"]
