"""Change of a public's opinion of a state that had raised its troops there, from one survey to the next.

Formula
-------
Of the pair's first state, the host, and its second, which keeps troops in it: the share of the host's public that sees the
second favourably, less that share in the last survey of at most five years before::

    change = p_now − p_before        (per cent of respondents)

It is given where the troops at the later survey were at least a quarter, and at least 100 persons, above those at the
earlier. Low and high are ± 1.645 · √(p(1 − p)/n + p'(1 − p')/n'), from the numbers of respondents.

Pitfalls
--------
An association, not an effect: opinion of the United States moves with presidents and wars everywhere at once. The validation
therefore shows the same changes of hosts whose troops were not raised. Numbers of respondents make the least error there can be:
weights and clusters in the surveys, which are not published with the shares, widen it. Few publics are asked, fewer each
year. Below 0 is less favourable.

References
----------
Allen, M. A., M. E. Flynn, C. Martinez Machain and A. Stravers (2020). Outside the Wire: U.S. Military Deployments and Public
Opinion in Host States. *American Political Science Review* 114(2), 326–341.

Examples
--------
From 60 % of 1,000 to 50 % of 1,000:

>>> import numpy as np
>>> [round(float(figure[0]), 2) for figure in difference(*(np.array([n]) for n in (50.0, 1000.0, 60.0, 1000.0)))]
[-10.0, -13.64, -6.36]
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import numpy as np

from comity.measures.contract import Measure, Need, Validation
from comity.measures.estimates import Estimates, Floats
from comity.measures.reading import Reading
from comity.panel.axis import Axis, Flags

FAVOURABLE = Need("perception-pew-agg", "pair_figure.pew-favourable")
RESPONDENTS = Need("perception-pew-agg", "pair_figure.pew-respondents")
TROOPS = Need("us-troops", "tie.troops")

#: How many years may lie between two surveys.
APART = 5
#: By how much troops must have been raised: this share, and this number.
RAISED, PERSONS = 0.25, 100
#: Of a normal distribution, what bounds 90 %.
REACH = 1.6448536269514722
NOW, BEFORE = "favourable now", "favourable before, taken off"


def difference(now: Floats, n: Floats, before: Floats, before_n: Floats) -> tuple[Floats, Floats, Floats]:
    """Give the difference of two shares in per cent, with the interval of 90 % that the numbers of respondents make."""
    change = now - before
    error = np.sqrt(now * (100 - now) / n + before * (100 - before) / before_n)
    return change, np.maximum(change - REACH * error, -100), np.minimum(change + REACH * error, 100)


def earlier(known: Flags) -> np.ndarray[tuple[int, int], np.dtype[np.intp]]:
    """Give for each row and period the last period before it, at most ``APART`` back, that is known; −1 for none.

    Parameters
    ----------
    known
        Shape (rows, P).

    Examples
    --------
    >>> earlier(np.array([[1, 0, 1, 1, 0]], bool)).tolist()
    [[-1, 0, 0, 2, 3]]
    """
    periods = known.shape[1]
    place = np.where(known, np.arange(periods), -1)
    last = np.maximum.accumulate(place, axis=1)
    found = np.concatenate([np.full((len(known), 1), -1), last[:, :-1]], axis=1)
    return np.where(np.arange(periods) - found > APART, -1, found)


def _figures(reading: Reading) -> tuple[Floats, Floats, Floats]:
    """Give shares, respondents and troops, of host and other, shape (N, N, P)."""
    look = reading.look("perception-pew-agg", coded_in=None)
    query = """select a, b, "start", "end", value from pair_figure where source = 'perception-pew-agg' and indicator = '{}'"""
    found = []
    for need in (FAVOURABLE, RESPONDENTS):
        entries = look.pairs(query.format(need.layer.partition(".")[2]), layer=need.layer)
        found.append(reading.matrix(look.runs(entries, zero=False)))
    look = reading.look("us-troops")
    entries = look.pairs(
        """select b as a, a as b, "start", "end", value from tie where source = 'us-troops' and layer = 'troops'""",
        layer=TROOPS.layer,
    )
    found.append(reading.matrix(look.runs(entries, zero=False)))
    share, number, troops = (np.moveaxis(each, 0, 2) for each in found)
    return share, number, troops


def _changes(reading: Reading) -> tuple[Floats, Flags, Flags]:
    """Give now, n, before and n before, stacked (4, N, N, P), where both are known, and where troops were raised or known."""
    share, number, troops = _figures(reading)
    periods = share.shape[2]
    asked = np.isfinite(share) & np.isfinite(number) & np.isfinite(troops)
    was = earlier(asked.reshape(-1, periods)).reshape(share.shape)
    some = asked & (was >= 0)
    back = np.maximum(was, 0)
    before, before_n, before_troops = (np.take_along_axis(each, back, axis=2) for each in (share, number, troops))
    with np.errstate(invalid="ignore"):
        more = some & (troops - before_troops >= PERSONS) & (troops >= (1 + RAISED) * before_troops)
    return np.stack([share, number, before, before_n]), more, some


def compute(reading: Reading) -> Estimates:
    """Give the change for all hosts whose troops were raised."""
    figures, more, _ = _changes(reading)
    pairs = reading.pairs
    now, n, before, before_n = (
        np.where(more[pairs.a, pairs.b, pairs.period], each[pairs.a, pairs.b, pairs.period], np.nan) for each in figures
    )
    change, low, high = difference(now, n, before, before_n)
    return Estimates(
        pairs, change, low, high, inputs=np.where(np.isfinite(change), 2, 0), parts={NOW: now, BEFORE: -before}
    )


def validate(con: duckdb.DuckDBPyConnection) -> Sequence[Validation]:
    """Hold the changes of hosts whose troops were raised against those of hosts whose troops were not, year by year."""
    reading = Reading(con, Axis("cow", "year", 2002, 2023), MEASURE, "side_effects.opinion_backlash")
    figures, more, some = _changes(reading)
    change = figures[0] - figures[2]
    lines: list[tuple[str | float | int | None, ...]] = []
    raised, others = change[more], change[some & ~more]
    for title, found in (("troops raised", raised), ("not raised", others)):
        lines.append((title, len(found), round(float(np.mean(found)), 1), round(float(np.mean(found < 0)), 2)))
    # Less the mean change of the hosts that were not raised, of the same year.
    apart, period = [], np.nonzero(more)[2]
    for value, year in zip(raised.tolist(), period.tolist(), strict=True):
        rest = change[..., year][(some & ~more)[..., year]]
        if len(rest):
            apart.append(value - float(np.mean(rest)))
    rng = reading.rng("validate")
    draws = rng.choice(apart, (2000, len(apart))).mean(axis=1)
    low, high = np.quantile(draws, (0.05, 0.95))
    lines.append(("difference within years", len(apart), round(float(np.mean(apart)), 1), None))
    return (
        Validation(
            "Change in the share favourable to the United States from one survey to the next, by what the troops did",
            ("hosts", "changes", "mean change, points", "share that fell"),
            tuple(lines),
            f"Opinion in hosts whose troops were raised moved {float(np.mean(apart)):+.1f} points from that in other hosts of the "
            f"same year (90 % of bootstrap draws {low:+.1f} to {high:+.1f}, {len(apart)} changes).",
        ),
    )


MEASURE = Measure(
    title="Opinion in host states after troops were raised",
    unit="percentage points",
    subject="pair",
    directed=True,
    needs=(FAVOURABLE, RESPONDENTS, TROOPS),
    compute=compute,
    direction="a public that became more favourable; below 0, less",
    method="difference of survey shares, where troops rose by a quarter and a hundred persons",
    reference="Allen, Flynn, Martinez Machain and Stravers (2020)",
    parts={NOW: (FAVOURABLE, RESPONDENTS), BEFORE: (FAVOURABLE, TROOPS)},
    bounds=(-100.0, 100.0),
    interval="sampling",
    whole=True,
    validate=validate,
)
