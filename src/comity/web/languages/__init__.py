"""Languages: texts by catalogue, numbers and days as they are written where one reads.

The texts of the workbench are English in the code; ``fr.po`` beside this and the ``fr.po`` of each page have them in French. What
comes from the record and from measures stands as it is there, in English.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from babel.core import Locale
from babel.dates import format_date
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent
from fastapi import Request

HERE = Path(__file__).parent
LANGUAGES = ("en", "fr")
#: The cookie that keeps a choice.
COOKIE = "comity-language"


@dataclass(frozen=True)
class Language:
    """A language of the workbench."""

    key: str
    page: str
    texts: dict[str, str]
    plurals: dict[tuple[str, str], tuple[str, ...]]

    @property
    def locale(self) -> Locale:
        """Give the locale by which numbers and days are written."""
        return Locale.parse(self.key)

    def gettext(self, text: str) -> str:
        """Give a text in this language; in English where there is no translation."""
        return self.texts.get(text, text)

    def ngettext(self, one: str, many: str, number: int) -> str:
        """Give the text for a number of things."""
        forms = self.plurals.get((one, many))
        if forms is None:
            return one if number == 1 else many
        return forms[self.locale.plural_form(number) != "one"]

    def number(self, value: float | int | None, places: int | None = None) -> str:
        """Write a number with three digits that count, or with so many places; what is None is not known."""
        if value is None:
            return self.gettext("not known")
        if isinstance(value, int) or (places is None and abs(value) >= 1000):
            return str(format_decimal(round(value), locale=self.locale))
        if places is None:
            return str(format_decimal(float(f"{value:.3g}"), "#,##0.######", locale=self.locale))
        return str(format_decimal(value, f"#,##0.{'0' * places}", locale=self.locale))

    def percent(self, value: float | None) -> str:
        """Write a share in per cent."""
        if value is None:
            return self.gettext("not known")
        return str(format_percent(float(f"{value:.3g}"), "#,##0.##%", locale=self.locale))

    def day(self, value: date | None) -> str:
        """Write a day."""
        if value is None:
            return ""
        return str(format_date(value, "d MMM y", locale=self.locale))


@cache
def language(key: str, page: str = "") -> Language:
    """Give a language, with the texts that all pages share, the titles of all, and a page's own texts."""
    texts: dict[str, str] = {}
    plurals: dict[tuple[str, str], tuple[str, ...]] = {}
    if key != "en":
        from comity.web.contract import pages

        for name, entry in pages().items():
            held = _read(HERE.parent / "pages" / name / f"{key}.po")
            texts |= {entry.title: str(held[entry.title])} if entry.title in held else {}
        # The same English word may be another in French on another page: a page's own stands before the shared.
        for said, told in {
            **_read(HERE / f"{key}.po"),
            **(_read(HERE.parent / "pages" / page / f"{key}.po") if page else {}),
        }.items():
            if isinstance(said, tuple):
                plurals[said[0], said[1]] = tuple(told)
            else:
                texts[said] = str(told)
    return Language(key, page, texts, plurals)


@cache
def _read(path: Path) -> dict[str | tuple[str, ...], str | tuple[str, ...]]:
    """Read a catalogue; what has no translation is left out."""
    found: dict[str | tuple[str, ...], str | tuple[str, ...]] = {}
    if path.exists():
        with path.open("rb") as stream:
            for message in read_po(stream):
                said, told = message.id, message.string
                if isinstance(said, tuple | list) and isinstance(told, tuple | list):
                    found[tuple(said)] = tuple(told)
                elif isinstance(said, str) and isinstance(told, str) and said and told:
                    found[said] = told
    return found


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
