"""How far apart a group's members stand, by their votes in the General Assembly of the United Nations.

Formula
-------
The mean distance of two members' ideal points, over all pairs of the n members of whom a point is known::

    spread_gt = mean over pairs i < j of |theta_it - theta_jt|

It is told where at least nine in ten members have a point. For low and high all points are drawn 500 times from their
published posteriors, taken as normal distributions of the standard deviation (q95 - q05) / (2 * 1.6449); the 5th and 95th
percentile of the spread over the draws are set off from the spread of the published points by as much as they lie off the
draws' mean, since errors alone move points apart and would otherwise be counted as distance.

Pitfalls
--------
A vote in the Assembly is talk about the world's agenda, and NATO's members may agree there and not on what to spend. The
dimension is that of each time, chiefly toward or from the West's positions: what lies across it is not seen. The points'
errors are taken as independent; those of one session share its resolutions. A group's spread changes with who joins. The
session that began in 1964 hardly voted, and is not known.

References
----------
Bailey, M. A., A. Strezhnev and E. Voeten (2017). Estimating Dynamic State Preferences from United Nations Voting Data. *Journal of
Conflict Resolution* 61(2), 430–456.

Examples
--------
Three points in a row, one apart; a draw in which the last is two from the next:

>>> import numpy as np
>>> everyone = np.ones((1, 3), bool)
>>> spreads(np.array([[0.0, 1.0, 2.0], [0.0, 1.0, 3.0]]), everyone).round(3).ravel().tolist()
[1.333, 2.0]
"""

from __future__ import annotations

import numpy as np

from comity.measures.contract import Measure, Need
from comity.measures.estimates import Contribution, Estimates, Floats
from comity.measures.evidence import evidence
from comity.measures.explaining import key_of
from comity.measures.groups import ALLIANCES, days_of, groups
from comity.measures.reading import Reading
from comity.panel.axis import Flags
from comity.statistics.resampling import interval

NEED = Need("unga-ideal-points", "figure.unga-ideal-point")
LEAST_KNOWN = 0.9
DRAWS = 500
#: The 95th percentile of a standard normal distribution.
_Z95 = 1.6448536269514722


def spreads(draws: Floats, member: Flags) -> Floats:
    """Give the mean distance of two members in each draw, for each group.

    Parameters
    ----------
    draws
        Points, shape (draws, n), none of them NaN.
    member
        Shape (groups, n); each group has two members at least.

    Returns
    -------
    ndarray
        Shape (draws, groups).
    """
    order = np.argsort(draws, axis=1)
    ordered = np.take_along_axis(draws, order, axis=1)
    found = np.empty((len(draws), len(member)))
    for group, mine in enumerate(member):
        size = int(mine.sum())
        held = ordered[mine[order]].reshape(len(draws), size)
        # The kth smallest is above k - 1 and below n - k others.
        found[:, group] = held @ (2.0 * np.arange(size) - size + 1.0) * (2.0 / (size * (size - 1)))
    return found


def _points(reading: Reading) -> tuple[Floats, Floats]:
    """Give points and their standard deviations, (N, P)."""
    point, low, high = (reading.nan("unga", name) for name in ("IdealPointAll", "Q5All", "Q95All"))
    deviation = (high - low) / (2 * _Z95)
    return np.where(np.isfinite(deviation), point, np.nan), deviation


def compute(reading: Reading) -> Estimates:
    """Give the spread of all groups and years."""
    found = groups(reading)
    point, deviation = _points(reading)
    value, low, high = (np.full(found.size.shape, np.nan) for _ in range(3))
    number = np.zeros(found.size.shape)
    for period in range(reading.axis.periods):
        known = np.flatnonzero(np.isfinite(point[:, period]))
        member = found.there[:, known, period]
        number[:, period] = member.sum(axis=1)
        told = np.flatnonzero((number[:, period] >= 2) & (number[:, period] >= LEAST_KNOWN * found.size[:, period]))
        if not len(told):
            continue
        middle, error = point[known, period], deviation[known, period]
        value[told, period] = spreads(middle[None, :], member[told])[0]
        drawn = middle + error * reading.rng(int(reading.axis.years[period])).standard_normal((DRAWS, len(known)))
        draws = spreads(drawn, member[told])
        off = np.stack(interval(draws)) - draws.mean(axis=0)
        low[told, period], high[told, period] = np.maximum(value[told, period] + off, 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        covered = np.where(found.size > 0, number / found.size, 0.0)
    return Estimates(
        found.pacts,
        found.of_pacts(value),
        found.of_pacts(low),
        found.of_pacts(high),
        inputs=found.of_pacts(number),
        coverage=found.of_pacts(covered),
    )


def explain(reading: Reading, estimates: Estimates, row: int) -> list[Contribution]:
    """Give for each member half of its distances from the others."""
    members, period = groups(reading).at(row)
    point = _points(reading)[0][members, period]
    members, point = members[np.isfinite(point)], point[np.isfinite(point)]
    each = np.abs(point[:, None] - point[None, :]).sum(axis=1) / (len(members) * (len(members) - 1.0))
    days = days_of(reading.axis, period)
    told = []
    for place, amount, where in zip(members.tolist(), each.tolist(), point.tolist(), strict=True):
        key = key_of(reading.axis, place, period)
        told.append(Contribution(key, amount, evidence(reading.con, (NEED,), [key], *days), f"stands at {where:.2f}"))
    return sorted(told, key=lambda part: -part.amount)


MEASURE = Measure(
    title="Spread of members' preferences in the General Assembly",
    unit="units of the ideal point",
    subject="pact",
    needs=(NEED, *ALLIANCES),
    compute=compute,
    direction="that the members stand farther apart",
    method="mean distance of two members' ideal points, draws from their posteriors",
    reference="Bailey, Strezhnev and Voeten (2017)",
    explain=explain,
    bounds=(0.0, np.inf),
    interval="Monte Carlo",
)
