"""Codes of states by scheme and time, and the quick way from a code to a key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from types import MappingProxyType

from comity.model.errors import BadRequest
from comity.model.listings import Entity, entities
from comity.model.names import LAST_DAY, StateName, day, names_index, normalise, read_table, state_names
from comity.model.spells import spell_at, spells_of

NUMBERS = ("cow", "gw", "iso-numeric")
LETTERS = ("key", "cow-abb", "gw-abb", "iso3", "iso2", "iso3166-3")
SCHEMES = (*NUMBERS, *LETTERS, "name")


@dataclass(frozen=True, slots=True)
class CodeSpell:
    """A code or name of one scheme that meant an actor from `start` to `end` (None: it goes on)."""

    scheme: str
    code: str
    actor: str
    start: date
    end: date | None
    name: str


def _codes_of(entity: Entity) -> Iterator[CodeSpell]:
    spells = spells_of(entity.key)
    first, last = spells[0].start, spells[-1].end
    standing = {"key": entity.key, "iso3": entity.iso3, "iso2": entity.iso2, "iso3166-3": entity.iso3166_3}
    for scheme, code in standing.items():
        if code:
            yield CodeSpell(scheme, code, entity.key, first, last, entity.name)
    if entity.iso_numeric is not None:
        yield CodeSpell("iso-numeric", str(entity.iso_numeric), entity.key, first, last, entity.name)
    for x in entity.listings:
        end = None if x.end == LAST_DAY else x.end
        yield CodeSpell(x.system, str(x.code), entity.key, x.start, end, entity.name)
        yield CodeSpell(f"{x.system}-abb", x.abbreviation, entity.key, x.start, end, entity.name)


@cache
def _all_codes() -> tuple[CodeSpell, ...]:
    known = entities()
    found = [spell for entity in known.values() for spell in _codes_of(entity)]
    for row in read_table("iso_other.csv"):
        key = row["state"]
        start = day(row["start"], spells_of(key)[0].start)
        found.append(CodeSpell(row["scheme"], row["code"], key, start, day(row["end"], LAST_DAY), known[key].name))
    for name in state_names():
        if is_spoken(name):
            spells = spells_of(name.state)
            start = max(name.start, spells[0].start)
            end = min(name.end, spells[-1].end or LAST_DAY)
            shown = None if end == LAST_DAY else end
            found.append(CodeSpell("name", name.name, name.state, start, shown, known[name.state].name))
    return tuple(found)


def code_spells() -> list[CodeSpell]:
    """Return every code and name of every state with the time in which it meant that state.

    Returns
    -------
    list of CodeSpell
        Schemes ``cow``, ``gw`` and their abbreviations ``cow-abb``, ``gw-abb`` by spell in the list; ``iso3``, ``iso2``,
        ``iso-numeric`` from the state's first day to its last, though ISO 3166 began in 1974, with the withdrawn codes to
        the day of withdrawal (31 December where only the year is known); ``iso3166-3``; ``key``; and ``name``.
    """
    return list(_all_codes())


@cache
def code_index(scheme: str) -> Mapping[str, tuple[CodeSpell, ...]]:
    """Return the spells of a scheme other than ``name`` by code."""
    found: dict[str, list[CodeSpell]] = {}
    for spell in _all_codes():
        if spell.scheme == scheme:
            found.setdefault(spell.code, []).append(spell)
    return MappingProxyType({code: tuple(spells) for code, spells in found.items()})


@dataclass(frozen=True, slots=True)
class CodeEra:
    """The time in which a code of a list means one actor, whatever gaps its membership has.

    ``start`` is None for the code's first bearer and ``end`` for its last: sources speak of states before and after
    their time in the list.
    """

    code: str
    actor: str
    start: date | None
    end: date | None


@cache
def code_eras(scheme: str) -> Mapping[str, tuple[CodeEra, ...]]:
    """Say who bears each code of a list, from when to when: COW 345 is SRB, then YUG, then SRB again.

    Parameters
    ----------
    scheme
        ``cow`` or ``gw``.

    Returns
    -------
    Mapping
        By code, the eras in order; nearly all codes have one that is open at both ends.
    """
    begun: dict[str, list[tuple[str, date | None]]] = {}
    for spell in sorted((spell for spell in code_spells() if spell.scheme == scheme), key=lambda spell: spell.start):
        bearers = begun.setdefault(spell.code, [])
        if not bearers or bearers[-1][0] != spell.actor:
            bearers.append((spell.actor, spell.start if bearers else None))
    found = {}
    for code, bearers in begun.items():
        nexts = [*(start for _, start in bearers[1:]), None]
        found[code] = tuple(
            CodeEra(code, actor, start, following - timedelta(days=1) if following else None)
            for (actor, start), following in zip(bearers, nexts, strict=True)
        )
    return MappingProxyType(found)


def check_scheme(scheme: str) -> None:
    """Refuse a scheme that is none of ``SCHEMES``.

    Raises
    ------
    BadRequest
        If it is unknown.
    """
    if scheme not in SCHEMES:
        raise BadRequest(
            "There is no scheme of codes called %(scheme)r.",
            remedy="Use one of %(schemes)s.",
            scheme=scheme,
            schemes=", ".join(SCHEMES),
        )


def tidy_code(scheme: str, code: str | int) -> str:
    """Write a code as the index has it: no leading zeros, capitals."""
    text = str(code).strip()
    if scheme in NUMBERS:
        return str(int(text)) if text.isdecimal() else text
    return text.upper()


def living_or_only(readings: Mapping[str, bool]) -> str | None:
    """Choose among the keys that an undated name may mean: the one living state, else the only one.

    Parameters
    ----------
    readings
        Key → whether the name means a state of today.

    Returns
    -------
    str or None
        The key; None if the name remains ambiguous.
    """
    living = [key for key, lives in readings.items() if lives]
    if len(living) == 1:
        return living[0]
    return next(iter(readings)) if len(readings) == 1 else None


def name_lives(name: StateName) -> bool:
    """Say whether a name is in use today, for a state of today."""
    return name.end == LAST_DAY and spells_of(name.state)[-1].end is None


@cache
def _meant_by(name: str) -> str | tuple[StateName, ...] | None:
    rows = tuple(r for r in names_index().get(normalise(name), ()) if is_spoken(r))
    keys = {row.state for row in rows}
    return rows if len(keys) > 1 else next(iter(keys), None)


def is_spoken(name: StateName) -> bool:
    """Say whether a name is used at large, and not only in one list for one code."""
    return not name.used_in.isdisjoint(("general", "display"))


def _by_name(name: str, on: date | None) -> str | None:
    found = _meant_by(name)
    if not isinstance(found, tuple):
        return found
    if on is not None:
        meant = {row.state for row in found if row.start <= on <= row.end and spell_at(row.state, on, on)}
        return meant.pop() if len(meant) == 1 else None
    lives = {row.state: False for row in found}
    for row in found:
        lives[row.state] |= name_lives(row)
    return living_or_only(lives)


@cache
def _quick(scheme: str) -> dict[str, str | tuple[CodeSpell, ...]]:
    table: dict[str, str | tuple[CodeSpell, ...]] = {}
    for code, spells in code_index(scheme).items():
        keys = {spell.actor for spell in spells}
        table[code] = keys.pop() if len(keys) == 1 else spells
    return table


def actor_of(scheme: str, code: str | int, on: date | None = None) -> str | None:
    """Find the state that a code in a data file means; made for millions of rows, and lenient about dates.

    Parameters
    ----------
    scheme
        One of ``SCHEMES``.
    code
        The code, or the name in any case and with any accents and punctuation.
    on
        The day that the row is about. Sources speak of states before and after their membership in a list, so it only
        decides between several states.

    Returns
    -------
    str or None
        The key. A code that one state alone bore means that state on any day. Of several, the one whose spell covers `on`,
        else the one whose spell is nearest; without a day, the last. A name of several states means the one that bears it
        on that day; without a day, the one that bears it today. None when the code is unknown or the name ambiguous.

    Raises
    ------
    BadRequest
        If there is no such scheme.
    """
    if scheme == "name":
        return _by_name(str(code), on)
    check_scheme(scheme)
    table = _quick(scheme)
    found = table.get(code) if isinstance(code, str) else None
    if found is None:
        found = table.get(tidy_code(scheme, code))
        if found is None:
            return None
    if isinstance(found, str):
        return found
    when = on or LAST_DAY
    return min(found, key=lambda s: (_distance(s, when), s.start)).actor


def timeless_actor_of(scheme: str, code: str) -> str | None:
    """Find the state that a code or name means on any day; None where the day decides, and for what is nobody's.

    What it gives, :func:`actor_of` gives on every day.
    """
    found = (
        _meant_by(code) if scheme == "name" else _quick(scheme).get(code) or _quick(scheme).get(tidy_code(scheme, code))
    )
    return found if isinstance(found, str) else None


def _distance(spell: CodeSpell, when: date) -> int:
    if when < spell.start:
        return (spell.start - when).days
    return max(0, (when - (spell.end or LAST_DAY)).days)


def crosswalk(scheme_from: str, scheme_to: str, year: int) -> list[tuple[str, str | None]]:
    """Pair the codes of two schemes in a year.

    Parameters
    ----------
    scheme_from, scheme_to
        Any of ``cow``, ``gw``, ``cow-abb``, ``gw-abb``, ``key``, ``iso3``, ``iso2``, ``iso-numeric``.
    year
        A code counts when it is valid on any day of the year.

    Returns
    -------
    list of tuple
        (code, code or None), ordered. A code has several rows where the state, or the states that bore it, have several in
        the other scheme in that year (G-W 260 in 1990: COW 255 and 260), and one with None where they have none.

    Raises
    ------
    BadRequest
        If there is no such scheme.
    """
    for scheme in (scheme_from, scheme_to):
        check_scheme(scheme)
        if scheme == "name":
            raise BadRequest("Names are no codes.", remedy="Use a scheme of codes, such as cow, gw or iso3.")
    first, last = date(year, 1, 1), date(year, 12, 31)
    codes: dict[str, dict[str, set[str]]] = {scheme_from: {}, scheme_to: {}}
    for spell in _all_codes():
        if spell.scheme in codes and spell.start <= last and first <= (spell.end or LAST_DAY):
            codes[spell.scheme].setdefault(spell.actor, set()).add(spell.code)
    pairs: dict[str, set[str]] = {}
    for actor, own in codes[scheme_from].items():
        for code in own:
            pairs.setdefault(code, set()).update(codes[scheme_to].get(actor, ()))
    rows: list[tuple[str, str | None]] = []
    for code in sorted(pairs, key=_in_order):
        rows += [(code, other) for other in sorted(pairs[code], key=_in_order)] or [(code, None)]
    return rows


def _in_order(code: str) -> tuple[int, str]:
    return (int(code), "") if code.isdecimal() else (0, code)
