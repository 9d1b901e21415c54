"""Whatever people do to an office, allowed or not: its log replays without a word, and its tables stand as the log says."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from comity.model.errors import ComityError
from comity.oversight import approving
from comity.oversight.comparing import differences
from comity.oversight.desk import Office
from comity.oversight.people import accounts, factors, roles
from comity.oversight.storage.tables import authorisation, delegation, record, role, submission
from oversight.world import SYSTEM, YEAR, Clock, World, world

LOGINS = ("olga", "anna", "carl", "mike", "cleo", "mara")


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    made = world(str(tmp_path_factory.mktemp("founded") / "office.db"), tmp_path_factory.mktemp("home")).found()
    made.add("cleo", "ministry", "author", key=False)
    made.add("mara", "staff")
    for login in ("olga", "anna", "cleo", "mara"):
        made.enrol(login)
    with made.act("olga") as act:
        roles.grant(act, made.people["carl"].person, "author", act.now + YEAR)
    yield made
    made.office.close()


def some(office: World, column: Any, number: int) -> Any:
    with office.office.database.read(SYSTEM) as con:
        found = con.scalars(select(column).order_by(column)).all()
    return found[number % len(found)] if found else "none"


def write(office: World, login: str, number: int) -> None:
    kind = ("agreement", "office-call", "commitment")[number % 3]
    if number % 2:
        which = some(office, record.c.record, number)
        with office.office.database.read(SYSTEM) as con:
            found = con.execute(select(record.c.version, record.c.kind).where(record.c.record == which)).first()
        if found:
            office.write(login, found.kind, {"title": f"Edit {number}"}, which=which, saw=found.version)
        return
    office.write(login, kind, {"title": "A record"})


def submit(office: World, login: str, number: int) -> None:
    which = some(office, record.c.record, number)
    with office.office.database.read(SYSTEM) as con:
        version = con.scalar(select(record.c.version).where(record.c.record == which))
    office.submit(which, login, int(version or 0), emergency="It is urgent." if number % 3 == 0 else "")


def approve(office: World, login: str, number: int) -> None:
    digest = some(office, submission.c.digest, number)
    if digest != "none":
        office.approve(login, digest, ("military", "civilian")[number % 2])


def pass_through(office: World, login: str, number: int) -> None:
    """Have something bind, so that what follows it is met at all."""
    del login
    which = office.write("anna")
    digest = office.submit(which, emergency="It is urgent." if number % 3 == 0 else "")
    office.approve("mike", digest)
    office.approve(("carl", "cleo")[number % 2], digest)


def refuse(office: World, login: str, number: int) -> None:
    with office.act(login) as act:
        approving.refuse(act, some(office, submission.c.digest, number), "No.")


def review(office: World, login: str, number: int) -> None:
    with office.office.database.read(SYSTEM) as con:
        open_ones = select(authorisation.c.digest).where(authorisation.c.review_until.is_not(None)).order_by(authorisation.c.at.desc())  # fmt: skip
        digest = con.scalars(open_ones).first()
    if digest:
        office.review(login, digest, ("confirmed", "revoked")[number % 2])


def wait(office: World, login: str, number: int) -> None:
    office.clock.on(hours=(1, 23, 24, 30 * 24)[number % 4])
    with office.office.system() as act:
        approving.lapse(act)


def delegate(office: World, login: str, number: int) -> None:
    with office.act(login) as act:
        receiver = office.people[LOGINS[number % len(LOGINS)]].person
        roles.delegate(act, some(office, role.c.grant, number), receiver, act.now, act.now + timedelta(days=number % 500), "Leave.")  # fmt: skip


def lend(office: World, login: str, number: int) -> None:
    """Lend a key to a colleague whose own was vouched for."""
    giver, receiver = (("carl", "cleo"), ("mike", "mara"))[number % 2]
    with office.office.database.read(SYSTEM) as con:
        grant = con.scalars(select(role.c.grant).where(role.c.person == office.people[giver].person, role.c.role.like("%-key"))).first()  # fmt: skip
    with office.act(giver) as act:
        roles.delegate(act, str(grant), office.people[receiver].person, act.now, act.now + timedelta(days=20), "Leave.")


def unlend(office: World, login: str, number: int) -> None:
    with office.act(login) as act:
        roles.end_delegation(act, some(office, delegation.c.delegation, number))


def appoint(office: World, login: str, number: int) -> None:
    one = office.people[("cleo", "mara")[number % 2]]
    content: dict[str, Any] = {"title": "An appointment", "person": one.person}
    if number % 3 != 1:
        content |= {"role": ("civilian-key", "military-key")[number % 2], "end": int((office.clock.now + YEAR).timestamp() * 1000)}  # fmt: skip
    if number % 3 != 0:
        content["key"] = one.key
    which = office.write("anna", "appointment", content)
    digest = office.submit(which)
    office.approve("mike", digest)
    office.approve("carl", digest)


def of_people(what: Callable[..., Any]) -> Callable[[World, str, int], None]:
    def done(office: World, login: str, number: int) -> None:
        with office.act(login) as act:
            what(act, office.people[LOGINS[number % len(LOGINS)]].person)

    return done


def end_role(office: World, login: str, number: int) -> None:
    with office.act(login) as act:
        roles.end_grant(act, some(office, role.c.grant, number))


def grant(office: World, login: str, number: int) -> None:
    with office.act(login) as act:
        one = ("author", "overseer", "system", "civilian-key", "owner")[number % 5]
        roles.grant(act, office.people[LOGINS[number % len(LOGINS)]].person, one, act.now + YEAR)


def revoke(office: World, login: str, number: int) -> None:
    with office.act(login) as act:
        factors.revoke_key(act, office.people[LOGINS[number % len(LOGINS)]].key)


def vouch(office: World, login: str, number: int) -> None:
    with office.act(login) as act:
        factors.vouch(act, office.people[LOGINS[number % len(LOGINS)]].key)


ACTS = (write, write, review, submit, submit, approve, approve, pass_through, refuse, review, wait, delegate, lend, unlend, appoint, appoint, end_role, grant, revoke, vouch, of_people(accounts.suspend), of_people(accounts.restore), of_people(accounts.erase))  # fmt: skip
STEPS = st.lists(st.tuples(st.sampled_from(ACTS), st.sampled_from(LOGINS), st.integers(0, 59)), min_size=5, max_size=30)


@settings(max_examples=20)
@given(steps=STEPS)
def test_whatever_is_done_the_log_and_the_tables_agree(founded: World, steps: list[tuple[Any, str, int]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "office.db"
        with closing(sqlite3.connect(founded.office.database.place)) as whole, closing(sqlite3.connect(copy)) as other:
            whole.backup(other)
        clock = Clock(founded.clock.now)
        office = replace(founded, office=Office.open(str(copy), founded.home, clock=clock), clock=clock, people={name: replace(one) for name, one in founded.people.items()})  # fmt: skip
        try:
            for act, login, number in steps:
                with suppress(ComityError):
                    act(office, login, number)
            assert differences(office.office) == []
        finally:
            office.office.close()
