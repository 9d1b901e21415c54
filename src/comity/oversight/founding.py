"""The beginning of an office: its name, its log's key, and the one code by which its first owner comes in."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select, update

from comity.model.errors import BadRequest, CannotWrite, NotAllowed, NotHere
from comity.oversight.desk import Look, Office, system_clock
from comity.oversight.identity import code_digest, new_code, new_id
from comity.oversight.officekey import OfficeKey
from comity.oversight.people import accounts, roles
from comity.oversight.policy.engine import Policy
from comity.oversight.storage.engine import Scope, open_database
from comity.oversight.storage.kinds import milliseconds, moment
from comity.oversight.storage.tables import log_head, person, setting

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

KEY_FILE = "office.key"
#: So long the first code serves; `comity office init` makes another.
CODE_VALID = timedelta(hours=24)
#: An owner's first term. Whoever owns the office is named anew before it ends.
FIRST_TERM = timedelta(days=365)


def office_key(home: Path) -> OfficeKey:
    """Read the office's key file.

    Raises
    ------
    NotHere
        When it is not there: no other may take its place unseen.
    """
    place = home / KEY_FILE
    try:
        return OfficeKey.read(place.read_bytes())
    except FileNotFoundError as error:
        raise NotHere(
            "The key that signs this office's log is not at %(place)s.",
            remedy="Bring it back from where it is kept with the backup.",
            place=place,
        ) from error


def make_office_key(home: Path) -> OfficeKey:
    """Make the office's key file, readable by the office's own account alone; one that is there stays."""
    place = home / KEY_FILE
    if place.exists():
        return office_key(home)
    key = OfficeKey.make()
    try:
        home.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(key.text())
            stream.flush()
            os.fsync(stream.fileno())
    except OSError as error:
        raise CannotWrite("The log's key cannot be written to %(place)s.", place=place) from error
    return key


def found(
    url: str,
    home: Path,
    *,
    rp: str = "localhost",
    origins: Sequence[str] = (),
    clock: Callable[[], datetime] = system_clock,
) -> tuple[Office, str | None]:
    """Make an office, or find it made.

    Parameters
    ----------
    url
        Of the database.
    home
        Where the log's key and the home's own policies are.
    rp
        The host name under which people reach the office: passkeys are bound to it.
    origins
        The addresses that browsers show, as ``https://office.example``; whatever runs on localhost is one by itself.

    Returns
    -------
    Office, str or None
        The code by which the first owner comes in; None when one has come.
    """
    database = open_database(url, create=True)
    policy = Policy.load(home / "policy")
    key = make_office_key(home)
    with database.write(Scope.SYSTEM) as con:
        made = con.scalar(select(setting.c.value).where(setting.c.name == "office"))
        if made is None:
            settings = {"office": new_id("f"), "rp": rp, "origins": " ".join(origins), "policy": policy.digest}
            con.execute(insert(setting), [{"name": name, "value": value} for name, value in settings.items()])
    office = Office(database, policy, key, clock=clock, home=home)
    with office.system() as act:
        database.lock_log(act.con)
        # Whoever was killed in between is made good: the log begins with the founding, whatever happened before.
        if act.con.scalar(select(log_head.c.size)) is None:
            said = office.settings
            act.log("office.founded", open={"log_key": key.vkey(office.origin), "rp": said["rp"], "origins": said["origins"].split(), "policy": said["policy"]})  # fmt: skip
    note_policy(office)
    with office.system() as act:
        if act.con.scalar(select(person.c.person).limit(1)) is not None:
            return office, None
        code = new_code()
        act.con.execute(delete(setting).where(setting.c.name.in_(["first_code", "first_until"])))
        until = str(milliseconds(act.now + CODE_VALID))
        act.con.execute(insert(setting), [{"name": "first_code", "value": code_digest(code)}, {"name": "first_until", "value": until}])  # fmt: skip
    return office, code


def waiting(look: Look) -> bool:
    """Say whether the office still waits for its first owner."""
    return look.con.scalar(select(setting.c.value).where(setting.c.name == "first_code")) is not None


def first_owner(
    office: Office, code: str, *, organisation: str, side: str, name: str, login: str, password: str, email: str = ""
) -> str:
    """Let the first owner in, by the code that `comity office init` printed.

    Returns
    -------
    str
        The person. They sign in and add a second factor before anything else works.

    Raises
    ------
    NotAllowed
        When the code is not that one, has expired, or has served.
    """
    hashed = accounts.hash_password(password, login, name)
    with office.act() as act:
        kept = dict(act.con.execute(select(setting.c.name, setting.c.value).where(setting.c.name.in_(["first_code", "first_until"]))).all())  # fmt: skip
        if not kept or kept["first_code"] != code_digest(code) or act.now >= moment(int(kept["first_until"])):
            raise NotAllowed("This is not the code.", remedy="comity office init prints a new one, as long as no owner has come in.")  # fmt: skip
        if side == "partner":
            raise BadRequest("The first organisation is military or civilian: it runs the office.", remedy="Choose one of them.")  # fmt: skip
        act.con.execute(delete(setting).where(setting.c.name.in_(["first_code", "first_until"])))
        of = accounts.add_organisation_row(act, organisation, side, None)
        who = accounts.add_person_row(act, of, login, name, email)
        act.con.execute(update(person).where(person.c.person == who).values(status="active", password=hashed))
        act.log("person.joined", on=who)
        roles.give(act, who, "owner", None, act.now, act.now + FIRST_TERM, founding=True)
        return who


def note_policy(office: Office) -> None:
    """Have the log say that the policy is another than at the last start."""
    if office.settings.get("policy") == office.policy.digest:
        return
    with office.system() as act:
        act.con.execute(update(setting).where(setting.c.name == "policy").values(value=office.policy.digest))
        act.log("policy.changed", open={"policy": office.policy.digest})
    office.settings["policy"] = office.policy.digest
