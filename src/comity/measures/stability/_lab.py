"""The index of regions under weights of one's own: one year at a time, with fewer draws, so that it answers at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt

from comity.measures.answer import check, span
from comity.measures.contract import find
from comity.measures.reading import Reading
from comity.measures.stability._draws import NOISE, evaluate, ranking, sizes
from comity.measures.stability._indicators import BASE, BASES, INDICATORS, NUMBER, PILLAR, PILLARS, Indicator, Inputs
from comity.measures.stability._places import Places
from comity.measures.stability._scores import IMPUTATIONS, NORMALISATIONS, Panel, Scores, panel
from comity.model.errors import BadRequest
from comity.panel.axis import Axis, Flags, Floats
from comity.statistics.composite import effective_weights
from comity.statistics.resampling import HIGH, LOW
from comity.statistics.sensitivity import ranks

Ints = npt.NDArray[np.int64]

NAME = "stability.regional"
#: The measure itself has 10,000. With 2,000 the error of a chance of one half is 1.1 points of a hundred.
DRAWS = 2_000
AGGREGATIONS = ("geometric", "arithmetic")


@dataclass(frozen=True)
class Choices:
    """What one chooses anew.

    Attributes
    ----------
    indicators, pillars
        Weights by name, each relative to the others of its kind; 1 of what is not named. An indicator, or a pillar, that
        weighs 0 is left out.
    normalisation
        One of ``NORMALISATIONS``, or None: each in a third of the draws.
    aggregation
        One of ``AGGREGATIONS``, between pillars, or None: each in half of the draws.
    noise
        How far from the chosen ones weights are drawn, as a share.
    """

    indicators: Mapping[str, float] = field(default_factory=dict)
    pillars: Mapping[str, float] = field(default_factory=dict)
    normalisation: str | None = None
    aggregation: str | None = None
    noise: float = NOISE

    @cached_property
    def weights(self) -> Floats:
        """Weights of indicators, then of pillars, shape (K + pillars,); of a pillar without indicators 0."""
        inner = np.array([float(self.indicators.get(one.name, 1.0)) for one in INDICATORS])
        outer = np.array([float(self.pillars.get(name, 1.0)) for name in PILLARS])
        if not (np.isfinite(inner).all() and np.isfinite(outer).all()) or min(inner.min(), outer.min()) < 0:
            raise BadRequest("A weight is a number of 0 or more.", remedy="Mend the weights.")
        outer = outer * (np.bincount(PILLAR, inner) > 0)
        return np.concatenate([inner, outer])


@dataclass(frozen=True)
class Outcome:
    """The regions of one year under some choices, the highest first.

    Attributes
    ----------
    regions
        Names, shape (n,).
    index, low, high
        The index under the nominal choices and these weights, and the 5th and 95th percentile of the draws.
    pillars
        Score of each pillar, shape (pillars, n), with NaN of one that does not count.
    ranks
        Median, 5th and 95th percentile of the rank, shape (n, 3).
    chances
        P(rank), shape (n, n): of a region (row) in a place (column).
    draws
        How many.
    unknown
        Regions of the ranking whose index is not known under these weights.
    follows
        Whether what is not known was always filled, since without filling nothing would have been left of a pillar.
    """

    regions: tuple[str, ...]
    index: Floats
    low: Floats
    high: Floats
    pillars: Floats
    ranks: Ints
    chances: Floats
    draws: int
    unknown: tuple[str, ...]
    follows: bool


@dataclass(frozen=True)
class Weight:
    """What a part weighs, and how much of the index goes with it.

    Attributes
    ----------
    nominal
        Its share of all weights, as chosen.
    effective
        The share of the index's variance over regions and years that goes with it alone; NaN where it does not vary.
    """

    name: str
    label: str
    pillar: str
    nominal: float
    effective: float


class Lab:
    """Inputs of the index, read once from a record: ranked regions and the years in which there is a ranking."""

    def __init__(self, made: Panel) -> None:
        cells = ranking(made)
        regions, periods = np.flatnonzero(cells.any(axis=1)), np.flatnonzero(cells.any(axis=0))
        if not len(periods):
            raise BadRequest("There is no year in which regions can be ranked.", remedy="Bring the sources it needs.")

        def cut(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
            return np.ascontiguousarray(values[..., regions, :][..., periods])

        self.years: tuple[int, ...] = tuple(int(year) for year in made.places.axis.years[periods])
        self._axis = made.places.axis
        self._names = tuple(made.places.names[region] for region in regions)
        self._cells: Flags = cut(cells)
        self._known: Flags = cut(made.known)
        self._counts: Flags = cut(made.counts)
        self._scores = {
            key: Scores(
                cut(one.value.astype(np.float32)), cut(one.below.astype(np.float32)),
                cut(one.above.astype(np.float32)), cut(one.filled), one.error,
            )
            for key, one in made.scores.items()
        }  # fmt: skip

    @property
    def pillars(self) -> tuple[str, ...]:
        """The pillars that count in any year."""
        return tuple(name for place, name in enumerate(PILLARS) if self._counts[place].any())

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """The indicators of those pillars."""
        return tuple(one for one in INDICATORS if PILLARS[one.pillar] in self.pillars)

    @cached_property
    def told(self) -> Mapping[int, int]:
        """Year → of how many of :attr:`indicators` it is known how most of the year's regions stand."""
        places = [place for place, one in enumerate(INDICATORS) if one in self.indicators]
        known = (self._known[places] & self._cells).sum(axis=1)
        return dict(zip(self.years, (2 * known > self._cells.sum(axis=0)).sum(axis=0).tolist(), strict=True))

    @property
    def usual(self) -> int:
        """The last year of which most indicators are known; of an index that mostly stands for what is not known there is no need."""
        most = [year for year, number in self.told.items() if 2 * number > len(self.indicators)]
        return most[-1] if most else self.years[-1]

    def known(self, year: int) -> dict[str, tuple[int, int]]:
        """Say for each indicator of how many of a year's regions it was known; for the others something stands for it."""
        period = self._period(year)
        mine = self._cells[:, period]
        return {
            one.name: (int(self._known[place, mine, period].sum()), int(mine.sum()))
            for place, one in enumerate(INDICATORS)
        }

    def outcome(self, choices: Choices, year: int, draws: int = DRAWS, seed: int = 1) -> Outcome:
        """Give ranks, and what they may be, of one year.

        The same numbers are drawn for whatever choices, so that two answers differ by their choices alone.

        Raises
        ------
        BadRequest
            When there is no ranking of that year, or nothing is left to make an index of.
        """
        period = self._period(year)
        weights = choices.weights
        pillars, index = self._plain(choices)
        ranked = np.flatnonzero(self._cells[:, period])
        here = np.flatnonzero(np.isfinite(index[ranked, period]))
        if not len(here):
            raise BadRequest(
                "Under these weights no region's index is known in %(year)s.", remedy="Raise other weights.", year=year
            )
        value = index[ranked, period]
        here = here[np.argsort(-value[here], kind="stable")]
        points, columns = _points(len(ranked), draws, seed)
        follows = not self._bears_gaps(choices, ranked[here], period)
        _fix(points, columns, choices, follows)
        batch = evaluate(self._of(ranked, period), points, columns, _centre(weights), choices.noise)
        every = batch.index[here, :, 0]
        place = ranks(every, axis=0).astype(np.int64)
        low, high = np.quantile(every, (LOW, HIGH), axis=1)
        # As in the measure: the chosen weights are one draw of many, and may lie at the edge of them all.
        return Outcome(
            tuple(self._names[region] for region in ranked[here]),
            value[here],
            np.minimum(low, value[here]),
            np.maximum(high, value[here]),
            pillars[:, ranked[here], period],
            np.quantile(place, (0.5, LOW, HIGH), axis=1, method="inverted_cdf").T.astype(np.int64),
            np.stack([(place == rank + 1).mean(axis=1) for rank in range(len(here))], axis=1),
            draws,
            tuple(self._names[region] for region in ranked if not np.isfinite(index[region, period])),
            follows,
        )

    def weights(self, choices: Choices) -> list[Weight]:
        """Hold what the parts weigh beside how much of the index goes with each, over all regions and years: pillars first."""
        pillars, index = self._plain(choices)
        cells = self._cells & np.isfinite(index)
        inner, outer = choices.weights[:NUMBER], choices.weights[NUMBER:]
        alive = np.array([name in self.pillars for name in PILLARS])
        share = outer * alive / (outer * alive).sum()
        kind, _ = _fixed(choices)
        of_pillars = effective_weights(pillars[:, cells].T, index[cells])
        of_parts = effective_weights(self._scores[kind, 0, BASES.index(BASE), 0].value[:, cells].T, index[cells])
        found = [
            Weight(name, name, name, float(share[place]), float(of_pillars[place]))
            for place, name in enumerate(PILLARS)
            if alive[place]
        ]
        total = np.maximum(np.bincount(PILLAR, inner), 1e-12)
        return found + [
            Weight(one.name, one.label, PILLARS[one.pillar], float(inner[place] / total[one.pillar] * share[one.pillar]), float(of_parts[place]))
            for place, one in enumerate(INDICATORS)
            if alive[one.pillar]
        ]  # fmt: skip

    def _period(self, year: int) -> int:
        if year not in self.years:
            raise BadRequest(
                "There is no ranking of regions in %(year)s.",
                remedy="Choose a year from %(first)s to %(last)s.",
                year=year,
                first=self.years[0],
                last=self.years[-1],
            )
        return self.years.index(year)

    def _plain(self, choices: Choices) -> tuple[Floats, Floats]:
        """Give pillars (pillars, R, P) and index (R, P) under the nominal choices and one's own weights."""
        weights = choices.weights
        inner, outer = weights[:NUMBER], weights[NUMBER:]
        counts = self._counts & (outer > 0)[:, None, None]
        if not counts.any():
            raise BadRequest("Nothing is left to make an index of.", remedy="Raise a weight of a pillar that is known.")
        kind, aggregation = _fixed(choices)
        value = self._scores[kind, 0, BASES.index(BASE), 0].value.astype(np.float64)
        has = np.isfinite(value)
        pillars = np.full(counts.shape, np.nan)
        for pillar in range(len(PILLARS)):
            of = pillar == PILLAR
            mine = inner[of][:, None, None] * has[of]
            with np.errstate(invalid="ignore", divide="ignore"):
                mean = (mine * np.where(has[of], value[of], 0.0)).sum(axis=0) / mine.sum(axis=0)
            pillars[pillar] = np.where(counts[pillar], mean, np.nan)
        share = outer[:, None, None] * counts
        with np.errstate(invalid="ignore", divide="ignore"):
            terms = np.log(pillars) if aggregation == 0 else pillars
            # A pillar that should count and is not known leaves the index not known.
            total = np.where(counts, share * terms, 0.0).sum(axis=0) / share.sum(axis=0)
            index = np.exp(total) if aggregation == 0 else total
        return pillars, np.where(self._cells, index, np.nan)

    def _bears_gaps(self, choices: Choices, regions: npt.NDArray[np.intp], period: int) -> bool:
        """Say whether of every pillar enough is left where nothing stands for what is not known, one more left out."""
        inner, outer = choices.weights[:NUMBER], choices.weights[NUMBER:]
        left_out = IMPUTATIONS.index("left out")
        for (_, _, _, imputation), scores in self._scores.items():
            if imputation != left_out:
                continue
            known = np.isfinite(scores.value[:, regions, period]) & (inner > 0)[:, None]
            for pillar in np.flatnonzero(outer > 0):
                of = pillar == PILLAR
                if self._counts[pillar, regions, period].all() and known[of].sum(axis=0).min() < min(2, (inner[of] > 0).sum()):  # fmt: skip
                    return False
        return True

    def _of(self, regions: npt.NDArray[np.intp], period: int) -> Panel:
        """Give a panel of some regions and one year, of which draws can be evaluated."""

        def cut(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
            return values[..., regions, period : period + 1]

        year = self.years[period]
        names = tuple(self._names[region] for region in regions)
        nobody = np.zeros((len(names), 0, 1), bool)
        places = Places(Axis(self._axis.system, "year", year, year), names, nobody, cut(self._cells), np.zeros((0, 1)))
        scores = {
            key: Scores(cut(one.value), cut(one.below), cut(one.above), cut(one.filled), one.error)
            for key, one in self._scores.items()
        }
        return Panel(places, self._scores[0, 0, 0, 0].value[:, regions, period], cut(self._known), cut(self._counts), scores)  # fmt: skip


def lab(con: duckdb.DuckDBPyConnection) -> Lab:
    """Read the inputs of the index from a record; it takes some seconds.

    Raises
    ------
    NotHere
        When the record lacks what the index needs, with what to bring.
    """
    check(con, NAME)
    measure = find(NAME)
    return Lab(panel(Inputs(Reading(con, Axis(measure.system, "year", *span(con, measure)), measure, NAME))))


def _fixed(choices: Choices) -> tuple[int, int]:
    """Give the places of the normalisation and the aggregation under which the index itself stands."""
    for said, known in ((choices.normalisation, NORMALISATIONS), (choices.aggregation, AGGREGATIONS)):
        if said is not None and said not in known:
            raise BadRequest(
                "There is no choice “%(said)s”.", remedy="Choose one of: %(known)s.", said=said, known="; ".join(known)
            )
    kind = 0 if choices.normalisation is None else NORMALISATIONS.index(choices.normalisation)
    return kind, 0 if choices.aggregation is None else AGGREGATIONS.index(choices.aggregation)


def _centre(weights: Floats) -> Floats:
    """Give weights of which no pillar is empty; one that is weighs nothing in any case."""
    centre = weights.copy()
    for pillar in np.flatnonzero(np.bincount(PILLAR, weights[:NUMBER]) <= 0):
        centre[:NUMBER][pillar == PILLAR] = 1.0
    return centre


def _points(regions: int, draws: int, seed: int) -> tuple[Floats, dict[str, slice]]:
    columns, at = {}, 0
    for name, size in sizes(regions).items():
        columns[name] = slice(at, at + size)
        at += size
    return np.random.default_rng(seed).random((draws, at)), columns


def _fix(points: Floats, columns: Mapping[str, slice], choices: Choices, follows: bool) -> None:
    """Set what is chosen, in place."""
    kind, aggregation = _fixed(choices)
    if choices.normalisation is not None:
        points[:, columns["normalisation"]] = (kind + 0.5) / len(NORMALISATIONS)
    if choices.aggregation is not None:
        points[:, columns["aggregation"]] = (aggregation + 0.5) / len(AGGREGATIONS)
    if follows:
        points[:, columns["imputation"].start] *= IMPUTATIONS.index("left out") / len(IMPUTATIONS)


__all__ = ["AGGREGATIONS", "DRAWS", "NORMALISATIONS", "Choices", "Lab", "Outcome", "Weight", "lab"]
