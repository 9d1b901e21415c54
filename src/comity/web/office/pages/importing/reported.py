"""The report of a file: every problem with its cell and remedy, every difference field by field, and what was taken of it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from comity.model.errors import BadFile, BadRequest, ComityError
from comity.oversight.storage.tables import log_head
from comity.register.sheets import uploads
from comity.register.sheets.commenting import commented
from comity.register.sheets.reading import Trouble
from comity.register.sheets.reading import read as read_file
from comity.register.sheets.report import CHANGED, NEW, PROBLEM, UNCHANGED, Line, Report, report
from comity.register.sheets.taking import take
from comity.web.contract import Table, View
from comity.web.office.words import minutes, status_of, wrong

if TYPE_CHECKING:
    from comity.oversight.desk import Look
    from comity.web.office.asked import Asked

MANY = 50
STATUSES = (NEW, CHANGED, PROBLEM, UNCHANGED)
#: Reports of large files take seconds: the last ones stay, as long as nothing has happened in the office since.
_made: OrderedDict[tuple[Any, ...], Report] = OrderedDict()
KEPT = 4


def _report(look: Look, one: uploads.Upload) -> Report:
    key = (look.office.name, one.upload, look.facts(), look.office.policy.digest, look.now.date(), look.con.scalar(select(log_head.c.size)))  # fmt: skip
    if key not in _made:
        made = report(look, read_file(one.name, one.data))
        _made[key] = made
        while len(_made) > KEPT:
            _made.popitem(last=False)
    return _made[key]


def shown(ask: Asked, which: str, *, sort: str = "", status: str = "", page: int = 1, error: ComityError | None = None, chosen: Sequence[str] | None = (), voiding: bool = False) -> View:  # fmt: skip
    """Show the report of a file, or why it cannot be read: it is kept all the same.

    Parameters
    ----------
    error
        Why nothing was taken; `chosen` are the rows that were, None for all.
    """
    _, tell = ask.language.gettext, ask.language.tell
    unread: BadFile | None = None
    with ask.look() as look:
        one = uploads.found(look, which)
        try:
            made = _report(look, one)
        except BadFile as refused:
            unread, made = refused, None
    refusal = error or unread
    lines = made.lines if made else []
    rows = [_row(ask, line) for line in lines]
    troubles = [_trouble(ask, each) for each in made.troubles] if made else []
    narrowed = [row for row in rows if (not status or row["is"] == status) and (not sort or any(each["is"] == sort for each in row["problems"]))]  # fmt: skip
    if not status and not sort:
        narrowed = [row for row in narrowed if row["is"] != UNCHANGED]
    pages = -(-len(narrowed) // MANY) or 1
    page = max(1, min(page, pages))
    counts = made.counts if made else {}
    columns = {"place": _("cell"), "sort": _("what is wrong"), "what": _("problem"), "remedy": _("what to do")}
    differences = [{"place": row["place"], "kind": row["kind"], "title": row["title"], "field": change["field"], "before": change["before"], "after": change["after"]} for row in rows for change in row["changes"]]  # fmt: skip
    return View(
        _("Report of %(name)s") % {"name": one.name}, "importing/report.html",
        [
            Table("problems", columns, troubles),
            Table("rows", {"place": _("cell"), "kind": _("kind"), "title": _("title"), "record": _("identity"), "status": _("what would happen"), "voids": _("approvals that are void then")}, rows),
            Table("differences", {"place": _("cell"), "kind": _("kind"), "title": _("title"), "field": _("field"), "before": _("before"), "after": _("after")}, differences),
        ],
        {"upload": which, "name": one.name, "until": minutes(one.until), "counts": {name: counts.get(name, 0) for name in STATUSES}, "sorts": made.sorts if made else {}, "page": page, "pages": pages, "sort": sort, "status": status, "readable": unread is None},
        {
            "unread": wrong(ask, unread) if unread else None, "statuses": {name: _(name) for name in STATUSES}, "kinds": {name: (_(name), many) for name, many in (made.sorts if made else {}).items()}, "lines": narrowed[(page - 1) * MANY : page * MANY],
            "of_file": [_trouble(ask, each) for each in made.file.troubles if not sort or each.sort == sort] if made else [], "takable": sum(counts.get(name, 0) for name in (NEW, CHANGED)), "voiding": sum(bool(line.voids) for line in lines if line.writing), "found": len(narrowed),
            "error": wrong(ask, error) if error else None, "chosen": set(chosen or ()), "all": chosen is None, "may_void": voiding, "workbook": bool(made and made.file.form == "xlsx" and troubles), "about": made.file.about if made else {}, "tell": tell,
        },
        status=status_of(refusal) if refusal else 200, keep=False,
    )  # fmt: skip


def _row(ask: Asked, line: Line) -> dict[str, Any]:
    _, tell = ask.language.gettext, ask.language.tell
    return {
        "place": line.place, "kind": _(line.kind.title), "title": line.title, "record": line.record, "status": _(line.status), "is": line.status, "voids": tell(line.voids) if line.voids else None,
        "changes": [{"field": tell(one.field), "before": one.before, "after": one.after} for one in line.changes if line.writing], "problems": [_trouble(ask, one) for one in line.troubles], "takes": line.writing is not None,
        "address": f"/register/{line.kind.name}/{line.record}" if line.record else "",
    }  # fmt: skip


def _trouble(ask: Asked, one: Trouble) -> dict[str, str]:
    tell = ask.language.tell
    return {"place": one.place, "sort": ask.language.gettext(one.sort), "is": one.sort, "what": tell(one.what), "remedy": tell(one.remedy) if one.remedy else ""}  # fmt: skip


def taken(ask: Asked, which: str, chosen: Sequence[str] | None, *, voiding: bool) -> View:
    """Take what was chosen, and tell what was written; where something stands against it the report is shown again, and nothing is."""
    _ = ask.language.gettext
    try:
        if chosen is not None and not chosen:
            raise BadRequest("No row was chosen.", remedy="Tick those that are to be taken, or take all.")
        with ask.act() as act:
            one = uploads.found(act, which)
            file = read_file(one.name, one.data)
            if chosen is None:
                chosen_now = [line.place for line in report(act, file).lines if line.writing and (voiding or not line.voids)]  # fmt: skip
            else:
                chosen_now = list(chosen)
            made = take(act, file, chosen_now, voiding=voiding)
            rows = [_row(ask, line) for line in made.lines if line.writing]
            if not rows:
                raise BadRequest("Nothing of this file can be taken.", remedy="Its report says why.")
            uploads.drop(act, which)
    except ComityError as error:
        return shown(ask, which, error=error, chosen=chosen, voiding=voiding)
    columns = {"place": _("cell"), "kind": _("kind"), "title": _("title"), "record": _("identity"), "status": _("what happened")}  # fmt: skip
    return View(_("Taken: %(name)s") % {"name": one.name}, "importing/taken.html", [Table("written", columns, rows)], {"name": one.name}, keep=False)  # fmt: skip


def with_comments(ask: Asked, which: str) -> tuple[bytes, str]:
    """Give a workbook with what is wrong at its cells, and its name.

    Raises
    ------
    BadRequest
        When the file is no workbook.
    """
    with ask.look() as look:
        one = uploads.found(look, which)
        made = _report(look, one)
    if made.file.form != "xlsx":
        raise BadRequest("Only a workbook has cells for comments.", remedy="Its report can be had as CSV or JSON.")
    plain = "".join(sign for sign in one.name.rpartition(".")[0] if sign.isascii() and (sign.isalnum() or sign in "-_")) or "report"  # fmt: skip
    return commented(one.data, made.troubles, ask.language.tell), f"{plain}-report.xlsx"


__all__ = ["shown", "taken", "with_comments"]
