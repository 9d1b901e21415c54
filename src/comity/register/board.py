"""Lessons by how far they have come: counts, what nobody has moved for long, and who is tasked with what until when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from comity.oversight.storage.working import item
from comity.register.learning import STATES
from comity.register.listing import Asked, conditions, may_read
from comity.register.reading import noted

if TYPE_CHECKING:
    from comity.oversight.desk import Look

#: A lesson that nobody has moved on for so long, and which is not at its end, is stale.
STALE = timedelta(days=90)
ENDS = ("verified", "rejected")
#: So many of each stage are listed.
MOST = 50


@dataclass(frozen=True, slots=True)
class Column:
    """A stage with its lessons.

    Attributes
    ----------
    count
        Of all that one may read and asked for.
    rows
        The first of them as ``item`` has them, with `stale`: the oldest change first.
    """

    stage: str
    count: int
    rows: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Task:
    """What somebody is tasked with: of a lesson that is not implemented yet."""

    record: str
    title: str
    body: str
    person: str
    due: str
    overdue: bool


def board(look: Look, words: str = "", type: str = "", owner: str = "", *, stale: bool = False) -> tuple[Column, ...]:  # noqa: A002
    """Give the lessons that whoever looks may read, by stage."""
    before = look.now - STALE
    found = []
    for stage in STATES:
        where = conditions(Asked(kinds=("lesson",), stage=stage, words=words, type=type, owner=owner))
        if stale:
            where += [item.c.changed < before, item.c.stage.not_in(ENDS)]
        count = look.con.scalar(may_read(look, select(func.count()).select_from(item).where(*where), item.c.record)) or 0  # fmt: skip
        rows = look.con.execute(may_read(look, select(item).where(*where).order_by(item.c.changed, item.c.record).limit(MOST), item.c.record))  # fmt: skip
        found.append(Column(stage, count, tuple(dict(row._mapping) | {"stale": row.changed < before and stage not in ENDS} for row in rows)))  # fmt: skip
    return tuple(found)


def tasks(look: Look) -> list[Task]:
    """Give what is tasked and not implemented, the first due first."""
    today = look.now.date().isoformat()
    wanted = select(item.c.record, item.c.title).where(item.c.kind == "lesson", item.c.stage == "tasked")
    rows = {row.record: row.title for row in look.con.execute(may_read(look, wanted, item.c.record).limit(500))}
    entries = noted(look.con, list(rows))
    made = []
    for which, title in rows.items():
        given = [one.values for one in entries.get(which, ()) if one.kind == "tasked"]
        if given:
            last = given[-1]
            made.append(Task(which, title, str(last["body"]), str(last["responsible"]), str(last["due"]), str(last["due"]) < today))  # fmt: skip
    return sorted(made, key=lambda one: (one.due, one.record))


__all__ = ["STALE", "Column", "Task", "board", "tasks"]
