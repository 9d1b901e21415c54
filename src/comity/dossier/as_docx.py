"""A handout as DOCX: real headings, tables with header rows, captions, words for the drawing; the same bytes for the same record."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from comity.dossier.as_pdf import heading, mapping
from comity.dossier.docx_parts import (
    add_bullets,
    add_framed,
    add_table,
    drop_thumbnail,
    same_bytes,
    set_page,
    set_styles,
)
from comity.dossier.handout import Handout
from comity.dossier.picture import as_png, lacking

LANGUAGES = {"en": "en-GB", "fr": "fr-FR"}
#: Sizes of type, as parts of that of the text.
SMALL, SMALLEST = 0.8, 0.74


def render_docx(made: Handout) -> bytes:
    """Write a handout as DOCX.

    Raises
    ------
    NotHere
        When python-docx, or typst that draws its picture, is not installed.
    """
    try:
        import docx
    except ImportError as error:
        raise lacking("python-docx") from error
    from docx.shared import Pt

    document = docx.Document()
    told = mapping(made)
    said, language = told["said"], LANGUAGES[told["language"]]
    _properties(document, made, language)
    set_styles(document, made.size, language)
    set_page(document, told["running"])
    document.add_paragraph(told["title"], style="Title")
    document.add_paragraph(told["subtitle"], style="Subtitle")
    add_framed(document, said["warning"], told["warning"])
    document.add_heading(said["brief"], 1)
    add_bullets(document, told["lead"])
    document.add_heading(said["figures"], 1)
    add_table(document, told["figures"], made.size)
    if made.drawing is not None:
        _drawing(document, made.drawing.svg, told["drawing"])
    for part in told["parts"]:
        document.add_heading(part["title"], 1)
        add_bullets(document, part["sentences"])
        if part["table"]:
            add_table(document, part["table"], made.size)
    document.add_heading(said["gaps"], 1)
    _named(document, told["gaps"], made.size * SMALL, said["colon"])
    document.add_heading(said["sources"], 1)
    _named(document, told["sources"], made.size * SMALLEST, said["colon"])
    for note in told["notes"]:
        for run in document.add_paragraph(note, style="Caption").runs:
            run.font.size = Pt(made.size * SMALLEST)
    drop_thumbnail(document)
    buffer = io.BytesIO()
    document.save(buffer)
    return same_bytes(buffer.getvalue())


def _properties(document: Any, made: Handout, language: str) -> None:
    day = datetime(made.day.year, made.day.month, made.day.day, tzinfo=UTC)
    held = document.core_properties
    held.title, held.author, held.last_modified_by = heading(made), "comity", "comity"
    held.subject, held.keywords, held.comments = made.subject.name, "", made.warning
    held.language, held.created, held.modified, held.revision = language, day, day, 1


def _named(document: Any, entries: Sequence[Sequence[str]], size: float, colon: str) -> None:
    """Write what has a name and a sentence, one after the other."""
    from docx.shared import Pt

    line = document.add_paragraph()
    for place, (name, text) in enumerate(entries):
        for run in (line.add_run(f"{name}{colon} "), line.add_run(text + (" " if place < len(entries) - 1 else ""))):
            run.font.size = Pt(size)
        line.runs[-2].bold = True


def _drawing(document: Any, svg: str, told: dict[str, Any]) -> None:
    """Put the drawing in, with words for those who do not see it, and its caption under it."""
    from docx.shared import Cm

    line = document.add_paragraph()
    line.paragraph_format.keep_with_next = True
    shape = line.add_run().add_picture(io.BytesIO(as_png(svg, told["width"])), width=Cm(told["width"]))
    for side in ("distT", "distB", "distL", "distR"):
        shape._inline.set(side, "0")
    held = shape._inline.docPr
    held.set("descr", told["alt"])
    held.set("title", told["caption"])
    held.set("name", "Drawing")
    document.add_paragraph(told["caption"], style="Caption")


__all__ = ["render_docx"]
