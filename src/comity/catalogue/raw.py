"""The files of one snapshot as tables of text, with the place of every row.

A reader sees each file as a table of an in-memory DuckDB: every column as text (or, of a Parquet file, in its own
type), missing values as null, and ``source_row``, the ``file:line`` by which every row of the record can be traced.
The rows that the source's facts list as exceptions are set aside before the reader sees the table.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from comity.catalogue.facts import File, Source
from comity.catalogue.formats import load_file, read_preamble
from comity.model.errors import BadFile, BadSource, NotHere
from comity.store.texts import text_array


@dataclass(frozen=True, slots=True)
class Part:
    """Some rows for one table of the record, by a query over the raw tables or as Python mappings.

    Actor columns hold ``scheme:code``: ``cow:2``, ``gw:260``, ``iso3:DEU``, ``name:Ivory Coast``, ``state:DEU``,
    ``org:nato``, ``group:taliban``. They are resolved by the day in the column ``on_date``, else in ``start``. Every
    row has ``source_row``. Columns that are left out are null.
    """

    table: str
    sql: str = ""
    rows: Sequence[Mapping[str, Any]] = ()


@dataclass(slots=True)
class SetAside:
    """One row that is not taken over, and why."""

    file: str
    line: int
    reason: str


@dataclass
class Raw:
    """What a reader works with; ``at`` is the ``source_row`` of the row that it took last, while it walks."""

    source: Source
    connection: duckdb.DuckDBPyConnection
    names: dict[str, str]
    set_aside: list[SetAside] = field(default_factory=list)
    at: str = ""
    paths: Mapping[str, Path] = field(default_factory=dict)

    def table(self, file: str) -> str:
        """Give the SQL name of a file's table, for use in a query."""
        return f'"{self.names[file]}"'

    def rows(self, file: str, columns: Sequence[str] = ()) -> Iterator[dict[str, Any]]:
        """Walk through a file's rows in order, as dictionaries with ``source_row``."""
        listed = ", ".join(f'"{column}"' for column in (*columns, "source_row")) if columns else "* exclude (line)"
        cursor = self.connection.execute(f"select {listed} from {self.table(file)} order by line")
        header = [entry[0] for entry in cursor.description or ()]
        # All at once: what is fetched later would come from whatever query the reader has run in between.
        for row in cursor.fetchall():
            found = dict(zip(header, row, strict=True))
            self.at = found["source_row"]
            yield found
        self.at = ""

    def preamble(self, file: str) -> list[str]:
        """Give the lines before a file's header, which its facts say to skip."""
        name = next(entry for entry in self.source.files if entry.name == file)
        return read_preamble(name, self.paths[file])

    def make_table(self, name: str, columns: Mapping[str, Iterable[object]]) -> None:
        """Make a temporary table of Python values for the reader's queries; its columns are text, None is null."""
        cells = {label: text_array(None if value is None else str(value) for value in values)
                 for label, values in columns.items()}  # fmt: skip
        self.connection.execute(
            "select null"
        ).fetchall()  # as a query half-read stands in the way of what is registered
        self.connection.register("incoming", pa.table(cells))
        self.connection.execute(f'create or replace temp table "{name}" as from incoming')
        self.connection.unregister("incoming")

    def leave_out(self, exception: str, source_row: str) -> None:
        """Set aside what a cell holds, for a reason that the source's facts list under this id.

        Raises
        ------
        BadSource
            When the facts list no such exception.
        """
        for known in self.source.exceptions:
            if known.id == exception:
                file, _, line = source_row.rpartition(":")
                self.set_aside.append(SetAside(file, int(line.partition("-")[0]), known.reason))
                return
        raise BadSource(f"its reader sets rows aside as “{exception}”, which its facts do not list.",
                        where=f"source {self.source.name}, source.toml")  # fmt: skip


def open_raw(source: Source, files: Mapping[str, Path], connection: duckdb.DuckDBPyConnection) -> Raw:
    """Read a snapshot's files into tables of text and set the listed exceptions aside.

    Parameters
    ----------
    files
        ``name in source.toml → path``.
    connection
        Where the raw tables are made, as temporary tables.

    Raises
    ------
    BadFile
        When any file is cut short, has a missing or an unknown column, a row of the wrong length, or exceptions that
        are not as listed. Every problem is in ``problems``.
    """
    names: dict[str, str] = {}
    problems: list[str] = []
    for number, file in enumerate(source.files):
        if file.name not in files:
            raise NotHere(
                f"The snapshot of {source.name} lacks {file.name}.", remedy=f"Fetch it again: comity pull {source.name}"
            )
        names[file.name] = f"raw_{number}"
        try:
            load_file(file, files[file.name], names[file.name], connection)
        except BadFile as error:
            problems.extend(error.problems or (str(error),))
    if problems:
        raise refuse(source, problems)
    raw = Raw(source, connection, names, paths=files)
    _set_exceptions_aside(raw, problems)
    if problems:
        raise refuse(source, problems)
    return raw


def open_sample(source: Source, connection: duckdb.DuckDBPyConnection) -> Raw:
    """Read a source's sample, or the files themselves where they ship with it, as :func:`open_raw` reads a snapshot.

    A sample is plain text whatever the publisher's format; digests, numbers of rows and numbers of exceptions are
    those of the true files and are not checked.

    Raises
    ------
    BadFile
        As :func:`open_raw`.
    NotHere
        When a file has no sample.
    """
    if source.ships:
        return open_raw(source, {file.name: source.folder / file.name for file in source.files}, connection)
    plain = {file.name: sample_name(file.name) for file in source.files}
    loose = replace(
        source,
        files=tuple(_as_sample(file, plain[file.name]) for file in source.files),
        exceptions=tuple(replace(entry, file=plain[entry.file], rows=None) for entry in source.exceptions),
    )
    raw = open_raw(loose, {name: source.folder / "sample" / name for name in plain.values()}, connection)
    raw.names.update({name: raw.names[sample] for name, sample in plain.items()})
    return raw


def _as_sample(file: File, name: str) -> File:
    loose = replace(file, name=name, rows=None, sha256=None)
    if file.format == "csv":  # in the publisher's true shape: what stands before the header and encloses a cell, too
        return loose
    return replace(loose, format="csv", skip=0, sheet=None)


def sample_name(file: str) -> str:
    """Give the name under which a file's sample lies in ``sample/``: a ``.csv``, whatever the file is."""
    name = file.removesuffix(".gz")
    stem, _, suffix = name.rpartition(".")
    return f"{stem}.csv" if suffix in ("parquet", "xls", "xlsx", "geojson", "tsv", "txt") else name


def refuse(source: Source, problems: Sequence[str]) -> BadFile:
    """Make the one error that refuses a source whole, with every problem named."""
    count = f"{len(problems)} problems, the first: " if len(problems) > 1 else ""
    return BadFile(
        f"{count}{problems[0]}",
        where=f"source {source.name}",
        remedy=f"Nothing of it was loaded. Fetch it again (comity pull {source.name}), or list what is known to be "
        "wrong with a reason under [[exception]] in its source.toml.",
        problems=problems,
    )


def _set_exceptions_aside(raw: Raw, problems: list[str]) -> None:
    for exception in raw.source.exceptions:
        if exception.where is None:
            continue
        table = raw.table(exception.file)
        try:
            lines = raw.connection.execute(f"delete from {table} where {exception.where} returning line").fetchall()
        except duckdb.Error as error:
            raise BadSource(
                f"[[exception]] {exception.id}: {str(error).splitlines()[0]}",
                where=f"source {raw.source.name}, source.toml",
            ) from error
        if exception.rows is not None and len(lines) != exception.rows:
            problems.append(
                f"{exception.file}: {len(lines)} rows are exceptions of the kind “{exception.id}” where "
                f"{exception.rows} are listed ({exception.reason})."
            )
        raw.set_aside.extend(SetAside(exception.file, line, exception.reason) for (line,) in sorted(lines))
