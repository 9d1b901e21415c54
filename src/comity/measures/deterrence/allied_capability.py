"""Capability that allies can be expected to bring to a target's defence against a challenger.

Formula
-------
The sum over the states j that owe the target t (the first of the pair) defence, and do not owe it to the challenger c (the
second) too::

    r · Σ_j  C_j ^ max(1, log10(d_jt / m + 10 − e))

with C the Composite Index of National Capability, d_jt the miles between the capitals of j and t, m the miles that forces
move in a day (250 to 1918, 375 to 1945, 500 since), and r the rate at which invoked promises of defence were honoured. The
exponent is the loss of strength over distance of Bueno de Mesquita (1981), kept from rising above the capability itself near
home. r is the mean of Beta(42 + ½, 60 + ½): 42 of the 102 invoked promises of defence of 1816 to 2003 were honoured (Berkemeier
and Fuhrmann 2018). Low and high are the 5th and the 95th percentile of that distribution: how sure the *rate* is.

Pitfalls
--------
It is an expectation over many crises; in one, an ally comes or does not. The rate is one for all pacts and times, though of the
promises of defence in that study 37 of 62 were honoured before 1945 and 5 of 40 since, and promises that deterred were never
invoked: it is no forecast for a named ally.
Loss over distance is a formula of the 1970s, and knows nothing of bases, missiles or seas. A pact with a condition that
excludes this challenger is counted all the same. Pacts are known to 2018.

References
----------
Berkemeier, M., and M. Fuhrmann (2018). Reassessing the Fulfillment of Alliance Commitments in War. *Research & Politics*
5(2).
Bueno de Mesquita, B. (1981). *The War Trap*, 103–105. Yale University Press.
Leeds, B. A., J. Ritter, S. Mitchell and A. Long (2002). Alliance Treaty Obligations and Provisions, 1815–1944.
*International Interactions* 28(3), 237–260.

Examples
--------
An ally with a tenth of the world's capability, next door and 10,000 km away in 1960:

>>> import numpy as np
>>> brought(np.array([0.1, 0.1]), np.array([300.0, 10_000.0]), 1960).round(3).tolist()
[0.1, 0.051]
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import numpy as np

from comity.measures.contract import Measure, Need, Validation
from comity.measures.deterrence._ledger import PACTS, Places, among, by_state, by_year, pledges, protectors
from comity.measures.estimates import Contribution, Estimates, Floats
from comity.measures.honoured import COUNTS, posterior
from comity.measures.reading import Reading
from comity.panel.axis import Axis
from comity.panel.rows import Rows

KM_PER_MILE = 1.609344
#: Until which year forces move how many miles a day (Bueno de Mesquita 1981).
PACE = ((1918, 250.0), (1945, 375.0), (9999, 500.0))

CAPABILITY = Need("cow-nmc", "figure.cinc")
CAPITALS = Need("geography", "place.capital")


def brought(capability: Floats, distance: Floats, year: int) -> Floats:
    """Give what is left of a capability over a distance.

    Parameters
    ----------
    capability
        Share of the system.
    distance
        Between the capitals, km.
    """
    pace = next(miles for until, miles in PACE if year <= until)
    exponent = np.log10(distance / KM_PER_MILE / pace + 10 - np.e)
    found: Floats = np.power(capability, np.maximum(exponent, 1.0))
    return found


def reliability() -> tuple[float, float, float]:
    """Give the mean and the bounds of 90 % of the rate at which promises of defence were honoured, by Jeffreys' prior."""
    return posterior(*COUNTS["defense"]["1816–2003"])


def _offered(reading: Reading, *, decay: bool = True) -> list[Floats]:
    """Give for each period what each state would bring to each that it owes defence, by place, shape (N, N)."""
    axis = reading.axis
    pledged = pledges(reading)
    capability = reading.nan("nmc", "cinc")
    period, giver, target = (array.astype(np.int32) for array in np.nonzero(pledged > 0))
    apart = reading.pair("capital-distance", "capdist", Rows(axis, (giver, target), period))
    strength = capability[giver, period]
    found = np.where(pledged > 0, np.nan, 0.0)
    found[np.isnan(pledged)] = 0.0
    edges = np.searchsorted(period, np.arange(axis.periods + 1))
    for place in range(axis.periods):
        mine = slice(edges[place], edges[place + 1])
        there = brought(strength[mine], apart[mine], int(axis.years[place])) if decay else strength[mine]
        found[place, giver[mine], target[mine]] = there
    return list(found)


def _expected(reading: Reading, *, decay: bool = True) -> Floats:
    """Give for all pairs what would be brought if all came."""
    offered = _offered(reading, decay=decay)

    def at(period: int, here: Places) -> Floats:
        return among(offered[period], here)

    total, _, lacking = by_year(reading, at)
    return np.where(lacking > 0, np.nan, total)


def compute(reading: Reading) -> Estimates:
    """Give it for all ordered pairs and years."""
    whole = _expected(reading)
    mean, low, high = reliability()
    # Where nobody is committed 0 is brought at any rate: an interval that is not known would let it rank anywhere.
    return Estimates(reading.pairs, mean * whole, low * whole, high * whole)


def explain(reading: Reading, estimates: Estimates, row: int) -> Sequence[Contribution]:
    """Give what each ally adds."""
    subjects = estimates.subjects
    period, target, challenger = (int(side[row]) for side in (subjects.period, subjects.a, subjects.b))
    mean, _, _ = reliability()
    offered = _offered(reading)[period]
    allies = protectors(pledges(reading)[period], target, challenger)
    amounts = {ally: mean * float(offered[ally, target]) for ally in allies}
    return by_state(
        reading, estimates, row, amounts, (PACTS, CAPABILITY), "no state owes the target defence against it"
    )


def validate(con: duckdb.DuckDBPyConnection) -> Sequence[Validation]:
    """Say how much the choice of a loss over distance, and of one rate for all times, matters."""
    from scipy.stats import spearmanr

    lines = []
    for year in (1910, 1938, 1980, 2018):
        reading = Reading(con, Axis("cow", "year", year, year), MEASURE, "deterrence.allied_capability")
        near, far = _expected(reading), _expected(reading, decay=False)
        some = np.isfinite(near) & (far > 0)
        rank = float(spearmanr(near[some], far[some]).statistic)
        lines.append((year, int(some.sum()), round(rank, 3), round(float(np.mean(near[some] / far[some])), 3)))
    pooled, late = (posterior(*COUNTS["defense"][period])[0] for period in ("1816–2003", "1945–2003"))
    return (
        Validation(
            "With loss of strength over distance and without, pairs whose target has an ally",
            ("year", "pairs", "rank correlation", "mean share left"),
            tuple(lines),
            f"Distance takes between {1 - max(line[3] for line in lines):.0%} and {1 - min(line[3] for line in lines):.0%} "
            f"off; the order of pairs changes little to somewhat (rank correlation {min(line[2] for line in lines):.2f} to "
            f"{max(line[2] for line in lines):.2f}). With the rate of honour since 1945, {late:.0%} instead of {pooled:.0%}, every "
            f"figure would be {late / pooled:.2f} of what it is.",
        ),
    )


MEASURE = Measure(
    title="Capability of the first's allies against the second",
    unit="share of the system",
    subject="pair",
    directed=True,
    needs=(PACTS, CAPABILITY, CAPITALS),
    compute=compute,
    direction="stronger allies of the target, that are not the challenger's too",
    method="capability of defence partners by the rate of honoured promises and loss of strength over distance",
    reference="Berkemeier and Fuhrmann (2018); Bueno de Mesquita (1981)",
    explain=explain,
    bounds=(0.0, np.inf),
    interval="sampling",
    validate=validate,
)
