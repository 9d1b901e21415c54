"""My work: what waits for my key, what is overdue, what comes next, what lapses, and what others have asked of me."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, exists, select

from comity.oversight import approving
from comity.oversight.storage.tables import record, submission
from comity.oversight.storage.working import due, item
from comity.register.listing import may_read
from comity.register.quality import ENDED

if TYPE_CHECKING:
    from comity.oversight.desk import Look

KEYS = {"military-key": "military", "civilian-key": "civilian"}
#: What kinds call the days that are asked for by name.
RESPONSE, LESSON, FLASH = "response to a recommendation", "lesson to be implemented", "flash report to be read"
#: A page of each list; and so many submissions are looked through for it.
MOST, LOOKED = 50, 200


@dataclass(frozen=True, slots=True)
class Waiting:
    """A submission that waits for one's key: `side` is that of the key, `until` when the submission lapses."""

    digest: str
    record: str
    kind: str
    title: str
    side: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Work:
    """What somebody has to do; each list has :data:`MOST` rows at most, and `more` names those that have more.

    Attributes
    ----------
    approve
        What waits for one's key.
    overdue, soon
        Rows of what is due with `title_of` and `kind` of their record: overdue, and within the days asked for.
    lapsing
        Days in nobody's hands that take something away: expiry of funds, of vetting, of agreements.
    unapproved
        What one submitted, and what lapses without its keys within the days asked for.
    responses, lessons
        Recommendations that ask for one's response, lessons that one was tasked with, due or not.
    flash
        Reports with a flag that nobody has noted having read.
    """

    approve: tuple[Waiting, ...]
    overdue: tuple[Mapping[str, Any], ...]
    soon: tuple[Mapping[str, Any], ...]
    lapsing: tuple[Mapping[str, Any], ...]
    unapproved: tuple[Mapping[str, Any], ...]
    responses: tuple[Mapping[str, Any], ...]
    lessons: tuple[Mapping[str, Any], ...]
    flash: tuple[Mapping[str, Any], ...]
    more: frozenset[str]


def my_work(look: Look, days: int = 30) -> Work:
    """Give the work of whoever looks; nothing of nobody.

    Parameters
    ----------
    days
        How far ahead `soon`, `lapsing` and `unapproved` look.
    """
    if look.seat is None:
        return Work((), (), (), (), (), (), (), (), frozenset())
    today, until = look.now.date().isoformat(), (look.now.date() + timedelta(days=days)).isoformat()
    elsewhere = due.c.what.not_in((RESPONSE, LESSON))
    open_ = (due.c.done == 0, due.c.fixed == 0)
    lists: dict[str, Sequence[Any]] = {
        "approve": _approve(look),
        "overdue": _dues(look, *open_, due.c.day < today),
        "soon": _dues(look, *open_, elsewhere, due.c.day.between(today, until)),
        "lapsing": _dues(look, due.c.done == 0, due.c.fixed == 1, due.c.day.between(today, until)),
        "unapproved": _unapproved(look, look.now + timedelta(days=days)),
        "responses": _dues(look, *open_, due.c.what == RESPONSE),
        "lessons": _dues(look, *open_, due.c.what == LESSON),
        "flash": _flash(look),
    }
    more = frozenset(name for name, rows in lists.items() if len(rows) > MOST)
    return Work(**{name: tuple(rows[:MOST]) for name, rows in lists.items()}, more=more)


def _rows(look: Look, wanted: Select[Any]) -> list[Mapping[str, Any]]:
    return [dict(row._mapping) for row in look.con.execute(wanted.limit(MOST + 1))]


def _dues(look: Look, *where: Any) -> list[Mapping[str, Any]]:
    assert look.seat
    wanted = (
        select(due, item.c.kind, item.c.title.label("title_of"), item.c.label)
        .join_from(due, item, item.c.record == due.c.record)
        .where(due.c.person == look.seat.person, item.c.state.not_in(ENDED), *where).order_by(due.c.day, due.c.record, due.c.number)
    )  # fmt: skip
    return _rows(look, may_read(look, wanted, item.c.record))


def _approve(look: Look) -> list[Waiting]:
    assert look.seat
    sides = [side for role, side in KEYS.items() if role in look.seat.roles]
    if not sides:
        return []
    wanted = (
        select(submission.c.digest, submission.c.record, submission.c.expires, record.c.kind, item.c.title)
        .join_from(submission, record, (record.c.record == submission.c.record) & (record.c.version == submission.c.version))
        .outerjoin(item, item.c.record == submission.c.record)
        .where(record.c.state == "submitted", submission.c.expires > look.now).order_by(submission.c.expires, submission.c.digest).limit(LOOKED)
    )  # fmt: skip
    found: list[Waiting] = []
    for row in look.con.execute(wanted).all():
        # Whether a key may be turned is asked as it is when it is turned.
        found += [Waiting(row.digest, row.record, row.kind, row.title or "", side, row.expires) for side in sides if approving.why_not(look, row.digest, side) is None]  # fmt: skip
        if len(found) > MOST:
            break
    return found


def _unapproved(look: Look, until: datetime) -> list[Mapping[str, Any]]:
    assert look.seat
    wanted = (
        select(submission.c.digest, submission.c.expires, item)
        .join_from(submission, item, (item.c.record == submission.c.record) & (item.c.version == submission.c.version))
        .where(submission.c.by == look.seat.person, item.c.state == "submitted", submission.c.expires <= until).order_by(submission.c.expires)
    )  # fmt: skip
    return _rows(look, may_read(look, wanted, item.c.record))


def _flash(look: Look) -> list[Mapping[str, Any]]:
    wanted = select(item).where(item.c.kind == "report", item.c.stage == "new", exists().where(due.c.record == item.c.record, due.c.what == FLASH)).order_by(item.c.start.desc())  # fmt: skip
    return _rows(look, may_read(look, wanted, item.c.record))
