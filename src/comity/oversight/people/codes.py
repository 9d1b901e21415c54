"""The codes of an authenticator app (RFC 6238): a second factor for whoever has no passkey. No code serves twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select, update

from comity.model.errors import NotAllowed
from comity.oversight.people.factors import ASKED, may_add
from comity.oversight.storage.tables import challenge, person

if TYPE_CHECKING:
    from comity.oversight.desk import Act, Look

#: Seconds for which a code stands.
STEP = 30


def offer(act: Act, who: str) -> str:
    """Make the secret of an authenticator app; it counts from the first code that shows it was taken up.

    Returns
    -------
    str
        The secret, base32, shown once.
    """
    import pyotp

    may_add(act, who)
    secret = pyotp.random_base32()
    mine = act.seat.session if act.seat else None
    act.con.execute(delete(challenge).where(challenge.c.purpose == "totp", challenge.c.person == who))
    act.con.execute(insert(challenge).values(challenge=act.office.key.seal(secret, who), purpose="totp", person=who, session=mine, until=act.now + ASKED * 2))  # fmt: skip
    return secret


def offered(look: Look, who: str) -> str | None:
    """Give the secret that this session was offered and has not taken up yet."""
    found = _offered(look, who)
    return look.office.key.open(found, who) if found else None


def _offered(look: Look, who: str) -> str | None:
    mine = look.seat.session if look.seat else None
    found: str | None = look.con.scalar(
        select(challenge.c.challenge).where(
            challenge.c.purpose == "totp", challenge.c.person == who, challenge.c.session.is_not_distinct_from(mine), challenge.c.until > look.now
        )
    )  # fmt: skip
    return found


def accept(act: Act, who: str, code: str) -> None:
    """Take an authenticator app up by its first code.

    Raises
    ------
    NotAllowed
        When the code is wrong.
    """
    may_add(act, who)
    taken = _offered(act, who)
    step = _step(act, act.office.key.open(taken, who), code) if taken else None
    if step is None:
        raise NotAllowed("The code is not right.", remedy="Is the clock of the device with the app right? Try the next code.")  # fmt: skip
    act.con.execute(delete(challenge).where(challenge.c.purpose == "totp", challenge.c.person == who))
    act.con.execute(update(person).where(person.c.person == who).values(totp=taken, totp_step=step))
    act.log("factor.added", on=who, open={"kind": "totp"})


def take(act: Act, who: str, code: str) -> bool:
    """Say whether a code is right, and let it serve no second time."""
    found = act.con.execute(select(person.c.totp, person.c.totp_step).where(person.c.person == who).with_for_update()).first()  # fmt: skip
    if found is None or found.totp is None:
        return False
    step = _step(act, act.office.key.open(found.totp, who), code)
    if step is None or step <= (found.totp_step or 0):
        return False
    act.con.execute(update(person).where(person.c.person == who).values(totp_step=step))
    return True


def _step(act: Act, secret: str, code: str) -> int | None:
    """Give the time step of a code, of the one before, this and the next."""
    import pyotp

    said = "".join(code.split())
    now = int(act.now.timestamp()) // STEP
    codes = pyotp.TOTP(secret)
    return next((step for step in (now, now - 1, now + 1) if said.isascii() and pyotp.utils.strings_equal(codes.generate_otp(step), said)), None)  # fmt: skip
