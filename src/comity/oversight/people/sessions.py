"""Sessions: opened by signing in, renewed when a factor is added, ended by time, by their owner, or from above.

The cookie's token is never kept, only its digest. Each step up (a second factor) makes a new token, so that one that was planted
before signing in opens nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from comity.model.errors import NotAllowed, UnknownName
from comity.oversight.desk import Concealed
from comity.oversight.identity import digest, new_id, new_token
from comity.oversight.people.accounts import facts_of
from comity.oversight.storage.tables import person, session

if TYPE_CHECKING:
    from comity.oversight.desk import Act, Look, Office

#: A session ends after so long without a request, and after so long in all.
IDLE, WHOLE = timedelta(minutes=30), timedelta(hours=12)
#: So long a first factor waits for the second.
HALF = timedelta(minutes=10)
#: The last request is noted once in so long.
NOTED = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Session:
    """A session: whose, with how many factors, and what its forms carry."""

    session: str
    person: str
    factors: int
    form: str
    proved: datetime | None


def begin(act: Act, who: str, factors: int, address: str | None, agent: str | None) -> str:
    """Open a session, and give its token."""
    token = new_token()
    until = act.now + (WHOLE if factors == 2 else HALF)
    act.con.execute(
        insert(session).values(
            session=digest(token), name=new_id("s"), person=who, factors="two" if factors == 2 else "one", form=new_token(),
            started=act.now, seen=act.now, until=until, proved=act.now if factors == 2 else None, address=address, agent=(agent or "")[:200] or None,
        )
    )  # fmt: skip
    act.log("session.opened", on=who, open={"factors": factors})
    return token


def find(office: Office, token: str | None) -> Session | None:
    """Find the session of a token, if it is open and its person active."""
    if not token:
        return None
    with office.look() as look:
        found = look.con.execute(
            select(session, person.c.status)
            .join_from(session, person)
            .where(session.c.session == digest(token), session.c.ended.is_(None), session.c.until > look.now)
        ).first()
        if found is None or found.status != "active" or look.now - found.seen >= IDLE:
            return None
        stale = look.now - found.seen >= NOTED
    if stale:
        with office.act() as act:
            act.con.execute(update(session).where(session.c.session == found.session).values(seen=act.now))
    return Session(found.session, found.person, 2 if found.factors == "two" else 1, found.form, found.proved)


def lapsed(look: Look, token: str | None, within: timedelta) -> Session | None:
    """Find the session of a token that nobody has ended, and that time ended not long ago: it opens nothing any more."""
    wanted = select(session).join_from(session, person).where(session.c.session == digest(token or ""), session.c.ended.is_(None), session.c.factors == "two", person.c.status == "active", session.c.seen > look.now - within)  # fmt: skip
    found = look.con.execute(wanted).first()
    return Session(found.session, found.person, 2, found.form, found.proved) if found else None


def raise_up(act: Act, one: Session, address: str | None, agent: str | None) -> str:
    """End a session of one factor and open one of two in its place.

    Raises
    ------
    NotAllowed
        When it has ended meanwhile.
    """
    if not act.con.execute(update(session).where(session.c.session == one.session, session.c.ended.is_(None)).values(ended=act.now)).rowcount:  # fmt: skip
        raise NotAllowed("This session has ended.", remedy="Sign in.")
    return begin(act, one.person, 2, address, agent)


def end(act: Act, one: Session) -> None:
    """Sign out."""
    act.con.execute(update(session).where(session.c.session == one.session, session.c.ended.is_(None)).values(ended=act.now))  # fmt: skip
    act.log("session.closed", on=one.person)


def end_named(act: Act, name: str) -> None:
    """End a session by its name: one's own, or another's where the policy lets.

    Raises
    ------
    UnknownName
        When there is no such session that one may end.
    """
    found = act.con.execute(select(session.c.person, session.c.session).where(session.c.name == name, session.c.ended.is_(None))).first()  # fmt: skip
    none = UnknownName("There is no such open session.", remedy="The page of sessions lists them.")
    if found is None or act.seat is None:
        raise none
    decision = None
    if found.person != act.seat.person:
        facts = facts_of(act, found.person)
        decision = act.decide("endOthersSession", facts)
        if not decision.allowed:
            # A session's name is its owner's alone, however much else one may know of them.
            raise Concealed("endOthersSession", facts, decision, none)
    act.con.execute(update(session).where(session.c.session == found.session).values(ended=act.now))
    act.log("session.revoked", on=found.person, decision=decision)


def end_all(act: Act, who: str, keep: str | None = None) -> int:
    """End every session of a person, but one that is kept."""
    if act.seat is None or act.seat.person != who:
        act.require("endOthersSession", facts_of(act, who))
    ended = act.con.execute(
        update(session)
        .where(session.c.person == who, session.c.ended.is_(None), session.c.session != (keep or ""))
        .values(ended=act.now)
    ).rowcount
    if ended:
        act.log("session.revoked", on=who, open={"sessions": ended})
    return int(ended)


def listed(look: Look, who: str) -> list[dict[str, Any]]:
    """List the open sessions of a person, the latest first."""
    if look.seat is None or look.seat.person != who:
        raise NotAllowed("One sees one's own sessions.")
    rows = look.con.execute(
        select(session.c.name, session.c.session, session.c.started, session.c.seen, session.c.until, session.c.factors, session.c.address, session.c.agent)
        .where(session.c.person == who, session.c.ended.is_(None), session.c.until > look.now, session.c.seen > look.now - IDLE)
        .order_by(session.c.started.desc())
    )  # fmt: skip
    return [dict(row._mapping) | {"current": row.session == look.seat.session} for row in rows]
