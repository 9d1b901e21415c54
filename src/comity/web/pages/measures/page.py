"""Measures: all of them, the ranking of a year with its intervals, series with their bands, and how each is made."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from fastapi import Query

from comity import __version__
from comity.catalogue.facts import discover
from comity.dossier.draw.intervals import Dot, draw_intervals
from comity.dossier.draw.series import draw_series
from comity.dossier.measured import titled, unit
from comity.measures.answer import how_to_bring, known_to, lacking, reach
from comity.measures.contract import Measure, find
from comity.measures.courses import Course
from comity.model.errors import BadRequest, any_of
from comity.store.home import own_sources_dir
from comity.web.asked import Asked
from comity.web.contract import N_, Ask, Page, Table, View
from comity.web.contract import router as page_router
from comity.web.measured import measured, state
from comity.web.pages.measures import index, method, ranking, series
from comity.web.templates import link
from comity.web.written import Written, missing, spans

PAGE = Page(
    "measures",
    N_("Measures"),
    "/measures",
    60,
    (
        "/measures",
        "/measures?q=pacts",
        "/measures/capability.cinc",
        "/measures/reliability.defense",
        "/measures/voting.banzhaf",
        "/measures/ties.pact_depth?subject=Japan",
        "/measures/voting.banzhaf/series?subject=China",
        "/measures/capability.cinc/method",
        "/measures/stability.regional/method",
    ),
)
router = page_router()
#: More lines than these make a drawing that nobody reads.
DRAWN = 250


@router.get("/measures")
def catalogue(ask: Ask, q: str = "") -> View:
    """List the measures by topic: of whom each is, its unit, how far it reaches, and what to bring where it is not known."""
    _ = ask.language.gettext
    every = index.every(ask)
    found = index.matching(every, q)
    columns = {
        "measure": _("measure"), "topic": _("topic"), "title": _("title"), "subject": _("of whom"), "unit": _("unit"),
        "from": _("its sources reach from"), "to": _("its sources reach to"), "years": _("years known"), "missing": _("years without between"), "here": _("known here"), "bring": _("what to bring"), "interval": _("interval"),
        "heavy": _("takes a while"),
    }  # fmt: skip
    told = index.topics()
    by_topic = {
        topic: [line for line in found if line["topic"] == topic]
        for topic in told
        if any(line["topic"] == topic for line in found)
    }
    facts = {"q": q, "measures": len(every), "shown": len(found), "known_here": sum(line["here"] for line in every)}
    context = {"by_topic": by_topic, "told": told, "whom": index.WHOM, "intervals": index.INTERVALS}
    return View(
        _("Measures"), "measures/page.html", [Table("measures", columns, found)], facts, context, computing=True
    )


@router.get("/measures/{name}")
def ranked(
    ask: Ask, name: str, year: str = "", subject: str = "", order: str = "highest", page: int = 1, every: str = ""
) -> View:
    """Order the subjects of a measure in one year, each with its interval: without one no rank is claimed."""
    _ = ask.language.gettext
    measure = find(name)
    if absent := _missing(ask, name, measure):
        return absent
    if order not in ranking.ORDERS:
        raise BadRequest(
            "There is no order “%(order)s”.",
            remedy="Choose %(orders)s.",
            order=order,
            orders=any_of(ranking.ORDERS),
        )
    made = measured(ask, name)
    years = ranking.years_of(made)
    when = ranking.read_year(year, years, ranking.latest(ask, made))
    rows = ranking.ordered(made, ranking.chosen(ask, made, when, subject), order)
    size = ranking.ALL if every else ranking.A_PAGE
    pages = max(1, math.ceil(len(rows) / size))
    if not 1 <= page <= pages:
        raise BadRequest("There is no page %(page)s of this list.", remedy="It has %(pages)s.", page=page, pages=pages)
    shown = rows[(page - 1) * size : page * size] if ask.form == "html" else rows
    lines = ranking.lines(made, shown)
    if ask.form == "html":
        ranking.with_addresses(made, lines, when)
    written = Written(ask, measure)
    known = int((made.estimates.value[rows] == made.estimates.value[rows]).sum())
    facts = _facts(name, measure) | {
        "year": when, "years_known": spans(years[::-1]), "years_without": missing(years), "all_looked_to": known_to(ask.con, measure), "subject": subject, "order": order, "subjects": len(rows), "known": known,
        "rank_claimed": any(line["rank"] is not None for line in lines),
        "interval_claimed": any(line["low"] is not None for line in lines),
    }  # fmt: skip
    context = {
        "measure": measure, "year_choices": [(str(one), str(one)) for one in years], "page": page, "many": pages, "written": written, "lines": lines,
        "picture": _dots(ask, measure, lines, when, written), "whom": index.WHOM, "size": size, "all": ranking.ALL,
    }  # fmt: skip
    return View(f"{titled(measure)}, {when}", "measures/ranking.html", [_estimates(ask, lines)], facts, context)


@router.get("/measures/{name}/series")
def over_time(ask: Ask, name: str, subject: list[str] = Query(default=[])) -> View:  # noqa: B008
    """Show how a measure went for some subjects, with 90 % bands, trends and breaks, and gaps where nobody looked."""
    _ = ask.language.gettext
    measure = find(name)
    if absent := _missing(ask, name, measure):
        return absent
    made = measured(ask, name)
    asked = list(dict.fromkeys(one.strip() for one in subject if one.strip()))
    if len(asked) > series.ASKED:
        raise BadRequest(
            "%(number)s subjects are too many for one drawing.",
            remedy="Name at most %(most)s.",
            number=len(asked),
            most=series.ASKED,
        )
    found = series.find_series(ask, made, asked) if asked else series.Found([], {}, 0)
    written = Written(ask, measure)
    known = [line["period"] for line in found.lines if line["value"] is not None]
    picture = ""
    if known:
        positive = all(line["value"] is None or line["value"] >= 0 for line in found.lines)
        picture = draw_series(
            series.drawn(found, written.scale), first=min(known), last=max(known), title=titled(measure), unit=written.unit,
            from_zero=positive, height=320,
        )  # fmt: skip
    without = {key: missing([line["period"] for line in found.lines if line["subject"] == key and line["value"] is not None]) for key in found.courses}  # fmt: skip
    told = {key: _course(ask, course, without[key], written) for key, course in found.courses.items()}
    columns = {"name": _("subject"), "first": _("from"), "last": _("to"), "without": _("not known between"), "slope": _("change a year"), "slope_low": _("low"), "slope_high": _("high"), "p": "p", "years": _("years"), "breaks": _("new levels from")}  # fmt: skip
    courses = Table("courses", columns, [_as_row(course, without[key]) for key, course in found.courses.items()])
    for line in found.lines if ask.form == "html" else ():
        line["evidence"] = link("/evidence/measure", measure=name, subject=line["subject"], year=line["period"])
    facts = _facts(name, measure) | {"subjects": list(found.names), "left_out": found.left_out}
    context = {
        "measure": measure, "found": found, "written": written, "picture": picture, "told": told, "asked": asked,
        "fields": [*asked[: series.MOST], *[""] * (2 if len(asked) < series.MOST - 1 else 0)] or ["", ""],
        "by_year": _by_year(found), "most": series.MOST,
    }  # fmt: skip
    title = _("%(title)s over the years") % {"title": titled(measure)}
    return View(title, "measures/series.html", [_estimates(ask, found.lines), courses], facts, context)


@router.get("/measures/{name}/method")
def made_how(ask: Ask, name: str) -> View:
    """Say how a measure is made: formula, pitfalls, references, what it needs and how far that reaches."""
    _ = ask.language.gettext
    measure = find(name)
    summary, sections = method.told(name)
    spans = reach(ask.con, measure)
    held = ask.evidence.sources
    listed = {source.name for source in discover(own_sources_dir(ask.home))}
    columns = {"source": _("source"), "layer": _("layer"), "optional": _("can do without"), "here": _("in the record"), "from": _("from"), "to": _("to"), "bring": _("what to bring")}  # fmt: skip
    needs = [
        {
            "source": need.source, "layer": need.layer, "optional": need.optional, "here": need.source in held,
            "from": spans[need][0] if need in spans else None, "to": spans[need][1] if need in spans else None,
            "bring": "" if need.source in held else how_to_bring([need]), "address": f"/sources/{need.source}", "listed": need.source in listed,
        }
        for need in measure.needs
    ]  # fmt: skip
    facts = _facts(name, measure) | {
        "summary": summary, "reference": measure.reference, "comity": __version__,
        "sections": {title: [one.text for one in blocks] for title, blocks in sections.items()},
    }  # fmt: skip
    context = {
        "measure": measure,
        "unit": unit(measure),
        "sections": sections,
        "whom": index.WHOM,
        "intervals": index.INTERVALS,
    }
    return View(
        _("How it is made: %(title)s") % {"title": titled(measure)},
        "measures/method.html",
        [Table("needs", columns, needs)],
        facts,
        context,
    )


def _missing(ask: Asked, name: str, measure: Measure) -> View | None:
    """Give the page for a measure that has to be computed first, or lacks its sources."""
    how = state(ask, name)
    if how == "ready":
        return None
    facts = _facts(name, measure) | {"state": how}
    needs = how_to_bring(lacking(ask.con, name)) if how == "lacking" else ""
    context = {"measure": measure, "how": how, "needs": needs, "back": ask.address(lang=None)}
    return View(titled(measure), "measures/lacking.html", [], facts, context, computing=True)


def _facts(name: str, measure: Measure) -> dict[str, Any]:
    return {
        "measure": name, "measure_title": titled(measure), "unit": measure.unit, "of": measure.subject, "more_means": measure.direction,
        "method": measure.method, "version": measure.version, "interval": measure.interval,
    }  # fmt: skip


def _estimates(ask: Asked, lines: list[dict[str, Any]]) -> Table:
    _ = ask.language.gettext
    columns = {
        "subject": _("key"), "name": _("subject"), "period": _("year"), "value": _("value"), "low": _("low"), "high": _("high"),
        "interval_kind": _("interval"), "inputs": _("figures"), "coverage": _("known"), "rank": _("rank"),
        "rank_low": _("best rank"), "rank_high": _("worst rank"), "unit": _("unit"), "method": _("method"), "version": _("version"),
    }  # fmt: skip
    return Table("estimates", columns, lines)


def _dots(ask: Asked, measure: Measure, lines: list[dict[str, Any]], year: int, written: Written) -> str:
    if ask.form != "html" or not lines:
        return ""
    _ = ask.language.gettext
    dots = [
        Dot(line["name"], line["value"], line["low"], line["high"], f"{_('rank')} {rank}" if (rank := written.rank(line)) else "")
        for line in lines[:DRAWN]
    ]  # fmt: skip
    note = _("Dots are values, lines their 90 % intervals.") if any(dot.low is not None for dot in dots) else _("No interval is claimed.")  # fmt: skip
    return draw_intervals(
        dots, title=f"{titled(measure)}, {year}", unit=written.unit, note=note, unknown=_("not known"), written=written.value,
        marked=written.mark,
    )  # fmt: skip


def _by_year(found: series.Found) -> list[tuple[int, dict[str, dict[str, Any]]]]:
    """Give every year from the first to the last known one, latest first, with the line of each subject, if it has one."""
    years: dict[int, dict[str, dict[str, Any]]] = {}
    for line in found.lines:
        if line["value"] is not None:
            years.setdefault(line["period"], {})[line["subject"]] = line
    return [(year, years.get(year, {})) for year in range(max(years), min(years) - 1, -1)] if years else []


def _as_row(course: Course, without: Sequence[int]) -> dict[str, Any]:
    trend = course.trend
    return {
        "name": course.name, "first": course.first, "last": course.last, "without": list(without), "breaks": list(course.breaks),
        "slope": trend and trend.slope, "slope_low": trend and trend.low, "slope_high": trend and trend.high,
        "p": trend and trend.p, "years": trend and trend.n,
    }  # fmt: skip


def _course(ask: Asked, course: Course, without: Sequence[int], written: Written) -> str:
    """Say in words how a series went, and of which years between it is not known."""
    _ = ask.language.gettext
    span = {"first": course.first, "last": course.last}
    said = [_("Known from %(first)s to %(last)s.") % span if course.first != course.last else _("Known of %(first)s alone.") % span]  # fmt: skip
    if without:
        said.append(_("Not known between them: %(years)s.") % {"years": spans(without)})
    trend = course.trend
    if trend is None:
        said.append(_("Fewer than five years are known: no trend is told."))
    elif trend.low <= 0 <= trend.high:
        said.append(_("No trend can be told from chance over these years."))
    else:
        figures = {"slope": written.value(abs(trend.slope)), "low": written.value(min(abs(trend.low), abs(trend.high))), "high": written.value(max(abs(trend.low), abs(trend.high))), "n": trend.n}  # fmt: skip
        words = (
            _("Over all %(n)s known years it rose by %(slope)s a year (90 %%: %(low)s to %(high)s).")
            if trend.slope > 0
            else _("Over all %(n)s known years it fell by %(slope)s a year (90 %%: %(low)s to %(high)s).")
        )
        said.append(words % figures)
    if course.breaks:
        said.append(_("A new level began in: %(years)s.") % {"years": ", ".join(str(year) for year in course.breaks)})
    elif trend is not None:
        said.append(_("No break of level is found."))
    return " ".join(said)
