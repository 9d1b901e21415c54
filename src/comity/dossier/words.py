"""Plain rules by which figures become sentences, in the language that is spoken. No adjective without a number."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date

from comity.dossier.language import N_, _, n_, spoken

_SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")

#: Words of the record that a reader meets, as English writes them: kinds, duties, roles, domains, purposes, votes, how a row was checked.
VOCABULARY = (
    N_("alliance"), N_("arms control"), N_("basing"), N_("conduct"), N_("consultation pact"), N_("defence cooperation"), N_("dialogue"),
    N_("hotline"), N_("incidents at sea"), N_("intelligence sharing"), N_("logistics"), N_("neutrality pact"), N_("nonaggression pact"),
    N_("notification"), N_("status of forces"),
    N_("exercise"), N_("visit"), N_("peace operation"), N_("stabilisation"), N_("combat coalition"), N_("maritime operation"),
    N_("training mission"),
    N_("war"), N_("crisis"), N_("militarised dispute"), N_("armed conflict"), N_("militarised event"), N_("coup"),
    N_("conflict between groups"), N_("conflict dyad"),
    N_("defence"), N_("offensive help"), N_("neutrality"), N_("non-aggression"), N_("consultation"), N_("observation"), N_("restraint"),
    N_("communication"), N_("training"),
    N_("sea"), N_("land"), N_("air"), N_("command post"), N_("command-post"), N_("amphibious"), N_("cyber"), N_("space"),
    N_("yes"), N_("no"), N_("abstain"),
    N_("nonaggression"), N_("defense"), N_("offense"),
    N_("party"), N_("participant"), N_("contributor"), N_("observer"), N_("supporting"), N_("site"), N_("crisis actor"), N_("lead"),
    N_("visitor"), N_("primary"),
    N_("peacekeeping"), N_("warfighting"), N_("maritime security"), N_("humanitarian"), N_("counter terrorism"),
    N_("from knowledge"), N_("mirror"), N_("opened"),
)  # fmt: skip


def named(word: str) -> str:
    """Write a word of the record's vocabulary as it is read.

    >>> named("status-of-forces")
    'status of forces'
    """
    return _(word.replace("-", " "))


def written(text: str) -> str:
    """Write a number that is written in English with the signs of the language that is spoken."""
    return spoken().signs(text)


def whole(value: float) -> str:
    """Write a whole number, thousands apart.

    >>> whole(1234)
    '1,234'
    """
    return written(f"{value:,.0f}")


def places(value: float, most: int = 2) -> str:
    """Write a number with so many places."""
    return written(f"{value:.{most}f}")


def percent(text: str) -> str:
    """Write a number that is written in English as per cent."""
    return _("%(number)s %%") % {"number": written(text)}


def per_hundred(value: float) -> str:
    """Write a number that is in per cent already.

    >>> per_hundred(76.4)
    '76.4 %'
    """
    return _("%(number)s %%") % {"number": number(value)}


def number(value: float | int | None) -> str:
    """Write a number as it is read: thousands separated, large ones in millions or billions, shares with two digits.

    >>> number(1234), number(2.77e13), number(0.0312), number(None)
    ('1,234', '27.7 trillion', '0.031', 'not known')
    """
    if value is None:
        return _("not known")
    size = abs(value)
    if size >= 1e12:
        told = n_("%(number)s trillion", "%(number)s trillion", int(size / 1e12))
        return told % {"number": written(_digits(value / 1e12, 3))}
    if size >= 1e9:
        told = n_("%(number)s billion", "%(number)s billion", int(size / 1e9))
        return told % {"number": written(_digits(value / 1e9, 3))}
    if size >= 1e6:
        told = n_("%(number)s million", "%(number)s million", int(size / 1e6))
        return told % {"number": written(_digits(value / 1e6, 3))}
    if size >= 100 or value == int(value):
        return whole(round(value))
    return written(_digits(value, 3 if size >= 1 else 2))


def _digits(value: float, most: int) -> str:
    """Write a number with so many digits that count, never as a power of ten."""
    text = f"{value:.{most}g}"
    return text if "e" not in text else f"{value:.{max(0, most - 1 - math.floor(math.log10(abs(value))))}f}"


#: Units that are read otherwise than they are stored.
_READ = {
    "USD, current": N_("current US dollars"),
    "GBP, current": N_("current pounds"),
    "0–1": N_("on a scale of 0 to 1"),
}
#: Units of the figures of a brief.
UNITS = (
    N_("exercises a year"), N_("ideal point"), N_("index"), N_("persons"), N_("pieces"), N_("years"), N_("million persons"),
    N_("USD million, current"), N_("organisations"), N_("agreements"), N_("states"),
)  # fmt: skip

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
        return _("not known")
    if unit == "share":
        return percent(_digits(100 * value, 3))
    return with_unit(number(value), value, unit)


def with_unit(told: str, value: float, unit: str) -> str:
    """Write a unit after a number that is told."""
    if not unit:
        return told
    if abs(value) >= 1e6:
        # What millions are of is another word in French.
        return _("%(millions)s %(unit)s") % {"millions": told, "unit": unit_of(value, unit)}
    return f"{told} {unit_of(value, unit)}"


def read_unit(unit: str) -> str:
    """Write a unit as it is read."""
    return _(_READ.get(unit, unit))


def unit_of(value: float, unit: str) -> str:
    """Write a unit after a number: of one thing in the singular.

    >>> unit_of(1, "missions, at least"), unit_of(2, "missions"), unit_of(1, "major powers"), unit_of(1, "USD")
    ('mission, at least', 'missions', 'major power', 'USD')
    """
    read = read_unit(unit)
    if spoken().key != "en":
        # French counts what is below two as one; the first word of a unit is the thing, and what describes it follows.
        return _singular_in_french(read) if abs(value) < 2 else read
    if value != 1:
        return read
    things, comma, more = read.partition(",")
    parts = things.split(" ")
    for place, word in enumerate(parts):
        if word in _PLURALS:
            parts[place] = word[:-1]
            break
    return " ".join(parts) + comma + more


def _singular_in_french(unit: str) -> str:
    """Write a French unit of one thing.

    >>> _singular_in_french("puissances nucléaires"), _singular_in_french("mois"), _singular_in_french("points, de 0 à 1")
    ('puissance nucléaire', 'mois', 'point, de 0 à 1')
    """
    things, comma, more = unit.partition(",")
    parts = things.split(" ")
    for place, word in enumerate(parts):
        if not word.endswith("s") or word in ("mois", "fois", "dans"):
            break
        parts[place] = word[:-1]
    return " ".join(parts) + comma + more


def few(value: int) -> str:
    """Write how many there are, small numbers in words where the language does so.

    >>> few(1), few(0), few(30)
    ('one', 'no', '30')
    """
    return _SMALL[value] if value < len(_SMALL) and spoken().key == "en" else whole(value)


def count(value: int, noun: str, plural: str = "") -> str:
    """Write how many of something there are, in English: ``three agreements``, ``17 agreements``.

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
        [f"{named(kind)} {tally[kind]}" for kind in sorted(tally, key=lambda kind: (-tally[kind], kind))], len(tally)
    )


def listed(items: Sequence[str], most: int = 12) -> str:
    """Join names: ``A, B and C``; past ``most`` the rest is counted.

    >>> listed(["A", "B", "C"]), listed(list("ABCD"), most=2)
    ('A, B and C', 'A, B and 2 more')
    """
    if not items:
        return _("none")
    if len(items) == 1:
        return items[0]
    if len(items) > most:
        more = len(items) - most
        told = n_("%(some)s and %(more)s more", "%(some)s and %(more)s more", more)
        return told % {"some": ", ".join(items[:most]), "more": more}
    return _("%(some)s and %(last)s") % {"some": ", ".join(items[:-1]), "last": items[-1]}


def parted(items: Sequence[str]) -> str:
    """Join what could be sentences: ``A; B``.

    >>> parted(["12 %", "rank 3 of 40"])
    '12 %; rank 3 of 40'
    """
    return _("; ").join(items)


def sentence(text: str) -> str:
    """Begin with a capital and end with a full stop.

    >>> sentence("two agreements are in force")
    'Two agreements are in force.'
    """
    text = text.strip()
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?")) else ".")


def day(value: date | None) -> str:
    """Write a day: in English by its number, as registers have it.

    >>> day(date(1951, 9, 8)), day(None)
    ('1951-09-08', '')
    """
    if value is None:
        return ""
    return value.isoformat() if spoken().key == "en" else spoken().long_day(value)


def month(value: date) -> str:
    """Write a month.

    >>> month(date(1951, 9, 8))
    '1951-09'
    """
    return value.isoformat()[:7] if spoken().key == "en" else spoken().month(value)


def span(start: date | None, end: date | None) -> str:
    """Write a period in years: ``since 1951``, ``1951–1960``, ``to 1960``.

    >>> span(date(1951, 9, 1), None), span(date(1951, 9, 1), date(1960, 5, 1)), span(None, None)
    ('since 1951', '1951–1960', 'dates not known')
    """
    if start and end:
        return str(start.year) if start.year == end.year else f"{start.year}–{end.year}"
    if start:
        return _("since %(year)s") % {"year": start.year}
    return _("to %(year)s") % {"year": end.year} if end else _("dates not known")


def when_seen(said: str, seen: date, on: date) -> str:
    """Say that something held when its source last looked, where that was before the day.

    >>> when_seen("it is a member of NATO", date(2025, 12, 31), date(2026, 5, 1))
    'when last looked at, on 2025-12-31: it is a member of NATO'
    """
    return said if seen >= on else _("when last looked at, on %(day)s: %(said)s") % {"day": day(seen), "said": said}


def share(part: float, whole: float) -> str:
    """Write a part of a whole in per cent.

    >>> share(1, 8)
    '12.5 %'
    """
    return _("not known") if not whole else percent(_digits(100 * part / whole, 3))


def held(start: date | None, end: date | None, ongoing: bool = False, seen: date | None = None) -> str:
    """Write from which day to which something held.

    >>> held(date(1951, 9, 1), None, True), held(None, date(1960, 5, 1))
    ('1951-09-01 to in force', 'start not known to 1960-05-01')
    """
    told = {"start": day(start), "end": day(end), "seen": day(seen)}
    if start:
        if ongoing:
            return _("%(start)s to in force") % told
        if end:
            return _("%(start)s to %(end)s") % told
        return _("%(start)s to last seen %(seen)s") % told if seen else _("%(start)s to end not known") % told
    if ongoing:
        return _("start not known to in force")
    if end:
        return _("start not known to %(end)s") % told
    return _("start not known to last seen %(seen)s") % told if seen else _("start not known to end not known")
