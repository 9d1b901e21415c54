"""Documents to hand over: the brief on two pages and the visit pack of a pair, as PDF and DOCX, with their warning."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import Literal
from urllib.parse import quote

from starlette.responses import Response

from comity.dossier.documents import FORMS, render
from comity.dossier.handout import Handout
from comity.dossier.language import spoken
from comity.web.asked import Asked
from comity.web.contract import N_, Ask, Page, Table, View
from comity.web.contract import router as page_router
from comity.web.pages.documents.held import held

PAGE = Page("documents", N_("Documents to hand over"), "/documents", None, ("/documents", "/documents?subject=Japan"))
router = page_router()

Form = Literal["pdf", "docx"]


@router.get("/documents")
def documents(ask: Ask, subject: str = "", on: str = "") -> View:
    """Offer the documents on a subject, with their warning and a preview of what they hold."""
    _ = ask.language.gettext
    title = _("Documents to hand over")
    if not subject.strip():
        return View(title, "documents/page.html", context={"made": None, "subject": "", "on": on, "turned": ""})
    made = held(ask, subject, on, False)
    facts = {
        "subject": made.subject.name, "on": made.day, "warning": made.warning, "key_sentences": list(made.lead),
        "brief": {form: _address("brief", form, subject, on) for form in FORMS},
        "visit": {form: _address("visit", form, subject, on) for form in FORMS} if made.subject.kind == "pair" else None,
    }  # fmt: skip
    turned = "–".join(reversed(made.subject.name.split("–"))) if made.subject.kind == "pair" else ""
    view = View(f"{made.title}: {title}", "documents/page.html", _tables(ask, made), facts)
    view.context = {
        "made": made,
        "subject": subject,
        "on": on,
        "turned": turned,
        "subject_name": spoken().name(made.subject.name),
    }
    return view


def _tables(ask: Asked, made: Handout) -> list[Table]:
    _ = ask.language.gettext
    figures = {"figure": _("figure"), "value": _("value and interval"), "period": _("period"), "sources": _("sources"), "id": _("id")}  # fmt: skip
    rows = [
        {
            "figure": key.label, "value": key.value, "period": key.period, "sources": key.sources, "id": key.id,
            "evidence": f"/evidence/figure?subject={quote(made.subject.name)}&figure={quote(key.id)}&on={made.day}",
        }
        for key in made.figures
    ]  # fmt: skip
    gaps = [{"what": gap.what, "why": gap.why, "bring": gap.bring or None} for gap in made.gaps]
    sources = [
        {"source": facts["source"], "title": facts["title"], "version": facts["version"], "licence": facts["licence"], "address": f"/sources/{facts['source']}"}
        for facts in made.sources
    ]  # fmt: skip
    return [
        Table("figures", figures, rows),
        Table("gaps", {"what": _("what"), "why": _("why")}, gaps),
        Table("sources", {"source": _("source"), "title": _("title"), "version": _("version"), "licence": _("licence")}, sources),
    ]  # fmt: skip


def _address(kind: str, form: str, subject: str, on: str) -> str:
    return f"/documents/{kind}.{form}?subject={quote(subject)}" + (f"&on={quote(on)}" if on else "")


@router.get("/documents/brief.{form}")
def brief(ask: Ask, form: Form, subject: str = "", on: str = "") -> Response:
    """Give the brief on two pages."""
    return _file(ask, held(ask, subject, on, False), form)


@router.get("/documents/visit.{form}")
def visit(ask: Ask, form: Form, subject: str = "", on: str = "") -> Response:
    """Give the visit pack of a pair, for the first named."""
    return _file(ask, held(ask, subject, on, True), form)


def _file(ask: Asked, made: Handout, form: str) -> Response:
    data = render(made, form)
    tag = f'"{hashlib.sha256(data).hexdigest()[:24]}"'
    headers = {"ETag": tag, "Cache-Control": "no-cache"}
    if ask.request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    headers["Content-Disposition"] = disposition(made, form)
    return Response(data, media_type=FORMS[form], headers=headers)


def disposition(made: Handout, form: str) -> str:
    """Name the file: in letters that every program takes, and in its own.

    A program that knows ``filename*`` (RFC 6266) takes that.
    """
    name = f"comity {'visit' if made.kind == 'visit' else 'brief'} {made.title} {made.day}"
    bare = "".join(char for char in unicodedata.normalize("NFKD", name) if not unicodedata.combining(char))
    plain = re.sub(r"[^A-Za-z0-9]+", "-", bare).strip("-")
    return f"attachment; filename=\"{plain}.{form}\"; filename*=UTF-8''{quote(f'{name}.{form}', safe='')}"
