"""Papers of records: looked at, and taken away as DOCX, PDF or HTML; the log has every one that was."""

from __future__ import annotations

import hashlib
from typing import Annotated

from fastapi import Path
from starlette.responses import Response

from comity.model.errors import UnknownName
from comity.register import papers
from comity.web.contract import N_, Page, View
from comity.web.office.asked import Ask
from comity.web.office.contract import router as office_router
from comity.web.office.papers import FORMS

PAGE = Page("papers", N_("Papers"), "/papers", None, (), "takeAway")
router = office_router()
Word = Annotated[str, Path(max_length=60)]


@router.get("/register/{kind}/{record}/paper")
def look_at(ask: Ask, kind: Word, record: Word) -> View:
    """Show what a paper will say and which label it bears, before it is taken away."""
    with ask.look() as look:
        made = papers.paper_of(look, record, tell=ask.language.tell, language=ask.language.key)
        may = look.decide("takeAway").allowed
    _of(kind, made)
    facts = made.mapping() | {"kind": kind, "digest": made.digest()}
    return View(made.title, "papers/page.html", [], facts, {"made": made, "may": may}, keep=False)


@router.post("/register/{kind}/{record}/paper.{form}")
def take(ask: Ask, kind: Word, record: Word, form: Word) -> Response:
    """Give a paper as a file, and have the log keep that it went out."""
    if form not in FORMS:
        raise UnknownName("A paper has no such form.", remedy="There are docx, pdf and html.")
    write, media = FORMS[form]
    with ask.look() as look:
        look.require("takeAway")
        made = papers.paper_of(look, record, tell=ask.language.tell, language=ask.language.key)
    _of(kind, made)
    # Written before the act: nobody else waits while a page is set.
    data = write(made)
    with ask.act() as act:
        now = papers.paper_of(act, record, tell=ask.language.tell, language=ask.language.key)
        if now.digest() != made.digest():
            made, data = now, write(now)
        papers.take_away(act, made, form, hashlib.sha256(data).hexdigest())
    return Response(data, media_type=media, headers={"Content-Disposition": f'attachment; filename="{kind}-{record}.{form}"'})  # fmt: skip


def _of(kind: str, made: papers.Paper) -> None:
    """Refuse an address that calls a record of another kind."""
    if made.name != {"activity": "after-action"}.get(kind, kind):
        raise UnknownName("There is no such record.", remedy="The list has all that you may read.")


__all__ = ["PAGE", "router"]
