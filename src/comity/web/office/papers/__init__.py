"""Papers of the register as files: the same words as DOCX, PDF and HTML, and the same bytes for the same words."""

from __future__ import annotations

from collections.abc import Callable

from comity.register.papers import Paper
from comity.web.office.papers.as_docx import as_docx
from comity.web.office.papers.as_html import as_html
from comity.web.office.papers.as_pdf import as_pdf

#: By the suffix of the file how it is written, and its media type.
FORMS: dict[str, tuple[Callable[[Paper], bytes], str]] = {
    "docx": (as_docx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "pdf": (as_pdf, "application/pdf"),
    "html": (as_html, "text/html; charset=utf-8"),
}

__all__ = ["FORMS", "as_docx", "as_html", "as_pdf"]
