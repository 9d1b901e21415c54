"""Up to six subjects side by side: measures with their intervals, series on the same axes, and what the record counts."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Query

from comity.dossier.measured import titled
from comity.measures.answer import how_to_bring, lacking
from comity.model.errors import BadRequest
from comity.panel.axis import FIRST_YEAR, LAST_YEAR
from comity.web.contract import N_, Ask, Page, Table, View
from comity.web.contract import router as page_router
from comity.web.pages.compare.series import choose, draw, gather, topics
from comity.web.pages.compare.subjects import KINDS, MOST, count_all, find_all, known_names
from comity.web.templates import link
from comity.web.written import Written

PAGE = Page(
    "compare", N_("Compare"), "/compare", 65,
    ("/compare", "/compare?subject=Japan&subject=Germany", "/compare?subject=NATO&subject=ASEAN", "/compare?subject=Japan%E2%80%93United+States&subject=South+Korea%E2%80%93United+States&topic=ties"),
)  # fmt: skip
router = page_router()
#: Where a series begins until one chooses: a chart of two centuries hides the last decades.
SINCE = 1950


@router.get("/compare")
def compare(
    ask: Ask,
    subject: Annotated[list[str], Query()] = [],  # noqa: B006
    topic: str = "",
    measure: Annotated[list[str], Query()] = [],  # noqa: B006
    year: str = "",
    since: str = "",
) -> View:
    """Set subjects of one kind side by side."""
    _ = ask.language.gettext
    compared = find_all(ask, subject)
    when, first = _year(year), _year(since)
    context: dict[str, Any] = {
        "most": MOST,
        "compared": compared,
        "since": since,
        "year": year,
        "topic": topic,
        "span": (FIRST_YEAR, LAST_YEAR),
        "known": known_names(ask),
    }
    if not compared:
        return View(_("Compare"), "compare/page.html", (), {}, context)
    kind = compared[0].subject.kind
    names = choose(ask, kind, topic, measure)
    found = gather(ask, names, compared, when)
    lines: list[dict[str, Any]] = []
    courses: list[dict[str, Any]] = []
    for one in found:
        for each, course in zip(compared, one.courses, strict=False):
            about: dict[str, Any] = {
                "measure": one.name,
                "title": titled(one.measure),
                "unit": one.measure.unit,
                "subject": each.said,
                "name": each.name,
            }
            year_of = one.year
            lines.append(
                about
                | {
                    "year": year_of, "value": course.value.get(year_of) if year_of else None, "low": course.low.get(year_of) if year_of else None,
                    "high": course.high.get(year_of) if year_of else None, "interval": one.measure.interval,
                    "evidence": link("/evidence/measure", measure=one.name, subject=each.said, year=year_of),
                }
            )  # fmt: skip
            courses += [
                {"measure": one.name, "unit": one.measure.unit, "subject": each.said, "name": each.name, "year": at, "value": value, "low": course.low.get(at), "high": course.high.get(at)}
                for at, value in sorted(course.value.items())
                if first is None or at >= first
            ]  # fmt: skip
    columns = {
        "measure": _("measure"), "title": _("title"), "unit": _("unit"), "subject": _("subject"), "name": _("name"), "year": _("year"),
        "value": _("value"), "low": _("low"), "high": _("high"), "interval": _("interval"),
    }  # fmt: skip
    counted = {
        "figure": _("figure"),
        "what": _("what"),
        "subject": _("subject"),
        "name": _("name"),
        "number": _("number"),
        "on": _("to"),
    }
    of_years = {"measure": _("measure"), "unit": _("unit"), "subject": _("subject"), "name": _("name"), "year": _("year"), "value": _("value"), "low": _("low"), "high": _("high")}  # fmt: skip
    tables = [
        Table("measures", columns, lines),
        Table("counts", counted, count_all(ask, compared)),
        Table("series", of_years, courses),
    ]
    facts = {
        "kind": kind, "subjects": [each.said for each in compared], "names": [each.name for each in compared],
        "notes": [each.subject.note for each in compared if each.subject.note], "measures": names, "topic": topic or None,
        "not_computed": [one.name for one in found if one.state == "long"], "lacking": [one.name for one in found if one.state == "lacking"],
    }  # fmt: skip
    written = {one.name: Written(ask, one.measure) for one in found}
    context |= {
        "kind": _(KINDS[kind]), "found": found, "topics": topics(kind), "since_year": first or SINCE,
        "drawings": {one.name: draw(one, compared, first or SINCE, written[one.name]) for one in found if ask.form == "html"},
        "written": written,
        "needs": {one.name: how_to_bring(lacking(ask.con, one.name)) for one in found if one.state == "lacking"},
    }  # fmt: skip
    title = _("Compare: %(names)s") % {"names": ", ".join(each.name for each in compared)}
    return View(title, "compare/page.html", tables, facts, context, computing=bool(facts["not_computed"]))


def _year(said: str) -> int | None:
    if not said.strip():
        return None
    try:
        year = int(said)
    except ValueError:
        year = 0
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise BadRequest(
            "“%(said)s” is no year that comity knows.",
            remedy="Write a year from %(first_year)s to %(last_year)s.",
            said=said,
            first_year=FIRST_YEAR,
            last_year=LAST_YEAR,
        )
    return year
