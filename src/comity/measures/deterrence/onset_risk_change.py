"""Change in the chance that a challenger begins a dispute that goes, in a model, with the target's outside defence pacts.

Formula
-------
A logistic regression, over all ordered pairs of states that are contiguous or have a major power in them, 1816 to 2010, of
whether the challenger (the second of the pair) began a militarised dispute with the target (the first) in the year. It
explains it by whether any state that is not bound to the challenger owes the target defence; whether the challenger is
promised help in an attack, or neutrality, by others; a pact of the two; the challenger's share of both capabilities; a land
border; the distance of the capitals; a major power; the lesser of the two democracy scores; and the years since their last
dispute, their square and cube. With x what is known of the pair and b the coefficients::

    change = Λ(x'b) − Λ(x'b without the pacts)

It is given for pairs whose target has such pacts. Low and high are ± t · s.e. by the delta method, with the
variance of Aronow, Samii and Assenova (2015), robust to correlation among all pairs that share a state.

Pitfalls
--------
Not an effect. Who is threatened seeks pacts, and pacts may keep or provoke disputes: the model describes how often disputes
began where there were pacts and where not, other things in it equal. One coefficient stands for all pacts of two centuries. Compare
the intervals that the validation prints with the usual ones: those are several times narrower and wrong. The literature
disagrees. Johnson and Leeds (2011) argue that defence pacts make disputes against their members less likely. Kenwick,
Vasquez and Powers (2015) and Kenwick and Vasquez (2017) dispute it. Fuhrmann and Sechser (2014) find that an alliance with a
nuclear state deters and that nuclear weapons stationed abroad add nothing. Blankenship and Lin-Greenberg (2022) argue that
what is brought matters more than a token force. It is one component of a ledger, and no measure of deterrence.

References
----------
Aronow, P. M., C. Samii and V. A. Assenova (2015). Cluster-Robust Variance Estimation for Dyadic Data. *Political
Analysis* 23(4), 564–577.
Bremer, S. A. (1992). Dangerous Dyads. *Journal of Conflict Resolution* 36(2), 309–341.
Johnson, J. C., and B. A. Leeds (2011). Defense Pacts: A Prescription for Peace? *Foreign Policy Analysis* 7(1), 45–65.
Kenwick, M. R., J. A. Vasquez and M. A. Powers (2015). Do Alliances Really Deter? *Journal of Politics* 77(4), 943–954.
Kenwick, M. R., and J. A. Vasquez (2017). Defense Pacts and Deterrence: Caveat Emptor. *Journal of Politics* 79(1), 329–334.
Fuhrmann, M., and T. S. Sechser (2014). Signaling Alliance Commitments. *American Journal of Political Science* 58(4),
919–935.
Blankenship, B., and E. Lin-Greenberg (2022). Trivial Tripwires? *Security Studies* 31(1), 92–117.
Gibler, D. M., S. V. Miller and E. K. Little (2016). An Analysis of the Militarized Interstate Dispute (MID) Dataset,
1816–2001. *International Studies Quarterly* 60(4), 719–730.

Examples
--------
A constant of −4 and a coefficient of −0.5 for the pact, each with a variance:

>>> import numpy as np
>>> found = change(np.array([[1.0, 1.0]]), 1, np.array([-4.0, -0.5]), np.diag([0.01, 0.04]))
>>> [round(float(part[0]), 4) for part in found]
[0.011, 0.018, 0.0023]
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import numpy as np

from comity.measures.contract import Measure, Validation
from comity.measures.deterrence import _onsets
from comity.measures.estimates import Estimates, Floats
from comity.measures.reading import Reading
from comity.model.errors import BadRequest
from comity.panel.axis import Axis
from comity.statistics.dyadic import clustered

NAME = "deterrence.onset_risk_change"
WITH, WITHOUT = "chance with the pacts", "chance without them, taken off"


def change(x: Floats, column: int, coefficients: Floats, variance: Floats) -> tuple[Floats, Floats, Floats]:
    """Give the chance as things are, the chance with a column at 0, and the standard error of the difference.

    Parameters
    ----------
    x
        Shape (n, k).
    column
        Which is put to 0.
    coefficients, variance
        Shape (k,) and (k, k).
    """
    without = x.copy()
    without[:, column] = 0
    is_, was = (1 / (1 + np.exp(-columns @ coefficients)) for columns in (x, without))
    slope = (is_ * (1 - is_))[:, None] * x - (was * (1 - was))[:, None] * without
    error = np.sqrt(np.maximum(np.einsum("ij,jk,ik->i", slope, variance, slope), 0))
    return is_, was, error


def compute(reading: Reading) -> Estimates:
    """Fit the model, and give the change for all relevant ordered pairs whose target has pacts."""
    from scipy.stats import t

    pairs = reading.pairs
    value, reach, with_, without = (np.full(len(pairs), np.nan) for _ in range(4))
    y, columns = _onsets.directed(reading)
    try:
        model = _onsets.fit(reading, y, columns)
    except BadRequest:
        # Rows too few or too alike for a model: nothing can be said, which is no change of 0.
        model = None
    if model is not None and _onsets.PACT in model.fit.names:
        column = model.fit.names.index(_onsets.PACT)
        has = model.x[:, column] > 0
        rows = model.rows[has]
        is_, was, error = change(model.x[has], column, model.fit.coefficients, model.robust.variance)
        value[rows], with_[rows], without[rows] = is_ - was, is_, -was
        reach[rows] = float(t.ppf(0.95, model.robust.df)) * error
    return Estimates(
        pairs,
        value,
        np.maximum(value - reach, -1),
        np.minimum(value + reach, 1),
        inputs=np.where(np.isfinite(value), len(columns), 0),
        parts={WITH: with_, WITHOUT: without},
    )


def _lines(title: str, model: _onsets.Model, name: str) -> tuple[str | float | int | None, ...]:
    place = model.fit.names.index(name)
    b = float(model.fit.coefficients[place])
    usual = float(np.sqrt(model.fit.bread[place, place]))
    dyad = float(clustered(model.fit, model.one, model.other)[place])
    robust = float(model.robust.errors[place])
    return (title, len(model.rows), round(b, 3), *(round(b / error, 2) for error in (usual, dyad, robust)))


def validate(con: duckdb.DuckDBPyConnection) -> Sequence[Validation]:
    """Hold the usual errors of the pacts' coefficient against the robust ones, in this model and in Bremer's."""
    reading = Reading(con, Axis("cow", "year", 1816, 2014), MEASURE, NAME)
    lines = []
    for source, title in (("gml-mid", "this model, to 2010"), ("cow-mid", "this model with the COW disputes, to 2014")):
        if con.execute("select count(*) from coverage where source = ?", [source]).fetchall() != [(0,)]:
            y, columns = _onsets.directed(reading, source)
            lines.append(_lines(title, _onsets.fit(reading, y, columns), _onsets.PACT))
            if source == _onsets.DISPUTES.source:
                late = np.take(reading.axis.years, reading.pairs.period) > 1945
                for told, chosen in (("the same, 1816 to 1945", ~late), ("the same, 1946 to 2010", late)):
                    lines.append(_lines(told, _onsets.fit(reading, np.where(chosen, y, np.nan), columns), _onsets.PACT))
    from dataclasses import replace

    flat = Reading(con, Axis("cow", "year", 1816, 2010), replace(MEASURE, directed=False), NAME)
    published = _onsets.fit(flat, *_onsets.bremer(flat))
    lines.append(_lines("Bremer's model: a pact of the two", published, "the two have a defence pact"))
    robust = [float(line[5] or 0) for line in lines]
    said = [f"{line[0]}: z = {line[3]} as usual, {line[5]} robust" for line in lines]
    return (
        Validation(
            "The coefficient of defence pacts over its error, by how the error is made",
            ("model", "pair-years", "coefficient", "z, usual", "z, clustered by pair", "z, dyadic-robust"),
            tuple(lines),
            f"{'; '.join(said)}. Beyond 1.65 in size the interval of 90 % leaves out 0; it does in "
            f"{sum(abs(z) > 1.65 for z in robust)} of {len(lines)} models.",
        ),
    )


MEASURE = Measure(
    title="Change in dispute risk that goes with the first's pacts",
    unit="chance per year",
    subject="pair",
    directed=True,
    needs=_onsets.NEEDS,
    compute=compute,
    direction="more disputes begun against targets with such pacts; below 0, fewer",
    method="logistic regression of dispute onset on ordered relevant pairs, dyadic-robust errors",
    reference="Aronow, Samii and Assenova (2015); Bremer (1992)",
    parts={WITH: _onsets.NEEDS, WITHOUT: _onsets.NEEDS},
    bounds=(-1.0, 1.0),
    interval="sampling",
    heavy=True,
    whole=True,
    validate=validate,
)
