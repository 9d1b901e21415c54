"""Import: a file is sent, its report read row by row, and what is chosen of it taken."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends, Form, Query, Request
from starlette.datastructures import UploadFile
from starlette.responses import Response

from comity.model.errors import ComityError
from comity.register.sheets import uploads
from comity.register.sheets.opening import LARGEST
from comity.web.contract import N_, Page, Table, View
from comity.web.office.asked import Ask, Asked, Said
from comity.web.office.contract import router as office_router
from comity.web.office.pages.importing import reported
from comity.web.office.words import minutes, status_of, wrong

PAGE = Page("importing", N_("Import"), "/import", 33, ("/import",), group="plan")
router = office_router()
Maybe = Annotated[str, Query(max_length=100)]


async def _file(request: Request) -> UploadFile | None:
    found = (await request.form()).get("file")
    return found if isinstance(found, UploadFile) else None


Sent = Annotated[UploadFile | None, Depends(_file)]
Rows = Annotated[list[str], Form(max_length=20_000)]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@router.get("/import")
def begin(ask: Ask) -> View:
    """Offer to send a file, and list one's own of the last day."""
    return _begin(ask)


@router.post("/import")
def send(ask: Ask, file: Sent) -> Response | View:
    """Keep a file for a day, and lead to its report."""
    try:
        data = file.file.read(LARGEST + 1) if file is not None else b""
        with ask.act() as act:
            which = uploads.keep(act, (file.filename if file else "") or "", data)
    except ComityError as error:
        return _begin(ask, error)
    return ask.go(f"/import/{which}")


@router.get("/import/{upload}")
def read(ask: Ask, upload: str, sort: Maybe = "", status: Maybe = "", page: int = 1) -> View:
    """Tell what taking a file would do: nothing is written."""
    return reported.shown(ask, upload, sort=sort, status=status, page=page)


@router.get("/import/{upload}/comments.xlsx")
def comments(ask: Ask, upload: str) -> Response:
    """Give a workbook back with what is wrong as comments at its cells."""
    data, name = reported.with_comments(ask, upload)
    return Response(data, media_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@router.post("/import/{upload}/take")
def take(ask: Ask, upload: str, which: Said = "", row: Rows | None = None, voiding: Said = "") -> View:
    """Take what was chosen, all of it or nothing."""
    return reported.taken(ask, upload, None if which == "all" else row or [], voiding=bool(voiding))


@router.post("/import/{upload}/drop")
def drop(ask: Ask, upload: str) -> Response:
    """Let a file go before its day is over."""
    with ask.act() as act:
        uploads.found(act, upload)
        uploads.drop(act, upload)
    return ask.go("/import")


def _begin(ask: Asked, error: ComityError | None = None) -> View:
    _ = ask.language.gettext
    with ask.look() as look:
        rows: list[dict[str, Any]] = [{"upload": which, "name": name, "until": minutes(until), "address": f"/import/{which}"} for which, name, until in uploads.own(look)]  # fmt: skip
        takes = look.decide("takeAway").allowed
    columns = {"upload": _("identity"), "name": _("file"), "until": _("kept until (UTC)")}
    return View(_("Import"), "importing/page.html", [Table("uploads", columns, rows)], {}, {"error": wrong(ask, error) if error else None, "most": LARGEST // 1_000_000, "takes": takes}, status=status_of(error) if error else 200, keep=False)  # fmt: skip


__all__ = ["PAGE", "router"]
