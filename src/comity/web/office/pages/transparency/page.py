"""The transparency report: looked at by the year, and taken away to be published; the log has every one that was."""

from __future__ import annotations

import hashlib
from typing import Annotated

from fastapi import Path, Query
from starlette.responses import Response

from comity.model.errors import UnknownName
from comity.register.papers import Paper, take_away
from comity.register.papers.yearly import yearly
from comity.register.transparency import Report, transparency
from comity.web.contract import N_, Page, Table, View
from comity.web.office.asked import Ask, Asked
from comity.web.office.contract import router as office_router
from comity.web.office.papers import FORMS
from comity.web.office.papers.as_data import as_csv, as_json

PAGE = Page("transparency", N_("Transparency report"), "/transparency", 40, ("/transparency", "/transparency?year=2026"), "takeAway", group="learn")  # fmt: skip
router = office_router()
Year = Annotated[int | None, Query(ge=1900, le=2200)]
MEDIA = {name: media for name, (_, media) in FORMS.items()} | {
    "json": "application/json", "csv": "text/csv; charset=utf-8",
}  # fmt: skip


@router.get("/transparency")
def look_at(ask: Ask, year: Year = None) -> View:
    """Show the report of a year as it would be published; this year's where none is said."""
    with ask.look() as look:
        report = transparency(look, year or look.now.year)
    made = _paper(ask, report)
    heads = {"section": "section", "table": "table", "row": "row", "column": "column", "value": "value"}
    rows = [
        {"section": section.title, "table": sheet.caption, "row": number, "column": name, "value": cell}
        for section in made.sections
        for sheet in section.sheets
        for number, row in enumerate(sheet.rows, 1)
        for name, cell in zip(sheet.columns, row, strict=True)
    ]
    facts = {"year": report.year, "digest": made.digest(), "forms": list(MEDIA)}
    return View(made.title, "transparency/page.html", [Table("cells", heads, rows)], facts, {"made": made}, keep=False)


@router.post("/transparency.{form}")
def take(ask: Ask, form: Annotated[str, Path(max_length=10)], year: Year = None) -> Response:
    """Give the report of a year as a file, and have the log keep that it went out."""
    if form not in MEDIA:
        raise UnknownName("The report has no such form.", remedy="There are docx, pdf, html, json and csv.")
    with ask.look() as look:
        report = transparency(look, year or look.now.year)
    made = _paper(ask, report)
    data = _written(report, made, form)
    with ask.act() as act:
        now = transparency(act, report.year)
        if now != report:  # something was changed while it was set
            made = _paper(ask, now)
            data = _written(now, made, form)
        take_away(act, made, form, hashlib.sha256(data).hexdigest())
    return Response(data, media_type=MEDIA[form], headers={"Content-Disposition": f'attachment; filename="transparency-{report.year}.{form}"'})  # fmt: skip


def _paper(ask: Asked, report: Report) -> Paper:
    return yearly(report, tell=ask.language.tell, language=ask.language.key)


def _written(report: Report, made: Paper, form: str) -> bytes:
    if form == "json":
        return as_json(report)
    return as_csv(made) if form == "csv" else FORMS[form][0](made)


__all__ = ["PAGE", "router"]
