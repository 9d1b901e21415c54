"""The estimates of one year in order, and those of a subject among them."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from comity.dossier.measured import named
from comity.measures.answer import Computed, known_to, known_years
from comity.measures.asking import about
from comity.measures.subject import find_subject
from comity.measures.tabulation import to_table
from comity.model.errors import BadRequest
from comity.web.asked import Asked
from comity.web.templates import link
from comity.web.written import spans

#: So many lines a page; all of them where one asks for all, up to so many.
A_PAGE, ALL = 60, 2_000
ORDERS = ("highest", "lowest")

Rows = npt.NDArray[np.intp]


def years_of(made: Computed) -> list[int]:
    """Give the years of which any estimate is known, the latest first."""
    return known_years(made)[::-1]


def latest(ask: Asked, made: Computed) -> int:
    """Give the last year of which all that a measure cannot do without is known, else the last of which anything is."""
    years = years_of(made)
    if not years:
        return known_to(ask.con, made.measure)
    end = known_to(ask.con, made.measure)
    return next((year for year in years if year <= end), years[0])


def read_year(said: str, years: list[int], default: int) -> int:
    """Read a year of the address.

    Raises
    ------
    BadRequest
        When it is none, or one of which nothing is known.
    """
    if not said.strip():
        return default
    if not said.strip().isdigit() or int(said) not in years:
        raise BadRequest(
            "Nothing is known of the year “%(said)s”.",
            remedy="Something is known of %(years)s." if years else "Nothing is known of any year.",
            said=said,
            years=spans(years[::-1]) if years else None,
        )
    return int(said)


def chosen(ask: Asked, made: Computed, year: int, subject: str) -> Rows:
    """Give the places of a year's estimates, of a subject where one is said, in the measure's own order.

    Raises
    ------
    UnknownName, BadRequest
        When nothing is called that, or the measure has nothing to say of it.
    """
    subjects = made.estimates.subjects
    mine = np.take(made.axis.years, subjects.period) == year
    if subject.strip():
        sought = subject.strip().casefold()
        groups = [
            place for place, names in enumerate(subjects.groups) if any(sought in name.casefold() for name in names)
        ]
        mine &= (
            np.isin(subjects.a, groups)
            if groups
            else about(made, find_subject(ask.con, subject, date(year, 12, 31)), mine)
        )
    return np.flatnonzero(mine)


def ordered(made: Computed, rows: Rows, order: str) -> Rows:
    """Order estimates by value, those that are not known last."""
    value = made.estimates.value[rows]
    known = np.isfinite(value)
    key = np.where(known, value if order == "lowest" else -value, np.inf)
    return rows[np.argsort(key, kind="stable")]


def lines(made: Computed, rows: Rows) -> list[dict[str, Any]]:
    """Give estimates as lines of a table."""
    return named(to_table(made, rows).to_pylist())


def with_addresses(made: Computed, found: list[dict[str, Any]], year: int) -> None:
    """Give each line the addresses of its subject, its series and its evidence."""
    for line in found:
        subject = line["subject"]
        whose = line["member"] if made.measure.subject == "member" else subject
        line["address"] = link("/dossier", subject=whose)
        line["series"] = link(f"/measures/{made.name}/series", subject=subject)
        line["evidence"] = link("/evidence/measure", measure=made.name, subject=subject, year=year)
