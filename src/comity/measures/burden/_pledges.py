"""What the members of a group have promised to spend, and how far each is from it.

The pledges are in ``pledges.toml``. One holds in a year when it was made by the end of it and no later one of the same kind
was. How near a member must be by when is the pledge's own matter: the gap is to its level at once, also before the year by
which it is to be met. A pledge is held against the figure that the group itself defines, and against no other.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt

from comity.measures.estimates import Estimates, Floats
from comity.measures.groups import groups
from comity.measures.reading import Reading

HAS, PROMISED = "its figure", "the pledge, taken off"


@dataclass(frozen=True, slots=True)
class Pledge:
    """A promise of a group's members: of which group and measure, since when, how much, and who says so."""

    group: str
    measure: str
    name: str
    since: date
    level: float
    unit: str
    source: str


@cache
def pledges(measure: str) -> tuple[Pledge, ...]:
    """Give the pledges that a measure is about, the oldest first."""
    text = files("comity.measures.burden").joinpath("pledges.toml").read_text(encoding="utf-8")
    found = [
        Pledge(row["group"], row["measure"], row["name"], row["from"], row["level"], row["unit"], row["source"])
        for row in tomllib.loads(text)["pledge"]
        if row["measure"] == measure
    ]
    return tuple(sorted(found, key=lambda pledge: pledge.since))


def levels(made: Sequence[Pledge], group: str, years: npt.NDArray[np.int32]) -> Floats:
    """Give the level that holds at the end of each year, NaN before the first pledge.

    Parameters
    ----------
    made
        Pledges, the oldest first.
    """
    found = np.full(len(years), np.nan)
    for pledge in made:
        if pledge.group == group:
            found[years >= pledge.since.year] = pledge.level
    return found


def gaps(reading: Reading, measure: str, indicator: str) -> Estimates:
    """Give by how much the figure of each member is above the pledge of its group, in percentage points.

    Parameters
    ----------
    indicator
        Of NATO's own table.
    """
    found = groups(reading)
    made = pledges(measure)
    promised = np.stack([levels(made, key, reading.axis.years) for key, _ in found.names])
    bound = np.isin([key for key, _ in found.names], [pledge.group for pledge in made])
    rows = np.flatnonzero(bound[found.members.a])
    subjects = found.members
    chosen = type(subjects)(subjects.axis, subjects.period[rows], subjects.a[rows], subjects.b[rows], subjects.groups)
    has = reading.figures("nato-defexp", indicator)[indicator][chosen.b, chosen.period]
    level = promised[chosen.a, chosen.period]
    value = has - level
    known = np.isfinite(value)
    return Estimates(
        chosen,
        value,
        inputs=known.astype(np.float64),
        parts={HAS: np.where(known, has, np.nan), PROMISED: np.where(known, -level, np.nan)},
    )


__all__ = ["HAS", "PROMISED", "Pledge", "gaps", "levels", "pledges"]
