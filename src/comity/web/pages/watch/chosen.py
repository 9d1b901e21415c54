"""Whom and what one watches: the choices of the address."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta

from comity.measures.subject import FIRST_YEAR, find_subject
from comity.model.errors import AmbiguousName, BadRequest, UnknownName
from comity.model.organisations import memberships, organisation
from comity.model.regions import region
from comity.model.resolving import resolve
from comity.web.asked import Asked

#: So many subjects at once.
MOST = 12
THINGS = ("agreement", "activity", "incident", "membership")


@dataclass(frozen=True)
class Watched:
    """One subject: a thing concerns it when so many of these actors are parties of it.

    ``organisations`` are those whose every membership concerns it; ``agreement`` is the pact itself.
    """

    name: str
    kind: str
    actors: frozenset[str]
    least: int
    organisations: frozenset[str] = frozenset()
    agreement: str | None = None

    def concerns(self, thing: str, key: str, parties: frozenset[str]) -> bool:
        """Say whether a thing with these parties concerns it."""
        if thing == "membership":
            if self.organisations:
                return bool(parties & self.organisations)
            return self.least == 1 and bool(parties & self.actors)
        return key == self.agreement or bool(parties & self.organisations) or len(parties & self.actors) >= self.least


@dataclass(frozen=True)
class Choices:
    """What the address asks for: since when, whom, which things."""

    since: date
    subjects: tuple[str, ...]
    watched: tuple[Watched, ...]
    things: tuple[str, ...]


def choices(ask: Asked, since: str, subjects: Sequence[str], things: Sequence[str]) -> Choices:
    """Read the choices.

    Raises
    ------
    BadRequest
        When the day is none, or outside the record's time, or too many subjects are named.
    UnknownName, AmbiguousName
        When a subject is.
    """
    named = tuple(dict.fromkeys(" ".join(one.split()) for one in subjects if one.strip()))
    if len(named) > MOST:
        raise BadRequest(
            "%(number)s subjects are too many to watch at once.",
            remedy="Name at most %(most)s.",
            number=len(named),
            most=MOST,
        )
    strange = sorted(set(things) - set(THINGS) - {""})
    if strange:
        raise BadRequest(
            "“%(strange)s” is nothing that can be watched.",
            remedy="Choose of: %(things)s.",
            strange=strange[0],
            things=", ".join(THINGS),
        )
    return Choices(
        read_since(since, ask.evidence.reach),
        named,
        tuple(watched(ask, one) for one in named),
        tuple(thing for thing in THINGS if thing in things) or THINGS,
    )


def read_since(said: str, reach: date) -> date:
    """Read the day from which on one watches: a date, a year (its first day), or nothing (the last year of the record).

    >>> read_since("", date(2025, 12, 31)), read_since("1990", date(2025, 12, 31))
    (datetime.date(2025, 1, 1), datetime.date(1990, 1, 1))

    Raises
    ------
    BadRequest
        When it is no date, or outside the record's time.
    """
    text = said.strip()
    if not text:
        return reach - timedelta(days=364)
    try:
        day = date(int(text), 1, 1) if re.fullmatch(r"[0-9]{4}", text) else date.fromisoformat(text)
    except ValueError:
        raise BadRequest(
            "“%(text)s” is no day.", remedy="Write a year (1985) or a date (1985-06-30).", text=text
        ) from None
    if not FIRST_YEAR <= day.year <= max(reach, date.today()).year:
        raise BadRequest(
            "%(year)s is out of range.", remedy="The record reaches from %(first)s to %(last)s; choose a day in it.", year=day.year, first=FIRST_YEAR, last=reach.year
        )  # fmt: skip
    return day


def watched(ask: Asked, said: str) -> Watched:
    """Find whom a subject of the address means.

    Raises
    ------
    UnknownName, AmbiguousName
        When nobody is called that, or several are.
    """
    reach = ask.evidence.reach
    # Who is no pair and no pact is known without asking the record.
    with suppress(UnknownName, AmbiguousName):
        one = organisation(said)
        on = min(reach, one.ended or reach)
        held = frozenset(row.actor for row in memberships(one.key, on=on) if row.status in ("member", "suspended"))
        treaty = f"almanac:{one.treaty}" if one.treaty else None
        return Watched(one.short or one.name, "group", held, 2, frozenset({one.key}), treaty)
    with suppress(UnknownName):
        place = region(said)
        return Watched(place.name, "region", frozenset(place.members), 1)
    with suppress(UnknownName, AmbiguousName, BadRequest):
        key = resolve(said).key
        return Watched(ask.evidence.names.get(key, said), "state", frozenset({key}), 1)
    found = find_subject(ask.con, said, reach)
    least = 1 if found.kind in ("state", "region") else 2
    held = frozenset({found.organisation} if found.organisation else ())
    return Watched(found.name, found.kind, frozenset(found.states), least, held, found.agreement)
