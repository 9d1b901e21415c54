"""The index of regions, nominal and under many sets of choices and errors at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from comity.measures.stability._indicators import BASES, COUNTED, LEAVABLE, NUMBER, PILLAR, PILLARS
from comity.measures.stability._scores import BREAKS, IMPUTATIONS, LONG_SCALE, NORMALISATIONS, Panel, Scores
from comity.panel.axis import Floats
from comity.statistics.sensitivity import Sensitivity, design, indices, mean_rank_shift, ranks

DRAWS = 10_000
#: Weights are up to this far from the nominal ones, each by itself.
NOISE = 0.25
#: So many draws at a time, so that memory stays small.
CHUNK = 5_000

Single = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Nominal:
    """The nominal index.

    Attributes
    ----------
    pillars
        Shape (pillars, R, P), with NaN where a pillar does not count.
    index
        Shape (R, P).
    inner
        The weight of each indicator in its pillar, shape (K, R, P); of those of a pillar they add up to 1.
    outer
        The weight of each pillar, shape (pillars, R, P).
    """

    pillars: Floats
    index: Floats
    inner: Floats
    outer: Floats


def sizes(regions: int) -> dict[str, int]:
    """Say how many numbers each choice takes."""
    return {
        "imputation": 1 + NUMBER * regions,
        "normalisation": 1,
        "break of 1989": 1,
        "length of the base": 1,
        "weights": NUMBER + len(PILLARS),
        "indicator left out": 1,
        "aggregation": 1,
        "counts of deaths": regions,
    }


def nominal(panel: Panel, scores: Scores | None = None) -> Nominal:
    """Give pillars and index with equal weights: arithmetic inside of a pillar, geometric between pillars."""
    value = (scores or panel.nominal).value
    has = np.isfinite(value)
    pillars, inner = [], np.zeros(value.shape)
    for pillar in range(len(PILLARS)):
        mine = pillar == PILLAR
        count = has[mine].sum(axis=0)
        with np.errstate(invalid="ignore", divide="ignore"):
            inner[mine] = has[mine] / count
            mean = np.where(has[mine], value[mine], 0.0).sum(axis=0) / count
        pillars.append(np.where(panel.counts[pillar], mean, np.nan))
    stacked = np.stack(pillars)
    counts = panel.counts & panel.counts[:2].all(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        outer = counts / counts.sum(axis=0)
        index = np.exp(np.where(counts, outer * np.log(stacked), 0.0).sum(axis=0))
    return Nominal(stacked, np.where(counts.any(axis=0), index, np.nan), np.nan_to_num(inner), np.nan_to_num(outer))


@dataclass(frozen=True)
class Batch:
    """Some evaluations. Regions R, draws D, and the T periods of the panel's window.

    Attributes
    ----------
    order
        Which points they are of, shape (D,): not in order.
    pillars
        Of each pillar that counts anywhere, shape (R, D, T); where it does not count it may hold anything.
    index
        Shape (R, D, T), with NaN where there is none.
    """

    order: npt.NDArray[np.intp]
    pillars: dict[int, Single]
    index: Single


def window(panel: Panel) -> slice:
    """Give the periods in which any pillar of any region is known."""
    alive = np.flatnonzero(panel.counts.any(axis=(0, 1)))
    return slice(int(alive[0]), int(alive[-1]) + 1) if len(alive) else slice(0, 0)


def evaluate(
    panel: Panel, points: Floats, columns: Mapping[str, slice], centre: Floats | None = None, noise: float = NOISE
) -> Batch:
    """Give pillars and index of points: numbers from 0 to 1, shape (draws, numbers), in the columns of :func:`sizes`.

    Parameters
    ----------
    centre
        The weights of indicators, then of pillars, around which they are drawn; all alike by default. Of each pillar one
        indicator at least weighs something.
    noise
        How far from them, as a share.
    """
    options = (len(NORMALISATIONS), len(BREAKS), len(BASES), len(IMPUTATIONS))
    names = ("normalisation", "break of 1989", "length of the base", "imputation")
    picked = [
        (points[:, columns[name].start] * many).astype(np.intp) for name, many in zip(names, options, strict=True)
    ]
    key = np.ravel_multi_index(tuple(picked), options)
    order = np.argsort(key, kind="stable")
    points, key = points[order], key[order]
    weights = 1 + noise * (2 * points[:, columns["weights"]] - 1)
    if centre is not None:
        weights = weights * centre
    choice = (points[:, columns["indicator left out"].start] * (len(LEAVABLE) + 1)).astype(np.intp)
    left_out = np.append(LEAVABLE, NUMBER)[choice]
    inner = weights[:, :NUMBER] * (left_out[:, None] != np.arange(NUMBER))
    if centre is not None:
        for pillar in range(len(PILLARS)):
            # What alone makes a pillar is not left out of it.
            of = np.flatnonzero(pillar == PILLAR)
            alone = np.flatnonzero(inner[:, of].sum(axis=1) <= 0)
            inner[np.ix_(alone, of)] = weights[np.ix_(alone, of)]
    regions = len(panel.places.names)
    error = _normal(points[:, columns["imputation"]][:, 1:]).reshape(len(points), regions, NUMBER)
    off = 2 * points[:, columns["counts of deaths"]] - 1

    here, shape = window(panel), (regions, len(points), 0)
    shape = (*shape[:2], here.stop - here.start)
    pillars = {
        pillar: np.full(shape, np.nan, np.float32) for pillar in range(len(PILLARS)) if panel.counts[pillar].any()
    }
    for one in np.unique(key):
        mine = slice(*np.searchsorted(key, [one, one + 1]))
        scores = panel.scores[tuple(int(place) for place in np.unravel_index(one, options))]  # type: ignore[index]
        for pillar, found in pillars.items():
            of = np.flatnonzero(pillar == PILLAR)
            # Each with a column for what fills it, and for its deaths at their lowest and highest.
            counted = [place for place, indicator in enumerate(COUNTED) if indicator in of]
            extra = [COUNTED[place] for place in counted]
            w = inner[mine][:, of]
            value = np.nan_to_num(scores.value[of][:, :, here])
            has = np.isfinite(scores.value[of][:, :, here])
            filled = scores.filled[of][:, :, here]
            columns_of = np.concatenate([value, filled, scores.above[counted][:, :, here], scores.below[counted][:, :, here]]).astype(np.float32)  # fmt: skip
            for region in np.flatnonzero(panel.counts[pillar].any(axis=1)):
                side = off[mine, region][:, None]
                of_count = inner[mine][:, extra]
                left = np.concatenate(
                    [w, w * error[mine, region][:, of] * scores.error[of], of_count * np.maximum(side, 0), of_count * np.maximum(-side, 0)],
                    axis=1,
                ).astype(np.float32)  # fmt: skip
                total = left @ columns_of[:, region]
                if has[:, region].all():
                    total /= w.sum(axis=1, keepdims=True).astype(np.float32)
                else:
                    total /= np.maximum(w @ has[:, region], 1e-6).astype(np.float32)
                np.clip(total, *LONG_SCALE, out=found[region, mine])
    geometric = points[:, columns["aggregation"].start] < 0.5
    return Batch(order, pillars, _index(panel, pillars, weights[:, NUMBER:].astype(np.float32), geometric))


def _index(panel: Panel, pillars: dict[int, Single], outer: Single, geometric: npt.NDArray[np.bool_]) -> Single:
    """Make one of the pillars: in some draws by geometric means, in others by arithmetic ones."""
    here = window(panel)
    counts = (panel.counts & panel.counts[:2].all(axis=0))[:, :, here]
    found = np.full((counts.shape[1], len(outer), counts.shape[2]), np.nan, np.float32)
    for region in np.flatnonzero(counts.any(axis=(0, 2))):
        there = np.flatnonzero(counts[:, region].any(axis=0))
        first, last = int(there[0]), int(there[-1]) + 1
        for chosen, is_geometric in ((geometric, True), (~geometric, False)):
            total: Single | None = None
            weight: Single | None = None
            for pillar, given in pillars.items():
                counted = counts[pillar, region, first:last]
                if not counted.any():
                    continue
                score = given[region, chosen, first:last]
                term = np.log(score) if is_geometric else score
                share = outer[chosen, pillar, None]
                if counted.all():
                    term, mine = term * share, np.broadcast_to(share, term.shape)
                else:
                    term, mine = np.where(counted, term * share, np.float32(0)), share * counted
                total = term if total is None else total + term
                weight = mine if weight is None else weight + mine
            if total is None or weight is None:
                continue
            with np.errstate(invalid="ignore", divide="ignore"):
                total = total / weight
            found[region, chosen, first:last] = np.exp(total) if is_geometric else total
    return found


def _normal(points: Floats) -> Floats:
    from scipy.special import ndtri

    return np.asarray(ndtri(np.clip(points, 1e-6, 1 - 1e-6)), np.float64)


def drawn(panel: Panel, rng: np.random.Generator, draws: int = DRAWS) -> Iterator[Batch]:
    """Evaluate so many random points, some at a time."""
    columns, at = {}, 0
    for name, size in sizes(len(panel.places.names)).items():
        columns[name] = slice(at, at + size)
        at += size
    for begin in range(0, draws, CHUNK):
        yield evaluate(panel, rng.random((min(CHUNK, draws - begin), at)), columns)


def sobol(panel: Panel, rng: np.random.Generator, draws: int = 1024) -> Sensitivity:
    """Say what each choice does to the ranking: Sobol's indices of the mean absolute shift of ranks."""
    made = design(rng, sizes(len(panel.places.names)), draws)
    cells = ranking(panel)
    here = window(panel)
    some = np.flatnonzero(cells.any(axis=1))
    inside = cells[some][:, here]
    plain = np.where(cells, nominal(panel).index, np.nan)[some][:, here]
    told = ranks(plain, axis=0)[inside]
    shift = np.zeros(len(made.points))
    for begin in range(0, len(made.points), CHUNK):
        batch = evaluate(panel, made.points[begin : begin + CHUNK], made.columns)
        placed = ranks(np.where(inside[:, None], batch.index[some], np.float32(np.nan)), axis=0)
        shift[begin + batch.order] = mean_rank_shift(np.moveaxis(placed, 1, 0)[:, inside], told)
    return indices(made, shift, rng)


def ranking(panel: Panel) -> npt.NDArray[np.bool_]:
    """Say which regions stand in the ranking, in the years of which there is one, shape (R, P)."""
    return np.asarray(panel.places.ranked & panel.counts[:2].all(axis=0))


__all__ = ["DRAWS", "NOISE", "Batch", "Nominal", "drawn", "evaluate", "nominal", "ranking", "sizes", "sobol", "window"]
