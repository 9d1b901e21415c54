"""How closely a day is known: the record has days, though many sources know the month or the year alone.

What a source knows less closely stands in the record as the first or the last day of its month or year; here it is told from
days that are known, and written as what is known.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from babel.dates import format_date

from comity.web.asked import Asked

#: Sources that know the year alone, and those that know the month.
YEARS = ("cow-wars", "geo-pko", "china-leader-travel", "china-leader-visits-2025", "russia-exercises", "ucdp-brd")
MONTHS = ("cow-mid", "ipi-peacekeeping")
#: Sources of which a day that they do not know was read as the first of its month at a start, as the last at an end. The
#: record does not tell it from one that is known, so that of such a day the month is told.
WIDENED = ("gml-mid", "icb", "mme-exercises")
#: ATOP does not know the day of thirteen ends, nor of how these began to bind; of its other starts it knows all.
UNDATED = ("atop:1115", "atop:3455", "atop:3490")
#: What comity brings itself writes a day that it does not know as a year or a month, in these files.
ALMANAC = ("almanac", "comity.sources.almanac")
OWN = {
    "agreement": (*ALMANAC, "agreements.csv"), "agreement_party": (*ALMANAC, "parties.csv"),
    "activity": (*ALMANAC, "activities.csv"), "activity_party": (*ALMANAC, "activity_parties.csv"),
    "incident": (*ALMANAC, "incidents.csv"), "incident_party": (*ALMANAC, "incident_parties.csv"),
    "membership": ("comity-model", "comity.model.data", "memberships.csv"),
}  # fmt: skip


def known_to(table: str, column: str, at: str = "") -> str:
    """Write the SQL that says how closely a day of a table is known: ``'day'``, ``'month'`` or ``'year'``.

    Parameters
    ----------
    column
        ``signed``, ``start`` or ``end``.
    at
        The name of the table in the query, with its point.
    """
    first = column != "end"
    day = f'{at}"{column}"'
    january = f"(month({day}) = 1 and day({day}) = 1)" if first else f"(month({day}) = 12 and day({day}) = 31)"
    cases = [f"when {at}source in {YEARS} then 'year'", f"when {at}source in {MONTHS} then 'month'"]
    for known, rows in _partly(table, column).items():
        if rows:
            listed = ", ".join(f"'{row}'" for row in rows)
            cases.append(f"when {at}source = '{OWN[table][0]}' and {at}source_row in ({listed}) then '{known}'")
    if table == "agreement" and column == "start":
        # DCAD gives a day of signature only where it is published; else the start is the first day that is possible.
        unsigned = f"{at}source = 'dcad' and {at}signed is null"
        cases += [f"when {unsigned} and {january} then 'year'", f"when {unsigned} and day({day}) = 1 then 'month'"]
    if column == "end":
        cases.append(f"when {at}source = 'dcad' and {january} then 'year'")
    if column != "signed":
        begin, end = f'{at}"start"', f'{at}"end"'
        cases += [
            # These say what they do not know; DCAD's ends are estimates of a year, whatever is known of the start.
            f"when {at}source in ('almanac', 'comity-model', 'dcad') then 'day'",
            f"when month({begin}) = 1 and day({begin}) = 1 and month({end}) = 12 and day({end}) = 31 then 'year'",
            _widened(table, column, at),
        ]
    return f"case {' '.join(cases)} else 'day' end"


def _widened(table: str, column: str, at: str) -> str:
    """Write the cases of days that may stand for a month or a year that was known alone."""
    day = f'{at}"{column}"'
    if column == "start":
        cases = f"when {at}source in {WIDENED} and day({day}) = 1 then 'month'"
        if table.startswith("agreement"):
            cases += f" when {at}source = 'atop' and {at}agreement in {UNDATED} and day({day}) = 1 then 'month'"
        # UCDP sets a start of which it knows the year, or the month, alone to the last day of a month.
        return cases + f" when {at}source = 'ucdp-acd' and {day} = last_day({day}) then 'year'"
    # Of crisis 139 ICB knows no month of the end.
    return (
        f"when {at}source = 'icb' and month({day}) = 12 and day({day}) = 31 then 'year' "
        f"when {at}source in {(*WIDENED, 'atop')} and {day} = last_day({day}) then 'month'"
    )


def all_known_to(table: str, at: str = "") -> str:
    """Write the columns ``start_known``, ``end_known`` and, of an agreement, ``signed_known`` of a query."""
    columns = ("signed", "start", "end") if table == "agreement" else ("start", "end")
    return ", ".join(f"{known_to(table, column, at)} as {column}_known" for column in columns)


@cache
def _partly(table: str, column: str) -> dict[str, tuple[str, ...]]:
    """Give the rows of our own file in which a day is known to the month or the year alone."""
    found: dict[str, list[str]] = {"year": [], "month": []}
    _source, package, name = OWN[table]
    text = (files(package) / name).read_text("utf-8")
    lines = csv.DictReader(text.splitlines())
    for cells in lines:
        if re.fullmatch(r"\d{4}(-\d\d)?", cells.get(column) or ""):
            found["year" if len(cells[column]) == 4 else "month"].append(f"{name}:{lines.line_num}")
    return {known: tuple(rows) for known, rows in found.items()}


def write_day(ask: Asked, value: date | None, known: str) -> str:
    """Write a day as far as it is known; nothing where it is not.

    Parameters
    ----------
    known
        ``day``, ``month`` or ``year``.
    """
    if value is None:
        return ""
    if known == "year":
        return str(value.year)
    if known == "month":
        return str(format_date(value, "MMM y", locale=ask.language.locale))
    return ask.language.day(value)


def said(value: date, known: str) -> str:
    """Write a day by ISO 8601 as far as it is known: in the order of such texts a year stands before its days.

    >>> said(date(2018, 1, 1), "year"), said(date(2018, 1, 1), "day")
    ('2018', '2018-01-01')
    """
    return value.isoformat()[: {"year": 4, "month": 7, "day": 10}[known]]


def how_known(row: Mapping[str, Any], column: str) -> str:
    """Say how closely a day of a row is known, by what :func:`all_known_to` found; else whole years are taken for years."""
    found = row.get(f"{column}_known")
    return found or ("year" if column != "signed" and whole_years(row.get("start"), row.get("end")) else "day")


def whole_years(start: date | None, end: date | None) -> bool:
    """Say whether two days are only the ends of years: what a source that knows the year alone is read as.

    >>> whole_years(date(1982, 1, 1), date(1982, 12, 31)), whole_years(date(1982, 1, 1), date(1982, 6, 13))
    (True, False)
    """
    return bool(start and end and (start.month, start.day, end.month, end.day) == (1, 1, 12, 31))


__all__ = ["all_known_to", "how_known", "known_to", "said", "whole_years", "write_day"]
