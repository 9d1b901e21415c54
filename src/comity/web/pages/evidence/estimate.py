"""Behind an estimate: contributions that add up, the interval and its kind, and the rows behind each contribution."""

from __future__ import annotations

from typing import Any

import numpy as np

from comity.dossier.language import spoken
from comity.dossier.measured import amount, digits, named, titled
from comity.measures.answer import how_to_bring, lacking
from comity.measures.asking import choose
from comity.measures.contract import Measure, find
from comity.measures.explaining import contributions
from comity.measures.outputs import cite
from comity.measures.tabulation import to_table
from comity.model.errors import BadRequest
from comity.web.asked import Asked
from comity.web.contract import Table, View
from comity.web.measured import measured, state
from comity.web.pages.evidence.citing import ROWS, address, line, paged, titles
from comity.web.written import Written

#: So many estimates of one subject and year stand on one page: the shares of a state in its groups, say.
MOST = 12


def estimate_view(ask: Asked, name: str, subject: str, year: str, page: str) -> View:
    """Show what the estimates of a measure for a subject in a year are made of.

    Raises
    ------
    UnknownName, AmbiguousName, BadRequest
        When there is no such measure, subject or year.
    """
    _ = ask.language.gettext
    measure, how = find(name), state(ask, name)
    begun = {"measure": name, "title": titled(measure), "subject": subject, "state": how, "method": measure.method, "version": measure.version, "reference": measure.reference, "unit": measure.unit}  # fmt: skip
    exactly = address("/evidence/measure", measure=name, subject=subject, year=year)
    context: dict[str, Any] = {
        "measure": measure,
        "here_address": exactly,
        "back": exactly,
        "needs": "",
        "parts_of": [],
        "others": [],
    }
    if how != "ready":
        context["needs"] = how_to_bring(lacking(ask.con, name)) if how == "lacking" else ""
        return View(
            _("%(figure)s: %(subject)s") % {"figure": titled(measure), "subject": spoken().name(subject)},
            "evidence/measure.html",
            [],
            begun,
            context,
            computing=True,
        )
    made = measured(ask, name)
    when = _year(year)
    found, rows = choose(ask.con, made, subject, when)
    period = found.estimates.subjects.period
    if when is None and len(rows):
        known = rows[np.isfinite(found.estimates.value[rows])]
        rows = rows[period[rows] == (period[known].max() if len(known) else period[rows].max())]
    if not len(rows):
        raise BadRequest(
            "%(title)s says nothing of %(subject)s in %(year)s." if year else "%(title)s says nothing of %(subject)s.",
            remedy="/measures/%(name)s shows of whom and when.",
            title=titled(measure),
            subject=subject,
            year=year,
            name=name,
        )
    told = named(to_table(found, rows).to_pylist())
    if len(rows) > MOST:
        context["others"] = [(one["name"], address("/evidence/measure", measure=name, subject=one["subject"], year=one["period"])) for one in told]  # fmt: skip
        rows, told = rows[:0], told[:0]
    lines: list[dict[str, Any]] = []
    parts: list[dict[str, Any]] = []
    estimates = []
    for place, one in zip(rows.tolist(), told, strict=True):
        held = contributions(ask.con, found, place) if one["value"] is not None else ()
        ranked = sorted(held, key=lambda part: -abs(part.amount))
        total = float(sum(part.amount for part in ranked)) if ranked else None
        estimates.append({**_estimate(one, measure), "together": total})
        for part in ranked:
            head = {"subject": one["name"], "year": one["period"], "contribution": part.label, "amount": part.amount}
            parts.append({**head, "note": part.note or None, "rows": len(part.behind)})
            lines += [{**head, "table": row.table, "cells": row.cells, "source": row.source, "source_row": row.source_row} for row in part.behind]  # fmt: skip
    at, of = paged(page, lines)
    shown = [
        {**one, **line(ask, one["cells"], one["source"], one["source_row"])}
        for one in lines[(at - 1) * ROWS : at * ROWS]
    ]
    years = sorted({one["year"] for one in estimates})
    if years and not year:
        exactly = address("/evidence/measure", measure=name, subject=subject, year=years[-1])
    sources = sorted({one["source"] for one in lines})
    facts = {**begun, "years": years, "address": exactly, "cite": cite(ask.con, name)}
    context |= {
        "estimates": estimates, "parts_of": parts, "lines": shown, "count": len(lines), "at": at, "of": of, "first": (at - 1) * ROWS + 1,
        "sources": titles(ask, sources), "here_address": exactly, "whole": exactly, "digits": digits, "read": Written(ask, measure),
        "series": address(f"/measures/{name}/series", subject=subject), "ranking": address(f"/measures/{name}", year=years[-1] if years else None),
    }  # fmt: skip
    shown_of = f", {years[-1]}" if years else ""
    return View(_("%(figure)s: %(subject)s") % {"figure": titled(measure), "subject": f"{estimates[0]['name'] if len(estimates) == 1 else subject}{shown_of}"}, "evidence/measure.html", _tables(ask, estimates, parts, lines), facts, context)  # fmt: skip


def _estimate(one: dict[str, Any], measure: Measure) -> dict[str, Any]:
    kept = (
        "subject",
        "name",
        "value",
        "low",
        "high",
        "interval_kind",
        "inputs",
        "coverage",
        "rank",
        "rank_low",
        "rank_high",
        "unit",
    )
    return {"year": one["period"], **{name: one[name] for name in kept}, "written": amount(one["value"], measure)}


def _tables(ask: Asked, estimates: list[dict[str, Any]], parts: list[dict[str, Any]], lines: list[dict[str, Any]]) -> list[Table]:  # fmt: skip
    _ = ask.language.gettext
    head = {"subject": _("subject"), "year": _("year"), "contribution": _("contribution"), "amount": _("amount")}
    cells = dict.fromkeys(name for one in lines for name in one["cells"])
    columns = {**head, "table": _("table")} | {name: name for name in cells if name not in head}
    columns |= {"source": _("source"), "source_row": _("line")}
    flat = [{**{name: value for name, value in one["cells"].items() if name not in head}, **{key: value for key, value in one.items() if key != "cells"}} for one in lines]  # fmt: skip
    of = {name: name for name in ("subject", "name", "year", "value", "low", "high", "interval_kind", "inputs", "coverage", "rank", "rank_low", "rank_high", "unit", "together")}  # fmt: skip
    return [
        Table("rows", columns, flat),
        Table("contributions", {**head, "note": _("note"), "rows": _("rows")}, parts),
        Table("estimates", of, estimates),
    ]


def _year(said: str) -> int | None:
    if not said:
        return None
    if not said.isdigit() or len(said) > 4:
        raise BadRequest("“%(said)s” is no year.", remedy="Write it in digits: 2010.", said=said)
    return int(said)


__all__ = ["estimate_view"]
