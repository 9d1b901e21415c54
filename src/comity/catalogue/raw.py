"""The files of one snapshot as tables of text, with the place of every row.

A reader sees each file as a table of an in-memory DuckDB: every column as text (or, of a Parquet file, in its own
type), missing values as null, and ``source_row``, the ``file:line`` by which every row of the record can be traced.
The rows that the source's facts list as exceptions are set aside before the reader sees the table.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import sys
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from comity.catalogue.facts import File, Source
from comity.model.errors import BadFile, BadSource, NotHere


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
    raw = Raw(source, connection, names)
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
        files=tuple(
            replace(file, name=plain[file.name], format="csv", rows=None, sha256=None) for file in source.files
        ),
        exceptions=tuple(replace(entry, file=plain[entry.file], rows=None) for entry in source.exceptions),
    )
    raw = open_raw(loose, {name: source.folder / "sample" / name for name in plain.values()}, connection)
    raw.names.update({name: raw.names[sample] for name, sample in plain.items()})
    return raw


def sample_name(file: str) -> str:
    """Give the name under which a file's sample lies in ``sample/``."""
    name = file.removesuffix(".gz")
    return f"{name.removesuffix('.parquet')}.csv" if name.endswith(".parquet") else name


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


def load_file(file: File, path: Path, name: str, connection: duckdb.DuckDBPyConnection) -> None:
    """Make the table ``name`` of a file.

    Raises
    ------
    BadFile
        Every problem of this file is in ``problems``.
    """
    if file.format == "parquet":
        _load_parquet(file, path, name, connection)
        return
    header, lines, columns = _read_csv(file, path)
    table = pa.table(
        {"line": pa.array(lines, pa.int64()), "source_row": pa.array([f"{file.name}:{line}" for line in lines])}
        | {label: pa.array(values, pa.string()) for label, values in zip(header, columns, strict=True)}
    )
    connection.register("incoming", table)
    connection.execute(f'create or replace temp table "{name}" as from incoming')
    connection.unregister("incoming")


def _open_text(file: File, path: Path) -> str:
    try:
        data = path.read_bytes()
        if file.name.endswith(".gz"):
            data = gzip.decompress(data)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise BadFile("is cut short or damaged: it does not unpack.", where=file.name) from error
    except OSError as error:
        raise BadFile(f"cannot be read ({error.strerror}).", where=file.name) from error
    if data.startswith(b"PK\x03\x04"):
        raise BadFile("is a workbook or an archive, no text; save it as “CSV UTF-8”.", where=file.name)
    try:
        return data.decode(file.encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        such = '"utf-16"' if wide else '"cp1252" or "latin-1"'
        raise BadFile(
            f"holds a byte that is not {file.encoding}; state the file's true encoding in source.toml, such as "
            f"encoding = {such}.",
            where=f"{file.name}, line {line}",
        ) from error


def _read_csv(file: File, path: Path) -> tuple[list[str], list[int], list[list[str | None]]]:
    text = _open_text(file, path)
    if codecs.lookup(file.encoding).name in ("iso8859-1", "cp1252"):  # UTF-8's byte-order mark before a body in Latin-1
        text = text.removeprefix("ï»¿")
    csv.field_size_limit(sys.maxsize)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=file.delimiter, strict=True)
    try:
        first = next(reader)
    except StopIteration:
        raise BadFile("is empty.", where=file.name) from None
    header = [label.strip() or f"_{place}" for place, label in enumerate(first, 1)]
    _check_delimiter(file, header)
    _check_header(file, header)
    # A delimiter at the header's end promises a column that no row need have.
    open_end = header[-1] == f"_{len(header)}"
    lines: list[int] = []
    rows: list[list[str]] = []
    problems: list[str] = []
    before = reader.line_num
    try:
        for row in reader:
            if row:
                lines.append(before + 1)
                rows.append(row)
            before = reader.line_num
    except csv.Error as error:
        problems.append(f"{file.name}, line {reader.line_num}: {error}; the file looks cut short.")
    while rows and not any(cell.strip() for cell in rows[-1]):  # spreadsheets write such rows after the last one
        rows.pop()
        lines.pop()
    for line, row in zip(lines, rows, strict=True):
        if open_end and len(row) == len(header) - 1:
            row.append("")
        if len(row) != len(header):
            problems.append(f"{file.name}, line {line}: has {len(row)} fields where the header has {len(header)}.")
    if not problems and file.rows is not None and len(rows) != file.rows:
        problems.append(f"{file.name}: has {len(rows):,} rows where {file.rows:,} are expected; it looks cut short.")
    if problems:
        raise BadFile(problems[0], where=file.name, problems=problems)
    missing = set(file.na) | {""}
    columns: list[list[str | None]] = [
        [None if value in missing else value for value in column] for column in zip(*rows, strict=True)
    ] or [[] for _ in header]
    return header, lines, columns


def _check_delimiter(file: File, header: Sequence[str]) -> None:
    first = file.delimiter.join(header)
    known = sum(label in file.columns for label in header)
    for other, name, written in ((";", "“;”", ";"), ("\t", "tabs", "\\t"), ("|", "“|”", "|"), (",", "“,”", ",")):
        if sum(label.strip(' "') in file.columns for label in first.split(other)) > known and other != file.delimiter:
            raise BadFile(
                f'the columns look separated by {name}: state delimiter = "{written}" in source.toml.',
                where=f"{file.name}, line 1",
            )


def _check_header(file: File, header: Sequence[str]) -> None:
    problems = [f"{file.name}, line 1: lacks the column “{column}”." for column in file.columns if column not in header]
    problems += [
        f"{file.name}, line 1: has an unknown column “{column}”." for column in header if column not in file.columns
    ]
    problems += [
        f"{file.name}, line 1: has the column “{column}” twice."
        for column in sorted(set(header))
        if header.count(column) > 1
    ]
    if problems:
        raise BadFile(problems[0], where=file.name, problems=problems)


def _load_parquet(file: File, path: Path, name: str, connection: duckdb.DuckDBPyConnection) -> None:
    quoted = str(path).replace("'", "''")
    shown = file.name.replace("'", "''")
    try:
        described = connection.execute(f"describe select * from read_parquet('{quoted}')").fetchall()
        _check_header(file, [entry[0] for entry in described])
        connection.execute(
            f'create or replace temp table "{name}" as select file_row_number + 1 as line, '
            f"'{shown}:' || (file_row_number + 1) as source_row, * exclude (file_row_number) "
            f"from read_parquet('{quoted}', file_row_number = true)"
        )
    except duckdb.Error as error:
        raise BadFile(f"is cut short or damaged: {str(error).splitlines()[0]}", where=file.name) from error
    ((found,),) = connection.execute(f'select count(*) from "{name}"').fetchall()
    if file.rows is not None and found != file.rows:
        raise BadFile(f"has {found:,} rows where {file.rows:,} are expected.", where=file.name)


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
