"""The rows of a panel as arrays: for each row the state of each side and the period."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from comity.panel.axis import Axis, Flags, Ints
from comity.panel.group import Computed, Filled, Grid, Runs, Values


@dataclass
class Rows:
    """Some rows of a panel, in their order.

    Attributes
    ----------
    axis
        The states and periods that ``sides`` and ``period`` are places on.
    sides
        For each side of the unit the place of its state, one array each.
    period
        The place of each row's period.
    directed
        Whether a pair stands in both orders.
    extra
        Key columns of the unit itself, such as a leader's id.
    """

    axis: Axis
    sides: tuple[Ints, ...]
    period: Ints
    directed: bool = True
    extra: Mapping[str, npt.NDArray[Any]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.period)

    @cached_property
    def flat(self) -> tuple[Ints, ...]:
        """For each side the place of its state and period in a flattened (N, P) array."""
        return tuple(side * np.int32(self.axis.periods) + self.period for side in self.sides)

    # -- one quantity for all rows

    def of_state(self, grid: Grid, side: int, kind: str) -> Filled:
        """Give a quantity of the state on one side."""
        value = grid.value.astype(kind) if grid.value.dtype != np.dtype(kind) else grid.value
        found = np.take(value.ravel(), self.flat[side])
        if grid.known[self.axis.present].all():
            return found, None
        return found, np.take(grid.known.ravel(), self.flat[side])

    def of_pair(self, runs: Runs, one: int, other: int, kind: str, *, merge: bool) -> Filled:
        """Give a quantity of the pair of two sides; with ``merge`` the greater of its two directions."""
        found = np.zeros(len(self), kind)
        known: Flags | None = np.zeros(len(self), bool)
        if runs.cover is not None:
            known = runs.cover.known(self.flat[one], self.flat[other], self.period, self.axis.present)
            if known.all():
                known = None
        a, b = runs.a, runs.b
        value = runs.value
        first, last = runs.first, runs.last
        if merge:
            one, other = min(one, other), max(one, other)
            a, b = np.minimum(a, b), np.maximum(a, b)
            # Whatever is written last stays: the greater of the two directions.
            order = np.argsort(value, kind="stable")
            a, b, value, first, last = a[order], b[order], value[order], first[order], last[order]
        value = value.astype(kind)
        for where, chosen in self._where(a, b, first, last, one, other):
            found[where] = value[chosen]
            if known is not None:
                known[where] = True
        return found, known

    def _where(
        self, a: Ints, b: Ints, first: Ints, last: Ints, one: int, other: int
    ) -> Iterator[tuple[npt.NDArray[Any], npt.NDArray[Any]]]:
        """Find the rows in which two sides are in a run: pairs of (rows, the runs that they belong to).

        Here each row looks for its cell among those of the runs; where several fall on one, the last counts.
        """
        axis = self.axis
        repeat = (last - first + 1).astype(np.int64)
        which = np.repeat(np.arange(len(a), dtype=np.int32), repeat)
        if not len(which):
            return
        period = np.arange(len(which), dtype=np.int64) - np.repeat(np.cumsum(repeat) - repeat - first, repeat)
        asked = (a.astype(np.int64) * axis.states + b)[which] * axis.periods + period
        order = np.argsort(asked, kind="stable")
        asked, which = asked[order], which[order]
        key = (self.sides[one].astype(np.int64) * axis.states + self.sides[other]) * axis.periods + self.period
        place = np.maximum(np.searchsorted(asked, key, side="right") - 1, 0)
        row = np.flatnonzero(asked[place] == key)
        yield row, which[place[row]]

    def fill(self, values: Values, sides: tuple[int, ...], kind: str, *, merge: bool = False) -> Filled:
        """Give any quantity for the rows: of one side, or of the pair of two."""
        if isinstance(values, Grid):
            return self.of_state(values, sides[0], kind)
        if isinstance(values, Runs):
            return self.of_pair(values, sides[0], sides[1], kind, merge=merge)
        assert isinstance(values, Computed)
        found, known = values.make(self, *sides)
        return found, None if known is None or known.all() else known

    def select(self, chosen: npt.NDArray[Any]) -> Rows:
        """Give some of the rows."""
        return Rows(self.axis, tuple(side[chosen] for side in self.sides), self.period[chosen], self.directed, {name: array[chosen] for name, array in self.extra.items()})  # fmt: skip


class Dyads(Rows):
    """All dyads of a block of first states, ordered by state 1, state 2 and period.

    They are kept as stretches, in which both states exist without a break, so that rows are found without a search.
    """

    def __init__(self, axis: Axis, directed: bool, block: range) -> None:
        self._pair, self._first, self._last = _stretches(axis, directed, block)
        length = self._last - self._first + 1
        self._base = np.cumsum(length) - length
        self._key = self._pair * axis.periods + self._first
        one, other = np.divmod(self._pair, axis.states)
        period = np.arange(int(length.sum()), dtype=np.int32) - np.repeat(
            (self._base - self._first).astype(np.int32), length
        )
        sides = (np.repeat(one.astype(np.int32), length), np.repeat(other.astype(np.int32), length))
        super().__init__(axis, sides, period, directed)

    def _where(
        self, a: Ints, b: Ints, first: Ints, last: Ints, one: int, other: int
    ) -> Iterator[tuple[npt.NDArray[Any], npt.NDArray[Any]]]:
        """Find the rows of each run, stretch by stretch."""
        if (one, other) == (1, 0):
            a, b = b, a
        pair = a.astype(np.int64) * self.axis.states + b
        which = np.arange(len(pair), dtype=np.int32)
        found: list[tuple[Ints, npt.NDArray[Any], npt.NDArray[Any]]] = []
        while len(which) and len(self._pair):
            # The stretch in which the run begins, else the next one of the pair.
            at = np.searchsorted(self._key, pair * self.axis.periods + first, side="right") - 1
            here = (at >= 0) & (self._pair[at] == pair) & (self._last[at] >= first)
            at = np.where(here, at, at + 1)
            at_safe = np.minimum(at, len(self._pair) - 1)
            here = (at < len(self._pair)) & (self._pair[at_safe] == pair) & (self._first[at_safe] <= last)
            at, which, pair, first, last = at[here], which[here], pair[here], first[here], last[here]
            begun, ended = np.maximum(first, self._first[at]), np.minimum(last, self._last[at])
            found.append((which, self._base[at] + begun - self._first[at], ended - begun + 1))
            more = ended < last
            which, pair, first, last = which[more], pair[more], (ended + 1)[more].astype(np.int32), last[more]
        if not found:
            return
        which, start, length = (np.concatenate(parts) for parts in zip(*found, strict=True))
        if len(found) > 2 or (len(found) == 2 and len(found[1][0])):
            # What is written last stays: the runs must come in their own order, not in that of the stretches.
            order = np.argsort(which, kind="stable")
            which, start, length = which[order], start[order], length[order]
        row = np.arange(int(length.sum())) - np.repeat(np.cumsum(length) - length - start, length)
        yield row, np.repeat(which, length)


def _stretches(axis: Axis, directed: bool, block: range) -> tuple[npt.NDArray[np.int64], Ints, Ints]:
    """Give every time without a break in which two states existed together: pair (place 1 × N + place 2), first, last."""
    edges = np.diff(np.pad(axis.present.astype(np.int8), ((0, 0), (1, 1))), axis=1)
    state, begun = np.nonzero(edges == 1)
    _, ended = np.nonzero(edges == -1)
    mine = (state >= block.start) & (state < block.stop)
    first = np.maximum(begun[mine, None], begun[None, :])
    last = np.minimum(ended[mine, None], ended[None, :]) - 1
    pair = state[mine, None].astype(np.int64) * axis.states + state[None, :]
    meet = (first <= last) & (state[mine, None] != state[None, :] if directed else state[mine, None] < state[None, :])
    found = (pair[meet], first[meet], last[meet])
    order = np.lexsort((found[1], found[0]))
    pair, first, last = (array[order] for array in found)
    for one, other, period in axis.never_met:  # cut out of its stretch
        at = np.flatnonzero((pair == one * axis.states + other) & (first <= period) & (last >= period))
        for place in at:
            rest = [(first[place], period - 1), (period + 1, last[place])]
            rest = [(begin, end) for begin, end in rest if begin <= end]
            pair = np.concatenate([pair[:place], np.repeat(pair[place], len(rest)), pair[place + 1 :]])
            first = np.concatenate([first[:place], [begin for begin, _ in rest], first[place + 1 :]])
            last = np.concatenate([last[:place], [end for _, end in rest], last[place + 1 :]])
    return pair, first.astype(np.int32), last.astype(np.int32)
