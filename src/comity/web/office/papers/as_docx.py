"""A paper as DOCX: real headings, tables with header rows, the label at the head of every page."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any

from comity.dossier.as_pdf import widths
from comity.dossier.docx_parts import add_table, drop_thumbnail, same_bytes, set_page, set_styles
from comity.dossier.picture import lacking
from comity.register.papers import Paper, Sheet

SIZE = 10.0
LANGUAGES = {"en": "en-GB", "fr": "fr-FR"}


def as_docx(made: Paper) -> bytes:
    """Write a paper as DOCX.

    Raises
    ------
    NotHere
        When python-docx is not installed.
    """
    try:
        import docx
    except ImportError as error:
        raise lacking("python-docx") from error

    document = docx.Document()
    _properties(document, made)
    set_styles(document, SIZE, LANGUAGES[made.language])
    set_page(document, f"{printable(made.title)} · {made.marking}")
    _header(document, made.marking)
    document.add_paragraph(printable(made.title), style="Title")
    document.add_paragraph(printable(made.subtitle), style="Subtitle")
    for section in made.sections:
        document.add_heading(printable(section.title), 1)
        for said in section.text:
            for part in said.splitlines() or [""]:
                document.add_paragraph(printable(part))
        for name, words in section.facts:
            line = document.add_paragraph()
            line.add_run(f"{printable(name)}: ").bold = True
            line.add_run(printable(words))
        for sheet in section.sheets:
            add_table(document, _told(sheet), SIZE)
    drop_thumbnail(document)
    buffer = io.BytesIO()
    document.save(buffer)
    return same_bytes(buffer.getvalue())


def _told(sheet: Sheet) -> dict[str, Any]:
    lines = [[printable(cell) for cell in row] for row in sheet.rows]
    return {"caption": printable(sheet.caption), "columns": [printable(one) for one in sheet.columns], "lines": lines, "note": printable(sheet.note), "widths": across(sheet)}  # fmt: skip


def across(sheet: Sheet) -> list[float]:
    """Give each column's part of the width; of many columns all break, so that none is pressed off the page."""
    found = widths(("",) * len(sheet.columns), [*sheet.rows, sheet.columns])
    if len(found) <= 5:
        return found
    longest = (max(len(row[place]) for row in (*sheet.rows, sheet.columns)) for place in range(len(found)))
    return [float(min(max(one, 9), 45)) for one in longest]


def printable(text: str) -> str:
    """Leave out signs that XML has no place for, as text that was typed or pasted may hold.

    Examples
    --------
    >>> printable("a\\x0bb")
    'ab'
    """
    return "".join(one for one in text if one >= " " or one in "\n\t" if one not in "\ufffe\uffff" and not "\ud800" <= one <= "\udfff")  # fmt: skip


def _header(document: Any, marking: str) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Cm, Pt

    section = document.sections[0]
    section.top_margin, section.header_distance = Cm(2.0), Cm(0.8)
    line = section.header.paragraphs[0]
    line.style = document.styles["Normal"]
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = line.add_run(marking)
    run.bold, run.font.size = True, Pt(9)


def _properties(document: Any, made: Paper) -> None:
    day = datetime.fromisoformat(made.day).replace(tzinfo=UTC)
    held = document.core_properties
    held.title, held.author, held.last_modified_by = printable(made.title)[:250], "comity", "comity"
    held.subject, held.keywords, held.comments = printable(made.subtitle)[:250], "", made.marking
    held.language, held.created, held.modified, held.revision = LANGUAGES[made.language], day, day, 1


__all__ = ["across", "as_docx", "printable"]
