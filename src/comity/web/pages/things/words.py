"""How things, their dates and their parties are written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from comity.dossier.words import named
from comity.web.asked import Asked
from comity.web.called import named_all
from comity.web.pages.things.index import UNKNOWN
from comity.web.precision import how_known, write_day


def listed(text: str | None) -> str | None:
    """Write words of the record's vocabulary that stand side by side in one cell.

    >>> listed("land|maritime-security")
    'land, maritime security'
    """
    return ", ".join(named(word) for word in text.split("|")) if text else None


def value_in_words(ask: Asked, name: str, value: str) -> str:
    """Write a value of a facet."""
    _ = ask.language.gettext
    if value == UNKNOWN:
        return _("not known")
    if name == "party":
        return ask.evidence.names.get(value, value)
    if name == "decade":
        return _("%(decade)ss") % {"decade": value}
    if name in ("region", "subregion"):
        return ask.language.name(value)
    if name in ("source", "series"):
        return value
    return named(value)


def days(ask: Asked, row: Mapping[str, Any]) -> dict[str, str]:
    """Write the days of a row as far as they are known: a day, a month, a year."""
    return {name: write_day(ask, row.get(name), how_known(row, name)) for name in ("signed", "start", "end")}


def period(ask: Asked, row: Mapping[str, Any], open_end: str) -> str:
    """Write the period of a row as far as its days are known. ``open_end`` says what it means that no end is known."""
    _ = ask.language.gettext
    written = days(ask, row)
    begin, end = written["start"], written["end"]
    if begin and begin == end:
        return begin
    if begin and end and how_known(row, "start") == how_known(row, "end") == "year":
        return f"{begin}–{end}"
    begin = begin or _("start not known")
    return f"{begin} – {end or open_end}"


def lasted_until(row: Mapping[str, Any], brief: bool = False) -> date | None:
    """Give the last day on which a thing is known to have gone on; of what is brief and has no end on record its first."""
    end: date | None = row["end"] or (row["start"] if brief else row.get("seen"))
    return end


def parties_in_short(ask: Asked, row: Mapping[str, Any], brief: bool = False, most: int = 3) -> str:
    """Name a few parties and count the others."""
    keys = row["parties"]
    if not keys:
        return ask.language.gettext("not known")
    names = named_all(ask, keys, row.get("signed") or row["start"], lasted_until(row, brief))
    told, more = ", ".join(names[:most]), len(names) - most
    return told if more <= 0 else ask.language.gettext("%(some)s and %(more)s more") % {"some": told, "more": more}


def clause_in_words(ask: Asked, row: Mapping[str, Any]) -> str:
    """Say who owes a duty to whom."""
    _ = ask.language.gettext
    owed_by, owed_to, pairs = row["owed_by"], row["owed_to"], row["directions"]
    then = row["start"], row["end"]
    if set(owed_by) == set(owed_to):
        if len(owed_by) == 2 and pairs == 2:
            one, other = named_all(ask, owed_by, *then)
            return _("%(one)s and %(other)s, each to the other") % {"one": one, "other": other}
        if pairs == len(owed_by) * (len(owed_by) - 1):
            return _("each of the %(number)s to every other") % {"number": ask.language.number(len(owed_by))}
    if pairs == len(owed_by) * len(owed_to) and len(owed_by) <= 6 and len(owed_to) <= 6:
        return _("%(some)s to %(others)s") % {
            "some": ", ".join(named_all(ask, owed_by, *then)),
            "others": ", ".join(named_all(ask, owed_to, *then)),
        }
    told = {
        "some": ask.language.number(len(owed_by)),
        "others": ask.language.number(len(owed_to)),
        "pairs": ask.language.number(pairs),
    }
    return _("%(some)s parties to %(others)s, in %(pairs)s directed pairs") % told


__all__ = [
    "clause_in_words",
    "days",
    "lasted_until",
    "listed",
    "parties_in_short",
    "period",
    "value_in_words",
]
