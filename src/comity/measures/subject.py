"""From what a user types to whom a brief or a measure is about."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import duckdb

from comity.model import organisations, regions, states
from comity.model.errors import AmbiguousName, BadRequest, ComityError, Told, UnknownName, any_of, several, told


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom a brief or a measure is about.

    Parameters
    ----------
    kind
        ``state``, ``pair``, ``group`` (a pact or an organisation) or ``region``.
    states
        Keys of the states concerned, on the day ``on``.
    organisation, agreement
        Keys, where the subject is one or is founded by one.
    note
        What has to be said of how the subject was understood.
    """

    kind: Literal["state", "pair", "group", "region"]
    name: str
    states: tuple[str, ...]
    on: date
    organisation: str | None = None
    agreement: str | None = None
    note: str = ""


#: What stands between the two states of a pair, the unmistakable first. A hyphen parts what are two states on both its
#: sides ("Taiwan-China"), and is left in Guinea-Bissau; what "and" or a comma joins is looked for as one name first.
APART = ("–", "—", " - ", "/", " vs ", "-")
JOINED = (" & ", " and ", ", ")

#: Why half of what looks like a pair may not be a state, though the whole may yet be one.
_TROUBLE = (AmbiguousName, BadRequest, UnknownName)

#: Notes on how a subject was understood; the dossier tells them in other languages too.
LEFT = "%(name)s left the lists on %(day)s; the brief stands on that day"
ONE_LEFT = "one of them left the lists on %(day)s; the brief stands on that day"
ENDED = "%(name)s ended on %(day)s; the brief stands on that day."
BEGAN = "%(name)s began on %(day)s; the brief stands on that day."

#: The record begins with the Congress system.
FIRST_YEAR = 1816


def read_day(said: str | int | date | None, reach: date, today: date | None = None) -> date:
    """Read the day on which a brief stands: a date, a year (its last day), or nothing (``reach``).

    Parameters
    ----------
    reach
        The last day on which any source of the record has looked: without a word from the user a brief stands on it,
        since of later days the record knows nothing.

    Raises
    ------
    BadRequest
        When it is no date, or outside 1816 to this year.
    """
    now = today or date.today()
    if said is None:
        return min(now, reach)
    if isinstance(said, date):
        day = said
    else:
        text = str(said).strip()
        try:
            day = date(int(text), 12, 31) if re.fullmatch(r"\d{1,4}", text) else date.fromisoformat(text)
        except ValueError:
            raise BadRequest(
                "“%(said)s” is no day.", remedy="Write a year (1985) or a date (1985-06-30).", said=said
            ) from None
    if day.year == now.year:
        day = min(day, now)
    if not FIRST_YEAR <= day.year <= now.year:
        raise BadRequest(
            "%(year)s is out of range.",
            remedy="The record reaches from %(first)s to %(last)s; choose a year in it.",
            year=day.year,
            first=FIRST_YEAR,
            last=now.year,
        )
    return day


def find_subject(con: duckdb.DuckDBPyConnection, said: str, on: date) -> Subject:
    """Find what a user means: an organisation, a pact, a region, a state, or a pair of states.

    Raises
    ------
    UnknownName
        When nothing is called that, with what is close.
    AmbiguousName
        When several states are.
    """
    text = said.strip()
    if not text:
        raise UnknownName("No subject was named.", remedy="Name one, such as Japan or “Australia–Indonesia”.")
    for find in (_organisation, _region, _pact):
        if subject := find(con, text, on):
            return subject
    trouble: ComityError | None = None
    try:
        if subject := _pair(text, on, APART):
            return subject
    except _TROUBLE as error:  # "North-Korea" holds the ambiguous "Korea", and is not ambiguous
        trouble = error
    if subject := _state(text, on) or _pair(text, on, JOINED):
        return subject
    raise trouble or _unknown(con, text, on)


def _state(text: str, on: date) -> Subject | None:
    """Find a state, on the day or, if it is gone by then, on its last day."""
    found, day = _resolve(text, on)
    if found is None:
        return None
    note = Told(LEFT, {"name": found.name, "day": day}) if day < on else ""
    return Subject("state", found.name if note else states.key_names()[found.key], (found.key,), day, note=note)


def _resolve(text: str, on: date) -> tuple[states.State | None, date]:
    """Resolve a name on a day; of a state that is gone by then give its last day too.

    Raises
    ------
    AmbiguousName
        In words that fit the command line.
    """
    try:
        return states.resolve(text, on=on), on
    except AmbiguousName as error:
        raise AmbiguousName(
            "“%(text)s” could mean several states on %(on)s.",
            remedy="Say which: %(candidates)s.",
            problems=error.problems[:1],
            text=text,
            on=on,
            candidates=several(error.problems, "; "),
        ) from error
    except (UnknownName, BadRequest) as error:
        not_then = error.problems
    try:
        found = states.resolve(text)
    except (UnknownName, BadRequest, AmbiguousName):
        return None, on
    if found.start > on:
        raise BadRequest(
            "%(name)s is in the lists from %(start)s on.",
            remedy="Choose a later day.",
            name=found.name,
            start=found.start,
        )
    if found.end and found.end < on:
        return found, found.end
    if not_then:  # "USSR" is a name of a state that goes on under another
        raise UnknownName(
            "“%(text)s” is no state's name on %(on)s.",
            remedy="Choose another day, or today's name: %(not_then)s.",
            text=text,
            on=on,
            not_then=several(not_then, "; "),
        )
    return None, on


def _organisation(con: duckdb.DuckDBPyConnection, text: str, on: date) -> Subject | None:
    try:
        found = organisations.organisation(text)
    except UnknownName:
        return None
    day, note = on, ""
    if found.ended and found.ended < on:
        day, note = found.ended, Told(ENDED, {"name": found.name, "day": found.ended})
    members = sorted(
        row.actor
        for row in organisations.memberships(found.key, on=day)
        if row.status in ("member", "suspended") and row.actor in _with_spells(con)
    )
    if not members:
        first = min((row.start for row in organisations.memberships(found.key) if row.start), default=None)
        raise BadRequest(
            "%(name)s has no members on record on %(day)s.",
            remedy="The first joined on %(first)s; choose a later day." if first else "Name its members.",
            name=found.short or found.name,
            day=day,
            first=first,
        )
    agreement = f"almanac:{found.treaty}" if found.treaty else None
    if agreement and not con.execute("select 1 from agreement where agreement = ?", [agreement]).fetchall():
        agreement = None
    return Subject("group", found.short or found.name, tuple(members), day, found.key, agreement, note)


def _region(con: duckdb.DuckDBPyConnection, text: str, on: date) -> Subject | None:
    try:
        found = regions.region(text)
    except UnknownName:
        return None
    alive = {
        key
        for (key,) in con.execute(
            'select distinct state from state where "start" <= $1 and ("end" is null or "end" >= $1)', [on]
        ).fetchall()
    }
    members = tuple(sorted(key for key in found.members if key in alive))
    return Subject("region", found.name, members, on)


def _pact(con: duckdb.DuckDBPyConnection, text: str, on: date) -> Subject | None:
    canonical = con.execute(
        "select canonical from same_as where kind = 'agreement' and id = ?", [text.lower()]
    ).fetchall()
    wanted = _plain(text)
    named = canonical[0][0] if canonical else text.lower()
    every = con.execute('select agreement, name, "start", "end" from one_agreement order by agreement').fetchall()
    found = [
        row for row in every if named == row[0].lower() or wanted in (_plain(row[1]), _plain(row[0].partition(":")[2]))
    ]
    if not found:
        return None
    if len(found) > 1 and len({name for _, name, _, _ in found}) == 1:
        listed = ", ".join(agreement for agreement, *_ in found[:6])
        raise AmbiguousName(
            "“%(text)s” is the name of %(number)s agreements.",
            remedy="Use an id: %(listed)s.",
            text=text,
            number=len(found),
            listed=listed,
        )
    agreement, name, start, end = found[0]
    day, note = on, ""
    if end and end < on:
        day, note = end, Told(ENDED, {"name": name, "day": end})
    if start and start > day:
        day, note = start, Told(BEGAN, {"name": name, "day": start})
    parties = con.execute(
        'select distinct actor from one_agreement_party where agreement = $1 and ("start" is null or "start" <= $2) '
        'and ("end" is null or "end" >= $2) order by 1',
        [agreement, day],
    ).fetchall()
    members = tuple(actor for (actor,) in parties if actor in _with_spells(con))
    return Subject("group", name, members, day, None, agreement, note)


def _pair(text: str, on: date, marks: Sequence[str]) -> Subject | None:
    trouble: ComityError | None = None
    for one, other in _halves(text, marks):
        try:
            (a, day_a), (b, day_b) = _resolve(one, on), _resolve(other, on)
        except _TROUBLE as error:  # Austria-Hungary holds Hungary, which in 1910 is still to come
            trouble = error
            continue
        if a is None or b is None:
            continue
        if a.key == b.key:
            raise BadRequest(
                "“%(text)s” names %(name)s twice.", remedy="A pair is two different states.", text=text, name=a.name
            )
        day = min(day_a, day_b)
        note = Told(ONE_LEFT, {"day": day}) if day < on else ""
        names = states.key_names()
        titles = [found.name if note else names[found.key] for found in (a, b)]
        return Subject("pair", "–".join(titles), (a.key, b.key), day, note=note)
    if trouble:
        raise trouble
    return None


def _halves(text: str, marks: Sequence[str]) -> Iterator[tuple[str, str]]:
    for mark in marks:
        place = text.find(mark)
        while place != -1:
            one, other = text[:place].strip(), text[place + len(mark) :].strip()
            if one and other:
                yield one, other
            place = text.find(mark, place + 1)


def _plain(text: str) -> str:
    bare = text.casefold()
    if not bare.isascii():  # few are not, and there are many
        bare = "".join(char for char in unicodedata.normalize("NFKD", bare) if not unicodedata.combining(char))
    return re.sub(r"[^a-z0-9]+", " ", bare).strip()


def _with_spells(con: duckdb.DuckDBPyConnection) -> set[str]:
    """Give the keys of all states."""
    return {key for (key,) in con.execute("select distinct state from state").fetchall()}


def _unknown(con: duckdb.DuckDBPyConnection, text: str, on: date) -> UnknownName:
    known = {_plain(name): name for name in states.key_names().values()}
    for organisation in organisations.organisations():
        known |= {_plain(name): name for name in (organisation.short, organisation.name) if name}
    known |= {_plain(name): name for name in regions.region_names()}
    known |= {
        _plain(name): name
        for (name,) in con.execute("select distinct name from one_agreement where source = 'almanac'").fetchall()
    }
    for one, other in _halves(text, (*APART, *JOINED)):
        fits = [difflib.get_close_matches(_plain(half), known, 1, 0.75) for half in (one, other)]
        if all(fits) and _plain(text) == f"{fits[0][0]} {fits[1][0]}":
            return UnknownName(
                "“%(text)s” is no pair of states.",
                remedy="A pair is two states; ask for an organisation or a region alone.",
                text=text,
            )
        if all(fits):
            return UnknownName(
                "Nothing here is called “%(text)s”.",
                remedy="Did you mean “%(one)s–%(other)s”?",
                text=text,
                one=known[fits[0][0]],
                other=known[fits[1][0]],
            )
    close = [known[name] for name in difflib.get_close_matches(_plain(text), known, 3, 0.65)]
    return UnknownName(
        "Nothing here is called “%(text)s”.",
        remedy="Did you mean %(near)s?"
        if close
        else "Name a state (Japan), a pair (“Australia–Indonesia”), a pact or organisation (NATO) or a region (“East Asia”).",
        text=text,
        near=any_of(told("“%(name)s”", name=name) for name in close),
    )
