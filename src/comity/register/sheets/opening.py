"""Open a workbook that somebody brought: nothing in it is computed, followed or run, and nothing unpacks to more than is reasonable.

The cells are read here, from the XML, as the usual libraries either show a computed cell's last value as if it had been typed, or take
far longer; none of them bounds what a small file can make of the memory. Source: Office Open XML, ECMA-376 part 1, 18.3 and 22.9.2.19.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import IO, Any, NoReturn
from xml.parsers import expat
from zipfile import BadZipFile, LargeZipFile, ZipFile, ZipInfo
from zlib import error as ZlibError

from comity.model.errors import BadFile

#: A file's bytes; its members; all that it unpacks to; how many times one member may grow; the cells of all sheets.
LARGEST, MEMBERS, UNPACKED, RATIO, CELLS = 50_000_000, 2_000, 400_000_000, 250, 4_000_000
#: Below this a member may grow as it likes.
SMALL = 2_000_000
ROWS, COLUMNS = 1_048_576, 16_384
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
REMEDY = "Save it as an Excel workbook (.xlsx), CSV or JSON, and bring that."
#: Numbers of formats that show a day or a time, in all languages (18.8.30).
DAYS = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
SIGN = re.compile(r"_x([0-9A-Fa-f]{4})_")
PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})").fullmatch


class Computed:
    """A cell with a formula; what it last came to is not asked."""


@dataclass(frozen=True, slots=True)
class Failed:
    """A cell that shows an error, as ``#N/A``."""

    shows: str


COMPUTED = Computed()


@dataclass
class Grid:
    """A sheet as it stands: of each row that has anything its number and its cells by column, from 0."""

    name: str
    rows: list[tuple[int, dict[int, Any]]] = field(default_factory=list)


def open_workbook(data: bytes) -> list[Grid]:
    """Read all sheets of a workbook.

    Returns
    -------
    list of Grid
        Of texts, whole numbers, floats, truths, days (:class:`~datetime.date`), moments, `Computed` and `Failed`.

    Raises
    ------
    BadFile
        When it is no workbook, is damaged, locked, has macros, or unpacks to too much.
    """
    if data[:8] == OLD:
        if ENCRYPTED in data:
            raise BadFile("It is locked with a password.", remedy="Save it without one, and bring that.")
        raise BadFile("It is a workbook of an Excel before 2007, or another old Office file.", remedy=REMEDY)
    with unpacked(data) as archive:
        members = set(archive.names)
        if "xl/vbaProject.bin" in members or b"macroEnabled" in archive.read("[Content_Types].xml"):
            raise BadFile("It has macros (.xlsm).", remedy=REMEDY)
        if "xl/workbook.xml" not in members:
            _no_workbook(archive)
        return list(_sheets(archive))


def _no_workbook(archive: Archive) -> NoReturn:
    if "xl/workbook.bin" in archive.names:
        raise BadFile("It is a binary workbook (.xlsb).", remedy=REMEDY)
    if "content.xml" in archive.names:
        raise BadFile("It is an OpenDocument file (.ods).", remedy=REMEDY)
    raise BadFile("It is no workbook of Excel.", remedy=REMEDY)


class Archive:
    """A zip of which no more is unpacked than is reasonable; every member is read once, as it goes."""

    def __init__(self, archive: ZipFile) -> None:
        self.archive, self.left = archive, UNPACKED
        infos = archive.infolist()
        self.names = {one.filename: one for one in infos}
        if len(infos) > MEMBERS or len(self.names) < len(infos):
            raise BadFile("It has more members than such a file has, or one of them twice.", remedy=REMEDY)
        if any(one.flag_bits & 1 for one in infos):
            raise BadFile("It is locked with a password.", remedy="Save it without one, and bring that.")

    def chunks(self, name: str) -> Iterator[bytes]:
        """Unpack a member, some bytes after others.

        Raises
        ------
        BadFile
            When it is not there, or grows too much.
        """
        info = self.names.get(name)
        if info is None:
            raise BadFile("It is damaged: %(name)s is missing.", remedy=REMEDY, name=name)
        with self.archive.open(info) as stream:
            yield from self._counted(info, stream)

    def _counted(self, info: ZipInfo, stream: IO[bytes]) -> Iterator[bytes]:
        size = 0
        while chunk := stream.read(1 << 16):
            size += len(chunk)
            self.left -= len(chunk)
            if self.left < 0 or size > max(SMALL, RATIO * info.compress_size):
                raise BadFile("It unpacks to far more than such a file holds.", remedy="Bring fewer rows at once, saved anew.")  # fmt: skip
            yield chunk

    def read(self, name: str) -> bytes:
        """Unpack a member."""
        return b"".join(self.chunks(name))


@contextmanager
def unpacked(data: bytes) -> Iterator[Archive]:
    """Open a zip.

    Raises
    ------
    BadFile
        When it is none, damaged or too large.
    """
    if len(data) > LARGEST:
        raise BadFile("It is larger than %(most)s MB.", remedy="Bring fewer rows at once.", most=LARGEST // 1_000_000)
    try:
        with ZipFile(BytesIO(data)) as archive:
            yield Archive(archive)
    except (BadZipFile, LargeZipFile, ZlibError, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise BadFile("It is damaged, cut short, or of another kind than its name says.", remedy=REMEDY) from error


def _sheets(archive: Archive) -> Iterator[Grid]:
    names, old = _book(archive)
    strings = _strings(archive) if "xl/sharedStrings.xml" in archive.names else []
    days = _days(archive) if "xl/styles.xml" in archive.names else frozenset()
    budget = [CELLS]
    for name, member in names:
        grid = Grid(name)
        _Cells(grid, strings, days, date(1904, 1, 1) if old else date(1899, 12, 30), budget).read(archive, member)
        yield grid


Start = Callable[[str, Mapping[str, str]], None]


def _parse(
    archive: Archive, member: str, start: Start, end: Callable[[str], None] | None = None, text: Callable[[str], None] | None = None
) -> None:  # fmt: skip
    """Read a member's XML; a document type, by which a small file names others or grows, is refused."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _no_types
    parser.StartElementHandler = start
    if end:
        parser.EndElementHandler = end
    if text:
        parser.CharacterDataHandler = text
    try:
        for chunk in archive.chunks(member):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError) as error:
        raise BadFile("It is damaged: %(name)s cannot be read.", remedy=REMEDY, name=member) from error


def _no_types(*_: object) -> NoReturn:
    raise BadFile("It has a document type, which no spreadsheet has.", remedy=REMEDY)


def _book(archive: Archive) -> tuple[list[tuple[str, str]], bool]:
    """Give the sheets by name with their members, and whether days count from 1904."""
    found: list[tuple[str, str]] = []
    old = False
    targets: dict[str, str] = {}

    def related(name: str, attributes: Mapping[str, str]) -> None:
        if name.endswith("Relationship") and attributes.get("TargetMode") != "External":
            target = attributes.get("Target", "")
            targets[attributes.get("Id", "")] = posixpath.normpath(posixpath.join("xl", target)).lstrip("/")

    def booked(name: str, attributes: Mapping[str, str]) -> None:
        nonlocal old
        local = name.rpartition(":")[2]
        if local == "workbookPr":
            old = attributes.get("date1904") in ("1", "true")
        elif local == "sheet":
            which = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            if "worksheets/" in targets.get(which, ""):
                found.append((attributes.get("name", ""), targets[which]))

    _parse(archive, "xl/_rels/workbook.xml.rels", related)
    _parse(archive, "xl/workbook.xml", booked)
    return found, old


def _strings(archive: Archive) -> list[str]:
    found: list[str] = []
    parts: list[str] = []
    depth = {"t": 0, "rPh": 0}

    def start(name: str, _: Mapping[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local == "si":
            parts.clear()
        elif local in depth:
            depth[local] += 1

    def end(name: str) -> None:
        local = name.rpartition(":")[2]
        if local == "si":
            found.append(unescaped("".join(parts)))
        elif local in depth:
            depth[local] -= 1

    def text(said: str) -> None:
        # How a word is pronounced is no part of it.
        if depth["t"] and not depth["rPh"]:
            parts.append(said)

    _parse(archive, "xl/sharedStrings.xml", start, end, text)
    return found


def unescaped(text: str) -> str:
    """Give a text whose odd signs are written by their numbers.

    Examples
    --------
    >>> unescaped("_x005F_x0041_"), unescaped("a_x0009_b")
    ('_x0041_', 'a\\tb')
    """
    return SIGN.sub(_sign, text) if "_x" in text else text


def _sign(found: re.Match[str]) -> str:
    number = int(found.group(1), 16)
    # Half a pair, and the sign of number 0, stand in no text.
    return "\ufffd" if not number or 0xD800 <= number < 0xE000 else chr(number)


def _days(archive: Archive) -> frozenset[int]:
    """Give the styles that show a day or a time."""
    shown: set[int] = set(DAYS)
    found: list[int] = []
    inside = False

    def start(name: str, attributes: Mapping[str, str]) -> None:
        nonlocal inside
        local = name.rpartition(":")[2]
        if local == "numFmt" and shows_days(attributes.get("formatCode", "")):
            shown.add(int(attributes.get("numFmtId", "0")))
        elif local == "cellXfs":
            inside = True
        elif local == "xf" and inside:
            found.append(int(attributes.get("numFmtId", "0")))

    def end(name: str) -> None:
        nonlocal inside
        if name.rpartition(":")[2] == "cellXfs":
            inside = False

    _parse(archive, "xl/styles.xml", start, end)
    return frozenset(place for place, number in enumerate(found) if number in shown)


def shows_days(code: str) -> bool:
    r"""Say whether a format shows a day or a time.

    Examples
    --------
    >>> shows_days("yyyy\\-mm\\-dd"), shows_days('0.00 "days"'), shows_days("[Red]#,##0")
    (True, False, False)
    """
    bare = re.sub(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]', "", code.split(";")[0])
    return bool(re.search(r"[dmyhs]", bare, re.IGNORECASE)) and "general" not in bare.casefold()


class _Cells:
    """Reads the cells of one sheet."""

    def __init__(self, grid: Grid, strings: list[str], days: frozenset[int], first: date, budget: list[int]) -> None:
        self.grid, self.strings, self.days, self.first, self.budget = grid, strings, days, first, budget
        self.row, self.column = 0, -1
        self.cells: dict[int, Any] = {}
        self.kind, self.style = "n", ""
        self.parts: list[str] = []
        self.taking, self.aside, self.computed = False, False, False
        self.columns: dict[str, int] = {}

    def read(self, archive: Archive, member: str) -> None:
        _parse(archive, member, self.start, self.end, self.text)

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        local = name.rpartition(":")[2] if ":" in name else name
        if local == "c":
            self.budget[0] -= 1
            if self.budget[0] < 0:
                raise BadFile("It has more than %(most)s cells.", remedy="Bring fewer rows at once.", most=f"{CELLS:,}")
            self.column = self._column(attributes.get("r"))
            self.kind, self.style = attributes.get("t", "n"), attributes.get("s", "")
            self.parts.clear()
            self.computed = False
        elif local in ("v", "t"):
            self.taking = not self.aside
        elif local == "f":
            self.computed = True
        elif local == "row":
            self.row = int(attributes.get("r", self.row + 1))
            self.column, self.cells = -1, {}
            if not 0 < self.row <= ROWS:
                raise ValueError(self.row)
        elif local == "rPh":
            self.aside = True

    def _column(self, place: str | None) -> int:
        found = PLACE(place) if place else None
        if found is None:
            return self.column + 1
        letters = found.group(1)
        if letters not in self.columns:
            number = 0
            for sign in letters:
                number = number * 26 + ord(sign) - 64
            self.columns[letters] = number - 1
        if self.columns[letters] >= COLUMNS:
            raise ValueError(letters)
        return self.columns[letters]

    def text(self, said: str) -> None:
        if self.taking:
            self.parts.append(said)

    def end(self, name: str) -> None:
        local = name.rpartition(":")[2] if ":" in name else name
        if local in ("v", "t"):
            self.taking = False
        elif local == "c":
            value = COMPUTED if self.computed else self._value("".join(self.parts))
            if value is not None and value != "":
                self.cells[self.column] = value
        elif local == "row":
            if self.cells:
                self.grid.rows.append((self.row, self.cells))
        elif local == "rPh":
            self.aside = False

    def _value(self, text: str) -> Any:
        if self.kind == "s":
            return self.strings[int(text)] if text and 0 <= int(text) < len(self.strings) else ""
        if self.kind in ("inlineStr", "str"):
            return unescaped(text)
        if self.kind == "b":
            return text.strip() == "1"
        if self.kind == "e":
            return Failed(text[:20])
        if self.kind == "d":
            return _moment(datetime.fromisoformat(text))
        if not text.strip():
            return None
        number = float(text)
        if self.style.isdigit() and int(self.style) in self.days:
            return self._day(number)
        return int(number) if number.is_integer() and abs(number) < 2**53 else number

    def _day(self, serial: float) -> Any:
        # The calendar that begins with 1900 has a 29 February 1900, which never was.
        shift = 1 if self.first.year == 1899 and 0 < serial < 60 else 0
        try:
            return _moment(datetime.combine(self.first, time()) + timedelta(days=shift + serial))
        except (OverflowError, ValueError):
            return serial


def _moment(found: datetime) -> date | datetime:
    # Serial numbers carry a thousandth of a second at most.
    whole = (found + timedelta(milliseconds=500)).replace(microsecond=0)
    return whole.date() if whole.time() == time() else whole
