"""From what a reader yields to rows that fit a table: types cast, actors resolved, corrections applied."""

from __future__ import annotations

import re
import traceback
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import duckdb
import pyarrow as pa

from comity.catalogue.raw import Part, Raw
from comity.model import organisations, states
from comity.model.codes import SCHEMES
from comity.model.errors import AmbiguousName, BadSource, ComityError
from comity.model.resolving import suggestions
from comity.store.record import interrupted
from comity.store.schema import BY_NAME
from comity.store.table import Column, Table

#: How a source may name an actor, beside the schemes of the states table.
DIRECT = ("state", "org", "group")

#: What DuckDB raises when the disk is full; a failed commit is one of them.
NO_ROOM = (duckdb.IOException, duckdb.OutOfMemoryException, duckdb.FatalException, duckdb.TransactionException)


@dataclass(frozen=True, slots=True)
class Staged:
    """Rows of one source for one table, ready for the checks."""

    table: Table
    name: str


def stage(raw: Raw, parts: Iterable[Part]) -> tuple[list[Staged], list[str]]:
    """Bring everything that a reader yields into temporary tables of the record's shape.

    Returns
    -------
    staged
        One temporary table for each table of the record, on the raw tables' connection.
    problems
        Cells that cannot be cast and actors that cannot be resolved, with their place.
    """
    con = raw.connection
    problems: list[str] = []
    made: dict[str, str] = {}
    try:
        for number, part in enumerate(parts):
            table = BY_NAME.get(part.table)
            if table is None:
                raise BadSource(
                    f"its reader yields rows for “{part.table}”, which is not a table of the record.",
                    where=f"source {raw.source.name}, read.py",
                )
            delivered = f"delivered_{number}"
            _deliver(con, raw, part, delivered)
            cast = f"cast_{number}"
            problems.extend(_cast(con, raw, table, delivered, cast))
            con.execute(f"drop table {delivered}")
            problems.extend(_resolve_actors(con, table, cast))
            target = f"stage_{table.name}"
            listed = ", ".join(f'"{column.name}"' for column in table.all_columns)
            if table.name in made:
                con.execute(f"insert into {target} select {listed} from {cast}")
            else:  # one may be left of another source that was refused
                con.execute(f"create or replace temp table {target} as select {listed} from {cast}")
                made[table.name] = target
            con.execute(f"drop table {cast}")
    except (*NO_ROOM, ComityError):
        raise
    except duckdb.Error as error:
        if interrupted(error):
            raise
        problems.extend(_locate(raw, error))
    except Exception as error:
        if interrupted(error):
            raise
        # Whatever else a reader stumbles over is for its writer to mend, not a fault of the build.
        lines = [step.lineno for step in traceback.extract_tb(error.__traceback__) if step.filename.endswith("read.py")]
        place = f", line {lines[-1]}" if lines else ""
        row = f" ({_spoken(raw.at)} was the last row that it took)" if raw.at else ""
        problems.append(f"source {raw.source.name}, read.py{place}: {type(error).__name__}: {error}{row}.")
    return [Staged(BY_NAME[name], target) for name, target in made.items()], problems


def _deliver(con: duckdb.DuckDBPyConnection, raw: Raw, part: Part, name: str) -> None:
    if part.sql:
        con.execute(f"create or replace temp table {name} as {part.sql}")
        return
    table = BY_NAME[part.table]
    known = [column.name for column in table.all_columns] + ["on_date"]
    _check_columns(raw, table, dict.fromkeys(label for row in part.rows for label in row))
    labels = [label for label in known if any(label in row for row in part.rows)] or ["source_row"]
    columns = {label: pa.array([_text(row.get(label)) for row in part.rows], pa.string()) for label in labels}
    con.execute(
        "select null"
    ).fetchall()  # a reader may have left a query half-read, and nothing can be registered then
    con.register("incoming", pa.table(columns))
    con.execute(f"create or replace temp table {name} as from incoming")
    con.unregister("incoming")


def _check_columns(raw: Raw, table: Table, given: Iterable[str]) -> None:
    known = {column.name for column in table.all_columns} | {"on_date", "source_row"}
    for label in given:
        if label not in known:
            raise BadSource(
                f"its reader yields a column “{label}”, which {table.name} does not have.",
                where=f"source {raw.source.name}, read.py",
            )


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _columns_of(con: duckdb.DuckDBPyConnection, name: str) -> list[str]:
    return [str(entry[0]) for entry in con.execute(f"describe {name}").fetchall()]


def _cast(con: duckdb.DuckDBPyConnection, raw: Raw, table: Table, delivered: str, target: str) -> Iterator[str]:
    given = _columns_of(con, delivered)
    _check_columns(raw, table, given)
    source = raw.source.name.replace("'", "''")
    chosen = []
    for column in table.all_columns:
        if column.name == "source" and table.lineage:
            chosen.append(f"'{source}' as source")
        elif column.name in given:
            chosen.append(f'try_cast("{column.name}" as {_type(column)}) as "{column.name}"')
        else:
            chosen.append(f'cast(null as {_type(column)}) as "{column.name}"')
    if table.lineage and "source_row" not in given:
        raise BadSource(
            f"its reader yields rows of {table.name} without source_row.", where=f"source {source}, read.py"
        )
    on = "try_cast(on_date as date)" if "on_date" in given else "cast(null as date)"
    con.execute(
        f"create or replace temp table {target} as select {', '.join(chosen)}, {on} as on_date from {delivered}"
    )
    place = "source_row" if table.lineage else "''"
    for column in table.columns:
        if column.name in given and column.type != "VARCHAR":
            for where, value in con.execute(
                f'select {place}, cast("{column.name}" as varchar) from {delivered} where "{column.name}" is not null '
                f'and try_cast("{column.name}" as {column.type}) is null order by 1, 2'
            ).fetchall():
                yield f"{_spoken(where)}: {table.name}: {column.name} “{value}” is not a {_WORD[column.type]}."


_WORD = {
    "DATE": "date; write YYYY-MM-DD, such as 2020-09-02",
    "DOUBLE": "number",
    "BIGINT": "whole number",
    "BOOLEAN": "yes or no",
}


def _type(column: Column) -> str:
    return column.type


def _spoken(source_row: str) -> str:
    return re.sub(r":(\d+)(-\d+)?$", r", line \1", source_row)


def _resolve_actors(con: duckdb.DuckDBPyConnection, table: Table, name: str) -> Iterator[str]:
    columns = [column.name for column in table.columns if column.actor]
    if not columns:
        return
    begins = '"start"' if any(column.name == "start" for column in table.columns) else "cast(null as date)"
    asked = " union ".join(
        f'select "{column}" as said, coalesce(on_date, {begins}) as day from {name} where "{column}" is not null'
        for column in columns
    )
    pairs = con.execute(f"select said, day from ({asked}) order by all").fetchall()
    known = resolve_pairs(pairs)
    con.register(
        "known_actors",
        pa.table(
            {
                "said": pa.array([pair[0] for pair in known], pa.string()),
                "day": pa.array([pair[1] for pair in known], pa.date32()),
                "known_key": pa.array(list(known.values()), pa.string()),
            }
        ),
    )
    for column in columns:
        for where, said, day in con.execute(
            f"""select source_row, "{column}", coalesce(on_date, {begins}) from {name} r
            left join known_actors k on k.said = r."{column}" and k.day is not distinct from coalesce(on_date, {begins})
            where "{column}" is not null and k.known_key is null order by all"""
        ).fetchall():
            yield f"{_spoken(where)}: {table.name}: {column} {_unknown(said, day)}"
        con.execute(
            f"""update {name} set "{column}" = (select k.known_key from known_actors k where k.said = {name}."{column}"
            and k.day is not distinct from coalesce({name}.on_date, {begins}))"""
        )
    con.unregister("known_actors")


def resolve_pairs(pairs: Sequence[tuple[str, date | None]]) -> Mapping[tuple[str, date | None], str | None]:
    """Resolve what sources call actors, each on its day, to the record's keys.

    Parameters
    ----------
    pairs
        ``scheme:code`` and the day, or None where the source gives none.

    Returns
    -------
    dict
        The key for each pair; None for what nothing here is called.
    """
    state_keys = states.key_names()
    organisation_keys = {entry.key for entry in organisations.organisations()}
    found: dict[tuple[str, date | None], str | None] = {}
    for said, day in pairs:
        scheme, _, code = said.partition(":")
        if scheme == "state":
            found[said, day] = code if code in state_keys else None
        elif scheme == "org":
            found[said, day] = code if code in organisation_keys else None
        elif scheme == "group":
            found[said, day] = said
        elif scheme not in SCHEMES:
            found[said, day] = None
        else:
            found[said, day] = states.actor_of(scheme, code, day)
    return found


def _unknown(said: str, day: date | None) -> str:
    scheme, _, code = said.partition(":")
    if scheme not in (*DIRECT, *SCHEMES):
        return f"“{said}” is to be written as scheme:code, with one of {', '.join((*DIRECT, *SCHEMES))}."
    when = f" on {day}" if day else ""
    if scheme == "name":
        try:
            states.resolve(code, "name", day)
        except AmbiguousName as error:
            return (
                f"“{code}” is ambiguous{when}: {'; '.join(error.problems)}; write state: and the key of the one meant."
            )
        except ComityError:
            pass  # what is said below fits a row of a file better
    if scheme not in DIRECT and (territory := states.territory_of(scheme, code)):
        return f"“{code}” is {territory}, a territory and no state of either list; list it as an exception."
    near = suggestions(code) if scheme == "name" else []
    meant = f" Did you mean {' or '.join(near)}?" if near else ""
    kind = "name" if scheme == "name" else f"{scheme} code or name"
    return f"“{code}” is no {kind} of a state or organisation{when}; correct it or list it as an exception.{meant}"


def _locate(raw: Raw, error: duckdb.Error) -> list[str]:
    """Find the places of the cell that a reader's own cast stumbled over.

    A value that stands in several columns is laid to none of them, unless the error names the column itself.
    """
    first = str(error).splitlines()[0]
    value = re.search(r"""(?:string|format:|range:|value) ['"](.*?)['"]""", first)
    column = re.search(r"source column (\w+)", first)
    found: list[tuple[str, str, list[int]]] = []
    if value:
        for file, name in {table: file for file, table in raw.names.items()}.items():
            for label in _columns_of(raw.connection, file):
                if label in ("line", "source_row") or (column and label.lower() != column.group(1).lower()):
                    continue
                lines = raw.connection.execute(
                    f'select line from "{file}" where cast("{label}" as varchar) = ? order by line', [value.group(1)]
                ).fetchall()
                if lines:
                    found.append((name, label, [line for (line,) in lines]))
    if value and len(found) == 1:
        name, label, places = found[0]
        return [f"{name}, line {line}: {label} “{value.group(1)}” does not fit ({first})." for line in places]
    hint = ", ".join(f"{name}, line {places[0]}, {label}" for name, label, places in found[:4])
    return [f"source {raw.source.name}, read.py: {first}" + (f"; the cell may be {hint}." if hint else "")]
