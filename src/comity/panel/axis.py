"""The states of a list through the periods of a panel: who existed when, and whom the record's keys mean then.

This is the one place where the record's keys and days become a list's codes and a panel's periods.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from typing import Literal

import numpy as np
import numpy.typing as npt

from comity.model.errors import BadRequest
from comity.model.states import code_spells

System = Literal["cow", "gw"]
Step = Literal["year", "month"]
Ints = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

#: The lists begin with 1816. Their last editions are carried on to this year; no later one is claimed.
FIRST_YEAR, LAST_YEAR = 1816, 2025

SYSTEMS = {"cow": "Correlates of War", "gw": "Gleditsch–Ward"}


@dataclass(frozen=True, slots=True)
class Spell:
    """A time without a gap in which a list has a state: ``place`` is the state's place on the axis, days are ordinals."""

    place: int
    key: str
    first: int
    last: int


@cache
def _spells(system: System) -> tuple[tuple[int, ...], tuple[Spell, ...]]:
    found = [spell for spell in code_spells() if spell.scheme == system]
    codes = tuple(sorted({int(spell.code) for spell in found}))
    places = {code: place for place, code in enumerate(codes)}
    spells = [
        Spell(
            places[int(spell.code)],
            spell.actor,
            spell.start.toordinal(),
            (spell.end or date(9999, 12, 31)).toordinal(),
        )
        for spell in found
    ]
    return codes, tuple(sorted(spells, key=lambda spell: (spell.place, spell.first)))


@cache
def bearers(system: System) -> dict[str, tuple[Spell, ...]]:
    """Give the spells in a list of each of the record's keys."""
    found: dict[str, tuple[Spell, ...]] = {}
    for spell in _spells(system)[1]:
        found[spell.key] = (*found.get(spell.key, ()), spell)
    return found


@dataclass(frozen=True)
class Axis:
    """The states of a list (N of them, by code) and the periods of a panel (P of them, in order).

    Parameters
    ----------
    system
        ``cow`` or ``gw``.
    step
        ``year`` or ``month``.
    first_year, last_year
        The first and the last year, inclusive.

    Raises
    ------
    BadRequest
        When the list is unknown or does not reach so far.
    """

    system: System
    step: Step
    first_year: int
    last_year: int

    def __post_init__(self) -> None:
        if self.system not in SYSTEMS:
            raise BadRequest("“%(system)s” is no list of states.", remedy="Say cow or gw.", system=self.system)
        if self.step not in ("year", "month"):
            raise BadRequest("“%(step)s” is no length of time of a panel.", remedy="Say year or month.", step=self.step)
        for year in (self.first_year, self.last_year):
            if not isinstance(year, int | np.integer):
                raise BadRequest("%(year)r is no year.", remedy="Give a whole number, such as 1990.", year=year)
        if self.first_year > self.last_year:
            raise BadRequest(
                "The years %(first_year)s to %(last_year)s are the wrong way round.",
                remedy="Ask from %(last_year)s to %(first_year)s.",
                first_year=self.first_year,
                last_year=self.last_year,
            )
        if self.first_year < FIRST_YEAR or self.last_year > LAST_YEAR:
            raise BadRequest(
                (
                    "The %(list)s list of states reaches from %(begin)s to %(end)s, not from "
                    "%(first_year)s to %(last_year)s."
                ),
                remedy="Ask for years within it.",
                list=SYSTEMS[self.system],
                begin=FIRST_YEAR,
                end=LAST_YEAR,
                first_year=self.first_year,
                last_year=self.last_year,
            )

    @cached_property
    def codes(self) -> Ints:
        """The states' codes in the list, ascending, shape (N,)."""
        return np.array(_spells(self.system)[0], np.int32)

    @cached_property
    def spells(self) -> tuple[Spell, ...]:
        """The states' spells in the list, by place and time."""
        return _spells(self.system)[1]

    @property
    def states(self) -> int:
        """How many states the list has ever had: N."""
        return len(self.codes)

    @property
    def periods(self) -> int:
        """How many periods there are: P."""
        return (self.last_year - self.first_year + 1) * (12 if self.step == "month" else 1)

    @cached_property
    def first_days(self) -> Ints:
        """The first day of each period as an ordinal, shape (P,)."""
        return self._days[:-1]

    @cached_property
    def last_days(self) -> Ints:
        """The last day of each period as an ordinal, shape (P,)."""
        return self._days[1:] - 1

    @cached_property
    def _days(self) -> Ints:
        months = range(1, 13) if self.step == "month" else (1,)
        years = range(self.first_year, self.last_year + 1)
        days = [date(year, month, 1).toordinal() for year in years for month in months]
        return np.array([*days, date(self.last_year, 12, 31).toordinal() + 1], np.int32)

    @cached_property
    def years(self) -> Ints:
        """The year of each period, shape (P,)."""
        return np.repeat(np.arange(self.first_year, self.last_year + 1, dtype=np.int32), self.periods // (self.last_year - self.first_year + 1))  # fmt: skip

    @cached_property
    def months(self) -> Ints:
        """The month of each period, 1 to 12, shape (P,); 0 in a panel of years."""
        if self.step == "year":
            return np.zeros(self.periods, np.int32)
        return np.tile(np.arange(1, 13, dtype=np.int32), self.last_year - self.first_year + 1)

    def period_of(self, days: Ints) -> Ints:
        """Give the period in which each day lies; below 0 and P or more outside the axis."""
        return np.searchsorted(self._days, days, side="right").astype(np.int32) - 1

    @cached_property
    def present(self) -> Flags:
        """Whether a state existed on any day of a period, shape (N, P)."""
        found = np.zeros((self.states, self.periods), bool)
        for spell in self.spells:
            self.mark(found, spell.place, spell.first, spell.last)
        return found

    def mark(self, table: Flags, place: int, first: int, last: int) -> None:
        """Set, in a table of shape (N, P), the periods of which a state fills any day from `first` to `last`."""
        if first <= last and last >= self._days[0] and first < self._days[-1]:
            begun, ended = self.period_of(np.array([first, last], np.int32))
            table[place, max(begun, 0) : ended + 1] = True

    def listed_in(self, system: System) -> Flags:
        """Whether another list (or this one) had a state on any day of a period on which this list had it, shape (N, P)."""
        if system == self.system:
            return self.present
        if system not in self._listed:
            found = np.zeros((self.states, self.periods), bool)
            for spell in self.spells:
                for other in bearers(system).get(spell.key, ()):
                    self.mark(found, spell.place, max(spell.first, other.first), min(spell.last, other.last))
            self._listed[system] = found
        return self._listed[system]

    @cached_property
    def _listed(self) -> dict[str, Flags]:
        return {}

    @cached_property
    def never_met(self) -> tuple[tuple[int, int, int], ...]:
        """Ordered pairs (place, place, period) of states that existed in a period, but on no common day."""
        # Only two states that were there for a part of the period can have missed each other.
        part: dict[int, dict[int, list[tuple[int, int]]]] = {}
        for spell in self.spells:
            edges = self.period_of(np.array([spell.first, spell.last], np.int32))
            for period in {int(edge) for edge in edges if 0 <= edge < self.periods}:
                first, last = int(self.first_days[period]), int(self.last_days[period])
                if spell.first > first or spell.last < last:
                    days = part.setdefault(period, {}).setdefault(spell.place, [])
                    days.append((max(spell.first, first), min(spell.last, last)))
        return tuple(
            (one, other, period)
            for period, states in sorted(part.items())
            for one, days in states.items()
            for other, others in states.items()
            if one != other and not any(max(a, c) <= min(b, d) for a, b in days for c, d in others)
        )
