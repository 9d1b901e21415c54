"""Export: kinds, a programme, the label up to which it goes, and the form of the file; the log has every one."""

from __future__ import annotations

from typing import Annotated

from fastapi import Form
from starlette.responses import Response

from comity.model.errors import BadRequest, ComityError
from comity.model.labels import labels
from comity.register.kinds import kind_of, kinds
from comity.register.listing import Asked as Wanted
from comity.register.listing import listed
from comity.register.sheets.gathering import export
from comity.web.contract import N_, Page, View
from comity.web.office.asked import Ask, Asked, Said
from comity.web.office.contract import router as office_router
from comity.web.office.words import status_of, wrong

PAGE = Page("exporting", N_("Export"), "/export", 34, ("/export",), "takeAway", group="plan")
router = office_router()
FORMS = {
    "xlsx": (N_("Excel workbook, which can be edited and imported again"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
    "csv": (N_("CSV, a file for each sheet, in a ZIP"), "application/zip", "csv.zip"), "json": (N_("JSON"), "application/json", "json"),
}  # fmt: skip
Kinds = Annotated[list[str], Form(max_length=50)]


@router.get("/export")
def begin(ask: Ask) -> View:
    """Offer to take the register away as a file."""
    return _form(ask)


@router.post("/export")
def take_away(ask: Ask, kind: Kinds | None = None, programme: Said = "", label: Said = "", file: Said = "xlsx") -> Response | View:  # fmt: skip
    """Give the file."""
    chosen = kind or []
    try:
        for one in chosen:
            kind_of(one)
        if label not in labels():
            raise BadRequest("An export goes up to a label.", remedy="Choose one.")
        tell = ask.language.gettext
        wanted = Wanted(kinds=tuple(chosen), programme=programme)
        data, made = export(ask.office, ask.who.person, wanted, label, file, factors=ask.who.factors, session=ask.who.session, tell=tell)  # fmt: skip
    except ComityError as error:
        return _form(ask, error, chosen, programme, label, file)
    _title, media, ending = FORMS[file]
    name = f"comity-{made.at.date().isoformat()}-{made.limit}.{ending}"
    return Response(data, media_type=media, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _form(ask: Asked, error: ComityError | None = None, chosen: list[str] | None = None, programme: str = "", label: str = "internal", file: str = "xlsx") -> View:  # fmt: skip
    _ = ask.language.gettext
    with ask.look() as look:
        look.require("takeAway")
        programmes = [(row["record"], row["title"]) for row in listed(look, Wanted(kinds=("programme",), order="title", size=500)).rows]  # fmt: skip
    context = {
        "kinds": {name: _(one.plural) for name, one in kinds().items()}, "programmes": programmes, "labels": {name: (_(one.title), _(one.says)) for name, one in labels().items()}, "files": {name: _(said) for name, (said, _media, _ending) in FORMS.items()},
        "chosen": set(chosen or ()), "programme": programme, "label": label, "file": file, "error": wrong(ask, error) if error else None,
    }  # fmt: skip
    return View(
        _("Export"), "exporting/page.html", [], {}, context, status=status_of(error) if error else 200, keep=False
    )


__all__ = ["PAGE", "router"]
