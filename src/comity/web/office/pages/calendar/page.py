"""The calendar: a month, a year, a day, or bars over months, of what takes place and what falls due."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query

from comity.web.contract import N_, Page, View
from comity.web.office.asked import Ask
from comity.web.office.contract import router as office_router
from comity.web.office.pages.calendar import gantt, grid
from comity.web.office.pages.calendar.chosen import chosen

PAGE = Page(
    "calendar", N_("Calendar"), "/calendar", 14,
    ("/calendar", "/calendar?view=year&from=2026-03-01", "/calendar?view=gantt&from=2026-01-01&person=me", "/calendar?view=day&kind=agreement"),
)  # fmt: skip
router = office_router()
Maybe = Annotated[str, Query(max_length=64)]
VIEWS = {"month": grid.month, "year": grid.year, "day": grid.day, "gantt": gantt.gantt}


@router.get("/calendar")
def calendar(
    ask: Ask, view: Maybe = "month", since: Annotated[str, Query(alias="from", max_length=10)] = "", months: int = 12,
    programme: Maybe = "", person: Maybe = "", kind: Maybe = "", page: int = 1,
) -> View:  # fmt: skip
    """Show what takes place and what falls due, as far as one may read it."""
    with ask.look() as look:
        return VIEWS.get(view, grid.month)(ask, look, chosen(ask, look, view, since, months, programme, person, kind, page))  # fmt: skip


__all__ = ["PAGE", "router"]
