"""The register: a list, a view and a form of every kind of record, and what is noted and attached."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import quote

from fastapi import Depends, Form, Path, Query, Request
from starlette.responses import JSONResponse, Response

from comity.model.errors import ComityError
from comity.register import attachments, typed, writing
from comity.register.kinds import kind_of
from comity.web.contract import N_, Page, View
from comity.web.office.asked import Ask
from comity.web.office.contract import router as office_router
from comity.web.office.pages.register import forms, listing, view
from comity.web.office.unsaved import SENT, form_of
from comity.web.office.words import minutes

PAGE = Page("register", N_("Register"), "/register", 15, ("/register", "/register/partner", "/register/partner?words=sea&state=draft"))  # fmt: skip
router = office_router()
SANDBOX = "sandbox; default-src 'none'"
Maybe = Annotated[str, Query(max_length=200)]
Text = Annotated[str, Form(max_length=2000)]
Saw = Annotated[int, Form(ge=1, le=2**31 - 1)]
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]


async def _sent(request: Request) -> list[tuple[str, Any]]:
    return (await request.form()).multi_items()


#: The fields that a form has sent, in their order: which of them count, the kind's declaration says.
Sent = Annotated[list[tuple[str, Any]], Depends(_sent)]


@router.get("/register")
def index(ask: Ask) -> View:
    """Show every kind of record, and how many of each one may read."""
    return listing.index(ask)


@router.get("/register/{kind}")
def listed(
    ask: Ask, kind: str, words: Maybe = "", state: Maybe = "", stage: Maybe = "", type: Maybe = "", owner: Maybe = "",  # noqa: A002
    programme: Maybe = "", since: Maybe = "", until: Maybe = "", label: Maybe = "", order: Maybe = "", page: int = 1,
) -> View:  # fmt: skip
    """List the records of a kind that one may read."""
    said = {"words": words, "state": state, "stage": stage, "type": type, "owner": owner, "programme": programme, "since": since, "until": until, "label": label, "order": order}  # fmt: skip
    return listing.listed(ask, kind_of(kind), said, page)


@router.get("/register/{kind}/new")
def begin(ask: Ask, kind: str) -> View:
    """Show the form of a new record; the address may say fields of it."""
    return forms.begin(ask, kind_of(kind))


@router.post("/register/{kind}/new")
def write(ask: Ask, kind: str, sent: Sent) -> Response | View:
    """Show what will happen, or keep a new record."""
    return forms.taken(ask, kind_of(kind), None, sent)


@router.get("/register/{kind}/{record}")
def one(ask: Ask, kind: str, record: str) -> View:
    """Show a record as it stands, what was noted on it, and what may be done."""
    return view.record(ask, kind_of(kind), record)


@router.get("/register/{kind}/{record}/edit")
def edit(ask: Ask, kind: str, record: str) -> View:
    """Show the form with the record as it stands."""
    return forms.edit(ask, kind_of(kind), record)


@router.post("/register/{kind}/{record}/edit")
def rewrite(ask: Ask, kind: str, record: str, sent: Sent) -> Response | View:
    """Show what will happen, or keep a further version."""
    return forms.taken(ask, kind_of(kind), record, sent)


@router.get("/register/{kind}/{record}/versions/{number}")
def version(ask: Ask, kind: str, record: str, number: Number, against: int | None = None) -> View:
    """Show a version, and what changed since another."""
    return view.version(ask, kind_of(kind), record, number, against)


@router.post("/register/{kind}/{record}/submit")
def submit(ask: Ask, kind: str, record: str, saw: Saw, path: Text = "", reason: Text = "") -> Response | View:
    """Submit a version for approval, in the usual way or in an emergency."""
    try:
        with ask.act() as act:
            view.of_kind(act, kind_of(kind), record)
            writing.submit(act, record, saw, emergency=view.reason_of(path, reason))
    except ComityError as error:
        return view.record(ask, kind_of(kind), record, error=error, said={"path": path, "reason": reason})
    return ask.go(f"/register/{kind}/{record}")


@router.post("/typed")
def keep_typed(ask: Ask, sent: Sent) -> Response:
    """Keep what is typed into a form and not saved: the field `path` says which. Nobody else sees it, and no log tells of it."""
    with ask.look() as look:
        now = look.now
    with ask.office.database.write() as con:
        typed.keep(con, ask.who.person, form_of(SENT, sent), sent, now)
    return JSONResponse({"at": minutes(now)})


@router.post("/register/{kind}/{record}/attach")
def attach(ask: Ask, kind: str, record: str, sent: Sent) -> Response | View:
    """Attach a file to a record."""
    return view.attach(ask, kind_of(kind), record, sent)


@router.get("/register/{kind}/{record}/file/{attachment}")
def file(ask: Ask, kind: str, record: str, attachment: str) -> Response:
    """Give a file that is attached, to be kept: no browser shows it as a page of the office."""
    with ask.look() as look:
        view.of_kind(look, kind_of(kind), record)
        found = attachments.read(look, record, attachment)
    return Response(found.data, media_type=found.media, headers={"Content-Disposition": disposition(found.name), "Content-Security-Policy": SANDBOX, "Cross-Origin-Resource-Policy": "same-origin"})  # fmt: skip


def disposition(name: str) -> str:
    """Give the header by which a browser keeps a file under its name.

    Examples
    --------
    >>> disposition("accord signé.pdf")
    'attachment; filename="accord sign_.pdf"; filename*=UTF-8\'\'accord%20sign%C3%A9.pdf'
    """
    plain = "".join(sign if sign.isascii() and (sign.isalnum() or sign in " ._-()") else "_" for sign in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


@router.post("/register/{kind}/{record}/note")
def note(ask: Ask, kind: str, record: str, sent: Sent) -> Response | View:
    """Note what happened on a record."""
    return view.note(ask, kind_of(kind), record, sent)


__all__ = ["PAGE", "router"]
