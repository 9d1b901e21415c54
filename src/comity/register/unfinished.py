"""What somebody has begun and not finished, and what others changed of what they own."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from comity.oversight.storage.tables import version
from comity.oversight.storage.working import item, typed
from comity.register.kinds import kinds
from comity.register.listing import may_read
from comity.register.typed import LASTS
from comity.register.work import MOST

if TYPE_CHECKING:
    from sqlalchemy import Select

    from comity.oversight.desk import Look


def unfinished(look: Look, days: int = 30) -> dict[str, list[dict[str, Any]]]:
    """Give what whoever looks has not finished; nothing of nobody.

    Parameters
    ----------
    days
        How far back `edited` looks.

    Returns
    -------
    dict
        `typed`: forms with what was typed and not saved, `path` and `at`. `drafts`: what they own, is approved by keys and was not
        submitted, or came back. `edited`: versions of what they own that others saved. :data:`MOST` of each at most, the latest first.
    """
    if look.seat is None:
        return {"typed": [], "drafts": [], "edited": []}
    me = look.seat.person
    binding = tuple(name for name, one in kinds().items() if one.binds)
    forms = select(typed.c.path, typed.c.at).where(typed.c.person == me, typed.c.at >= look.now - LASTS).order_by(typed.c.at.desc(), typed.c.path).limit(MOST)  # fmt: skip
    drafts = select(item).where(item.c.owner == me, item.c.state.in_(("draft", "refused", "lapsed")), item.c.kind.in_(binding)).order_by(item.c.changed.desc(), item.c.record)  # fmt: skip
    edited = (
        select(item.c.record, item.c.kind, item.c.title, version.c.version, version.c.author, version.c.at)
        .join_from(version, item, item.c.record == version.c.record)
        .where(item.c.owner == me, version.c.author != me, version.c.version > 1, version.c.at >= look.now - timedelta(days=days))
        .order_by(version.c.at.desc(), item.c.record, version.c.version.desc())
    )  # fmt: skip

    def read(wanted: Select[Any], own: bool = False) -> list[dict[str, Any]]:
        seen = wanted if own else may_read(look, wanted, item.c.record).limit(MOST)
        return [dict(row._mapping) for row in look.con.execute(seen)]

    return {"typed": read(forms, True), "drafts": read(drafts), "edited": read(edited)}


__all__ = ["unfinished"]
