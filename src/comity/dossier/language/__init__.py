"""Languages: texts by catalogue, numbers and days as they are written where one reads.

Texts are English in the code; ``fr.po`` beside this has those of dossiers in French. Whoever writes a dossier says in which language::

    with speaking("fr"):
        made = brief("Japan")

What comes from the record and from measures stands as it is there, in English.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from comity.model.errors import Count, Told
from comity.model.names import names_in

if TYPE_CHECKING:
    from babel.core import Locale

LANGUAGES = ("en", "fr")


@dataclass(frozen=True)
class Language:
    """A language: texts, and how numbers and days are written; of the workbench with the page whose texts it has."""

    key: str
    texts: dict[str, str]
    plurals: dict[tuple[str, str], tuple[str, ...]]
    page: str = ""

    @property
    def locale(self) -> Locale:
        """Give the locale by which numbers and days are written."""
        from babel.core import Locale

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

    def name(self, name: str) -> str:
        """Give the name of a state, a region or an organisation, of a pair, or of a member of a group, in this language.

        What has no other name here, as a source's own group, stands as it is.
        """
        there = names_in(self.key)
        if not there or name in there:
            return there.get(name, name)
        member, within, group = name.partition(" in ")
        if within and member in there:
            return f"{there[member]} ({there.get(group, group)})"
        return "–".join(there.get(half, half) for half in name.split("–"))

    def place(self, name: str) -> tuple[str, str]:
        """Give the place of a name among others in the alphabet: accents and case part only what is equal otherwise."""
        bare = unicodedata.normalize("NFKD", name.casefold().replace("œ", "oe").replace("æ", "ae"))
        return "".join(char for char in bare if not unicodedata.combining(char)), name

    def tell(self, text: str) -> str:
        """Give a sentence of :mod:`comity.model.errors`, with what stands in it, in this language."""
        if not isinstance(text, Told):
            return self.gettext(text)
        return self.gettext(text.template) % {name: self._part(value) for name, value in text.values.items()}

    def _part(self, value: object) -> object:
        if isinstance(value, Told):
            return self.tell(value)
        if isinstance(value, Count):
            return self.number(int(value))
        if isinstance(value, date):
            return value if self.key == "en" else self.long_day(value)
        return self.name(value) if isinstance(value, str) else value

    def number(self, value: float | int | None, places: int | None = None) -> str:
        """Write a number with three digits that count, or with so many places; what is None is not known."""
        from babel.numbers import format_decimal

        if value is None:
            return self.gettext("not known")
        if isinstance(value, int) or (places is None and abs(value) >= 1000):
            return str(format_decimal(round(value), locale=self.locale))
        if places is None:
            return str(format_decimal(float(f"{value:.3g}"), "#,##0.######", locale=self.locale))
        return str(format_decimal(value, f"#,##0.{'0' * places}", locale=self.locale))

    def percent(self, value: float | None) -> str:
        """Write a share in per cent."""
        from babel.numbers import format_percent

        if value is None:
            return self.gettext("not known")
        # French parts the sign from its number, and a line never breaks there.
        pattern = "#,##0.##\u00a0%" if self.key == "fr" else "#,##0.##%"
        return str(format_percent(float(f"{value:.3g}"), pattern, locale=self.locale))

    def day(self, value: date | None) -> str:
        """Write a day."""
        from babel.dates import format_date

        if value is None:
            return ""
        return str(format_date(value, "d MMM y", locale=self.locale))

    def long_day(self, value: date) -> str:
        """Write a day with its month in full."""
        from babel.dates import format_date

        first = self.key == "fr" and value.day == 1
        return str(format_date(value, "d'er' MMMM y" if first else "d MMMM y", locale=self.locale))

    def month(self, value: date) -> str:
        """Write a month."""
        from babel.dates import format_date

        return str(format_date(value, "MMM y", locale=self.locale))

    def signs(self, text: str) -> str:
        """Write a number that is written in English, as ``1,234.5``, with the signs of this language."""
        if self.key == "en":
            return text
        from babel.numbers import get_decimal_symbol, get_group_symbol

        return text.translate({ord(","): get_group_symbol(self.locale), ord("."): get_decimal_symbol(self.locale)})

    def decimals(self, text: str) -> str:
        """Write a number with the decimal sign of this language."""
        return text if self.key == "en" else text.replace(".", self.signs("."))


def texts_of(
    catalogues: dict[str | tuple[str, ...], str | tuple[str, ...]],
) -> tuple[dict[str, str], dict[tuple[str, str], tuple[str, ...]]]:
    """Part the texts of catalogues into plain ones and plurals."""
    texts: dict[str, str] = {}
    plurals: dict[tuple[str, str], tuple[str, ...]] = {}
    for said, told in catalogues.items():
        if isinstance(said, tuple):
            plurals[said[0], said[1]] = tuple(told)
        else:
            texts[said] = str(told)
    return texts, plurals


@cache
def read(path: Path) -> dict[str | tuple[str, ...], str | tuple[str, ...]]:
    """Read a catalogue; what has no translation is left out."""
    from babel.messages.pofile import read_po

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


@cache
def language(key: str) -> Language:
    """Give a language with the texts of dossiers."""
    if key == "en":
        return Language(key, {}, {})
    here = Path(__file__).parent
    return Language(key, *texts_of(read(here / f"measures.{key}.po") | read(here / f"{key}.po")))


#: Of this task alone: threads that serve others have their own.
_spoken: ContextVar[str] = ContextVar("comity_language", default="en")


@contextmanager
def speaking(key: str) -> Iterator[Language]:
    """Have dossiers written in a language until the end of the block."""
    token = _spoken.set(key)
    try:
        yield language(key)
    finally:
        _spoken.reset(token)


def spoken() -> Language:
    """Give the language in which dossiers are written now."""
    return language(_spoken.get())


def _(text: str) -> str:
    """Give a text in the language that is spoken."""
    return spoken().gettext(text)


def n_(one: str, many: str, number: int) -> str:
    """Give the text for a number of things in the language that is spoken."""
    return spoken().ngettext(one, many, number)


def N_(text: str) -> str:
    """Mark a text that is translated where it is shown."""
    return text


__all__ = ["LANGUAGES", "N_", "Language", "_", "language", "n_", "read", "speaking", "spoken", "texts_of"]
