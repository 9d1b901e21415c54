"""Long lists that are narrowed down by what they share: in memory, so that every count answers at once.

A :class:`Facets` holds, for each facet, which rows have which value. A choice within one facet does not narrow the counts of that
facet, so that one sees what else could be chosen; where several values of one facet must hold at once (two parties), it does.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_APART = re.compile(r"[^a-z0-9]+")

Mask = NDArray[np.bool_]


def fold(text: str) -> str:
    """Write a text as it is searched for: without case, accents and marks.

    >>> fold("  Côte d’Ivoire–TÜRKİYE")
    'cote d ivoire turkiye'
    """
    if text.isascii():  # most are, and there are many
        return " ".join(_APART.sub(" ", text.lower()).split())
    letters = unicodedata.normalize("NFKD", text.casefold())
    kept = (char if char.isalnum() else " " for char in letters if not unicodedata.combining(char))
    return " ".join("".join(kept).split())


@dataclass(frozen=True)
class Facet:
    """Which rows have which value: pairs of a row's place and a value's place; a row may have several, or none."""

    values: Sequence[str]
    rows: NDArray[np.int32]
    codes: NDArray[np.int32]

    def having(self, value: str, length: int) -> Mask:
        """Mark the rows that have a value."""
        marked = np.zeros(length, dtype=bool)
        if value in self.values:
            marked[self.rows[self.codes == self.values.index(value)]] = True
        return marked

    def counts(self, mask: Mask) -> dict[str, int]:
        """Count, of the marked rows, how many have each value; those that none has are left out."""
        found = np.bincount(self.codes[mask[self.rows]], minlength=len(self.values))
        return {value: int(found[place]) for place, value in enumerate(self.values) if found[place]}


def facet(values: Sequence[Iterable[str]]) -> Facet:
    """Make a facet of what each row has.

    >>> facet([["a", "b"], ["b"], []]).counts(np.ones(3, dtype=bool))
    {'a': 1, 'b': 2}
    """
    places: dict[str, int] = {}
    rows, codes = [], []
    for row, held in enumerate(values):
        for value in dict.fromkeys(held):
            rows.append(row)
            codes.append(places.setdefault(value, len(places)))
    return Facet(list(places), np.array(rows, dtype=np.int32), np.array(codes, dtype=np.int32))


@dataclass(frozen=True)
class Facets:
    """Rows by facet and by text."""

    length: int
    facets: Mapping[str, Facet]
    texts: Sequence[str]

    def matching(self, sought: str) -> Mask:
        """Mark the rows whose text holds every word that is sought."""
        marked = np.ones(self.length, dtype=bool)
        for word in fold(sought).split():
            marked &= np.fromiter((word in text for text in self.texts), dtype=bool, count=self.length)
        return marked

    def narrow(
        self, choices: Mapping[str, Sequence[str]], others: Mask, together: Sequence[str] = ()
    ) -> tuple[Mask, dict[str, dict[str, int]]]:
        """Give the rows that satisfy every choice, and for each facet how many rows each of its values would leave.

        Parameters
        ----------
        choices
            For each facet the values that are chosen; of several any will do.
        others
            What else must hold (text, a day).
        together
            Facets of which all chosen values must hold at once.
        """
        masks = {}
        for name, chosen in choices.items():
            if chosen:
                held = [self.facets[name].having(value, self.length) for value in chosen]
                masks[name] = np.logical_and.reduce(held) if name in together else np.logical_or.reduce(held)
        counts = {}
        for name, one in self.facets.items():
            mask = others.copy()
            for other, held_mask in masks.items():
                if other != name or name in together:
                    mask &= held_mask
            counts[name] = one.counts(mask)
        everything = others.copy()
        for held_mask in masks.values():
            everything &= held_mask
        return everything, counts


def order(keys: Sequence[str | int | None], descending: bool = False) -> NDArray[np.int64]:
    """Give the places of keys in their order; those that are not known come last either way.

    >>> order([2, None, 1]).tolist(), order([2, None, 1], descending=True).tolist()
    ([2, 0, 1], [0, 2, 1])
    """
    known = [place for place, key in enumerate(keys) if key is not None]
    lacking = [place for place, key in enumerate(keys) if key is None]
    known.sort(key=lambda place: keys[place], reverse=descending)  # type: ignore[arg-type, return-value]
    return np.array(known + lacking, dtype=np.int64)


__all__ = ["Facet", "Facets", "facet", "fold", "order"]
