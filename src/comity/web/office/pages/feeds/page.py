"""Feeds of calendars: made, listed and ended by their person; fetched by a program without a session."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import Path
from starlette.responses import Response

from comity.model.errors import BadRequest, ComityError
from comity.register import feeds
from comity.register.listing import Asked as Wanted
from comity.register.listing import listed
from comity.web.contract import N_, Page, Table, View
from comity.web.office.asked import Ask, Asked, Said
from comity.web.office.contract import router as office_router
from comity.web.office.words import DAY, minutes, status_of, wrong

PAGE = Page("feeds", N_("Calendar feeds"), "/calendar/feeds", None, ("/calendar/feeds",), "takeAway")
router = office_router()
fetched = office_router(open=True)


@router.get("/calendar/feeds")
def mine(ask: Ask) -> View:
    """List one's own feeds, and offer to make another."""
    return _page(ask)


@router.post("/calendar/feeds")
def make(ask: Ask, programme: Said = "", until: Said = "") -> View:
    """Make a feed: its address is shown once."""
    try:
        with ask.act() as act:
            token = feeds.make_feed(act, programme or None, until=_day(until))
    except ComityError as error:
        if ask.form != "html":
            raise
        return _page(ask, error=error, programme=programme, until=until)
    return _page(ask, made=f"{ask.origin}/calendar/feed/{token}.ics")


@router.post("/calendar/feeds/{name}/end")
def end(ask: Ask, name: str) -> Response:
    """End a feed: whoever has its address gets nothing any more."""
    with ask.act() as act:
        feeds.end_feed(act, name)
    return ask.go("/calendar/feeds")


@fetched.get("/calendar/feed/{token}.ics")
def fetch(ask: Ask, token: Annotated[str, Path(max_length=100)]) -> Response:
    """Give a feed to a calendar program: whoever has the address, with the rights that its person has now."""
    return Response(feeds.feed(ask.office, token), media_type="text/calendar; charset=utf-8", headers={"Content-Disposition": 'inline; filename="comity.ics"'})  # fmt: skip


def _page(ask: Asked, made: str = "", error: ComityError | None = None, programme: str = "", until: str = "") -> View:
    _ = ask.language.gettext
    with ask.look() as look:
        look.require("takeAway")
        own = feeds.listed(look)
        programmes = {row["record"]: row["title"] for row in listed(look, Wanted(kinds=("programme",), order="title", size=500)).rows}  # fmt: skip
    rows = [{"name": one["name"], "programme": one["programme"], "title": programmes.get(one["programme"]), "made": minutes(one["made"]), "until": minutes(one["until"])} for one in own]  # fmt: skip
    heads = {"name": _("feed"), "programme": _("programme"), "title": _("programme"), "made": _("made (UTC)"), "until": _("until (UTC)")}  # fmt: skip
    context = {"programmes": programmes, "error": wrong(ask, error) if error else None, "programme": programme, "until": until}  # fmt: skip
    return View(_("Calendar feeds"), "feeds/page.html", [Table("feeds", heads, rows)], {"made": made}, context, status=status_of(error) if error else 200, keep=False)  # fmt: skip


def _day(said: str) -> date | None:
    if not said.strip():
        return None
    try:
        if DAY.fullmatch(said.strip()):
            return date.fromisoformat(said.strip())
    except ValueError:
        pass
    raise BadRequest("“%(said)s” is no day.", remedy="Write it as 2027-03-31.", said=said[:30])


router.include_router(fetched)

__all__ = ["PAGE", "router"]
