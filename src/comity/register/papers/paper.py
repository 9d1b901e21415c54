"""A paper in words: what DOCX, PDF and HTML of it have in common. It knows no format, and no format adds a word to it."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, field
from typing import Any

from comity.model.labels import labels
from comity.oversight.keys.statement import canonical


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: its caption, the words of its columns, rows of cells, and a sentence beneath."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """What stands under one heading: facts by name, paragraphs, tables."""

    title: str
    facts: tuple[tuple[str, str], ...] = ()
    text: tuple[str, ...] = ()
    sheets: tuple[Sheet, ...] = ()


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper.

    Attributes
    ----------
    name
        Which paper it is, as ``agreement``.
    record
        Of which record; empty of one that is of the whole register.
    label
        How far it may go: the highest label of all that stands in it.
    marking
        The line with that label, for every page.
    language
        In which it is written: ``en`` or ``fr``.
    day
        As of which day, ``2027-03-31``.
    """

    name: str
    record: str
    title: str
    subtitle: str
    label: str
    marking: str
    language: str
    day: str
    sections: tuple[Section, ...] = field(default_factory=tuple)

    def mapping(self) -> dict[str, Any]:
        """Give it as plain values."""
        return asdict(self)

    def digest(self) -> str:
        """Give the SHA-256 of what it says, in hexadecimal, whatever its format."""
        return hashlib.sha256(canonical(self.mapping())).hexdigest()


def closest() -> str:
    """Give the name of the closest label: what bears none is treated so."""
    return max(labels().values(), key=lambda one: one.rank).name


__all__ = ["Paper", "Section", "Sheet", "closest"]
