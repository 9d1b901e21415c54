"""Accounts: organisations and people, how they come in, and how what is personal is erased."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy import insert, select, update

from comity.model.errors import BadRequest, NotAllowed, UnknownName
from comity.oversight.approvals.rules import SIDES
from comity.oversight.identity import code_digest, new_code, new_id
from comity.oversight.people.seat import must_be
from comity.oversight.policy.facts import PersonFacts
from comity.oversight.storage.tables import key, log_entry, organisation, person, role, session

if TYPE_CHECKING:
    from argon2 import PasswordHasher

    from comity.oversight.desk import Act, Look, Office

#: So long an invitation serves.
INVITED = timedelta(days=7)
LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,62}[a-z0-9]")
#: Shorter ones are guessed.
SHORTEST = 12


@cache
def hasher() -> PasswordHasher:
    """Give argon2id with the library's parameters (RFC 9106, low memory): 64 MiB, three passes."""
    from argon2 import PasswordHasher

    return PasswordHasher()


def hash_password(password: str, *not_like: str) -> str:
    """Hash a password.

    Raises
    ------
    BadRequest
        When it is short, or says whose it is.
    """
    if len(password) < SHORTEST:
        raise BadRequest("A password has at least %(least)s signs.", remedy="A sentence is easily kept in mind.", least=SHORTEST)  # fmt: skip
    said = password.casefold()
    if any(one and one.casefold() in said for one in not_like) or len(set(said)) < 5:
        raise BadRequest("This password is easily guessed.", remedy="Choose one without your name, of several signs.")
    return hasher().hash(password)


def add_organisation(act: Act, name: str, side: str, actor: str | None = None) -> str:
    """Add an organisation: military, civilian or a partner.

    Raises
    ------
    NotAllowed
        When the policy does not let whoever acts.
    BadRequest
        When there is one of that name, or no such side.
    """
    act.require("managePeople")
    return add_organisation_row(act, name, side, actor)


def add_organisation_row(act: Act, name: str, side: str, actor: str | None) -> str:
    """Add an organisation, without asking whether whoever acts may."""
    name = name.strip()
    if not name:
        raise BadRequest("An organisation has a name.", remedy="Write it.")
    if side not in SIDES:
        raise BadRequest("“%(side)s” is no side.", remedy="One of military, civilian, partner.", side=side)
    if act.con.scalar(select(organisation.c.organisation).where(organisation.c.name == name)):
        raise BadRequest("There is an organisation called “%(name)s” already.", remedy="Choose it.", name=name)
    made = new_id("o")
    act.con.execute(insert(organisation).values(organisation=made, name=name, side=side, actor=actor, added=act.now))
    act.log("organisation.added", on=made, open={"side": side}, sealed={"name": name})
    return made


def end_organisation(act: Act, which: str) -> None:
    """End an organisation: none of its people can do anything any more."""
    decision = act.require("managePeople")
    changed = act.con.execute(update(organisation).where(organisation.c.organisation == which, organisation.c.ended.is_(None)).values(ended=act.now))  # fmt: skip
    if not changed.rowcount:
        raise UnknownName("No organisation is called “%(which)s”.", remedy="The page of people lists all.", which=which)
    act.log("organisation.ended", on=which, decision=decision)


def invite(act: Act, organisation_: str, login: str, name: str, email: str = "") -> tuple[str, str]:
    """Invite a person.

    Returns
    -------
    str, str
        The person, and the code by which they come in, which is told once.
    """
    act.require("managePeople")
    who = add_person_row(act, organisation_, login, name, email)
    return who, _issue(act, who)


def add_person_row(act: Act, organisation_: str, login: str, name: str, email: str) -> str:
    """Add a person, without asking whether whoever acts may."""
    login, name = login.strip().casefold(), name.strip()
    if not LOGIN.fullmatch(login):
        raise BadRequest("“%(login)s” is no name to sign in with.", remedy="Three to 64 small letters, digits, dots and hyphens.", login=login)  # fmt: skip
    if not name:
        raise BadRequest("A person has a name.", remedy="Write it.")
    if act.con.scalar(select(person.c.person).where(person.c.login == login)):
        raise BadRequest("Somebody signs in as “%(login)s” already.", remedy="Choose another.", login=login)
    if not act.con.scalar(select(organisation.c.organisation).where(organisation.c.organisation == organisation_, organisation.c.ended.is_(None))):  # fmt: skip
        raise UnknownName("No organisation is called “%(which)s”.", remedy="The page of people lists all.", which=organisation_)  # fmt: skip
    who = new_id("p")
    act.con.execute(insert(person).values(person=who, login=login, name=name, email=email.strip() or None, organisation=organisation_, status="invited", added=act.now))  # fmt: skip
    act.log("person.invited", on=who, open={"organisation": organisation_}, sealed={"login": login, "name": name, "email": email.strip() or None})  # fmt: skip
    return who


def _issue(act: Act, who: str) -> str:
    code = new_code()
    act.con.execute(update(person).where(person.c.person == who).values(code=code_digest(code), code_until=act.now + INVITED))  # fmt: skip
    return code


def join(office: Office, login: str, code: str, password: str) -> str:
    """Come in by an invitation: choose a password. A second factor is added next, before anything else works.

    Raises
    ------
    NotAllowed
        When the code is not that person's, has expired, or has served.
    """
    login = login.strip().casefold()
    hashed = hash_password(password, login)
    with office.act() as act:
        found = act.con.execute(select(person.c.person, person.c.code, person.c.code_until).where(person.c.login == login, person.c.status == "invited")).first()  # fmt: skip
        if found is None or found.code != code_digest(code) or act.now >= found.code_until:
            raise NotAllowed("This is not the code of an invitation.", remedy="Whoever manages people can make a new one.")  # fmt: skip
        act.con.execute(update(person).where(person.c.person == found.person).values(status="active", password=hashed, code=None, code_until=None))  # fmt: skip
        act.log("person.joined", on=found.person)
        return str(found.person)


def reissue(act: Act, who: str) -> str:
    """Let a person come in anew who has lost a factor: their sessions, password and second factors end; their keys are revoked.

    Returns
    -------
    str
        The new code, told once.
    """
    decision = act.require("managePeople", facts_of(act, who), gone=gone(who))
    found = _row(act, who)
    must_be(found.status in ("active", "invited"), "Of a person who is suspended or erased nothing is made anew.", "Restore them first.")  # fmt: skip
    _close(act, who)
    act.con.execute(update(person).where(person.c.person == who).values(status="invited", password=None, totp=None, totp_step=None, issuer=None, subject=None))  # fmt: skip
    act.log("person.reissued", on=who, decision=decision)
    return _issue(act, who)


def suspend(act: Act, who: str) -> None:
    """Suspend a person at once: every session of theirs ends, and no role or delegation of theirs is in force."""
    decision = act.require("managePeople", facts_of(act, who), gone=gone(who))
    must_be(act.seat is not None and act.seat.person != who, "Nobody suspends themselves.", "Another owner does.")
    must_be(_row(act, who).status in ("active", "invited"), "They are suspended or erased already.")
    act.con.execute(update(person).where(person.c.person == who).values(status="suspended", code=None, code_until=None))
    act.con.execute(update(session).where(session.c.person == who, session.c.ended.is_(None)).values(ended=act.now))
    act.log("person.suspended", on=who, decision=decision)


def restore(act: Act, who: str) -> None:
    """Restore a person who was suspended."""
    decision = act.require("managePeople", facts_of(act, who), gone=gone(who))
    found = _row(act, who)
    must_be(found.status == "suspended", "They are not suspended.")
    act.con.execute(update(person).where(person.c.person == who).values(status="active" if found.password or found.issuer else "invited"))  # fmt: skip
    act.log("person.restored", on=who, decision=decision)


def erase(act: Act, who: str) -> int:
    """Erase what is personal of a person: name, login, address, factors, and the words of the log that name them.

    Their identity, what they approved and every proof stay.

    Returns
    -------
    int
        Of how many entries of the log the words were erased.
    """
    decision = act.require("erasePersonal", facts_of(act, who), gone=gone(who))
    must_be(act.seat is not None and act.seat.person != who, "Nobody erases themselves.", "Another owner does.")
    _row(act, who)
    _close(act, who)
    act.con.execute(update(role).where(role.c.person == who, role.c.ended.is_(None)).values(ended=act.now))
    blank = dict.fromkeys(("login", "name", "email", "password", "totp", "totp_step", "code", "code_until", "issuer", "subject"))  # fmt: skip
    act.con.execute(update(person).where(person.c.person == who).values(status="erased", **blank))
    act.con.execute(update(session).where(session.c.person == who).values(address=None, agent=None))
    named = log_entry.c.sealed.is_not(None) & ((log_entry.c.on == who) | (log_entry.c.by == who)) & log_entry.c.act.in_(PERSONAL)  # fmt: skip
    seqs = list(act.con.scalars(select(log_entry.c.seq).where(named).order_by(log_entry.c.seq)))
    act.con.execute(update(log_entry).where(named).values(salt=None, sealed=None))
    act.log("person.erased", on=who, decision=decision)
    act.log("personal.erased", on=who, open={"seqs": seqs}, decision=decision)
    return len(seqs)


#: The entries whose sealed words name the person they are about or by.
PERSONAL = ("person.invited", "signin.refused", "delegation.given")


def _close(act: Act, who: str) -> None:
    """End a person's sessions and revoke their keys."""
    act.con.execute(update(session).where(session.c.person == who, session.c.ended.is_(None)).values(ended=act.now))
    for one in act.con.scalars(select(key.c.key).where(key.c.person == who, key.c.revoked.is_(None))).all():
        act.con.execute(update(key).where(key.c.key == one).values(revoked=act.now))
        act.log("key.revoked", on=who, open={"key": one})


def _row(look: Look, who: str):  # type: ignore[no-untyped-def]
    found = look.con.execute(select(person).where(person.c.person == who)).first()
    if found is None:
        raise gone(who)
    return found


def gone(who: str) -> UnknownName:
    """Give what is said of a person who is not there, and to whoever may not know of one."""
    return UnknownName("Nobody here is called “%(who)s”.", remedy="The page of people lists everyone.", who=who)


def facts_of(look: Look, who: str) -> PersonFacts:
    """Tell the policy of a person on whom one acts."""
    from comity.oversight.people.seat import seat

    one = seat(look.con, who, look.now)
    return PersonFacts(one.person, one.organisation, one.side, one.roles, one.posts, 0)


def find_person(look: Look, said: str) -> str:
    """Find a person by identity, login or name.

    Raises
    ------
    UnknownName
        When nobody, or more than one, is called so.
    """
    columns = (person.c.person, person.c.login, person.c.name)
    for column in columns:
        found = look.con.scalars(select(person.c.person).where(column == (said.casefold() if column is person.c.login else said))).all()  # fmt: skip
        if len(found) == 1:
            return str(found[0])
    raise gone(said)
