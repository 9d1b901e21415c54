"""Write what was gathered as a workbook of Excel (Office Open XML, ECMA-376): the same bytes for the same content.

Each sheet has a hidden first row with the names of its columns, by which the file is read again in whatever language its titles are.
Every text is written as text, in a cell whose format is text: no spreadsheet computes it. The XML is written here, as the usual library
takes a minute over 20,000 records.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from io import BytesIO
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from comity.model.errors import N_
from comity.register.kinds import kind_of
from comity.register.shape import Field, Type
from comity.register.sheets.gathering import Gathered
from comity.register.sheets.layout import (  # fmt: skip
    CELL,
    EARLIEST,
    GUARDED,
    LONG,
    Table,
    cell,
    choices,
    letters,
)

__all__ = ["ABOUT", "MARK", "NAMES", "about", "as_workbook", "records_in", "version_here"]

#: Before each name in the hidden row, so that it is no title.
MARK = "#"
ABOUT, LISTS = "Read me", "choices"
#: Rows before those of records: names, titles.
NAMES, FIRST = 1, 3
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
# Styles by their place in `cellXfs` below.
LOCKED, TITLE, TEXT, QUOTED, DAY, MONEY, NUMBER, PROSE, QUOTED_PROSE = range(9)
ORIGIN = date(1899, 12, 30)
#: What a reader of the format takes for an escaped sign, ECMA-376 part 1, 22.9.2.19.
ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
MOST = 1_048_576


def version_here() -> str:
    """Give comity's version."""
    from importlib.metadata import version

    return version("comity")


def about(made: Gathered) -> list[tuple[str, str, str]]:
    """Give what a file says of itself: name, title and value."""
    counts = ", ".join(f"{kind}: {count}" for kind, count in made.counts.items())
    return [
        ("comity", N_("Made by comity"), version_here()),
        ("office", N_("Office"), made.office),
        ("at", N_("When"), made.at.strftime("%Y-%m-%dT%H:%M:%SZ")),
        ("by", N_("By whom"), made.names.get(made.by, made.by)),
        ("limit", N_("Up to which label"), made.limit),
        ("records", N_("Records"), counts or "0"),
        ("references", N_("References withheld"), str(made.references)),
        ("digest", N_("Digest of the content (SHA-256)"), made.digest),
    ]


HELP = (
    N_("One sheet for each kind of record and one for each of its parts; a row of a part names its record in the first column."),
    N_("A new record has an empty first column, or a word of your own by which rows of its parts name it."),
    N_("What you leave out of the file stays as it is in the register; an emptied cell takes away what stood there."),
    N_("Computed cells are not taken: paste them as values. Lists have one entry to a line."),
    N_("To take it back: the register’s page of files, or comity office import FILE."),
)  # fmt: skip


def as_workbook(made: Gathered, tell: Callable[[str], str] = str) -> bytes:
    """Write a workbook.

    Parameters
    ----------
    tell
        Gives the titles of columns in a language.
    """
    sheets = [Table(kind_of(name), part) for name in made.kinds for part in (None, *kind_of(name).parts)]
    lists = _lists(sheets)
    names = [ABOUT, *(one.name for one in sheets), LISTS]
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED, compresslevel=4) as archive:

        def put(name: str, parts: Iterable[str]) -> None:
            with archive.open(_member(name), "w", force_zip64=True) as member:
                for part in parts:
                    member.write(part.encode())

        put("[Content_Types].xml", [_types(len(names))])
        put("_rels/.rels", [_rels([("officeDocument", "xl/workbook.xml")])])
        put("xl/workbook.xml", [_book(names, sheets)])
        put("xl/_rels/workbook.xml.rels", [_rels([*(("worksheet", f"worksheets/sheet{number}.xml") for number in range(1, len(names) + 1)), ("styles", "styles.xml")])])  # fmt: skip
        put("xl/styles.xml", [STYLES])
        put("xl/worksheets/sheet1.xml", _about_sheet(made, tell))
        for number, table in enumerate(sheets, 2):
            put(f"xl/worksheets/sheet{number}.xml", _sheet(made, table, tell, lists))
        put(f"xl/worksheets/sheet{len(names)}.xml", _lists_sheet(lists))
    return stream.getvalue()


def _member(name: str) -> ZipInfo:
    made = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    made.compress_type, made.external_attr, made.create_system = ZIP_DEFLATED, 0o600 << 16, 3
    return made


def _types(sheets: int) -> str:
    kinds = "application/vnd.openxmlformats-officedocument.spreadsheetml."
    parts = [("xl/workbook.xml", "sheet.main"), ("xl/styles.xml", "styles"), *((f"xl/worksheets/sheet{number}.xml", "worksheet") for number in range(1, sheets + 1))]  # fmt: skip
    said = "".join(f'<Override PartName="/{part}" ContentType="{kinds}{kind}+xml"/>' for part, kind in parts)
    return f'{HEAD}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>{said}</Types>'


def _rels(of: Sequence[tuple[str, str]]) -> str:
    said = "".join(f'<Relationship Id="rId{number}" Type="{RELATIONS}/{kind}" Target="{target}"/>' for number, (kind, target) in enumerate(of, 1))  # fmt: skip
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{said}</Relationships>'


def _book(names: Sequence[str], sheets: Sequence[Table]) -> str:
    said = "".join(f'<sheet name={quoteattr(name)} sheetId="{number}"{_hidden(name)} r:id="rId{number}"/>' for number, name in enumerate(names, 1))  # fmt: skip
    filters = "".join(f'<definedName name="_xlnm._FilterDatabase" localSheetId="{number}" hidden="1">{_quoted(one.name)}!$A$2:${letters(len(one.columns) - 1)}$2</definedName>' for number, one in enumerate(sheets, 1))  # fmt: skip
    return f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>{said}</sheets><definedNames>{filters}</definedNames></workbook>'


def _quoted(name: str) -> str:
    return escape("'" + name.replace("'", "''") + "'")


def _hidden(name: str) -> str:
    return ' state="hidden"' if name == LISTS else ""


def _xfs() -> str:
    # Number format, font, fill, locked, wrapped, quoted.
    made: list[tuple[int, ...]] = [(49, 0, 2, 1, 0, 0), (49, 1, 3, 1, 1, 0), (49, 0, 0, 0, 0, 0), (49, 0, 0, 0, 0, 1), (164, 0, 0, 0, 0, 0), (4, 0, 0, 0, 0, 0), (0, 0, 0, 0, 0, 0), (49, 0, 0, 0, 1, 0), (49, 0, 0, 0, 1, 1)]  # fmt: skip
    return "".join(map(_xf, made))


def _xf(made: tuple[int, ...]) -> str:
    number, font, fill, locked, wrapped, quoted = made
    prefix, wrap = ' quotePrefix="1"' * quoted, ' wrapText="1"' * wrapped
    return f'<xf numFmtId="{number}" fontId="{font}" fillId="{fill}" borderId="0" xfId="0" applyNumberFormat="1" applyFill="1" applyAlignment="1" applyProtection="1"{prefix}><alignment vertical="top"{wrap}/><protection locked="{locked}"/></xf>'


STYLES = (
    f'{HEAD}<styleSheet xmlns="{MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="4"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '<fill><patternFill patternType="solid"><fgColor rgb="FFF2F2F2"/></patternFill></fill><fill><patternFill patternType="solid"><fgColor rgb="FFDDE6EE"/></patternFill></fill></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    f'<cellXfs count="9">{_xfs()}</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


def _text(place: str, text: str, style: int) -> str:
    return f'<c r="{place}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{escape(ESCAPED.sub("_x005F_", text))}</t></is></c>'


def _row(number: int, cells: Iterable[str], more: str = "") -> str:
    return f'<row r="{number}"{more}>{"".join(cells)}</row>'


def _about_sheet(made: Gathered, tell: Callable[[str], str]) -> Iterator[str]:
    yield f'{HEAD}<worksheet xmlns="{MAIN}"><cols><col min="1" max="1" width="3" hidden="1"/><col min="2" max="2" width="34" customWidth="1"/><col min="3" max="3" width="70" customWidth="1"/></cols><sheetData>'
    for number, (name, title, value) in enumerate(about(made), 1):
        yield _row(number, [_text(f"A{number}", MARK + name, TEXT), _text(f"B{number}", tell(title), TITLE), _text(f"C{number}", value, LOCKED)])  # fmt: skip
    for number, text in enumerate(HELP, len(about(made)) + 2):
        yield _row(number, [_text(f"B{number}", tell(text), TEXT)])
    yield "</sheetData></worksheet>"


def _lists(sheets: Sequence[Table]) -> dict[tuple[str, ...], int]:
    """Give the columns of the hidden sheet that has what is to be chosen from."""
    found = dict.fromkeys(choices(one) for table in sheets for one in table.fields if choices(one))
    return {one: number for number, one in enumerate(found)}


def _lists_sheet(lists: dict[tuple[str, ...], int]) -> Iterator[str]:
    yield f'{HEAD}<worksheet xmlns="{MAIN}"><sheetData>'
    for row in range(max((len(one) for one in lists), default=0)):
        yield _row(row + 1, [_text(f"{letters(number)}{row + 1}", one[row], TEXT) for one, number in lists.items() if row < len(one)])  # fmt: skip
    yield "</sheetData></worksheet>"


WIDTHS = {Type.PROSE: 48, Type.TEXT: 28, Type.RECORD: 30, Type.RECORDS: 30, Type.PERSON: 24}


def _sheet(
    made: Gathered, table: Table, tell: Callable[[str], str], lists: dict[tuple[str, ...], int]
) -> Iterator[str]:
    own, columns = len(table.own), table.columns
    cols = "".join(
        f'<col min="{place}" max="{place}" width="{14 if one is None else WIDTHS.get(one.type, 16)}" style="{TEXT if one is None else _style(one)}" customWidth="1"/>'
        for place, one in enumerate([*[None] * own, *table.fields], 1)
    )
    yield f'{HEAD}<worksheet xmlns="{MAIN}"><sheetViews><sheetView workbookViewId="0"><pane xSplit="1" ySplit="2" topLeftCell="B3" activePane="bottomRight" state="frozen"/></sheetView></sheetViews><cols>{cols}</cols><sheetData>'
    yield _row(1, (_text(f"{letters(place)}1", MARK + name, LOCKED) for place, name in enumerate(columns)), ' hidden="1"')  # fmt: skip
    yield _row(2, (_text(f"{letters(place)}2", title, TITLE) for place, title in enumerate(table.titles(tell))))
    number = FIRST
    for one, values in records_in(made, table):
        cells = [_text(f"{letters(place)}{number}", value, LOCKED) for place, value in enumerate(values)]
        for place, declared in enumerate(table.fields, own):
            value = cell(declared, one.get(declared.name), made.names)
            if value is not None:
                cells.append(_cell(f"{letters(place)}{number}", declared, value))
        yield _row(number, cells)
        number += 1
    # Without a password: whoever means it can unlock the identities.
    yield '</sheetData><sheetProtection sheet="1" objects="0" scenarios="0" formatCells="0" formatColumns="0" formatRows="0" insertRows="0" deleteRows="0" sort="0" autoFilter="0"/>'
    yield f'<autoFilter ref="A2:{letters(len(columns) - 1)}{max(number - 1, 2)}"/>'
    held = [(place, choices(one)) for place, one in enumerate(table.fields, own) if choices(one)]
    if held:
        yield f'<dataValidations count="{len(held)}">'
        for place, few in held:
            of = letters(lists[few])
            yield f'<dataValidation type="list" allowBlank="1" showErrorMessage="0" sqref="{letters(place)}{FIRST}:{letters(place)}{MOST}"><formula1>{LISTS}!${of}$1:${of}${len(few)}</formula1></dataValidation>'
        yield "</dataValidations>"
    yield "</worksheet>"


def records_in(made: Gathered, table: Table) -> Iterator[tuple[dict[str, object], list[str]]]:
    """Give the rows of a sheet: the fields of each, and its own columns."""
    for one in made.records:
        if one.kind is not table.kind:
            continue
        if table.part is None:
            yield dict(one.content), [one.record, one.state, str(one.version)]
        else:
            yield from ((row, [one.record, str(row.get("id", ""))]) for row in one.content.get(table.part.name) or ())


def _style(one: Field) -> int:
    if one.type == Type.DAY:
        return DAY
    if one.type == Type.MONEY:
        return MONEY
    if one.type in (Type.WHOLE, Type.NUMBER):
        return NUMBER
    return PROSE if one.type in (Type.PROSE, Type.SEVERAL, Type.RECORDS, Type.STATES) else TEXT


def _cell(place: str, one: Field, value: object) -> str:
    style = _style(one)
    if isinstance(value, date):
        if value.isoformat() < EARLIEST:
            return _text(place, value.isoformat(), TEXT)
        return f'<c r="{place}" s="{style}"><v>{(value - ORIGIN).days}</v></c>'
    if isinstance(value, Decimal) and Decimal(repr(float(value))) != value:
        # More digits than a spreadsheet keeps of a number.
        return _text(place, str(value), TEXT)
    if isinstance(value, int | float | Decimal):
        return f'<c r="{place}" s="{style}"><v>{value}</v></c>'
    text = str(value)
    if len(text) > CELL // 2 and len(text.encode("utf-16-le")) // 2 > CELL:
        text = LONG
    if GUARDED(text):
        style = QUOTED_PROSE if style == PROSE else QUOTED
    return _text(place, text, style)
