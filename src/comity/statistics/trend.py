"""Trends and breaks of one yearly series: a slope that outliers do not move, a test that knows of persistence, level shifts.

Formulas
--------
The slope is that of Theil and Sen: the median of the slopes of all pairs of years. Its 90 % interval is Sen's, from ranks
of those slopes. The test is that of Mann and Kendall, with the variance corrected for ties. Series of states persist from
year to year, and a persistent series wanders, which the plain test takes for a trend. Both the test and the interval
therefore use Yue and Wang's (2004) effective number of years: the variance is multiplied by ::

    1 + 2 (r^(n + 1) - n r^2 + (n - 1) r) / (n (r - 1)^2)

with r the correlation of neighbouring years after the slope is taken away, raised by (1 + 4 r) / n for its bias in short
series. A correction of the variance is used, and no pre-whitening, since pre-whitening takes away a part of a true trend,
and needs a series without gaps. It only ever widens: a negative r counts as 0, and no r as more than 0.9.

Breaks are shifts of level: the partition into stretches of one mean each that has the least ::

    n log(sum of squares / n) + 3 f (number of breaks) log(n),    f = (1 + r) / (1 - r)

found exactly by dynamic programming. Three times log(n) is the leading term of Zhang and Siegmund's (2007) modified BIC;
f is how much longer a persistent series must be to tell as much. Here r comes from the correlation c of neighbouring
changes, without the far-out ones (a shift is one of them): 1 + 2 c, at least 0 and at most 0.7. Of series without a shift
some 2 to 8 in a hundred are given one where neighbours correlate by up to 0.6, and more where they do by more.

References
----------
Hirsch, R. M., J. R. Slack and R. A. Smith (1982). Techniques of Trend Analysis for Monthly Water Quality Data. *Water
Resources Research* 18(1), 107–121.
Sen, P. K. (1968). Estimates of the Regression Coefficient Based on Kendall's Tau. *Journal of the American Statistical
Association* 63(324), 1379–1389.
Yue, S., and C. Wang (2004). The Mann–Kendall Test Modified by Effective Sample Size to Detect Trend in Serially
Correlated Hydrological Series. *Water Resources Management* 18(3), 201–218.
Zhang, N. R., and D. O. Siegmund (2007). A Modified Bayes Information Criterion with Applications to the Analysis of
Comparative Genomic Hybridization Data. *Biometrics* 63(1), 22–32.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import erfc, sqrt

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

#: Of fewer years no trend is told.
LEAST = 5
#: The normal deviate that bounds 90 %.
_DEVIATE = 1.6448536269514722
_MOST_PERSISTENT = 0.9
#: As above, for breaks: of a series that was smoothed no shift would ever be found beyond this.
_MOST_WANDERING = 0.7


@dataclass(frozen=True, slots=True)
class Trend:
    """The trend of a series.

    Attributes
    ----------
    slope, low, high
        Change per year, with its 90 % interval.
    p
        Chance of a statistic of Mann and Kendall as far from 0 without a trend, two-sided.
    n
        Number of years that were known.
    """

    slope: float
    low: float
    high: float
    p: float
    n: int


def trend(years: npt.ArrayLike, values: npt.ArrayLike) -> Trend | None:
    """Give the trend of a series; None of fewer than 5 known years.

    Parameters
    ----------
    years, values
        Shape (n,). Values that are NaN are left out; years may have gaps, and none may stand twice.

    Examples
    --------
    >>> found = trend([2000, 2001, 2002, 2003, 2004, 2005], [1.0, 2.0, 3.5, 4.0, 5.0, 60.0])
    >>> round(found.slope, 3), found.n
    (1.0, 6)
    """
    when, what = _known(years, values)
    n = len(when)
    if n < LEAST:
        return None
    one, other = np.triu_indices(n, 1)
    rise = what[other] - what[one]
    slopes = np.sort(rise / (when[other] - when[one]))
    slope = float(np.median(slopes))
    score = float(np.sign(rise).sum())
    _, ties = np.unique(what, return_counts=True)
    plain = (n * (n - 1) * (2 * n + 5) - float((ties * (ties - 1) * (2 * ties + 5)).sum())) / 18
    if plain <= 0:
        return Trend(0.0, 0.0, 0.0, 1.0, n)
    spread = float(np.sqrt(plain * _inflation(persistence(when, what - slope * when), n)))
    # The slopes whose ranks are so far from the middle, as in Sen (1968).
    far = _DEVIATE * spread
    size = len(slopes)
    below = max(round((size - far) / 2) - 1, 0)
    above = min(round((size + far) / 2), size - 1)
    return Trend(slope, float(slopes[below]), float(slopes[above]), _two_sided(score, spread), n)


def persistence(years: npt.ArrayLike, values: npt.ArrayLike) -> float:
    """Give the correlation of neighbouring years, raised for its bias in short series, at least 0 and at most 0.9.

    Neighbours are those as far apart as most are; 0 where fewer than four are.
    """
    when, what = _known(years, values)
    if len(when) < LEAST:
        return 0.0
    steps, times = np.unique(np.diff(when), return_counts=True)
    near = np.diff(when) == steps[np.argmax(times)]
    off = what - what.mean()
    total = float((off**2).mean())
    if near.sum() < LEAST - 1 or total <= 1e-24 * max(float((what**2).mean()), 1e-300):
        return 0.0
    plain = float((off[1:][near] * off[:-1][near]).mean() / total)
    return float(np.clip(plain + (1 + 4 * plain) / len(when), 0.0, _MOST_PERSISTENT))


def breaks(
    years: npt.ArrayLike, values: npt.ArrayLike, *, shortest: int = 5, most: int = 5, penalty: float = 3.0
) -> tuple[int, ...]:
    """Give the years in which a new level begins; none where one level tells the series best.

    Parameters
    ----------
    years, values
        Shape (n,). Values that are NaN are left out.
    shortest
        The least number of known years of a level.
    most
        The largest number of breaks that is tried.
    penalty
        What a break costs, in units of f log(n).

    Examples
    --------
    >>> breaks(range(1980, 2000), [1.0, 1.1] * 5 + [3.0, 3.1] * 5)
    (1990,)
    """
    when, what = _known(years, values)
    n = len(when)
    if n < 2 * shortest:
        return ()
    sums = np.concatenate([[0.0], np.cumsum(what - what.mean())])
    squares = np.concatenate([[0.0], np.cumsum((what - what.mean()) ** 2)])
    begin, end = np.arange(n + 1)[:, None], np.arange(n + 1)[None, :]
    length = end - begin
    wandering = _wandering(when, what)
    price = penalty * (1 + wandering) / (1 - wandering) * np.log(n)
    with np.errstate(divide="ignore", invalid="ignore"):
        cost = squares[end] - squares[begin] - (sums[end] - sums[begin]) ** 2 / length
    cost = np.where(length >= shortest, np.maximum(cost, 0.0), np.inf)
    # Below what rounding makes of 0 a better fit is none.
    least = max(1e-12 * float(squares[-1]), 1e-300)
    best, came = cost[0], []
    found: tuple[int, ...] = ()
    lowest = n * np.log(max(best[n], least) / n)
    for number in range(1, min(most, n // shortest - 1) + 1):
        through = best[:, None] + cost
        came.append(np.argmin(through, axis=0))
        best = through.min(axis=0)
        criterion = n * np.log(max(best[n], least) / n) + price * number
        if criterion < lowest:
            lowest, place, path = criterion, n, []
            for level in reversed(came):
                place = int(level[place])
                path.append(place)
            found = tuple(int(when[place]) for place in reversed(path))
    return found


def _known(years: npt.ArrayLike, values: npt.ArrayLike) -> tuple[Floats, Floats]:
    when, what = np.asarray(years, np.float64), np.asarray(values, np.float64)
    keep = np.isfinite(what)
    order = np.argsort(when[keep], kind="stable")
    return when[keep][order], what[keep][order]


def _wandering(when: Floats, what: Floats) -> float:
    """Give the correlation of neighbouring years told by that of neighbouring changes, which a few shifts do not move."""
    change = np.diff(what) / np.diff(when)
    change = change - np.median(change)
    usual = float(np.median(np.abs(change))) / 0.6744897501960817
    near = np.abs(change) <= 4 * usual
    both = near[1:] & near[:-1]
    if usual == 0 or not both.any():
        return 0.0
    alike = float((change[1:] * change[:-1])[both].mean() / (change[near] ** 2).mean())
    return float(np.clip(1 + 2 * alike, 0.0, _MOST_WANDERING))


def _inflation(r: float, n: int) -> float:
    """Give how much larger the variance is of n years of which neighbours correlate so."""
    return float(1 + 2 * (r ** (n + 1) - n * r**2 + (n - 1) * r) / (n * (r - 1) ** 2))


def _two_sided(score: float, spread: float) -> float:
    # Corrected for continuity, as the test has it.
    deviate = max(abs(score) - 1.0, 0.0) / spread
    return erfc(deviate / sqrt(2))


__all__ = ["LEAST", "Trend", "breaks", "persistence", "trend"]
