"""Signing in through a provider, and linking one's account there.

The browser comes back by a link of another site, with which it sends no cookie of a session (SameSite=Strict). So the page to which
it comes back does nothing but lead on, by a request of our own site, to one that has the session and a form.
"""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.responses import Response

from comity.model.errors import UnknownName
from comity.oversight.people import factors, oidc, sessions, signin
from comity.web.contract import View
from comity.web.office.asked import Ask, Asked, Said, own_path
from comity.web.office.contract import router as office_router

router = office_router(open=True)
BACK = "/signin/provider/back"
COOKIE = "comity-away"


def provider_of(ask: Asked) -> oidc.Provider:
    """Give the provider.

    Raises
    ------
    UnknownName
        When the office has none.
    """
    found: oidc.Provider | None = ask.request.app.state.provider
    if found is None:
        raise UnknownName("This office has no provider to sign in through.", remedy="Sign in by password or passkey.")
    return found


def _name(ask: Asked) -> str:
    return f"__Host-{COOKIE}" if ask.request.app.state.secure else COOKIE


def _view(ask: Asked, template: str, **facts: str) -> View:
    return View(provider_of(ask).name, f"signin/{template}.html", facts={**facts, "name": provider_of(ask).name}, keep=False)  # fmt: skip


@router.post("/signin/provider")
def away(ask: Ask, to: Said = "/") -> Response:
    """Lead to the provider: to sign in, or of somebody who has signed in to link their account."""
    from comity.web.answers import respond

    provider = provider_of(ask)
    at = provider.metadata()["authorization_endpoint"]
    with ask.act() as act:
        where, bound = oidc.begin(act, provider, at, ask.origin + BACK, link=ask.signed_in, to=own_path(to))
    # A redirect after a form would be held by the page's own policy (form-action 'self'): the page itself leads on.
    answer = respond(ask, _view(ask, "away", address=where))
    secure = ask.request.app.state.secure
    answer.set_cookie(_name(ask), bound, max_age=int(oidc.AWAY.total_seconds()), path="/", secure=secure, httponly=True, samesite="strict")  # fmt: skip
    return answer


@router.get(BACK)
def back(ask: Ask, code: str = "", state: str = "", iss: str = "") -> View:
    """Lead on from the provider, by a request of our own."""
    return _view(ask, "away", address="/signin/provider/last?" + urlencode({"code": code, "state": state, "iss": iss}))


@router.get("/signin/provider/last")
def last(ask: Ask, code: str = "", state: str = "", iss: str = "") -> View:
    """Show the form that the page's script sends at once."""
    return _view(ask, "last", code=code, state=state, iss=iss)


@router.post("/signin/provider/last")
def come_in(ask: Ask, code: Said = "", state: Said = "", iss: Said = "") -> Response:
    """Sign in as whoever came back, or link what they came back with."""
    provider, bound = provider_of(ask), ask.request.cookies.get(_name(ask), "")
    came = oidc.come_back(ask.office, provider, state=state, code=code, iss=iss, bound=bound)
    if came.linking is not None:
        with ask.act() as act:
            oidc.link(act, provider, came)
        answer = ask.go("/me#provider")
    else:
        with ask.office.act() as act:
            who = oidc.linked(act, provider, came.subject)
            token = signin.signed_in(act, who, *ask.by) if came.factors == 2 else sessions.begin(act, who, 1, *ask.by)
            second = factors.has_second(act, who)
        step = "" if came.factors == 2 else "/signin/second" if second else "/signin/factor"
        to = own_path(came.to)
        answer = ask.keep(ask.go(f"{step}?{urlencode({'to': to})}" if step else to), token)
    answer.delete_cookie(_name(ask), path="/", secure=ask.request.app.state.secure, httponly=True, samesite="strict")
    return answer


__all__ = ["provider_of", "router"]
