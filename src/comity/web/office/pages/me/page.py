"""What is one's own: sessions, second factors and keys, the password, and what one lends or was lent."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

from starlette.responses import Response

from comity.model.errors import BadRequest, ComityError
from comity.oversight.desk import Act
from comity.oversight.people import factors, listing, oidc, roles, sessions, signin
from comity.web.contract import N_, Page, Table, View
from comity.web.office.asked import Ask, Asked, Said, json_of
from comity.web.office.contract import router as office_router
from comity.web.office.words import ROLES, end_of, minutes, start_of

PAGE = Page("me", N_("My account"), "/me", 50, ("/me",))
router = office_router()


@router.get("/me")
def me(ask: Ask) -> View:
    """Show everything that is one's own."""
    return _me(ask)


def _me(ask: Asked, form: str = "", error: ComityError | None = None, **said: str) -> View:
    _ = ask.language.gettext
    who = ask.who.person
    with ask.look() as look:
        told = ask.told(look)
        assert look.seat is not None
        seconds = factors.seconds(look, who)
        of_me = sessions.listed(look, who)
        keys = factors.keys_of(look, who)
        lent = listing.delegations(look, who)
        mine, colleagues = listing.lendable(look), listing.colleagues(look)
        organisation, linked = look.seat.organisation, oidc.is_linked(look)
    tables = [
        Table(
            "sessions",
            {"name": _("session"), "agent": _("browser"), "address": _("address"), "started": _("since (UTC)"), "seen": _("last seen (UTC)"), "current": _("this one")},
            [{"name": one["name"], "agent": one["agent"], "address": one["address"], "started": minutes(one["started"]), "seen": minutes(one["seen"]), "current": one["current"]} for one in of_me],
        ),
        Table(
            "keys",
            {"key": _("key"), "name": _("name"), "kind": _("kind"), "enrolled": _("enrolled (UTC)"), "vouched": _("vouched for (UTC)"), "revoked": _("revoked (UTC)")},
            [{"key": one["key"], "name": one["name"], "kind": one["kind"], "enrolled": minutes(one["enrolled"]), "vouched": minutes(one["vouched"]), "revoked": minutes(one["revoked"])} for one in keys],
        ),
        Table(
            "delegations",
            {"delegation": _("delegation"), "role": _("role"), "giver": _("lent by"), "receiver": _("lent to"), "start": _("from (UTC)"), "end": _("until (UTC)"), "reason": _("reason")},
            [{"delegation": one["delegation"], "role": one["role"], "giver": one["giver_name"], "receiver": one["receiver_name"], "start": minutes(one["start"]), "end": minutes(one["end"]), "reason": one["reason"]} for one in lent],
        ),
    ]  # fmt: skip
    facts = {
        **told,
        "person": who,
        "seconds": seconds,
        "linked": linked,
        "lendable": mine,
        "colleagues": colleagues,
        **ask.wrong(error),
    }
    context = {
        "form_": form, "said": {"grant": "", "receiver": "", "start": "", "end": "", "reason": "", "name": ""} | said, "words": {name: _(text) for name, text in ROLES.items()},
        "organisation_id": organisation, "office": ask.office.name, "minutes": minutes,
    }  # fmt: skip
    return View(_("My account"), "me/page.html", tables, facts, context, status=ask.status(error), keep=False)


def _doing(ask: Asked, form: str, do: Callable[[Act], Any], to: str = "", **said: str) -> View | Response:
    """Do one thing in one act; what was typed survives a refusal."""
    try:
        with ask.act() as act:
            do(act)
    except ComityError as error:
        return _me(ask, form, error, **said)
    return ask.go(f"/me#{to or form}")


@router.post("/me/sessions/end")
def end_others(ask: Ask) -> View | Response:
    """End every session of one's own but this one."""
    who = ask.who
    return _doing(ask, "sessions", lambda act: sessions.end_all(act, who.person, who.session))


@router.post("/me/sessions/{name}/end")
def end_session(ask: Ask, name: str) -> View | Response:
    """End a session of one's own."""
    return _doing(ask, "sessions", lambda act: sessions.end_named(act, name))


@router.post("/me/keys")
def enrol(ask: Ask, public: Said = "", wrapped: Said = "", proof: Said = "", name: Said = "") -> View | Response:
    """Take a software key up that the browser made: the public half, the sealed private one, and what it signed."""
    return _doing(
        ask,
        "keys",
        lambda act: factors.enrol_software(
            act, ask.who.person, _bytes(public), json_of(wrapped, "wrapped"), json_of(proof, "proof"), name
        ),
        name=name,
    )


def _bytes(said: str) -> bytes:
    try:
        return base64.b64decode(said, validate=True)
    except ValueError:
        raise BadRequest("“%(what)s” is no base64.", remedy="The page’s script fills it in.", what="public") from None


@router.post("/me/keys/{key}/revoke")
def revoke(ask: Ask, key: str) -> View | Response:
    """Revoke a key of one's own."""
    return _doing(ask, "keys", lambda act: factors.revoke_key(act, key))


@router.post("/me/password")
def password(ask: Ask, old: Said = "", new: Said = "") -> View | Response:
    """Change one's password by the old one."""
    try:
        signin.change_password(ask.office, ask.who, old, new, ask.by[0])
    except ComityError as error:
        return _me(ask, "password", error)
    return ask.go("/me#password")


@router.post("/me/provider/unlink")
def unlink(ask: Ask) -> View | Response:
    """Unlink one's account at the provider."""
    return _doing(ask, "provider", oidc.unlink)


@router.post("/me/delegations")
def delegate(
    ask: Ask, grant: Said = "", receiver: Said = "", start: Said = "", end: Said = "", reason: Said = ""
) -> View | Response:
    """Lend a role of one's own to a colleague for a time."""

    def give(act: Act) -> None:
        # A day that has begun counts from now.
        from_ = max(start_of(start) or act.now, act.now)
        roles.delegate(act, grant, receiver, from_, end_of(end), reason)

    return _doing(ask, "delegations", give, grant=grant, receiver=receiver, start=start, end=end, reason=reason)


@router.post("/me/delegations/{delegation}/end")
def end_delegation(ask: Ask, delegation: str) -> View | Response:
    """End a delegation that one gave or was given."""
    return _doing(ask, "delegations", lambda act: roles.end_delegation(act, delegation))


__all__ = ["PAGE", "router"]
