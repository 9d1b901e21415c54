"""From what a person typed to one state on a day, or to a refusal that helps.

A bare text is read, in this order, as a key or an ISO code, as a name, and as an abbreviation of the two lists. The first
reading that knows it decides: three letters that mean one state in ISO and another in a list (``data/collisions.csv``) are
ISO's, unless `scheme` says otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from comity.model.codes import (
    check_scheme,
    code_index,
    is_spoken,
    living_or_only,
    tidy_code,
)
from comity.model.errors import (
    AmbiguousName,
    BadRequest,
    ComityError,
    Told,
    UnknownName,
    all_of,
    any_of,
    several,
    told,
)
from comity.model.listings import entities
from comity.model.names import FIRST_DAY, LAST_DAY, english_name, iso_territories, names_index, normalise, territory_of
from comity.model.spells import State, StateSpell, as_state, read_when, spell_at, spells_of

_LISTS = ("cow", "gw")
_ISO = ("key", "iso3", "iso2", "iso3166-3")


@dataclass(frozen=True, slots=True)
class _Reading:
    """One thing that the words may mean: a state in a time, in one list only where `system` says so."""

    key: str
    start: date
    end: date
    system: str | None
    as_what: str

    def spell(self, start: date, end: date) -> StateSpell | None:
        start, end = max(start, self.start), min(end, self.end)
        return spell_at(self.key, start, end, system=self.system) if start <= end else None

    def lives(self) -> bool:
        return self.end == LAST_DAY and self.spell(LAST_DAY, LAST_DAY) is not None


def resolve(name_or_code: str | int, scheme: str | None = None, on: date | int | str | None = None) -> State:
    """Find the state that a name or a code means.

    Parameters
    ----------
    name_or_code
        A name in any case, with or without accents and punctuation, or a code.
    scheme
        ``cow`` or ``gw`` (a code, an abbreviation or the exact name of that list), ``cow-abb``, ``gw-abb``, ``iso3``,
        ``iso2``, ``iso-numeric``, ``iso3166-3``, ``key`` or ``name``. None: any; a number is then a COW or G-W code.
    on
        A day, or a year or month, of which any day counts.

    Returns
    -------
    State
        The state as it was then. Where its facts changed within the time asked for, or without `on`: as it was last
        while it bore the name or code and the most lists had it.

    Raises
    ------
    AmbiguousName
        If several states bore it then. Without `on`, a name that means one state of today is that state (``Yemen``,
        ``Germany``); ``Korea`` and ``Congo`` are refused.
    UnknownName
        If no state has it, or had it then; with what is near, or when it was in use.
    BadRequest
        If the scheme, the date or the type makes no sense.

    Examples
    --------
    >>> resolve(260, scheme="cow", on=1980).key
    'DEU'
    >>> resolve("East Germany").cow
    265
    """
    if isinstance(name_or_code, bool) or not isinstance(name_or_code, (str, int)):
        raise BadRequest(
            "%(name_or_code)r is neither a name nor a code.",
            remedy="Give a text or a whole number.",
            name_or_code=name_or_code,
        )
    if scheme is not None:
        check_scheme(scheme)
    words = str(name_or_code).strip()
    when = None if on is None else read_when(on)
    readings = _read(words, scheme)
    if not readings:
        raise _unknown(words, scheme)
    spells = _spells(readings, when)
    if not spells:
        raise _not_then(words, readings, on)
    key = _choose(readings, spells, dated=when is not None)
    if key is None:
        raise _ambiguous(words, readings, spells, scheme, on)
    return as_state(spells[key])


def _read(words: str, scheme: str | None) -> list[_Reading]:
    if not words:
        return []
    if scheme in _LISTS:
        return _in_list(words, scheme)
    if scheme == "name":
        return _named(words)
    if scheme is not None:
        return _coded(words, (scheme,))
    if words.isdecimal():
        return _coded(words, _LISTS)
    # Two small letters are a word ("us", "no") before they are an ISO code.
    iso = [] if len(words) == 2 and not words.isupper() else _coded(words, _ISO)
    if iso or (words.isupper() and territory_of("iso3", words)):
        # An ISO code of a territory, such as MAC, must not fall through to a list's abbreviation of some state.
        return iso
    return _named(words) or _coded(words, ("cow-abb", "gw-abb"))


def _coded(words: str, schemes: Iterable[str]) -> list[_Reading]:
    found = []
    for scheme in schemes:
        system = scheme.removesuffix("-abb")
        for spell in code_index(scheme).get(tidy_code(scheme, words), ()):
            label = f"{scheme} {spell.code}"
            end = spell.end or LAST_DAY
            found.append(_Reading(spell.actor, spell.start, end, system if system in _LISTS else None, label))
    return found


def _named(words: str, system: str | None = None) -> list[_Reading]:
    rows = names_index().get(normalise(words), ())
    if not rows and (english := english_name(words)):
        rows = names_index().get(normalise(english), ())
    return [_Reading(r.state, r.start, r.end, system, f'"{r.name}"') for r in rows if is_spoken(r)]


def _in_list(words: str, system: str) -> list[_Reading]:
    if words.isdecimal():
        return _coded(words, (system,))
    found = []
    for row in names_index().get(normalise(words), ()):
        for use in row.used_in:
            owner, _, code = use.partition(":")
            if owner == system:
                spells = code_index(system)[code]
                label = f'{system} {code} "{row.name}"'
                found += [
                    _Reading(s.actor, s.start, s.end or LAST_DAY, system, label) for s in spells if s.actor == row.state
                ]
    return found or _coded(words, (f"{system}-abb",)) or _named(words, system)


def _spells(readings: Sequence[_Reading], when: tuple[date, date] | None) -> dict[str, StateSpell]:
    """Return, for each state that is meant, the spell that stands for it: that of most lists, else the last."""
    start, end = when or (FIRST_DAY, LAST_DAY)
    found: dict[str, list[StateSpell]] = {}
    for reading in readings:
        spell = reading.spell(start, end)
        if spell:
            found.setdefault(reading.key, []).append(spell)
    return {k: max(v, key=lambda s: ((s.cow is not None) + (s.gw is not None), s.start)) for k, v in found.items()}


def _choose(readings: Sequence[_Reading], spells: dict[str, StateSpell], *, dated: bool) -> str | None:
    if dated:
        return next(iter(spells)) if len(spells) == 1 else None
    if {r.system for r in readings} == set(_LISTS):
        # The two lists' codes: each is read by itself, and both must say the same.
        chosen = {_choose([r for r in readings if r.system == s], spells, dated=False) for s in _LISTS}
        return chosen.pop() if len(chosen) == 1 else None
    lives = dict.fromkeys((r.key for r in readings if r.key in spells), False)
    for reading in readings:
        if reading.key in lives:
            lives[reading.key] |= reading.lives()
    return living_or_only(lives)


def _times(reading: _Reading) -> list[tuple[date, date]]:
    """Return the unbroken times in which the reading holds."""
    times: list[tuple[date, date]] = []
    for spell in spells_of(reading.key):
        start, end = max(spell.start, reading.start), min(spell.end or LAST_DAY, reading.end)
        if start > end or (reading.system and getattr(spell, reading.system) is None):
            continue
        if times and times[-1][1].toordinal() + 1 == start.toordinal():
            start, _ = times.pop()
        times.append((start, end))
    return times


def _describe(readings: Sequence[_Reading]) -> list[Told]:
    """Say of every state that is meant in which reading and when; one text a state."""
    times: dict[str, dict[str, set[tuple[date, date]]]] = {}
    for reading in readings:
        times.setdefault(reading.key, {}).setdefault(reading.as_what, set()).update(_times(reading))
    texts = []
    for key, by_reading in times.items():
        merged: dict[tuple[tuple[date, date], ...], list[str]] = {}
        for as_what, when in by_reading.items():
            merged.setdefault(tuple(sorted(when)), []).append(as_what)
        parts = [
            told("%(whats)s %(times)s", whats=all_of(whats), times=several(_time(*one) for one in when))
            for when, whats in merged.items()
        ]
        texts.append(
            told("%(name)s (%(key)s: %(parts)s)", name=entities()[key].name, key=key, parts=several(parts, "; "))
        )
    return texts


def _time(start: date, end: date) -> Told:
    if end == LAST_DAY:
        return told("%(start)s to now", start=start)
    return told("%(start)s to %(end)s", start=start, end=end)


def _not_then(words: str, readings: Sequence[_Reading], on: object) -> ComityError:
    known = _describe(readings)
    return UnknownName(
        "%(words)r was in no list of states at %(on)s, only: %(known)s.",
        remedy="Give a date within, or another name.%(hint)s",
        problems=known,
        words=words,
        on=on,
        known=several(known, "; "),
        hint=_abbreviation_hint(words),
    )


def _abbreviation_hint(words: str) -> str:
    found = [] if words.isdecimal() else _describe(_coded(words, ("cow-abb", "gw-abb")))
    if not found:
        return ""
    return told(
        " As an abbreviation of the lists, with scheme='cow-abb' or 'gw-abb': %(found)s.", found=several(found, "; ")
    )


def _ambiguous(
    words: str,
    readings: Sequence[_Reading],
    spells: dict[str, StateSpell],
    scheme: str | None,
    on: object,
) -> ComityError:
    candidates = _describe([r for r in readings if r.key in spells])
    ways = [way for way, open_ in (("scheme=", scheme is None), ("on=", on is None)) if open_]
    return AmbiguousName(
        "%(words)r could mean: %(candidates)s." if on is None else "%(words)r could mean at %(on)s: %(candidates)s.",
        remedy="Say which by its key (%(keys)s), or give %(ways)s."
        if ways
        else "Say which by its key (%(keys)s), or a nearer date.",
        problems=candidates,
        words=words,
        on=on,
        candidates=several(candidates, "; "),
        keys=", ".join(sorted(spells)),
        ways=all_of(ways),
    )


def suggestions(words: str, limit: int = 4) -> list[str]:
    """Return names of states that are close to the words, best first."""
    import difflib  # only a refusal pays for it

    index = names_index()
    found: dict[str, str] = {}
    for match in difflib.get_close_matches(normalise(words), index, n=limit * 3, cutoff=0.72):
        row = index[match][0]
        found.setdefault(row.state, row.name)
    return list(found.values())[:limit]


def _unknown(words: str, scheme: str | None) -> ComityError:
    if not words:
        return UnknownName("An empty name means no state.", remedy="Give a name or a code.")
    for kind in ("name", "iso3", "iso2") if scheme is None else (scheme,):
        if territory := territory_of(kind, words):
            return UnknownName(
                "%(words)r (%(territory)s) is a member of neither the COW nor the G-W list of states; ISO 3166-1 has it."
                if territory in iso_territories()
                else "%(words)r (%(territory)s) is a member of neither the COW nor the G-W list of states; it is known by name only.",
                remedy="Being in a list is that list's coding, not recognition.%(hint)s",
                words=words,
                territory=territory,
                hint=_abbreviation_hint(words),
            )
    near = suggestions(words)
    return UnknownName(
        "The %(scheme)s list has no state %(words)r."
        if scheme in _LISTS
        else "No state has the %(scheme)s code %(words)r."
        if scheme is not None and scheme != "name"
        else "No list of states has the code %(words)s."
        if words.isdecimal()
        else "No state is called %(words)r.",
        remedy="Did you mean %(near)s?"
        if near
        else "Write its name in English, or its three-letter code of ISO 3166, such as JPN.",
        problems=near,
        scheme=scheme,
        words=words,
        near=any_of(near),
    )
