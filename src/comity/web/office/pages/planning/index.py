"""What is to be held, with the next milestone of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from comity.oversight.storage.working import due, item
from comity.register.kinds import kind_of
from comity.register.listing import may_read
from comity.web.contract import Table, View
from comity.web.office.record.wording import Words

if TYPE_CHECKING:
    from comity.web.office.asked import Asked

MANY = 50


def listed(ask: Asked, *, late: bool, page: int) -> View:
    """List the activities that are planned, the first to begin first; with `late` those of which a milestone is overdue."""
    _ = ask.language.gettext
    kind = kind_of("activity")
    with ask.look() as look:
        today = look.now.date().isoformat()
        open_ = (due.c.what == "milestone", due.c.done == 0)
        where = [
            item.c.kind == "activity",
            item.c.stage == "planned",
            item.c.state.not_in(("refused", "void", "lapsed")),
        ]
        if late:
            where.append(item.c.record.in_(select(due.c.record).where(*open_, due.c.day < today)))
        else:
            where.append(func.coalesce(item.c.end, item.c.start, "9999") >= today)
        found = (
            look.con.scalar(may_read(look, select(func.count()).select_from(item).where(*where), item.c.record)) or 0
        )
        pages = -(-found // MANY) or 1
        page = max(1, min(page, pages))
        wanted = may_read(
            look, select(item).where(*where).order_by(func.coalesce(item.c.start, "9999"), item.c.record), item.c.record
        )
        rows = look.con.execute(wanted.limit(MANY).offset((page - 1) * MANY)).all()
        dues: dict[str, list[Any]] = {}
        for row in look.con.execute(
            select(due).where(*open_, due.c.record.in_([row.record for row in rows])).order_by(due.c.day)
        ):
            dues.setdefault(row.record, []).append(row)
        words = Words(look, ask.language)
        words.learn_people(row.owner for row in rows)
        type_ = kind.field("type")
        listed_ = [
            {
                "record": row.record, "title": row.title, "type": _(type_.choices.get(row.type, row.type)) if type_ and row.type else None, "start": row.start, "end": row.end, "owner": words.person(row.owner) if row.owner else None,
                "next": dues[row.record][0].title if row.record in dues else None, "day": dues[row.record][0].day if row.record in dues else None,
                "late": sum(one.day < today for one in dues.get(row.record, ())), "address": f"/planning/{row.record}",
            }
            for row in rows
        ]  # fmt: skip
    columns = {"record": _("identity"), "title": _("activity"), "type": _("type"), "start": _("from"), "end": _("to"), "owner": _("responsible"), "next": _("next milestone"), "day": _("due"), "late": _("milestones overdue")}  # fmt: skip
    return View(_("Planning"), "planning/index.html", [Table("activities", columns, listed_)], {"found": found, "page": page, "pages": pages, "late": late, "today": today}, {"columns": {name: text for name, text in columns.items() if name != "record"}}, keep=False)  # fmt: skip


__all__ = ["listed"]
