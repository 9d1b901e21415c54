"""The board of lessons: a list for each stage, with counts; no stage is changed here, each lesson's own page notes what happens."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Query

from comity.register.board import MOST, STALE, board, tasks
from comity.register.kinds import kind_of
from comity.web.contract import N_, Page, Table, View
from comity.web.office.asked import Ask
from comity.web.office.contract import router as office_router
from comity.web.office.record.wording import Words
from comity.web.office.words import minutes

PAGE = Page(
    "lessons", N_("Board of lessons"), "/lessons", 51, ("/lessons", "/lessons?stale=1&type=exercise"), group="learn"
)
router = office_router()
Maybe = Annotated[str, Query(max_length=200)]
#: What each stage waits for, in the office's words.
WAITS = {
    "observed": N_("Another person than the observer validates it."), "validated": N_("A third person, who leads, endorses it."), "endorsed": N_("Somebody is tasked with it, until a day."),
    "tasked": N_("The body that is tasked implements it."), "implemented": N_("A later activity shows whether it helped."), "verified": N_("A later activity has shown that it helped."), "rejected": N_("It was rejected, with the reason."),
}  # fmt: skip


@router.get("/lessons")
def shown(ask: Ask, words: Maybe = "", type: Maybe = "", owner: Maybe = "", stale: Maybe = "") -> View:  # noqa: A002
    """Show the lessons by stage."""
    _ = ask.language.gettext
    kind = kind_of("lesson")
    types = kind.field("type")
    choices = {name: _(text) for name, text in types.choices.items()} if types else {}
    with ask.look() as look:
        me = look.seat.person if look.seat else ""
        found = board(look, words, type, me if owner == "me" else owner, stale=bool(stale))
        known = Words(look, ask.language)
        tasked = tasks(look)
        known.learn_people([*(row["owner"] for column in found for row in column.rows), *(one.person for one in tasked)])  # fmt: skip
        columns: list[dict[str, Any]] = [
            {
                "stage": column.stage, "title": _(kind.stages[column.stage]), "waits": _(WAITS[column.stage]), "count": column.count,
                "rows": [{"record": row["record"], "title": row["title"], "type": choices.get(row["type"], row["type"]), "owner": known.person(row["owner"]), "changed": minutes(row["changed"]), "stale": row["stale"], "stage": _(kind.stages[column.stage])} for row in column.rows],
            }
            for column in found
        ]  # fmt: skip
        rows = [{"record": one.record, "title": one.title, "body": one.body, "person": known.person(one.person), "due": one.due, "overdue": one.overdue} for one in tasked]  # fmt: skip
    lessons = [row for column in columns for row in column["rows"]]
    return View(
        _("Board of lessons"), "lessons/page.html",
        [
            Table("lessons", {"record": _("identity"), "title": _("lesson"), "stage": _("stage"), "type": _("type"), "owner": _("responsible"), "changed": _("changed (UTC)"), "stale": _("stale")}, lessons),
            Table("tasks", {"record": _("identity"), "title": _("lesson"), "body": _("body"), "person": _("who"), "due": _("until"), "overdue": _("overdue")}, rows),
        ],
        {"counts": {column["stage"]: column["count"] for column in columns}, "stale_after": STALE.days},
        {"columns": columns, "types": choices, "chosen": {"words": words, "type": type, "owner": owner, "stale": stale}, "most": MOST}, keep=False,
    )  # fmt: skip


__all__ = ["PAGE", "router"]
