"""Things that two states have in common in a year: how many operations, or agreements, of each kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np

from comity.measures.contract import Need
from comity.measures.estimates import Estimates, Floats
from comity.measures.reading import Reading
from comity.panel.axis import bearers


def shared(there: Floats) -> Floats:
    """Give of how many things each two states are both part.

    Parameters
    ----------
    there
        Who is part of what, shape (things, states): 1 or 0.

    Returns
    -------
    ndarray
        Shape (states, states); the diagonal is how many each is part of.
    """
    found: Floats = there.T @ there
    return found


def horizons(reading: Reading, needs: Sequence[Need]) -> dict[str, int]:
    """Give for each source the last day into which it has looked, as an ordinal."""
    rows = reading.con.execute(
        'select source, max("end") from coverage where list_contains($1, source) group by all',
        [sorted({need.source for need in needs})],
    ).fetchall()
    return {source: end.toordinal() for source, end in rows if end is not None}


def count(
    reading: Reading, query: str, needs: Mapping[str, Sequence[Need]], kinds: Mapping[str, Sequence[str]]
) -> Estimates:
    """Count, for all pairs and years, the things in which both are known to be; where none is, nothing is known.

    Parameters
    ----------
    query
        Gives ``thing``, ``kind``, ``source``, ``actor``, ``start``, ``end`` (null: to the last day of the source).
    needs, kinds
        Label of a part → its needs, and the kinds that it counts.
    """
    axis, pairs = reading.axis, reading.pairs
    until = horizons(reading, [need for one in needs.values() for need in one])
    labels = {kind: number for number, some in enumerate(kinds.values()) for kind in some}
    spells: set[tuple[int, str, int, int, int]] = set()
    for thing, kind, source, actor, start, end in reading.con.execute(query).fetchall():
        last = min((end or date.max).toordinal(), until.get(source, 0))
        for spell in bearers(axis.system).get(actor, ()):
            begin, stop = max(start.toordinal(), spell.first), min(last, spell.last)
            if begin <= stop and kind in labels:
                first, final = axis.period_of(np.array([begin, stop], np.int32)).tolist()
                if final >= 0 and first < axis.periods:
                    spells.add((labels[kind], thing, spell.place, max(first, 0), min(final, axis.periods - 1)))
    by_label = np.full((len(kinds), len(pairs)), np.nan)
    order = np.argsort(pairs.period, kind="stable")
    bounds = np.searchsorted(pairs.period[order], np.arange(axis.periods + 1))
    held = sorted(spells)
    first, last = (np.array([spell[side] for spell in held], np.int32) for side in (3, 4))
    for period in range(axis.periods):
        mine = order[bounds[period] : bounds[period + 1]]
        now = [held[place] for place in np.flatnonzero((first <= period) & (last >= period)).tolist()]
        if not now:
            continue
        total = np.zeros((len(kinds), axis.states, axis.states))
        for label in {spell[0] for spell in now}:
            some = [spell for spell in now if spell[0] == label]
            number = {thing: place for place, thing in enumerate(sorted({spell[1] for spell in some}))}
            there = np.zeros((len(number), axis.states))
            there[[number[spell[1]] for spell in some], [spell[2] for spell in some]] = 1.0
            total[label] = shared(there)
        counts = total[:, pairs.a[mine], pairs.b[mine]]
        # Whoever selects says nothing by leaving out: a kind of which none is known is not known to be none.
        by_label[:, mine] = np.where(counts > 0, counts, np.nan)
    value = np.where(np.isfinite(by_label).any(axis=0), np.nansum(by_label, axis=0), np.nan)
    return Estimates(pairs, value, inputs=np.nan_to_num(value), parts=dict(zip(kinds, by_label, strict=True)))


__all__ = ["count", "horizons", "shared"]
