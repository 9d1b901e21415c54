"""Dossiers: the brief on a state, a pair, a pact or a region as a page, its things in time, its measures, its files."""

from __future__ import annotations

import re

from fastapi.responses import Response

from comity.dossier.as_html import render_html
from comity.dossier.as_json import render_json
from comity.dossier.compose import SECTIONS
from comity.dossier.language import speaking, spoken
from comity.model import states
from comity.model.errors import BadRequest
from comity.model.organisations import organisations
from comity.model.regions import region_names
from comity.web.briefs import PLAIN, briefed
from comity.web.contract import N_, Ask, Page, Table, View
from comity.web.contract import router as page_router
from comity.web.pages.dossier.amounts import amounts_view
from comity.web.pages.dossier.contents import Told, tables
from comity.web.pages.dossier.course import TITLES, course_table, draw_course, things_of, timeline_view, yearly

PAGE = Page(
    "dossier", N_("Dossiers"), "/dossier", 40,
    (
        "/dossier", "/dossier?subject=Japan", "/dossier?subject=AUS-IDN", "/dossier?subject=NATO", "/dossier?subject=Northern+Europe",
        "/dossier?subject=Japan&on=1936", "/dossier/measures?subject=AUS-IDN", "/dossier/timeline?subject=Japan&sort=agreement",
    ),
)  # fmt: skip
router = page_router()

#: What is offered to who has not chosen yet, by sort.
OFFERED = {
    N_("States"): ("Japan", "Kenya", "Poland", "Türkiye", "Brazil"),
    N_("Pairs"): ("Australia–Indonesia", "France–Germany", "India–Pakistan", "Japan–South Korea"),
    N_("Pacts and organisations"): ("NATO", "CSTO", "ANZUS", "AUKUS", "ASEAN"),
    N_("Regions"): ("Northern Europe", "Eastern Asia", "Western Africa", "Caribbean"),
}


@router.get("/dossier")
def dossier(ask: Ask, subject: str = "", on: str = "") -> View:
    """Show the brief on a subject: what binds it, what happened, what is not known, on which sources it rests."""
    if not subject.strip():
        return _choose(ask)
    made = briefed(ask, subject, on)
    told = Told(ask, made)
    found = things_of(ask, made.subject)
    facts = {
        "subject": subject.strip(), "name": spoken().name(made.subject.name), "kind": made.subject.kind, "on": made.subject.on,
        "states": list(made.subject.states), "checked": made.marks,
        "sentences": {section.id: section.sentences for section in made.sections},
    }  # fmt: skip
    context = {
        "told": told,
        "subjects": _subjects(),
        "timeline": draw_course(ask, made.subject, found, told.query),
        "years": yearly(found, made.subject.on),
        "whole": len(found),
        "titles": TITLES,
    }
    return View(
        spoken().name(made.subject.name), "dossier/page.html", [*tables(told), course_table(ask, found)], facts, context
    )


@router.get("/dossier/measures")
def measures(ask: Ask, subject: str = "", on: str = "") -> View:
    """Show what every measure says of a subject: value, interval, rank where there is one, and how it went."""
    _asked(subject)
    return amounts_view(ask, subject, on)


@router.get("/dossier/timeline")
def timeline(ask: Ask, subject: str = "", on: str = "", sort: str = "", year: str = "", page: str = "1") -> View:
    """List the things that concern a subject: agreements, exercises, missions, visits and incidents, the latest first."""
    _asked(subject)
    return timeline_view(ask, subject, on, sort, year, page)


@router.get("/dossier/brief.{ending}", include_in_schema=False)
def brief_file(ask: Ask, ending: str, subject: str = "", on: str = "") -> Response:
    """Give the whole brief as one file: ``html``, which needs nothing else, or ``json`` with every row."""
    _asked(subject)
    if ending not in ("html", "json"):
        raise BadRequest("A brief is no “%(ending)s” here.", remedy="Take brief.html or brief.json.", ending=ending)
    # JSON is for programs, and English in every language.
    with speaking(spoken().key if ending == "html" else "en"):
        made = briefed(ask, subject, on, tuple(SECTIONS))
    body = render_html(made) if ending == "html" else render_json(made)
    name = re.sub(r"[^A-Za-z0-9]+", "-", made.subject.name).strip("-").lower() or "brief"
    kind = "text/html" if ending == "html" else "application/json"
    # A file to keep, as the page's own rules would not let its style in.
    headers = {"Content-Disposition": f'attachment; filename="{name}-{made.subject.on}.{ending}"'}
    return Response(body, media_type=f"{kind}; charset=utf-8", headers=headers)


def _asked(subject: str) -> None:
    if not subject.strip():
        raise BadRequest("No subject was named.", remedy="Name one: /dossier?subject=Japan")


def _choose(ask: Ask) -> View:
    _ = ask.language.gettext
    rows = [{"sort": _(sort), "name": name, "address": f"/dossier?subject={name}"} for sort, names in OFFERED.items() for name in names]  # fmt: skip
    columns = {"sort": _("sort"), "name": _("name")}
    context = {"subjects": _subjects(), "offered": OFFERED, "plain": PLAIN}
    return View(_("Dossiers"), "dossier/none.html", [Table("examples", columns, rows)], {}, context)


def _subjects() -> list[str]:
    """Give the names that the box offers: states of today, organisations, regions."""
    known = set(states.key_names().values()) | set(region_names())
    known |= {one.short or one.name for one in organisations()}
    return sorted(map(spoken().name, known), key=spoken().place)
