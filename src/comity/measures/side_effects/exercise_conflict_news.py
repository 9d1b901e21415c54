"""Conflict in the news from a rival, in years of many exercises of a state against its years of few.

Formula
-------
Of the pair's first state, which exercises with others, and its second, a strategic rival of it. Of the years to the one asked
for in which both exercises and news are known (2002 to 2010), those in which the first state began more exercises without the
rival than in its median year are held against the others::

    ratio = share of conflict in years of many / share of conflict in years of few

The share of conflict is that of hostile words and deeds among all coded events of the rival toward the first state. Low and
high are percentiles of 400 draws of years, with replacement.

Pitfalls
--------
An association, not an effect, and a rough one: it rests on five to nine years, and both may rise together with tension. Events of a
year are not in order: some came before the exercises. Counts are made by machine from news; shares are used because counts
grow with how much is written. For months see side_effects.exercise_escalation. Null with fewer than five years, two of
either kind, or 20 events of either.

References
----------
Boschee, E., J. Lautenschlager, S. O'Brien, S. Shellman, J. Starz and M. Ward (2015). *ICEWS Coded Event Data*. Harvard
Dataverse.
Kuo, R., and B. D. Blankenship (2022). Deterrence and Restraint: Do Joint Military Exercises Escalate Conflict? *Journal of
Conflict Resolution* 66(1), 3–31.

Examples
--------
Six years of 50 events each; in the three with more exercises, 20 are of conflict instead of 10:

>>> import numpy as np
>>> exercises, conflict = np.array([[1, 1, 1, 4, 5, 6]]), np.array([[10.0, 10, 10, 20, 20, 20]])
>>> ratio(exercises, conflict, np.full((1, 6), 50.0)).tolist()
[2.0]
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from comity.measures.contract import Measure, Need
from comity.measures.estimates import Estimates, Floats
from comity.measures.reading import Reading
from comity.panel.rows import Rows
from comity.statistics.resampling import interval

EXERCISES = Need("mme-exercises", "activity.exercise")
RIVALRIES = Need("rivalries", "tie.rivalry-tss")
CONFLICT = tuple(Need("icews-dyad-year", f"pair_figure.icews-{kind}-conflict") for kind in ("verbal", "material"))
PEACE = tuple(Need("icews-dyad-year", f"pair_figure.icews-{kind}-cooperation") for kind in ("verbal", "material"))

LEAST_YEARS, LEAST_OF_A_KIND, LEAST_EVENTS, DRAWS = 5, 2, 20, 400
BASE, ABOVE = "in years of few exercises", "more (or less) in years of many"


def ratio(exercises: npt.NDArray[np.generic], conflict: Floats, events: Floats) -> Floats:
    """Give the share of conflict in years of many exercises over that in the others.

    Parameters
    ----------
    exercises, conflict, events
        Shape (…, years). Conflict and events are NaN in a year that does not count.

    Returns
    -------
    ndarray
        Shape (…); NaN where there are too few years or events of either kind, or no conflict in years of few.
    """
    known = np.isfinite(conflict) & np.isfinite(events)
    count = np.where(known, np.asarray(exercises, np.float64), np.nan)
    with np.errstate(invalid="ignore", divide="ignore"):
        middle = _median(count)
        many, few = known & (count > middle[..., None]), known & (count <= middle[..., None])
        shares, enough = [], known.sum(axis=-1) >= LEAST_YEARS
        for chosen in (many, few):
            total = np.where(chosen, events, 0).sum(axis=-1)
            shares.append(np.where(chosen, conflict, 0).sum(axis=-1) / total)
            enough &= (chosen.sum(axis=-1) >= LEAST_OF_A_KIND) & (total >= LEAST_EVENTS)
        return np.where(enough & (shares[1] > 0), shares[0] / shares[1], np.nan)


def _median(values: Floats) -> Floats:
    """Give the median along the last axis, of what is known; NaN where nothing is."""
    order = np.sort(values, axis=-1)  # NaN come last
    number = np.isfinite(values).sum(axis=-1)
    low, high = (np.maximum(place, 0)[..., None] for place in ((number - 1) // 2, number // 2))
    picked = (np.take_along_axis(order, np.minimum(place, values.shape[-1] - 1), axis=-1) for place in (low, high))
    found: Floats = np.asarray(sum(picked), np.float64)[..., 0] / 2
    return found


def compute(reading: Reading) -> Estimates:
    """Give the ratio for all ordered pairs of rivals and years."""
    axis, subjects = reading.axis, reading.pairs
    value, low, high, inputs = (np.full(len(subjects), np.nan) for _ in range(4))
    rival = reading.pair("rivalries", "ongoingrivalry", reading.dyads) == 1
    rows = np.flatnonzero(rival)
    if len(rows):
        pairs, which = np.unique(
            subjects.a[rows].astype(np.int64) * axis.states + subjects.b[rows], return_inverse=True
        )
        shape = (len(pairs), axis.periods)
        exercises, conflict, events = (np.full(shape, np.nan) for _ in range(3))
        at = (which, subjects.period[rows])
        here = Rows(axis, (subjects.a[rows], subjects.b[rows]), subjects.period[rows])
        alone = reading.column("exercises", "mme", "alone")
        together = reading.pair("exercises", "mme", here)
        own, known = here.fill(alone, (0,), "float64")
        own = own if known is None else np.where(known, own, np.nan)
        exercises[at] = own - together
        hostile, friendly = (
            sum(reading.pair("events", name, here, toward=False) for name in names)
            for names in (("verbConf", "matlConf"), ("verbCoop", "matlCoop"))
        )
        conflict[at], events[at] = hostile, np.asarray(hostile + friendly)
        lacking = np.isnan(exercises)
        conflict[lacking] = events[lacking] = np.nan
        figures = [np.full(shape, np.nan) for _ in range(4)]
        for period in np.flatnonzero(np.isfinite(conflict).any(axis=0)).tolist():
            window = slice(0, period + 1)
            now = np.isfinite(conflict[:, period])
            parts = [each[now, window] for each in (np.nan_to_num(exercises), conflict, events)]
            years = np.flatnonzero(np.isfinite(parts[1]).any(axis=0))
            parts = [each[:, years] for each in parts]
            found = ratio(parts[0], parts[1], parts[2])
            # The same years for all pairs, so that it does not matter in which order they come.
            chosen = reading.rng("years", int(axis.years[period])).integers(0, len(years), (DRAWS, len(years)))
            draws = np.stack([ratio(*(each[:, draw] for each in parts)) for draw in chosen])
            bounds = [np.full(len(found), np.nan) for _ in range(2)]
            for place in np.flatnonzero(np.isfinite(found)).tolist():
                sure = draws[np.isfinite(draws[:, place]), place]
                # Where most draws of years leave too few of either kind there is no interval.
                if len(sure) >= DRAWS // 2:
                    bounds[0][place], bounds[1][place] = (float(bound) for bound in interval(sure))
            figures[0][now, period] = found
            figures[1][now, period] = np.minimum(bounds[0], found)
            figures[2][now, period] = np.maximum(bounds[1], found)
            figures[3][now, period] = np.isfinite(parts[1]).sum(axis=1)
        for target, table in zip((value, low, high, inputs), figures, strict=True):
            target[rows] = table[at]
    return Estimates(
        subjects, value, low, high, inputs=np.nan_to_num(inputs), parts={BASE: 0 * value + 1, ABOVE: value - 1}
    )


MEASURE = Measure(
    title="Conflict in the news in years of many exercises",
    unit="ratio of shares",
    subject="pair",
    directed=True,
    needs=(EXERCISES, RIVALRIES, *CONFLICT, *PEACE),
    compute=compute,
    direction="more conflict from the rival in years in which the first state exercised more",
    method="share of conflict among coded events in years of many exercises over that of other years",
    reference="Kuo and Blankenship (2022)",
    parts={BASE: (*CONFLICT, *PEACE), ABOVE: (*CONFLICT, EXERCISES, RIVALRIES)},
    bounds=(0.0, np.inf),
    interval="sampling",
    heavy=True,
    whole=True,
)
