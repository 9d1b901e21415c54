"""A post at a glance: for whom it stands, who holds it, what it reported, and what is under way with its states."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import Path
from sqlalchemy import select

from comity.oversight import records
from comity.oversight.storage.working import item, item_link
from comity.register.kinds import kind_of
from comity.register.kinds.common import holds
from comity.register.kinds.post.kind import SORTS, TYPES, accredited_until, covered, tour_until
from comity.register.listing import Asked as Wanted
from comity.register.listing import listed, may_read
from comity.register.quality import ENDED
from comity.register.reading import Opened, opened
from comity.web.contract import N_, Page, Table, View
from comity.web.office.asked import Ask
from comity.web.office.contract import router as office_router
from comity.web.office.record.wording import Words
from comity.web.office.words import STATES

if TYPE_CHECKING:
    from comity.oversight.desk import Look
    from comity.register.shape import Case
    from comity.web.office.asked import Asked

PAGE = Page("post", N_("Post at a glance"), "/post", None, ())
router = office_router()
Record = Annotated[str, Path(max_length=64)]
#: So many reports, and so much of what is under way with its states.
MOST = 100


@router.get("/post/{record}")
def post(ask: Ask, record: Record) -> View:
    """Show a post with its accreditation, tours, coverage and reports, and what is under way with its states."""
    _, tell = ask.language.gettext, ask.language.tell
    with ask.look() as look:
        found = _opened(look, record)
        case, today = found.case, look.now.date().isoformat()
        words = Words(look, ask.language).learn(case.kind, found.content)
        # A post that has closed covers nobody any more.
        states = covered(case, today) if case.stage() != "closed" else []
        accredited = [_accredited(ask, words, case, row, today) for row in case.rows("accreditation")]
        tours = [{"person": words.person(row.get("person")), "function": row.get("function", ""), "start": row.get("start"), "end": tour_until(case, row) or None, "successor": words.person(row.get("successor")) or None, "now": holds(row | {"end": tour_until(case, row)}, today)} for row in case.rows("tours")]  # fmt: skip
        reports, many = _reports(ask, look, str(found.content.get("post", "")))
        under_way = _of_states(ask, look, words, states)
        lacks = [{"what": tell(one.what), "remedy": tell(one.remedy)} for rule in case.kind.advice for one in rule(case)]  # fmt: skip
    tables = [
        Table("reports", {"day": _("day"), "title": _("report"), "type": _("type"), "flash": _("flash point"), "stage": _("stage"), "record": _("record")}, reports),
        Table("accreditation", {"title": _("to whom"), "state": _("state"), "sort": _("how"), "start": _("since"), "end": _("until"), "stands": _("stands")}, accredited),
        Table("tours", {"person": _("who"), "function": _("function"), "start": _("from"), "end": _("until"), "successor": _("successor"), "now": _("today")}, tours),
        Table("coverage", {"state": _("state"), "name": _("name")}, [{"state": one, "name": words.state(one)} for one in states]),
        Table("under_way", {"kind": _("kind"), "title": _("title"), "start": _("from"), "end": _("to"), "states": _("states"), "stage": _("stage"), "record": _("record")}, under_way),
    ]  # fmt: skip
    unread = sum(row["unread"] for row in reports)
    facts = {"record": record, "title": str(found.content["title"]), "post": found.content.get("post", ""), "stage": case.stage(), "reports_found": many, "unread_flash": unread, "lacks": lacks, "today": today}  # fmt: skip
    context = {"type": _(TYPES.get(found.content.get("type", ""), "")), "stage": _(case.kind.stages.get(case.stage(), "")), "host": words.state(found.content["state"]) if found.content.get("state") else "", "tasks": found.content.get("tasks", ""), "now": [row for row in tours if row["now"]], "most": MOST}  # fmt: skip
    return View(str(found.content["title"]), "post/page.html", tables, facts, context, keep=False)


def _opened(look: Look, which: str) -> Opened:
    found = opened(look, which)
    if found.row["kind"] != "post":
        raise records.gone()
    return found


def _accredited(ask: Asked, words: Words, case: Case, row: dict[str, Any], today: str) -> dict[str, Any]:
    _ = ask.language.gettext
    end, ended = accredited_until(case, row), bool(case.noted("ended", row["id"]))
    if ended:
        stands = _("ended")
    elif end is not None and end < today:
        stands = _("expired")
    elif row.get("start", "") > today:
        stands = _("to come")
    else:
        stands = _("holds") if end else _("holds; until when is not known")
    return {"title": row.get("title", ""), "state": words.state(row["state"]) if row.get("state") else None, "sort": _(SORTS.get(row.get("sort", ""), "")), "start": row.get("start"), "end": end, "stands": stands}  # fmt: skip


def _reports(ask: Asked, look: Look, name: str) -> tuple[list[dict[str, Any]], int]:
    """Give what a post reported, the latest first: the flag is a field of the report, which the due day of a flash report repeats."""
    _ = ask.language.gettext
    if not name:
        return [], 0
    kind = kind_of("report")
    types = kind.field("type")
    found = listed(look, Wanted(kinds=("report",), post=name, order="start", size=MOST))
    flags = {row["record"]: opened(look, row["record"]).content for row in found.rows}
    return [
        {
            "day": row["start"], "title": row["title"], "type": _(types.choices.get(row["type"] or "", "")) if types else "", "flash": bool(flags[row["record"]].get("flash")), "stage": _(kind.stages.get(row["stage"] or "", "")), "record": row["record"],
            "unread": bool(flags[row["record"]].get("flash")) and row["stage"] == "new", "address": f"/register/report/{row['record']}",
        }
        for row in found.rows
    ], found.found  # fmt: skip


def _of_states(ask: Asked, look: Look, words: Words, states: list[str]) -> list[dict[str, Any]]:
    """Give the activities and agreements that name a state of the post, the latest first."""
    _ = ask.language.gettext
    if not states:
        return []
    wanted = (
        select(item, item_link.c.other)
        .join_from(item_link, item, item.c.record == item_link.c.record)
        .where(item_link.c.other.in_(states), item_link.c.role.in_(("state", "states")), item.c.kind.in_(("activity", "agreement")), item.c.state.not_in(ENDED))
        .order_by(item.c.start.desc(), item.c.record).limit(MOST * 2)
    )  # fmt: skip
    made: dict[str, dict[str, Any]] = {}
    for row in look.con.execute(may_read(look, wanted, item.c.record)):
        kind = kind_of(row.kind)
        one = made.setdefault(row.record, {"kind": _(kind.title), "title": row.title, "start": row.start, "end": row.end, "states": [], "state": _(STATES[row.state]), "stage": _(kind.stages.get(row.stage or "", "")), "record": row.record, "address": f"/register/{row.kind}/{row.record}"})  # fmt: skip
        if (name := words.state(row.other)) not in one["states"]:
            one["states"].append(name)
    return list(made.values())[:MOST]


__all__ = ["PAGE", "router"]
