"""Read a file that somebody brought, whatever its form, as rows of sheets that the register knows; what it does not know is told."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from io import StringIO
from pathlib import PurePath
from typing import Any, NoReturn

from comity.model.errors import N_, BadFile, any_of, told
from comity.register.shape import KEPT
from comity.register.sheets.layout import RECORD, ROW, VERSION, Table, letters, tables, unguarded
from comity.register.sheets.opening import CELLS, LARGEST, REMEDY, Computed, Failed, Grid, open_workbook, unpacked
from comity.register.sheets.plain import SCHEMA
from comity.register.sheets.workbook import ABOUT, LISTS, MARK

#: What can be wrong with a row or a sheet, as a report sorts it.
SHEET, COLUMN, LACKS, NEEDED = N_("unknown sheet"), N_("unknown column"), N_("missing column"), N_("missing")
DAY, NUMBER, CHOICE, PERSON = N_("not a date"), N_("not a number"), N_("unknown choice"), N_("unknown person")
REFERENCE, STATE, TWICE, SPAN = N_("unknown record"), N_("unknown state"), N_("twice"), N_("ends before it begins")
LABEL, FORMULA, RULE, LENGTH = N_("label lowered"), N_("computed cell"), N_("rule"), N_("too long")
STALE, FORM, POLICY = N_("changed in between"), N_("not readable"), N_("not allowed")

READS = (".xlsx", ".csv.zip", ".zip", ".csv", ".json")
IN_CSV, IN_JSON = "csv", "json"


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong, of which sort, in which cell, and what to do: ``activity!F12``; of JSON ``/records/3/content/title``."""

    sort: str
    place: str
    what: str
    remedy: str = ""


@dataclass(slots=True)
class Row:
    """A row as it was read: values by name of column; where they stand."""

    table: Table
    number: int
    values: dict[str, Any]
    sheet: str
    columns: Mapping[str, int] | None
    troubles: list[Trouble] = field(default_factory=list)

    @property
    def record(self) -> str:
        """What stands where a record's identity does: one of the register, or a word of the file's own for a new one."""
        return str(self.values.get(RECORD) or "").strip()

    def at(self, name: str = RECORD) -> str:
        """Give the cell of a column."""
        if self.columns is None:
            return f"{self.sheet}/{name}" if name != RECORD else self.sheet
        return f"{self.sheet}!{letters(self.columns.get(name, 0))}{self.number}"


@dataclass
class File:
    """A file that was read.

    Attributes
    ----------
    about
        What it says of itself, as ``limit``; nothing where nobody exported it.
    columns
        Of each sheet by its name the fields that it has: others stay as they are.
    """

    name: str
    form: str
    digest: str
    about: dict[str, str] = field(default_factory=dict)
    columns: dict[str, frozenset[str]] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)


def read(name: str, data: bytes) -> File:
    """Read a file by the end of its name: .xlsx, .csv, .zip with several .csv, .json.

    Raises
    ------
    BadFile
        When it is of another form, damaged, locked, or larger than such a file is.
    """
    made = File(PurePath(name).name.encode(errors="replace").decode(), "", hashlib.sha256(data).hexdigest())
    ending = name.lower()
    try:
        if len(data) > LARGEST:
            raise BadFile("It is larger than %(most)s MB.", remedy="Bring fewer rows at once.", most=LARGEST // 1_000_000)  # fmt: skip
        if ending.endswith(".json"):
            made.form = IN_JSON
            _json(made, data)
        elif ending.endswith((".csv", ".zip")):
            made.form = IN_CSV
            _csvs(made, data)
        elif ending.endswith((".xlsx", ".xls", ".xlsm", ".xlsb", ".ods", ".xltx", ".xltm")):
            made.form = "xlsx"
            _grids(made, open_workbook(data))
        else:
            raise BadFile("It is none of the files that are read here.", remedy=REMEDY)
    except BadFile as error:
        raise BadFile(error.what, where=made.name, remedy=error.remedy) from error
    return made


# ------------------------------------------------------------------------------------------------------- sheets


def _grids(made: File, grids: Sequence[Grid]) -> None:
    seen: dict[str, str] = {}
    for grid in grids:
        if grid.name == ABOUT:
            made.about |= {str(cells[0])[1:]: str(cells.get(2, "")) for _, cells in grid.rows if str(cells.get(0, "")).startswith(MARK)}  # fmt: skip
        elif grid.name != LISTS and grid.rows:
            table = _table(grid.name)
            if table is None:
                near = get_close_matches(grid.name.casefold(), tables(), 1)
                made.troubles.append(Trouble(SHEET, grid.name, told("There is no kind of record called “%(name)s”.", name=grid.name[:60]), _meant(near) or told("Sheets are called %(names)s.", names=any_of(one for one in tables() if "." not in one))))  # fmt: skip
            elif table.name in seen:
                made.troubles.append(Trouble(TWICE, grid.name, told("This sheet is there twice, the other is “%(other)s”.", other=seen[table.name]), N_("Put its rows into one.")))  # fmt: skip
            else:
                seen[table.name] = grid.name
                _rows(made, table, grid)


def _meant(near: Sequence[str]) -> str:
    return told("Did you mean “%(near)s”?", near=near[0]) if near else ""


def _table(name: str) -> Table | None:
    said = name.strip().casefold()
    for one in tables().values():
        if said == one.name.casefold() or (
            not one.part and said in (one.kind.title.casefold(), one.kind.plural.casefold())
        ):
            return one
    return None


def _rows(made: File, table: Table, grid: Grid) -> None:
    columns, rest = _columns(made, table, grid)
    made.columns[table.name] = frozenset(columns) - set(table.own)
    lacks = [one for one in table.fields if one.needed == KEPT and one.name not in columns]
    known = {place: name for name, place in columns.items()}
    fresh, beyond = False, dict[int, int]()
    for number, cells in rest:
        row = Row(table, number, {}, grid.name, columns)
        for place, value in cells.items():
            name = known.get(place)
            if isinstance(value, str) and not value.strip():
                continue
            if name is None:
                beyond.setdefault(place, number)
            elif isinstance(value, Computed):
                row.troubles.append(Trouble(FORMULA, row.at(name), N_("Computed cells are not taken."), N_("Paste it as a value.")))  # fmt: skip
            elif isinstance(value, Failed):
                row.troubles.append(Trouble(FORMULA, row.at(name), told("The cell shows an error, %(shows)s.", shows=value.shows), N_("Write what is meant.")))  # fmt: skip
            else:
                row.values[name] = value
        if any(name in row.values for name in columns if name not in table.own or name == RECORD) or row.troubles:
            made.rows.append(row)
            fresh = fresh or not row.record.startswith("r_")
    told_of = {one.place for one in made.troubles}
    for place, number in beyond.items():
        if not any(place_ == f"{grid.name}!{letters(place)}{head}" for place_ in told_of for head in (1, 2)):
            made.troubles.append(Trouble(COLUMN, f"{grid.name}!{letters(place)}{number}", N_("Its column has no name."), N_("Name it in the first row, or empty it.")))  # fmt: skip
    if fresh and not table.part:
        made.troubles += [Trouble(LACKS, f"{grid.name}!1", told("The column “%(title)s” is missing.", title=told(one.title)), told("New records need it: add a column called %(name)s.", name=one.name)) for one in lacks]  # fmt: skip
    if table.part and RECORD not in columns:
        made.troubles.append(Trouble(LACKS, f"{grid.name}!1", N_("The column that names the record is missing."), told("Add a column called %(name)s.", name=RECORD)))  # fmt: skip


def _columns(made: File, table: Table, grid: Grid) -> tuple[dict[str, int], list[tuple[int, dict[int, Any]]]]:
    """Give the places of the columns by name, and the rows below them."""
    top, head = grid.rows[0]
    rest = grid.rows[1:]
    marked = any(str(cell).startswith(MARK) for cell in head.values())
    titles: dict[int, Any] = {}
    if marked and rest and rest[0][0] == top + 1 and not str(rest[0][1].get(0, "")).startswith("r_"):
        titles, rest = rest[0][1], rest[1:]
    known = {one.casefold(): one for one in table.columns}
    known |= {title.casefold(): name for name, title in reversed(list(zip(table.columns, table.titles(), strict=True)))} | known  # fmt: skip
    found: dict[str, int] = {}
    for place in sorted({*head, *titles}):
        said = str(head.get(place, titles.get(place, ""))).strip()
        at = f"{grid.name}!{letters(place)}{top if place in head else top + 1}"
        name = known.get(said.removeprefix(MARK).casefold())
        if name is None:
            near = get_close_matches(said.casefold(), known, 1)
            made.troubles.append(Trouble(COLUMN, at, told("There is no column “%(said)s” in such a sheet.", said=said[:60]), _meant(near) or N_("Take it out, or name it as an export has it.")))  # fmt: skip
        elif name in found:
            made.troubles.append(Trouble(TWICE, at, told("The column “%(said)s” is there twice.", said=said[:60]), N_("Take one out.")))  # fmt: skip
        else:
            found[name] = place
    return found, rest


# ---------------------------------------------------------------------------------------------------------- CSV


def _csvs(made: File, data: bytes) -> None:
    if made.name.lower().endswith(".csv"):
        _grids(made, [_csv(made.name, made.name[: -len(".csv")], data)])
        return
    with unpacked(data) as archive:
        names = [name for name in archive.names if name.lower().endswith(".csv")]
        if not names:
            raise BadFile("There is no CSV file in it.", remedy=REMEDY)
        if "about.json" in archive.names:
            said = _parsed(archive.read("about.json"))
            made.about = {str(name): str(value) for name, value in said.items()} if isinstance(said, dict) else {}
        _grids(made, [_csv(PurePath(name).name, PurePath(name).name[: -len(".csv")], archive.read(name)) for name in names])  # fmt: skip


def _csv(file: str, name: str, data: bytes) -> Grid:
    text = decoded(file, data)
    first, _, rest = text.partition("\n")
    if first.lower().startswith("sep=") and len(first.strip()) == 5:
        # Excel's own word for what stands between its cells.
        mark, text = first.strip()[-1], rest
    else:
        mark = max(",;\t", key=first.count)
    grid, cells = Grid(name), 0
    reader = csv.reader(StringIO(text, newline=""), delimiter=mark, strict=True)
    try:
        for number, row in enumerate(reader, 1):
            cells += len(row)
            if cells > CELLS:
                raise BadFile("It has more than %(most)s cells.", remedy="Bring fewer rows at once.", most=f"{CELLS:,}")
            if held := {place: unguarded(cell.replace("\r\n", "\n")) for place, cell in enumerate(row) if cell}:
                grid.rows.append((number, held))
    except csv.Error as error:
        raise BadFile("%(file)s cannot be read from line %(line)s on.", remedy="Save it anew as CSV.", file=file, line=reader.line_num) from error  # fmt: skip
    return grid


def decoded(file: str, data: bytes) -> str:
    """Read bytes as text: UTF-8 and UTF-16 by their marks, UTF-8, and what Excel writes in Western Europe (cp1252).

    Raises
    ------
    BadFile
        When it is none of these.
    """
    marks = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
    tried = next(([code] for mark, code in marks.items() if data.startswith(mark)), ["utf-8", "cp1252"])
    for code in tried:
        try:
            text = data.decode(code)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise BadFile("%(file)s is no text.", remedy="Save it as “CSV UTF-8”.", file=file)


# --------------------------------------------------------------------------------------------------------- JSON


def _parsed(data: bytes) -> Any:
    def no_constant(said: str) -> NoReturn:
        raise ValueError(said)

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len(dict(pairs)) < len(pairs):
            raise ValueError("twice")
        return dict(pairs)

    try:
        found = json.loads(data.decode("utf-8-sig"), parse_constant=no_constant, object_pairs_hook=once)
        # Half of a pair of signs, as \ud800, is no text: it cannot be written again.
        json.dumps(found, ensure_ascii=False).encode()
        return found
    except (ValueError, RecursionError) as error:
        raise BadFile("It is no JSON, or has a name twice.", remedy="Bring it as it was exported.") from error


def _json(made: File, data: bytes) -> None:
    document = _parsed(data)
    if not isinstance(document, dict) or document.get("format") != "comity register":
        raise BadFile("It is no document of the register.", remedy="It has “format”: “comity register”, “schema” and “records”.")  # fmt: skip
    if document.get("schema") != SCHEMA:
        raise BadFile("It is of schema %(said)s; this comity reads %(own)s.", remedy="Export it anew, or bring comity up to date.", said=str(document.get("schema"))[:20], own=SCHEMA)  # fmt: skip
    made.about = {name: value for name, value in document.items() if isinstance(value, str)}
    made.columns = {one.name: frozenset(field.name for field in one.fields) for one in tables().values()}
    records = document.get("records")
    if not isinstance(records, list):
        raise BadFile("It has no list of records.", remedy="Bring it as it was exported.")
    for number, one in enumerate(records):
        _json_record(made, number, one)


def _json_record(made: File, number: int, one: Any) -> None:
    path = f"/records/{number}"
    content = one.get("content") if isinstance(one, dict) else None
    if not isinstance(content, dict):
        made.troubles.append(Trouble(FORM, path, N_("This is no record."), N_("A record has a kind and content.")))
        return
    table = tables().get(str(one.get("kind")))
    if table is None or table.part:
        made.troubles.append(Trouble(SHEET, f"{path}/kind", told("There is no kind of record called “%(name)s”.", name=str(one.get("kind"))[:60]), N_("Mend it.")))  # fmt: skip
        return
    which = one.get("record") or f"new {number}"
    parts = {part.name: tables()[Table(table.kind, part).name] for part in table.kind.parts}
    values = {name: value for name, value in content.items() if name not in parts}
    row = _json_row(table, number, f"{path}/content", values)
    row.values |= {RECORD: which, VERSION: one.get("version")}
    made.rows.append(row)
    for name, part in parts.items():
        held = content.get(name) or []
        if not isinstance(held, list):
            row.troubles.append(Trouble(FORM, f"{path}/content/{name}", N_("These are no rows."), N_("Give a list of rows.")))  # fmt: skip
            continue
        for place, values in enumerate(held):
            at = f"{path}/content/{name}/{place}"
            if isinstance(values, dict):
                made.rows.append(_json_row(part, place, at, values))
                made.rows[-1].values |= {RECORD: which, ROW: values.get("id")}
            else:
                row.troubles.append(Trouble(FORM, at, N_("This is no row."), N_("Give its fields by name.")))


def _json_row(table: Table, number: int, path: str, values: Mapping[str, Any]) -> Row:
    known = {one.name for one in table.fields}
    row = Row(table, number, {name: value for name, value in values.items() if name in known}, path, None)
    row.troubles += [Trouble(COLUMN, f"{path}/{name[:60]}", told("There is no column “%(said)s” in such a sheet.", said=name[:60]), N_("Take it out.")) for name in values if name not in known and not (table.part and name == "id")]  # fmt: skip
    return row


Progress = Callable[[int, int], None]


def counted(rows: Sequence[Any], progress: Progress | None, each: int = 200) -> Iterator[Any]:
    """Give rows, and tell now and then how many there were."""
    for number, one in enumerate(rows):
        if progress and number % each == 0:
            progress(number, len(rows))
        yield one
    if progress:
        progress(len(rows), len(rows))
