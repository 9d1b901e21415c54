"""Planning: what comes and how it is planned; of one activity the plan, what a slip does, conflicts, thresholds and lessons."""

from __future__ import annotations

from typing import Annotated

from fastapi import Form, Query
from starlette.responses import Response

from comity.model.errors import ComityError
from comity.register import scheduling, writing
from comity.register.kinds.activity.lessons import INITIAL
from comity.web.contract import N_, Page, View
from comity.web.office.asked import Ask, Said
from comity.web.office.contract import router as office_router
from comity.web.office.pages.planning import index, one
from comity.web.office.pages.planning.one import Tried

PAGE = Page("planning", N_("Planning"), "/planning", 31, ("/planning", "/planning?late=1"), group="plan")
router = office_router()
Maybe = Annotated[str, Query(max_length=100)]
Saw = Annotated[int, Form(ge=1, le=2**31 - 1)]


@router.get("/planning")
def comes(ask: Ask, late: Maybe = "", page: int = 1) -> View:
    """List the activities that are to be held, with the next milestone of each."""
    return index.listed(ask, late=bool(late), page=page)


@router.get("/planning/{record}")
def planned(ask: Ask, record: str, template: Maybe = "", event: Maybe = "", day: Maybe = "", with_start: Maybe = "") -> View:  # fmt: skip
    """Show the plan of an activity, and what it would be with another template or another day of a milestone."""
    return one.shown(ask, record, Tried(template, event, day, bool(with_start)))


@router.post("/planning/{record}/take")
def take(ask: Ask, record: str, saw: Saw, template: Said = "", event: Said = "", day: Said = "", with_start: Said = "") -> Response | View:  # fmt: skip
    """Take the plan that was looked at into the activity, as a further version."""
    tried = Tried(template, event, day, bool(with_start))
    try:
        with ask.act() as act:
            found = scheduling.scheduled(act, record, template)
            scheduling.take(act, found, one.tried_plan(found, tried, act.now.date()), saw)
    except ComityError as error:
        return one.shown(ask, record, tried, error=error)
    return ask.go(f"/planning/{record}#plan")


@router.post("/planning/{record}/done")
def done(ask: Ask, record: str, about: Said = "", day: Said = "", outputs: Said = "") -> Response | View:
    """Note that a milestone was done."""
    said = {"day": day} | ({"outputs": outputs} if outputs.strip() else {})
    try:
        with ask.act() as act:
            scheduling.scheduled(act, record)
            writing.note(act, record, "done", said, about=about)
    except ComityError as error:
        return one.shown(ask, record, Tried(), error=error, said=said | {"about": about}, at="done")
    return ask.go(f"/planning/{record}#plan")


@router.post("/planning/{record}/lesson")
def lesson(ask: Ask, record: str, lesson: Said = "", answer: Said = "", reason: Said = "") -> Response | View:
    """Note what the plan makes of a lesson."""
    try:
        with ask.act() as act:
            scheduling.scheduled(act, record)
            writing.note(act, record, "considered", {"lesson": lesson, "answer": answer, "reason": reason, "day": act.now.date().isoformat()})  # fmt: skip
    except ComityError as error:
        return one.shown(ask, record, Tried(), error=error, said={"lesson": lesson, "answer": answer, "reason": reason}, at=INITIAL)  # fmt: skip
    return ask.go(f"/planning/{record}#lessons")


__all__ = ["PAGE", "router"]
