"""The application: every page, what is served as it is, errors that help, and nothing that leaves the machine."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import partial
from importlib import import_module
from pathlib import Path
from urllib.parse import urlsplit

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from comity.measures.contract import measures
from comity.model.errors import AmbiguousName, ComityError, NoRecord, UnknownName, WrongRecord
from comity.web.answers import Again, Kept, respond
from comity.web.asked import Asked, Record, asked
from comity.web.contract import N_, View, pages
from comity.web.described import describe
from comity.web.jobs import Jobs
from comity.web.jobs import router as jobs
from comity.web.templates import compile_all, files

#: No script, style or picture but our own, nothing inline, no request elsewhere, and no page around ours.
POLICY = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
GUARDING = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]
#: Seconds after the start, that the first answers need not share the processor.
SOON = 0.5
#: Under these names this machine is known to itself. A page of elsewhere that has its own name lead here is refused.
LOCAL = ("localhost", "127.0.0.1", "[::1]")


#: What is wanted where something in an address cannot be read, by the kind of what was wrong.
WANTED = {
    "int_parsing": N_("a whole number is wanted"), "float_parsing": N_("a number is wanted"),
    "bool_parsing": N_("yes or no is wanted"), "missing": N_("this is wanted"),
}  # fmt: skip
UNFIT = N_("this does not fit")


def create_app(home: Path, hosts: Sequence[str] = LOCAL) -> FastAPI:
    """Make the workbench over the record of a home.

    Parameters
    ----------
    home
        Where comity's data lie. The record need not be there yet: pages then say how to build it.
    hosts
        The names under which the workbench answers.
    """
    app = FastAPI(
        title="comity workbench",
        description="The record, its measures and its panels. Every address answers as HTML, as JSON (`format=json`) and as CSV (`format=csv`).",
        docs_url=None,
        redoc_url=None,
        version="1",
        lifespan=_while_it_runs,
    )
    app.state.record, app.state.kept, app.state.jobs = Record(home), Kept(), Jobs(home)
    app.add_middleware(Again)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(hosts), www_redirect=False)
    app.add_middleware(Guard)
    app.add_route("/static/{digest}/{name:path}", _file, include_in_schema=False)
    for name in pages():
        app.include_router(import_module(f"comity.web.pages.{name}.page").router, tags=[name])
    app.include_router(jobs, include_in_schema=False)
    app.exception_handler(ComityError)(_mendable)
    app.exception_handler(HTTPException)(_refused)
    app.exception_handler(RequestValidationError)(_misread)
    app.exception_handler(Exception)(_at_fault)
    app.openapi = partial(describe, app)  # type: ignore[method-assign]
    return app


@asynccontextmanager
async def _while_it_runs(app: FastAPI) -> AsyncIterator[None]:
    """Prepare what takes a while, soon after the first answers may have gone out; end what was begun when the workbench ends."""
    preparing = threading.Timer(SOON, _prepare, [app.state.record])
    preparing.start()
    yield
    preparing.cancel()
    app.state.jobs.close()


def _prepare(record: Record) -> None:
    """Let pages prepare what is theirs, and make ready what the first answers of any would wait for."""
    for name in pages():
        prepare = getattr(import_module(f"comity.web.pages.{name}.page"), "prepare", None)
        if prepare is not None:
            prepare(record)
    compile_all()
    measures()


class Guard:
    """Refuses what a page of elsewhere would begin here, and puts the headers of safety on every answer.

    Who asks for the head of an answer alone (HEAD) is answered as by GET, without the body.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        head = scope["method"] == "HEAD"

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *GUARDING]
            elif head and message["type"] == "http.response.body":
                message["body"] = b""
            await send(message)

        if head:
            scope = {**scope, "method": "GET"}
        if scope["method"] != "GET" and not _from_here(Request(scope)):
            refusal = Response("Refused: asked by a page of elsewhere.", 403)
            await refusal(scope, receive, guarded)
        else:
            await self.app(scope, receive, guarded)


def _from_here(request: Request) -> bool:
    """Say whether a page of this workbench asks, or no page at all."""
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    if origin and origin != "null":
        return urlsplit(origin).netloc == request.headers.get("host")
    return site in (None, "same-origin", "none") and origin is None


async def _file(request: Request) -> Response:
    found = files().get(request.path_params["name"])
    if found is None:
        raise HTTPException(404)
    return Response(found[0], media_type=found[1], headers={"Cache-Control": "public, max-age=31536000, immutable"})


def _mendable(request: Request, error: Exception) -> Response:
    assert isinstance(error, ComityError)
    status = 404 if isinstance(error, UnknownName | AmbiguousName) else 503 if isinstance(error, NoRecord | WrongRecord) else 400  # fmt: skip
    ask = asked(request)
    tell = ask.language.tell
    what = f"{error.where}: {tell(error.what)}" if error.where else tell(error.what)
    return _page(ask, status, what, tell(error.remedy), [tell(one) for one in error.problems])


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    ask = asked(request)
    gettext = ask.language.gettext
    if error.status_code == 404:
        return _page(
            ask, 404, gettext("There is no such page."), gettext("Search for what you want, or begin at the start.")
        )
    return _page(ask, error.status_code, str(error.detail), "")


def _misread(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    ask = asked(request)
    gettext = ask.language.gettext
    problems = [f"{one['loc'][-1]}: {gettext(WANTED.get(one['type'], UNFIT))}" for one in error.errors()]
    return _page(
        ask, 400, gettext("Something in the address cannot be read."), gettext("Mend it, or go back."), problems
    )


def _at_fault(request: Request, error: Exception) -> Response:
    """Say that the fault is ours; what it was, the terminal says."""
    ask = asked(request)
    gettext = ask.language.gettext
    answer = _page(
        ask,
        500,
        gettext("This page could not be made: the fault is comity's."),
        gettext("The window in which comity serve runs says what went wrong."),
    )
    answer.headers.update(HEADERS)  # such an answer goes out past the guard
    return answer


def _page(ask: Asked, status: int, what: str, remedy: str, problems: Sequence[str] = ()) -> Response:
    facts = {"error": what, "remedy": remedy, "problems": list(problems)}
    # In CSV an error would be taken for data.
    ask.form = "json" if ask.form == "csv" else ask.form
    return respond(ask, View(what, "error.html", facts=facts, status=status, keep=False))


__all__ = ["create_app"]
