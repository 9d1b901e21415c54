"""What must hold for the rows of a table, as queries that find the rows for which it does not.

Every check returns violations as sentences that begin with the row's place, ``file, line N``.
"""

from __future__ import annotations

from collections.abc import Iterator

import duckdb

from comity.store.table import Column, Table
from comity.store.vocabulary import DOMAINS, PURPOSES

#: Cells that hold several words of a vocabulary, joined by ``|``.
JOINED = {("activity", "domains"): DOMAINS, ("activity", "purposes"): PURPOSES}

#: Quantities of which the first must not be above the second.
ORDERED = (
    ("low", "value"),
    ("value", "high"),
    ("deaths_low", "deaths"),
    ("deaths", "deaths_high"),
    ("deaths_low", "deaths_high"),
)


def violations(con: duckdb.DuckDBPyConnection, table: Table, rows: str) -> Iterator[str]:
    """Find every row of ``rows`` that breaks the contract of ``table``.

    Parameters
    ----------
    con
        The connection on which ``rows`` is a table with the columns of ``table``, types already cast and actors
        already resolved.
    rows
        Name of that table.

    Yields
    ------
    str
        One sentence for each violation, with the row's place.
    """
    checks = list(_checks(table))
    counts = con.execute(
        f"select {', '.join(f'count(*) filter (where {condition})' for condition, _ in checks)} from {rows}"
    ).fetchall()[0]
    for (condition, words), count in zip(checks, counts, strict=True):
        if count:
            yield from _found(con, table, rows, condition, words)
    if any(column.name == "directed" for column in table.columns):
        yield from _both_ways(con, table, rows)
    if table.key:
        yield from _repeated(con, table, rows)
    if table.spell:
        yield from _overlapping(con, table, rows)


def _checks(table: Table) -> Iterator[tuple[str, str]]:
    """Give what can be said of each row by itself: the condition under which it is wrong, and the words for it."""
    for column in table.all_columns:
        yield from _column(table, column)
    if table.lineage:
        yield "not regexp_full_match(source_row, '.+:\\d+(-\\d+)?')", "'source_row is not written as file:line'"
    names = {column.name for column in table.columns}
    if {"start", "end"} <= names:
        yield '"start" > "end"', "'begins on ' || \"start\" || ', after its end on ' || \"end\""
    for low, mid in ORDERED:
        if {low, mid} <= names:
            yield f"{low} > {mid}", f"'{low} (' || {low} || ') is above {mid} (' || {mid} || ')'"
    if table.apart:
        one, two = table.apart
        yield f"{one} = {two}", f"'pairs ' || {one} || ' with itself; list it as an exception'"
    if table.lineage and table.key == (table.name,) and table.name != "actor":
        yield (
            f"not starts_with(\"{table.name}\", source || ':')",
            f"'“' || \"{table.name}\" || '” does not begin with ' || source || ':, as an id is to'",
        )


def dangling(con: duckdb.DuckDBPyConnection, table: Table, rows: str, found: dict[str, str]) -> Iterator[str]:
    """Find every row that refers to something that is not there.

    Parameters
    ----------
    found
        ``table → name of the table that holds its rows``, for the tables that may be referred to.
    """
    for column, target in table.refers:
        if target not in found:
            yield from _found(
                con,
                table,
                rows,
                f'"{column}" is not null',
                f"'refers to {target} “' || \"{column}\" || '”, which the source does not give'",
            )
            continue
        key = "actor" if target == "actor" else column
        yield from _found(
            con,
            table,
            rows,
            f'"{column}" is not null and "{column}" not in (select "{key}" from {found[target]})',
            f"'refers to {target} “' || \"{column}\" || '”, which is not there'",
        )


def _place(table: Table) -> str:
    if not table.lineage:
        return f"'{table.name}: '"
    spoken = "regexp_replace(source_row, ':(\\d+)(-\\d+)?$', ', line \\1')"
    return f"coalesce({spoken}, 'source ' || source || ', place unknown') || ': {table.name}: '"


def _found(con: duckdb.DuckDBPyConnection, table: Table, rows: str, condition: str, words: str) -> Iterator[str]:
    order = "source_row, 1" if table.lineage else "1"
    for (text,) in con.execute(
        f"select {_place(table)} || {words} || '.' from {rows} where {condition} order by {order}"
    ).fetchall():
        yield str(text)


def _column(table: Table, column: Column) -> Iterator[tuple[str, str]]:
    name = f'"{column.name}"'
    if column.required:
        yield f"{name} is null", f"'{column.name} is missing'"
    if column.among:
        words = ", ".join(f"'{word}'" for word in column.among)
        yield f"{name} not in ({words})", f"'{column.name} “' || {name} || '” is none of {', '.join(column.among)}'"
    if joined := JOINED.get((table.name, column.name)):
        words = ", ".join(f"'{word}'" for word in joined)
        yield (
            f"{name} is not null and not list_has_all([{words}], string_split({name}, '|'))",
            f"'{column.name} “' || {name} || '” holds a word that is none of {', '.join(joined)}'",
        )
    if column.low is not None:
        yield f"{name} < {column.low}", f"'{column.name} is ' || {name} || ', below {column.low:g}'"
    if column.high is not None:
        yield f"{name} > {column.high}", f"'{column.name} is ' || {name} || ', above {column.high:g}'"
    if column.type == "DOUBLE":
        yield f"not isfinite({name})", f"'{column.name} is not a finite number'"


def _repeated(con: duckdb.DuckDBPyConnection, table: Table, rows: str) -> Iterator[str]:
    listed = ", ".join(f'"{column}"' for column in table.key)
    # To count is a fraction of the work of numbering, and nearly always all of it.
    if not con.execute(f"select 1 from {rows} group by {listed} having count(*) > 1 limit 1").fetchall():
        return
    shown = " || ', ' || ".join(f"coalesce(cast(\"{column}\" as varchar), '')" for column in table.key)
    order = "source_row" if table.lineage else listed
    numbered = f"(select *, row_number() over (partition by {listed} order by {order}) as nth from {rows})"
    yield from _found(con, table, numbered, "nth > 1", f"'stands twice: ' || {shown}")


def _both_ways(con: duckdb.DuckDBPyConnection, table: Table, rows: str) -> Iterator[str]:
    again = (
        f"(select one.* from {rows} one join {rows} other on not one.directed and not other.directed "
        'and one.layer = other.layer and one.a = other.b and one.b = other.a and one."start" is not distinct from '
        'other."start" and one.unit is not distinct from other.unit and one.a > one.b)'
    )
    yield from _found(
        con, table, again, "true", "a || ' and ' || b || ' stand both ways, though the tie is undirected'"
    )


def _overlapping(con: duckdb.DuckDBPyConnection, table: Table, rows: str) -> Iterator[str]:
    listed = ", ".join(f'"{column}"' for column in table.spell)
    shown = " || ', ' || ".join(f"coalesce(cast(\"{column}\" as varchar), '')" for column in table.spell)
    begins = "coalesce(\"start\", date '0001-01-01')"
    ends = "coalesce(\"end\", date '9999-12-31')"
    run = (
        f"(select *, max({ends}) over (partition by {listed} order by {begins}, {ends}, source_row "
        f"rows between unbounded preceding and 1 preceding) as last_end, {begins} as begins from {rows})"
    )
    yield from _found(
        con,
        table,
        run,
        "last_end >= begins",
        f"'overlaps an earlier period of the same: ' || {shown} || ' from ' || begins",
    )
