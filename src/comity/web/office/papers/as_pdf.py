"""A paper as PDF: tagged, with title and language, the label at the head and the foot of every page."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

from comity.dossier.as_pdf import STANDARD
from comity.dossier.picture import typesetter
from comity.register.papers import Paper
from comity.web.office.papers.as_docx import across, printable


def as_pdf(made: Paper) -> bytes:
    """Write a paper as PDF.

    Raises
    ------
    NotHere
        When typst is not installed.
    """
    template = files("comity.web.office.papers").joinpath("paper.typ").read_bytes()
    said = json.dumps(_said(made), ensure_ascii=False)
    found = typesetter().compile(template, format="pdf", pdf_standards=[STANDARD], sys_inputs={"paper": said}, ignore_system_fonts=True)  # fmt: skip
    assert isinstance(found, bytes)
    return found


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
