"""Who asks the office for what: their session, their language, the form of the answer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import Depends, Form, Request
from sqlalchemy import select
from starlette.responses import JSONResponse, RedirectResponse, Response

from comity.model.errors import BadRequest, ComityError, NotAllowed
from comity.oversight.desk import Act, Look, Office
from comity.oversight.people.sessions import Session, find
from comity.oversight.storage.tables import organisation, person
from comity.register.kinds import kinds
from comity.web.asked import changed, form, page_of
from comity.web.contract import OFFICE, House, Page, pages
from comity.web.languages import Language, language, wanted
from comity.web.office.grouping import GROUPS, grouped
from comity.web.office.words import status_of

if TYPE_CHECKING:
    from comity.oversight.people.seat import Seat

#: The cookie of a session. A browser takes one of the second name over TLS alone, from this very host alone.
COOKIE, SECURE_COOKIE = "comity-office", "__Host-comity-office"
#: Where a request has its session once it was sought.
SOUGHT = "comity.session"
#: A field of a form. Longer ones nobody types; what is written into records has fields of its own.
Said = Annotated[str, Form(max_length=16_384)]


@dataclass
class Asked:
    """One request.

    Attributes
    ----------
    session
        None of somebody who has not signed in.
    """

    request: Request
    office: Office
    session: Session | None
    language: Language
    form: str
    house: House = OFFICE

    @property
    def signed_in(self) -> bool:
        """Say whether both factors were shown."""
        return self.session is not None and self.session.factors == 2

    @property
    def who(self) -> Session:
        """Give the session.

        Raises
        ------
        NotAllowed
            When nobody has signed in.
        """
        if self.session is None:
            raise NotAllowed("Nobody is signed in here.", remedy="Sign in.")
        return self.session

    def act(self) -> AbstractContextManager[Act]:
        """Act as whoever asks, in one transaction."""
        who = self.session
        return self.office.act(who.person, factors=who.factors, session=who.session) if who else self.office.act()

    def look(self) -> AbstractContextManager[Look]:
        """Look as whoever asks."""
        who = self.session
        return self.office.look(who.person, factors=who.factors, session=who.session) if who else self.office.look()

    @property
    def by(self) -> tuple[str, str]:
        """Give the address from which it is asked, and the browser."""
        client = self.request.client
        return client.host if client else "", self.request.headers.get("user-agent", "")

    @property
    def provider(self) -> str | None:
        """Give the name of the provider through which one may sign in, if the office has one."""
        found = self.request.app.state.provider
        return found.name if found else None

    @property
    def origin(self) -> str:
        """Give the address of the office as the browser has it."""
        return f"{self.request.url.scheme}://{self.request.headers.get('host', '')}"

    def address(self, **changes: Any) -> str:
        """Give this address with other choices; one that is None is left out."""
        return changed(self.request, changes)

    def wrong(self, error: ComityError | None) -> dict[str, Any]:
        """Tell what was wrong with what was sent, beside the form that has it still: as pages of errors do."""
        tell = self.language.tell
        if error is None:
            return {"error": None, "remedy": "", "problems": []}
        return {"error": tell(error.what), "remedy": tell(error.remedy), "problems": [tell(one) for one in error.problems]}  # fmt: skip

    @staticmethod
    def status(error: ComityError | None) -> int:
        """Give the status of an answer with that error."""
        return 200 if error is None else status_of(error)

    def go(self, to: str) -> Response:
        """Lead on after an act: a browser to a page, a program to its address."""
        if self.form == "json":
            return JSONResponse({"address": to}, 200)
        return RedirectResponse(to, 303)

    def keep(self, answer: Response, token: str | None) -> Response:
        """Give the browser the token of its session, or take it away."""
        secure = self.request.app.state.secure
        name = SECURE_COOKIE if secure else COOKIE
        if token is None:
            answer.delete_cookie(name, path="/", secure=secure, httponly=True, samesite="strict")
        else:
            answer.set_cookie(name, token, path="/", secure=secure, httponly=True, samesite="strict")
        return answer

    def shown(self) -> list[Page]:
        """Give the pages that the navigation has for whoever asks: what they may not open is not there."""
        if not self.signed_in:
            return []
        with self.look() as look:
            return [one for one in pages(OFFICE).values() if one.order is not None and (not one.action or look.decide(one.action).allowed)]  # fmt: skip

    def groups(self, shown: list[Page]) -> list[tuple[str, list[tuple[str, str]]]]:
        """Give the groups of the navigation: of each its title, and its addresses with their titles."""
        if not self.signed_in:
            return []
        known = kinds()
        found = []
        for name, of in grouped().items():
            links = [(one.path, one.title) for one in shown if one.group == name]
            found.append((GROUPS[name].title, links + [(f"/register/{one}", known[one].plural) for one in of]))
        return [(title, links) for title, links in found if links]

    def told(self, look: Look) -> dict[str, Any]:
        """Give what every page's head says of who asks."""
        one: Seat | None = look.seat
        if one is None:
            return {"name": None}
        found = look.con.execute(select(person.c.name, organisation.c.name.label("of")).join_from(person, organisation).where(person.c.person == one.person)).one()  # fmt: skip
        return {"name": found.name, "organisation": found.of, "roles": sorted(one.roles)}


def asked(request: Request) -> Asked:
    """Read what a request asks for."""
    return Asked(request, request.app.state.office, session_of(request), language(wanted(request), page_of(request, OFFICE), OFFICE.name), form(request))  # fmt: skip


def session_of(request: Request) -> Session | None:
    """Find the session of a request, once."""
    if SOUGHT not in request.scope:
        # Where it cannot be sought, whoever is told of that is nobody.
        request.scope[SOUGHT] = None
        request.scope[SOUGHT] = find(request.app.state.office, token_of(request))
    found: Session | None = request.scope[SOUGHT]
    return found


def token_of(request: Request) -> str | None:
    """Give the token that a browser has of its session."""
    return request.cookies.get(SECURE_COOKIE if request.app.state.secure else COOKIE)


def own_path(said: str) -> str:
    """Give an address of this office's own, where a link leads elsewhere the start.

    Examples
    --------
    >>> own_path("/records?state=draft"), own_path("//elsewhere.example"), own_path("https://elsewhere.example")
    ('/records?state=draft', '/', '/')
    """
    fits = said.startswith("/") and not said.startswith("//") and "\\" not in said and said.isascii() and said.isprintable()  # fmt: skip
    return said if fits else "/"


def json_of(said: str, what: str) -> Mapping[str, Any]:
    """Read JSON that a script has put into a field.

    Raises
    ------
    BadRequest
        When it is none.
    """
    try:
        found = json.loads(said)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise BadRequest("“%(what)s” is no JSON object.", remedy="The page’s script fills it in.", what=what)
    return found


#: The first parameter of every page's functions is ``ask: Ask``.
Ask = Annotated[Asked, Depends(asked)]

__all__ = ["Ask", "Asked", "Said", "asked", "json_of", "own_path", "session_of", "token_of"]
