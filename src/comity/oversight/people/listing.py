"""The people and organisations of an office as those see them who may: a few queries, however many they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, or_, select

from comity.oversight.approvals.rules import HOLDERS as KEY_HOLDERS
from comity.oversight.approvals.rules import LENDABLE
from comity.oversight.people.accounts import facts_of, gone
from comity.oversight.storage.tables import delegation, key, organisation, person, role

if TYPE_CHECKING:
    from comity.oversight.desk import Look


def people(look: Look, who: str | None = None) -> list[dict[str, Any]]:
    """List everyone, or one person: organisation, status, roles in force or to come, keys, and whether they have a second factor.

    Raises
    ------
    NotAllowed
        When the policy does not let whoever looks see who is here.
    UnknownName
        When there is no such person, or none that one may know of.
    """
    if who is None:
        look.require("readPeople")
    elif not look.sees(facts_of(look, who)):
        raise gone(who)
    wanted = (
        select(person.c.person, person.c.login, person.c.name, person.c.email, person.c.organisation, person.c.status, person.c.added, person.c.code_until, person.c.totp.is_not(None).label("totp"), person.c.issuer.is_not(None).label("provider"), organisation.c.name.label("organisation_name"), organisation.c.side, organisation.c.ended.label("organisation_ended"))
        .join_from(person, organisation)
        .order_by(func.lower(person.c.name), person.c.person)
    )  # fmt: skip
    of_roles = select(role).where(role.c.end > look.now, role.c.ended.is_(None)).order_by(role.c.role, role.c.end)
    of_keys = select(key.c.key, key.c.person, key.c.kind, key.c.name, key.c.enrolled, key.c.vouched, key.c.revoked).order_by(key.c.enrolled)  # fmt: skip
    if who is not None:
        wanted, of_roles, of_keys = wanted.where(person.c.person == who), of_roles.where(role.c.person == who), of_keys.where(key.c.person == who)  # fmt: skip
    roles, keys = _by_person(look, of_roles), _by_person(look, of_keys)
    found = []
    for row in look.con.execute(wanted):
        held = keys.get(row.person, [])
        live = [one for one in held if one["revoked"] is None]
        found.append(
            dict(row._mapping)
            | {
                "roles": roles.get(row.person, []),
                "keys": held,
                "vouched": any(one["vouched"] for one in live),
                "second": bool(row.totp or row.provider or any(one["kind"] == "passkey" for one in live)),
            }
        )
    return found


def _by_person(look: Look, wanted: Any) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in look.con.execute(wanted):
        found.setdefault(row.person, []).append(dict(row._mapping))
    return found


def delegations(look: Look, who: str | None = None) -> list[dict[str, Any]]:
    """List the delegations in force or to come, of everyone or of one person, the soonest to end first.

    Raises
    ------
    NotAllowed, UnknownName
        As :func:`people`.
    """
    if who is None:
        look.require("readPeople")
    elif not look.sees(facts_of(look, who)):
        raise gone(who)
    giver, receiver = person.alias("giver_"), person.alias("receiver_")
    wanted = (
        select(delegation, role.c.role, role.c.post, giver.c.name.label("giver_name"), receiver.c.name.label("receiver_name"))
        .join_from(delegation, role, role.c.grant == delegation.c.grant)
        .join(giver, giver.c.person == delegation.c.giver)
        .join(receiver, receiver.c.person == delegation.c.receiver)
        .where(delegation.c.end > look.now, delegation.c.ended.is_(None), role.c.ended.is_(None))
        .order_by(delegation.c.end, delegation.c.delegation)
    )  # fmt: skip
    if who is not None:
        wanted = wanted.where((delegation.c.giver == who) | (delegation.c.receiver == who))
    return [dict(row._mapping) for row in look.con.execute(wanted)]


def organisations(look: Look) -> list[dict[str, Any]]:
    """List all organisations with the number of their people: those of the office see it, and others their own."""
    count = select(func.count()).where(person.c.organisation == organisation.c.organisation).scalar_subquery()
    wanted = select(organisation, count.label("people")).order_by(organisation.c.name)
    if not look.decide("readPeople").allowed:
        wanted = wanted.where(organisation.c.organisation == (look.seat.organisation if look.seat else ""))
    return [dict(row._mapping) for row in look.con.execute(wanted)]


def colleagues(look: Look) -> list[dict[str, Any]]:
    """List the active people of one's own organisation but oneself: to whom a role can be lent."""
    if look.seat is None:
        return []
    one = look.seat
    wanted = (
        select(person.c.person, person.c.name)
        .where(person.c.organisation == one.organisation, person.c.status == "active", person.c.person != one.person)
        .order_by(func.lower(person.c.name), person.c.person)
    )
    return [dict(row._mapping) for row in look.con.execute(wanted)]


def lendable(look: Look) -> list[dict[str, Any]]:
    """List the roles that whoever looks holds in person and may lend."""
    held = look.seat.held if look.seat else ()
    return [{"grant": one.grant, "role": one.role, "post": one.post, "end": one.end} for one in held if one.delegation is None and one.role in LENDABLE]  # fmt: skip


def founding_steps(look: Look) -> dict[str, bool]:
    """Say which steps of founding an office are done, in their order: each needs the one before, on both sides."""
    there = (person.c.organisation == organisation.c.organisation) & person.c.status.in_(["invited", "active"])
    sides = select(organisation.c.side).where(organisation.c.ended.is_(None), organisation.c.side.in_(KEY_HOLDERS))
    holds = (role.c.person == person.c.person) & (role.c.end > look.now) & role.c.ended.is_(None)
    of_side = or_(*(and_(organisation.c.side == side, role.c.role == one) for side, one in KEY_HOLDERS.items()))
    live = (key.c.person == person.c.person) & key.c.revoked.is_(None)
    with_people = sides.join(person, there)
    with_roles = with_people.join(role, holds).where(of_side)
    with_keys = with_roles.join(key, live)
    steps = {
        "organisations": sides,
        "people": with_people.where(~select(role.c.grant).where(holds, role.c.role == "owner").exists()),
        "roles": with_roles,
        "keys": with_keys,
        "vouched": with_keys.where(key.c.vouched.is_not(None)),
    }
    return {name: len(set(look.con.scalars(wanted))) == len(KEY_HOLDERS) for name, wanted in steps.items()}


__all__ = ["colleagues", "delegations", "founding_steps", "lendable", "organisations", "people"]
