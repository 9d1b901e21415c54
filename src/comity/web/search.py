"""Searching all that has a page: by the beginnings of words, by other names, and by what is spelt nearly so.

The index is made once for a record, in a thread of its own, and held in memory.
"""

from __future__ import annotations

import re
import threading
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote_plus

from comity.measures.subject import APART, JOINED
from comity.model.names import normalise
from comity.web.asked import Record
from comity.web.findable import KINDS, Findable, dossier, findables

#: What a mistyped word costs, and what a thing costs that is found by words which are no name of it.
MISTYPED, BESIDE = 22.0, 30.0
#: Of what is found by a mistyped word, how much less another first letter fits, and a word that is still unfinished.
OTHER_LETTER, UNFINISHED = 5.0, 3.0
#: Kinds with few things and names that one types from memory: their words are also found when they are mistyped.
FAMILIAR = frozenset({"state", "organisation", "region", "measure", "series"})
#: From here on a state alone is what was meant, and pairs are offered only where something parts them.
CERTAIN = 80.0

#: What is meant by words that stand in no name of the record.
MEANT = {
    "ww1": "world war i", "wwi": "world war i", "world war 1": "world war i", "first world war": "world war i", "great war": "world war i",
    "ww2": "world war ii", "wwii": "world war ii", "world war 2": "world war ii", "second world war": "world war ii",
    "sofa": "status of forces", "acsa": "acquisition and cross servicing", "raa": "reciprocal access", "gsomia": "general security of military information",
    "middle east": "western asia", "near east": "western asia", "moyen orient": "western asia", "proche orient": "western asia",
    "rio pact": "rio treaty", "malouines": "falklands", "pko": "peace operation", "milex": "military expenditure", "defense": "defence",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that fits what was typed.

    ``by`` is the other name under which it was found; empty where its own name was.
    """

    found: Findable
    score: float
    by: str = ""


class Index:
    """All that can be found, by its words."""

    def __init__(self, found: Sequence[Findable]) -> None:
        self.found = sorted(found, key=lambda one: (KINDS.index(one.kind), -one.weight, one.title, one.key))
        self._forms = [
            tuple(dict.fromkeys(normalise(name) for name in (one.title, *one.also))) for one in self.found
        ]  # fmt: skip
        words: dict[str, list[int]] = defaultdict(list)
        familiar: set[str] = set()
        for place, (one, forms) in enumerate(zip(self.found, self._forms, strict=True)):
            own = {word for form in forms for word in form.split()} | set(normalise(one.beside).split())
            for word in own:
                words[word].append(place)
            if one.kind in FAMILIAR:
                familiar |= own
        self._words = sorted(words)
        self._places = {word: tuple(places) for word, places in words.items()}
        self._familiar = sorted(familiar)
        self._pieces: dict[str, list[int]] = defaultdict(list)
        for number, word in enumerate(self._familiar):
            for piece in _pieces(word):
                self._pieces[piece].append(number)
        begins: dict[str, set[int]] = defaultdict(set)
        for place, forms in enumerate(self._forms):
            for form in forms:
                begins[form[:2]].add(place)
        self._begins = {letters: frozenset(places) for letters, places in begins.items()}
        self._states = frozenset(place for place, one in enumerate(self.found) if one.kind == "state")
        self._named = frozenset(place for place, one in enumerate(self.found) if one.kind in FAMILIAR)

    def search(self, text: str, kind: str | None = None) -> list[Hit]:
        """Give what fits what was typed, the best first.

        Parameters
        ----------
        text
            Words, of which each begins a word of the thing; or two states.
        kind
            One of ``KINDS``; all of them by default.
        """
        wanted = normalise(text)
        if not wanted:
            return []
        # A letter or two begin words of half of everything; what one looks for by them is among few, or begins so itself.
        few = self._named | self._begins.get(wanted, frozenset()) if len(wanted) <= 2 else None
        hits = self._things(wanted.split(), few)
        meant = _meant(wanted)
        if meant != wanted:
            there = {(hit.found.kind, hit.found.key) for hit in hits}
            hits += [hit for hit in self._things(meant.split()) if (hit.found.kind, hit.found.key) not in there]
        if kind in (None, "pair") and meant == wanted:
            certain = max((hit.score for hit in hits if hit.found.kind == "state"), default=0.0) >= CERTAIN
            hits += self._pairs(text, wanted.split(), parted_only=certain)
        if kind is not None:
            hits = [hit for hit in hits if hit.found.kind == kind]
        return sorted(hits, key=_order)

    def _things(self, tokens: Sequence[str], within: frozenset[int] | None = None) -> list[Hit]:
        fits: dict[int, float] | None = None
        for token in tokens:
            places = self._begun(token, within)
            if not places or not (places.keys() & self._named):
                for place, cost in self._mistyped(token, within).items():
                    places.setdefault(place, cost)
            fits = (
                places
                if fits is None
                else {place: cost + places[place] for place, cost in fits.items() if place in places}
            )
            if not fits:
                return []
        wanted = " ".join(tokens)
        return [self._weigh(place, wanted, cost) for place, cost in (fits or {}).items()]

    def _begun(self, token: str, within: frozenset[int] | None) -> dict[int, float]:
        found: dict[int, float] = {}
        start = bisect_left(self._words, token)
        for word in self._words[start : bisect_left(self._words, token + "\U0010ffff")]:
            for place in self._places[word]:
                if within is None or place in within:
                    found[place] = 0.0
        return found

    def _mistyped(self, token: str, within: frozenset[int] | None) -> dict[int, float]:
        if len(token) < 4 or token.isdigit():
            return {}
        shared = Counter(number for piece in _pieces(token) for number in self._pieces.get(piece, ()))
        found: dict[int, float] = {}
        for number, _ in shared.most_common(60):
            word = self._familiar[number]
            away = _away(token, word)
            if away <= (1 if len(token) < 7 else 2):
                cost = (
                    away * MISTYPED + OTHER_LETTER * (token[0] != word[0]) + UNFINISHED * (len(word) > len(token) + 1)
                )
                for place in self._places[word]:
                    if place in (self._named if within is None else within):
                        found[place] = min(found.get(place, 99.0), cost)
        return found

    def _weigh(self, place: int, wanted: str, cost: float) -> Hit:
        one, forms = self.found[place], self._forms[place]
        best, by = 0.0, 0
        for number, form in enumerate(forms):
            fit = _fit(wanted, form) - (2.0 if number else 0.0)
            if fit > best:
                best, by = fit, number
        if cost:
            best = max(best, 78.0)
        elif best <= 0.0:
            # Its words are all there, in another order or among words that are no name of it.
            own = set(" ".join(forms).split())
            named = all(any(word.startswith(token) for word in own) for token in wanted.split())
            best = 50.0 if named else BESIDE
        rank = 12.0 - KINDS.index(one.kind)
        other = ""
        if by:
            other = next((name for name in one.also if normalise(name) == forms[by]), "")
        return Hit(one, best - cost + rank + min(one.weight, 4.0), other)

    def _pairs(self, text: str, tokens: Sequence[str], parted_only: bool) -> list[Hit]:
        found: dict[tuple[str, str], Hit] = {}
        for one, other in _halves(text, tokens, parted_only):
            for a in self._like(one):
                for b in self._like(other):
                    if a.found.key == b.found.key:
                        continue
                    hit = _pair(a, b)
                    key = (min(a.found.key, b.found.key), max(a.found.key, b.found.key))
                    if key not in found or found[key].score < hit.score:
                        found[key] = hit
        return sorted(found.values(), key=lambda hit: -hit.score)[:6]

    def _like(self, tokens: tuple[str, ...]) -> list[Hit]:
        hits = sorted(self._things(tokens, self._states), key=lambda hit: -hit.score)[:3]
        # "us" is the United States, whatever else begins so.
        return hits[:1] if hits and hits[0].score > 108 and len(tokens[0]) > 1 else hits


def _meant(wanted: str) -> str:
    """Put for what one calls something the words that the record has for it.

    >>> _meant("sofa japan"), _meant("sofas")
    ('status of forces japan', 'sofas')
    """
    for said, name in MEANT.items():
        wanted = re.sub(rf"\b{said}\b", name, wanted)
    return wanted


def _order(hit: Hit) -> tuple[object, ...]:
    """Put the best first; of exercises, agreements, incidents that fit about as well, the latest."""
    found = hit.found
    finer = hit.score if found.kind in FAMILIAR or found.kind == "pair" else 0.0
    return -round(hit.score / 4), KINDS.index(found.kind), -finer, -(found.first or 0), found.title, found.key


def _pair(a: Hit, b: Hit) -> Hit:
    one, other = sorted((a.found, b.found), key=lambda found: normalise(found.title))
    subject = "–".join(unquote_plus(found.address.partition("subject=")[2]) for found in (one, other))
    thing = Findable(
        "pair", f"{one.key}-{other.key}", f"{one.title}–{other.title}", dossier(subject), (), "",
        max(filter(None, (one.first, other.first)), default=None), min(filter(None, (one.last, other.last)), default=None),
    )  # fmt: skip
    # Two states that share no year were never a pair; they stand behind those that did.
    never = one.first is not None and other.first is not None and _apart(one, other)
    score = min(a.score, b.score) + 0.1 * max(a.score, b.score) - 8.0 - (40.0 if never else 0.0)
    # A mistyped name of one state is likelier than that of two.
    return Hit(thing, score if score > CERTAIN else score - 15.0)


def _apart(one: Findable, other: Findable) -> bool:
    return (one.last or 9999) < (other.first or 0) or (other.last or 9999) < (one.first or 0)


def _halves(text: str, tokens: Sequence[str], parted_only: bool) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    parted = False
    for mark in (*APART, *JOINED, " v "):
        for place in (match.start() for match in re.finditer(re.escape(mark), text)):
            one, other = normalise(text[:place]).split(), normalise(text[place + len(mark) :]).split()
            if one and other:
                parted = True
                yield tuple(one), tuple(other)
    if not parted and not parted_only and len(tokens) <= 8:
        for place in range(1, len(tokens)):
            yield tuple(tokens[:place]), tuple(tokens[place:])


def _fit(wanted: str, form: str) -> float:
    if form == wanted:
        return 100.0
    if form.startswith(wanted):
        # The nearer what was typed is to the whole, the better.
        return (88.0 if form[len(wanted)] == " " else 80.0) + 6.0 * len(wanted) / len(form)
    return 62.0 if f" {wanted}" in form else 0.0


def _pieces(word: str) -> set[str]:
    held = f"^{word}"
    return {held[place : place + 2] for place in range(len(held) - 1)}


@lru_cache(maxsize=20_000)
def _away(typed: str, word: str) -> int:
    """Give how many letters were left out, added, changed or exchanged, where a word may still be unfinished.

    >>> _away("jpan", "japan"), _away("philipines", "philippines"), _away("autsr", "austria")
    (1, 1, 1)
    """
    if abs(len(typed) - len(word)) > 2 and len(word) < len(typed):
        return 9
    before: list[int] = []
    row = list(range(len(word) + 1))
    for i, letter in enumerate(typed, 1):
        older, before, row = before, row, [i]
        for j, other in enumerate(word, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other))
            if older and i > 1 and j > 1 and letter == word[j - 2] and typed[i - 2] == other:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
    # What is still to be typed costs nothing, unless hardly anything of the word is there.
    return min(row[j] for j in range(len(word) + 1) if j >= len(typed) - 2)


_indexes: dict[tuple[object, ...], Index] = {}
_lock = threading.Lock()


def index(record: Record) -> Index:
    """Give the index of a record; it is made where it is not there yet.

    Raises
    ------
    NoRecord, WrongRecord
        When there is no record, or it was made by another version.
    """
    key = (str(record.home), record.stamp)
    found = _indexes.get(key)
    if found is None:
        with _lock:
            found = _indexes.get(key)
            if found is None:
                found = Index(findables(record.con(), record.home))
                for old in [one for one in _indexes if one[0] == str(record.home)]:
                    del _indexes[old]
                _indexes[key] = found
    return found


def is_indexed(record: Record) -> bool:
    """Say whether the index of a record is at hand."""
    return (str(record.home), record.stamp) in _indexes


def by_kind(hits: Iterable[Hit]) -> dict[str, list[Hit]]:
    """Part hits by kind, the kind of the best hit first."""
    found: dict[str, list[Hit]] = {}
    for hit in hits:
        found.setdefault(hit.found.kind, []).append(hit)
    return found


__all__ = ["Hit", "Index", "by_kind", "index", "is_indexed"]
