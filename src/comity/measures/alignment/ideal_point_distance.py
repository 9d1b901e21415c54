"""How far apart two states stand in the General Assembly: the distance of their published ideal points.

Formula
-------
::

    |x_a - x_b|

with the interval of the difference d = x_a - x_b by Zou and Donner's (2008) method, which needs of each point no more than its
published bounds l and u::

    d - sqrt((x_a - l_a)^2 + (u_b - x_b)^2)   to   d + sqrt((u_a - x_a)^2 + (x_b - l_b)^2)

folded at 0: where it holds 0, low is 0.

Pitfalls
--------
The interval takes the errors of the two points for independent, since nothing is published of how they go together. Two
states that vote on the same roll calls err together in part, so that the true interval is narrower more often than wider.
The year is that in which the session began. A distance depends on the scale of its release.

References
----------
Bailey, M. A., A. Strezhnev and E. Voeten (2017). Estimating Dynamic State Preferences from United Nations Voting Data.
*Journal of Conflict Resolution* 61(2), 430–456.
Zou, G. Y., and A. Donner (2008). Construction of Confidence Limits about Effect Measures: A General Approach. *Statistics in
Medicine* 27(10), 1693–1702.

Examples
--------
>>> import numpy as np
>>> one, other = np.array([[2.0, 1.7, 2.3]]), np.array([[1.0, 0.6, 1.4]])
>>> [float(part[0].round(3)) for part in apart(one.T, other.T)]
[1.0, 0.5, 1.5]
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from comity.measures.alignment.ideal_point import NEED, published
from comity.measures.contract import Measure
from comity.measures.estimates import Estimates, Floats
from comity.measures.reading import Reading

HIGHER, LOWER = "the point of the one that stands higher", "less the point of the one that stands lower"


def apart(one: Sequence[Floats], other: Sequence[Floats]) -> tuple[Floats, Floats, Floats]:
    """Give distances with their bounds.

    Parameters
    ----------
    one, other
        Points, lows and highs, each (pairs,).
    """
    (a, a_low, a_high), (b, b_low, b_high) = one, other
    far = a - b
    low, high = far - np.hypot(a - a_low, b_high - b), far + np.hypot(a_high - a, b - b_low)
    least = np.where(low * high <= 0, 0.0, np.minimum(np.abs(low), np.abs(high)))
    return np.abs(far), np.where(np.isnan(low + high), np.nan, least), np.maximum(np.abs(low), np.abs(high))


def compute(reading: Reading) -> Estimates:
    """Give the distances of all pairs in all years."""
    pairs = reading.pairs
    parts = published(reading)
    one, other = ([part[side, pairs.period] for part in parts] for side in (pairs.a, pairs.b))
    value, low, high = apart(one, other)
    return Estimates(
        pairs,
        value,
        low,
        high,
        2 * np.isfinite(value),
        parts={
            HIGHER: np.where(np.isfinite(value), np.maximum(one[0], other[0]), np.nan),
            LOWER: np.where(np.isfinite(value), -np.minimum(one[0], other[0]), np.nan),
        },
    )


MEASURE = Measure(
    title="Distance of ideal points in the General Assembly",
    unit="points of about a standard deviation",
    subject="pair",
    needs=(NEED,),
    compute=compute,
    direction="votes in the General Assembly that lie further apart",
    method="distance of published ideal points",
    reference="Bailey, Strezhnev and Voeten (2017)",
    parts={HIGHER: (NEED,), LOWER: (NEED,)},
    bounds=(0.0, np.inf),
    interval="published error",
)
