"""Documents to hand over: a brief on two pages or a visit pack, as PDF or DOCX."""

from __future__ import annotations

from datetime import date
from importlib.util import find_spec
from pathlib import Path

from comity.dossier.handout import Handout, handout
from comity.dossier.picture import lacking
from comity.dossier.visit import visit as visit_pack
from comity.model.errors import BadRequest, any_of

#: Forms, by the ending of a file, with what they are called in the web.
FORMS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def make(subject: str, on: date | int | str | None = None, *, visit: bool = False, home: Path | None = None) -> Handout:
    """Make the content of a document, fit for its pages.

    Parameters
    ----------
    subject, on, home
        As for :func:`comity.dossier.brief`, with its errors.
    visit
        The visit pack of a pair.

    Raises
    ------
    NotHere
        When the packages that make documents are not installed.
    BadRequest
        When a visit pack is asked for of what is no pair.
    """
    ready()
    from comity.dossier.as_pdf import fitted

    return fitted((visit_pack if visit else handout)(subject, on, home=home))


def ready() -> None:
    """Say at once, and not after a long computation, when what makes documents is not installed.

    Raises
    ------
    NotHere
        With the remedy.
    """
    for module, name in (("typst", "typst"), ("docx", "python-docx")):
        if find_spec(module) is None:
            raise lacking(name)


def render(made: Handout, form: str) -> bytes:
    """Write a document: the same bytes for the same record.

    Raises
    ------
    BadRequest
        When the form is neither ``pdf`` nor ``docx``.
    """
    if form == "pdf":
        from comity.dossier.as_pdf import render_pdf

        return render_pdf(made)
    if form == "docx":
        from comity.dossier.as_docx import render_docx

        return render_docx(made)
    raise BadRequest(
        "There is no document of the form “%(form)s”.", remedy="Choose %(forms)s.", form=form, forms=any_of(FORMS)
    )


__all__ = ["FORMS", "make", "ready", "render"]
