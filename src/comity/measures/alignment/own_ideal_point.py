"""Where a state stands in the General Assembly: an ideal point of comity's own, from the roll calls themselves.

Formula
-------
An ordered logit on one line: state i in session t says no, abstains or says yes to question j with chances that depend on
``b_j x_it`` and two cuts of the question; ``x_it`` goes from session to session by a random walk whose step is estimated, of
every session by itself; a question put again in a later session keeps its slope and cuts. Points have mean 0 and standard
deviation 1 over all states and sessions. The model and its estimation are in :mod:`comity.statistics.ideal_points`.

The sign names no state: those who vote no more often stand higher. (It puts the United States above 0, as the published
estimates do.) Questions are the same when a title recurs, by the rule in ``_roll_calls.py``.

Low and high are the point ± 1.645 times its error: that of the posterior, times how much further than such errors two
estimates lie apart in that session when each has a half of the questions, drawn by chance three times (once at least). The
posterior alone would claim too much: it takes the one line for the whole truth, and the ties between sessions for firm.

Pitfalls
--------
The year is that in which the session began. There is one dimension, what divides the Assembly most, and it is not the same
in 1950, 1980 and 2010. How far apart two sessions' points lie rests on repeated questions alone: few in the first decades
and around 2002 and 2013. A state moves by steps, so that an upheaval is felt in the session before it too. Of fewer than 5
votes in a session nothing is said. Separate votes on paragraphs and amendments are left out.

References
----------
Bailey, M. A., A. Strezhnev and E. Voeten (2017). Estimating Dynamic State Preferences from United Nations Voting Data.
*Journal of Conflict Resolution* 61(2), 430–456.
Imai, K., J. Lo and J. Olmsted (2016). Fast Estimation of Ideal Points with Massive Data. *American Political Science
Review* 110(4), 631–656.

Examples
--------
Three states vote on four questions; who says no most often stands highest:

>>> import numpy as np
>>> from comity.statistics.ideal_points import estimate, turned, votes
>>> voter, question = np.repeat([0, 1, 2], 4), np.tile([0, 1, 2, 3], 3)
>>> given, _ = votes(voter, np.zeros(12, int), question, np.array([0, 0, 0, 1, 2, 1, 2, 2, 2, 2, 2, 0]), 3, 1)
>>> found = estimate(given)
>>> int(np.argmax(found.point[:, 0] * turned(given, found)))
0
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import duckdb
import numpy as np

from comity.measures.alignment._roll_calls import ALIKE, APART, RollCalls, read, wider
from comity.measures.alignment.ideal_point import NEED as PUBLISHED
from comity.measures.contract import Measure, Need, Validation
from comity.measures.estimates import Estimates, Floats
from comity.measures.reading import Reading
from comity.model.errors import NotHere
from comity.statistics.ideal_points import Points, estimate, turned

NEED = Need("unga-votes", "resolution.roll-call")
#: Fewer votes in a session tell nothing.
LEAST = 5
_DEVIATE = 1.6448536269514722

BEFORE, AFTER = "where it stood in the session before", "where it stood in the session after"
ISSUES = (
    "Arms control and disarmament",
    "Colonialism",
    "Economic development",
    "Human rights",
    "Nuclear weapons and nuclear material",
    "Palestinian conflict",
)
REST = "votes on none of the listed issues"
KEPT = "what keeps the points at deviation 1"


def _label(issue: str) -> str:
    return f"votes: {issue}"


def compute(reading: Reading) -> Estimates:
    """Estimate the points of all states in all sessions."""
    calls = read(reading)
    if not calls.given.shape[2]:
        nothing = np.full(len(reading.states), np.nan)
        return Estimates(reading.states, nothing, nothing, nothing, parts=dict.fromkeys(PARTS, nothing))
    points = estimate(calls.given)
    sign = turned(calls.given, points)
    told = points.number >= LEAST
    value = np.where(told, sign * points.point, np.nan)
    far = _DEVIATE * points.error * wider(calls.given, reading.rng("halves"))
    return Estimates(
        reading.states,
        reading.of_states(value),
        reading.of_states(value - far),
        reading.of_states(value + far),
        reading.of_states(np.where(told, points.number, 0)),
        parts={label: reading.of_states(part) for label, part in _parts(calls, points, sign, value).items()},
    )


def _parts(calls: RollCalls, points: Points, sign: float, value: Floats) -> dict[str, Floats]:
    """Take each point apart: what its neighbours in time pull, and what the votes on each issue do.

    At the estimate all pulls are in balance, so that they add up to it, but for some hundredths that come of holding all
    points at deviation 1.
    """
    given = calls.given
    cell = given.voter * given.shape[1] + given.period
    found: dict[str, Floats] = {BEFORE: sign * points.before, AFTER: sign * points.after}
    share = _shares(tuple(calls.issues))
    for place, label in enumerate((*map(_label, ISSUES), REST)):
        pull: Floats = np.asarray(np.bincount(cell, points.cast * share[:, place], value.size), np.float64)
        found[label] = sign * pull.reshape(value.shape)
    left = value
    for part in found.values():
        left = left - part
    found[KEPT] = left
    return {label: np.where(np.isfinite(value), part, np.nan) for label, part in found.items()}


def _shares(issues: Sequence[tuple[str, ...]]) -> Floats:
    """Give how much of each vote is on each issue, and on none of them: an equal part of each of its own."""

    @cache
    def shares(mine: tuple[str, ...]) -> tuple[float, ...]:
        found = [mine.count(issue) / max(len(mine), 1) for issue in ISSUES]
        return (*found, 1 - sum(found))

    return np.array([shares(mine) for mine in issues], np.float64).reshape(-1, len(ISSUES) + 1)


PARTS: dict[str, tuple[Need, ...]] = {BEFORE: (NEED,), AFTER: (NEED,), **{_label(issue): (NEED,) for issue in ISSUES}, REST: (NEED,), KEPT: (NEED,)}  # fmt: skip


def validate(con: duckdb.DuckDBPyConnection) -> Sequence[Validation]:
    """Hold the points against the published ones, session by session, and count the bridges."""
    from scipy.stats import spearmanr

    from comity.measures.answer import compute as answer
    from comity.measures.answer import how_to_bring

    made = answer(con, "alignment.own_ideal_point")
    axis, subjects = made.axis, made.estimates.subjects
    reading = Reading(con, axis, made.measure, made.name)
    published = reading.of_states(reading.nan("unga", "IdealPointAll"))
    value, low, high = made.estimates.value, made.estimates.low, made.estimates.high
    assert low is not None and high is not None
    known = np.isfinite(value) & np.isfinite(published)
    if not known.any():
        raise NotHere("There are no published ideal points to hold it against.", remedy=how_to_bring([PUBLISHED]))
    slope, start = np.polyfit(value[known], published[known], 1)
    lines: list[tuple[str | float | int | None, ...]] = []
    agree, inside_own = [], 0.0
    for period in np.unique(subjects.period[known]).tolist():
        mine = known & (subjects.period == period)
        x, y = value[mine], published[mine]
        rank = float(spearmanr(x, y).statistic)
        rise, base = np.polyfit(x, y, 1)
        inside = _inside(y, low[mine], high[mine], slope, start)
        own = _inside(y, low[mine], high[mine], rise, base)
        lines.append((int(axis.years[period]), int(mine.sum()), round(rank, 4), round(inside, 3), round(own, 3)))
        agree.append(rank)
        inside_own += own * int(mine.sum())
    number = int(known.sum())
    over = _inside(published[known], low[known], high[known], slope, start)
    below = [str(line[0]) for line, rank in zip(lines, agree, strict=True) if rank < 0.97]
    calls = read(reading)
    counts = np.bincount(calls.bridges[:, 1] // 10, minlength=1) if len(calls.bridges) else np.zeros(1, np.int64)
    return (
        Validation(
            "Own against published ideal points, by session",
            ("session of", "states", "Spearman's rank correlation", "published within our 90 %, one linear map", "… a map for each session"),
            tuple(lines),
            f"Over {number} state-sessions the rank correlation within a session is {min(agree):.3f} to {max(agree):.3f}, its "
            f"median {np.median(agree):.3f}; it is below 0.97 in {', '.join(below) or 'none'}. Our 90 % intervals hold "
            f"{over:.0%} of the published points after one linear map, and {inside_own / number:.0%} after one for each session.",
        ),
        Validation(
            "Repeated questions that tie the sessions together",
            ("decade", "bridges"),
            tuple((int(decade) * 10, int(count)) for decade, count in enumerate(counts) if count),
            f"{len(calls.bridges)} times a question was put again at most {APART} years later, with at least {ALIKE:.0%} voting "
            f"alike, among {calls.number} contested roll calls.",
        ),
    )  # fmt: skip


def _inside(published: Floats, low: Floats, high: Floats, slope: float, start: float) -> float:
    """Give the share of published points within our bounds, put on their scale."""
    return float(((published >= start + slope * low) & (published <= start + slope * high)).mean())


MEASURE = Measure(
    title="Ideal point in the General Assembly, comity's own",
    unit="standard deviations",
    subject="state",
    needs=(NEED,),
    compute=compute,
    direction="votes nearer to those who vote no most often, on the dimension that divides the Assembly most",
    method="dynamic ordered-logit item-response model, tied by repeated questions",
    reference="Bailey, Strezhnev and Voeten (2017); comity",
    parts=PARTS,
    interval="sampling",
    heavy=True,
    whole=True,
    validate=validate,
)
