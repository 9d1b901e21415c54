"""Records: what one may read, what became of it, and writing and submitting."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Form, Path, Query
from starlette.responses import Response

from comity.model.errors import BadRequest, Busy, ComityError
from comity.oversight import approving, records
from comity.oversight.approvals.rules import APPOINTMENT
from comity.register.kinds import kinds
from comity.web.contract import N_, Page, View
from comity.web.office.asked import Ask, Asked
from comity.web.office.contract import router as office_router
from comity.web.office.pages.records import views
from comity.web.office.pages.records.fields import content_of

PAGE = Page("records", N_("Records"), "/records", 20, ("/records", "/records?kind=agreement&state=draft"))
router = office_router()
Text = Annotated[str, Form(max_length=2000)]
Long = Annotated[str, Form(max_length=900_000)]
Several = Annotated[list[str], Form(max_length=500)]
Maybe = Annotated[str, Query(max_length=200)]
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]
Saw = Annotated[int, Form(ge=1, le=2**31 - 1)]


@router.get("/records")
def listed(ask: Ask, kind: Maybe = "", state: Maybe = "", organisation: Maybe = "", q: Maybe = "", page: int = 1) -> View:  # fmt: skip
    """List the records that one may read."""
    return views.listed(ask, kind=kind, state=state, organisation=organisation, q=q, page=page)


@router.get("/records/new")
def begin(
    ask: Ask, kind: Maybe = "", person: Maybe = "", role: Maybe = "", key: Maybe = "", post: Maybe = ""
) -> Response | View:
    """Show the form of a new record, with what the address says filled in."""
    if kind in kinds():
        return ask.go(f"/register/{kind}/new")
    return views.form(ask, kind, {"person": person, "role": role, "key": key, "post": post})


@router.get("/records/{record}")
def one(ask: Ask, record: str) -> Response | View:
    """Show a record as it stands, and what became of it; one of the register is shown there."""
    to = views.in_register(ask, record)
    return ask.go(to) if to and ask.form == "html" else views.record(ask, record)


@router.get("/records/{record}/edit")
def edit(ask: Ask, record: str) -> Response | View:
    """Show the form with the record as it stands."""
    if to := views.in_register(ask, record):
        return ask.go(f"{to}/edit")
    return views.form(ask, "", {}, which=record)


@router.get("/records/{record}/versions/{number}")
def version(ask: Ask, record: str, number: Number, against: int | None = None) -> View:
    """Show a version, and what changed since another."""
    return views.version(ask, record, number, against)


@router.post("/records/new")
def write(
    ask: Ask, kind: Text = "", title: Text = "", text: Long = "", label: Text = "", post: Text = "", partners: Several = [],  # noqa: B006
    person: Text = "", role: Text = "", held_post: Text = "", end: Text = "", key: Text = "",
) -> Response | View:  # fmt: skip
    """Write a record."""
    said = {"title": title, "text": text, "label": label, "post": post, "person": person, "role": role, "held_post": held_post, "end": end, "key": key}  # fmt: skip
    try:
        which = _written(ask, kind, said, partners)
    except ComityError as error:
        return views.form(ask, kind, said, partners=partners, error=error)
    return ask.go(f"/records/{which}")


@router.post("/records/{record}/edit")
def rewrite(
    ask: Ask, record: str, saw: Saw, title: Text = "", text: Long = "", label: Text = "", post: Text = "", partners: Several = [],  # noqa: B006
    person: Text = "", role: Text = "", held_post: Text = "", end: Text = "", key: Text = "",
) -> Response | View:  # fmt: skip
    """Write a further version."""
    said = {"title": title, "text": text, "label": label, "post": post, "person": person, "role": role, "held_post": held_post, "end": end, "key": key}  # fmt: skip
    try:
        _written(ask, "", said, partners, record, saw)
    except ComityError as error:
        return views.form(ask, "", said, which=record, saw=saw, partners=partners, error=error)
    return ask.go(f"/records/{record}")


def _written(ask: Asked, kind: str, said: dict[str, str], partners: list[str], which: str | None = None, saw: int | None = None) -> str:  # fmt: skip
    if kind in kinds() or (which is not None and views.in_register(ask, which)):
        raise views.elsewhere()
    with ask.act() as act:
        before: dict[str, Any] | None = None
        if which is not None:
            found = records.read(act, which)
            kind, before = found["kind"], found["content"]
            if found["latest"] != saw:
                raise Busy("Somebody else has edited this in between.", remedy="Look at their version, then write yours anew; nothing of either is lost.")  # fmt: skip
        content = content_of(kind, said, before)
        if kind == APPOINTMENT:
            approving.check_appointment(act, content)
        return records.write(act, kind, content, which=which, saw=saw, post=said["post"].strip() or None, partners=partners)[0]  # fmt: skip


@router.post("/records/{record}/submit")
def submit(ask: Ask, record: str, saw: Saw, path: Text = "", reason: Text = "") -> Response | View:
    """Submit a version for approval, in the usual way or in an emergency."""
    try:
        if views.in_register(ask, record):
            raise views.elsewhere()
        with ask.act() as act:
            if path == "emergency" and not reason.strip():
                raise BadRequest("An emergency has a reason.", remedy="Write why it cannot wait for both keys.")
            records.submit(act, record, saw, emergency=reason if path == "emergency" else "")
    except ComityError as error:
        return views.record(ask, record, error=error, said={"path": path, "reason": reason})
    return ask.go(f"/records/{record}")


__all__ = ["PAGE", "router"]
