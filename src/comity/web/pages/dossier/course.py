"""Everything that concerns a subject on one axis, and as lists."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from comity.dossier.compose import meet
from comity.dossier.contents import Subject
from comity.dossier.draw.lanes import Lane, Mark, draw_lanes
from comity.dossier.in_time import SORTS, Thing, by_year, covered, list_things
from comity.model.errors import BadRequest
from comity.web.asked import Asked
from comity.web.briefs import row_address, thing_address
from comity.web.contract import N_, Table, View

#: So many years are drawn: what is older stands in the lists.
YEARS = 90
#: Lines of a page of the list.
LINES = 100
TITLES = {
    "agreement": N_("Agreements"),
    "exercise": N_("Exercises"),
    "mission": N_("Missions"),
    "visit": N_("Visits"),
    "incident": N_("Incidents"),
}
_LISTS = {"agreement": "agreements", "exercise": "exercises", "mission": "missions", "visit": "visits", "incident": "incidents"}  # fmt: skip
_TABLES = {"agreement": "agreement", "incident": "incident"}


def things_of(ask: Asked, subject: Subject) -> list[Thing]:
    """Give what concerns a subject up to its day."""
    return list_things(ask.evidence, subject)


def draw_course(ask: Asked, subject: Subject, found: Sequence[Thing], query: Mapping[str, str]) -> str:
    """Draw them on one axis; nothing where nothing has a date."""
    _ = ask.language.gettext
    dated = [one for one in found if one.start]
    if not dated:
        return ""
    first = max(min(one.start.year for one in dated if one.start), subject.on.year - YEARS)
    looked = covered(ask.evidence)
    lanes = []
    for sort, title in TITLES.items():
        marks = [Mark(one.name, one.start, one.end, address(one), one.ongoing, one.seen) for one in dated if one.sort == sort and one.start]  # fmt: skip
        if marks:
            # Braces of a subject are written as %7B: the year's alone are filled in.
            yearly = f"/dossier/timeline?{urlencode({**query, 'sort': sort})}&year={{year}}"
            lanes.append(Lane(_(title), marks, looked[sort], f"/dossier/timeline?{urlencode({**query, 'sort': sort})}", yearly))  # fmt: skip
    return draw_lanes(
        lanes,
        span=(date(first, 1, 1), subject.on),
        title=_("In time"),
        unknown=_("not looked for in all states, or not every kind: what stands there is a selection"),
        many=_("%(count)s begun in %(year)s"),
    )


def yearly(found: Sequence[Thing], on: date) -> dict[str, dict[int, int]]:
    """Give for each year that is drawn how many of each sort began in it, the last year first."""
    counts = by_year(found)
    years = sorted({year for held in counts.values() for year in held if year >= on.year - YEARS}, reverse=True)
    return {sort: {year: counts[sort].get(year, 0) for year in years} for sort in SORTS if counts[sort]}


def address(one: Thing) -> str:
    """Give the page of a thing."""
    page = thing_address(_TABLES.get(one.sort, "activity"), one.kind, one.id)
    return page or row_address(one.source, one.source_row)


def course_table(ask: Asked, found: Sequence[Thing]) -> Table:
    """Give things as a table."""
    _ = ask.language.gettext
    columns = {
        "sort": _("sort"), "kind": _("kind"), "name": _("name"), "start": _("from"), "end": _("to"), "state": _("how it stands"),
        "source": _("source"), "source_row": _("line"), "checked": _("checked"), "id": _("id"),
    }  # fmt: skip
    rows: list[dict[str, Any]] = []
    for one in found:
        stands = _("in force") if one.ongoing else _("last seen on %(day)s") % {"day": one.seen} if one.seen else None
        rows.append(
            {
                "sort": one.sort, "kind": one.kind, "name": one.name, "start": one.start, "end": one.end, "state": stands,
                "source": one.source, "source_row": one.source_row, "id": one.id, "address": address(one),
                "row": row_address(one.source, one.source_row), "checked": ask.evidence.mark(one.source, one.source_row) or None,
            }
        )  # fmt: skip
    return Table("in-time", columns, rows)


def timeline_view(ask: Asked, subject: str, on: str, sort: str, year: str, page: str) -> View:
    """Show the list of things, of one sort and one year if that is asked."""
    _ = ask.language.gettext
    if sort and sort not in SORTS:
        raise BadRequest(
            "“%(sort)s” is no sort of thing.", remedy="Choose one of %(sorts)s.", sort=sort, sorts=", ".join(SORTS)
        )
    if year and not re.fullmatch(r"\d{1,4}", year):
        raise BadRequest("“%(year)s” is no year.", remedy="Write it in digits: 1998.", year=year)
    if not re.fullmatch(r"[1-9]\d{0,5}", page):
        raise BadRequest("“%(page)s” is no page.", remedy="Pages are numbered from 1.", page=page)
    _evidence, what = meet(ask.con, subject, on or None)
    found = [
        one
        for one in things_of(ask, what)
        if (not sort or one.sort == sort) and (not year or (one.start and one.start.year == int(year)))
    ]
    table = course_table(ask, found)
    pages = max(-(-len(found) // LINES), 1)
    at = min(int(page), pages)
    title = f"{what.name}: {_(TITLES[sort]) if sort else _('In time')}{f', {year}' if year else ''}"
    facts = {"subject": subject.strip(), "name": what.name, "on": what.on, "sort": sort, "year": year, "count": len(found)}  # fmt: skip
    query = {"subject": subject.strip(), "on": what.on.isoformat()}
    parties = [("party", key) for key in what.states] if what.kind in ("state", "pair") else []
    context = {
        "lines": table.rows[(at - 1) * LINES : at * LINES], "at": at, "of": pages, "titles": TITLES,
        "back": f"/dossier?{urlencode(query)}", "here_": f"/dossier/timeline?{urlencode(query)}",
        "list_": f"/{_LISTS[sort]}?{urlencode(parties)}" if sort and parties else "",
    }  # fmt: skip
    return View(title, "dossier/timeline.html", [table], facts, context)


__all__ = ["TITLES", "course_table", "draw_course", "things_of", "timeline_view", "yearly"]
