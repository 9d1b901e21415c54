"""The formats in which publishers give their files, each brought into a table of text with the place of every row.

Delimited text, a sheet of a workbook and the features of a GeoJSON file become columns of text: whole numbers without a
decimal point, dates as YYYY-MM-DD, ``true`` and ``false``, nested values as JSON. A Parquet file keeps its own types.
Of all of them the columns must be those that the source names, and the rows as many as it says.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import json
import sys
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from comity.catalogue.facts import File
from comity.model.errors import BadFile
from comity.store.texts import number_array, text_array


@dataclass(frozen=True, slots=True)
class Cells:
    """A file as text: the names of its columns, the place of each row in the file, and the rows' cells."""

    header: list[str]
    lines: list[int]
    rows: list[list[str]]


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
    table = _read_plainly(file, path)
    if table is None:
        cells = read_cells(file, path)
        missing = set(file.na) | {""}
        columns = [
            [None if value in missing else value for value in column] for column in zip(*cells.rows, strict=True)
        ]
        table = pa.table(
            {"line": number_array(cells.lines)}
            | {
                label: text_array(values)
                for label, values in zip(cells.header, columns or [[] for _ in cells.header], strict=True)
            }
        )
    connection.register("incoming", table)
    shown = file.name.replace("'", "''")
    connection.execute(
        f"create or replace temp table \"{name}\" as select line, '{shown}:' || line as source_row, "
        "* exclude (line) from incoming"
    )
    connection.unregister("incoming")


def _read_plainly(file: File, path: Path) -> pa.Table | None:
    """Read text that has one row a line and no quotation marks, many times as fast; None for any other.

    Whatever is not plain, or wrong in any way, is left to the patient reader, which tells the line.
    """
    if file.format != "csv" or file.skip or file.line_end:
        return None
    text = _decode(file, _read_bytes(file, path))
    first, _, rest = text.partition("\n")
    header = [label.strip() for label in first.rstrip("\r").split(file.delimiter)]
    lines = rest.count("\n") + (not rest.endswith("\n"))
    plain = '"' not in text and text.count("\r") == text.count("\r\n") and rest.strip("\r\n" + file.delimiter + " ")
    if not plain or sorted(header) != sorted(file.columns) or len(set(header)) < len(header):
        return None
    from pyarrow import csv as quick

    try:
        table = quick.read_csv(
            pa.py_buffer(rest.encode()),
            quick.ReadOptions(column_names=header),
            quick.ParseOptions(delimiter=file.delimiter, quote_char=False),
            quick.ConvertOptions(
                column_types=dict.fromkeys(header, pa.string()),
                strings_can_be_null=True,
                null_values=sorted(set(file.na) | {""}),
            ),
        )
    except pa.ArrowInvalid:
        return None
    last = table.slice(len(table) - 1).to_pylist()[0].values()
    if len(table) != lines or (file.rows is not None and len(table) != file.rows) or not any(map(_shown, last)):
        return None
    return table.add_column(0, "line", number_array(range(2, lines + 2)))


def _shown(cell: str | None) -> str:
    return (cell or "").strip()


def read_cells(file: File, path: Path) -> Cells:
    """Read a file that is not Parquet and check its columns and its rows.

    Raises
    ------
    BadFile
        Every problem of this file is in ``problems``.
    """
    data = _read_bytes(file, path)
    if file.format == "geojson":
        return _read_features(file, data)
    if file.format in ("xls", "xlsx"):
        return _read_sheet(file, data)
    return _read_text(file, data)


def read_preamble(file: File, path: Path) -> list[str]:
    """Give the lines of text that stand before a file's header."""
    return _decode(file, _read_bytes(file, path)).splitlines()[: file.skip]


def _read_bytes(file: File, path: Path) -> bytes:
    try:
        data = path.read_bytes()
        return gzip.decompress(data) if file.name.endswith(".gz") else data
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise BadFile("is cut short or damaged: it does not unpack.", where=file.name) from error
    except OSError as error:
        raise BadFile(f"cannot be read ({error.strerror}).", where=file.name) from error


def _decode(file: File, data: bytes) -> str:
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


def _read_text(file: File, data: bytes) -> Cells:
    text = _decode(file, data)
    if codecs.lookup(file.encoding).name in ("iso8859-1", "cp1252"):  # UTF-8's byte-order mark before a body in Latin-1
        text = text.removeprefix("ï»¿")
    stream = io.StringIO(text, newline="")
    for _ in range(file.skip):
        stream.readline()
    csv.field_size_limit(sys.maxsize)
    reader = csv.reader(stream, delimiter=file.delimiter, strict=True)
    try:
        first = next(reader)
    except StopIteration:
        raise BadFile("is empty.", where=file.name) from None
    top = file.skip + 1
    problems: list[str] = []
    _cut_end(file, top, first, problems)
    header = [label.strip() or f"_{place}" for place, label in enumerate(first, 1)]
    _check_delimiter(file, header)
    _check_header(file, header, f"{file.name}, line {top}")
    # A delimiter at the header's end promises a column that no row need have.
    open_end = header[-1] == f"_{len(header)}"
    lines: list[int] = []
    rows: list[list[str]] = []
    before = reader.line_num
    try:
        for row in reader:
            if row:
                lines.append(file.skip + before + 1)
                rows.append(row)
            before = reader.line_num
    except csv.Error as error:
        problems.append(f"{file.name}, line {file.skip + reader.line_num}: {error}; the file looks cut short.")
    while rows and not any(cell.strip() for cell in rows[-1]):  # spreadsheets write such rows after the last one
        rows.pop()
        lines.pop()
    for line, row in zip(lines, rows, strict=True):
        _cut_end(file, line, row, problems)
        if open_end and len(row) == len(header) - 1:
            row.append("")
        if len(row) != len(header):
            problems.append(f"{file.name}, line {line}: has {len(row)} fields where the header has {len(header)}.")
    _check_rows(file, len(rows), problems)
    return Cells(header, lines, rows)


def _cut_end(file: File, line: int, row: list[str], problems: list[str]) -> None:
    if not file.line_end:
        return
    if row and row[-1].endswith(file.line_end):
        row[-1] = row[-1].removesuffix(file.line_end)
    else:
        problems.append(f"{file.name}, line {line}: does not end in “{file.line_end}”; the file looks cut short.")


def _read_sheet(file: File, data: bytes) -> Cells:
    import python_calamine

    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheet = file.sheet or book.sheet_names[0]
        if sheet not in book.sheet_names:
            raise BadFile(
                f"has no sheet “{sheet}”; it has {', '.join(f'“{name}”' for name in book.sheet_names)}.",
                where=file.name,
            )
        # The empty area counts: the place of a row is its number in the sheet.
        found = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    except BadFile:
        raise
    except python_calamine.PasswordError as error:
        raise BadFile("is locked with a password; save it without one.", where=file.name) from error
    except BaseException as error:
        # The library's own failure over a cut file is no Exception to Python.
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        raise BadFile(
            f"is cut short or damaged, or no {file.format} file: {str(error).rstrip('.')}.", where=file.name
        ) from error
    top = file.skip + 1
    if len(found) < top:
        raise BadFile("is empty.", where=f"{file.name}, sheet {sheet}")
    lines = [number for number, row in enumerate(found[top:], top + 1) if any(cell != "" for cell in row)]
    rows = [[_as_text(cell) for cell in found[line - 1]] for line in lines]
    first = [_as_text(cell).strip() for cell in found[top - 1]]
    # Formatted columns beyond the table are part of the sheet's area.
    width = max((place for row in (first, *rows) for place, cell in enumerate(row, 1) if cell), default=0)
    header = [label or f"_{place}" for place, label in enumerate(first[:width], 1)]
    _check_header(file, header, f"{file.name}, line {top}")
    _check_rows(file, len(rows), [])
    return Cells(header, lines, [row[:width] for row in rows])


def _read_features(file: File, data: bytes) -> Cells:
    try:
        collection = json.loads(_decode(file, data))
        features = collection["features"]
        found = [
            {**(feature.get("properties") or {}), "geometry": feature.get("geometry")}
            for feature in features
            if feature["type"] == "Feature"
        ]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadFile(
            f"is cut short or no GeoJSON collection of features ({type(error).__name__}: {error}).", where=file.name
        ) from error
    if len(found) < len(features):
        raise BadFile("holds something that is no feature.", where=file.name)
    header = list(dict.fromkeys(key for feature in found for key in feature))
    _check_header(file, header, file.name)
    _check_rows(file, len(found), [])
    rows = [[_as_text(feature.get(label)) for label in header] for feature in found]
    return Cells(header, list(range(1, len(rows) + 1)), rows)


def _as_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return str(value)


def _check_delimiter(file: File, header: Sequence[str]) -> None:
    first = file.delimiter.join(header)
    known = sum(label in file.columns for label in header)
    for other, name, written in ((";", "“;”", ";"), ("\t", "tabs", "\\t"), ("|", "“|”", "|"), (",", "“,”", ",")):
        if sum(label.strip(' "') in file.columns for label in first.split(other)) > known and other != file.delimiter:
            raise BadFile(
                f'the columns look separated by {name}: state delimiter = "{written}" in source.toml.',
                where=f"{file.name}, line {file.skip + 1}",
            )


def _check_header(file: File, header: Sequence[str], where: str) -> None:
    problems = [f"{where}: lacks the column “{column}”." for column in file.columns if column not in header]
    problems += [f"{where}: has an unknown column “{column}”." for column in header if column not in file.columns]
    problems += [
        f"{where}: has the column “{column}” twice." for column in sorted(set(header)) if header.count(column) > 1
    ]
    if problems:
        raise BadFile(problems[0], where=file.name, problems=problems)


def _check_rows(file: File, found: int, problems: Sequence[str]) -> None:
    problems = list(problems)
    if not problems and file.rows is not None and found != file.rows:
        problems.append(f"{file.name}: has {found:,} rows where {file.rows:,} are expected; it looks cut short.")
    if problems:
        raise BadFile(problems[0], where=file.name, problems=problems)


def _load_parquet(file: File, path: Path, name: str, connection: duckdb.DuckDBPyConnection) -> None:
    quoted = str(path).replace("'", "''")
    shown = file.name.replace("'", "''")
    try:
        described = connection.execute(f"describe select * from read_parquet('{quoted}')").fetchall()
        _check_header(file, [entry[0] for entry in described], f"{file.name}, line 1")
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
