"""Plain rules by which figures become sentences. No adjective without a number."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date

_SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def number(value: float | int | None) -> str:
    """Write a number as it is read: thousands separated, large ones in millions or billions, shares with two digits.

    >>> number(1234), number(2.77e13), number(0.0312), number(None)
    ('1,234', '27.7 trillion', '0.031', 'not known')
    """
    if value is None:
        return "not known"
    size = abs(value)
    for scale, word in ((1e12, "trillion"), (1e9, "billion"), (1e6, "million")):
        if size >= scale:
            return f"{_digits(value / scale, 3)} {word}"
    if size >= 100 or value == int(value):
        return f"{round(value):,}"
    return _digits(value, 3 if size >= 1 else 2)


def _digits(value: float, most: int) -> str:
    """Write a number with so many digits that count, never as a power of ten."""
    text = f"{value:.{most}g}"
    return text if "e" not in text else f"{value:.{max(0, most - 1 - math.floor(math.log10(abs(value))))}f}"


#: Units that are read otherwise than they are stored.
_READ = {"USD, current": "current US dollars", "GBP, current": "current pounds", "0–1": "on a scale of 0 to 1"}

#: Of what there may be one.
_PLURALS = frozenset(
    [
        "agreements",
        "attempts",
        "boats",
        "deaths",
        "directions",
        "elections",
        "exercises",
        "journeys",
        "links",
        "missions",
        "operations",
        "partners",
        "persons",
        "pieces",
        "points",
        "powers",
        "ships",
        "sides",
        "sites",
        "states",
        "steps",
        "units",
        "visitors",
        "visits",
        "years",
    ]
)


def quantity(value: float | int | None, unit: str) -> str:
    """Write a number with its unit; a share in per cent.

    >>> quantity(4.7e10, "USD, current"), quantity(0.0254, "share"), quantity(None, "persons")
    ('47 billion current US dollars', '2.54 %', 'not known')
    """
    if value is None:
        return "not known"
    if unit == "share":
        return f"{_digits(100 * value, 3)} %"
    return f"{number(value)} {unit_of(value, unit)}".strip()


def read_unit(unit: str) -> str:
    """Write a unit as it is read."""
    return _READ.get(unit, unit)


def unit_of(value: float, unit: str) -> str:
    """Write a unit after a number: of one thing in the singular.

    >>> unit_of(1, "missions, at least"), unit_of(2, "missions"), unit_of(1, "major powers"), unit_of(1, "USD")
    ('mission, at least', 'missions', 'major power', 'USD')
    """
    if value != 1:
        return read_unit(unit)
    things, comma, more = read_unit(unit).partition(",")
    words = things.split(" ")
    for place, word in enumerate(words):
        if word in _PLURALS:
            words[place] = word[:-1]
            break
    return " ".join(words) + comma + more


def count(value: int, noun: str, plural: str = "") -> str:
    """Write how many of something there are: ``three agreements``, ``17 agreements``.

    >>> count(1, "party", "parties"), count(0, "row"), count(30, "row")
    ('one party', 'no rows', '30 rows')
    """
    word = noun if value == 1 else plural or f"{noun}s"
    return f"{_SMALL[value] if value < len(_SMALL) else f'{value:,}'} {word}"


def by_kind(kinds: Sequence[str]) -> str:
    """Count kinds, the most frequent first: ``dialogue 9, alliance 3``.

    >>> by_kind(["alliance", "status-of-forces", "alliance"])
    'alliance 2 and status of forces 1'
    """
    tally: dict[str, int] = {}
    for kind in kinds:
        tally[kind] = tally.get(kind, 0) + 1
    return listed(
        [f"{kind.replace('-', ' ')} {tally[kind]}" for kind in sorted(tally, key=lambda kind: (-tally[kind], kind))],
        len(tally),
    )


def listed(items: Sequence[str], most: int = 12) -> str:
    """Join names: ``A, B and C``; past ``most`` the rest is counted.

    >>> listed(["A", "B", "C"]), listed(list("ABCD"), most=2)
    ('A, B and C', 'A, B and 2 more')
    """
    if not items:
        return "none"
    if len(items) > most:
        return f"{', '.join(items[:most])} and {len(items) - most} more"
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"


def sentence(text: str) -> str:
    """Begin with a capital and end with a full stop.

    >>> sentence("two agreements are in force")
    'Two agreements are in force.'
    """
    text = text.strip()
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?")) else ".")


def span(start: date | None, end: date | None) -> str:
    """Write a period in years: ``since 1951``, ``1951–1960``, ``to 1960``.

    >>> span(date(1951, 9, 1), None), span(date(1951, 9, 1), date(1960, 5, 1)), span(None, None)
    ('since 1951', '1951–1960', 'dates not known')
    """
    if start and end:
        return str(start.year) if start.year == end.year else f"{start.year}–{end.year}"
    if start:
        return f"since {start.year}"
    return f"to {end.year}" if end else "dates not known"


def share(part: float, whole: float) -> str:
    """Write a part of a whole in per cent.

    >>> share(1, 8)
    '12.5 %'
    """
    return "not known" if not whole else f"{_digits(100 * part / whole, 3)} %"
