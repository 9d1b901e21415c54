"""What every DOCX of comity is made of: a page, styles, lists, tables with header rows, and the same bytes for the same content."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from typing import Any

#: A typeface that every office has, or has another of the same widths for.
TYPEFACE = "Times New Roman"
QUIET, WARNING = "57606A", "8B1E3F"
#: The size of type in tables, as a part of that of the text.
TABLE = 0.84
#: The page: A4 with these margins, in centimetres.
PAGE, MARGIN, TOP, BOTTOM = (21.0, 29.7), 1.7, 1.5, 1.6
#: Width of a letter of a table in centimetres: columns that do not break take so much.
LETTER, EDGE = 0.132, 0.25


def set_styles(document: Any, size: float, language: str) -> None:
    """Set the styles for text of a size in points, in a language as ``en-GB``."""
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt, RGBColor

    normal = document.styles["Normal"]
    for name, points, colour, before, after in (
        ("Normal", size, None, 0, 2), ("Title", 20, "000000", 0, 0), ("Subtitle", size, QUIET, 0, 4),
        ("Heading 1", size * 1.2, "000000", 8, 2), ("Caption", size * 0.9, QUIET, 2, 2), ("List Bullet", size, None, 0, 1),
    ):  # fmt: skip
        style = document.styles[name]
        style.font.name, style.font.size = TYPEFACE, Pt(points)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for key in list(fonts.attrib):
            if "Theme" in key:
                del fonts.attrib[key]
        fonts.set(qn("w:eastAsia"), TYPEFACE)
        if colour:
            style.font.color.rgb = RGBColor.from_string(colour)
        style.font.italic = False
        style.font.bold = name in ("Title", "Heading 1")
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
        style.paragraph_format.line_spacing = 1.0
    for spaced in list(document.styles["Subtitle"].element.rPr.iter(qn("w:spacing"))):
        spaced.getparent().remove(spaced)
    bullets = document.styles["List Bullet"].paragraph_format
    bullets.left_indent, bullets.first_line_indent = Cm(0.35), Cm(-0.35)
    bullets.tab_stops.add_tab_stop(Cm(0.35))
    border = document.styles["Title"].element.pPr.find(qn("w:pBdr"))
    if border is not None:
        document.styles["Title"].element.pPr.remove(border)
    for spoken in document.styles.element.iter(qn("w:lang")):
        spoken.set(qn("w:val"), language)
    found = normal.element.get_or_add_rPr()
    found.append(found.makeelement(qn("w:lang"), {qn("w:val"): language}))


def set_page(document: Any, running: str) -> None:
    """Set the page, with a line at its foot and the number of the page."""
    from docx.enum.text import WD_TAB_ALIGNMENT
    from docx.shared import Cm, Pt, RGBColor

    section = document.sections[0]
    section.page_width, section.page_height = Cm(PAGE[0]), Cm(PAGE[1])
    section.left_margin = section.right_margin = Cm(MARGIN)
    section.top_margin, section.bottom_margin, section.footer_distance = Cm(TOP), Cm(BOTTOM), Cm(0.8)
    line = section.footer.paragraphs[0]
    line.style = document.styles["Normal"]
    line.paragraph_format.tab_stops.add_tab_stop(Cm(PAGE[0] - 2 * MARGIN), WD_TAB_ALIGNMENT.RIGHT)
    line.add_run(f"{running}\t")
    _field(line, "PAGE")
    line.add_run(" / ")
    _field(line, "NUMPAGES")
    for run in line.runs:
        run.font.size, run.font.color.rgb = Pt(7.5), RGBColor.from_string(QUIET)


def _field(line: Any, name: str) -> None:
    """Add what the reader's program counts."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    for kind in ("begin", None, "end"):
        run = line.add_run()
        if kind is None:
            told = OxmlElement("w:instrText")
            told.text = name
        else:
            told = OxmlElement("w:fldChar")
            told.set(qn("w:fldCharType"), kind)
        run._r.append(told)


def add_framed(document: Any, head: str, text: str) -> None:
    """Write the warning, framed."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    line = document.add_paragraph()
    line.add_run(f"{head} ").bold = True
    line.add_run(text)
    frame = OxmlElement("w:pBdr")
    for side in ("top", "left", "bottom", "right"):
        edge = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "6"), ("space", "4"), ("color", WARNING)):
            edge.set(qn(f"w:{name}"), value)
        frame.append(edge)
    line._p.get_or_add_pPr().insert_element_before(frame, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")


def add_bullets(document: Any, said: Sequence[str]) -> None:
    """Write a list."""
    for text in said:
        document.add_paragraph(text, style="List Bullet")


def add_table(document: Any, told: dict[str, Any], size: float) -> None:
    """Write a table with its caption before it, a row of headings that each page repeats, and what is more after it."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt

    caption = document.add_paragraph(told["caption"], style="Caption")
    caption.paragraph_format.keep_with_next = True
    table = document.add_table(rows=1, cols=len(told["columns"]))
    table.autofit = False
    across = _across(told)
    lines = [told["columns"], *told["lines"]]
    for _ in told["lines"]:
        table.add_row()
    for number, (row, line) in enumerate(zip(table.rows, lines, strict=True)):
        held = row._tr.get_or_add_trPr()
        held.append(OxmlElement("w:cantSplit"))
        if number == 0:
            held.append(OxmlElement("w:tblHeader"))
        for cell, text, width in zip(row.cells, line, across, strict=True):
            cell.width = Cm(width)
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_after = Pt(0)
            run = paragraph.add_run(text)
            run.font.size, run.bold = Pt(size * TABLE), number == 0
    for column, width in zip(table.columns, across, strict=True):
        column.width = Cm(width)
    held = table._tbl.tblPr
    for name, value in (("tblCaption", told["caption"]), ("tblDescription", told["note"])):
        if value:
            element = OxmlElement(f"w:{name}")
            element.set(qn("w:val"), value)
            held.append(element)
    _rules(table)
    note = document.add_paragraph(told["note"], style="Caption") if told["note"] else None
    if note is not None:
        note.paragraph_format.space_before = Pt(1)
        for run in note.runs:
            run.font.size = Pt(size * TABLE)


def _across(told: dict[str, Any]) -> list[float]:
    """Give the widths of columns in centimetres: those that do not break first, the rest to the others."""
    whole = PAGE[0] - 2 * MARGIN
    found = []
    for place, part in enumerate(told["widths"]):
        cells = [line[place] for line in told["lines"]] + [told["columns"][place]]
        found.append(0.0 if part else min(max(map(len, cells)) * LETTER + EDGE, whole / 3))
    rest, parts = whole - sum(found), sum(told["widths"])
    return [width or rest * part / parts for width, part in zip(found, told["widths"], strict=True)]


def _rules(table: Any) -> None:
    """Draw thin lines between rows, and none between columns."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    borders = OxmlElement("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        edge = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", "B6BDC4")):
            edge.set(qn(f"w:{name}"), value)
        borders.append(edge)
    margins = OxmlElement("w:tblCellMar")
    for side, width in (("left", "0"), ("right", "70")):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:w"), width)
        edge.set(qn("w:type"), "dxa")
        margins.append(edge)
    # The schema of the format has the parts of a table's properties in a fixed order.
    held = table._tbl.tblPr
    after = [held.find(qn(f"w:{name}")) for name in ("tblLook", "tblCaption", "tblDescription")]
    first = next((one for one in after if one is not None), None)
    layout = held.find(qn("w:tblLayout"))
    if layout is not None:
        layout.addprevious(borders)
    elif first is not None:
        first.addprevious(borders)
    else:
        held.append(borders)
    (layout if layout is not None else borders).addnext(margins)


def same_bytes(data: bytes) -> bytes:
    """Pack the file anew, without the time at which it was made."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as new,
    ):
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            new.writestr(entry, old.read(name))
    return buffer.getvalue()


def drop_thumbnail(document: Any) -> None:
    """Leave out the picture of another document, which the library's template brings along."""
    links = document.part.package.rels
    for key in [key for key, link in links.items() if link.reltype.endswith("/thumbnail")]:
        del links[key]


__all__ = ["add_bullets", "add_framed", "add_table", "drop_thumbnail", "same_bytes", "set_page", "set_styles"]
