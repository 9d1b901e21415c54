"""A log is held against the rules: a true one has nothing told of it, whatever else is made of it is told with its place."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from comity.model.errors import NotAllowed
from comity.oversight import approving, reading
from comity.oversight.approvals.replay import replay
from comity.oversight.people import accounts, factors, roles
from comity.oversight.storage.tables import role
from oversight.world import SYSTEM, YEAR, World


def told(world: World) -> list[str]:
    with world.office.database.read(SYSTEM) as con:
        return list(replay(reading.history(con), dict(reading.payloads(con))))


def grant_of(world: World, login: str, one: str) -> str:
    with world.office.database.read(SYSTEM) as con:
        return str(
            con.scalars(
                select(role.c.grant).where(role.c.person == world.people[login].person, role.c.role == one)
            ).one()
        )


def appoint(world: World, login: str, one: str | None, end: timedelta = YEAR, key: str | None = None) -> str:
    who = world.people[login].person
    content: dict[str, Any] = {"title": "An appointment", "person": who}
    if one:
        content |= {"role": one, "end": int((world.clock.now + end).timestamp() * 1000)}
    if key:
        content["key"] = key
    which = world.write(kind="appointment", content=content)
    digest = world.submit(which)
    world.approve("mike", digest)
    assert world.approve("carl", digest)
    return digest


def whole(world: World) -> World:
    """Do everything that an office does."""
    which = world.write()
    digest = world.submit(which)
    world.clock.on(minutes=5)
    world.approve("mike", digest)
    world.write(which=which, saw=1, content={"title": "Status of forces", "text": "Changed."})
    digest = world.submit(which, saw=2)
    world.approve("mike", digest)
    world.approve("carl", digest)
    refused = world.submit(world.write())
    world.approve("carl", refused)
    with world.act("mike") as act:
        approving.refuse(act, refused, "Article 1 names no court.")
    world.approve("carl", world.submit(world.write(kind="office-call", content={"title": "The attaché calls"})))
    for verdict, hours in (("confirmed", 1), ("revoked", 2), ("confirmed", 25)):
        digest = world.submit(world.write(), emergency="The ship arrives tonight.")
        world.approve("mike", digest)
        world.clock.on(hours=hours)
        with world.office.system() as act:
            approving.lapse(act)
        world.review("carl", digest, verdict)
    late = world.submit(world.write())
    world.approve("mike", late)
    world.clock.on(days=31)
    with world.office.system() as act:
        approving.lapse(act)
    world.add("cleo", "ministry")
    world.enrol("cleo")
    appoint(world, "cleo", None, key=world.people["cleo"].key)
    with world.act("carl") as act:
        lent = roles.delegate(
            act,
            grant_of(world, "carl", "civilian-key"),
            world.people["cleo"].person,
            act.now,
            act.now + timedelta(days=9),
            "Leave.",
        )
    digest = world.submit(world.write())
    world.approve("cleo", digest)
    world.approve("mike", digest)
    with world.act("cleo") as act:
        roles.end_delegation(act, lent)
    world.add("cora", "ministry", "system")
    with world.act("olga") as act:
        accounts.suspend(act, world.people["cora"].person)
    with world.act("olga") as act:
        accounts.restore(act, world.people["cora"].person)
    with world.act("olga") as act:
        _, code = None, accounts.reissue(act, world.people["cora"].person)
    accounts.join(world.office, "cora", code, "a wholly new one, please")
    with world.act("olga") as act:
        accounts.erase(act, world.people["cora"].person)
    with pytest.raises(NotAllowed):
        world.write("olga")
    with world.act("cleo") as act:
        factors.revoke_key(act, world.people["cleo"].key)
    with world.act("anna") as act:
        roles.end_grant(act, grant_of(world, "anna", "author"))
    return world


@pytest.fixture
def whole_world(office_world: World) -> Iterator[World]:
    yield whole(office_world)


def test_all_that_an_office_does_is_allowed(whole_world: World) -> None:
    assert told(whole_world) == []
