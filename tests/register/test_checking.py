"""The register's tables against the log: whoever changes a row by hand is told, with the row."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import delete, insert, update

from comity.oversight.comparing import differences as of_oversight
from comity.oversight.storage import guards
from comity.oversight.storage.engine import Scope
from comity.oversight.storage.tables import log_entry
from comity.oversight.storage.working import attachment, contact, entry, item, item_class, item_link, money
from comity.register import checking, reading, writing
from comity.register.kinds import kinds
from oversight.world import World
from register.filled import Filled

BYTES = b"%PDF-1.7 of an annex"


@pytest.fixture
def kept(office_world: World) -> Iterator[dict[str, str]]:
    """Give an office with a record of every kind, something noted, attached, and a contact."""
    filled = Filled(office_world)
    found = {kind: filled.keep(kind) for kind in kinds()}
    with office_world.act("anna") as act:
        found["entry"] = writing.note(act, found["report"], "read", {"note": "Seen by the desk."})
        who = act.seat.person
        # As the services of attachments and contacts write.
        digest = hashlib.sha256(BYTES).hexdigest()
        act.con.execute(insert(attachment).values(attachment="f_1", record=found["report"], name="a.pdf", media="application/pdf", digest=digest, size=len(BYTES), bytes=BYTES, person=who, at=act.now))  # fmt: skip
        act.log(
            "register.attached", on=found["report"], open={"attachment": "f_1", "digest": digest, "size": len(BYTES)}
        )
        for which in ("c_1", "c_2"):
            row = {
                "name": "Kō Example",
                "function": None,
                "email": None,
                "phone": None,
                "purpose": "visits\ntalks of spring",
            }
            act.con.execute(insert(contact).values(contact=which, organisation=office_world.organisations["ministry"], owner=who, until="2027-01-01", added=act.now, changed=act.now, **row))  # fmt: skip
            words = hashlib.sha256(writing.canonical(row)).hexdigest()
            act.log("contact.written", on=which, open={"organisation": office_world.organisations["ministry"], "post": None, "purpose": "visits", "until": "2027-01-01"}, sealed={"fields": words})  # fmt: skip
    with office_world.act("anna") as act:
        act.con.execute(update(contact).where(contact.c.contact == "c_2").values(name=None, purpose="visits", erased=act.now))  # fmt: skip
        act.con.execute(update(log_entry).where(log_entry.c.on == "c_2").values(salt=None, sealed=None))
        act.log("contact.erased", on="c_2")
    yield found


def test_an_office_as_it_is_agrees_with_its_log(office_world: World, kept: dict[str, str]) -> None:
    assert checking.differences(office_world.office) == []
    assert of_oversight(office_world.office) == []


def _tampered(world: World, *statements: Any) -> list[str]:
    """Change rows as whoever has the database can: without the guards."""
    with world.office.database.write(Scope.SYSTEM) as con:
        guards.remove(con)
        for one in statements:
            assert con.execute(one).rowcount
        guards.install(con)
    return [str(one) for one in checking.differences(world.office)]


ENTRIES: list[dict[str, Any]] = [
    {"values": {"note": "Nobody has seen it."}},
    {"kind": "acted"},
    {"about": "abc123"},
    {"entry": "e_other"},
]


@pytest.mark.parametrize("change", ENTRIES, ids=lambda change: next(iter(change)))
def test_a_changed_entry_is_told(office_world: World, kept: dict[str, str], change: dict[str, Any]) -> None:
    told = _tampered(office_world, update(entry).where(entry.c.entry == kept["entry"]).values(**change))
    assert any(one.startswith("Table entry") and str(change.get("entry", kept["entry"])) in one for one in told)


def test_an_entry_of_another_record_or_time_or_person_is_told(office_world: World, kept: dict[str, str]) -> None:
    said = f"Table entry has {kept['entry']} otherwise than the log tells."
    for change in ({"record": kept["partner"]}, {"person": office_world.people["carl"].person}, {"at": office_world.clock.now.replace(year=2025)}):  # fmt: skip
        assert said in _tampered(office_world, update(entry).where(entry.c.entry == kept["entry"]).values(**change))


def test_a_removed_and_a_smuggled_entry_are_told(office_world: World, kept: dict[str, str]) -> None:
    told = _tampered(office_world, delete(entry).where(entry.c.entry == kept["entry"]))
    assert f"Table entry lacks {kept['entry']}, which the log tells of." in told
    # The record has come to a stage that nothing noted says.
    assert f"Table item has {kept['report']} otherwise than versions and entries say." in told
    who = office_world.people["anna"].person
    told = _tampered(office_world, insert(entry).values(entry="e_x", record=kept["report"], kind="read", about=None, person=who, at=office_world.clock.now, values={}))  # fmt: skip
    assert "Table entry has e_x, of which the log knows nothing." in told


def test_altered_files_are_told(office_world: World, kept: dict[str, str]) -> None:
    other = BYTES.replace(b"annex", b"spare")
    digest = hashlib.sha256(other).hexdigest()
    said = "Table attachment has f_1 otherwise than the log tells."
    assert _tampered(office_world, update(attachment).values(bytes=other)) == [said]
    assert _tampered(office_world, update(attachment).values(bytes=other, digest=digest)) == [said]
    assert _tampered(office_world, update(attachment).values(bytes=BYTES, digest=hashlib.sha256(BYTES).hexdigest())) == []  # fmt: skip
    assert _tampered(office_world, update(attachment).values(record=kept["partner"])) == [said]
    assert _tampered(office_world, delete(attachment)) == ["Table attachment lacks f_1, which the log tells of."]


def test_a_changed_contact_is_told_and_an_erased_one_stays_erased(office_world: World, kept: dict[str, str]) -> None:
    one, other = "Table contact has c_1 otherwise than the log tells.", "Table contact has c_2 otherwise than the log tells."  # fmt: skip
    first = contact.c.contact == "c_1"
    assert _tampered(office_world, update(contact).where(first).values(name="Another")) == [one]
    assert _tampered(office_world, update(contact).where(first).values(name="Kō Example", until="2030-01-01")) == [one]
    assert _tampered(office_world, update(contact).where(first).values(until="2027-01-01", organisation=office_world.organisations["staff"])) == [one]  # fmt: skip
    assert _tampered(office_world, delete(contact).where(first)) == ["Table contact lacks c_1, which the log tells of."]
    assert other in _tampered(office_world, update(contact).where(contact.c.contact == "c_2").values(erased=None, name="Kō Example"))  # fmt: skip


def test_what_is_looked_up_is_told_where_it_does_not_follow(office_world: World, kept: dict[str, str]) -> None:
    which = kept["report"]
    held = item.c.record == which
    of_item = f"Table item has {which} otherwise than versions and entries say."
    for change in ({"label": "public"}, {"class": "0" * 32}, {"title": "Another"}, {"owner": None}, {"stage": "acted"}):
        assert of_item in _tampered(office_world, update(item).where(held).values(**change)), change
    assert of_item in _tampered(office_world, delete(item).where(held))
    told = _tampered(office_world, insert(money).values(record=which, number=99, organisation="o_x", state="draft", **{"class": "k"}, line="A1", year=2026, stage="spent", currency="EUR", cents=100))  # fmt: skip
    assert f"Table money has {which} otherwise than versions and entries say." in told
    told = _tampered(office_world, delete(item_link).where(item_link.c.record == which))
    assert f"Table item_link has {which} otherwise than versions and entries say." in told
    (name, facts) = next(iter(_classes(office_world)))
    told = _tampered(office_world, update(item_class).where(item_class.c["class"] == name).values(facts=facts | {"organisation": "o_x"}))  # fmt: skip
    assert f"Table item_class has {name} otherwise than versions and entries say." in told


def _classes(world: World) -> list[tuple[str, dict[str, Any]]]:
    with world.office.database.read(Scope.SYSTEM) as con:
        return [(str(row[0]), dict(row[1])) for row in con.execute(item_class.select())]


def test_what_is_looked_up_follows_from_a_record_alone(office_world: World, kept: dict[str, str]) -> None:
    """Else it would be stale as soon as another record changes, or the day does."""

    def never(_: str) -> Any:
        raise AssertionError("asked for another record")

    with office_world.look("anna") as look:
        for name, kind in kinds().items():
            case = reading.opened(look, kept[name]).case
            alone, later = replace(case, find=never, naming=never), replace(case, today=date(2031, 1, 1))
            for rows in (kind.dated, kind.booked, kind.money):
                assert rows is None or list(rows(alone)) == list(rows(later)), name
    office_world.clock.on(days=800)
    assert checking.differences(office_world.office) == []
