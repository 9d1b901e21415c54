"""What a brief consists of: sections of sentences, figures, listings and drawings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from comity.dossier.evidence import Row
from comity.dossier.language import _
from comity.measures.subject import Subject


@dataclass(frozen=True, slots=True)
class Figure:
    """A number, or the plain statement that it is not known, with the rows that it comes from.

    Parameters
    ----------
    id
        ``section.name``; by it ``comity explain`` finds the rows.
    label
        What it is, in words.
    value
        None when it is not known; ``gap`` says why then, and which source would tell.
    unit
        Of the value; empty for plain counts.
    period
        For which time it holds.
    rule
        How it was made of the rows.
    """

    id: str
    label: str
    value: float | int | str | None
    unit: str = ""
    period: str = ""
    rule: str = ""
    rows: tuple[Row, ...] = ()
    gap: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """A table.

    Columns have their English names, by which they are found; ``heads`` are what a reader sees.

    Parameters
    ----------
    leads
        For each line, of what some of its cells tell: place of the column → sort (``agreement``, ``exercise``, ``mission``,
        ``incident``, or ``subject`` of another brief) and id.
    """

    id: str
    title: str
    columns: tuple[str, ...]
    lines: tuple[tuple[Any, ...], ...]
    note: str = ""
    more: int = 0
    leads: tuple[Mapping[int, tuple[str, str]], ...] = ()

    @property
    def heads(self) -> tuple[str, ...]:
        """Give the names of its columns in the language that is spoken."""
        return tuple(_(name) for name in self.columns)

    @property
    def sources(self) -> set[str]:
        """Give the sources that its lines name."""
        place = self.columns.index("source") if "source" in self.columns else None
        return set() if place is None else {str(line[place]) for line in self.lines}


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture as SVG, and what a terminal shows in its place."""

    id: str
    title: str
    svg: str
    text: str = ""
    note: str = ""


@dataclass(slots=True)
class Section:
    """One part of a brief; without ``cards`` its figures stand in its listings alone, and their rows at the end."""

    id: str
    title: str
    sentences: list[str] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    listings: list[Listing] = field(default_factory=list)
    drawings: list[Drawing] = field(default_factory=list)
    cards: bool = True


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that is not known, why, and which source would tell."""

    layer: str
    what: str
    why: str
    bring: str = ""


@dataclass(slots=True)
class Brief:
    """A brief: its sections, what is not known, and the sources it rests on."""

    subject: Subject
    sections: list[Section]
    gaps: list[Gap]
    sources: Sequence[dict[str, Any]]
    marks: dict[str, int]

    @property
    def figures(self) -> list[Figure]:
        """Every figure of every section, in order."""
        return [figure for section in self.sections for figure in section.figures]


__all__ = ["Brief", "Drawing", "Figure", "Gap", "Listing", "Section", "Subject"]
