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
from comity.store.table import Table
from comity.store.texts import text_array

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
        con.execute(f"create or replace temp table {_KNOWN} (said varchar, day date, known_key varchar)")
        dated: dict[str, bool] = {}
        for number, part in enumerate(parts):
            table = BY_NAME.get(part.table)
            if table is None:
                raise BadSource(
                    f"its reader yields rows for “{part.table}”, which is not a table of the record.",
                    where=f"source {raw.source.name}, read.py",
                )
            delivered = f"delivered_{number}"
            _deliver(con, raw, part, delivered)
            target = f"stage_{table.name}"
            # One may be left of another source that was refused.
            into = f"insert into {target}" if table.name in made else f"create or replace temp table {target} as"
            problems.extend(_settle(con, raw, table, delivered, into, dated))
            made[table.name] = target
            con.execute(f"drop table {delivered}")
        con.execute(f"drop table {_KNOWN}")
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
    given = dict.fromkeys(label for row in part.rows for label in row)
    _check_columns(raw, table, given)
    columns = {
        label: text_array(_text(row.get(label)) for row in part.rows)
        for label in (*(column.name for column in table.all_columns), "on_date")
        if label in given
    }
    con.execute(
        "select null"
    ).fetchall()  # a reader may have left a query half-read, and nothing can be registered then
    con.register("incoming", pa.table(columns or {"source_row": text_array(())}))
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


def _columns_of(con: duckdb.DuckDBPyConnection, name: str) -> dict[str, str]:
    """Give a table's columns with their types."""
    return {str(entry[0]): str(entry[1]) for entry in con.execute(f"describe {name}").fetchall()}


def _settle(
    con: duckdb.DuckDBPyConnection, raw: Raw, table: Table, delivered: str, into: str, dated: dict[str, bool]
) -> Iterator[str]:
    """Add what a part delivers to its table, types cast and actors resolved, and yield what does not fit.

    ``dated`` keeps, from one part of a source to the next, of what it calls an actor whether the day decides who it is.
    """
    given = _columns_of(con, delivered)
    _check_columns(raw, table, given)
    if table.lineage and "source_row" not in given:
        raise BadSource(
            f"its reader yields rows of {table.name} without source_row.", where=f"source {raw.source.name}, read.py"
        )
    days = ["try_cast(on_date as date)"] if "on_date" in given else []
    if "start" in given and any(column.name == "start" for column in table.columns):
        days.append('try_cast("start" as date)')
    day = f"coalesce({', '.join(days)})" if days else "cast(null as date)"
    actors = [column.name for column in table.columns if column.actor and column.name in given]
    yield from _misfits(con, table, given, delivered)
    yield from _unresolved(con, table, actors, day, delivered, dated)
    chosen = []
    for column in table.all_columns:
        if column.name == "source" and (table.lineage or table.name == "coverage"):
            taken = "'" + raw.source.name.replace("'", "''") + "'"
        elif column.name in actors:
            taken = f"known_{actors.index(column.name)}.known_key"
        elif column.name in given:
            taken = f'try_cast(d."{column.name}" as {column.type})'
        else:
            taken = f"cast(null as {column.type})"
        chosen.append(f'{taken} as "{column.name}"')
    said = {name: f'cast(d."{name}" as varchar)' for name in actors}
    joins = " ".join(
        f"left join {_KNOWN} known_{place} on known_{place}.said = {said[name]} "
        f"and known_{place}.day is not distinct from {_day_of(said[name], 'd.' + _DAY, dated)}"
        for place, name in enumerate(actors)
    )
    con.execute(f"{into} select {', '.join(chosen)} from (select *, {day} as {_DAY} from {delivered}) d {joins}")


#: What a source has called actors so far, and what each is; the day that decides, beside the columns of a part.
_KNOWN, _DAY = "known_actors", "day_of_actors"


def _misfits(con: duckdb.DuckDBPyConnection, table: Table, given: Mapping[str, str], delivered: str) -> Iterator[str]:
    """Yield the cells that cannot be cast, found in one scan of all columns."""
    wrong = {
        column: f'"{column.name}" is not null and try_cast("{column.name}" as {column.type}) is null'
        for column in table.columns
        if column.name in given and column.type not in ("VARCHAR", given[column.name])
    }
    if not wrong:
        return
    counts = con.execute(
        f"select {', '.join(f'count(*) filter (where {condition})' for condition in wrong.values())} from {delivered}"
    ).fetchall()[0]
    place = "source_row" if table.lineage else "''"
    for (column, condition), count in zip(wrong.items(), counts, strict=True):
        if count:
            for where, value in con.execute(
                f'select {place}, cast("{column.name}" as varchar) from {delivered} where {condition} order by 1, 2'
            ).fetchall():
                yield f"{_spoken(where)}: {table.name}: {column.name} “{value}” is not a {_WORD[column.type]}."


_WORD = {
    "DATE": "date; write YYYY-MM-DD, such as 2020-09-02",
    "DOUBLE": "number",
    "BIGINT": "whole number",
    "BOOLEAN": "yes or no",
}


def _spoken(source_row: str | None) -> str:
    return re.sub(r":(\d+)(-\d+)?$", r", line \1", source_row or "place unknown")


def _unresolved(
    con: duckdb.DuckDBPyConnection,
    table: Table,
    actors: Sequence[str],
    day: str,
    delivered: str,
    dated: dict[str, bool],
) -> Iterator[str]:
    """Resolve what the source has not called an actor before, once for each name and day; yield what is nobody's."""
    if not actors:
        return
    names = " union ".join(
        f'select cast("{name}" as varchar) as said from {delivered} where "{name}" is not null' for name in actors
    )
    fresh: dict[tuple[str, date | None], str | None] = {}
    for (said,) in con.execute(f"select said from ({names}) order by said").fetchall():
        if said not in dated:
            key = _timeless(said)
            dated[said] = key is None
            if key is not None:
                fresh[said, None] = key
    if any(dated.values()):
        asked = " union ".join(
            f"""select said, {_day_of("said", day, dated)} as day from (select *, cast("{name}" as varchar) as said
            from {delivered}) where said in ({_texts(name for name, decides in dated.items() if decides)})"""
            for name in actors
        )
        pairs = con.execute(
            f"select said, day from ({asked}) a where not exists (select 1 from {_KNOWN} k where k.said = a.said "
            "and k.day is not distinct from a.day) order by all"
        ).fetchall()
        fresh |= resolve_pairs(pairs)
    con.register(
        "incoming",
        pa.table(
            {
                "said": text_array(said for said, _ in fresh),
                "day": text_array(None if when is None else str(when) for _, when in fresh),
                "known_key": text_array(fresh.values()),
            }
        ),
    )
    con.execute(f"insert into {_KNOWN} from incoming")
    con.unregister("incoming")
    if not con.execute(f"select count(*) from {_KNOWN} where known_key is null").fetchall()[0][0]:
        return
    for name in actors:
        for where, said, when in con.execute(
            f"""select d.source_row, k.said, k.day from {delivered} d join {_KNOWN} k
            on k.said = cast(d."{name}" as varchar) and k.day is not distinct from {day}
            where k.known_key is null order by all"""
        ).fetchall():
            yield f"{_spoken(where)}: {table.name}: {name} {_unknown(said, when)}"


def _texts(values: Iterable[str]) -> str:
    """Write values as SQL has them in a list."""
    return ", ".join("'" + value.replace("'", "''") + "'" for value in values)


def _day_of(said: str, day: str, dated: Mapping[str, bool]) -> str:
    """Write the SQL for the day on which to resolve an actor: none where any day gives the same."""
    listed = _texts(name for name, decides in dated.items() if decides)
    return f"case when {said} in ({listed}) then {day} end" if listed else "cast(null as date)"


def _timeless(said: str) -> str | None:
    scheme, _, code = said.partition(":")
    if scheme in SCHEMES:
        return states.timeless_actor_of(scheme, code)
    return resolve_pairs([(said, None)])[said, None] if scheme in DIRECT else None


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
