"""The ties of a layer in all years, read once for each record, and where its sources have looked."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, cast

import numpy as np
import numpy.typing as npt

from comity.panel.axis import FIRST_YEAR, LAST_YEAR
from comity.web.asked import Asked
from comity.web.pages.network.layers import LAYERS, Layer

Ints = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float64]
T = TypeVar("T")

#: How far a layer is known in a year: nobody looked, some looked at some, one looked at all states for what began since the
#: layer's own year, one looked at all states.
NOBODY, PARTLY, SINCE, WHOLLY = 0, 1, 2, 3
#: So many results are held; a result is of one record.
_ROOM = 96

_held: OrderedDict[Hashable, Any] = OrderedDict()
_lock = threading.Lock()


@dataclass(frozen=True)
class World:
    """All states, and when they were.

    Attributes
    ----------
    keys
        In order; ties name a state by its place in it.
    there
        Shape (states, years), from :data:`FIRST_YEAR` on: on the lists on any day of the year.
    """

    keys: tuple[str, ...]
    there: npt.NDArray[np.bool_]

    def place(self, key: str) -> int:
        """Give the place of a key."""
        return self.keys.index(key)


@dataclass(frozen=True)
class Ties:
    """A layer in all years: runs of years in which two states are tied with one weight.

    Attributes
    ----------
    a, b
        Places in :attr:`World.keys`, the first smaller.
    first, last
        Years, inclusive.
    known
        Of each year from :data:`FIRST_YEAR` on: ``NOBODY``, ``PARTLY``, ``SINCE`` or ``WHOLLY``.
    """

    layer: Layer
    a: Ints
    b: Ints
    first: Ints
    last: Ints
    weight: Floats
    known: npt.NDArray[np.int8]

    def knows(self, year: int) -> int:
        """Say how far the layer is known in a year."""
        return int(self.known[year - FIRST_YEAR]) if FIRST_YEAR <= year <= LAST_YEAR else NOBODY

    def reach(self, least: int = PARTLY) -> list[tuple[int, int]]:
        """Give the stretches of years in which it is known so far at least, first and last of each."""
        held = np.flatnonzero(np.diff(self.known >= least, prepend=False, append=False))
        return [(int(first) + FIRST_YEAR, int(end) + FIRST_YEAR - 1) for first, end in held.reshape(-1, 2)]

    def of(self, year: int, size: int) -> Floats:
        """Give the weights of all ties of a year, shape (size, size), symmetric; 0 where there is none on record."""
        found = np.zeros((size, size))
        here = (self.first <= year) & (self.last >= year)
        found[self.a[here], self.b[here]] = self.weight[here]
        return found + found.T


def keep(ask: Asked, key: Hashable, make: Callable[[], T]) -> T:
    """Give what was made before of the same record, or make it."""
    whole = (ask.stamp, str(ask.home), key)
    with _lock:
        if whole in _held:
            _held.move_to_end(whole)
            return cast("T", _held[whole])
    made = make()
    with _lock:
        _held[whole] = made
        while len(_held) > _ROOM:
            _held.popitem(last=False)
    return made


def world(ask: Asked) -> World:
    """Give all states of the record."""

    def make() -> World:
        rows = ask.con.execute('select state, year("start"), coalesce(year("end"), 9999) from state').fetchall()
        keys = tuple(sorted({state for state, _, _ in rows}))
        place = {key: number for number, key in enumerate(keys)}
        there = np.zeros((len(keys), LAST_YEAR - FIRST_YEAR + 1), np.bool_)
        for state, first, last in rows:
            there[place[state], max(first - FIRST_YEAR, 0) : last - FIRST_YEAR + 1] = True
        return World(keys, there)

    return keep(ask, "world", make)


def ties(ask: Asked, name: str) -> Ties:
    """Give a layer in all years."""
    return keep(ask, ("ties", name), lambda: _read(ask, LAYERS[name]))


def horizons(ask: Asked, layer: Layer) -> dict[str, int]:
    """Give for each source of a layer that has looked the last year in which it did."""
    found = {source: [row[1] for row in _looks(ask, source, what)] for source, what in layer.looks}
    return {source: max(years) for source, years in found.items() if years}


def sourced(ask: Asked, layer: Layer) -> str:
    """Give the query of a layer's rows up to where each source has looked; ``begun`` and ``ended`` are years."""
    until = horizons(ask, layer)
    cases = " ".join(f"when '{source}' then {year}" for source, year in until.items())
    horizon = f"case source {cases} end" if cases else "null::integer"
    return f"""select * from (select *, year("start") as begun, least(year("end"), {horizon}) as ended from ({layer.rows}))
        where begun is not null and ended >= begun and {horizon} is not null"""


def _read(ask: Asked, layer: Layer) -> Ties:
    states = world(ask)
    number = {"things": "count(distinct coalesce(thing, label))", "sum": "sum(value)", "greatest": "max(value)", "directions": "count(distinct a)"}[layer.weight]  # fmt: skip
    last = max(horizons(ask, layer).values(), default=FIRST_YEAR)
    rows = ask.con.execute(
        f"""with row as ({sourced(ask, layer)}), each as (
            select *, unnest(range(greatest(begun, {FIRST_YEAR}), least(ended + {layer.window - 1}, {last}) + 1)) as y from row),
        tied as (select least(a, b) as one, greatest(a, b) as other, y, {number}::double as weight from each where a <> b group by all),
        place as (select unnest($1) as key, unnest(range(len($1)))::integer as number)
        select p.number, q.number, y::integer, weight from tied join place p on p.key = one join place q on q.key = other
        order by 1, 2, 3""",
        [list(states.keys)],
    ).fetchnumpy()
    a, b, year, weight = (np.asarray(column) for column in rows.values())
    held = year <= LAST_YEAR
    held[held] &= states.there[a[held], year[held] - FIRST_YEAR] & states.there[b[held], year[held] - FIRST_YEAR]
    a, b, year, weight = a[held], b[held], year[held], weight[held]
    fresh = np.ones(len(a), np.bool_)
    if len(a):
        fresh[1:] = (a[1:] != a[:-1]) | (b[1:] != b[:-1]) | (year[1:] != year[:-1] + 1) | (weight[1:] != weight[:-1])
    begin = np.flatnonzero(fresh)
    end = np.append(begin[1:], len(a)) - 1 if len(a) else begin
    return Ties(layer, a[begin], b[begin], year[begin], year[end], weight[begin], _known(ask, layer))


def _known(ask: Asked, layer: Layer) -> npt.NDArray[np.int8]:
    size = LAST_YEAR - FIRST_YEAR + 1
    whole, some = np.zeros(size, np.bool_), np.zeros(size, np.bool_)
    # A source whose rows another speaks for has looked for nothing that is shown.
    used = {source for (source,) in ask.con.execute(f"select distinct source from ({layer.rows})").fetchall()}
    for source, what in layer.looks:
        for first, last, everybody in _looks(ask, source, what):
            reach = slice(max(first - FIRST_YEAR, 0), last - FIRST_YEAR + 1)
            some[reach] = True
            whole[reach] |= everybody and source in used
    # Whoever was not looked at in one of the years of a window may have had a tie in it.
    for back in range(1, layer.window):
        whole[back:] &= np.roll(whole, 1)[back:]
    return np.where(whole, SINCE if layer.since else WHOLLY, np.where(some, PARTLY, NOBODY)).astype(np.int8)


def _looks(ask: Asked, source: str, what: str) -> list[tuple[int, int, bool]]:
    """Give first year, last year and whether all states were looked at, of a source's coverage of a layer."""

    def make() -> list[tuple[str, str, int, int, bool]]:
        return ask.con.execute(
            f"""select source, layer, coalesce(year("start"), {FIRST_YEAR}), coalesce(year("end"), {LAST_YEAR}), scope = 'all states'
            from coverage order by all"""
        ).fetchall()

    return [row[2:] for row in keep(ask, "looks", make) if row[0] == source and f"{what}.".startswith(f"{row[1]}.")]


def behind(ask: Asked, name: str, one: str, other: str, year: int) -> list[dict[str, Any]]:
    """Give the rows behind the tie of two states in a layer and a year, the oldest first."""
    layer = LAYERS[name]
    return ask.rows(
        f"""select distinct a, b, "start", "end", value, thing, label, source, source_row from ({sourced(ask, layer)})
        where ((a = $one and b = $other) or (a = $other and b = $one)) and begun <= $year and ended + {layer.window - 1} >= $year
        order by "start", thing, source, source_row, a, b, "end", label, value""",
        {"one": one, "other": other, "year": year},
    )


def usual_year(found: Sequence[Ties]) -> int:
    """Give the last year in which most of some layers are known best."""
    known = np.sum([one.known for one in found], axis=0)
    return int(np.flatnonzero(known == known.max())[-1]) + FIRST_YEAR if known.any() else LAST_YEAR


__all__ = [
    "NOBODY",
    "PARTLY",
    "SINCE",
    "WHOLLY",
    "Ties",
    "World",
    "behind",
    "horizons",
    "keep",
    "ties",
    "usual_year",
    "world",
]
