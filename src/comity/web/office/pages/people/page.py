"""People: who is here, in which organisation, with which roles until when; and what is done about them."""

from __future__ import annotations

from typing import Annotated

from fastapi import Form, Query
from starlette.responses import Response

from comity.model.errors import BadRequest, ComityError
from comity.oversight.people import accounts, factors, listing, roles
from comity.web.contract import N_, Page, View
from comity.web.office.asked import Ask
from comity.web.office.contract import router as office_router
from comity.web.office.pages.people import views
from comity.web.office.words import end_of, start_of

PAGE = Page("people", N_("People"), "/people", 40, ("/people", "/people?role=author&q=example", "/people/organisations", "/people/delegations"), "readPeople")  # fmt: skip
router = office_router()
Text = Annotated[str, Form(max_length=1000)]
Maybe = Annotated[str, Query(max_length=200)]


@router.get("/people")
def everyone(ask: Ask, organisation: Maybe = "", role: Maybe = "", status: Maybe = "", q: Maybe = "", page: int = 1) -> View:  # fmt: skip
    """List the people of the office."""
    return views.everyone(ask, organisation=organisation, role=role, status=status, q=q, page=page)


@router.get("/people/organisations")
def organisations(ask: Ask) -> View:
    """List the organisations."""
    return views.organisations(ask)


@router.get("/people/delegations")
def delegations(ask: Ask) -> View:
    """List every delegation in force or to come."""
    return views.delegations(ask)


@router.get("/people/{person}")
def person(ask: Ask, person: str) -> View:
    """Show a person."""
    return views.person(ask, person)


@router.post("/people/organisations")
def add_organisation(ask: Ask, name: Text = "", side: Text = "", actor: Text = "") -> Response | View:
    """Add an organisation."""
    try:
        with ask.act() as act:
            accounts.add_organisation(act, name, side, actor.strip() or None)
    except ComityError as error:
        return views.organisations(ask, error=error, said={"name": name, "side": side, "actor": actor})
    return ask.go("/people/organisations")


@router.post("/people/organisations/{organisation}/end")
def end_organisation(ask: Ask, organisation: str) -> Response:
    """End an organisation: its people do nothing here any more."""
    with ask.act() as act:
        accounts.end_organisation(act, organisation)
    return ask.go("/people/organisations")


@router.post("/people/delegations/{delegation}/end")
def end_delegation(ask: Ask, delegation: str) -> Response:
    """End a delegation."""
    with ask.act() as act:
        roles.end_delegation(act, delegation)
    return ask.go("/people/delegations")


@router.post("/people/invite")
def invite(ask: Ask, organisation: Text = "", login: Text = "", name: Text = "", email: Text = "") -> View:
    """Invite a person; the answer has the code by which they come in, this once."""
    try:
        with ask.act() as act:
            who, code = accounts.invite(act, organisation, login, name, email)
    except ComityError as error:
        with ask.look() as look:
            if not look.decide("readPeople").allowed:
                raise
        said = {"organisation": organisation, "login": login, "name": name, "email": email}
        return views.everyone(ask, error=error, said=said)
    return views.person(ask, who, code=code)


@router.post("/people/{person}/reissue")
def reissue(ask: Ask, person: str) -> View:
    """Let a person come in anew who has lost a factor; the answer has the code, this once."""
    with ask.act() as act:
        code = accounts.reissue(act, person)
    return views.person(ask, person, code=code)


@router.post("/people/{person}/suspend")
def suspend(ask: Ask, person: str) -> Response:
    """Suspend a person at once."""
    with ask.act() as act:
        accounts.suspend(act, person)
    return ask.go(f"/people/{person}")


@router.post("/people/{person}/restore")
def restore(ask: Ask, person: str) -> Response:
    """Restore a person who was suspended."""
    with ask.act() as act:
        accounts.restore(act, person)
    return ask.go(f"/people/{person}")


@router.post("/people/{person}/erase")
def erase(ask: Ask, person: str, login: Text = "") -> Response | View:
    """Erase what is personal of a person, once their name to sign in with was typed."""
    try:
        with ask.act() as act:
            act.require("erasePersonal", accounts.facts_of(act, person), gone=accounts.gone(person))
            (one,) = listing.people(act, person)
            if not one["login"] or login.strip().casefold() != one["login"]:
                raise BadRequest("This is not the name with which they sign in.", remedy="Type it: what is erased does not come back.")  # fmt: skip
            accounts.erase(act, person)
    except BadRequest as error:
        return views.person(ask, person, form="erase", error=error, said={"login": login})
    return ask.go(f"/people/{person}")


@router.post("/people/{person}/roles")
def grant(ask: Ask, person: str, role: Text = "", post: Text = "", start: Text = "", end: Text = "") -> Response | View:
    """Grant a role until the end of a day."""
    try:
        with ask.act() as act:
            roles.grant(act, person, role, end_of(end), post=post.strip() or None, start=start_of(start))
    except ComityError as error:
        said = {"role": role, "post": post, "start": start, "end": end}
        return views.person(ask, person, form="roles", error=error, said=said)
    return ask.go(f"/people/{person}")


@router.post("/people/{person}/roles/{grant}/end")
def end_grant(ask: Ask, person: str, grant: str) -> Response:
    """End a role before its time."""
    with ask.act() as act:
        roles.end_grant(act, grant)
    return ask.go(f"/people/{person}")


@router.post("/people/{person}/keys/{key}/vouch")
def vouch(ask: Ask, person: str, key: str) -> Response:
    """Vouch for a key, while the office is being founded."""
    with ask.act() as act:
        factors.vouch(act, key)
    return ask.go(f"/people/{person}")


@router.post("/people/{person}/keys/{key}/revoke")
def revoke(ask: Ask, person: str, key: str) -> Response:
    """Revoke a key."""
    with ask.act() as act:
        factors.revoke_key(act, key)
    return ask.go(f"/people/{person}")


__all__ = ["PAGE", "router"]
