"""Every k states together, or a sample of them: k-ad-years.

A set of k states counts in a year in which every two of them existed on a common day, as a pair does. (Of states that
each existed without a gap in the year this is the same as one day common to all, by Helly's theorem.) A state that is
chosen by name stands under every code that it bore: Germany is 255 and 260.

A sample is drawn by rank: the sets of all years are numbered, numbers are drawn without replacement, and each is turned
into its set. No more is in memory than was drawn, however many there are. Only the raw numbers of the generator are
used, whose stream does not change with versions of numpy: a seed means the same sample for ever.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import combinations
from math import comb
from typing import Any

import numpy as np
import numpy.typing as npt

from comity.model.errors import BadRequest, Count
from comity.model.states import resolve
from comity.panel.axis import Axis, Flags, Ints
from comity.panel.rows import Rows

Counts = npt.NDArray[np.int64]

#: A k-ad has at least and at most so many states; two are a dyad.
FEWEST, MOST = 3, 5

#: More k-ads than these are not listed: a sample of them tells the same.
MOST_ROWS = 20_000_000


class Kads:
    """The k-ad-years of an axis.

    Parameters
    ----------
    axis
        States and years.
    k
        How many states.
    among
        Keys of the states of which they are formed; of all when empty.
    """

    def __init__(self, axis: Axis, k: int, among: Sequence[str] = ()) -> None:
        self.axis, self.k, self.among = axis, k, tuple(among)

    @cached_property
    def there(self) -> Flags:
        """Whether a state that counts existed on any day of a year, shape (N, P)."""
        if not self.among:
            return self.axis.present
        found = np.zeros((self.axis.states, self.axis.periods), bool)
        for spell in self.axis.spells:
            if spell.key in self.among:
                self.axis.mark(found, spell.place, spell.first, spell.last)
        return found

    @cached_property
    def apart(self) -> dict[int, tuple[tuple[int, int], ...]]:
        """For each year the pairs of states (place, place; the lower first) that had no common day in it."""
        found: dict[int, list[tuple[int, int]]] = {}
        for one, other, period in self.axis.never_met:
            if one < other and self.there[one, period] and self.there[other, period]:
                found.setdefault(period, []).append((one, other))
        return {period: tuple(sorted(pairs)) for period, pairs in found.items()}

    @cached_property
    def count(self) -> int:
        """How many k-ad-years there are."""
        return sum(self._count(period, int(n)) for period, n in enumerate(self.there.sum(axis=0)))

    def _count(self, period: int, states: int) -> int:
        pairs = self.apart.get(period, ())
        torn = sorted({place for pair in pairs for place in pair})
        return sum(
            comb(states - len(torn), self.k - size)
            for size in range(min(self.k, len(torn)) + 1)
            for chosen in combinations(torn, size)
            if not any(one in chosen and other in chosen for one, other in pairs)
        )

    # -- all of them

    def all(self, at_most: int) -> Iterator[Rows]:
        """Give all k-ad-years by code 1 to k and year, in blocks of about `at_most` rows (0: in one)."""
        together = self.there[:, None] & self.there[None, :]
        for when, pairs in self.apart.items():
            for one, other in pairs:
                together[one, other, when] = together[other, one, when] = False
        held: list[tuple[Counts, Counts]] = []
        rows = 0
        for sides, period in self._grow((), self.there, together):
            held.append((sides, period))
            rows += len(period)
            if at_most and rows >= at_most:
                yield self._rows(held)
                held, rows = [], 0
        if held or not self.count:
            yield self._rows([*held, (np.empty((self.k, 0), np.int64), np.empty(0, np.int64))])

    def _grow(self, begun: tuple[int, ...], able: Flags, together: Flags) -> Iterator[tuple[Counts, Counts]]:
        """Give the k-ads that begin with some states; ``able`` says who can be with all of these, and when."""
        after = begun[-1] + 1 if begun else 0
        if len(begun) == self.k - 1:
            last, period = np.nonzero(able[after:])
            if len(period):
                yield np.vstack([np.tile(np.array(begun)[:, None], len(last)), last + after]), period
            return
        for place in np.flatnonzero(able[after:].any(axis=1)) + after:
            yield from self._grow((*begun, int(place)), able & together[place] & able[place], together)

    def _rows(self, held: list[tuple[Counts, Counts]]) -> Rows:
        sides = np.concatenate([sides for sides, _ in held], axis=1).astype(np.int32)
        return Rows(self.axis, tuple(sides), np.concatenate([period for _, period in held]).astype(np.int32), False)

    # -- a sample

    def sample(self, size: int, seed: int, at_most: int) -> Iterator[Rows]:
        """Give a sample of `size` k-ad-years, each equally likely, without replacement, in the same order as all."""
        sides, period = self._draw(size, seed)
        order = np.lexsort((period, *sides[::-1]))
        for begun in range(0, len(order), at_most or max(len(order), 1)):
            chosen = order[begun : begun + at_most] if at_most else order
            yield Rows(self.axis, tuple(side[chosen] for side in sides), period[chosen], False)

    def _draw(self, size: int, seed: int) -> tuple[tuple[Ints, ...], Ints]:
        states = self.there.sum(axis=0)
        upto = np.cumsum([0, *(comb(int(n), self.k) for n in states)], dtype=np.int64)
        total = int(upto[-1])
        bits = np.random.PCG64(seed)
        if total <= 4 * size:
            # Nearly all are wanted: to shuffle them is quicker than to draw until enough are there.
            drawn = np.argsort(bits.random_raw(total), kind="stable")
            sides, period = self._of_rank(drawn, upto)
            met = np.flatnonzero(self._met(sides, period))[:size]
            return tuple(side[met] for side in sides), period[met]
        ranks = np.empty(0, np.int64)
        mask = np.uint64((1 << total.bit_length()) - 1)
        while len(ranks) < size:
            raw = (bits.random_raw(2 * (size - len(ranks)) + 16) & mask).astype(np.int64)
            ranks = np.concatenate([ranks, raw[raw < total]])
            _, first = np.unique(ranks, return_index=True)
            ranks = ranks[np.sort(first)]
            ranks = ranks[self._met(*self._of_rank(ranks, upto))]
        return self._of_rank(ranks[:size], upto)

    def _of_rank(self, rank: Counts, upto: Counts) -> tuple[tuple[Ints, ...], Ints]:
        """Turn ranks into sets: the year by the sums of sets before it, the states by the combinatorial number system."""
        period = np.searchsorted(upto, rank, side="right") - 1
        rest = rank - upto[period]
        # The places of the states that were there come first in each year's column, in their order.
        listed = np.argsort(~self.there, axis=0, kind="stable")
        found: list[Ints] = []
        for size in range(self.k, 0, -1):
            below = np.array([comb(n, size) for n in range(self.axis.states + 1)], np.int64)
            nth = np.searchsorted(below, rest, side="right") - 1
            rest = rest - below[nth]
            found.append(listed[nth, period].astype(np.int32))
        return tuple(found[::-1]), period.astype(np.int32)

    def _met(self, sides: Sequence[Ints], period: Ints) -> Flags:
        """Say in which sets every two states had a common day."""
        pairs = [(one, other, when) for when, torn in self.apart.items() for one, other in torn]
        found = np.ones(len(period), bool)
        if pairs:
            apart = np.sort(np.array([self._cell(*pair) for pair in pairs]))
            for one, other in combinations(sides, 2):
                found &= ~np.isin(self._cell(one.astype(np.int64), other, period), apart)
        return found

    def _cell(self, one: Any, other: Any, period: Any) -> Any:
        return (one * self.axis.states + other) * self.axis.periods + period


def check(axis: Axis, k: int, among: Sequence[str | int], sample: int | None, seed: int) -> tuple[str, ...]:
    """Check a request for k-ads and give the keys of the states among which they are formed.

    Raises
    ------
    BadRequest
        When `k` is out of range, there are fewer states than that, there are too many k-ads to be listed, or fewer than
        the sample would have.
    UnknownName, AmbiguousName
        When a state cannot be told.
    """
    if not FEWEST <= k <= MOST:
        raise BadRequest(
            "A k-ad has from %(fewest)s to %(most)s states, not %(k)s.",
            remedy="For pairs ask for dyads." if k == 2 else "Choose k from %(fewest)s to %(most)s.",
            fewest=FEWEST,
            most=MOST,
            k=k,
        )
    if isinstance(among, str):
        raise BadRequest(
            "The states among which k-ads are formed are given one by one.", remedy='Write among=("USA", "CHN", …).'
        )
    keys = tuple(sorted({_key(axis, name) for name in among}))
    if among and len(keys) < k:
        raise BadRequest(
            "%(number)s state cannot make sets of %(k)s."
            if len(keys) == 1
            else "%(number)s states cannot make sets of %(k)s.",
            remedy="Name more states.",
            number=len(keys),
            k=k,
        )
    if sample is not None and sample < 1:
        raise BadRequest("A sample of %(sample)s is none.", remedy="Ask for at least one.", sample=sample)
    if seed < 0:
        raise BadRequest("%(seed)s is no seed.", remedy="Give a whole number from 0 on.", seed=seed)
    if sample is not None and sample > MOST_ROWS:
        raise BadRequest(
            "A sample of %(sample)s is larger than the %(most)s that are given at once.",
            remedy="Draw fewer.",
            sample=Count(sample),
            most=Count(MOST_ROWS),
        )
    count = Kads(axis, k, keys).count
    if sample is None and count > MOST_ROWS:
        raise BadRequest(
            "There are %(count)s sets of %(k)s of these states from %(first)s to %(last)s, more than the %(most)s that are listed."
            if among
            else "There are %(count)s sets of %(k)s of all states from %(first)s to %(last)s, more than the %(most)s that are listed.",
            remedy="Choose fewer states (among) or fewer years, or draw a sample (sample)."
            if among
            else "Choose some states (among) or fewer years, or draw a sample (sample).",
            count=Count(count),
            k=k,
            most=Count(MOST_ROWS),
            first=axis.first_year,
            last=axis.last_year,
        )
    if sample is not None and sample > count:
        raise BadRequest(
            "There are only %(count)s sets of %(k)s of these states from %(first)s to %(last)s; a sample of %(sample)s cannot be drawn from them."
            if among
            else "There are only %(count)s sets of %(k)s of all states from %(first)s to %(last)s; a sample of %(sample)s cannot be drawn from them.",
            remedy="Leave the sample away to have them all.",
            count=Count(count),
            k=k,
            sample=Count(sample),
            first=axis.first_year,
            last=axis.last_year,
        )
    return keys


def _key(axis: Axis, name: str | int) -> str:
    number = isinstance(name, int) or str(name).strip().isdecimal()
    return resolve(name, scheme=axis.system if number else None).key
