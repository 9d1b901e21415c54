"""How the index of regions fared: what its choices do, what moves it, and what came next."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import duckdb
import numpy as np
import numpy.typing as npt

from comity.measures.answer import span
from comity.measures.contract import Validation, find
from comity.measures.ranking import chance_above
from comity.measures.reading import Reading
from comity.measures.stability._draws import drawn, nominal, ranking, sobol, window
from comity.measures.stability._indicators import BREAK, INDICATORS, PILLAR, PILLARS, Inputs, disputes
from comity.measures.stability._scores import Panel, panel
from comity.panel.axis import Axis, Floats
from comity.statistics.composite import effective_weights
from comity.statistics.resampling import interval
from comity.statistics.scoring import auc
from comity.statistics.sensitivity import ranks

NAME = "stability.regional"
#: The years ahead of which the mean is foretold.
AHEAD = 5
RESAMPLES = 500


def validations(con: duckdb.DuckDBPyConnection) -> Sequence[Validation]:
    """Give all of them."""
    measure = find(NAME)
    reading = Reading(con, Axis(measure.system, "year", *span(con, measure)), measure, NAME)
    inputs = Inputs(reading)
    made = panel(inputs)
    return [
        choices(made, reading.rng("sobol")),
        weights(made),
        chances(made, reading.rng("draws")),
        next_deaths(inputs, made, reading.rng("deaths")),
        next_disputes(inputs, made, reading.rng("disputes")),
        next_disputes_of_pairs(inputs, made, reading.rng("pairs")),
    ]


def choices(made: Panel, rng: np.random.Generator, draws: int = 1024) -> Validation:
    """Say what each choice does to the ranking."""
    found = sobol(made, rng, draws)
    order = np.argsort(-found.total[:, 0])
    strongest = [found.choices[place] for place in order[:2]]
    return Validation(
        f"Sobol's indices of each choice, on the mean absolute shift of ranks, {draws} × {len(found.choices) + 2} evaluations",
        ("choice", "first", "low", "high", "total", "low", "high"),
        tuple((found.choices[place], *found.first[place].tolist(), *found.total[place].tolist()) for place in order),
        f"What moves the ranking most are {strongest[0]} ({found.total[order[0], 0]:.0%} of the variance with all in which "
        f"it has a part) and {strongest[1]} ({found.total[order[1], 0]:.0%}).",
    )


def weights(made: Panel) -> Validation:
    """Hold nominal weights beside what goes with the index in fact."""
    plain, cells = nominal(made), ranking(made)
    index = plain.index[cells]
    share = effective_weights(made.nominal.value[:, cells].T, index)
    pillar = effective_weights(plain.pillars[:, cells].T, index)
    weight = (plain.inner * plain.outer[PILLAR])[:, cells].mean(axis=1)
    lines: list[tuple[str | float | None, ...]] = []
    for place, name in enumerate(PILLARS):
        if np.isfinite(pillar[place]):
            lines.append((name.upper(), float(plain.outer[place][cells].mean()), float(pillar[place])))
            lines += [
                (INDICATORS[one].label, float(weight[one]), None if np.isnan(share[one]) else float(share[one]))
                for one in np.flatnonzero(place == PILLAR)
            ]
    return Validation(
        "Nominal weights beside main effects: the share of the index's variance that goes with each part alone",
        ("part", "nominal weight", "main effect"),
        tuple(lines),
        "Equal weights are not equal say: "
        + ", ".join(f"{PILLARS[place]} goes with {pillar[place]:.0%}" for place in np.flatnonzero(np.isfinite(pillar)))
        + " of the index's variance (main effects overlap, and need not add up to 1).",
    )


def chances(made: Panel, rng: np.random.Generator) -> Validation:
    """Give the last year's ranking, with the chance that each region is above the next."""
    cells, plain, here = ranking(made), nominal(made).index, window(made)
    period = int(np.flatnonzero(cells.any(axis=0))[-1])
    some = np.flatnonzero(cells[:, period])
    some = some[np.argsort(-plain[some, period], kind="stable")]
    every = np.concatenate([batch.index[some, :, period - here.start] for batch in drawn(made, rng)], axis=1).T
    above = chance_above(every)
    placed = np.quantile(ranks(every), (0.5, 0.05, 0.95), axis=0, method="inverted_cdf")
    names = made.places.names
    lines = tuple(
        (
            names[region],
            float(plain[region, period]),
            *(int(bound) for bound in placed[:, place]),
            float(above[place, place + 1]) if place + 1 < len(some) else None,
        )
        for place, region in enumerate(some)
    )
    firm = sum(1 for line in lines if line[-1] is not None and not 0.05 < float(line[-1]) < 0.95)
    return Validation(
        f"The ranking of {made.places.axis.years[period]} under 10,000 draws: rank, 90 % of it, and the chance to be above the next",
        ("region", "index", "rank", "best", "worst", "above the next"),
        lines,
        f"Of {len(some) - 1} neighbours in the ranking {firm} are told apart with 95 % of the draws.",
    )


def spearman(one: Floats, other: Floats) -> float:
    """Give the rank correlation of two arrays; NaN where either does not vary."""
    if np.ptp(one) == 0 or np.ptp(other) == 0:
        return float("nan")
    return float(np.corrcoef(_places(one), _places(other))[0, 1])


def _places(values: Floats) -> Floats:
    _, place, count = np.unique(values, return_inverse=True, return_counts=True)
    return np.asarray((np.cumsum(count) - (count - 1) / 2)[place], np.float64)


def later(values: Floats, years: int = AHEAD) -> Floats:
    """Give the mean of the years that follow each year, shape (R, P); NaN where any of them is not known.

    Examples
    --------
    >>> later(np.array([[1.0, 2.0, 4.0, np.nan]]), 2).tolist()
    [[3.0, nan, nan, nan]]
    """
    found = np.full(values.shape, np.nan)
    if values.shape[1] > years:
        found[:, :-years] = np.lib.stride_tricks.sliding_window_view(values, years, axis=1)[:, 1:].mean(axis=2)
    return found


def _ordering(title: str, what: str, target: Floats, scores: dict[str, Floats], cells: npt.NDArray[np.bool_], years: npt.NDArray[np.int32], rng: np.random.Generator) -> Validation:  # fmt: skip
    """Compare how well scores order the regions of each year by what came next."""
    usable = cells & np.isfinite(target)
    for score in scores.values():
        usable &= np.isfinite(score)
    periods = [int(period) for period in np.flatnonzero(usable.sum(axis=0) >= 5)]
    some = np.flatnonzero(usable.any(axis=1))

    def mean(score: Floats, chosen: npt.NDArray[np.intp]) -> float:
        found = []
        for period in periods:
            mine = chosen[usable[chosen, period]]
            if len(mine) > 2:
                found.append(spearman(score[mine, period], target[mine, period]))
        return float(np.nanmean(found)) if found else float("nan")

    samples = [some[rng.integers(0, len(some), len(some))] for _ in range(RESAMPLES)]
    told, drawn_of = {}, {}
    for name, score in scores.items():
        told[name] = mean(score, some)
        drawn_of[name] = np.array([mean(score, sample) for sample in samples])
    names = list(scores)
    lines: list[tuple[str | float | None, ...]] = []
    for name in names:
        below, above = interval(drawn_of[name])
        lines.append((name, told[name], float(below), float(above)))
    index, count = names[0], names[-1]
    apart = drawn_of[index] - drawn_of[count]
    low, high = (float(bound) for bound in interval(apart))
    lines.append((f"{index} minus {count}", told[index] - told[count], low, high))
    verdict = "better than" if low > 0 else "worse than" if high < 0 else "no better and no worse, as far as can be told, than"  # fmt: skip
    return Validation(
        f"{title}, {years[periods[0]]}–{years[periods[-1]]}: mean over years of the rank correlation among subregions",
        ("foretold by", "rank correlation", "low", "high"),
        tuple(lines),
        f"The index orders regions by {what} {verdict} {count} does ({told[index]:.2f} against {told[count]:.2f}; difference "
        f"{told[index] - told[count]:+.2f}, 90 % of a bootstrap over regions {low:+.2f} to {high:+.2f}).",
    )


def next_deaths(inputs: Inputs, made: Panel, rng: np.random.Generator) -> Validation:
    """Say how well regions are ordered by the battle deaths of the five years that follow."""
    deaths, years, plain = inputs.deaths[0], made.places.axis.years, nominal(made)
    # Only the years of one instrument: before 1989 deaths are estimates of another kind.
    cells = ranking(made) & (years >= BREAK)
    return _ordering(
        "Battle deaths per head in the five years that follow",
        "the battle deaths that follow",
        later(deaths),
        {
            "instability (100 − index)": 100 - plain.index,
            "conflict pillar alone": 100 - plain.pillars[1],
            "collaboration pillar alone": 100 - plain.pillars[0],
            "the last year's battle deaths": deaths,
        },
        cells,
        years,
        rng,
    )


def next_disputes(inputs: Inputs, made: Panel, rng: np.random.Generator) -> Validation:
    """Say how well regions are ordered by the disputes that begin among their states in the five years that follow."""
    began, plain = disputes(inputs) / made.places.number, nominal(made)
    return _ordering(
        "Militarised disputes begun among a region's states, per state, in the five years that follow",
        "the disputes that follow",
        later(began),
        {
            "instability (100 − index)": 100 - plain.index,
            "conflict pillar alone": 100 - plain.pillars[1],
            "collaboration pillar alone": 100 - plain.pillars[0],
            "the last year's count of disputes": began,
        },
        ranking(made),
        made.places.axis.years,
        rng,
    )


def next_disputes_of_pairs(inputs: Inputs, made: Panel, rng: np.random.Generator) -> Validation:
    """Say how well pairs are told apart by whether a dispute of theirs begins in the year that follows."""
    reading, within, plain, cells = inputs.reading, inputs.pairs, nominal(made), ranking(made)
    rows = reading.dyads
    began = reading.pair("cow-mid", "cowmidonset", rows)
    one, other = rows.sides
    row = within.row
    ahead = np.minimum(row + 1, len(began) - 1)
    goes_on = (one[ahead] == one[row]) & (other[ahead] == other[row]) & (rows.period[ahead] == rows.period[row] + 1)
    count = disputes(inputs) / made.places.number
    at = (within.region, within.period)
    scores: dict[str, Floats] = {
        "instability (100 − index) of the region": (100 - plain.index)[at],
        "disputes of the region in the last year": count[at],
        "a dispute of the pair in the last year": began[row],
    }
    usable = goes_on & cells[at] & np.isfinite(began[ahead])
    for score in scores.values():
        usable &= np.isfinite(score)
    came, years = began[ahead][usable] > 0, within.period[usable]
    every = np.unique(years)
    by_year = [np.flatnonzero(years == year) for year in every]
    lines: list[tuple[str | float | None, ...]] = []
    told = []
    for name, score in scores.items():
        mine = score[usable]
        told.append(auc(mine, came))
        low, high = interval(_resampled(lambda some, mine=mine: auc(mine[some], came[some]), by_year, rng))  # type: ignore[misc]
        lines.append((name, told[-1], float(low), float(high)))
    axis = made.places.axis
    return Validation(
        f"A militarised dispute of a pair inside a subregion begins in the next year, {axis.years[every[0]]}–{axis.years[every[-1]]}: AUC, {len(came):,} pair-years, {int(came.sum()):,} onsets",
        ("foretold by", "AUC", "low", "high"),
        tuple(lines),
        f"The index of a region is a weak guide to which of its pairs will dispute (AUC {told[0]:.2f}): whether the pair had a "
        f"dispute in the last year says {'more' if told[2] > told[0] else 'less'} ({told[2]:.2f}).",
    )


def _resampled(statistic: Callable[[npt.NDArray[np.intp]], float], parts: Sequence[npt.NDArray[np.intp]], rng: np.random.Generator, times: int = 200) -> Floats:  # fmt: skip
    """Give a statistic of samples of whole years with replacement."""
    return np.array(
        [
            statistic(np.concatenate([parts[one] for one in rng.integers(0, len(parts), len(parts))]))
            for _ in range(times)
        ]
    )


__all__ = ["later", "spearman", "validations"]
