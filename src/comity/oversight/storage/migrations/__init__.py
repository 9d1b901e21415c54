"""Bring a database's tables forward to those of this comity, with what is in them.

A revision stays what it was written as. Triggers and policies are no part of it: they are taken away before and put back after, as
:mod:`comity.oversight.storage.guards` has them now.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, cast

from sqlalchemy import Connection, inspect, text

from comity.model.errors import WrongRecord
from comity.oversight.storage import guards
from comity.oversight.storage.refusals import no_office, told_of

if TYPE_CHECKING:
    from alembic.config import Config
    from alembic.operations import BatchOperations

    from comity.oversight.storage.engine import Database

#: The latest revision.
HEAD = "0002"
#: Whoever changes the tables holds this lock of PostgreSQL.
_LOCK = int.from_bytes(b"tables")


class BrokenReference(RuntimeError):
    """A row refers to one that is not there; a fault of a revision, or of a copy."""

    def __init__(self, table: str) -> None:
        super().__init__(f"references of {table} lead nowhere")
        self.table = table


def forward(database: Database, *, create: bool = False, versions: Path | None = None, head: str = HEAD) -> None:
    """Bring a database forward; of an SQLite file with something in it a copy is kept beside it first.

    Parameters
    ----------
    create
        Whether an empty database gets its tables.
    versions
        A further folder of revisions.
    head
        The revision to reach.

    Raises
    ------
    WrongRecord
        When it is no office's database, or was made by a newer comity.
    CannotWrite
        When the copy cannot be made.
    """
    with database.engine.connect() as con:
        now = revision(con)
        if now == head:
            return
        if now is None and (inspect(con).get_table_names() or not create):
            raise no_office(database.place)
    if now is not None:
        if now not in known(versions):
            raise WrongRecord(
                "%(place)s was written by a newer comity.",
                remedy="Bring this comity up to date; nothing was changed.",
                place=database.place,
            )
        if database.dialect == "sqlite":
            keep_copy(Path(database.place), now)
    upgrade(database, head, versions)


def revision(con: Connection) -> str | None:
    """Give the revision of a database's tables; ``None`` where there is none."""
    if not inspect(con).has_table("alembic_version"):
        return None
    return cast("str | None", con.execute(text("select version_num from alembic_version")).scalar())


def upgrade(database: Database, to: str = HEAD, versions: Path | None = None) -> None:
    """Run the revisions up to one, in one transaction."""
    with unguarded(database) as con:
        if revision(con) != to:
            run(con, to, versions)


@contextmanager
def unguarded(database: Database) -> Iterator[Connection]:
    """Give a transaction in which tables may change and nobody else writes; its end puts the guards in place.

    Raises
    ------
    BrokenReference
        When a reference leads nowhere at its end; nothing of it stays.
    """
    with database.engine.connect().execution_options(comity_begin="begin immediate") as con:
        sqlite = database.dialect == "sqlite"
        if sqlite:
            # A table that is made anew under its old name must not take along what refers to it.
            con.connection.execute("pragma foreign_keys = off")
        try:
            with con.begin():
                if not sqlite:
                    con.execute(text("select pg_advisory_xact_lock(:key)"), {"key": _LOCK})
                guards.remove(con)
                yield con
                if sqlite and (broken := con.exec_driver_sql("pragma foreign_key_check").all()):
                    raise BrokenReference(broken[0][0])
                guards.install(con)
        finally:
            con.invalidate()


def run(con: Connection, to: str = HEAD, versions: Path | None = None) -> None:
    """Run the revisions up to one, within a transaction that is open."""
    from alembic import command

    config = _config(versions)
    config.attributes["connection"] = con
    command.upgrade(config, to)


def keep_copy(path: Path, now: str) -> Path:
    """Keep a copy of an SQLite database beside it, as it is before its tables change.

    Raises
    ------
    CannotWrite
        When there is no room or no right to write beside it.
    """
    copy = path.with_name(f"{path.name}.before-{now}")
    try:
        with sqlite3.connect(path) as source:
            copy.unlink(missing_ok=True)
            copy.touch(mode=0o600)
            with sqlite3.connect(copy) as target:
                source.backup(target)
            target.close()
        source.close()
    except (OSError, sqlite3.Error) as error:
        raise told_of(error, str(copy)) or error from error
    return copy


@contextmanager
def changing(table: str) -> Iterator[BatchOperations]:
    """Change a table within a revision; SQLite, which cannot, makes it anew with what is in it, and STRICT as it was."""
    from alembic import op

    with op.batch_alter_table(table, table_kwargs={"sqlite_strict": True}) as batch:
        yield batch


def _config(versions: Path | None = None) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "comity.oversight.storage:migrations")
    own = Path(__file__).parent / "versions"
    config.set_main_option("path_separator", "newline")
    config.set_main_option(
        "version_locations", "\n".join(str(place).replace("%", "%%") for place in (own, versions) if place)
    )
    return config


def known(versions: Path | None = None) -> set[str]:
    """Name the revisions that this comity knows."""
    from alembic.script import ScriptDirectory

    return {script.revision for script in ScriptDirectory.from_config(_config(versions)).walk_revisions()}
