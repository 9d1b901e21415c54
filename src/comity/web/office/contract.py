"""What a page of the office keeps: nobody sees it who has not signed in, and nothing is sent to it that its own form did not make."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Coroutine, Sequence
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.responses import JSONResponse, RedirectResponse, Response

from comity.model.errors import BadRequest
from comity.oversight.people import factors
from comity.web.asked import form
from comity.web.contract import Answering
from comity.web.languages import language, wanted
from comity.web.office.asked import session_of
from comity.web.office.unsaved import keep

#: What a form carries beside its fields, and the header by which a program says it.
FIELD, HEADER = "form", "x-comity-form"
#: A form of a record with hundreds of rows has so many fields.
MOST = 20_000
#: Pages that whoever has shown one factor sees: there they show the second, or sign out.
HALF = ("/signin/second", "/signin/factor", "/signout")


class Acting(Answering):
    """A route of somebody who has signed in."""

    open = False

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Stand before the page: who has not signed in is led there, and what was forged is refused."""
        handle = super().get_route_handler()

        async def guarded(request: Request) -> Response:
            # PostgreSQL holds no text with it, and nobody types it.
            if "\0" in request.url.path or "%00" in request.url.query or (request.method != "GET" and _has_nul(await request.form(max_fields=MOST))):  # fmt: skip
                raise BadRequest("The sign NUL stands in what was sent.", remedy="Leave it out.")
            session = await run_in_threadpool(session_of, request)
            half = session is not None and session.factors < 2
            if not self.open and (session is None or (half and not request.url.path.startswith(HALF))):
                sent = (await request.form()).multi_items() if request.method == "POST" else []
                return await run_in_threadpool(_lead, request, sent)
            if request.method != "GET" and session is not None:
                said = _said(request, (await request.form()).multi_items())
                if not hmac.compare_digest(said.encode(), session.form.encode()):
                    return _forged(request)
            return await handle(request)

        return guarded


def _has_nul(said: FormData) -> bool:
    return any("\0" in name or (isinstance(value, str) and "\0" in value) for name, value in said.multi_items())


class Open(Acting):
    """A route of everybody: signing in, coming in."""

    open = True


def _said(request: Request, sent: Sequence[tuple[str, Any]]) -> str:
    """Give the token that a form carries, or that a program says."""
    return request.headers.get(HEADER) or next((str(value) for name, value in sent if name == FIELD), "")


def _lead(request: Request, sent: Sequence[tuple[str, Any]]) -> Response:
    """Lead to where one signs in, or shows the second factor; a program is told. What was typed until then is kept."""
    session = session_of(request)
    kept = keep(request, sent, _said(request, sent)) if session is None else None
    if form(request) != "html":
        gettext = language(wanted(request)).gettext
        return JSONResponse({"error": gettext("Nobody is signed in here."), "remedy": gettext("Sign in.")}, 401)
    if session is not None:
        with request.app.state.office.look(session.person, factors=session.factors) as look:
            has = factors.has_second(look, session.person)
        return RedirectResponse("/signin/second" if has else "/signin/factor", 303)
    to = request.url.path if request.method == "GET" else kept or "/"
    return RedirectResponse("/signin" + (f"?to={quote(to, safe='/')}" if to != "/" else ""), 303)


def _forged(request: Request) -> Response:
    gettext = language(wanted(request)).gettext
    told = gettext("This was not sent by a form of this session.")
    remedy = gettext("Open the page anew and send it again.")
    if form(request) == "html":
        return Response(f"{told} {remedy}", 403, media_type="text/plain; charset=utf-8")
    return JSONResponse({"error": told, "remedy": remedy}, 403)


def router(*, open: bool = False) -> APIRouter:  # noqa: A002
    """Make the router of a page; an open one is for whoever has not signed in."""
    return APIRouter(route_class=Open if open else Acting)


__all__ = ["FIELD", "HEADER", "router"]
