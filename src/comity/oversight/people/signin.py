"""Signing in: a password and a second factor, or a passkey that checks the person itself. Guessing is slowed, then stopped.

Who guesses learns nothing: an unknown name, a wrong password and a locked name are answered alike, and take as long. A name that is
locked is locked for passwords and codes alone; a passkey, which nobody guesses, still lets its owner in.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select, update

from comity.model.errors import NotAllowed
from comity.oversight.identity import digest
from comity.oversight.people import codes, factors, sessions
from comity.oversight.people.accounts import hash_password, hasher
from comity.oversight.storage.tables import person, throttle

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from comity.oversight.desk import Act, Look, Office
    from comity.oversight.people.sessions import Session

#: So many failures in a row lock a name, or an address, for the first time; each further one doubles the time.
OF_NAME, OF_ADDRESS = 5, 30
FIRST_LOCK, LONGEST_LOCK = timedelta(minutes=1), timedelta(hours=1)
#: Failures are forgotten after so long without another.
FORGOTTEN = timedelta(hours=24)


@cache
def _nobody() -> str:
    return hasher().hash("the password of nobody")


def by_password(office: Office, login: str, password: str, address: str = "", agent: str = "") -> str:
    """Sign in by a password.

    Returns
    -------
    str
        The token of a session that waits for the second factor.

    Raises
    ------
    NotAllowed
        When name or password are wrong, or too many tries have failed; it is not said which.
    """
    from argon2.exceptions import InvalidHashError, VerificationError

    login = login.strip().casefold()
    with office.look() as look:
        locked = _locked(look, _buckets(login, address))
        found = look.con.execute(select(person.c.person, person.c.password).where(person.c.login == login, person.c.status == "active")).first()  # fmt: skip
    # Hashing is slow on purpose: it is done while no transaction is open, and for unknown names too.
    right = False
    with suppress(VerificationError, InvalidHashError):
        right = hasher().verify(found.password if found and found.password else _nobody(), password)
    if not right or locked or found is None or not found.password:
        _failed(office, found.person if found else None, login, address, "locked" if locked else "password")
        raise _refused()
    renewed = hasher().hash(password) if hasher().check_needs_rehash(found.password) else None
    with office.act() as act:
        # Right now, not when it was looked: meanwhile it may have been changed, or the person suspended.
        same = (person.c.person == found.person) & (person.c.password == found.password) & (person.c.status == "active")
        if not act.con.execute(update(person).where(same).values(password=renewed or found.password)).rowcount:
            raise _refused()
        return sessions.begin(act, found.person, 1, address or None, agent)


def by_code(office: Office, one: Session, code: str, address: str = "", agent: str = "") -> str:
    """Add the code of an authenticator app to a session.

    Returns
    -------
    str
        The token of the session that takes its place.

    Raises
    ------
    NotAllowed
        When the code is wrong or has served, or too many were tried.
    """
    buckets = _buckets(f"code {one.person}", address)
    with office.act() as act:
        if not _locked(act, buckets) and codes.take(act, one.person, code):
            _forget(act, one.person, address)
            return sessions.raise_up(act, one, address or None, agent)
    _failed(office, one.person, f"code {one.person}", address, "code")
    raise NotAllowed("The code is not right, or has served already.", remedy="Wait for the next one. After several wrong ones it takes a while.")  # fmt: skip


def by_passkey(
    office: Office,
    answer: Mapping[str, Any],
    address: str = "",
    agent: str = "",
    half: Session | None = None,
) -> str:
    """Sign in by a passkey, which checks the person itself: it is both factors, or the second of a session that is half open.

    Returns
    -------
    str
        The token.

    Raises
    ------
    NotAllowed
        When the passkey does not sign in here.
    """
    try:
        with office.act() as act:
            who = factors.by_passkey(act, answer)
            if half is None:
                return signed_in(act, who, address, agent)
            if who != half.person:
                raise NotAllowed("This passkey is another person’s.", remedy="Use your own, or sign out first.")
            _forget(act, who, address)
            return sessions.raise_up(act, half, address or None, agent)
    except NotAllowed:
        with office.act() as act:
            act.log("signin.refused", open={"why": "passkey"}, sealed={"address": address})
        raise


def change_password(office: Office, one: Session, old: str, new: str, address: str = "") -> None:
    """Change one's own password, by the old one; every other session of one's own ends.

    Raises
    ------
    NotAllowed
        When the old one is not right, or too many were tried.
    """
    from argon2.exceptions import InvalidHashError, VerificationError

    bucket = f"change {one.person}"
    with office.look() as look:
        locked = _locked(look, _buckets(bucket, address))
        found = look.con.execute(select(person.c.login, person.c.name, person.c.password).where(person.c.person == one.person)).one()  # fmt: skip
    right = False
    with suppress(VerificationError, InvalidHashError):
        right = hasher().verify(found.password or _nobody(), old)
    if not right or locked or not found.password:
        _failed(office, one.person, bucket, address, "locked" if locked else "password")
        raise NotAllowed("The old password is not right.", remedy="After several wrong ones it takes a while until the right one works.")  # fmt: skip
    hashed = hash_password(new, found.login, found.name)
    with office.act(one.person, factors=one.factors, session=one.session) as act:
        same = (person.c.person == one.person) & (person.c.password == found.password) & (person.c.status == "active")
        if not act.con.execute(update(person).where(same).values(password=hashed)).rowcount:
            raise NotAllowed("The password was changed meanwhile.", remedy="Try again.")
        act.log("password.changed", on=one.person)
        sessions.end_all(act, one.person, one.session)


def signed_in(act: Act, who: str, address: str, agent: str) -> str:
    """Open a session for a person whose passkey, or whose provider, showed both factors."""
    _forget(act, who, address)
    return sessions.begin(act, who, 2, address or None, agent)


def _refused() -> NotAllowed:
    return NotAllowed("Name or password are not right.", remedy="After several wrong ones it takes a while until the right one works.")  # fmt: skip


def _buckets(name: str, address: str) -> dict[str, int]:
    found = {digest(f"name {name}"): OF_NAME}
    return found | {digest(f"address {address}"): OF_ADDRESS} if address else found


def _locked(look: Look, buckets: dict[str, int]) -> bool:
    waits = look.con.scalars(select(throttle.c.until).where(throttle.c.bucket.in_(buckets)))
    return any(until is not None and until > look.now for until in waits)


def _failed(office: Office, who: str | None, name: str, address: str, why: str) -> None:
    with office.act() as act:
        for bucket, most in _buckets(name, address).items():
            before = act.con.execute(select(throttle.c.failures, throttle.c.since).where(throttle.c.bucket == bucket).with_for_update()).first()  # fmt: skip
            failures = 1 if before is None or act.now - before.since > FORGOTTEN else before.failures + 1
            wait = min(FIRST_LOCK * 2 ** min(failures - most, 20), LONGEST_LOCK) if failures >= most else None
            act.con.execute(delete(throttle).where(throttle.c.bucket == bucket))
            act.con.execute(insert(throttle).values(bucket=bucket, failures=failures, since=act.now, until=act.now + wait if wait else None))  # fmt: skip
        act.log("signin.refused", on=who, open={"why": why}, sealed={"login": name, "address": address})


def _forget(act: Act, who: str, address: str) -> None:
    """Forget the failures of a name after it came in with both factors; those of an address stay: it may be guessing other names."""
    login = act.con.scalar(select(person.c.login).where(person.c.person == who))
    act.con.execute(
        delete(throttle).where(throttle.c.bucket.in_([digest(f"name {login}"), digest(f"name code {who}")]))
    )
