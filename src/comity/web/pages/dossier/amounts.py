"""What measures say of a subject: a table for each topic, and the courses of a handful with their intervals."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import numpy as np

from comity.dossier.compose import meet
from comity.dossier.contents import Listing, Subject
from comity.dossier.draw.series import Series, draw_series
from comity.dossier.language import _ as in_dossier
from comity.dossier.language import spoken
from comity.dossier.measured import amount, course, interval, rank, unit
from comity.dossier.sections.measures import Gathered, Latest, gather, list_shares, tell_lacking
from comity.dossier.words import sentence
from comity.measures.answer import is_kept
from comity.web.asked import Asked
from comity.web.contract import Table, View
from comity.web.written import scale_of

#: So many subjects' amounts are held.
MOST = 12
#: So many courses are drawn: those with an interval first, of as many topics as there are.
DRAWN = 4
#: Years of a course.
SPAN = 60
#: What is drawn first of each kind of subject, where it is known.
FIRST = {
    "state": ("influence.exerted", "capability.cinc", "alignment.ideal_point", "position.pacts_brokerage", "situation.regime"),
    "pair": ("ties.latent_cooperation", "alignment.ideal_point_distance", "alignment.s", "ties.pact_depth", "interoperability.exercises"),
    "group": ("cohesion.latent_depth", "cohesion.preference_spread", "cohesion.exercise_density", "burden.exploitation"),
    "region": ("stability.regional", "stability.conflict", "stability.dispute_rate", "stability.battle_deaths_per_head"),
}  # fmt: skip


def amounts_view(ask: Asked, subject: str, on: str) -> View:
    """Show every measure of a subject."""
    _ = ask.language.gettext
    made = _amounts(ask, subject.strip(), on.strip())
    what, rows, shares = made.subject, made.rows, made.shares
    columns = {
        "topic": _("topic"), "measure": _("measure"), "title": _("what it is"), "year": _("year"), "value": _("value"), "low": _("from"), "high": _("to"),
        "interval": _("90 % interval"), "kind": _("kind of interval"), "rank": _("rank, 90 %"), "course": _("how it went"), "unit": _("unit"),
        "coverage": _("share known"), "evidence": _("evidence"),
    }  # fmt: skip
    topics: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        topics.setdefault(row["topic"], []).append(row)
    query = {"subject": subject.strip(), "on": what.on.isoformat()}
    context = {
        "topics": topics, "shares": shares, "lacking": made.lacking, "uncomputed": made.uncomputed,
        "drawings": made.drawings, "said": lambda topic: sentence(in_dossier(topic)).removesuffix("."), "back": f"/dossier?{urlencode(query)}",
    }  # fmt: skip
    more = [Table(one.id, dict(zip(one.columns, one.heads, strict=True)), [dict(zip(one.columns, line, strict=True)) for line in one.lines]) for one in shares]  # fmt: skip
    facts = {"subject": subject.strip(), "name": what.name, "on": what.on, "lacking": made.without, "not_computed": made.uncomputed}  # fmt: skip
    return View(_("%(name)s: what it amounts to") % {"name": what.name}, "dossier/measures.html", [Table("measures", columns, rows), *more], facts, context, computing=bool(made.uncomputed))  # fmt: skip


@dataclass(frozen=True)
class _Amounts:
    subject: Subject
    rows: list[dict[str, Any]]
    shares: list[Listing]
    drawings: list[dict[str, Any]]
    lacking: list[str]
    without: list[str]
    uncomputed: list[str]


_held: OrderedDict[tuple[object, ...], _Amounts] = OrderedDict()
_lock = threading.Lock()


def _amounts(ask: Asked, said: str, on: str) -> _Amounts:
    """Ask every measure; what was lately shown is at hand."""
    key = (ask.stamp, str(ask.home), said, on, spoken().key)
    with _lock:
        made = _held.get(key)
    # What had still to be computed may have been since.
    if made is not None and not any(is_kept(ask.con, ask.home, name) for name in made.uncomputed):
        return made
    evidence, what = meet(ask.con, said, on or None)
    found = gather(evidence, what)
    made = _Amounts(
        what, [_row(one, said, what) for one in found.latest], list_shares(found.members, what), _drawings(found, what, said),
        tell_lacking(found.without), list(found.without), found.uncomputed,
    )  # fmt: skip
    with _lock:
        _held[key] = made
        _held.move_to_end(key)
        while len(_held) > MOST:
            _held.popitem(last=False)
    return made


def _row(one: Latest, said: str, what: Subject) -> dict[str, Any]:
    line, measure, name = one.told.line, one.found.measure, one.found.name
    whom = _whom(one, said, what)
    year = int(line["period"])
    return {
        "topic": name.partition(".")[0].replace("_", " "), "measure": name, "title": one.title, "year": year,
        "value": line["value"], "low": line["low"], "high": line["high"], "kind": line["interval_kind"], "unit": measure.unit,
        "written": amount(line["value"], measure), "interval": interval(one.told) if line["low"] is not None else None,
        "rank": rank(one.told) or None, "course": course(one.told) or None, "coverage": line["coverage"],
        "evidence": f"/evidence/measure?{urlencode({'measure': name, 'subject': whom, 'year': year})}",
        "series": f"/measures/{name}/series?{urlencode({'subject': whom})}", "method": f"/measures/{name}/method",
    }  # fmt: skip


def _whom(one: Latest, said: str, what: Subject) -> str:
    """Give whom to ask a measure about to get this very estimate: of a directed pair which way, of a region its name."""
    line = one.told.line
    if what.kind == "pair":
        return f"{line['a']}–{line['b']}"
    return line["name"] if what.kind == "region" else what.states[0] if what.kind == "state" else said


def _drawings(made: Gathered, what: Subject, said: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    # Drawn in the unit in which the tables have it: a share in per cent.
    for one in _chosen(made.latest, FIRST[what.kind]):
        measure = one.found.measure
        first, *courses = _series(one)
        values, low, high = (
            {at: None if value is None else value * scale_of(measure) for at, value in course.items()}
            for course in courses
        )
        last = max(values)
        bands = bool(low)
        svg = draw_series(
            [Series("", values, low if bands else None, high if bands else None)],
            first=first, last=max(last, what.on.year), unit=unit(measure), from_zero=min([v for v in [*values.values(), *low.values()] if v is not None]) >= 0,
            width=560.0, height=170.0, title="",
        )  # fmt: skip
        # A year between two that are known is told as not known: left out it would not be missed.
        years = [{"year": year, "value": values.get(year), "low": low.get(year), "high": high.get(year)} for year in range(last, first - 1, -1)]  # fmt: skip
        address = f"/measures/{one.found.name}/series?{urlencode({'subject': _whom(one, said, what)})}"
        found.append({"title": one.title, "svg": svg, "unit": unit(measure), "bands": bands, "address": address, "id": f"course-{len(found)}", "years": years})  # fmt: skip
    return found


def _chosen(latest: Sequence[Latest], first: Sequence[str]) -> list[Latest]:
    """Choose what is drawn: the wanted ones, then those with intervals, no topic twice until all had their turn."""
    known = [one for one in latest if len(_series(one)[1]) >= 5]
    order = {name: place for place, name in enumerate(first)}
    known.sort(key=lambda one: (order.get(one.found.name, len(order)), one.told.line["low"] is None, one.found.name))
    chosen: list[Latest] = []
    for again in (False, True):
        for one in known:
            topics = {held.found.name.partition(".")[0] for held in chosen}
            if all(one is not held for held in chosen) and len(chosen) < DRAWN and (again or one.found.name.partition(".")[0] not in topics or one.found.name in order):  # fmt: skip
                chosen.append(one)
    return chosen


def _series(one: Latest) -> tuple[int, dict[int, float | None], dict[int, float | None], dict[int, float | None]]:
    """Give the first year drawn and the course of what ``one`` is the latest of: values and both ends of the interval."""
    estimates = one.found.made.estimates
    subjects = estimates.subjects
    rows = one.found.rows
    # Of the estimates that are about the subject those of the same way, region or pact as the latest.
    if one.way or one.found.measure.subject in ("pact", "region"):
        same = subjects.a[rows] == subjects.a[one.row]
        if len(subjects.b):
            same &= subjects.b[rows] == subjects.b[one.row]
        rows = rows[same]
    years = np.take(one.found.made.axis.years, subjects.period[rows])
    last = int(years.max())
    held: list[dict[int, float | None]] = []
    for column in (estimates.value, estimates.low, estimates.high):
        found: dict[int, float | None] = {}
        if column is not None:
            for year, value in zip(years.tolist(), column[rows].tolist(), strict=True):
                if year > last - SPAN and np.isfinite(value):
                    found[year] = float(value)
        held.append(found)
    values, low, high = held
    return min(values, default=last), values, low, high


__all__ = ["amounts_view"]
