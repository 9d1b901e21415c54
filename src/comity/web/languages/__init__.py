"""Languages of the workbench: texts by catalogue, and which language a client wants.

The texts of the workbench are English in the code; ``fr.po`` beside this and the ``fr.po`` of each page have them in French, ``errors.fr.po``
what the rooms below say when something is wrong, and those of
dossiers and drawings lie with them (:mod:`comity.dossier.language`). What comes from the record and from measures stands as it is there,
in English.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from fastapi import Request

from comity.dossier.language import LANGUAGES, Language, read, texts_of

HERE = Path(__file__).parent
DOSSIERS = HERE.parents[1] / "dossier/language"
#: The cookie that keeps a choice.
COOKIE = "comity-language"


@cache
def language(key: str, page: str = "", house: str = "workbench") -> Language:
    """Give a language, with the texts that all pages share, the titles of all, and a page's own texts."""
    held: dict[str | tuple[str, ...], str | tuple[str, ...]] = {}
    if key != "en":
        from comity.web.contract import OFFICE, WORKBENCH, pages

        of = OFFICE if house == OFFICE.name else WORKBENCH
        for name, entry in pages(of).items():
            own = read(of.root / "pages" / name / f"{key}.po")
            held |= {entry.title: own[entry.title]} if entry.title in own else {}
        # The same English word may be another in French on another page: a page's own stands before the shared.
        held |= read(DOSSIERS / f"measures.{key}.po") | read(HERE / f"errors.{key}.po")
        held |= read(HERE / f"{key}.po")
        held |= read(of.root / "pages" / page / f"{key}.po") if page else {}
    return Language(key, *texts_of(held), page)


def wanted(request: Request) -> str:
    """Say in which language an answer is wanted: by ``lang``, a choice kept, or what the browser prefers."""
    said = [request.query_params.get("lang"), request.cookies.get(COOKIE)]
    said += [
        part.partition(";")[0].strip()[:2].lower() for part in request.headers.get("accept-language", "").split(",")
    ]
    return next((one for one in said if one in LANGUAGES), "en")


def environment_texts(known: Language) -> dict[str, Any]:
    """Give what templates call to translate and to write numbers."""
    return {"number": known.number, "percent": known.percent, "day": known.day}


__all__ = ["COOKIE", "LANGUAGES", "Language", "environment_texts", "language", "wanted"]
