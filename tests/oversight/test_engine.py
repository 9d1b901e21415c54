"""Opening a database, and transactions on it."""

from __future__ import annotations

import socket
import stat
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from comity.model.errors import BadRequest, Busy, CannotWrite, ComityError, NotAllowed, NotHere, WrongRecord
from comity.oversight.storage import engine as engines
from comity.oversight.storage.engine import Database, Scope, open_database, parse, place_of
from full_disk import small_files

INSERT = text("insert into setting(name, value) values (:name, :value)")


def _names(database: Database) -> set[str]:
    with database.read() as con:
        return set(con.execute(text("select name from setting")).scalars())


def test_what_is_written_is_there_and_what_failed_is_not(database: Database) -> None:
    with database.write() as con:
        con.execute(INSERT, {"name": "a", "value": "1"})
    with pytest.raises(ZeroDivisionError), database.write() as con:
        con.execute(INSERT, {"name": "b", "value": "1"})
        raise ZeroDivisionError
    with pytest.raises(IntegrityError), database.write() as con:
        con.execute(INSERT, {"name": "c", "value": "1"})
        con.execute(INSERT, {"name": "a", "value": "1"})
    assert _names(database) == {"a"}


def test_a_read_sees_one_moment(database: Database) -> None:
    """What another commits meanwhile is not there, and it need not wait."""
    with database.read() as con:
        assert con.execute(text("select count(*) from setting")).scalar() == 0
        with database.write() as other:
            other.execute(INSERT, {"name": "a", "value": "1"})
        assert con.execute(text("select count(*) from setting")).scalar() == 0
    assert _names(database) == {"a"}


def test_no_update_is_lost(database: Database) -> None:
    """What is read and written in one transaction is counted once by each, whoever else does the same."""
    with database.write() as con:
        con.execute(INSERT, {"name": "n", "value": "0"})

    def count() -> None:
        for _ in range(20):
            with database.write() as con:
                database.lock_log(con)
                value = con.execute(text("select value from setting where name = 'n'")).scalar_one()
                con.execute(text("update setting set value = :value"), {"value": str(int(value) + 1)})

    threads = [threading.Thread(target=count) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.read() as con:
        assert con.execute(text("select value from setting")).scalar() == "120"


def test_threads_write_in_the_order_they_came(new_url: Callable[..., str]) -> None:
    with open_database(new_url("sqlite")) as database:
        order: list[int] = []

        def wait(number: int) -> None:
            with database.write():
                order.append(number)

        threads = [threading.Thread(target=wait, args=(number,)) for number in range(8)]
        with database.write():
            for number, thread in enumerate(threads):
                thread.start()
                while len(database._writers._waiting) <= number:
                    time.sleep(0.001)
        for thread in threads:
            thread.join()
        assert order == list(range(8))


def test_whoever_waits_too_long_is_told_and_holds_up_nobody(
    database: Database, office_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "PATIENCE", 0.2)
    with open_database(office_url) as other:
        with database.write() as con:
            con.execute(INSERT, {"name": "a", "value": "1"})
            database.lock_log(con)
            with pytest.raises(Busy, match="for too long"), other.write() as waiting:
                other.lock_log(waiting)
            if database.dialect == "sqlite":
                with pytest.raises(Busy, match="for too long"), database.write():
                    pass
        for one in (database, other):
            with one.write() as con:
                one.lock_log(con)


def test_sqlite_is_set_as_it_must_be(new_url: Callable[..., str]) -> None:
    with open_database(new_url("sqlite")) as database, database.read() as con:
        said = {name: con.exec_driver_sql(f"pragma {name}").scalar() for name in ("journal_mode", "synchronous", "foreign_keys", "trusted_schema", "recursive_triggers")}  # fmt: skip
        assert said == {
            "journal_mode": "wal",
            "synchronous": 2,
            "foreign_keys": 1,
            "trusted_schema": 0,
            "recursive_triggers": 1,
        }


def test_a_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    place = tmp_path / "office.db"
    with open_database(str(place), create=True) as database, database.write() as con:
        con.execute(INSERT, {"name": "a", "value": "1"})
        assert {path.name for path in tmp_path.glob("office.db*")} == {"office.db", "office.db-wal", "office.db-shm"}
        assert {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.glob("office.db*")} == {0o600}


def test_postgresql_commits_to_the_disk_and_reads_only(new_url: Callable[..., str]) -> None:
    with open_database(new_url("postgresql")) as database:
        with database.read() as con:
            assert con.execute(text("show synchronous_commit")).scalar() != "off"
            assert con.execute(text("show transaction_isolation")).scalar() == "repeatable read"
        with pytest.raises(CannotWrite), database.read() as con:
            con.execute(INSERT, {"name": "a", "value": "1"})
        with database.write() as con:
            assert con.execute(text("show transaction_isolation")).scalar() == "read committed"


def test_a_disk_without_room(new_url: Callable[..., str]) -> None:
    with open_database(new_url("sqlite")) as database:
        with small_files(), pytest.raises(CannotWrite, match="has no room left"), database.write() as con:
            con.execute(INSERT, {"name": "a", "value": "x" * 100_000})
        assert _names(database) == set()


@pytest.mark.parametrize(
    "url", ["mysql://h/d", "postgresql://", "sqlite://", "sqlite:///:memory:", "://", "postgresql://u:SECRET@h:port/d"]
)
def test_what_is_no_place(url: str) -> None:
    with pytest.raises(BadRequest, match="is no place of an office's database") as refused:
        parse(url)
    assert "SECRET" not in str(refused.value)


def test_places_that_are_named_in_several_ways(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for said in ("o.db", "sqlite:///o.db", f"sqlite:///{tmp_path}/o.db", str(tmp_path / "o.db")):
        assert place_of(parse(said)) == str(tmp_path / "o.db")
    assert parse("postgresql://u@h/d").drivername == "postgresql+psycopg"


def test_what_cannot_be_opened_says_why(tmp_path: Path) -> None:
    with pytest.raises(NotHere, match="There is no office at"):
        open_database(str(tmp_path / "o.db"))
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "text.db").write_text("This is no database at all. " * 100)
    with pytest.raises(WrongRecord, match="is not the database of an office"):
        open_database(str(tmp_path / "text.db"))
    with pytest.raises(CannotWrite):
        open_database(str(tmp_path / "no" / "o.db"), create=True)


def test_a_file_with_a_page_destroyed_is_told(new_url: Callable[..., str]) -> None:
    url = new_url("sqlite")
    place = Path(parse(url).database or "")
    data = bytearray(place.read_bytes())
    data[4096 : 4096 * 12] = bytes([0xA5]) * 4096 * 11
    place.write_bytes(data)
    with (
        pytest.raises(WrongRecord, match=r"is damaged|is not the database"),
        open_database(url) as database,
        database.read() as con,
    ):
        con.execute(text("select * from setting")).all()


def test_no_sentence_and_no_name_holds_the_password(
    new_url: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    url = new_url("postgresql")
    password = str(parse(url).password)
    wrong = "WRONG-PASSWORD"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        dead = f"postgresql://office:{wrong}@127.0.0.1:{free.getsockname()[1]}/office?password={wrong}"
    tried: list[tuple[str, type[ComityError], str]] = [
        (url.replace(password, wrong), NotAllowed, "does not let this user in"),
        (url.replace("office:", "nobody:"), NotAllowed, "does not let this user in"),
        (url.rpartition("/")[0] + "/nothing", NotHere, "There is no database at"),
        (dead, NotHere, "cannot be reached"),
        (f"postgresql://office:{wrong}@host.invalid/office", NotHere, "cannot be reached"),
    ]
    for place, kind, told in tried:
        with pytest.raises(kind, match=told) as refused:
            open_database(place)
        seen: BaseException | None = refused.value
        while seen:
            for secret in (password, wrong):
                assert secret not in f"{seen}{seen!r}{getattr(seen, 'remedy', '')}"
            seen = seen.__cause__ or seen.__context__
    with open_database(url) as database:
        assert password not in f"{database!r}{database.place}{database.engine!r}{database.engine.url!r}"
        with pytest.raises(IntegrityError) as shown, database.write() as con:
            for _ in range(2):
                con.execute(INSERT, {"name": "a", "value": "a password's digest"})
        # What was to be written stands in no message either.
        assert "a password's digest" not in str(shown.value)


def test_a_server_that_was_restarted_serves_again(new_url: Callable[..., str], postgresql: object) -> None:
    """Connections that the server closed are made anew before a transaction begins."""
    with open_database(new_url("postgresql")) as database:
        with database.write() as con:
            con.execute(INSERT, {"name": "a", "value": "1"})
        with pytest.raises(NotHere, match="cannot be reached"), database.write() as con:
            con.execute(text("select pg_terminate_backend(pg_backend_pid())"))
        assert _names(database) == {"a"}


def test_scopes_are_given_within_a_transaction(database: Database) -> None:
    with database.write() as con:
        database.set_scope(con, Scope("p", "o", "military", ("author",), ('a "quoted", post',)))
        if database.dialect == "postgresql":
            assert (
                con.execute(text("select (current_setting('comity.posts')::text[])[1]")).scalar() == 'a "quoted", post'
            )


def test_who_waits_to_write_takes_no_connection_from_who_reads(database: Database) -> None:
    with ThreadPoolExecutor(40) as pool, database.write(Scope.SYSTEM):
        waiting = [pool.submit(_write_nothing, database) for _ in range(40)]
        with database.read() as con:
            assert con.execute(text("select 1")).scalar() == 1
        assert not any(one.done() for one in waiting)


def _write_nothing(database: Database) -> None:
    with database.write(Scope.SYSTEM):
        pass
