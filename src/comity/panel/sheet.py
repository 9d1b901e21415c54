"""An Excel workbook: the rows on one sheet, what their columns mean on another.

openpyxl makes the workbook with its headings; the rows are put into it here, a column at a time, as one by one they would
take openpyxl half an hour for a full sheet.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import numpy as np
import pyarrow as pa

from comity.model.errors import BadRequest, Count, told

#: What one sheet holds; the first row is the names'.
MOST_ROWS, MOST_COLUMNS = 1_048_575, 16_384
#: Of the times that a zip can hold the earliest: no output bears the time at which it was made.
EARLIEST = (1980, 1, 1, 0, 0, 0)
#: So many rows are turned into text at once.
AT_ONCE = 20_000
#: The sheet of the rows in the archive, and what its rows are put before.
PLACE, END = "xl/worksheets/sheet1.xml", "</sheetData>"


class StillZip(ZipFile):
    """A zip in which the same members are the same bytes, whenever it is made."""

    def writestr(
        self, name: Any, data: Any, compress_type: int | None = None, compresslevel: int | None = None
    ) -> None:
        """Put in a member from memory."""
        super().writestr(self.member(name, compress_type), data, compresslevel=compresslevel)

    def write(
        self, filename: Any, arcname: Any = None, compress_type: int | None = None, compresslevel: int | None = None
    ) -> None:
        """Put in a member from a file."""
        member = self.member(arcname or Path(filename).name, compress_type)
        member.file_size = Path(filename).stat().st_size  # tells zipfile which form a large member needs
        with Path(filename).open("rb") as source, self.open(member, "w") as target:
            shutil.copyfileobj(source, target, 1 << 20)

    def member(self, name: Any, compress_type: int | None = None) -> ZipInfo:
        """Name a member, without a time."""
        found = ZipInfo(name.filename if isinstance(name, ZipInfo) else str(name), EARLIEST)
        found.compress_type = self.compression if compress_type is None else compress_type
        found.external_attr = 0o644 << 16
        return found


def check_size(rows: int | None, columns: int) -> None:
    """Refuse what no sheet holds.

    Raises
    ------
    BadRequest
        When there are more rows or columns than one sheet takes.
    """
    remedy = told("Write a .parquet, a .csv or a .dta, or ask for less.")
    if columns > MOST_COLUMNS:
        raise BadRequest(
            "The panel has %(columns)s columns, and a sheet of Excel takes %(most)s.",
            remedy=remedy,
            columns=Count(columns),
            most=Count(MOST_COLUMNS),
        )
    if rows is not None and rows > MOST_ROWS:
        raise BadRequest(
            "The panel has %(rows)s rows, and a sheet of Excel takes %(most)s.",
            remedy=remedy,
            rows=Count(rows),
            most=Count(MOST_ROWS),
        )


def write_sheet(
    stream: BinaryIO,
    names: Sequence[str],
    batches: Iterable[pa.Table],
    about: Iterable[Sequence[str]],
    title: str = "panel",
) -> None:
    """Write a workbook.

    Parameters
    ----------
    names
        Of the columns.
    about
        The rows of the second sheet, its headings first.
    title
        Of the first sheet.

    Raises
    ------
    BadRequest
        When there turn out to be more rows than a sheet takes.
    """
    with StillZip(stream, "w", ZIP_DEFLATED, compresslevel=4) as archive, ZipFile(_empty(names, about, title)) as empty:
        for member in empty.namelist():
            data = empty.read(member)
            if member != PLACE:
                archive.writestr(member, data)
                continue
            before, end, after = data.decode().partition(END)
            with archive.open(archive.member(PLACE), "w", force_zip64=True) as sheet:
                sheet.write(before.encode())
                count = 0
                for batch in batches:
                    check_size(count + len(batch), len(names))
                    for begun in range(0, len(batch), AT_ONCE):
                        part = batch.slice(begun, AT_ONCE)
                        sheet.write(rows_as_xml(part, count + 2))
                        count += len(part)
                sheet.write((end + after).encode())


def _empty(names: Sequence[str], about: Iterable[Sequence[str]], title: str) -> BytesIO:
    """Make the workbook without its rows."""
    from openpyxl import Workbook  # type: ignore[import-untyped]
    from openpyxl.writer.excel import ExcelWriter  # type: ignore[import-untyped]

    book = Workbook()
    book.properties.creator = "comity"
    book.properties.created = book.properties.modified = datetime(*EARLIEST)
    rows, described = book.active, book.create_sheet("columns")
    rows.title = title
    for sheet, lines in ((rows, [names]), (described, about)):
        sheet.freeze_panes = "A2"
        for line in lines:
            sheet.append(list(line))
    found = BytesIO()
    with ZipFile(found, "w") as archive:
        ExcelWriter(book, archive).save()
    return found


def rows_as_xml(part: pa.Table, first: int) -> bytes:
    """Give rows as a worksheet has them; ``first`` is the number of the first. What is not known has no cell."""
    # Imported where it is used: it takes longer than numpy, and who starts the workbench waits for it.
    import pyarrow.compute as pc

    if not len(part):
        return b""
    numbers = pa.array(np.arange(first, first + len(part))).cast(pa.string())
    pieces = [_join('<row r="', numbers, '">')]
    for place in range(part.num_columns):
        pieces.append(_cells(part.column(place).combine_chunks(), _letters(place), numbers))
    joined = pc.binary_join_element_wise(*pieces, "</row>", "", null_handling="skip")
    if isinstance(joined, pa.ChunkedArray):
        joined = joined.combine_chunks()
    return "".join(joined.to_pylist()).encode()


def _cells(column: pa.Array, letters: str, numbers: pa.Array) -> pa.Array:
    """Give the cells of one column, null where there is none."""
    import pyarrow.compute as pc

    if pa.types.is_dictionary(column.type):
        column = column.cast(pa.string())
    if pa.types.is_string(column.type):
        # An XML file can hold no other control characters.
        text = pc.replace_substring_regex(column, "[\x01-\x08\x0b\x0c\x0e-\x1f]", "")
        for sign, written in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
            text = pc.replace_substring(text, sign, written)
        begin = f'<c r="{letters}'
        return _join(begin, numbers, '" t="inlineStr"><is><t xml:space="preserve">', text, "</t></is></c>")
    if pa.types.is_floating(column.type):
        column = pc.if_else(pc.is_finite(column), column, pa.scalar(None, column.type))
    return _join(f'<c r="{letters}', numbers, '"><v>', column.cast(pa.string()), "</v></c>")


def _join(*pieces: Any) -> pa.Array:
    import pyarrow.compute as pc

    return pc.binary_join_element_wise(*pieces, "", null_handling="emit_null")


def _letters(place: int) -> str:
    """Name a column as a sheet does: A … Z, AA …"""
    found = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        found = chr(65 + rest) + found
    return found
