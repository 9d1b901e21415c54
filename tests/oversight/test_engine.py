"""Opening a database, and transactions on it."""

from __future__ import annotations

from sqlalchemy import text

from comity.oversight.storage.engine import Database


def test_opens(database: Database) -> None:
    with database.write() as con:
        con.execute(text("insert into setting(name, value) values ('a', 'b')"))
        database.lock_log(con)
    with database.read() as con:
        assert con.execute(text("select value from setting")).scalar() == "b"
