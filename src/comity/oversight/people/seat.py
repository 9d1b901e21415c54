"""Who acts: a person of an organisation with the roles in force at this moment, read anew for every act."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import and_, or_, select

from comity.model.errors import NotAllowed, UnknownName
from comity.oversight.storage.tables import delegation, key, organisation, person, role

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class Held:
    """A role in force: a grant of one's own, or one that a colleague lent."""

    grant: str
    role: str
    post: str | None
    end: datetime
    delegation: str | None = None
    lender: str | None = None


@dataclass(frozen=True, slots=True)
class Seat:
    """Who acts.

    Attributes
    ----------
    factors
        How many factors they have shown: 0 of nobody's session, 1 of a password alone, 2 of all that is asked.
    """

    person: str
    organisation: str
    side: str
    status: str
    held: tuple[Held, ...]
    factors: int
    session: str | None = None

    @property
    def roles(self) -> frozenset[str]:
        """Give the roles in force, lent ones too."""
        return frozenset(one.role for one in self.held)

    @property
    def posts(self) -> frozenset[str]:
        """Give the posts that those roles are bound to."""
        return frozenset(one.post for one in self.held if one.post)

    @property
    def own(self) -> frozenset[str]:
        """Give the roles held in person."""
        return frozenset(one.role for one in self.held if one.delegation is None)

    def lent(self) -> dict[str, frozenset[str]]:
        """Give, of each role that was lent, who lent it."""
        found: dict[str, frozenset[str]] = {}
        for one in self.held:
            if one.lender:
                found[one.role] = found.get(one.role, frozenset()) | {one.lender}
        return found


def seat(con: Connection, who: str, at: datetime, factors: int = 0, session: str | None = None) -> Seat:
    """Read who a person is at a moment.

    Raises
    ------
    UnknownName
        When there is no such person.
    """
    found = con.execute(
        select(person.c.organisation, person.c.status, organisation.c.side, organisation.c.ended)
        .join_from(person, organisation)
        .where(person.c.person == who)
    ).first()
    if found is None:
        raise UnknownName("Nobody here is called “%(who)s”.", remedy="The page of people lists everyone.", who=who)
    # Of whoever is not active, or whose organisation has left, no role is in force.
    active = found.status == "active" and found.ended is None
    return Seat(
        who, found.organisation, found.side, found.status, held(con, who, at) if active else (), factors, session
    )


def held(con: Connection, who: str, at: datetime) -> tuple[Held, ...]:
    """Read the roles of a person at a moment: their own, and those lent by colleagues who hold them at that moment."""
    in_force = and_(role.c.start <= at, role.c.end > at, role.c.ended.is_(None))
    own = con.execute(select(role.c.grant, role.c.role, role.c.post, role.c.end).where(role.c.person == who, in_force))
    found = [Held(*row) for row in own]
    receiver = person.alias("receiver")
    lent = con.execute(
        select(role.c.grant, role.c.role, role.c.post, delegation.c.end, delegation.c.delegation, delegation.c.giver)
        .join_from(delegation, role, delegation.c.grant == role.c.grant)
        .join(person, person.c.person == delegation.c.giver)
        .join(receiver, receiver.c.person == delegation.c.receiver)
        .where(
            delegation.c.receiver == who,
            delegation.c.start <= at,
            delegation.c.end > at,
            delegation.c.ended.is_(None),
            role.c.person == delegation.c.giver,
            in_force,
            person.c.status == "active",
            person.c.organisation == receiver.c.organisation,
        )
    )
    return tuple(found + [Held(*row) for row in lent])


def holders(con: Connection, at: datetime) -> list[tuple[str, str, frozenset[str]]]:
    """Give, of everyone who came to hold a role with a vouched key, side, organisation and those roles, as long as they were to last.

    Also of whoever was suspended since, or whose role or key was ended: nobody undoes the founding by that.
    """
    both_until = [
        or_(end.is_(None), and_(key.c.vouched <= end, role.c.start <= end)) for end in (role.c.ended, key.c.revoked)
    ]
    rows = con.execute(
        select(person.c.person, organisation.c.side, person.c.organisation, role.c.role)
        .join_from(person, organisation)
        .join(role, role.c.person == person.c.person)
        .join(key, key.c.person == person.c.person)
        .where(
            role.c.start <= at,
            role.c.end > at,
            key.c.vouched.is_not(None),
            *both_until,
        )
    )
    found: dict[str, tuple[str, str, frozenset[str]]] = {}
    for who, side, of, one in rows:
        found[who] = (side, of, found[who][2] | {one} if who in found else frozenset({one}))
    return list(found.values())


def must_be(condition: bool, why: str, remedy: str = "") -> None:
    """Refuse what a rule of people forbids.

    Raises
    ------
    NotAllowed
        When it does not hold.
    """
    if not condition:
        raise NotAllowed(why, remedy=remedy)
