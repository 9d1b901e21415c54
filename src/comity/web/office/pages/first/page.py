"""First start: whoever has the code that `comity office init` printed names the first organisation and themselves, and owns the office."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from comity.model.errors import ComityError
from comity.oversight import founding
from comity.oversight.people import sessions
from comity.web.contract import N_, Page, View
from comity.web.office.asked import Ask, Said
from comity.web.office.contract import router as office_router

PAGE = Page("first", N_("First start"), "/first", None, ("/first",))
router = office_router(open=True)


@router.get("/first")
def first(ask: Ask) -> View:
    """Show what the first owner says, as long as the office waits for one."""
    return _form(ask, dict.fromkeys(("code", "organisation", "side", "name", "login"), ""))


def _form(ask: Ask, said: dict[str, str], error: ComityError | None = None) -> View:
    with ask.look() as look:
        waiting = founding.waiting(look)
    facts: dict[str, Any] = {"waiting": waiting, **ask.wrong(error)}
    return View(ask.language.gettext("First start"), "first/page.html", facts=facts, context={"said": said, **facts}, status=ask.status(error), keep=False)  # fmt: skip


@router.post("/first")
def come_in(
    ask: Ask,
    code: Said = "",
    organisation: Said = "",
    side: Said = "",
    name: Said = "",
    login: Said = "",
    password: Said = "",
) -> View | Response:
    """Let the first owner in; a second factor comes next."""
    said = {"code": code, "organisation": organisation, "side": side, "name": name, "login": login}
    try:
        who = founding.first_owner(ask.office, code, organisation=organisation, side=side, name=name, login=login, password=password)  # fmt: skip
    except ComityError as error:
        return _form(ask, said, error)
    with ask.office.act() as act:
        token = sessions.begin(act, who, 1, *ask.by)
    return ask.keep(ask.go("/signin/factor"), token)


__all__ = ["PAGE", "router"]
