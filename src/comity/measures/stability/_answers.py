"""From scores and draws to estimates, and from one estimate to what it is made of and what would change it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date

import numpy as np

from comity.measures.estimates import Contribution, Estimates
from comity.measures.explaining import rows_behind
from comity.measures.reading import Reading
from comity.measures.stability._draws import Batch, Single, drawn, nominal, window
from comity.measures.stability._indicators import INDICATORS, PILLAR, PILLARS, Indicator, Inputs
from comity.measures.stability._places import keys_in
from comity.measures.stability._scores import SCALE, Panel, panel
from comity.panel.axis import Flags, Floats
from comity.panel.trace import Behind
from comity.statistics.composite import decompose
from comity.statistics.resampling import HIGH, LOW
from comity.statistics.sensitivity import ranks


def estimates(made: Panel, value: Floats, share: Floats, cells: Flags, take: Callable[[Batch], Single], rng: np.random.Generator) -> Estimates:  # fmt: skip
    """Give value, interval and ranks.

    Parameters
    ----------
    value
        The nominal one, shape (R, P).
    share
        How much of what was wanted is known, shape (R, P).
    cells
        Which regions are ranked, and when, shape (R, P).
    take
        Gives of a batch what is drawn, shape (R, D, T).
    """
    where, here = made.places, window(made)
    every = np.concatenate([take(batch) for batch in drawn(made, rng)], axis=1)
    low, high = np.full(value.shape, np.nan), np.full(value.shape, np.nan)
    for region in np.flatnonzero(np.isfinite(value).any(axis=1)):
        known = np.flatnonzero(np.isfinite(value[region, here]))
        bounds = np.quantile(every[region][:, known], (LOW, HIGH), axis=0, overwrite_input=False)
        periods = here.start + known
        # The nominal choices are one draw of many, and may lie at the edge of them all.
        low[region, periods] = np.minimum(bounds[0], value[region, periods])
        high[region, periods] = np.maximum(bounds[1], value[region, periods])
    placed = np.full((*value.shape, 3), np.nan)
    placed[:, here] = _rank_intervals(every, cells[:, here])
    kept = np.isfinite(where.number)
    return Estimates(
        where.subjects,
        where.of(value),
        where.of(low),
        where.of(high),
        inputs=made.known.sum(axis=0)[kept],
        coverage=share[kept],
        ranks=placed[kept],
    )


def _rank_intervals(every: Single, cells: Flags) -> Floats:
    """Give the median and the bounds of 90 % of each ranked region's rank, shape (R, T, 3)."""
    found = np.full((*cells.shape, 3), np.nan)
    some = np.flatnonzero(cells.any(axis=1))
    if not len(some):
        return found
    inside = cells[some]
    draws = every.shape[1]
    held = ranks(np.where(inside[:, None], every[some], np.float32(np.nan)), axis=0)
    upto = np.zeros((len(some), cells.shape[1]))
    open_ = np.ones((3, len(some), cells.shape[1]), bool)
    for rank in range(1, len(some) + 1):
        upto += (held == rank).sum(axis=1)
        for place, share in enumerate((0.5, LOW, HIGH)):
            now = open_[place] & (upto >= share * draws - 1e-9) & inside
            region, period = np.nonzero(now)
            found[some[region], period, place] = rank
            open_[place] &= ~now
    return found


def of_pillar(reading: Reading, pillar: int) -> Estimates:
    """Give the score of one pillar alone, with its own draws."""
    inputs = Inputs(reading)
    mine = np.flatnonzero(pillar == PILLAR)
    made = panel(inputs, mine.tolist())
    value = nominal(made).pillars[pillar]
    share = made.known[mine].mean(axis=0)
    nothing = np.full((len(made.places.names), 1, 0), np.nan, np.float32)
    return estimates(
        made,
        value,
        share,
        made.places.ranked & np.isfinite(value),
        lambda batch: batch.pillars.get(pillar, nothing),
        reading.rng("draws"),
    )


def reference(made: Panel) -> Floats:
    """Give the mean score of each indicator over all ranked regions and years, shape (K,): an average region-year."""
    scores = made.nominal.value[:, made.places.ranked & np.isfinite(made.places.number)]
    known = np.isfinite(scores)
    count = known.sum(axis=1)
    return np.where(count > 0, np.where(known, scores, 0.0).sum(axis=1) / np.maximum(count, 1), float(np.mean(SCALE)))


def levers(made: Panel, region: int, period: int, points: float = 10.0) -> Floats:
    """Say by how much the index would rise if an indicator's score rose by so many points, shape (K,): which moves it most.

    A score goes no higher than the top of its scale.
    """
    plain = nominal(made)
    score = made.nominal.value[:, region, period]
    pillars = plain.pillars[:, region, period]
    inner, outer = plain.inner[:, region, period], plain.outer[:, region, period]
    before = plain.index[region, period]
    found = np.zeros(len(score))
    for place in np.flatnonzero(np.isfinite(score) & (outer[PILLAR] > 0)):
        more = min(points, SCALE[1] - score[place])
        at = PILLAR[place]
        found[place] = before * ((1 + inner[place] * more / pillars[at]) ** outer[at] - 1)
    return found


def of_index(reading: Reading, given: Estimates, row: int) -> Sequence[Contribution]:
    """Say what each indicator adds to, or takes from, the index of an average region-year."""
    region, period = int(given.subjects.a[row]), int(given.subjects.period[row])
    made = panel(Inputs(reading))
    plain = nominal(made)
    outer = plain.outer[:, region, period]
    used = np.flatnonzero(plain.inner[:, region, period] * outer[PILLAR] > 0)
    counted = np.flatnonzero(outer > 0)
    place_of = np.full(len(PILLARS), -1)
    place_of[counted] = np.arange(len(counted))
    start, parts = decompose(
        made.nominal.value[used, region, period],
        reference(made)[used],
        place_of[PILLAR[used]],
        plain.inner[used, region, period],
        outer[counted],
    )
    gain = levers(made, region, period)
    told = [f"{PILLARS[pillar]} {plain.pillars[pillar, region, period]:.0f}" for pillar in counted]
    missing = [name for pillar, name in enumerate(PILLARS) if outer[pillar] == 0]
    note = f"pillars: {', '.join(told)}; the geometric mean of {len(counted)} of {len(PILLARS)}"
    found = [Contribution("an average region-year", start, note=note + (f", without {' and '.join(missing)}" if missing else ""))]  # fmt: skip
    for place, amount in zip(used.tolist(), parts, strict=True):
        one = INDICATORS[place]
        told_of = f"{_told(made, one, place, region, period)}; 10 points more of it would add {gain[place]:.1f}"
        found.append(Contribution(one.label, float(amount), _rows(reading, one, given, row, made, place), told_of))
    return found


def of_pillar_row(reading: Reading, given: Estimates, row: int, pillar: int) -> Sequence[Contribution]:
    """Say what each indicator gives of a pillar's score."""
    region, period = int(given.subjects.a[row]), int(given.subjects.period[row])
    mine = np.flatnonzero(pillar == PILLAR)
    made = panel(Inputs(reading), mine.tolist())
    inner = nominal(made).inner
    return [
        Contribution(
            INDICATORS[place].label,
            float(inner[place, region, period] * made.nominal.value[place, region, period]),
            _rows(reading, INDICATORS[place], given, row, made, place),
            _told(made, INDICATORS[place], place, region, period),
        )
        for place in mine.tolist()
        if inner[place, region, period] > 0
    ]


def _told(made: Panel, one: Indicator, place: int, region: int, period: int) -> str:
    score = made.nominal.value[place, region, period]
    if not made.known[place, region, period]:
        return f"not known of this year: {score:.0f} points stand for it, as far from its pillar as when it was last or first known"
    return f"{one.unit.format(made.raw[place, region, period])}: {score:.0f} points"


def _rows(reading: Reading, one: Indicator, given: Estimates, row: int, made: Panel, place: int) -> tuple[Behind, ...]:
    cell = place, int(given.subjects.a[row]), int(given.subjects.period[row])
    if not made.known[cell] or (one.name == "conflicts" and made.raw[cell] == 0):
        return ()
    name, year = given.subjects.groups[int(given.subjects.a[row])][0], int(given.subjects.axis.years[given.subjects.period[row]])  # fmt: skip
    return rows_of(reading, one, name, year)


def rows_of(reading: Reading, one: Indicator, name: str, year: int) -> tuple[Behind, ...]:
    """Give the rows of an indicator's layers that tell of a region's states, or of two of them where it is of pairs."""
    keys = keys_in(reading, name, year)
    period = year - reading.axis.first_year
    first, last = (reading.axis.first_days[period], reading.axis.last_days[period])
    found: list[Behind] = []
    seen: Counter[tuple[str, str]] = Counter()
    for key in keys:
        for behind in rows_behind(reading.con, one.needs, [key], day(first), day(last)):
            seen[behind.source, behind.source_row] += 1
            if seen[behind.source, behind.source_row] == 1:
                found.append(behind)
    if one.name in ("exercises", "agreements", "disputes", "hostility", "between"):
        return tuple(row for row in found if seen[row.source, row.source_row] > 1 or "actor" in row.cells)
    if one.name in ("pacts", "defence"):
        return tuple(row for row in found if row.cells.get("a") in keys and row.cells.get("b") in keys)
    return tuple(found)


def day(ordinal: int | np.integer) -> date:
    """Give a day by its ordinal."""
    return date.fromordinal(int(ordinal))


__all__ = ["day", "estimates", "levers", "of_index", "of_pillar", "of_pillar_row", "reference", "rows_of"]
