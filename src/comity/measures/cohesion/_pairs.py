"""What stands between the members of groups: pairs of them, counted by group and year."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from comity.measures.estimates import Floats
from comity.measures.groups import Groups
from comity.panel.axis import Flags, Ints
from comity.panel.group import Cover, Runs


@dataclass(frozen=True)
class Ties:
    """Ordered pairs by year: places of the two and of the year, and the value, each of shape (ties,)."""

    a: Ints
    b: Ints
    period: Ints
    value: Floats

    def both_ways(self) -> Ties:
        """Give every pair once in each order, with the greatest of its values."""
        one = np.append(self.a, self.b).astype(np.int64)
        other = np.append(self.b, self.a).astype(np.int64)
        when, value = np.tile(self.period, 2).astype(np.int64), np.tile(self.value, 2)
        width, long = int(max(one.max(initial=0), other.max(initial=0))) + 1, int(when.max(initial=0)) + 1
        key = (one * width + other) * long + when
        order = np.lexsort((value, key))
        last = np.append(key[order][1:] != key[order][:-1], True)[: len(order)]
        kept = order[last]
        return Ties(one[kept].astype(np.int32), other[kept].astype(np.int32), when[kept].astype(np.int32), value[kept])

    def of(self, members: Ints, period: int) -> Ties:
        """Give those between some states in a year."""
        chosen = (self.period == period) & np.isin(self.a, members) & np.isin(self.b, members)
        return Ties(self.a[chosen], self.b[chosen], self.period[chosen], self.value[chosen])


def ties(runs: Runs) -> Ties:
    """Give what runs hold of each year, without what is 0."""
    repeat = runs.last - runs.first + 1
    which = np.repeat(np.arange(len(runs.a)), repeat)
    period = np.arange(int(repeat.sum())) - np.repeat(np.cumsum(repeat) - repeat - runs.first, repeat)
    held = runs.value[which] != 0
    return Ties(runs.a[which][held], runs.b[which][held], period[held].astype(np.int32), runs.value[which][held])


def within(there: Flags, found: Ties) -> Floats:
    """Add up the values of ties between members, by group and year.

    Parameters
    ----------
    there
        Who is a member when, shape (G, N, P).

    Returns
    -------
    ndarray
        Shape (G, P).
    """
    total = np.zeros((there.shape[0], there.shape[2]))
    for group, members in enumerate(there):
        inside = members[found.a, found.period] & members[found.b, found.period]
        total[group] = np.bincount(found.period[inside], found.value[inside], there.shape[2])
    return total


def looked_at(groups: Groups, cover: Cover | None) -> Flags:
    """Say in which years the source has looked at all members of a group, shape (G, P)."""
    if cover is None:
        return np.zeros((groups.there.shape[0], groups.there.shape[2]), bool)
    unseen: Flags = groups.there & ~cover.every
    found: Flags = unseen.sum(axis=1) == 0
    return found


def share_of_pairs(groups: Groups, cover: Cover | None, total: Floats) -> Floats:
    """Divide by the number of ordered pairs of members, shape (G, P); NaN where the source has not looked at all of them."""
    pairs = groups.size * (groups.size - 1.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(looked_at(groups, cover) & (pairs > 0), total / pairs, np.nan)


__all__ = ["Ties", "looked_at", "share_of_pairs", "ties", "within"]
