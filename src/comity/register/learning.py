"""Which lessons are put before whoever plans an activity, and why each of them.

A lesson is told with the conditions under which it was learnt. It is suggested for an activity that shares some of them; every
shared one is a :class:`Reason` with its points, and the score is their sum: no model, nothing learnt, the same answer for the
same record. The points (``POINTS``) are a choice: what was done and under which conditions weighs more than where and with whom.

A rejected lesson is never suggested. One that nobody has validated yet is, and is marked.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from comity.model.errors import BadRequest, Told, several, told

#: The way of a lesson, from observation to proof in a later event; ``rejected`` ends it at any point.
STATES = ("observed", "validated", "endorsed", "tasked", "implemented", "verified", "rejected")

#: Points for each thing shared; for words, for each of them, up to ``MOST_WORDS``.
POINTS = {
    "activity type": 3.0,
    "task": 1.0,
    "conditions": 1.0,
    "domain": 2.0,
    "partner": 1.5,
    "region": 1.0,
    "place": 2.0,
    "climate": 1.5,
    "season": 1.0,
    "purpose": 0.5,
}
MOST_WORDS = 4

_COMMON = frozenset(
    [
        "about",
        "after",
        "also",
        "and",
        "any",
        "are",
        "before",
        "between",
        "but",
        "can",
        "des",
        "during",
        "each",
        "for",
        "from",
        "has",
        "have",
        "into",
        "its",
        "les",
        "more",
        "not",
        "one",
        "other",
        "our",
        "out",
        "par",
        "pour",
        "shall",
        "should",
        "sur",
        "that",
        "the",
        "their",
        "them",
        "then",
        "there",
        "these",
        "they",
        "this",
        "une",
        "under",
        "was",
        "were",
        "when",
        "where",
        "which",
        "while",
        "will",
        "with",
        "would",
        "avec",
        "dans",
        "est",
        "que",
        "qui",
        "sont",
        "aux",
        "plus",
    ]
)


@dataclass(frozen=True, slots=True)
class Occasion:
    """What is planned, or the conditions under which something was learnt; what is not known is empty.

    Attributes
    ----------
    activity_type
        Kind of activity.
    task, conditions, purpose
        In words, as they stand in the record.
    domains, partners, regions
        Keys: land or sea, states and organisations, regions.
    place
        Where.
    climate, season
        As the office names them: ``arctic``, ``winter``.
    """

    activity_type: str = ""
    task: str = ""
    conditions: str = ""
    domains: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    place: str = ""
    climate: str = ""
    season: str = ""
    purpose: str = ""


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson with the conditions under which it was learnt.

    Attributes
    ----------
    record, title
        Which it is.
    day
        When it was observed.
    state
        One of ``STATES``.
    of
        What it was learnt from.
    """

    record: str
    title: str
    day: date
    state: str
    of: Occasion

    def __post_init__(self) -> None:
        if self.state not in STATES:
            raise BadRequest(
                "“%(state)s” is no state of a lesson.",
                where=self.title,
                remedy="Use one of %(states)s.",
                state=self.state,
                states=", ".join(STATES),
            )


@dataclass(frozen=True, slots=True)
class Reason:
    """Something that a lesson and an activity share: a key of ``POINTS``, its points and the sentence."""

    what: str
    points: float
    text: Told


@dataclass(frozen=True, slots=True)
class Suggested:
    """A lesson for an activity.

    Attributes
    ----------
    lesson
        The lesson.
    score
        Sum of the points of `reasons`.
    reasons
        What both share, the weightiest first.
    validated
        Whether somebody has validated it.
    """

    lesson: Lesson
    score: float
    reasons: tuple[Reason, ...]
    validated: bool


def lessons_for(
    occasion: Occasion, lessons: Iterable[Lesson], *, least: float = 2.0, limit: int | None = 20
) -> list[Suggested]:
    """Find the lessons to be put before whoever plans an activity.

    Parameters
    ----------
    occasion
        What is planned.
    lessons
        All that the reader may see.
    least
        Lowest score at which a lesson is suggested. By default one shared domain is enough, one shared word is not.
    limit
        How many at most; None for all.

    Returns
    -------
    list of Suggested
        By score; of the same score the newest first, then by record. None that was rejected.

    Raises
    ------
    BadRequest
        If `limit` is below nothing, or `least` is not above it.
    """
    if least <= 0 or (limit is not None and limit < 0):
        raise BadRequest("Neither so few lessons nor so low a score can be asked for.")
    words = {what: _words(getattr(occasion, what)) for what in ("task", "conditions", "purpose")}
    found = []
    for lesson in lessons:
        if lesson.state == "rejected":
            continue
        reasons = sorted(
            _reasons(occasion, lesson.of, words), key=lambda one: (-one.points, list(POINTS).index(one.what))
        )
        score = sum(one.points for one in reasons)
        if score >= least:
            found.append(Suggested(lesson, score, tuple(reasons), lesson.state != "observed"))
    found.sort(key=lambda one: (-one.score, -one.lesson.day.toordinal(), one.lesson.record))
    return found if limit is None else found[:limit]


def _reasons(planned: Occasion, learnt: Occasion, words: dict[str, dict[str, str]]) -> Iterator[Reason]:
    if _same(planned.activity_type, learnt.activity_type):
        text = told("The same kind of activity: %(what)s.", what=planned.activity_type)
        yield Reason("activity type", POINTS["activity type"], text)
    if shared := _shared(planned.domains, learnt.domains):
        yield Reason("domain", POINTS["domain"] * len(shared), told("The same domain: %(what)s.", what=several(shared)))
    if shared := _shared(planned.partners, learnt.partners):
        yield Reason(
            "partner", POINTS["partner"] * len(shared), told("The same partner: %(what)s.", what=several(shared))
        )
    if shared := _shared(planned.regions, learnt.regions):
        yield Reason("region", POINTS["region"] * len(shared), told("The same region: %(what)s.", what=several(shared)))
    if _same(planned.place, learnt.place):
        yield Reason("place", POINTS["place"], told("The same place: %(what)s.", what=planned.place))
    if _same(planned.climate, learnt.climate):
        yield Reason("climate", POINTS["climate"], told("The same climate: %(what)s.", what=planned.climate))
    if _same(planned.season, learnt.season):
        yield Reason("season", POINTS["season"], told("The same season: %(what)s.", what=planned.season))
    if shared := _shared_words(words["task"], learnt.task):
        yield Reason("task", _worth("task", shared), told("A similar task: %(what)s.", what=several(shared)))
    if shared := _shared_words(words["conditions"], learnt.conditions):
        text = told("Similar conditions: %(what)s.", what=several(shared))
        yield Reason("conditions", _worth("conditions", shared), text)
    if shared := _shared_words(words["purpose"], learnt.purpose):
        yield Reason("purpose", _worth("purpose", shared), told("A similar purpose: %(what)s.", what=several(shared)))


def _worth(what: str, shared: list[str]) -> float:
    return POINTS[what] * min(len(shared), MOST_WORDS)


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(letter for letter in letters if not unicodedata.combining(letter)).split())


def _same(one: str, other: str) -> bool:
    return bool(_plain(one)) and _plain(one) == _plain(other)


def _shared(ours: Iterable[str], theirs: Iterable[str]) -> list[str]:
    known = {_plain(one) for one in theirs} - {""}
    return sorted({_plain(one): one for one in sorted(ours) if _plain(one) in known}.values())


def _words(text: str) -> dict[str, str]:
    """Give the words of a text that say something, by the form in which they are compared: a plural is its singular."""
    found: dict[str, str] = {}
    for word in re.findall(r"[^\W_]{3,}", _plain(text)):
        if word not in _COMMON:
            found.setdefault(word[:-1] if len(word) > 3 and word.endswith("s") else word, word)
    return found


def _shared_words(ours: dict[str, str], theirs: str) -> list[str]:
    known = _words(theirs)
    return sorted(word for stem, word in ours.items() if stem in known)
