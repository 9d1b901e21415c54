"""People: how they come in, how they are stopped, and what stays when what is personal is erased."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from comity.model.errors import BadRequest, NotAllowed
from comity.oversight import founding
from comity.oversight.log.leaf import holds, read_leaf
from comity.oversight.log.merkle import Peaks, leaf_hash
from comity.oversight.people import accounts, roles, sessions, signin
from comity.oversight.people.seat import seat
from comity.oversight.storage.tables import log_entry, log_head, person, session, setting
from oversight.world import PASSWORD, World


def test_the_first_code_serves_once_and_not_for_long(new_world: World) -> None:
    said = {"organisation": "Ministry", "side": "civilian", "name": "Olga", "login": "olga", "password": PASSWORD}
    with pytest.raises(NotAllowed, match="code"):
        founding.first_owner(new_world.office, "ABCD-EFGH", **said)
    with pytest.raises(BadRequest, match="signs"):
        founding.first_owner(new_world.office, new_world.code, **said | {"password": "short"})
    new_world.clock.on(hours=25)
    with pytest.raises(NotAllowed, match="code"):
        founding.first_owner(new_world.office, new_world.code, **said)
    again, code = founding.found(str(new_world.office.database.engine.url.render_as_string(hide_password=False)), new_world.home, clock=new_world.clock)  # fmt: skip
    assert code and code != new_world.code
    founding.first_owner(again, code.lower().replace("-", " "), **said)
    with pytest.raises(NotAllowed, match="code"):
        founding.first_owner(again, code, **said | {"login": "other"})
    assert founding.found(again.database.engine.url.render_as_string(hide_password=False), new_world.home, clock=new_world.clock)[1] is None  # fmt: skip
    again.close()


def test_no_secret_is_kept_in_the_clear(office_world: World) -> None:
    with office_world.act("olga") as act:
        _who, code = accounts.invite(act, office_world.organisations["staff"], "nina", "Nina Example")
    token = signin.by_password(office_world.office, "anna", PASSWORD)
    with office_world.office.database.engine.connect() as con:
        held = ""
        for table in (person, session, setting, log_entry):
            held += "\n".join(str(tuple(row)) for row in con.execute(select(table)))
    for secret in (PASSWORD, code, code.replace("-", ""), token, office_world.code):
        assert secret not in held


def test_who_was_suspended_does_nothing_from_that_moment(office_world: World) -> None:
    with office_world.office.act() as act:
        token = sessions.begin(act, office_world.people["anna"].person, 2, "", "")
    assert sessions.find(office_world.office, token)
    with office_world.act("olga") as act:
        accounts.suspend(act, office_world.people["anna"].person)
    assert sessions.find(office_world.office, token) is None
    with pytest.raises(NotAllowed):
        office_world.write("anna")
    with pytest.raises(NotAllowed):
        signin.by_password(office_world.office, "anna", PASSWORD)
    with office_world.act("olga") as act:
        accounts.restore(act, office_world.people["anna"].person)
    office_world.write("anna")


def test_what_was_erased_is_gone_and_every_proof_stays(office_world: World) -> None:
    mike = office_world.people["mike"].person
    digest = office_world.submit(office_world.write())
    office_world.approve("mike", digest)
    with office_world.office.database.read() as con:
        before = {row.seq: row.leaf for row in con.execute(select(log_entry.c.seq, log_entry.c.leaf))}
    with pytest.raises(NotAllowed), office_world.act("mike") as act:
        accounts.erase(act, mike)
    with office_world.act("olga") as act:
        assert accounts.erase(act, mike) == 1
    with office_world.office.database.read() as con:
        held = str(con.execute(select(person).where(person.c.person == mike)).one())
        entries = con.execute(select(log_entry).order_by(log_entry.c.seq)).all()
        head = con.execute(select(log_head)).one()
    assert "mike" not in held.lower()
    assert not any("mike" in str(one.sealed).lower() for one in entries)
    assert all(before[one.seq] == one.leaf for one in entries if one.seq in before)
    peaks = Peaks.parse(0, b"")
    for one in entries:
        leaf = read_leaf(one.leaf)
        if one.sealed is not None:
            assert holds(str(leaf.sealed), bytes(one.salt), json.loads(one.sealed))
        peaks, _ = peaks.append(leaf_hash(one.leaf.encode()))
    assert peaks.serialise() == bytes(head.peaks)
    assert [one.seq for one in entries if one.salt is None and read_leaf(one.leaf).sealed] == json.loads(entries[-1].leaf)["open"]["seqs"]  # fmt: skip
    # What he approved before stays approved; nothing is approved by him any more.
    assert office_world.approve("carl", digest)


def test_a_role_ends_on_its_day(office_world: World) -> None:
    office_world.clock.on(days=366)
    with pytest.raises(NotAllowed):
        office_world.write("anna")


def test_whoever_runs_the_office_has_no_part_in_its_content(office_world: World) -> None:
    olga, anna = (office_world.people[one].person for one in ("olga", "anna"))
    until = office_world.clock.now + timedelta(days=30)
    for who, role in ((olga, "author"), (anna, "system")):
        with pytest.raises(NotAllowed), office_world.act("olga") as act:
            roles.grant(act, who, role, until)
    with pytest.raises(NotAllowed), office_world.act("olga") as act:
        roles.grant(act, office_world.people["mike"].person, "partner", until)


def test_a_delegation_gives_no_more_than_was_lent(office_world: World) -> None:
    colleague = office_world.add("cleo", "ministry")
    carl = office_world.people["carl"].person
    with office_world.look("carl") as look:
        assert look.seat
        grant = look.seat.held[0].grant
    start, end = office_world.clock.now, office_world.clock.now + timedelta(days=10)
    with office_world.act("carl") as act:
        lent = roles.delegate(act, grant, colleague.person, start, end, "leave until 12 March")
    with office_world.look("cleo") as look:
        assert look.seat
        assert (look.seat.roles, look.seat.own) == ({"civilian-key"}, frozenset())
        assert look.seat.lent() == {"civilian-key": frozenset({carl})}
    with pytest.raises(NotAllowed), office_world.act("cleo") as act:
        roles.delegate(act, grant, office_world.people["anna"].person, start, end, "lent on")
    for wrong in (
        {"which": grant, "receiver": office_world.people["mike"].person},
        {"which": grant, "receiver": carl},
        {"which": grant, "receiver": office_world.people["olga"].person},
    ):
        with pytest.raises(NotAllowed), office_world.act("carl") as act:
            roles.delegate(act, **wrong, start=start, end=end, reason="no")
    with pytest.raises(NotAllowed), office_world.act("carl") as act:
        roles.delegate(act, grant, colleague.person, start, start + timedelta(days=400), "too long")
    with office_world.act("carl") as act:
        roles.end_delegation(act, lent)
    with office_world.look("cleo") as look:
        assert look.seat and not look.seat.roles


def test_what_is_lent_ends_with_the_lender(office_world: World) -> None:
    colleague = office_world.add("cleo", "ministry")
    with office_world.look("carl") as look:
        assert look.seat
        grant = look.seat.held[0].grant
    with office_world.act("carl") as act:
        roles.delegate(act, grant, colleague.person, act.now, act.now + timedelta(days=10), "leave")
    with office_world.act("olga") as act:
        accounts.suspend(act, office_world.people["carl"].person)
    with office_world.office.database.read() as con:
        assert not seat(con, colleague.person, office_world.clock.now).roles


def test_the_clock_is_not_set_back(office_world: World) -> None:
    office_world.clock.on(seconds=-30)
    office_world.write()
    office_world.clock.on(hours=-1)
    with pytest.raises(BadRequest, match="clock"):
        office_world.write()
    office_world.clock.on(hours=2)
    office_world.write()
