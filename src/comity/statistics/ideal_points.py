"""Ideal points of voters through time, from roll calls on which one says no, abstains or says yes.

Model
-----
Voter i in period t stands at x_it, on one line. Roll call j has a slope b_j and two cuts c_j1 < c_j2, and ::

    P(no) = s(c_j1 - b_j x_it)        P(no or abstain) = s(c_j2 - b_j x_it)        s(u) = 1 / (1 + exp(-u))

the ordered logit. The slope may have either sign. A voter wanders: x_it ~ N(x_i,t-1, d_t^2), and one who was not there before
comes from N(0, 1). A roll call that is put again is one item with one slope and two cuts: only that says how far apart the
points of two periods lie. Slopes have the prior N(0, 3^2), cuts N(0, 10^2), and each roll call counts half an abstention
more than were cast, since without any the two cuts would fall together.

Estimation
----------
The mode, by Newton's steps for all roll calls, then for all voters (a tridiagonal system each), in turns, extrapolated by
Anderson's method. The points of all periods together have mean 0 and standard deviation 1; d_t^2 is then the mean of the
squared steps into t that the posterior expects, of all voters and, as if there were ten voters more, of all periods. The error of a point is that of the normal distribution with the
curvature of the posterior at its mode, over the points of a period and its roll calls jointly, and along the walks; what
ties two periods through one roll call is left out of it. It is the error given the model.

The sign is free: see :func:`turned`.

References
----------
Bailey, M. A., A. Strezhnev and E. Voeten (2017). Estimating Dynamic State Preferences from United Nations Voting Data.
*Journal of Conflict Resolution* 61(2), 430–456.
Imai, K., J. Lo and J. Olmsted (2016). Fast Estimation of Ideal Points with Massive Data. *American Political Science
Review* 110(4), 631–656.
Martin, A. D., and K. M. Quinn (2002). Dynamic Ideal Point Estimation via Markov Chain Monte Carlo for the U.S. Supreme
Court, 1953–1999. *Political Analysis* 10(2), 134–153.
Walker, H. F., and P. Ni (2011). Anderson Acceleration for Fixed-Point Iterations. *SIAM Journal on Numerical Analysis*
49(4), 1715–1735.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from comity.statistics.walks import along, backward, solve

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Places = npt.NDArray[Any]

#: What a vote is.
NO, ABSTAIN, YES = 0, 1, 2

_SLOPE, _CUT, _ENTRY = 3.0, 10.0, 1.0
_UNCAST = 0.5
#: With how many voters' steps of all periods those of one are mixed, and what a step's deviation is before any is known.
_MIXED, _STEP = 10.0, 0.2
#: How many earlier rounds are extrapolated from, and after which round that begins.
_MEMORY, _WARM = 6, 8


@dataclass(frozen=True)
class Votes:
    """Votes, by roll call.

    Attributes
    ----------
    voter, period, item
        Places, shape (n,), ordered by item. Votes on a roll call that was put again have one item.
    choice
        ``NO``, ``ABSTAIN`` or ``YES``.
    shape
        Number of voters, periods and items; of every item there is a vote.
    """

    voter: Places
    period: Places
    item: Places
    choice: Places
    shape: tuple[int, int, int]


def votes(
    voter: Places, period: Places, item: Places, choice: Places, voters: int, periods: int
) -> tuple[Votes, Places]:
    """Order votes, and number their items from 0 without gaps; give also which vote stands where."""
    order = np.lexsort((period, voter, item))
    _, dense = np.unique(item[order], return_inverse=True)
    number = int(dense[-1]) + 1 if len(dense) else 0
    return Votes(voter[order], period[order], dense, choice[order], (voters, periods, number)), order


@dataclass(frozen=True)
class Points:
    """Ideal points.

    Attributes
    ----------
    point, error
        Where each voter stands in each period, and the standard error, shape (voters, periods); NaN before its first vote
        and after its last one. In a period between without a vote it is what the walk says.
    number
        How many votes were cast, shape (voters, periods).
    slope, cuts
        Of the items, shape (items,) and (items, 2).
    drift
        The standard deviation of a step into each period, d_t, shape (periods,); NaN into the first one.
    before, after, cast
        What a point is made of: what the period before, the period after, and each vote pulls, shape (voters, periods) and
        (votes,). Before and after a voter's first and last period 0.
    rounds, change
        How many rounds were made, and the root mean square change of the last one.
    """

    point: Floats
    error: Floats
    number: npt.NDArray[np.int64]
    slope: Floats
    cuts: Floats
    drift: Floats
    before: Floats
    after: Floats
    cast: Floats
    rounds: int
    change: float


class _Fit:
    """Slopes, cuts and points while they are estimated."""

    def __init__(self, given: Votes) -> None:
        self.given = given
        voters, periods, items = given.shape
        self.cell = given.voter * periods + given.period
        self.begin = np.searchsorted(given.item, np.arange(items))
        self.below, self.above = given.choice != YES, given.choice != NO
        self.no, self.abstained = ((given.choice == kind).astype(np.float64) for kind in (NO, ABSTAIN))
        self.between = self._sum(self.abstained) + _UNCAST
        self.number = np.bincount(self.cell, minlength=voters * periods).reshape(voters, periods)
        cast = self.number > 0
        first = np.where(cast.any(1), cast.argmax(1), periods)
        last = np.where(cast.any(1), periods - 1 - cast[:, ::-1].argmax(1), -1)
        time = np.arange(periods)
        self.inside: Flags = (time >= first[:, None]) & (time <= last[:, None])
        self.entry = np.where(time == first[:, None], _ENTRY**-2, 0.0)
        self.linked = self.inside[:, 1:] & self.inside[:, :-1]
        #: What ties each point to the next one: 1 / d^2.
        self.tie: Floats = np.where(self.linked, _STEP**-2, 0.0)
        self.slope = np.zeros(items)
        self.cuts = np.tile([-2.0, -1.0], (items, 1))

    def _sum(self, values: Floats) -> Floats:
        """Sum over the votes of each item."""
        found: Floats = np.add.reduceat(values, self.begin)
        return found

    def _pulls(self, point: Floats) -> tuple[Floats, Floats, Floats, Floats, Floats]:
        """Give of each vote the point, and first derivatives and weights of both cuts."""
        item = self.given.item
        x = point.ravel()[self.cell]
        lean = self.slope[item] * x
        low, high = (1 / (1 + np.exp(lean - self.cuts[item, side])) for side in (0, 1))
        return (
            x,
            np.where(self.below, self.no - low, 0.0),
            np.where(self.above, self.abstained - high, 0.0),
            np.where(self.below, low * (1 - low), 0.0),
            np.where(self.above, high * (1 - high), 0.0),
        )

    def items(self, point: Floats, times: int = 1) -> None:
        """Take Newton's step for the slope and the cuts of each item."""
        for _ in range(times):
            x, pull, push, one, other = self._pulls(point)
            near = np.exp(self.cuts[:, 0] - self.cuts[:, 1])
            apart = self.between * near / (1 - near)
            bend = apart / (1 - near)
            gradient = np.stack(
                [
                    -self._sum((pull + push) * x) - self.slope / _SLOPE**2,
                    self._sum(pull) - apart - self.cuts[:, 0] / _CUT**2,
                    self._sum(push) + apart - self.cuts[:, 1] / _CUT**2,
                ],
                axis=1,
            )
            step = np.linalg.solve(self._curvature(x, one, other, bend), gradient[:, :, None])[:, :, 0].clip(-2, 2)
            # The cuts stay in order.
            gap, closing = self.cuts[:, 1] - self.cuts[:, 0], step[:, 1] - step[:, 2]
            step *= np.where(closing > 0.7 * gap, 0.7 * gap / np.maximum(closing, 1e-300), 1.0)[:, None]
            self.slope = self.slope + step[:, 0]
            self.cuts = self.cuts + step[:, 1:]

    def _curvature(self, x: Floats, one: Floats, other: Floats, bend: Floats) -> Floats:
        """Give the negative second derivatives of slope and cuts of each item, shape (items, 3, 3)."""
        found = np.zeros((len(bend), 3, 3))
        found[:, 0, 0] = self._sum((one + other) * x * x) + _SLOPE**-2
        for place, weight in ((1, one), (2, other)):
            found[:, 0, place] = found[:, place, 0] = -self._sum(weight * x)
            found[:, place, place] = self._sum(weight) + bend + _CUT**-2
        found[:, 1, 2] = found[:, 2, 1] = -bend
        return found

    def _voters(self, point: Floats) -> tuple[Floats, Floats, Floats]:
        """Give the gradient at each point, and diagonal and off-diagonal of the negative second derivatives."""
        shape = point.shape
        slope = self.slope[self.given.item]
        _, pull, push, one, other = self._pulls(point)
        size = point.size
        gradient: Floats = np.negative(np.bincount(self.cell, slope * (pull + push), size), dtype=np.float64).reshape(
            shape
        )
        diagonal: Floats = np.asarray(np.bincount(self.cell, slope**2 * (one + other), size), np.float64).reshape(shape)
        tie = self.tie
        step = tie * np.diff(point, axis=1)
        gradient -= self.entry * point
        diagonal += self.entry
        gradient[:, :-1] += step
        gradient[:, 1:] -= step
        diagonal[:, :-1] += tie
        diagonal[:, 1:] += tie
        gradient[~self.inside], diagonal[~self.inside] = 0.0, 1.0
        return gradient, diagonal, -tie

    def round(self, point: Floats) -> Floats:
        """Step all items, then all points; give the new points, standardised."""
        self.items(point)
        gradient, diagonal, tie = self._voters(point)
        step, ahead = solve(diagonal, tie, gradient)
        found = np.where(self.inside, point + step.clip(-1, 1), 0.0)
        behind = backward(diagonal, tie)
        variance = 1 / (ahead + behind - diagonal)
        together = -tie / (ahead[:, :-1] * behind[:, 1:] - tie**2)
        spread = np.diff(found, axis=1) ** 2 + variance[:, 1:] + variance[:, :-1] - 2 * together
        if self.linked.any():
            steps = np.where(self.linked, spread, 0.0).sum(axis=0) + _MIXED * spread[self.linked].mean()
            self.tie = np.where(self.linked, (self.linked.sum(axis=0) + _MIXED) / steps, 0.0)
        return self.standardised(found)

    def standardised(self, point: Floats) -> Floats:
        """Move and stretch points to mean 0 and deviation 1 over all votes' periods, and the items with them."""
        cast = self.number > 0
        middle, wide = float(point[cast].mean()), max(float(point[cast].std()), 1e-9)
        self.cuts = self.cuts - (self.slope * middle)[:, None]
        self.slope = self.slope * wide
        return np.where(self.inside, (point - middle) / wide, 0.0)

    def made_of(self, point: Floats) -> tuple[Floats, Floats, Floats]:
        """Give what the period before and after and each vote pull at a point."""
        _, diagonal, tie = self._voters(point)
        before, after = np.zeros(point.shape), np.zeros(point.shape)
        before[:, 1:] = -tie * point[:, :-1] / diagonal[:, 1:]
        after[:, :-1] = -tie * point[:, 1:] / diagonal[:, :-1]
        x, pull, push, one, other = self._pulls(point)
        slope = self.slope[self.given.item]
        cast = (slope**2 * (one + other) * x - slope * (pull + push)) / diagonal.ravel()[self.cell]
        return before, after, cast

    def errors(self, point: Floats) -> Floats:
        """Give the standard error of each point, its roll calls being uncertain too."""
        voters, periods, _ = self.given.shape
        item, period = self.given.item, self.given.period
        x, _, _, one, other = self._pulls(point)
        near = np.exp(self.cuts[:, 0] - self.cuts[:, 1])
        known = np.linalg.inv(self._curvature(x, one, other, self.between * near / (1 - near) ** 2))
        root = np.linalg.cholesky(known)
        slope = self.slope[item]
        # Second derivatives of a point with the slope and the cuts of an item, expected.
        cross = np.stack([slope * (one + other) * x, -slope * one, -slope * other], axis=1)
        weight = slope**2 * (one + other)
        order = np.argsort(period, kind="stable")
        cut = np.searchsorted(period[order], np.arange(periods + 1))
        blocks: list[tuple[Places, Floats]] = []
        for time in range(periods):
            there = np.flatnonzero(self.inside[:, time])
            mine = order[cut[time] : cut[time + 1]]
            block = np.diag(self.entry[there, time])
            if len(mine):
                row = np.searchsorted(there, self.given.voter[mine])
                calls, column = np.unique(item[mine], return_inverse=True)
                ties = np.zeros((len(there), len(calls), 3))
                np.add.at(ties, (row, column), cross[mine])
                through = np.einsum("vjk,jkl->vjl", ties, root[calls]).reshape(len(there), -1)
                block += np.diag(np.bincount(row, weight[mine], len(there))) - through @ through.T
            blocks.append((there, block))
        return np.sqrt(along(blocks, self.tie, voters))


def estimate(given: Votes, *, rounds: int = 150, enough: float = 1e-4) -> Points:
    """Estimate ideal points.

    Parameters
    ----------
    given
        Votes; of a roll call on which all voted alike nothing is learnt.
    rounds
        The most rounds that are made.
    enough
        The root mean square change of a round, in standard deviations of the points, at which it ends.
    """
    fit = _Fit(given)
    point = fit.standardised(_start(given))
    fit.items(point, 8)
    change = np.inf
    made = 0
    places = np.flatnonzero(fit.inside.ravel())
    moves: list[Floats] = []
    images: list[Floats] = []
    while made < rounds and change > enough:
        image = fit.round(point)
        made += 1
        move = (image - point).ravel()[places]
        change = float(np.sqrt((move**2).mean()))
        point = image
        if made > _WARM:
            moves, images = [*moves[-_MEMORY:], move], [*images[-_MEMORY:], image.ravel()[places]]
            if len(moves) > 1:
                found = _extrapolated(moves, images)
                point = np.zeros(point.size)
                point[places] = found
                point = point.reshape(image.shape)
    for _ in range(2):
        point = fit.round(point)
    before, after, cast = fit.made_of(point)
    error = fit.errors(point)
    outside = ~fit.inside
    drift = np.full(given.shape[1], np.nan)
    tied = fit.tie.max(axis=0, initial=0.0)
    drift[1:][tied > 0] = tied[tied > 0] ** -0.5
    return Points(
        np.where(outside, np.nan, point),
        error,
        fit.number,
        fit.slope,
        fit.cuts,
        drift,
        before,
        after,
        cast,
        made,
        change,
    )


def turned(given: Votes, points: Points) -> float:
    """Give 1 if who votes no more often stands higher, else -1: a sign that names nobody."""
    shape = points.point.shape
    cell = given.voter * shape[1] + given.period
    no = np.bincount(cell, given.choice == NO, points.point.size).reshape(shape)
    cast = points.number > 0
    share = no[cast] / points.number[cast]
    weight = points.number[cast]
    x = points.point[cast]
    lean = (weight * (x - np.average(x, weights=weight)) * (share - np.average(share, weights=weight))).sum()
    return -1.0 if lean < 0 else 1.0


def _extrapolated(moves: list[Floats], images: list[Floats]) -> Floats:
    """Combine the last rounds such that what they moved cancels out (Anderson's method)."""
    apart = np.stack([later - earlier for earlier, later in pairwise(moves)])
    shift = np.stack([later - earlier for earlier, later in pairwise(images)])
    gram = apart @ apart.T
    gram += 1e-8 * np.trace(gram) * np.eye(len(gram))
    weight = np.linalg.solve(gram, apart @ moves[-1])
    found: Floats = images[-1] - weight @ shift
    return found


def _start(given: Votes) -> Floats:
    """Give first points: the first component of each period's votes, turned to agree with the periods before."""
    voters, periods, _ = given.shape
    found = np.zeros((voters, periods))
    latest = np.zeros(voters)
    order = np.argsort(given.period, kind="stable")
    cut = np.searchsorted(given.period[order], np.arange(periods + 1))
    for time in range(periods):
        mine = order[cut[time] : cut[time + 1]]
        if not len(mine):
            found[:, time] = latest
            continue
        there, row = np.unique(given.voter[mine], return_inverse=True)
        calls, column = np.unique(given.item[mine], return_inverse=True)
        total, cast = np.zeros((2, len(there), len(calls)))
        np.add.at(total, (row, column), given.choice[mine] - 1.0)
        np.add.at(cast, (row, column), 1.0)
        middle = total.sum(0) / cast.sum(0)
        off = np.where(cast > 0, total / np.maximum(cast, 1) - middle, 0.0)
        _, vectors = np.linalg.eigh(off @ off.T)
        first = vectors[:, -1] * np.sqrt(len(there))
        if first @ latest[there] < 0 or (not latest.any() and first.sum() < 0):
            first = -first
        latest[there] = first
        found[:, time] = latest
    return found


__all__ = ["ABSTAIN", "NO", "YES", "Points", "Votes", "estimate", "turned", "votes"]
