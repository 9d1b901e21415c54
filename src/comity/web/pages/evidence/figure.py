"""Behind a figure of a brief: its rule, and all its rows."""

from __future__ import annotations

from collections import Counter

from comity.dossier.contents import Figure
from comity.dossier.words import number, quantity, read_unit
from comity.web.asked import Asked
from comity.web.briefs import figured
from comity.web.contract import Table, View
from comity.web.pages.evidence.citing import ROWS, address, cited, line, paged, titles


def figure_view(ask: Asked, subject: str, figure: str, on: str, page: str) -> View:
    """Show a figure with the rows behind it.

    Raises
    ------
    UnknownName, AmbiguousName, BadRequest
        When there is no such subject, day, figure or page.
    """
    _ = ask.language.gettext
    brief, found = figured(ask, subject, figure, on)
    day = brief.subject.on
    at, of = paged(page, found.rows)
    names = tuple(dict.fromkeys(name for row in found.rows for name in row.cells))
    columns = {name: name for name in names} | {"source": _("source"), "source_row": _("line"), "checked": _("checked")}
    rows = [{**row.cells, "source": row.source, "source_row": row.source_row, "checked": row.mark or None} for row in found.rows]  # fmt: skip
    sources = Counter(row.source for row in found.rows)
    exactly = address("/evidence/figure", subject=subject, figure=figure, on=day.isoformat(), page=at if at > 1 else None)  # fmt: skip
    facts = {
        "subject": brief.subject.name, "figure": found.id, "label": found.label, "value": found.value, "unit": found.unit,
        "period": found.period, "rule": found.rule, "gap": found.gap, "on": day, "sources": dict(sources.most_common()), "address": exactly,
        "cite": cited(ask, sources),
    }  # fmt: skip
    context = {
        "written": _value(ask, found), "names": names, "count": len(rows), "at": at, "of": of, "first": (at - 1) * ROWS + 1,
        "lines": [line(ask, row.cells, row.source, row.source_row, figure.partition(".")[0]) for row in found.rows[(at - 1) * ROWS : at * ROWS]],
        "sources": titles(ask, sources), "here_address": exactly, "counts": sources,
        "whole": address("/evidence/figure", subject=subject, figure=figure, on=day.isoformat()),
        "dossier": address("/dossier", subject=subject, on=day.isoformat()) + f"#figure-{found.id}",
        "marks": Counter(row.mark for row in found.rows if row.mark),
    }  # fmt: skip
    title = _("%(figure)s: %(subject)s") % {
        "figure": found.label[:1].upper() + found.label[1:],
        "subject": brief.subject.name,
    }
    return View(title, "evidence/figure.html", [Table("rows", columns, rows)], facts, context)  # fmt: skip


def _value(ask: Asked, found: Figure) -> str:
    if found.value is None:
        return ask.language.gettext("not known")
    if isinstance(found.value, str):
        return found.value
    return (
        quantity(found.value, "share")
        if found.unit == "share"
        else f"{number(found.value)} {read_unit(found.unit)}".strip()
    )


__all__ = ["figure_view"]
