"""Revisions: what they make is what the tables say, and what is in a database goes through them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect

from comity.oversight.storage import guards, migrations
from comity.oversight.storage.engine import Database, open_database
from comity.oversight.storage.tables import metadata


def _shape(con: Connection) -> dict[str, Any]:
    """Give all that a database says of its tables."""
    seen = inspect(con)

    def named(found: list[Any]) -> list[Any]:
        return sorted((dict(one) for one in found), key=lambda one: str(one["name"]))

    return {
        name: {
            "columns": [dict(column) | {"type": repr(column["type"])} for column in seen.get_columns(name)],
            "key": dict(seen.get_pk_constraint(name)),
            "references": named(seen.get_foreign_keys(name)),
            "unique": named(seen.get_unique_constraints(name)),
            "indexes": named(seen.get_indexes(name)),
            "checks": named(seen.get_check_constraints(name)),
        }
        for name in seen.get_table_names()
        if name != "alembic_version"
    }


def _strict(con: Connection) -> set[str]:
    return set(con.exec_driver_sql("select name from pragma_table_list where strict and type = 'table'").scalars())


def test_the_revisions_make_what_the_tables_say(database: Database, new_url: Callable[..., str]) -> None:
    plain = Database(open_engine(new_url(database.dialect, empty=True)))
    with plain.engine.begin() as con:
        metadata.create_all(con)
        expected = _shape(con)
    plain.close()
    with database.engine.connect() as con:
        assert compare_metadata(MigrationContext.configure(con), metadata) == []
        assert _shape(con) == expected
        assert sum(len(table["checks"]) for table in expected.values()) > 20
        if database.dialect == "sqlite":
            assert _strict(con) == set(metadata.tables)


def open_engine(url: str) -> Any:
    from sqlalchemy import create_engine

    from comity.oversight.storage.engine import parse

    return create_engine(parse(url))


def test_the_latest_revision_is_the_one_that_opening_reaches() -> None:
    script = ScriptDirectory.from_config(migrations._config())
    assert script.get_heads() == [migrations.HEAD]


def test_guards_are_those_of_the_latest_revision() -> None:
    """A database that is there gets other guards with a revision only."""
    script = ScriptDirectory.from_config(migrations._config())
    latest = script.get_revision(migrations.HEAD)
    assert latest is not None and guards.digest() == latest.module.GUARDS


def test_every_guard_is_in_place(database: Database) -> None:
    with database.engine.connect() as con:
        assert guards.missing(con) == ()


def test_guards_go_and_come_back(database: Database) -> None:
    with database.write() as con:
        guards.remove(con)
        assert len(guards.missing(con)) > 30
        guards.install(con)
        assert guards.missing(con) == ()


@pytest.mark.parametrize("dialect", ["sqlite", "postgresql"])
def test_opening_again_changes_nothing(dialect: str, new_url: Callable[..., str]) -> None:
    url = new_url(dialect, empty=True)
    open_database(url, create=True).close()
    with open_database(url) as database, database.engine.connect() as con:
        assert migrations.revision(con) == migrations.HEAD
