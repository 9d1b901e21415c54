"""The FBIC-type measure, with and without arms, and its sums over partners."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import numpy as np

from comity.measures.contract import Need
from comity.measures.estimates import Contribution, Estimates, Floats
from comity.measures.explaining import key_of, rows_behind
from comity.measures.influence._channels import (
    NEEDS,
    choices,
    entering,
    known_pairs,
    nominal,
    pair_needs,
    share_asked,
    under,
)
from comity.measures.ranking import of_draws
from comity.measures.reading import Reading
from comity.measures.trade import once
from comity.panel.axis import Ints
from comity.panel.rows import Dyads

#: So many partners are named in an explanation; the others are added up.
NAMED = 10
#: Where fewer partners are known than this share of those of the best known state of the year, a sum is not given: beside the
#: others it would pass for a small one (three targets of the Federal Republic of Germany are known in 1965, of others 70).
LEAST = 0.5


def label(channel: str) -> str:
    """Name the part that flows through a channel."""
    return f"{channel} bandwidth × dependence"


def parts(arms: bool) -> dict[str, tuple[Need, ...]]:
    """Give the parts of a pair's value, each with the layers that it rests on."""
    dependence = [need for one in entering(arms) if one.side == "dependence" for need in NEEDS[one.name]]
    found: dict[str, tuple[Need, ...]] = {}
    for one in entering(arms):
        if one.side == "bandwidth":
            name = label(one.channel)
            found[name] = tuple(dict.fromkeys([*found.get(name, ()), *NEEDS[one.name], *dependence]))
    return found


def of_pairs(arms: bool) -> Callable[[Reading], Estimates]:
    """Make the computation of all ordered pairs and years."""

    def compute(reading: Reading) -> Estimates:
        """Give the influence of every state on every other."""
        rows = reading.dyads
        known = known_pairs(reading, rows, arms)
        channels = nominal(known.values, arms)
        value = np.full(len(rows), np.nan)
        low, high = value.copy(), value.copy()
        value[known.rows] = sum(channels.values())
        ways = choices(reading)
        for mine in _by_year(rows.period[known.rows]):
            held = {name: array[mine] for name, array in known.values.items()}
            draws = np.stack([under(way, held, arms) for way in ways])
            low[known.rows[mine]], high[known.rows[mine]] = np.quantile(draws, (0.05, 0.95), axis=0)
        found = {}
        for channel, amount in channels.items():
            found[label(channel)] = np.full(len(rows), np.nan)
            found[label(channel)][known.rows] = amount
        here = np.isfinite(value)
        return Estimates(
            reading.pairs,
            value,
            low=np.fmin(low, value),
            high=np.fmax(high, value),
            inputs=np.where(here, len(pair_needs(arms)), 0),
            coverage=np.where(here, share_asked(arms), np.nan),
            parts=found,
        )

    return compute


def of_states(side: int) -> Callable[[Reading], Estimates]:
    """Make the computation of the sums over partners.

    Parameters
    ----------
    side
        0: what a state holds over all others; 1: what all others hold over it.
    """

    def compute(reading: Reading) -> Estimates:
        """Give the sums over all known partners of all states and years."""
        axis = reading.axis
        rows = Dyads(axis, True, range(axis.states))
        counts = once(axis)
        partner = np.flatnonzero(counts[rows.sides[1 - side], rows.period])
        rows_all = rows.select(partner)
        known = known_pairs(reading, rows_all, arms=False)
        shape = axis.present.shape
        size = axis.states * axis.periods
        cell = rows_all.flat[side][known.rows].astype(np.int64)

        def summed(values: Floats) -> Floats:
            return np.asarray(np.bincount(cell, weights=values, minlength=size), np.float64).reshape(shape)

        number = summed(np.ones(len(cell)))
        possible = np.bincount(rows_all.flat[side], minlength=size).reshape(shape)
        enough = (number > 0) & (number >= LEAST * number.max(axis=0))
        value = np.where(enough, summed(np.asarray(sum(nominal(known.values, False).values()))), np.nan)
        draws = np.stack([summed(under(way, known.values, False)).astype(np.float32) for way in choices(reading)])
        draws[:, ~enough] = np.nan
        low, high = np.quantile(draws, (0.05, 0.95), axis=0)
        ranks = np.full((*shape, 3), np.nan)
        for period in range(axis.periods):
            ranks[:, period] = of_draws(np.where(counts[:, period], draws[:, :, period], np.nan))
        with np.errstate(invalid="ignore", divide="ignore"):
            share = np.where(enough, number / possible, np.nan)
        return Estimates(
            reading.states,
            reading.of_states(value),
            low=reading.of_states(np.fmin(low, value)),
            high=reading.of_states(np.fmax(high, value)),
            inputs=reading.of_states(np.where(enough, number, 0)),
            coverage=reading.of_states(share),
            ranks=ranks[reading.states.a, reading.states.period],
        )

    return compute


def explain_sum(side: int) -> Callable[[Reading, Estimates, int], Sequence[Contribution]]:
    """Make the explanation of a sum: what each partner adds."""

    def explain(reading: Reading, estimates: Estimates, row: int) -> Sequence[Contribution]:
        """Give what each partner adds, the greatest first."""
        axis = reading.axis
        place, period = int(estimates.subjects.a[row]), int(estimates.subjects.period[row])
        rows = Dyads(axis, True, range(axis.states))
        counts = once(axis)
        mine = np.flatnonzero((rows.sides[side] == place) & (rows.period == period))
        mine = mine[counts[rows.sides[1 - side][mine], period]]
        chosen = rows.select(mine)
        known = known_pairs(reading, chosen, arms=False)
        amounts = np.asarray(sum(nominal(known.values, False).values()))
        partners = chosen.sides[1 - side][known.rows]
        order = np.lexsort((partners, -amounts))
        own = key_of(axis, place, period)
        first, last = (date.fromordinal(int(days[period])) for days in (axis.first_days, axis.last_days))
        found = []
        for one in order[:NAMED].tolist():
            key = key_of(axis, int(partners[one]), period)
            behind = rows_behind(reading.con, pair_needs(False), [own, key], first, last)
            found.append(Contribution(key, float(amounts[one]), tuple(behind)))
        if len(order) > NAMED:
            rest = f"{len(order) - NAMED} other states"
            found.append(Contribution(rest, float(amounts[order[NAMED:]].sum())))
        return found

    return explain


def _by_year(period: Ints) -> list[Ints]:
    """Give the places of each year."""
    order = np.argsort(period, kind="stable").astype(np.int32)
    cuts = np.flatnonzero(np.diff(period[order])) + 1
    return [mine for mine in np.split(order, cuts) if len(mine)]


__all__ = ["explain_sum", "label", "of_pairs", "of_states", "parts"]
