"""The office's application: its pages, errors that help, and nothing that leaves the machine."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Sequence
from importlib import import_module

from fastapi import FastAPI, Request
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from comity.model.errors import BadFile, ComityError
from comity.oversight.desk import Denied, Office
from comity.oversight.founding import note_policy
from comity.oversight.people.oidc import Provider
from comity.register.contacts import sweep
from comity.register.projecting import heal
from comity.web.contract import N_, OFFICE, pages
from comity.web.faults import Words, answer_faults, told
from comity.web.guard import Guard
from comity.web.office.asked import Asked, asked
from comity.web.served import LOCAL, file_of
from comity.web.templates import link

#: So many bytes one request brings at most; a file to be verified is sent in pieces no larger (see its page).
LARGEST = 64 * 2**20
#: So many requests an address makes in a burst, and so many a second after it.
BURST, STEADY = 300, 30.0
WORDS = Words(
    lost=N_("Begin at the start."),
    unread=N_("Something that was sent cannot be read."),
    window=N_("The window in which the office runs says what went wrong."),
)


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
    # What is looked up of records is as they say, and no contact outlives its day, however long the office was closed.
    heal(office)
    sweep(office)
    office.database.tidy()
    app.state.office, app.state.secure, app.state.provider = office, secure, provider
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(hosts), www_redirect=False)
    app.add_middleware(Limits)
    app.add_middleware(Guard)
    app.add_route("/static/{digest}/{name:path}", file_of, include_in_schema=False)
    for name in pages(OFFICE):
        app.include_router(import_module(f"{OFFICE.module}.pages.{name}.page").router, tags=[name])
    answer_faults(app, WORDS, asked, _mendable, _nobody)
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


def _mendable(ask: Asked, error: ComityError) -> Response:
    why = None
    if isinstance(error, Denied) and ask.signed_in:
        on = getattr(error.resource, "record", None) or getattr(error.resource, "person", None)
        why = link("/why", action=error.action, on=on)
    return told(ask, error, ask.status(error), "" if isinstance(error, BadFile) else error.where, why=why)


def _nobody(request: Request) -> Asked:
    """Read what a request asks for without the office, which may be what is at fault: nobody has signed in, and a page answers."""
    return Asked(request, request.app.state.office, None, asked(request).language, "html")


__all__ = ["create_office_app"]
