"""From indicators to scores: outliers, fixed goalposts, and what stands for an indicator whose source had not looked.

Nominal scores are from 10 to 100, more being more stable. Goalposts are those of the whole panel, never of a year.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import numpy.typing as npt

from comity.measures.stability._indicators import (  # fmt: skip
    BASE,
    BASES,
    BREAK,
    BROKEN,
    CHANGE,
    CORE,
    COUNTED,
    DIRECTION,
    INDICATORS,
    NUMBER,
    PILLAR,
    PILLARS,
    Inputs,
    Raw,
    against_base,
)
from comity.measures.stability._places import SINCE, Places
from comity.panel.axis import Flags, Floats
from comity.statistics.composite import min_max, z_score
from comity.statistics.treatment import POINTS, SHIFT, is_extreme, treat

#: The scale of the nominal scores. A geometric mean needs a floor above 0; on one of 1 the lowest points of a scale would
#: weigh as much as the upper half, which is why that is an alternative only.
SCALE, LONG_SCALE = (10.0, 100.0), (1.0, 100.0)

#: The choices that change scores: how they are normalised, whether deaths before and after the break have goalposts each of
#: their own, the length of the base, and what stands for an indicator that is not known. The first of each is nominal.
NORMALISATIONS = ("goalposts, from 10 to 100", "goalposts, from 1 to 100", "standard deviations")
BREAKS = ("goalposts of its own", "goalposts together")
IMPUTATIONS = ("follows its pillar", "stays as it was", "left out")
#: Of a panel of a thousand region-years more points are drawn in than of the fifty countries of the handbook's examples, where
#: five are a tenth: at most one in so many.
PART = 20
#: So many of the nearest years in which an indicator was known say how far from its pillar it stands, and over so many
#: years at most the error of saying so is measured.
NEAREST, AHEAD = 3, 8


@dataclass(frozen=True)
class Scores:
    """Scores under one set of choices.

    Attributes
    ----------
    value
        Shape (K, R, P), with NaN where nothing stands for an indicator.
    below, above
        What is added where deaths are as low, or as high, as published; shape (counted, R, P), 0 where that is not known.
    filled
        Where a score stands for an indicator that is not known, shape (K, R, P).
    error
        The standard deviation of what fills, by indicator, shape (K,).
    """

    value: Floats
    below: Floats
    above: Floats
    filled: Flags
    error: Floats


@dataclass
class Panel:
    """All that an index is made of: raw indicators, and scores under every set of choices.

    Attributes
    ----------
    raw
        In their own units, shape (K, R, P), with the nominal base.
    known
        Which indicators are known, shape (K, R, P).
    counts
        Which of the pillars count in a region and year, shape (pillars, R, P).
    scores
        By normalisation, break, base and imputation, each the place of a choice.
    """

    places: Places
    raw: Floats
    known: Flags
    counts: Flags
    scores: dict[tuple[int, int, int, int], Scores]

    @property
    def nominal(self) -> Scores:
        """The scores under the nominal choices."""
        return self.scores[0, 0, BASES.index(BASE), 0]


def panel(inputs: Inputs, which: Sequence[int] = range(NUMBER)) -> Panel:
    """Read indicators and give their scores under every set of choices.

    Parameters
    ----------
    which
        Places of the indicators that are wanted; the others are as if not known.
    """
    where = inputs.places
    nothing = np.full(where.ranked.shape, np.nan)
    raws = [one.make(inputs) if place in which else Raw(nothing) for place, one in enumerate(INDICATORS)]
    changes = [against_base(inputs, years) if CHANGE in which else Raw(nothing) for years in BASES]
    return of_raw(where, raws, changes)


def of_raw(where: Places, raws: Sequence[Raw], changes: Sequence[Raw]) -> Panel:
    """Give the scores of raw indicators; of the change of deaths one for each length of the base."""
    early = where.axis.years < BREAK
    raw = np.stack([one.value for one in raws])
    known = np.isfinite(raw)
    counts = np.stack(
        [known[(pillar == PILLAR) & CORE].all(axis=0) & np.isfinite(where.number) for pillar in range(len(PILLARS))]
    )
    # A pillar that only some regions of a year have would set them apart for what is known of them, not for what they are.
    compared = where.ranked & counts[:2].any(axis=0)
    last = len(PILLARS) - 1
    counts[last] &= ((counts[last] | ~compared).all(axis=0) & counts[last].any(axis=0))[None, :]
    scores: dict[tuple[int, int, int, int], Scores] = {}
    near = [nearest(one) for one in known]
    for break_, base in product(range(len(BREAKS)), range(len(BASES))):
        found = []
        for place, one in enumerate(raws):
            given = changes[base] if place == CHANGE else one
            eras = [early, ~early] if break_ == 0 and place in BROKEN else [np.ones(len(early), bool)]
            found.append(_scored(given, place, where, eras))
        shares, deviations = ([np.stack(part) for part in zip(*kind, strict=True)] for kind in zip(*found, strict=True))
        lengths = [
            nearest(np.isfinite(shares[0][CHANGE])) if place == CHANGE else one for place, one in enumerate(near)
        ]
        for kind, parts in enumerate(_on_scales(shares, deviations, where)):
            value, low, high = parts
            some = list(COUNTED)
            below, above = (np.nan_to_num(part[some] - value[some]) for part in (low, high))
            for imputation in range(len(IMPUTATIONS)):
                whole = _filled(value, lengths, where, imputation)
                scores[kind, break_, base, imputation] = Scores(whole[0], below, above, *whole[1:])
    return Panel(where, raw, known, counts, scores)


def _on_scales(shares: list[Floats], deviations: list[Floats], where: Places) -> list[list[Floats]]:
    """Put value, low and high, as shares of the way between goalposts or as deviations, on the scales of an index."""
    found = [[low + (high - low) * part for part in shares] for low, high in (SCALE, LONG_SCALE)]
    # Deviations stand on the scale of the goalposts, so that an index means the same under either.
    every = found[0][0][:, where.ranked]
    every = every[np.isfinite(every)]
    middle, spread = (float(every.mean()), float(every.std())) if len(every) else (50.0, 20.0)
    found.append([np.clip(middle + spread * part, *LONG_SCALE) for part in deviations])
    return found


def _scored(raw: Raw, place: int, where: Places, eras: Sequence[Flags]) -> list[tuple[Floats, Floats, Floats]]:
    """Give value, low and high as shares of the way between goalposts and as deviations, each era by its own."""
    parts = [raw.value, raw.value if raw.low is None else raw.low, raw.value if raw.high is None else raw.high]
    found = [[np.full(raw.value.shape, np.nan) for _ in parts] for _ in range(2)]
    for era in eras:
        cells = raw.value[where.ranked & era & np.isfinite(raw.value)]
        if not len(cells) or np.ptp(cells) == 0:
            # Nothing sets the regions apart: all stand where neither good nor bad is known of them.
            for kind in range(2):
                for part, given in zip(found[kind], parts, strict=True):
                    part[:, era] = np.where(np.isfinite(given[:, era]), 0.0 if kind else 0.5, np.nan)
            continue
        done = treat(cells, max(POINTS, len(cells) // PART))
        least, width = float(cells.min()), float(np.ptp(cells))
        logs = done.how == "logarithm" and not is_extreme(done.values)
        shown = done.values if logs or done.how != "logarithm" else cells
        low, high = float(shown.min()), float(shown.max())
        for number, given in enumerate(parts):
            mine = given[:, era]
            mapped = np.log(np.maximum(mine - least, 0.0) + SHIFT * width) if logs else mine
            found[0][number][:, era] = min_max(mapped, low, high, DIRECTION[place], (0.0, 1.0))
            held = np.clip(mapped, low, high)
            found[1][number][:, era] = z_score(held, shown.mean(), shown.std(), DIRECTION[place])
    return [tuple(parts) for parts in found]  # type: ignore[misc]


def nearest(known: Flags) -> tuple[npt.NDArray[np.intp], Flags]:
    """Give for each region and year the nearest years in which an indicator was known, shape (R, P, NEAREST), and if any was.

    Examples
    --------
    >>> years, some = nearest(np.array([[True, True, True, True, False]]))
    >>> sorted(years[0, 4].tolist()), some.tolist()
    ([1, 2, 3], [[True]])
    """
    regions, periods = known.shape
    when = np.arange(periods)
    found = np.zeros((regions, periods, NEAREST), np.intp)
    for region in range(regions):
        years = np.flatnonzero(known[region])
        if len(years):
            around = np.searchsorted(years, when)[:, None] + np.arange(-NEAREST, NEAREST)
            inside = (around >= 0) & (around < len(years))
            there = years[np.clip(around, 0, len(years) - 1)]
            far = np.where(inside, np.abs(there - when[:, None]), periods + 1)
            order = np.argsort(far, axis=1, kind="stable")[:, :NEAREST]
            order = order[:, np.minimum(np.arange(NEAREST), min(NEAREST, len(years)) - 1)]
            found[region] = np.take_along_axis(there, order, axis=1)
    return found, np.asarray(known.any(axis=1, keepdims=True), bool)


def _filled(
    value: Floats, near: Sequence[tuple[npt.NDArray[np.intp], Flags]], where: Places, imputation: int
) -> tuple[Floats, Flags, Floats]:
    """Fill what is not known of a pillar whose core is known, and say how far off such a filling is.

    What fills is what the core of the pillar says of the region in that year, as far off as the indicator was from that core
    in the nearest years in which it was known: an indicator whose source ends makes no step, and no trend of its own.
    """
    filled_in, flags, error = value.copy(), np.zeros(value.shape, bool), np.zeros(len(value))
    if IMPUTATIONS[imputation] == "left out":
        return filled_in, flags, error
    since = np.isfinite(where.number)
    for pillar in range(len(PILLARS) - 1):
        core = value[(pillar == PILLAR) & CORE].mean(axis=0)
        for place in np.flatnonzero((pillar == PILLAR) & ~CORE).tolist():
            held = np.isfinite(value[place])
            if not held.any():
                continue
            years, some = near[place]
            against = core if imputation == 0 else np.zeros_like(core)
            apart = value[place] - against
            stood = np.take_along_axis(apart, years.reshape(len(apart), -1), axis=1).reshape(years.shape)
            known = np.isfinite(stood)
            count = known.sum(axis=2)
            with np.errstate(invalid="ignore", divide="ignore"):
                mean = np.where(known, stood, 0.0).sum(axis=2) / count
            guess = np.clip(against + mean, SCALE[0], SCALE[1])
            lacks = ~held & np.isfinite(core) & since & np.isfinite(guess) & some
            filled_in[place][lacks], flags[place] = guess[lacks], lacks
            error[place] = _error(apart[:, where.axis.years >= SINCE])
    return filled_in, flags, error


def _error(apart: Floats) -> float:
    """Give the root mean square of what such a guess was off by in known years, one to AHEAD years later."""
    if apart.shape[1] <= NEAREST:
        return 0.0
    windows = np.lib.stride_tricks.sliding_window_view(apart, NEAREST, axis=1).mean(axis=2)
    off = [
        (apart[:, NEAREST - 1 + ahead :] - windows[:, : apart.shape[1] - NEAREST + 1 - ahead]).ravel()
        for ahead in range(1, min(AHEAD, apart.shape[1] - NEAREST) + 1)
    ]
    every = np.concatenate(off)
    every = every[np.isfinite(every)]
    return float(np.sqrt(np.mean(every**2))) if len(every) else 0.0


__all__ = ["BREAKS", "IMPUTATIONS", "NORMALISATIONS", "SCALE", "Panel", "Scores", "of_raw", "panel"]
