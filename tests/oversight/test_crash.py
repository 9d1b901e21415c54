"""kill -9 at any moment: nothing acknowledged is lost, no half act stands, and the log verifies."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from comity.oversight.desk import Office
from comity.oversight.founding import found
from comity.oversight.storage import guards
from comity.oversight.storage.engine import Scope, open_database
from comity.oversight.storage.tables import log_entry
from oversight import postgres
from oversight.conftest import ABSENT
from oversight.crash import Crashes


@pytest.fixture(scope="module")
def durable(tmp_path_factory: pytest.TempPathFactory) -> Iterator[postgres.Server]:
    """Give a server that writes through to the disk, as others may not have theirs killed."""
    if postgres.programs() is None:
        pytest.skip(ABSENT + "PostgreSQL (Debian's package postgresql)")
    server, used = postgres.shared(tmp_path_factory.mktemp("durable"), fsync=True)
    server.as_admin("create database office owner office")
    yield server
    used.close()


def _crashes(url: str, home: Path, seed: int, server: postgres.Server | None = None) -> Crashes:
    office, _ = found(url, home)
    return Crashes(office, url, seed, server)


def test_a_writer_is_killed_on_sqlite(tmp_path: Path) -> None:
    crashes = _crashes(str(tmp_path / "office.db"), tmp_path, seed=1)
    for _ in range(10):
        crashes.round()
    assert crashes.left.acknowledged > 10


def test_a_writer_or_the_server_is_killed_on_postgresql(durable: postgres.Server, tmp_path: Path) -> None:
    crashes = _crashes(durable.url("office"), tmp_path, 2, durable)
    for what in ("writer", "server", "backend", "writer", "server", "backend", "writer", "server", "backend", "writer"):
        crashes.round(what)
    assert crashes.left.acknowledged > 10


def test_the_rounds_see_what_is_lost_and_what_stands_half(tmp_path: Path) -> None:
    """What looks for losses finds them, once somebody takes the guards away and makes some."""
    crashes = _crashes(str(tmp_path / "office.db"), tmp_path, seed=3)
    while not crashes.said:
        crashes.round()
    with open_database(crashes.url) as database, database.write(Scope.SYSTEM) as con:
        guards.remove(con)
    for table, column, told in (
        ("log_entry", '"on"', "half an act"),
        ("version", "record", "half an act"),
        ("record", "record", "lost"),
    ):
        with open_database(crashes.url) as database, database.write(Scope.SYSTEM) as con:
            con.exec_driver_sql(f"delete from {table} where {column} = ?", (min(crashes.said),))
        with pytest.raises(AssertionError, match=told):
            crashes.look()


def test_a_founding_that_was_cut_short_is_made_good(
    office_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The log begins with the founding, even if the first to found was killed when the office had its name alone."""

    def killed(office: Office) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as cut:
        cut.setattr(Office, "system", killed)
        with pytest.raises(KeyboardInterrupt):
            found(office_url, tmp_path, rp="office.example", origins=["https://office.example"])
    for _ in range(2):
        office, code = found(office_url, tmp_path)
        assert code
        with office.database.read(Scope.SYSTEM) as con:
            logged = con.execute(select(log_entry.c.act, log_entry.c.leaf)).all()
        assert [act for act, _ in logged] == ["office.founded"]
        assert json.loads(logged[0][1])["open"]["origins"] == ["https://office.example"]
        office.database.close()
