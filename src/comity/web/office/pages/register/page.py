"""The register: a list, a view and a form of every kind of record, and what is noted and attached."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends, Form, Path, Query, Request
from starlette.responses import Response

from comity.model.errors import ComityError
from comity.register import writing
from comity.register.kinds import kind_of
from comity.web.contract import N_, Page, View
from comity.web.office.asked import Ask
from comity.web.office.contract import router as office_router
from comity.web.office.pages.register import forms, listing, view

PAGE = Page("register", N_("Register"), "/register", 15, ("/register", "/register/partner", "/register/partner?words=sea&state=draft", "/register/partner/new"))  # fmt: skip
router = office_router()
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


@router.post("/register/{kind}/{record}/note")
def note(ask: Ask, kind: str, record: str, sent: Sent) -> Response | View:
    """Note what happened on a record."""
    return view.note(ask, kind_of(kind), record, sent)


__all__ = ["PAGE", "router"]
