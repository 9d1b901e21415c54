"""Series of a measure for some subjects: which years are known, how they went, and where nobody looked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from comity.dossier.draw.series import Series
from comity.dossier.measured import named
from comity.measures.answer import Computed
from comity.measures.asking import choose
from comity.measures.courses import Course, courses_of
from comity.measures.tabulation import to_table
from comity.web.asked import Asked

#: More lines than these cannot be told apart.
MOST = 6
#: So many subjects may be named.
ASKED = 12


@dataclass(frozen=True)
class Found:
    """What was found for the subjects of an address.

    Attributes
    ----------
    lines
        Every estimate of the series shown, as a table has it; also of years that are not known.
    courses
        By subject's key.
    left_out
        How many series more there were.
    """

    lines: list[dict[str, Any]]
    courses: dict[str, Course]
    left_out: int

    @property
    def names(self) -> dict[str, str]:
        """Subject's key → name, in order."""
        return {line["subject"]: line["name"] for line in self.lines}


def find_series(ask: Asked, made: Computed, subjects: Sequence[str]) -> Found:
    """Find the series of some subjects, at most so many: of a subject with more those with the highest last value.

    Raises
    ------
    UnknownName, AmbiguousName, BadRequest
        When a subject is not known, or the measure has nothing to say of it.
    """
    rows: list[int] = []
    for subject in subjects:
        rows += choose(ask.con, made, subject, None)[1].tolist()
    place = np.array(list(dict.fromkeys(rows)), np.intp)
    courses = {course.subject: course for course in courses_of(made, place)}
    every = named(to_table(made, place).to_pylist())
    last = {
        line["subject"]: line["value"]
        for line in every
        if line["value"] is not None and line["period"] == courses[line["subject"]].last
    }
    wanted = list(dict.fromkeys(line["subject"] for line in every))
    kept = (
        sorted(wanted, key=lambda key: (key not in last, -last.get(key, 0.0)))[:MOST] if len(wanted) > MOST else wanted
    )
    shown = {key: place for place, key in enumerate(kept)}
    lines = [line for line in every if line["subject"] in shown]
    lines.sort(key=lambda line: (shown[line["subject"]], line["period"]))
    return Found(lines, {key: courses[key] for key in kept if key in courses}, len(wanted) - len(kept))


def drawn(found: Found, scale: float) -> list[Series]:
    """Give the series as they are drawn, with their 90 % bands; shares, which are read in per cent, a hundredfold."""
    series = []
    for key, name in found.names.items():
        mine = [line for line in found.lines if line["subject"] == key]
        columns = [
            {line["period"]: None if line[word] is None else scale * line[word] for line in mine}
            for word in ("value", "low", "high")
        ]
        series.append(Series(name, columns[0], columns[1], columns[2]))
    return series


__all__ = ["MOST", "Found", "drawn", "find_series"]
