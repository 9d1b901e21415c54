"""Signing in with two factors, coming in by an invitation, and signing out."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from starlette.responses import JSONResponse, RedirectResponse, Response

from comity.model.errors import ComityError
from comity.oversight import founding
from comity.oversight.people import accounts, codes, factors, sessions, signin
from comity.web.contract import N_, Page, View
from comity.web.office.asked import Ask, Said, json_of, own_path
from comity.web.office.contract import router as office_router
from comity.web.office.pages.signin import through

PAGE = Page("signin", N_("Sign in"), "/signin", None, ("/signin", "/join"))
router = office_router(open=True)
inside = office_router()


def _to(path: str, to: str) -> str:
    """Give the address of a step of signing in, which keeps where it leads at last."""
    return path + (f"?to={quote(to, safe='/')}" if (to := own_path(to)) != "/" else "")


def _further(ask: Ask, to: str) -> str:
    """Say which step comes next for a session."""
    who = ask.who
    if who.factors == 2:
        return own_path(to)
    with ask.look() as look:
        return _to("/signin/second" if factors.has_second(look, who.person) else "/signin/factor", to)


@router.get("/signin")
def begin(ask: Ask, to: str = "/") -> View | Response:
    """Show where one signs in; whoever has begun is led on, and an office that nobody owns to its first start."""
    if ask.session:
        return RedirectResponse(_further(ask, to), 303)
    with ask.look() as look:
        if founding.waiting(look):
            return RedirectResponse("/first", 303)
    return _begin(ask, to)


def _begin(ask: Ask, to: str, login: str = "", error: ComityError | None = None) -> View:
    return _view(
        ask, ask.language.gettext("Sign in"), "page", error, to=own_path(to), login=login, provider=ask.provider
    )


def _view(ask: Ask, title: str, name: str, error: ComityError | None, drawn: str = "", **facts: Any) -> View:
    facts |= {"form": ask.session.form if ask.session else None, **ask.wrong(error)}
    return View(title, f"signin/{name}.html", facts=facts, context={**facts, "drawn": drawn}, status=ask.status(error), keep=False)  # fmt: skip


@router.post("/signin")
def password(ask: Ask, login: Said = "", password: Said = "", to: Said = "/") -> View | Response:
    """Sign in by name and password; the second factor comes next."""
    try:
        token = signin.by_password(ask.office, login, password, *ask.by)
    except ComityError as error:
        return _begin(ask, to, login, error)
    ask.session = sessions.find(ask.office, token)
    return ask.keep(ask.go(_further(ask, to)), token)


@router.post("/signin/passkey/options")
def passkey_options(ask: Ask) -> Response:
    """Give a browser what its passkey answers; whose passkeys there are is told only to whoever has shown their password."""
    half = ask.session if ask.session and ask.session.factors == 1 else None
    with ask.office.act() as act:
        return JSONResponse(factors.signin_options(act, half.person if half else None))


@router.post("/signin/passkey")
def passkey(ask: Ask, answer: Said = "", to: Said = "/") -> View | Response:
    """Sign in by a passkey: alone, or as the second factor."""
    half = ask.session if ask.session and ask.session.factors == 1 else None
    try:
        token = signin.by_passkey(ask.office, json_of(answer, "answer"), *ask.by, half=half)
    except ComityError as error:
        return _second(ask, to, error) if half else _begin(ask, to, "", error)
    return ask.keep(ask.go(own_path(to)), token)


@inside.get("/signin/second")
def second(ask: Ask, to: str = "/") -> View | Response:
    """Show where the second factor is shown."""
    next_ = _further(ask, to)
    return _second(ask, to) if next_.startswith("/signin/second") else RedirectResponse(next_, 303)


def _second(ask: Ask, to: str, error: ComityError | None = None) -> View:
    with ask.look() as look:
        kinds = factors.seconds(look, ask.who.person)
    return _view(ask, ask.language.gettext("Second factor"), "second", error, to=own_path(to), kinds=kinds)


@inside.post("/signin/second")
def code(ask: Ask, code: Said = "", to: Said = "/") -> View | Response:
    """Show the code of an authenticator app."""
    if ask.signed_in:
        return ask.go(own_path(to))
    try:
        token = signin.by_code(ask.office, ask.who, code, *ask.by)
    except ComityError as error:
        return _second(ask, to, error)
    return ask.keep(ask.go(own_path(to)), token)


@inside.get("/signin/factor")
def factor(ask: Ask, to: str = "/") -> View | Response:
    """Show how a second factor is added."""
    if not ask.signed_in and (next_ := _further(ask, to)).startswith("/signin/second"):
        return RedirectResponse(next_, 303)
    return _factor(ask, to)


def _factor(ask: Ask, to: str, error: ComityError | None = None) -> View:
    import pyotp
    import segno

    with ask.look() as look:
        secret = codes.offered(look, ask.who.person)
        login = factors.login_of(look, ask.who.person)
        kinds = factors.seconds(look, ask.who.person)
    uri = pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name="comity") if secret else ""
    drawn = segno.make(uri, error="m", micro=False).svg_inline(omitsize=True, border=2) if uri else ""
    return _view(ask, ask.language.gettext("Add a second factor"), "factor", error, to=own_path(to), secret=secret, uri=uri, drawn=drawn, kinds=kinds)  # fmt: skip


@inside.post("/signin/factor/app")
def app(ask: Ask, to: Said = "/") -> View | Response:
    """Make the secret of an authenticator app; it counts once a first code was shown."""
    try:
        with ask.act() as act:
            codes.offer(act, ask.who.person)
    except ComityError as error:
        return _factor(ask, to, error)
    return ask.go(_to("/signin/factor", to))


@inside.post("/signin/factor/code")
def first_code(ask: Ask, code: Said = "", to: Said = "/") -> View | Response:
    """Take an authenticator app up by its first code."""
    return _added(ask, to, lambda act: codes.accept(act, ask.who.person, code))


@inside.post("/signin/factor/options")
def new_passkey(ask: Ask) -> Response:
    """Give a browser what it makes a passkey of."""
    with ask.act() as act:
        return JSONResponse(factors.passkey_options(act, ask.who.person, ask.who.session))


@inside.post("/signin/factor/passkey")
def take_passkey(ask: Ask, answer: Said = "", name: Said = "", to: Said = "/") -> View | Response:
    """Take a passkey up that the browser made."""
    who = ask.who
    return _added(ask, to, lambda act: factors.enrol_passkey(act, who.person, who.session, json_of(answer, "answer"), name))  # fmt: skip


def _added(ask: Ask, to: str, add: Any) -> View | Response:
    """Add a factor; a session of one factor becomes one of two, under another token."""
    who, token = ask.who, None
    try:
        with ask.act() as act:
            add(act)
            if who.factors < 2:
                token = sessions.raise_up(act, who, *ask.by)
    except ComityError as error:
        return _factor(ask, to, error)
    answer = ask.go(own_path(to) if token else "/me")
    return ask.keep(answer, token) if token else answer


@router.get("/join")
def join(ask: Ask) -> View:
    """Show where one comes in by an invitation."""
    return _join(ask, {"login": "", "code": ""})


def _join(ask: Ask, said: dict[str, str], error: ComityError | None = None) -> View:
    return _view(ask, ask.language.gettext("Come in by an invitation"), "join", error, said=said)


@router.post("/join")
def come_in(ask: Ask, login: Said = "", code: Said = "", password: Said = "") -> View | Response:
    """Come in by an invitation's code and choose a password; a second factor comes next."""
    try:
        who = accounts.join(ask.office, login, code, password)
    except ComityError as error:
        return _join(ask, {"login": login, "code": code}, error)
    with ask.office.act() as act:
        token = sessions.begin(act, who, 1, *ask.by)
    return ask.keep(ask.go("/signin/factor"), token)


@router.post("/signout")
def sign_out(ask: Ask) -> Response:
    """Sign out."""
    if ask.session:
        with ask.act() as act:
            sessions.end(act, ask.session)
    return ask.keep(ask.go("/signin"), None)


router.include_router(inside)
router.include_router(through.router)

__all__ = ["PAGE", "router"]
