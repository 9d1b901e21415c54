"""Roles with an end, and delegations that never reach further than what is lent."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from comity.model.errors import BadRequest, NotAllowed, UnknownName
from comity.oversight.approvals.rules import BINDING_ROLES, HOLDERS, LENDABLE, LONGEST, ROLES, RUNNING, founding
from comity.oversight.identity import new_id
from comity.oversight.people.accounts import facts_of, gone
from comity.oversight.people.seat import holders, must_be, seat
from comity.oversight.storage.kinds import written
from comity.oversight.storage.tables import delegation, role

if TYPE_CHECKING:
    from comity.oversight.desk import Act, Look


def grant(
    act: Act, who: str, one: str, end: datetime, *, post: str | None = None, start: datetime | None = None
) -> str:
    """Grant a role. Of those that bind, only while the office is being founded: afterwards an appointment does it.

    Returns
    -------
    str
        The grant.

    Raises
    ------
    NotAllowed
        When the policy does not let whoever acts, or both keys are needed.
    """
    binding = one in BINDING_ROLES
    at_founding = founding(holders(act.con, act.now))
    if binding:
        decision = act.require(
            "grantKeyRole", facts_of(act, who), gone=gone(who), role=one, founding=at_founding, appointed=False
        )
    else:
        decision = act.require("grantRole", facts_of(act, who), gone=gone(who), role=one)
    if binding and not at_founding:
        raise NotAllowed("The office is founded: this role is granted by an appointment that both keys approve.", remedy="Write an appointment.")  # fmt: skip
    return give(act, who, one, post, start or act.now, end, founding=binding, decision=decision)


def give(
    act: Act, who: str, one: str, post: str | None, start: datetime, end: datetime, *, founding: bool = False, digest: str | None = None, decision: Any = None
) -> str:  # fmt: skip
    """Give a role, without asking whether whoever acts may; the rules of roles hold."""
    why_not_hold(act, who, one, post, start, end)
    made = new_id("g")
    giver = act.seat.person if act.seat else None
    act.con.execute(insert(role).values(grant=made, person=who, role=one, post=post, start=start, end=end, giver=giver))
    act.log("role.granted", on=who, open={"grant": made, "role": one, "post": post, "start": written(start), "end": written(end), "founding": founding, "digest": digest}, decision=decision)  # fmt: skip
    return made


def why_not_hold(look: Look, who: str, one: str, post: str | None, start: datetime, end: datetime) -> None:
    """Refuse a role that this person cannot hold.

    Raises
    ------
    BadRequest
        When there is no such role, or its days make no sense.
    NotAllowed
        When it does not go with their organisation, or with what they hold.
    """
    if one not in ROLES:
        raise BadRequest("“%(role)s” is no role.", remedy="One of %(roles)s.", role=one, roles=", ".join(ROLES))
    if not start < end or end <= look.now:
        raise BadRequest("A role ends after it begins, and not in the past.", remedy="Choose a later end.")
    if end - start > LONGEST:
        raise BadRequest("A role ends after three years at the latest.", remedy="Choose an earlier end; it can be granted anew.")  # fmt: skip
    if (one == "attache") != bool(post):
        raise BadRequest("An attaché has a post, and nobody else has.", remedy="Name the post, as Tokyo.")
    found = seat(look.con, who, look.now)
    must_be(found.status in ("active", "invited"), "Whoever is suspended or erased holds no role.", "Restore them first.")  # fmt: skip
    sides = {role: side for side, role in HOLDERS.items()} | {"partner": "partner"}
    must_be(
        one not in sides or found.side == sides[one], "This role belongs to another side than their organisation's."
    )
    must_be(found.side != "partner" or one in ("partner", "overseer"), "Of a partner's people nobody runs this office or writes its records.")  # fmt: skip
    # Whoever runs the office has no content, and whoever has content does not run it.
    mixed = RUNNING if one not in RUNNING else frozenset(ROLES) - RUNNING
    rows = look.con.scalars(select(role.c.role).where(role.c.person == who, role.c.end > start, role.c.start < end, role.c.ended.is_(None)))  # fmt: skip
    clash = sorted(set(rows) & mixed - {"overseer"}) if one != "overseer" else []
    if clash:
        raise NotAllowed("Whoever runs the office has no part in its content: they hold %(held)s.", remedy="Choose another person, or end that role first.", held=", ".join(clash))  # fmt: skip


def end_grant(act: Act, which: str) -> None:
    """End a role before its time: one's own, or another's where the policy lets.

    Raises
    ------
    UnknownName
        When there is no such grant in force.
    """
    found = act.con.execute(select(role.c.person, role.c.role).where(role.c.grant == which, role.c.ended.is_(None))).first()  # fmt: skip
    none = UnknownName("There is no such role in force.", remedy="The page of people lists all.")
    if found is None:
        raise none
    decision = None
    if act.seat is None or act.seat.person != found.person:
        decision = act.require("managePeople", facts_of(act, found.person), gone=none)
    act.con.execute(update(role).where(role.c.grant == which).values(ended=act.now))
    act.log("role.ended", on=found.person, open={"grant": which}, decision=decision)


def delegate(act: Act, which: str, receiver: str, start: datetime, end: datetime, reason: str) -> str:
    """Lend a role of one's own to a colleague of one's organisation, for a time within one's own.

    Returns
    -------
    str
        The delegation.

    Raises
    ------
    NotAllowed
        When it is not one's own, reaches further than it, or goes to somebody of another organisation.
    """
    if act.seat is None:
        raise NotAllowed("Nobody lends nothing.", remedy="Sign in.")
    found = act.con.execute(select(role).where(role.c.grant == which, role.c.ended.is_(None))).first()
    must_be(found is not None and found.person == act.seat.person, "One lends only what one holds in person.", "What was lent is not lent on.")  # fmt: skip
    assert found is not None
    decision = act.require("delegateRole", facts_of(act, receiver), gone=gone(receiver), role=found.role)
    must_be(found.role in LENDABLE, "This role is not lent.")
    must_be(receiver != act.seat.person, "Nobody lends to themselves.")
    to = seat(act.con, receiver, act.now)
    must_be(to.status == "active", "They are not active.")
    must_be(to.organisation == act.seat.organisation, "A role is lent within one organisation.", "The other key stays with the other organisation.")  # fmt: skip
    must_be(not (to.own & RUNNING), "Whoever runs the office has no part in its content.", "Choose another person.")
    if not reason.strip():
        raise BadRequest("A delegation has a reason.", remedy="Write it, as “leave until 12 May”.")
    if not start < end or end <= act.now:
        raise BadRequest("A delegation ends after it begins, and not in the past.", remedy="Choose a later end.")
    must_be(start >= found.start and end <= found.end, "A delegation lies within the role that is lent.", "Choose days within it.")  # fmt: skip
    made = new_id("d")
    act.con.execute(insert(delegation).values(delegation=made, giver=act.seat.person, receiver=receiver, grant=which, start=start, end=end, reason=reason.strip()))  # fmt: skip
    act.log("delegation.given", on=act.seat.person, open={"delegation": made, "receiver": receiver, "grant": which, "start": written(start), "end": written(end)}, sealed={"reason": reason.strip()}, decision=decision)  # fmt: skip
    return made


def end_delegation(act: Act, which: str) -> None:
    """End a delegation before its time: whoever gave it, whoever has it, or who manages people.

    Raises
    ------
    UnknownName
        When there is none in force.
    """
    found = act.con.execute(select(delegation).where(delegation.c.delegation == which, delegation.c.ended.is_(None))).first()  # fmt: skip
    none = UnknownName("There is no such delegation in force.", remedy="The page of people lists all.")
    if found is None or act.seat is None:
        raise none
    decision = None
    if act.seat.person not in (found.giver, found.receiver):
        decision = act.require("managePeople", facts_of(act, found.giver), gone=none)
    act.con.execute(update(delegation).where(delegation.c.delegation == which).values(ended=act.now))
    act.log("delegation.ended", on=found.giver, open={"delegation": which}, decision=decision)
