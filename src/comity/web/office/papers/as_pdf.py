"""A paper as PDF: tagged, with title and language, the label at the head and the foot of every page."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from typing import Any

from comity.dossier.as_pdf import STANDARD
from comity.dossier.picture import typesetter
from comity.model.errors import NotHere
from comity.register.papers import Paper
from comity.web.office.papers.as_docx import across, printable

#: What typst says of text that no typeface has the signs for.
UNSET = re.compile(r'the text `"(.*?)"` could not be displayed', re.DOTALL)


def as_pdf(made: Paper) -> bytes:
    """Write a paper as PDF.

    It is set in the typeface that comes with typst, alike on every machine; where that lacks a sign, in one of this machine's beside it.

    Raises
    ------
    NotHere
        When typst is not installed, or no typeface here has some of the signs: nothing is left out without a word.
    """
    typst = typesetter()
    template = files("comity.web.office.papers").joinpath("paper.typ").read_bytes()
    told = {"paper": json.dumps(_said(made), ensure_ascii=False)}
    lacks = None
    for alone in (True, False):
        try:
            found = typst.compile(template, format="pdf", pdf_standards=[STANDARD], sys_inputs=told, ignore_system_fonts=alone)  # fmt: skip
        except typst.TypstError as error:
            lacks = UNSET.search(str(error))
            if lacks is None:
                raise
        else:
            assert isinstance(found, bytes)
            return found
    raise NotHere("No typeface of this machine has the signs “%(signs)s”.", remedy="Take the paper as DOCX or HTML, or install a typeface that has them.", signs=lacks[1] if lacks else "")  # fmt: skip


def _said(made: Paper) -> dict[str, Any]:
    year, month, day = map(int, made.day.split("-"))
    told: dict[str, Any] = made.mapping() | {"year": year, "month": month, "date": day}
    for section, said in zip(made.sections, told["sections"], strict=True):
        for sheet, table in zip(section.sheets, said["sheets"], strict=True):
            table["widths"] = across(sheet)
    found: dict[str, Any] = _clean(told)
    return found


def _clean(value: Any) -> Any:
    """Leave out what no typeface has: signs that steer, and halves of signs."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {name: _clean(one) for name, one in value.items()}
    return [_clean(one) for one in value] if isinstance(value, list | tuple) else value


__all__ = ["as_pdf"]
