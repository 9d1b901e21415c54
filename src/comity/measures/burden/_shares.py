"""Shares of a group's total, and when one may be told although the figure of a member is not known.

A share is of what those members have whose figure is known. It is told only where these are all members, or hold at least
95 % of the group's population (Latvia, 0.2 % of NATO's people, has no spending for 2014 in the capabilities data); the
share of the population that they hold is the estimate's coverage. What the others have would make the group's total
greater and the share smaller. Populations are those of National Material Capabilities; after its last year the last known
ones stand for the weight of those that are lacking, and for nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from comity.measures.contract import Need
from comity.measures.estimates import Floats
from comity.measures.groups import Groups
from comity.measures.reading import Reading
from comity.panel.axis import FIRST_YEAR, Axis, Ints

#: The share of a group's population that those members must hold whose figure is known.
LEAST_COVERAGE = 0.95

POPULATION = Need("cow-nmc", "figure.total-population")
#: Of what is known for later years than populations are: the last known ones weigh then.
WEIGHT = replace(POPULATION, optional=True)
SPENDING = (
    Need("cow-nmc", "figure.military-expenditure"),
    Need("cow-nmc", "figure.military-expenditure-sterling", optional=True),
)
GDP = Need("gdp-worldbank", "figure.gdp-current")


@dataclass(frozen=True)
class Shares:
    """Shares of members in their groups: value, coverage and number of figures, each of shape (members,)."""

    value: Floats
    coverage: Floats
    inputs: Floats


def shares(cell: Ints, figure: Floats, weight: Floats) -> Shares:
    """Give each member's share of its group's total.

    Parameters
    ----------
    cell
        Of which group and year each member is, as a number, shape (members,).
    figure
        What each member has, NaN where it is not known.
    weight
        How much it weighs that a member's figure is known; NaN where that is not known either.

    Returns
    -------
    Shares
        Value is NaN where the member's figure is not known, where too little is known of the others, and where the whole
        group has nothing.
    """
    known = np.isfinite(figure)
    length = int(cell.max()) + 1 if len(cell) else 0
    number = np.bincount(cell, known, length).astype(np.float64)
    size = np.bincount(cell, minlength=length)
    total = np.bincount(cell, np.where(known, figure, 0.0), length)
    held = np.bincount(cell, np.where(known, weight, 0.0), length)
    with np.errstate(invalid="ignore", divide="ignore"):
        covered = np.where(number == size, 1.0, held / np.bincount(cell, weight, length))
        covered = np.where(np.isfinite(covered), covered, 0.0)
        value = np.where(known & (covered >= LEAST_COVERAGE)[cell] & (total > 0)[cell], figure / total[cell], np.nan)
    return Shares(value, covered[cell], number[cell])


def of_members(reading: Reading, found: Groups, figure: Floats) -> Shares:
    """Give the shares of all members in all groups of a figure of states, (N, P)."""
    return shares(found.cell, found.of_members(figure), found.of_members(weights(reading)))


def weights(reading: Reading) -> Floats:
    """Give populations, (N, P), the last known one of a state where there is none later."""
    axis = reading.axis
    longer = Reading(
        reading.con, Axis(axis.system, axis.step, FIRST_YEAR, axis.last_year), reading.measure, reading.name
    )
    people = longer.nan("nmc", "tpop")
    last = np.where(np.isfinite(people), np.arange(people.shape[1]), -1)
    last = np.maximum.accumulate(last, axis=1)
    filled = np.where(last >= 0, np.take_along_axis(people, np.maximum(last, 0), axis=1), np.nan)
    found: Floats = filled[:, -axis.periods :]
    return found


def gdp(reading: Reading) -> Floats:
    """Give gross domestic products in current US dollars, (N, P)."""
    return reading.figures("gdp-worldbank", "gdp-current")["gdp-current"]


__all__ = [
    "GDP",
    "LEAST_COVERAGE",
    "POPULATION",
    "SPENDING",
    "WEIGHT",
    "Shares",
    "gdp",
    "of_members",
    "shares",
    "weights",
]
