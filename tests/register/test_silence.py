"""Every room that writes leaves an entry in the log: a watch sees it, and sees one that does not."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest
from sqlalchemy import select, update

from comity.oversight.storage.engine import Scope
from comity.oversight.storage.tables import metadata, record
from comity.register import writing
from oversight.world import World
from silence import QUIET, Watch, watched

ROOM = """
from sqlalchemy import text, update
from comity.oversight.storage.tables import record, setting

def by_statement(act):
    act.con.execute(update(record).values(post="Oslo"))

def by_words(act):
    act.con.exec_driver_sql('UPDATE "record" SET post = \\'Oslo\\'')

def several_at_once(act):
    act.con.execute(setting.insert(), [{"name": "a", "value": "1"}, {"name": "b", "value": "2"}])

def by_a_connection_of_its_own(act):
    act.con.commit()
    with act.office.database.write() as con:
        con.execute(text("delete from setting where name = 'none'"))

def and_says_so(act):
    by_statement(act)
    act.log("record.moved", on="p_x")

def takes_it_back(act):
    by_statement(act)
    act.con.rollback()

def reads(act):
    act.con.execute(record.select()).all()
"""


@pytest.fixture
def room(tmp_path: Path) -> ModuleType:
    """Give a room that does what no room of comity may."""
    place = tmp_path / "rooms" / "silent.py"
    place.parent.mkdir()
    place.write_text(ROOM)
    spec = importlib.util.spec_from_file_location("silent", place)
    assert spec and spec.loader
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


@pytest.mark.parametrize(
    ("what", "tables"),
    [
        ("by_statement", ["record"]),
        ("by_words", ["record"]),
        ("several_at_once", ["setting"]),
        ("and_says_so", []),
        ("takes_it_back", []),
        ("reads", []),
    ],
)
def test_a_room_that_writes_without_an_entry_is_seen(
    office_world: World, tmp_path: Path, room: ModuleType, what: str, tables: list[str]
) -> None:
    office_world.write()
    with watched(tmp_path / "rooms") as watch, office_world.act("anna") as act:
        getattr(room, what)(act)
    assert [one.split()[0] for one in watch.silent] == tables
    assert all("silent.py:" in one for one in watch.silent)


def test_a_test_may_write_what_it_likes(office_world: World) -> None:
    office_world.write()
    with watched() as watch, office_world.office.database.write(Scope.SYSTEM) as con:
        con.execute(update(record).values(post="Oslo"))
    assert watch.silent == []


def test_rooms_of_comity_are_watched(
    office_world: World, monkeypatch: pytest.MonkeyPatch, nothing_is_silent: Watch
) -> None:
    """A service that forgets to log, as a fault in any of them would be, fails whatever test calls it."""
    with watched() as watch:
        with office_world.act("anna") as act:
            writing.save(act, "partner", {"title": "Norland", "type": "state", "state": "Norway", "owner": "anna", "label": "internal"})  # fmt: skip
        assert watch.silent == []
        with office_world.act("anna") as act:
            monkeypatch.setattr(act, "log", lambda *_, **__: None)
            writing.save(act, "partner", {"title": "Sudland", "type": "industry", "owner": "anna", "label": "internal"})
        assert {one.split()[0] for one in watch.silent} == {"record", "version", "record_partner"}
    assert nothing_is_silent.silent == watch.silent
    nothing_is_silent.silent.clear()
    with office_world.look("anna") as look:
        assert look.con.scalar(select(record.c.kind)) == "partner"


def test_what_may_be_written_silently_is_a_table_and_has_its_reason() -> None:
    assert set(QUIET) <= set(metadata.tables)
    assert all(len(reason) > 5 for reason in QUIET.values())
    # Neither what was noted, nor what is attached, nor who may subscribe, nor a contact, nor a key is ever silent.
    assert not QUIET.keys() & {"entry", "attachment", "feed", "contact", "record", "version", "key", "role", "person", "setting"}  # fmt: skip
