"""How things, their dates and their parties are written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from comity.web.asked import Asked
from comity.web.pages.things.index import UNKNOWN


def plain(text: str) -> str:
    """Write a word of the record's vocabulary as it is read.

    >>> plain("peace-operation")
    'peace operation'
    """
    return text.replace("-", " ")


def value_in_words(ask: Asked, name: str, value: str) -> str:
    """Write a value of a facet."""
    _ = ask.language.gettext
    if value == UNKNOWN:
        return _("not known")
    if name == "party":
        return ask.evidence.names.get(value, value)
    if name == "decade":
        return _("%(decade)ss") % {"decade": value}
    if name in ("source", "series", "region", "subregion"):
        return value
    return plain(value)


def whole_years(start: date | None, end: date | None) -> bool:
    """Say whether two days are only the ends of years: what a source that knows the year alone is read as.

    >>> whole_years(date(1982, 1, 1), date(1982, 12, 31)), whole_years(date(1982, 1, 1), date(1982, 6, 13))
    (True, False)
    """
    return bool(start and end and (start.month, start.day, end.month, end.day) == (1, 1, 12, 31))


def days(ask: Asked, row: Mapping[str, Any]) -> dict[str, str]:
    """Write the days of a row; where only years are known, the years."""
    _ = ask.language.gettext
    years = whole_years(row.get("start"), row.get("end"))
    found = {}
    for name in ("signed", "start", "end"):
        value = row.get(name)
        found[name] = (
            str(value.year) if value and years and name != "signed" else ask.language.day(value) if value else ""
        )
    return found


def period(ask: Asked, start: date | None, end: date | None, open_end: str) -> str:
    """Write a period; where only years are known, the years. ``open_end`` says what it means that no end is known."""
    _ = ask.language.gettext
    if whole_years(start, end):
        assert start and end
        return str(start.year) if start.year == end.year else f"{start.year}–{end.year}"
    begin = ask.language.day(start) if start else _("start not known")
    if start and start == end:
        return begin
    return f"{begin} – {ask.language.day(end) if end else open_end}"


def parties_in_short(ask: Asked, row: Mapping[str, Any], most: int = 3) -> str:
    """Name a few parties and count the others."""
    names = ask.evidence.names
    keys = row["parties"]
    if not keys:
        return ask.language.gettext("not known")
    told = ", ".join(names.get(key, key) for key in keys[:most])
    more = len(keys) - most
    return told if more <= 0 else ask.language.gettext("%(some)s and %(more)s more") % {"some": told, "more": more}


def clause_in_words(ask: Asked, row: Mapping[str, Any]) -> str:
    """Say who owes a duty to whom."""
    _ = ask.language.gettext
    names, owed_by, owed_to, pairs = ask.evidence.names, row["owed_by"], row["owed_to"], row["directions"]
    if set(owed_by) == set(owed_to):
        if len(owed_by) == 2 and pairs == 2:
            return _("%(one)s and %(other)s, each to the other") % {
                "one": names.get(owed_by[0]),
                "other": names.get(owed_by[1]),
            }
        if pairs == len(owed_by) * (len(owed_by) - 1):
            return _("each of the %(number)s to every other") % {"number": ask.language.number(len(owed_by))}
    if pairs == len(owed_by) * len(owed_to) and len(owed_by) <= 6 and len(owed_to) <= 6:
        return _("%(some)s to %(others)s") % {
            "some": ", ".join(names.get(key, key) for key in owed_by),
            "others": ", ".join(names.get(key, key) for key in owed_to),
        }
    told = {
        "some": ask.language.number(len(owed_by)),
        "others": ask.language.number(len(owed_to)),
        "pairs": ask.language.number(pairs),
    }
    return _("%(some)s parties to %(others)s, in %(pairs)s directed pairs") % told


__all__ = ["clause_in_words", "days", "parties_in_short", "period", "plain", "value_in_words", "whole_years"]
