"""A user's own overrides of rows: ``COMITY_HOME/sources/<name>/corrections.csv``.

Its columns are ``table,source_row,column,was,now,author,reason``. A correction names the row by the place that the
record gives for it (``file:line``), states the value that it replaces, so that it fails aloud when the publisher has
changed that value, and says who holds so and why. An empty cell in ``was`` or ``now`` is null. Where several rows of a
table come from one line, an eighth column, ``only``, tells which is meant: ``actor=USA``, ``indicator=milex``; a
correction that fits several rows is refused, as it would change what nobody asked for.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from comity.catalogue.staging import Staged
from comity.model.errors import BadFile
from comity.store.schema import BY_NAME

FIELDS = ("table", "source_row", "column", "was", "now", "author", "reason")
ONLY = "only"


@dataclass(frozen=True, slots=True)
class Correction:
    """One override; ``place`` is the file and line where it is written."""

    source: str
    table: str
    source_row: str
    column: str
    was: str | None
    now: str | None
    author: str
    reason: str
    place: str
    only: tuple[str, str] | None = None


def read_corrections(own: Path) -> list[Correction]:
    """Read the corrections for all sources.

    Raises
    ------
    BadFile
        When one lacks a field, an author or a reason; every problem is listed.
    """
    found: list[Correction] = []
    problems: list[str] = []
    for path in sorted(own.glob("*/corrections.csv")) if own.is_dir() else []:
        source = path.parent.name.replace("_", "-")
        shown = f"{path.parent.name}/corrections.csv"
        try:
            text = path.read_bytes().decode("utf-8-sig")
        except UnicodeDecodeError:
            problems.append(f"{shown}: is not UTF-8; save it as “CSV UTF-8”.")
            continue
        reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
        try:
            if tuple(reader.fieldnames or ()) not in (FIELDS, (*FIELDS, ONLY)):
                problems.append(f"{shown}, line 1: the columns are to be {','.join(FIELDS)}, and {ONLY} if needed.")
                continue
            for row in reader:
                place = f"{shown}, line {reader.line_num}"
                faults = list(_faults(row))
                problems.extend(f"{place}: {fault}" for fault in faults)
                if not faults:
                    label, _, value = (row.get(ONLY) or "").partition("=")
                    found.append(
                        Correction(
                            source, row["table"], row["source_row"], row["column"], row["was"] or None,
                            row["now"] or None, row["author"], row["reason"], place, (label, value) if label else None,
                        )
                    )  # fmt: skip
        except csv.Error as error:
            problems.append(f"{shown}, line {reader.line_num}: {error}.")
    if problems:
        raise BadFile(problems[0], remedy="No correction was applied.", problems=problems)
    return found


def _faults(row: dict[str, str]) -> Iterator[str]:
    if any(value is None for value in row.values()):
        yield "has too few fields."
        return
    if None in row:
        yield "has too many fields; a text with a comma stands in quotation marks."
        return
    table = BY_NAME.get(row["table"])
    if table is None or not table.lineage:
        yield f"“{row['table']}” is not a table whose rows can be corrected."
    elif row["column"] not in {column.name for column in table.columns}:
        yield f"{row['table']} has no column “{row['column']}”."
    elif row.get(ONLY) and row[ONLY].partition("=")[0] not in {column.name for column in table.columns}:
        yield f"{ONLY} is to be written as a column of {row['table']}, = and its value."
    yield from (f"{field} is empty." for field in ("source_row", "author", "reason") if not row[field].strip())


def apply_corrections(
    con: duckdb.DuckDBPyConnection, staged: Sequence[Staged], corrections: Sequence[Correction]
) -> list[str]:
    """Override the rows that the corrections name, and note each override in the record.

    Returns
    -------
    list of str
        Corrections that no longer fit: there is no such row, or its value is another one.
    """
    problems = []
    by_table = {entry.table.name: entry for entry in staged}
    for entry in corrections:
        target = by_table.get(entry.table)
        column = next(column for column in BY_NAME[entry.table].columns if column.name == entry.column)
        if target is None:
            problems.append(f"{entry.place}: {entry.source} gives no rows of {entry.table}.")
            continue
        condition = (
            f'source_row = ? and "{entry.column}" is not distinct from try_cast(? as {column.type}) '
            f"and (cast(? as varchar) is null or try_cast(? as {column.type}) is not null)"
        )
        chosen: list[str | None] = [entry.source_row, entry.was, entry.was, entry.was]
        if entry.only:
            condition += f' and cast("{entry.only[0]}" as varchar) = ?'
            chosen.append(entry.only[1])
        row = con.execute(
            f"select count(*), try_cast(? as {column.type}) is null from {target.name} where {condition}",
            [entry.now, *chosen],
        ).fetchone()
        count, unreadable = row if row else (0, True)
        if count > 1:
            problems.append(
                f"{entry.place}: {count} rows of {entry.table} at {entry.source_row} have {entry.column} "
                f"“{entry.was or ''}”; say which in a column “{ONLY}”, such as actor=USA."
            )
        elif not count:
            problems.append(
                f"{entry.place}: no row of {entry.table} at {entry.source_row} has {entry.column} “{entry.was or ''}”."
            )
        elif unreadable and entry.now is not None:
            problems.append(f"{entry.place}: “{entry.now}” does not fit {entry.table}.{entry.column}.")
        else:
            con.execute(
                f'update {target.name} set "{entry.column}" = cast(? as {column.type}) where {condition}',
                [entry.now, *chosen],
            )
            con.execute(
                "insert into correction values (?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    entry.source, entry.table, entry.source_row, entry.column, entry.was, entry.now, entry.author,
                    entry.reason,
                ],
            )  # fmt: skip
    return problems
