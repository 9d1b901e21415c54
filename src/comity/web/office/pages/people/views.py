"""What the pages of people show, and which of their buttons the policy lets whoever looks press."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from comity.model.errors import ComityError
from comity.oversight import approving
from comity.oversight.approvals.rules import BINDING_ROLES
from comity.oversight.people import listing
from comity.oversight.people.accounts import INVITED, facts_of
from comity.oversight.people.roles import why_not_hold
from comity.web.contract import Table, View
from comity.web.office.words import ROLES, SIDES, STATUSES, minutes, status_of, wrong

if TYPE_CHECKING:
    from comity.oversight.desk import Look
    from comity.web.office.asked import Asked

#: So many people on one page of the list.
MANY = 50
Said = Mapping[str, str]


def everyone(ask: Asked, *, error: ComityError | None = None, said: Said | None = None, page: int = 1, organisation: str = "", role: str = "", status: str = "", q: str = "") -> View:  # fmt: skip
    """Show the list, as far as it was filtered."""
    _ = ask.language.gettext
    with ask.look() as look:
        found = listing.people(look)
        organisations = listing.organisations(look)
        may = look.decide("managePeople").allowed
        founding = approving.still_founding(look)
    sought = q.strip().casefold()
    found = [
        one for one in found
        if (not organisation or one["organisation"] == organisation)
        and (not status or one["status"] == status)
        and (not role or any(held["role"] == role for held in one["roles"]))
        and (not sought or sought in f"{one['name'] or ''} {(one['login'] or '') if may else ''} {one['organisation_name']}".casefold())
    ]  # fmt: skip
    columns = {
        "name": _("name"), **({"login": _("signs in as")} if may else {}), "organisation": _("organisation"), "side": _("side"), "status": _("status"),
        "roles": _("roles, and until when (UTC)"), "vouched": _("vouched key"), "second": _("second factor"),
    }  # fmt: skip
    rows = [row_of(ask, one, may) for one in found]
    last = max(1, -(-len(rows) // MANY))
    page = min(max(page, 1), last)
    shown = rows if ask.form == "csv" else rows[(page - 1) * MANY : page * MANY]
    return View(
        _("People"),
        "people/page.html",
        [Table("people", {"person": _("identity"), **columns}, shown)],
        {"found": len(rows), "page": page, "pages": last, "founding": founding},
        {
            "columns": columns, "may": may, "organisations": organisations, "choices": [("", _("all")), *((one["organisation"], one["name"]) for one in organisations)], "chosen": {"organisation": organisation, "role": role, "status": status, "q": q},
            "error": wrong(ask, error) if error else None, "said": defaultdict(str, said or {}), "words": words(ask),
        },
        status=status_of(error) if error else 200,
        keep=False,
    )  # fmt: skip


def words(ask: Asked) -> dict[str, dict[str, str]]:
    """Give the words of roles, sides and statuses in the language of whoever asks."""
    _ = ask.language.gettext
    return {name: {key: _(text) for key, text in known.items()} for name, known in (("roles", ROLES), ("sides", SIDES), ("statuses", STATUSES))}  # fmt: skip


def called(ask: Asked, name: str | None) -> str:
    """Give a person's name, or say that it was erased."""
    return name or ask.language.gettext("(erased)")


def row_of(ask: Asked, one: Mapping[str, Any], may: bool) -> dict[str, Any]:
    """Give a person as the list has them."""
    _ = ask.language.gettext
    known = words(ask)
    roles = [
        f"{known['roles'][held['role']]}{' (' + held['post'] + ')' if held['post'] else ''}, {minutes(held['end'])}"
        for held in one["roles"]
    ]
    return {
        "person": one["person"], "name": called(ask, one["name"]), "login": (one["login"] or "") if may else None, "organisation": one["organisation_name"],
        "side": known["sides"][one["side"]], "status": known["statuses"][one["status"]], "roles": roles, "vouched": one["vouched"], "second": one["second"],
        "address": f"/people/{one['person']}",
    }  # fmt: skip


def person(ask: Asked, who: str, *, form: str = "", error: ComityError | None = None, said: Said | None = None, code: str | None = None) -> View:  # fmt: skip
    """Show one person, and what whoever looks may do about them.

    Parameters
    ----------
    form
        Which form was refused; it has still what was `said` in it.
    code
        By which the person comes in, shown this once.
    """
    _ = ask.language.gettext
    with ask.look() as look:
        (one,) = listing.people(look, who)
        lent = listing.delegations(look, who)
        may = allowed(look, one)
        now = look.now
    known = words(ask)
    roles = [
        {"grant": held["grant"], "role": known["roles"][held["role"]], "post": held["post"] or "", "start": minutes(held["start"]), "end": minutes(held["end"])}
        for held in one["roles"]
    ]  # fmt: skip
    keys = [
        {
            "key": held["key"], "name": held["name"], "kind": _("passkey") if held["kind"] == "passkey" else _("software key"), "enrolled": minutes(held["enrolled"]),
            "vouched": minutes(held["vouched"]) or None, "revoked": minutes(held["revoked"]) or None, "state": _state(ask, held), "waits": not held["vouched"] and not held["revoked"], "live": not held["revoked"],
        }
        for held in one["keys"]
    ]  # fmt: skip
    tables = [
        Table("roles", {"role": _("role"), "post": _("post"), "start": _("from (UTC)"), "end": _("until (UTC)"), "grant": _("identity")}, roles),
        Table("keys", {"name": _("key"), "kind": _("kind"), "enrolled": _("enrolled (UTC)"), "state": _("state"), "key": _("identity")}, keys),
        _delegations(ask, lent),
    ]  # fmt: skip
    sees = may["manage"] or may["self"]
    facts = {
        "person": who, "name": one["name"], "organisation": one["organisation_name"], "side": one["side"], "status": one["status"], "second": one["second"],
        "vouched": one["vouched"], "added": minutes(one["added"]), "founding": may["founding"], "login": one["login"] if sees else None, "email": one["email"] if sees else None,
    }  # fmt: skip
    if code:
        facts["code"] = code
    return View(
        called(ask, one["name"]),
        "people/person.html",
        tables,
        facts,
        {
            "may": may, "form_": form, "error": wrong(ask, error) if error else None, "said": defaultdict(str, said or {}), "words": known, "code": code, "until": minutes(now + INVITED),
            "soon": (now + timedelta(days=365)).date().isoformat(), "sees": sees, "one": one,
        },
        status=status_of(error) if error else 200,
        keep=False,
    )  # fmt: skip


def _state(ask: Asked, held: Mapping[str, Any]) -> str:
    _ = ask.language.gettext
    if held["revoked"]:
        return _("revoked %(when)s") % {"when": minutes(held["revoked"])}
    return (
        _("vouched for %(when)s") % {"when": minutes(held["vouched"])}
        if held["vouched"]
        else _("waits to be vouched for")
    )


def allowed(look: Look, one: Mapping[str, Any]) -> dict[str, Any]:
    """Ask the policy what whoever looks may do about a person."""
    facts = facts_of(look, one["person"])
    founding = approving.still_founding(look)
    manage = look.decide("managePeople", facts).allowed
    roles, appointed = [], []
    for role in ROLES:
        if role in BINDING_ROLES and not founding:
            if one["side"] != "partner" and look.decide("writeRecord", _appointment(look)).allowed:
                appointed.append(role)
        elif look.decide("grantKeyRole", facts, role=role, founding=founding, appointed=False).allowed if role in BINDING_ROLES else look.decide("grantRole", facts, role=role).allowed:  # fmt: skip
            # What does not go with their side, or with what they hold, is not offered.
            with suppress(ComityError):
                why_not_hold(look, one["person"], role, "-" if role == "attache" else None, look.now, look.now + timedelta(days=1))  # fmt: skip
                roles.append(role)
    return {
        "self": look.seat is not None and look.seat.person == one["person"], "manage": manage, "erase": look.decide("erasePersonal", facts).allowed, "founding": founding,
        "roles": roles, "appoint": appointed, "vouch": founding and look.decide("vouchKey", facts, founding=founding, appointed=False).allowed,
    }  # fmt: skip


def _appointment(look: Look) -> Any:
    from comity.oversight.policy.facts import RecordFacts

    who = look.seat
    return RecordFacts("new", "appointment", "draft", who.organisation if who else "", who.person if who else "")


def _delegations(ask: Asked, lent: list[dict[str, Any]]) -> Table:
    _ = ask.language.gettext
    known = words(ask)["roles"]
    return Table(
        "delegations",
        {"role": _("role"), "giver": _("lent by"), "receiver": _("lent to"), "start": _("from (UTC)"), "end": _("until (UTC)"), "reason": _("reason"), "delegation": _("identity")},
        [
            {"role": known[one["role"]], "giver": called(ask, one["giver_name"]), "receiver": called(ask, one["receiver_name"]), "start": minutes(one["start"]), "end": minutes(one["end"]), "reason": one["reason"], "delegation": one["delegation"]}
            for one in lent
        ],
    )  # fmt: skip


def delegations(ask: Asked) -> View:
    """Show every delegation in force or to come."""
    with ask.look() as look:
        lent = listing.delegations(look)
        may = look.decide("managePeople").allowed
    return View(ask.language.gettext("Delegations"), "people/delegations.html", [_delegations(ask, lent)], {}, {"may": may}, keep=False)  # fmt: skip


def organisations(ask: Asked, *, error: ComityError | None = None, said: Said | None = None) -> View:
    """Show the organisations."""
    _ = ask.language.gettext
    with ask.look() as look:
        found = listing.organisations(look)
        may = look.decide("managePeople").allowed
    known = words(ask)
    rows = [
        {"organisation": one["organisation"], "name": one["name"], "side": known["sides"][one["side"]], "actor": one["actor"] or "", "people": one["people"], "added": minutes(one["added"]), "ended": minutes(one["ended"])}
        for one in found
    ]  # fmt: skip
    columns = {"organisation": _("identity"), "name": _("name"), "side": _("side"), "actor": _("speaks for"), "people": _("people"), "added": _("added (UTC)"), "ended": _("ended (UTC)")}  # fmt: skip
    return View(
        _("Organisations"), "people/organisations.html", [Table("organisations", columns, rows)], {},
        {"may": may, "error": wrong(ask, error) if error else None, "said": defaultdict(str, said or {}), "words": known}, status=status_of(error) if error else 200, keep=False,
    )  # fmt: skip


__all__ = ["delegations", "everyone", "organisations", "person"]
