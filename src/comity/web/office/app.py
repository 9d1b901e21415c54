"""The office's application: its pages, errors that help, and nothing that leaves the machine."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Sequence
from importlib import import_module

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from comity.model.errors import BadFile, ComityError
from comity.oversight.desk import Denied, Office
from comity.oversight.founding import note_policy
from comity.oversight.people.oidc import Provider
from comity.web.answers import respond
from comity.web.contract import OFFICE, View, pages
from comity.web.guard import HEADERS, Guard
from comity.web.office.asked import Asked, asked
from comity.web.served import LOCAL, UNFIT, WANTED, file_of
from comity.web.templates import link

#: So many bytes one request brings at most; a file to be verified is sent in pieces no larger (see its page).
LARGEST = 64 * 2**20
#: So many requests an address makes in a burst, and so many a second after it.
BURST, STEADY = 300, 30.0


def create_office_app(
    office: Office, *, hosts: Sequence[str] = LOCAL, secure: bool = False, provider: Provider | None = None
) -> FastAPI:
    """Make the office in a browser.

    Parameters
    ----------
    office
        Open.
    hosts
        The names under which it answers.
    secure
        Whether browsers reach it over TLS: then the session's cookie goes over TLS alone.
    provider
        Through which people may sign in, beside passwords and passkeys.
    """
    app = FastAPI(
        title="comity office",
        description="People, records, approvals, policy and the log. Every page answers as HTML and as JSON (`format=json`); forms carry the session's own token, as the field `form` or the header `X-Comity-Form`.",
        docs_url=None,
        redoc_url=None,
        version="1",
    )
    note_policy(office)
    app.state.office, app.state.secure, app.state.provider = office, secure, provider
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(hosts), www_redirect=False)
    app.add_middleware(Limits)
    app.add_middleware(Guard)
    app.add_route("/static/{digest}/{name:path}", file_of, include_in_schema=False)
    for name in pages(OFFICE):
        app.include_router(import_module(f"{OFFICE.module}.pages.{name}.page").router, tags=[name])
    app.exception_handler(ComityError)(_mendable)
    app.exception_handler(HTTPException)(_refused)
    app.exception_handler(RequestValidationError)(_misread)
    app.exception_handler(Exception)(_at_fault)
    return app


class Limits:
    """Lets no address ask too often and nobody send too much; nothing of an answer is kept by a browser."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def _may(self, address: str) -> bool:
        now = time.monotonic()
        left, since = self._left.pop(address, (float(BURST), now))
        left = min(float(BURST), left + (now - since) * STEADY)
        self._left[address] = max(left - 1, 0.0), now
        while len(self._left) > 10_000:
            self._left.popitem(last=False)
        return left >= 1

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http" or scope["path"].startswith("/static/"):
            await self.app(scope, receive, send)
            return
        request = Request(scope)

        async def unkept(message: Message) -> None:
            if message["type"] == "http.response.start":
                held = [one for one in message.get("headers", ()) if one[0].lower() not in (b"cache-control", b"etag")]
                message["headers"] = [*held, (b"cache-control", b"no-store")]
            await send(message)

        said = request.headers.get("content-length", "0")
        if not self._may(request.client.host if request.client else ""):
            await Response("Too many requests; try again in a moment.", 429, {"Retry-After": "5"})(scope, receive, unkept)  # fmt: skip
        elif request.method != "GET" and "content-length" not in request.headers:
            await Response("How much is sent must be said.", 411)(scope, receive, unkept)
        elif not said.isascii() or not said.isdigit() or len(said) > 18 or int(said) > LARGEST:
            await Response("Too much was sent.", 413)(scope, receive, unkept)
        else:
            await self.app(scope, receive, unkept)


def _mendable(request: Request, error: Exception) -> Response:
    assert isinstance(error, ComityError)
    ask = asked(request)
    tell = ask.language.tell
    what = f"{error.where}: {tell(error.what)}" if error.where and not isinstance(error, BadFile) else tell(error.what)
    why = None
    if isinstance(error, Denied) and ask.signed_in:
        on = getattr(error.resource, "record", None) or getattr(error.resource, "person", None)
        why = link("/why", action=error.action, on=on)
    return page(ask, ask.status(error), what, tell(error.remedy), [tell(one) for one in error.problems], why)


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    ask = asked(request)
    gettext = ask.language.gettext
    if error.status_code == 404:
        return page(ask, 404, gettext("There is no such page."), gettext("Begin at the start."))
    return page(ask, error.status_code, str(error.detail), "")


def _misread(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    ask = asked(request)
    gettext = ask.language.gettext
    problems = [f"{one['loc'][-1]}: {gettext(WANTED.get(one['type'], UNFIT))}" for one in error.errors()]
    return page(ask, 400, gettext("Something that was sent cannot be read."), gettext("Mend it, or go back."), problems)


def _at_fault(request: Request, error: Exception) -> Response:
    """Say that the fault is ours; what it was, the terminal says."""
    ask = Asked(request, request.app.state.office, None, asked(request).language, "html")
    gettext = ask.language.gettext
    answer = page(ask, 500, gettext("This page could not be made: the fault is comity's."), gettext("The window in which the office runs says what went wrong."))  # fmt: skip
    answer.headers.update(HEADERS)  # such an answer goes out past the guard
    return answer


def page(
    ask: Asked, status: int, what: str, remedy: str, problems: Sequence[str] = (), why: str | None = None
) -> Response:
    """Answer with an error."""
    facts = {"error": what, "remedy": remedy, "problems": list(problems)}
    ask.form = "json" if ask.form == "csv" else ask.form
    return respond(ask, View(what, "error.html", facts=facts, context={"why": why}, status=status, keep=False))


__all__ = ["create_office_app"]
