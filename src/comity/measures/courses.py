"""How the estimates of a measure went over the years, by subject: trend and breaks."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import numpy.typing as npt

from comity.measures.answer import Computed
from comity.measures.asking import LONGEST, ask
from comity.measures.tabulation import to_table
from comity.model.errors import BadRequest, Count
from comity.statistics.trend import Trend, breaks, trend


@dataclass(frozen=True)
class Course:
    """How a subject's estimates went over the years that were asked for.

    Attributes
    ----------
    subject, name
        Whose they are, by key and by name.
    first, last
        The first and the last year of which an estimate is known.
    trend
        None of fewer than five known years.
    breaks
        The first years of new levels.
    """

    subject: str
    name: str
    first: int
    last: int
    trend: Trend | None
    breaks: tuple[int, ...]


def courses(
    con: duckdb.DuckDBPyConnection, home: Path, name: str, subject: str | None, year: int | tuple[int, int] | None
) -> list[Course]:
    """Give trend and breaks of every series that is asked for, by subject; a state with two codes is one subject.

    Raises
    ------
    BadRequest
        When there are more than so many series that one can wait for them.
    """
    return courses_of(*ask(con, home, name, subject, year))


def courses_of(made: Computed, rows: npt.NDArray[np.intp]) -> list[Course]:
    """Give what :func:`courses` gives, of some estimates that are at hand.

    Raises
    ------
    BadRequest
        When there are more than so many series that one can wait for them.
    """
    rows = rows[np.isfinite(made.estimates.value[rows])]
    if len(rows) > LONGEST:
        raise BadRequest(
            "%(number)s estimates of %(name)s are too many series.",
            remedy="Name a subject.",
            number=Count(len(rows)),
            name=made.name,
        )
    found: dict[str, list[tuple[int, float, str]]] = {}
    for row, line in zip(rows.tolist(), to_table(made, rows).to_pylist(), strict=True):
        # Of two codes of one state in one year the later in the list's order stands.
        found.setdefault(line["subject"], []).append((line["period"], float(made.estimates.value[row]), line["name"]))
    courses = []
    for whose, series in found.items():
        one_each = {period: value for period, value, _ in series}
        years = sorted(one_each)
        values = [one_each[period] for period in years]
        courses.append(
            Course(whose, series[-1][2], years[0], years[-1], trend(years, values), tuple(breaks(years, values)))
        )
    return courses


__all__ = ["Course", "courses", "courses_of"]
