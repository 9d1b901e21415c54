"""Revisions: what they make is what the tables say, and what is in a database goes through them."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, inspect
from sqlalchemy.exc import DBAPIError, IntegrityError

from comity.model.errors import WrongRecord
from comity.oversight.storage import guards, migrations
from comity.oversight.storage.engine import Database, Scope, connect, open_database, parse
from comity.oversight.storage.tables import metadata
from oversight import rows


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


LATER = """
import sqlalchemy as sa
from alembic import op
from comity.oversight.storage.migrations import changing

revision, down_revision = "9999", "0002"

def upgrade():
    with changing("person") as batch:
        batch.add_column(sa.Column("grade", sa.Text()))
        batch.create_check_constraint("grade", "grade is null or length(grade) > 1")
        batch.alter_column("login", existing_type=sa.Text(), nullable=False)
    with changing("approval") as batch:
        batch.add_column(sa.Column("remark", sa.Text(), server_default="none", nullable=False))
    with changing("record") as batch:
        batch.alter_column("kind", new_column_name="sort", existing_type=sa.Text())
    op.execute("update person set grade = 'Col' where login = 'anna'")
"""


@pytest.fixture
def later(tmp_path: Path) -> Path:
    """Give a folder with a further revision, which changes tables that others refer to."""
    folder = tmp_path / "later"
    folder.mkdir()
    (folder / "r9999_later.py").write_text(LATER)
    return folder


def test_what_is_there_goes_through_a_later_revision(database: Database, later: Path) -> None:
    with database.write(Scope.SYSTEM) as con:
        rows.fill(con)
        before, shape = rows.everything(con), _shape(con)
    migrations.forward(database, versions=later, head="9999")
    with database.engine.connect() as con:
        after = _shape(con)
        assert guards.missing(con) == ()
        if database.dialect == "sqlite":
            assert _strict(con) == set(metadata.tables)
            assert con.exec_driver_sql("pragma foreign_keys").scalar() == 1
    # Everything that the revision does not speak of is as it was.
    added = after["person"]["columns"].pop()
    assert added["name"] == "grade"
    assert [check["name"] for check in after["person"]["checks"]] == ["ck_person_grade", "ck_person_status"]
    after["person"]["checks"].pop(0)
    assert after["person"]["columns"][1]["nullable"] is False
    after["person"]["columns"][1]["nullable"] = True
    assert after["approval"]["columns"].pop()["name"] == "remark"
    assert after["record"]["columns"][1]["name"] == "sort"
    after["record"]["columns"][1]["name"] = "kind"
    for name in metadata.tables:
        assert after[name] == shape[name], name
    with database.read(Scope.SYSTEM) as con:
        assert con.exec_driver_sql("select person from person where grade = 'Col'").scalars().all() == ["p_anna"]
        for name, table in metadata.tables.items():
            columns = [column.name if (name, column.name) != ("record", "kind") else "sort" for column in table.columns]
            quoted = [f'"{column}"' for column in columns]
            found = con.exec_driver_sql(f'select {", ".join(quoted)} from "{name}"')
            assert sorted(map(tuple, found), key=repr) == before[name], name
    # The constraints and triggers still refuse.
    for statement in (
        "update person set status = 'nobody'",
        "update person set organisation = 'o_none'",
        "update person set grade = 'x'",
        "update approval set side = 'civilian'",
        "delete from record",
        "insert into approval select 'a_9', digest, side, 'p_dora', 'o_civ2', key, delegation, at, signature, 'r' from approval where approval = 'a_1'",
    ):
        with pytest.raises(IntegrityError), database.write(Scope.SYSTEM) as con:
            con.exec_driver_sql(statement)


def test_an_office_of_the_first_revision_comes_forward_with_all_that_is_in_it(
    dialect: str, new_url: Callable[..., str]
) -> None:
    """What was made before the register is opened by this comity, and nothing of it is lost."""
    url = new_url(dialect, empty=True)
    old = connect(url, create=True)
    with old.engine.begin() as con:
        # Without guards: those of today know tables that were not there.
        migrations.run(con, "0001")
        first = set(inspect(con).get_table_names()) - {"alembic_version"}
    assert first < set(metadata.tables)
    with old.engine.begin() as con:
        rows.fill(con, tables=first)
        before = rows.everything(con, first)
    old.close()
    with open_database(url) as database, database.read(Scope.SYSTEM) as con:
        assert migrations.revision(con) == migrations.HEAD and guards.missing(con) == ()
        assert rows.everything(con, first) == before
        assert not any(rows.everything(con, set(metadata.tables) - first).values())
        if dialect == "sqlite":
            assert _strict(con) == set(metadata.tables)


def test_a_copy_is_kept_before_tables_change(new_url: Callable[..., str], later: Path) -> None:
    with open_database(new_url("sqlite")) as database:
        with database.write(Scope.SYSTEM) as con:
            rows.fill(con)
            before = rows.everything(con)
        migrations.forward(database, versions=later, head="9999")
        copy = Path(f"{database.place}.before-0002")
        assert copy.stat().st_mode & 0o777 == 0o600
    with open_database(str(copy)) as kept, kept.read(Scope.SYSTEM) as con:
        assert rows.everything(con) == before


def test_a_revision_that_fails_changes_nothing(database: Database, later: Path) -> None:
    (later / "r9999_later.py").write_text(LATER + "    op.execute('update nothing set a = 1')\n")
    with database.write(Scope.SYSTEM) as con:
        rows.fill(con)
        before, shape = rows.everything(con), _shape(con)
    with pytest.raises(DBAPIError):
        migrations.forward(database, versions=later, head="9999")
    with database.read(Scope.SYSTEM) as con:
        assert migrations.revision(con) == migrations.HEAD
        assert rows.everything(con) == before and _shape(con) == shape and guards.missing(con) == ()


def test_a_revision_that_breaks_references_is_refused(new_url: Callable[..., str], later: Path) -> None:
    (later / "r9999_later.py").write_text(
        LATER + "    op.execute(\"delete from organisation where organisation = 'o_mil'\")\n"
    )
    with open_database(new_url("sqlite")) as database:
        with database.write(Scope.SYSTEM) as con:
            rows.fill(con)
        with pytest.raises(RuntimeError, match="lead nowhere"):
            migrations.forward(database, versions=later, head="9999")
        with database.read() as con:
            assert migrations.revision(con) == migrations.HEAD


def test_two_that_open_at_once_bring_it_forward_once(dialect: str, new_url: Callable[..., str]) -> None:
    url = new_url(dialect, empty=True)
    with ThreadPoolExecutor(4) as pool:
        for opened in pool.map(lambda _: open_database(url, create=True), range(4)):
            opened.close()
    with open_database(url) as database, database.read() as con:
        assert con.exec_driver_sql("select count(*) from alembic_version").scalar() == 1


def test_what_a_newer_comity_wrote_is_left_alone(database: Database, office_url: str) -> None:
    with database.write() as con:
        con.exec_driver_sql("update alembic_version set version_num = '7777'")
    with pytest.raises(WrongRecord, match="was written by a newer comity"):
        open_database(office_url)


def test_what_is_no_office_is_left_alone(dialect: str, new_url: Callable[..., str]) -> None:
    url = new_url(dialect, empty=True)
    engine = open_engine(url)
    with engine.begin() as con:
        con.exec_driver_sql("create table mine(a integer)")
    engine.dispose()
    for create in (False, True):
        with pytest.raises(WrongRecord, match="is not the database of an office"):
            open_database(url, create=create)
