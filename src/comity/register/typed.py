"""What somebody typed into a form and has not saved: kept for them alone, for a few days.

It is nothing that the office has decided or done: no log tells of it, no export has it, and nobody else reads it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select

from comity.model.errors import BadRequest
from comity.oversight.keys.statement import canonical
from comity.oversight.storage.working import typed

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from comity.oversight.desk import Act, Look

#: So long it is kept; so much of one form, and so many forms of one person.
LASTS, LARGEST, MOST = timedelta(days=7), 1_000_000, 50
#: The forms that keep.
FORMS = re.compile(r"/register/[a-z-]{1,40}/(new|[a-z0-9_]{1,40}/(edit|note))").fullmatch
#: What a form has beside what is typed, and what is nobody's to keep.
NOT_KEPT = ("form", "do", "seen", "path")


@dataclass(frozen=True, slots=True)
class Kept:
    """What was typed: the form's fields in their order, and when."""

    fields: list[tuple[str, str]]
    at: datetime


def keep(con: Connection, who: str, path: str, sent: Sequence[tuple[str, Any]], now: datetime) -> None:
    """Keep what somebody typed into the form of a path, in place of what they typed before.

    Raises
    ------
    BadRequest
        When the path is none of a form that keeps, or there is too much.
    """
    if not keeps(path):
        raise BadRequest("What is typed there is not kept.", remedy="Only the forms of the register keep it.")
    fields = [
        [name, value]
        for name, value in sent
        if isinstance(value, str) and name not in NOT_KEPT and "password" not in name
    ]
    if len(canonical({"fields": fields})) > LARGEST:
        raise BadRequest("A form keeps a million bytes at most.", remedy="Save it, or attach what is long as a file.")
    con.execute(delete(typed).where((typed.c.at < now - LASTS) | ((typed.c.person == who) & (typed.c.path == path))))
    con.execute(insert(typed).values(person=who, path=path, fields={"fields": fields}, at=now))
    old = select(typed.c.path).where(typed.c.person == who).order_by(typed.c.at.desc(), typed.c.path).offset(MOST)
    for one in list(con.scalars(old)):
        con.execute(delete(typed).where(typed.c.person == who, typed.c.path == one))


def keeps(path: str) -> bool:
    """Say whether the form of a path keeps what is typed.

    Examples
    --------
    >>> keeps("/register/partner/new"), keeps("/signin"), keeps("/register/partner/r_a/edit")
    (True, False, True)
    """
    return FORMS(path) is not None


def kept(look: Look, path: str) -> Kept | None:
    """Give what whoever looks typed into the form of a path and has not saved."""
    if look.seat is None:
        return None
    wanted = select(typed.c.fields, typed.c.at).where(typed.c.person == look.seat.person, typed.c.path == path, typed.c.at >= look.now - LASTS)  # fmt: skip
    row = look.con.execute(wanted).first()
    return Kept([(str(name), str(value)) for name, value in row.fields["fields"]], row.at) if row else None


def drop(act: Act, path: str) -> None:
    """Let go what whoever acts typed into the form of a path: it was saved, or is not wanted any more."""
    if act.seat is not None:
        act.con.execute(delete(typed).where(typed.c.person == act.seat.person, typed.c.path == path))


__all__ = ["Kept", "drop", "keep", "keeps", "kept"]
