"""States through time: the spells in which their facts stay the same, and a state as it was on a day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from comity.model.errors import BadRequest
from comity.model.listings import Entity, check_system, entities
from comity.model.names import FIRST_DAY, LAST_DAY, day, read_table, state_names

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class State:
    """A state as it was on a day.

    Attributes
    ----------
    key, name
        comity's key, and the name under which it is shown for that day.
    cow, gw, cow_abb
        Codes in the two lists on that day; None when it is not in that list then.
    iso3, iso2, iso_numeric, iso3166_3
        ISO 3166-1 codes, applied back to the state's first day; for a state that is gone, the codes withdrawn with it and
        ISO 3166-3's four letters. None for a state that ISO never coded.
    start, end
        First and last day of the unbroken time in which at least one list has it, around that day; `end` None: it goes on.
    region, subregion
        As in UN M49 (with Taiwan and Kosovo placed); a gone state's by its territory.
    capital, lat, lon
        Seat on that day, degrees north and east; None where not known.
    microstate
        Marked as one in the Gleditsch–Ward list.
    predecessors, successors
        Keys, from ``data/links.csv``: states that joined, left or divided a member of either list (not its dependencies),
        and historical Korea and Viet Nam with the states on their territory. No view on what was lawful.
    """

    key: str
    name: str
    cow: int | None
    gw: int | None
    cow_abb: str | None
    iso3: str | None
    iso2: str | None
    iso_numeric: int | None
    iso3166_3: str | None
    start: date
    end: date | None
    region: str
    subregion: str
    capital: str | None
    lat: float | None
    lon: float | None
    microstate: bool
    predecessors: tuple[str, ...]
    successors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StateSpell:
    """A row of the record's table ``state``: a time in which a state's facts did not change."""

    state: str
    name: str
    cow: int | None
    gw: int | None
    iso3: str | None
    start: date
    end: date | None
    region: str
    subregion: str
    capital: str | None
    lat: float | None
    lon: float | None
    microstate: bool


@dataclass(frozen=True, slots=True)
class _Seat:
    capital: str
    lat: float
    lon: float
    start: date
    end: date


@cache
def _seats() -> dict[str, list[_Seat]]:
    found: dict[str, list[_Seat]] = {}
    for row in read_table("capitals.csv"):
        seat = _Seat(
            row["capital"],
            float(row["lat"]),
            float(row["lon"]),
            day(row["start"], FIRST_DAY),
            day(row["end"], LAST_DAY),
        )
        found.setdefault(row["state"], []).append(seat)
    return found


@cache
def _shown_names() -> dict[str, list[tuple[date, date, str]]]:
    found: dict[str, list[tuple[date, date, str]]] = {}
    for row in state_names():
        if "display" in row.used_in:
            found.setdefault(row.state, []).append((row.start, row.end, row.name))
    return found


@cache
def _links() -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    before: dict[str, list[str]] = {}
    after: dict[str, list[str]] = {}
    for row in read_table("links.csv"):
        before.setdefault(row["successor"], []).append(row["predecessor"])
        after.setdefault(row["predecessor"], []).append(row["successor"])
    return {k: tuple(v) for k, v in before.items()}, {k: tuple(v) for k, v in after.items()}


def _cut(entity: Entity) -> Iterator[StateSpell]:
    """Cut a state's time at every day on which one of its facts changes."""
    seats = _seats().get(entity.key, [])
    names = _shown_names().get(entity.key, [])
    times = [(x.start, x.end) for x in entity.listings] + list(entity.known)
    changes = {start for start, _ in times} | {x.start for x in seats} | {start for start, _, _ in names}
    ends = [end for _, end in times] + [x.end for x in seats] + [end for _, end, _ in names]
    changes |= {end + _ONE_DAY for end in ends if end != LAST_DAY}
    days = sorted(changes)
    for number, start in enumerate(days):
        if not any(s <= start <= e for s, e in times):
            continue
        codes = {x.system: x.code for x in entity.listings if x.start <= start <= x.end}
        seat = next((x for x in seats if x.start <= start <= x.end), None)
        yield StateSpell(
            state=entity.key,
            name=next((name for s, e, name in names if s <= start <= e), entity.name),
            cow=codes.get("cow"),
            gw=codes.get("gw"),
            iso3=entity.iso3,
            start=start,
            end=days[number + 1] - _ONE_DAY if number + 1 < len(days) else None,
            region=entity.region,
            subregion=entity.subregion,
            capital=seat.capital if seat else None,
            lat=seat.lat if seat else None,
            lon=seat.lon if seat else None,
            microstate=entity.microstate,
        )


@cache
def spells_of(key: str) -> tuple[StateSpell, ...]:
    """Return one state's spells in time order; they do not overlap."""
    return tuple(_cut(entities()[key]))


def state_spells() -> list[StateSpell]:
    """Return the rows of the record's table ``state``, by key and time.

    Palestine and the Holy See are here with neither code: they are UN observer states that no list has.
    """
    return [spell for key in entities() for spell in spells_of(key)]


def name_on(key: str, day: date) -> str:
    """Return the name of a state on a day: that of its last spell before, or of its first where there is none before.

    >>> name_on("TUR", date(1914, 8, 2)), name_on("TUR", date(1952, 2, 18))
    ('Ottoman Empire', 'Türkiye')
    """
    spells = spells_of(key)
    return next((spell.name for spell in reversed(spells) if spell.start <= day), spells[0].name)


def spell_at(key: str, start: date, end: date, *, system: str | None = None) -> StateSpell | None:
    """Return the spell of a state that stands for the days `start` to `end`, or None.

    Parameters
    ----------
    key
        The state's key.
    start, end
        First and last day, inclusive.
    system
        Only spells in which this list, ``cow`` or ``gw``, has the state.

    Returns
    -------
    StateSpell or None
        Of those that touch the time, the last among those that most lists have: Austria-Hungary left the COW list a day
        before the G-W list, and who asks for it without a date wants both its codes.
    """
    best: StateSpell | None = None
    for spell in spells_of(key):
        if spell.start > end:
            break
        if (spell.end or LAST_DAY) < start or (system is not None and getattr(spell, system) is None):
            continue
        if best is None or _lists(spell) >= _lists(best):
            best = spell
    return best


def _lists(spell: StateSpell) -> int:
    return (spell.cow is not None) + (spell.gw is not None)


def as_state(spell: StateSpell) -> State:
    """Return the state as it was in a spell."""
    spells = spells_of(spell.state)
    first = last = spells.index(spell)
    while first > 0 and spells[first - 1].end == spells[first].start - _ONE_DAY:
        first -= 1
    while (end := spells[last].end) and last + 1 < len(spells) and spells[last + 1].start == end + _ONE_DAY:
        last += 1
    entity = entities()[spell.state]
    before, after = _links()
    listed = (x.abbreviation for x in entity.listings if x.system == "cow" and x.start <= spell.start <= x.end)
    return State(
        key=entity.key,
        name=spell.name,
        cow=spell.cow,
        gw=spell.gw,
        cow_abb=next(listed, None),
        iso3=entity.iso3,
        iso2=entity.iso2,
        iso_numeric=entity.iso_numeric,
        iso3166_3=entity.iso3166_3,
        start=spells[first].start,
        end=spells[last].end,
        region=entity.region,
        subregion=entity.subregion,
        capital=spell.capital,
        lat=spell.lat,
        lon=spell.lon,
        microstate=entity.microstate,
        predecessors=before.get(entity.key, ()),
        successors=after.get(entity.key, ()),
    )


def read_when(on: date | int | str) -> tuple[date, date]:
    """Read a date, a year or an ISO text as its first and last day.

    Parameters
    ----------
    on
        A date; a year as int; or ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``.

    Returns
    -------
    tuple of date
        First and last day, inclusive.

    Raises
    ------
    BadRequest
        If it is none of these.
    """
    try:
        if isinstance(on, date):
            only = date(on.year, on.month, on.day)
            return only, only
        if isinstance(on, bool):
            raise ValueError
        parts = [on] if isinstance(on, int) else [int(part) for part in on.strip().split("-")]
        if len(parts) == 3:
            only = date(*parts)
            return only, only
        if len(parts) == 2:
            first = date(parts[0], parts[1], 1)
            return first, date(first.year + first.month // 12, first.month % 12 + 1, 1) - _ONE_DAY
        (year,) = parts
        return date(year, 1, 1), date(year, 12, 31)
    except (ValueError, TypeError, AttributeError, OverflowError):
        raise BadRequest(
            "%(on)r is no date.", remedy="Give a year (1980), a day (1980-05-01) or a date.", on=on
        ) from None


def states(on: date | int | str | None = None, system: str | None = None) -> list[State]:
    """List the states of one list or of either, by key.

    Parameters
    ----------
    on
        A day, or a year or month: then any day of it counts, and a state is given as ``spell_at`` says. None: the spells
        that are open, that is, the states of today.
    system
        ``cow``, ``gw``, or None for the states that are in at least one.

    Returns
    -------
    list of State
        One for each state. Palestine and the Holy See are in neither list and so not among them.

    Raises
    ------
    BadRequest
        If the date or the list makes no sense.
    """
    if system is not None:
        check_system(system)
    start, end = (LAST_DAY, LAST_DAY) if on is None else read_when(on)
    found = []
    for key, entity in entities().items():
        if entity.listings and (spell := spell_at(key, start, end, system=system)):
            found.append(as_state(spell))
    return found
