"""Opening the record, and making an empty one."""

from __future__ import annotations

from pathlib import Path

import duckdb

from comity.model.errors import NoRecord, WrongRecord, told
from comity.store.schema import SCHEMA_VERSION, TABLES
from comity.store.table import Table

_BUILD_IT = told(
    "Build it: comity build (comity pull first, for the published data sets; docs/how-to/without-internet.md)."
)


def open_record(path: Path) -> duckdb.DuckDBPyConnection:
    """Open a record for reading.

    Raises
    ------
    NoRecord
        When there is none yet.
    WrongRecord
        When it was made by another version, or is not a record.
    """
    try:
        there = path.exists()
    except OSError as error:
        raise WrongRecord(
            "cannot be looked at (%(strerror)s).",
            where=str(path),
            remedy="Set COMITY_HOME to a folder that you may read.",
            strerror=error.strerror,
        ) from error
    if not there:
        raise NoRecord("There is no record yet.", where=str(path), remedy=_BUILD_IT)
    try:
        con = duckdb.connect(str(path), read_only=True)
    except duckdb.Error as error:
        raise WrongRecord(
            "cannot be opened as a record (%(said)s).",
            where=str(path),
            remedy="Build it again: comity build",
            said=str(error).splitlines()[0],
        ) from error
    try:
        # All of it: a result that is not read to its end stands in the way of the connection's next one.
        rows = con.execute("select schema_version, comity from version").fetchall()
    except duckdb.Error:
        rows = []
    row = rows[0] if rows else None
    if row is None or row[0] != SCHEMA_VERSION:
        con.close()
        raise WrongRecord(
            "was made by comity %(comity)s, in form %(form)s; this comity reads form %(reads)s."
            if row
            else "was made by something else; this comity reads form %(reads)s.",
            where=str(path),
            remedy="Build it again: comity build",
            comity=row and row[1],
            form=row and row[0],
            reads=SCHEMA_VERSION,
        )
    return con


def interrupted(error: BaseException) -> bool:
    """Say whether an error is how DuckDB tells that the user stopped it (Ctrl-C) in the middle of a query."""
    return isinstance(error, duckdb.InterruptException) or (
        type(error) is RuntimeError and str(error) == "Query interrupted"
    )


def create_tables(con: duckdb.DuckDBPyConnection, comity_version: str) -> None:
    """Make the record's tables, empty."""
    for table in TABLES:
        con.execute(create_statement(table))
    con.execute("create table version (schema_version bigint, comity varchar)")
    con.execute("insert into version values (?, ?)", [SCHEMA_VERSION, comity_version])


def create_statement(table: Table) -> str:
    """Write the SQL that makes one table."""
    columns = ", ".join(
        f'"{column.name}" {column.type}{" not null" if column.required else ""}' for column in table.all_columns
    )
    return f'create table "{table.name}" ({columns})'
