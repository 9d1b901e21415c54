"""What stands before every page: headers of safety, and a refusal of what a page of elsewhere would begin here."""

from __future__ import annotations

from urllib.parse import urlsplit

from fastapi import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: No script, style or picture but our own, nothing inline, no request elsewhere, and no page around ours.
POLICY = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    # With no-referrer a browser tells no origin of a form either ("null"), and every form of ours would be refused.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
GUARDING = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]


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


__all__ = ["HEADERS", "Guard"]
