"""Chance that two states exercise together in the next five years, by what they have in common now.

Formula
-------
A logit of whether the pair begins any joint exercise in the five years after T on its components at T::

    P = 1 / (1 + exp(-(b0 + b1 ln(1 + h) + b2 s + b3 ln(1 + d) + b4 ln(1 + o) + b5 l)))

with h the decayed history of joint exercises, s shared weapon types, d agreements on defence cooperation in force, o joint
operations known of, and l a common language. For each year T the coefficients are fitted anew on all pairs of the years of which
the outcome was known by then (T' + 5 <= T), so that every value is a forecast with what was known at the time. low and high are of
the coefficients alone, with a variance that is robust to whatever pairs that share a state have in common (Aronow, Samii and
Assenova 2015). The contributions are Shapley values of the chance against that of a pair with none of the five.

Pitfalls
--------
It is a chance of joint participation, learnt from the past, and no score of interoperability: whoever exercises together need not
be able to fight together. How much the combination tells beyond history alone is printed by its validation, and is little: who
exercised together will again. Participation is in exercises alone, since one source has looked at those of all states
(1980–2010); operations are known in selections, whose gaps would pass for staying away. The language of 2004 is taken for all years,
and an operation that nobody has listed counts as none: both are choices. Pairs of which equipment is not known have no
value. Values are for 1993 to 2010; of the last five years the outcome is not known.

References
----------
Aronow, P. M., C. Samii and V. A. Assenova (2015). Cluster-Robust Variance Estimation for Dyadic Data. *Political Analysis* 23(4),
564–577. D'Orazio, V., and K. Galambos (2021). Multinational Military Exercises, 1980–2010. Harvard Dataverse. Shapley, L. S.
(1953). A Value for n-Person Games. *Contributions to the Theory of Games* II, 307–317.

Examples
--------
Two components of the same weight, of which a pair has both: each adds as much.

>>> import numpy as np
>>> base, parts = shares_of_chance(-2.0, np.array([[1.0, 1.0]]))
>>> round(float(base), 3), parts.round(3).tolist()
(0.119, [[0.19, 0.19]])
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from math import factorial
from typing import TYPE_CHECKING

import numpy as np

from comity.measures.answer import Computed
from comity.measures.contract import Measure, Need, Validation
from comity.measures.estimates import Contribution, Estimates, Floats
from comity.measures.explaining import rows_behind, whom
from comity.measures.interoperability import (
    _equipment,
    _exercises,
    _forecast,
    joint_operations,
    language,
)
from comity.measures.interoperability.exercises import history_of
from comity.measures.reading import Reading
from comity.measures.ties import agreements

if TYPE_CHECKING:
    import duckdb

NONE = "a pair with none of the five"
#: Of a normal distribution, 90 % lie within so many deviations.
_WIDTH = 1.6448536269514722
NEEDS: dict[str, tuple[Need, ...]] = {
    "joint exercises": (_exercises.NEED,),
    "shared weapon types": _equipment.ALL_NEEDS,
    "defence cooperation": (agreements.NEED,),
    "joint operations": joint_operations.MEASURE.needs,
    "common language": language.MEASURE.needs,
}


def shares_of_chance(constant: float, effects: Floats) -> tuple[Floats, Floats]:
    """Part chances among components, by Shapley's value.

    Parameters
    ----------
    constant
        The log odds of a pair with none of the components.
    effects
        What each component adds to the log odds, shape (rows, components).

    Returns
    -------
    base, parts
        The chance of a pair with none, and what each component adds to it, shape (rows, components).
    """
    number = effects.shape[1]
    chance = {
        some: _chance(constant + effects[:, list(some)].sum(axis=1))
        for size in range(number + 1)
        for some in combinations(range(number), size)
    }
    parts = np.zeros_like(effects)
    for some, before in chance.items():
        weight = (
            factorial(len(some)) * factorial(number - len(some) - 1) / factorial(number) if len(some) < number else 0.0
        )
        for one in set(range(number)) - set(some):
            parts[:, one] += weight * (chance[tuple(sorted((*some, one)))] - before)
    return _chance(np.array(constant)), parts


def _chance(odds: Floats) -> Floats:
    found: Floats = 1 / (1 + np.exp(-odds))
    return found


def compute(reading: Reading) -> Estimates:
    """Forecast joint participation of all pairs and years."""
    axis, pairs = reading.axis, reading.pairs
    panel = _forecast.panel(reading)
    size = (axis.periods, axis.states, axis.states)
    place = np.full(size, -1, np.int32)
    inside = (panel.year >= axis.first_year) & (panel.year <= axis.last_year)
    rows = np.flatnonzero(inside)
    place[panel.year[rows] - axis.first_year, panel.a[rows], panel.b[rows]] = rows
    value, low, high = (np.full(len(panel.year), np.nan) for _ in range(3))
    parts = np.full((len(panel.year), 1 + len(NEEDS)), np.nan)
    fitted = np.zeros(len(panel.year))
    for year in range(axis.first_year, axis.last_year + 1):
        mine = np.flatnonzero((panel.year == year) & panel.known)
        model = _forecast.fit(panel, year - _forecast.AHEAD) if len(mine) else None
        if model is None:
            continue
        columns = np.column_stack([np.ones(len(mine)), panel.x[mine]])
        odds = columns @ model.coefficients
        error = np.sqrt(np.maximum(np.einsum("ij,jk,ik->i", columns, model.variance, columns), 0.0))
        value[mine], low[mine], high[mine] = (
            _chance(odds),
            _chance(odds - _WIDTH * error),
            _chance(odds + _WIDTH * error),
        )
        base, added = shares_of_chance(float(model.coefficients[0]), panel.x[mine] * model.coefficients[1:])
        parts[mine] = np.column_stack([np.full(len(mine), base), added])
        fitted[mine] = model.observations
    at = place[pairs.period, pairs.a, pairs.b]
    here = at >= 0

    def taken(of: Floats) -> Floats:
        found = np.full(len(pairs), np.nan)
        found[here] = of[at[here]]
        return found

    return Estimates(
        pairs,
        taken(value),
        taken(low),
        taken(high),
        inputs=np.nan_to_num(taken(fitted)),
        parts={label: taken(parts[:, number]) for number, label in enumerate((NONE, *NEEDS))},
    )


def explain(reading: Reading, estimates: Estimates, row: int) -> Sequence[Contribution]:
    """Give what each component adds, with the rows on it."""
    states, first, last = whom(Computed(reading.name, reading.measure, estimates), row)
    told = []
    for label, part in estimates.parts.items():
        if label == "joint exercises":
            behind = tuple(one for one, _ in history_of(reading, states, last))
        else:
            behind = tuple(rows_behind(reading.con, NEEDS.get(label, ()), states, first, last, 2))
        told.append(Contribution(label, float(part[row]), behind))
    return told


def validate(con: duckdb.DuckDBPyConnection) -> Sequence[Validation]:
    """Score the combination against each component alone, on years that the model has not seen."""
    return _forecast.validate(con, MEASURE, tuple(NEEDS))


MEASURE = Measure(
    title="Chance of a joint exercise in the next five years",
    unit="chance",
    subject="pair",
    needs=tuple(dict.fromkeys(need for needs in NEEDS.values() for need in needs)),
    compute=compute,
    explain=explain,
    direction="a greater chance of joint participation in the next five years",
    method="logit on five components, fitted on earlier years; dyadic-robust variance",
    reference="Aronow, Samii and Assenova (2015); comity",
    bounds=(0.0, 1.0),
    interval="sampling",
    heavy=True,
    validate=validate,
)
