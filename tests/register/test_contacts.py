"""Contacts: kept for a purpose and until a day, seen by name, erased for good."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from comity.model.errors import Busy, NotAllowed, UnknownName
from comity.oversight import reading
from comity.oversight.log.verify import verify
from comity.oversight.storage.tables import log_entry
from comity.oversight.storage.working import contact
from comity.register import checking, contacts
from oversight.world import SYSTEM, World
from register.registry import example, keep, refused, rows

SAID = {
    "name": "Captain Ada Norlander", "function": "head of protocol", "email": "protocol@navy.example", "phone": "+00 1 234 567 ext. 8", "partner": "Navy of Norland",
    "purpose": "visits", "detail": "Northern Bridge 2026", "until": "2026-12-31",
}  # fmt: skip


@pytest.fixture
def ada(office_world: World) -> str:
    keep(office_world, "partner")
    return add(office_world)


def add(made: World, login: str = "anna", **other: Any) -> str:
    with made.act(login) as act:
        return contacts.add(act, {name: value for name, value in (SAID | other).items() if value is not None})


def see(made: World, which: str, login: str = "anna") -> contacts.Contact:
    with made.act(login) as act:
        return contacts.read(act, which)


def leaves(made: World) -> list[Any]:
    with made.office.database.read(SYSTEM) as con:
        return list(con.execute(select(log_entry).where(log_entry.c.act.like("contact.%")).order_by(log_entry.c.seq)))


def everything(made: World) -> str:
    """Give all that the database's tables of contacts and log hold, as text."""
    return json.dumps([*rows(made, contact), *rows(made, log_entry)], default=str)


def test_whoever_sees_a_contact_is_noted_and_listed(office_world: World, ada: str) -> None:
    assert "name" not in set(contacts.Kept.__slots__)
    with office_world.look("anna") as look:
        (one,) = contacts.listed(look)
        assert (one.contact, one.purpose, one.until) == (ada, "visits", "2026-12-31")
        assert contacts.seen_by(look, ada) == []
    found = see(office_world, ada)
    assert (found.name, found.detail, found.erased) == ("Captain Ada Norlander", "Northern Bridge 2026", None)
    with office_world.act("anna") as act:
        assert [one.contact for one in contacts.find(act, "norlander")] == [ada]
        assert contacts.find(act, "no") == contacts.find(act, "nobody") == []
    anna = office_world.people["anna"].person
    with office_world.look("anna") as look:
        assert [one.person for one in contacts.seen_by(look, ada)] == [anna, anna]
    assert [(row.act, row.by, row.on) for row in leaves(office_world)] == [("contact.written", anna, ada), *[("contact.read", anna, ada)] * 2]  # fmt: skip


def test_the_log_has_nothing_personal_in_the_open(office_world: World, ada: str) -> None:
    see(office_world, ada)
    for row in leaves(office_world):
        assert not any(word in row.leaf + str(row.sealed) for word in ("Norlander", "protocol", "234", "Northern"))
    assert set(json.loads(leaves(office_world)[0].leaf)["open"]) == {"organisation", "post", "purpose", "until"}


def test_what_was_erased_is_gone_and_every_proof_stays(office_world: World, ada: str, tmp_path: Path) -> None:
    see(office_world, ada)
    other = add(office_world, name="Another")
    with office_world.act("anna") as act:
        contacts.erase(act, ada)
        contacts.erase(act, ada)
    found = see(office_world, ada)
    assert (found.name, found.function, found.email, found.phone, found.detail) == (None, None, None, None, "")
    assert found.erased is not None and found.purpose == "visits"
    assert "Norlander" not in everything(office_world)
    sealed = {row.on: row.sealed for row in leaves(office_world) if row.act == "contact.written"}
    assert sealed[ada] is None and sealed[other] is not None
    assert checking.differences(office_world.office) == []
    reading.export(office_world.office, tmp_path / "log.zip", content=True)
    verdict = verify(tmp_path / "log.zip")
    assert verdict.problems == () and verdict.erased == 1
    with office_world.look("anna") as look:
        assert [one.contact for one in contacts.listed(look)] == [other]
        assert len(contacts.seen_by(look, ada)) == 1
    with pytest.raises(Busy), office_world.act("anna") as act:
        contacts.change(act, ada, SAID, found.saw)


def test_after_its_last_day_nobody_sees_it_and_the_office_erases_it(office_world: World, ada: str) -> None:
    later = add(office_world, name="Later", until="2027-01-01")
    assert contacts.sweep(office_world.office) == 0
    office_world.clock.on(days=304)
    assert see(office_world, ada).name and contacts.sweep(office_world.office) == 0
    office_world.clock.on(days=1)
    with pytest.raises(UnknownName):
        see(office_world, ada)
    assert contacts.sweep(office_world.office) == 1 and contacts.sweep(office_world.office) == 0
    assert "Norlander" not in everything(office_world) and see(office_world, later).name == "Later"
    assert [(row.by, row.on) for row in leaves(office_world) if row.act == "contact.erased"] == [(None, ada)]
    assert checking.differences(office_world.office) == []


def test_two_who_change_at_once_are_told(office_world: World, ada: str) -> None:
    one = see(office_world, ada)
    with office_world.act("anna") as act:
        contacts.change(act, ada, SAID | {"phone": "+00 99"}, one.saw)
    with pytest.raises(Busy, match="in between"), office_world.act("anna") as act:
        contacts.change(act, ada, SAID | {"phone": "+00 11"}, one.saw)
    assert see(office_world, ada).phone == "+00 99"
    assert checking.differences(office_world.office) == []


@pytest.mark.parametrize(
    ("other", "place"),
    [
        ({"name": None}, "name"), ({"purpose": None}, "purpose"), ({"until": None}, "until"), ({"partner": None}, "partner"),
        ({"until": "2026-03-01"}, "until"), ({"until": "2029-03-03"}, "until"), ({"detail": "x" * 201}, "detail"), ({"function": "x" * 121}, "function"),
        ({"purpose": "other", "detail": None}, "detail"), ({"email": "nobody"}, "email"), ({"phone": "call me"}, "phone"), ({"owner": "mike"}, "owner"),
        ({"notes": "Drinks."}, "notes"), ({"organisation": "o_x"}, "organisation"), ({"erased": ""}, "erased"), ({"contact": "c_x"}, "contact"),
    ],
)  # fmt: skip
def test_what_does_not_belong_there_is_refused(looked_at: Any, other: dict[str, Any], place: str) -> None:
    before = rows(looked_at.world, contact)
    with pytest.raises(contacts.Unfitted) as caught:
        add(looked_at.world, **other)
    assert [one.place for one in caught.value.found] == [place]
    assert rows(looked_at.world, contact) == before


def test_others_know_nothing_of_a_contact(office_world: World, ada: str) -> None:
    office_world.add("sam", "staff", "author")
    office_world.add("jiro", "japan", "partner")
    for login in ("sam", "jiro", "carl", "olga"):
        with pytest.raises(UnknownName):
            see(office_world, ada, login)
        with pytest.raises((UnknownName, NotAllowed)), office_world.act(login) as act:
            contacts.erase(act, ada)
        with office_world.look(login) as look:
            assert contacts.listed(look) == []
        with office_world.act(login) as act:
            assert contacts.find(act, "norlander") == []
    with pytest.raises(NotAllowed, match="people of the office"):
        add(office_world, "jiro")
    assert see(office_world, ada).name


def test_an_attache_has_the_contacts_of_the_own_post_alone(office_world: World, ada: str) -> None:
    office_world.add("tomo", "staff", "attache", post="Tokyo")
    keep(office_world, "partner", example("partner", title="Navy at Tokyo", post="Tokyo"))
    tokyo = add(office_world, post="Tokyo", partner="Navy at Tokyo", name="Kō Example")
    with pytest.raises(UnknownName):
        see(office_world, ada, "tomo")
    one = see(office_world, tokyo, "tomo")
    assert one.name == "Kō Example"
    said = SAID | {"name": "Kō Example", "partner": "Navy at Tokyo"}
    with pytest.raises(NotAllowed), office_world.act("tomo") as act:
        contacts.change(act, tokyo, said | {"post": "Oslo"}, one.saw)
    with office_world.act("tomo") as act:
        contacts.change(act, tokyo, said | {"post": "Tokyo", "phone": "+00 77"}, one.saw)
    assert see(office_world, tokyo).phone == "+00 77"


def test_who_may_be_named_as_responsible(office_world: World, ada: str) -> None:
    with refused("another organisation"):
        add(office_world, owner="mike")
    assert see(office_world, add(office_world, owner="carl")).owner == office_world.people["carl"].person
