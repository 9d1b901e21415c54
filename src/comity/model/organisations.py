"""Organisations and who belonged to them, when.

The facts are in ``data/organisations.csv`` and ``data/memberships.csv``. A membership says what the organisation
itself says: it is neither recognition of a state nor a view on who speaks for it. The tables are *selected*: an
organisation that is not in them is not known here, and is never taken to have no members.

A suspended member stays a member in law, so a spell of ``suspended`` stands where ``member`` would, and a count of
members is a count of both. Observers, partners and associates are not members.
"""

from __future__ import annotations

import calendar
import csv
import difflib
import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from comity.model.errors import BadSource, UnknownName, any_of
from comity.model.names import english_name

#: The day to which the table of memberships was last checked: what is open was open then.
CHECKED = date(2025, 12, 31)

STATUSES = ("member", "observer", "suspended", "partner", "associate")


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation, alliance body or standing grouping of states.

    ``treaty`` is the almanac's agreement in which its members' obligations to each other stand. It is not always the
    one that founded the organisation (the Arab League's pact is of 1945, its defence treaty of 1950), and not every
    member need be a party to it.
    """

    key: str
    name: str
    short: str
    kind: str
    founded: date | None
    ended: date | None
    treaty: str | None
    aliases: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Membership:
    """One spell of one actor in one organisation.

    ``end`` is inclusive, None where the spell was open when the table was last checked. Where only a month or a year is
    known, ``start`` is its first day and ``end`` its last.
    """

    actor: str
    organisation: str
    status: str
    start: date
    end: date | None

    def covers(self, day: date) -> bool:
        """Say whether the spell holds on a day."""
        return self.start <= day and (self.end is None or day <= self.end)


def organisation(name: str) -> Organisation:
    """Find an organisation by id, short name, name or alias.

    Parameters
    ----------
    name
        Case, accents, punctuation and a leading "the" make no difference.

    Raises
    ------
    UnknownName
        If nothing here is called that; the remedy names what is close.
    """
    found = _index().get(_plain(name)) or _index().get(_plain(english_name(name) or ""))
    if found is not None:
        return found
    close = difflib.get_close_matches(_plain(name), list(_index()), n=3, cutoff=0.75)
    names = list(dict.fromkeys(_index()[key].name for key in close))
    raise UnknownName(
        "No organisation is called %(name)r.",
        remedy="Did you mean %(near)s?" if names else "The organisations known here are in organisations().",
        name=name,
        near=any_of(names),
    )


def organisations() -> list[Organisation]:
    """List every organisation, in the order of the table."""
    return list(_organisations())


def memberships(organisation: str | None = None, on: date | None = None) -> list[Membership]:
    """List membership spells of every status, by organisation, actor and start.

    Parameters
    ----------
    organisation
        Anything that :func:`organisation` takes; None lists all of them.
    on
        Only the spells that hold on this day.

    Raises
    ------
    UnknownName
        If the organisation is not known here.
    """
    key = None if organisation is None else _find(organisation).key
    return [
        spell
        for spell in _memberships()
        if (key is None or spell.organisation == key) and (on is None or spell.covers(on))
    ]


# ``memberships`` has a parameter of the same name as this function, which hides it there.
_find = organisation


def _rows(name: str) -> list[dict[str, str]]:
    text = files("comity.model").joinpath("data", name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def _organisations() -> tuple[Organisation, ...]:
    return tuple(
        Organisation(
            key=row["id"],
            name=row["name"],
            short=row["short"],
            kind=row["kind"],
            founded=_first_day(row["founded"]),
            ended=_last_day(row["ended"]),
            treaty=row["treaty"] or None,
            aliases=tuple(alias for alias in row["aliases"].split("|") if alias),
            note=row["note"],
        )
        for row in _rows("organisations.csv")
    )


@cache
def _memberships() -> tuple[Membership, ...]:
    spells = []
    for line, row in enumerate(_rows("memberships.csv"), start=2):
        start = _first_day(row["start"])
        if start is None or row["status"] not in STATUSES:
            raise BadSource(
                "A membership needs a start and a known status.",
                where=f"memberships.csv, line {line}",
                remedy="Give a date, and one of %(statuses)s.",
                statuses=", ".join(STATUSES),
            )
        spells.append(Membership(row["actor"], row["organisation"], row["status"], start, _last_day(row["end"])))
    return tuple(spells)


@cache
def _index() -> dict[str, Organisation]:
    index: dict[str, Organisation] = {}
    for one in _organisations():
        for name in (one.key, one.short, one.name, *one.aliases):
            other = index.setdefault(_plain(name), one)
            if other is not one:
                raise BadSource(
                    "%(name)r names two organisations, %(key)s and %(key2)s.",
                    where="organisations.csv",
                    remedy="Keep the name for one of them.",
                    name=name,
                    key=other.key,
                    key2=one.key,
                )
    return index


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name).casefold()
    words = "".join(c if c.isalnum() else " " for c in letters if not unicodedata.combining(c)).split()
    return "".join(words[1:] if words[:1] == ["the"] and len(words) > 1 else words)


def _first_day(text: str) -> date | None:
    if not text:
        return None
    year, month, day = _parts(text)
    return date(year, month or 1, day or 1)


def _last_day(text: str) -> date | None:
    if not text:
        return None
    year, month, day = _parts(text)
    month = month or 12
    return date(year, month, day or calendar.monthrange(year, month)[1])


def _parts(text: str) -> tuple[int, int | None, int | None]:
    numbers = [int(part) for part in text.split("-")]
    return numbers[0], numbers[1] if len(numbers) > 1 else None, numbers[2] if len(numbers) > 2 else None
