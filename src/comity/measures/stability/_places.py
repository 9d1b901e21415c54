"""Regions on an axis, and what is summed or averaged over their states and over the pairs of their states."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from comity.measures.contract import Need
from comity.measures.estimates import Subjects
from comity.measures.reading import Reading
from comity.model.regions import region
from comity.panel.axis import Axis, Flags, Floats, Ints

#: Deaths, conflicts and pacts of one list begin here; before it regions outside Europe and America had few states.
SINCE = 1946
#: A region has so many states at least.
LEAST_STATES = 3
#: States that never had so many people are not counted: the lists of conflicts and deaths leave them out.
LEAST_PEOPLE = 250_000.0
#: A region's figure is known where states with this share of its people, or this share of its pairs, have it known.
ENOUGH = 0.9

POPULATION = Need("cow-nmc", "figure.total-population")


@dataclass(frozen=True)
class Places:
    """R regions on an axis.

    Attributes
    ----------
    names
        As in the table of regions.
    members
        Which states are counted in which years, shape (R, N, P).
    ranked
        Which regions stand in the ranking, and when: the subregions of three states or more, shape (R, P).
    people
        Population of each state, shape (N, P), with NaN for what is not known.
    """

    axis: Axis
    names: tuple[str, ...]
    members: Flags
    ranked: Flags
    people: Floats

    @cached_property
    def number(self) -> Floats:
        """How many states each region has, shape (R, P); NaN where they are too few, or the year is too early."""
        found: Floats = self.members.sum(axis=1).astype(float)
        found[(found < LEAST_STATES) | (self.axis.years < SINCE)] = np.nan
        return found

    @cached_property
    def population(self) -> Floats:
        """People of each region, shape (R, P), of the states of which it is known."""
        found: Floats = np.where(self.members, np.where(np.isfinite(self.people), self.people, 0.0), 0.0).sum(axis=1)
        return np.asarray(np.where(found > 0, found, np.nan), np.float64)

    @property
    def subjects(self) -> Subjects:
        """Every region in every year in which it has states enough."""
        a, period = np.nonzero(np.isfinite(self.number))
        return Subjects(
            self.axis, period.astype(np.int32), a.astype(np.int32), groups=[(name, name) for name in self.names]
        )

    def of(self, values: Floats) -> Floats:
        """Take from an array (R, P) what stands for ``subjects``."""
        return np.asarray(values[np.isfinite(self.number)], np.float64)

    def total(self, values: Floats, enough: float = ENOUGH) -> Floats:
        """Add figures of states (N, P) up; known where states with enough of the region's people have them known."""
        known = np.isfinite(values)
        found = np.where(self.members & known, np.where(known, values, 0.0), 0.0).sum(axis=1)
        people = np.where(np.isfinite(self.people), self.people, 0.0)
        seen = np.where(self.members & known, people, 0.0).sum(axis=1)
        return np.where(np.isfinite(self.number) & (seen >= enough * self.population), found, np.nan)

    def mean(self, values: Floats) -> Floats:
        """Average figures (N, P) over a region's states, known where enough states have them known."""
        known = self.members & np.isfinite(values)
        count = known.sum(axis=1)
        with np.errstate(invalid="ignore", divide="ignore"):
            found = np.where(known, values, 0.0).sum(axis=1) / count
            return np.where(np.isfinite(self.number) & (count >= ENOUGH * self.number), found, np.nan)


@dataclass(frozen=True)
class Pairs:
    """The pairs of states inside of regions.

    Attributes
    ----------
    region, period
        Of which region a pair is a part, and when; a pair stands once for each of its regions.
    row
        Its row among all pairs.
    """

    places: Places
    region: Ints
    period: Ints
    row: Ints

    def _sum(self, values: npt.NDArray[np.float64]) -> Floats:
        shape = self.places.ranked.shape
        cell = self.region.astype(np.int64) * shape[1] + self.period
        return np.asarray(np.bincount(cell, values, shape[0] * shape[1]).reshape(shape), np.float64)

    def mean(self, values: Floats) -> Floats:
        """Average a quantity of pairs, one value per row of all pairs; known where enough pairs have it known."""
        mine = values[self.row]
        known = np.isfinite(mine)
        count, every = self._sum(known.astype(float)), self._sum(np.ones(len(mine)))
        with np.errstate(invalid="ignore", divide="ignore"):
            found = self._sum(np.where(known, mine, 0.0)) / count
        return np.where(np.isfinite(self.places.number) & (count > 0) & (count >= ENOUGH * every), found, np.nan)

    def total(self, values: Floats) -> Floats:
        """Add a quantity of pairs up; known where enough pairs have it known."""
        return np.asarray(self.mean(values) * self._sum(np.isfinite(values[self.row]).astype(float)), np.float64)


def places(reading: Reading) -> Places:
    """Find the regions, and whom they count in which year."""
    axis = reading.axis
    people = reading.figures(POPULATION.source, POPULATION.layer.partition(".")[2])["total-population"]
    with np.errstate(invalid="ignore"):
        counted = (np.where(np.isfinite(people), people, 0.0).max(axis=1) >= LEAST_PEOPLE)[:, None]
    found = {name: flags & counted for name, flags in reading.regions().items()}
    members = np.stack(list(found.values()))
    sub = np.array([region(name).kind == "subregion" for name in found])
    late = axis.years >= SINCE
    ranked = sub[:, None] & (members.sum(axis=1) >= LEAST_STATES) & late
    return Places(axis, tuple(found), members, ranked, people)


def pairs(reading: Reading, where: Places) -> Pairs:
    """Find the pairs inside of each region."""
    rows = reading.dyads
    one, other = rows.sides
    recent = np.flatnonzero(where.axis.years[rows.period] >= SINCE)
    one, other, period = one[recent], other[recent], rows.period[recent]
    regions, chosen = [], []
    for place, flags in enumerate(where.members):
        flat = flags.ravel()
        mine = np.flatnonzero(flat[one * np.int32(flags.shape[1]) + period])
        mine = mine[flat[other[mine] * np.int32(flags.shape[1]) + period[mine]]]
        chosen.append(mine)
        regions.append(np.full(len(mine), place, np.int32))
    which = np.concatenate(chosen)
    return Pairs(where, np.concatenate(regions), period[which], recent[which].astype(np.int32))


def recently(values: Floats, key: npt.NDArray[np.int64], period: Ints, years: int) -> Floats:
    """Say whether a quantity was above 0 in a year or in those shortly before it, of rows in order of pair and year.

    It is not known where any of those years in which the pair existed is not known.

    Examples
    --------
    >>> recently(np.array([1.0, 0, 0, 0]), np.zeros(4, np.int64), np.arange(4, dtype=np.int32), 2).tolist()
    [1.0, 1.0, 0.0, 0.0]
    """
    found: Floats = np.where(np.isfinite(values), (values > 0).astype(float), np.nan)
    for back in range(1, years):
        same = (key[back:] == key[:-back]) & (period[back:] - period[:-back] < years)
        earlier = np.where(same, (values[:-back] > 0).astype(float), 0.0)
        earlier[same & np.isnan(values[:-back])] = np.nan
        found[back:] = np.where(np.isnan(found[back:]) | np.isnan(earlier), np.nan, np.maximum(found[back:], earlier))
    return found


def keys_in(reading: Reading, name: str, year: int) -> Sequence[str]:
    """Give the keys of a region's states that existed in a year."""
    axis = reading.axis
    period = year - axis.first_year
    first, last = int(axis.first_days[period]), int(axis.last_days[period])
    members = set(region(name).members)
    return sorted(
        {spell.key for spell in axis.spells if spell.key in members and spell.first <= last and spell.last >= first}
    )


__all__ = ["POPULATION", "SINCE", "Pairs", "Places", "keys_in", "pairs", "places", "recently"]
