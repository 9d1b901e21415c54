"""What happened before and after a thing, between its parties."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from comity.web.asked import Asked
from comity.web.pages.things.kinds import OF_KIND
from comity.web.pages.things.reading import Found
from comity.web.precision import all_known_to, how_known

When = Literal["before", "during", "first", "after", "unclear"]
#: Of each sort so many are read at most; a page says when there were more.
MOST = 150

_BETWEEN = "({day} between $from0 and $to0 or {day} between $from1 and $to1 or {day} between $from2 and $to2)"
QUERIES = {
    "agreement": """
        select t.agreement as id, t.kind, t.name, coalesce(t.signed, t."start") as day, {known}, t.signed, t."start", t."end", t.source, t.source_row,
            list(distinct p.actor order by p.actor) as ours, [] as sides
        from one_agreement t join one_agreement_party p using (agreement)
        where list_contains($keys, p.actor) and t.agreement <> $id and """
    + _BETWEEN.format(day='coalesce(t.signed, t."start")')
    + " group by all having count(distinct p.actor) > 1 order by day, id limit $most",
    "activity": """
        select t.activity as id, t.kind, t.name, t."start" as day, {known}, t."start", t."end", t.source, t.source_row,
            list(distinct p.actor order by p.actor) as ours, [] as sides
        from one_activity t join one_activity_party p using (activity)
        where list_contains($keys, p.actor) and p.role is distinct from 'observer' and t.activity <> $id and """
    + _BETWEEN.format(day='t."start"')
    + " group by all having count(distinct p.actor) > 1 order by day, id limit $most",
    "incident": """
        with at_that_time as (from one_incident t where t.incident <> $id and """
    + _BETWEEN.format(day='t."start"')
    + """)
        select t.incident as id, t.kind, t.name, t."start" as day, {known}, t."start", t."end", t.source, t.source_row,
            list(distinct p.actor order by p.actor) as ours, list(distinct [p.said, p.side, p.actor]) as sides
        from at_that_time t join one_incident_party p using (incident)
        where list_contains($keys, p.actor)
        group by all having count(distinct p.actor) > 1 order by day, id limit $most""",
}


@dataclass(frozen=True)
class Window:
    """A stretch of time around a thing, and the one whose parties count: before it began nobody was party yet."""

    when: When
    start: date
    end: date
    party_from: date
    party_to: date


def months_later(day: date, months: int) -> date:
    """Give the same day so many months later; the last of a shorter month.

    >>> months_later(date(2001, 1, 31), 1), months_later(date(2001, 1, 1), -12)
    (datetime.date(2001, 2, 28), datetime.date(2000, 1, 1))
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def windows(begun: date | None, ended: date | None, months: int = 12) -> list[Window]:
    """Give the months before a thing, those in which it went on or its first, and those after its end, as far as these are known.

    >>> [one.when for one in windows(date(1982, 4, 2), date(1982, 6, 14))]
    ['before', 'during', 'after']
    >>> [one.when for one in windows(date(1949, 4, 4), None)]
    ['before', 'first']
    """
    found = []
    if begun:
        year = months_later(begun, months)
        short = ended is not None and begun <= ended <= year
        first = (begun, ended if short and ended else year)
        found.append(Window("before", months_later(begun, -months), begun - timedelta(1), *first))
        found.append(Window("during" if short else "first", *first, *first))
    if ended:
        last = (months_later(ended, -months), ended)
        found.append(Window("after", ended + timedelta(1), months_later(ended, months), *last))
    return found


def neighbours(ask: Asked, found: Found, months: int = 12) -> tuple[list[dict[str, Any]], bool]:
    """List the agreements, activities and incidents around a thing in which at least two of its parties took part.

    Returns
    -------
    tuple
        The rows in order of time, with ``when`` and ``between``; and whether there were more than are read.
    """
    main = found.dated
    spans = windows(main.get("signed") or main["start"], main["end"], months)
    counted = _counted(found)
    if not spans or len({row["actor"] for row in counted}) < 2:
        return [], False
    held = [(span, _parties_in(counted, span)) for span in spans]
    filled = [spans[min(place, len(spans) - 1)] for place in range(3)]
    shared = {f"from{place}": span.start for place, span in enumerate(filled)}
    shared |= {f"to{place}": span.end for place, span in enumerate(filled)}
    keys = sorted(set().union(*(keys for _, keys in held)))
    rows: list[dict[str, Any]] = []
    more = False
    for table, sql in QUERIES.items():
        read = ask.rows(
            sql.replace("{known}", all_known_to(table, "t.")),
            {**shared, "keys": keys, "id": main["id"], "most": MOST + 1},
        )
        more |= len(read) > MOST
        rows += _placed(read[:MOST], held)
    rows.sort(key=lambda row: (row["day"], row["id"]))
    return rows, more


def _counted(found: Found) -> list[dict[str, Any]]:
    """Give the parties: of an agreement by the source that counts, or by another whom it does not list; else those of any source."""
    if found.sort.table == "agreement":
        own = {row["actor"] for row in found.parties if row["id"] == found.main["id"]}
        return [row for row in found.parties if row["id"] == found.main["id"] or row["actor"] not in own]
    return found.took_part


def _parties_in(parties: Sequence[dict[str, Any]], span: Window) -> set[str]:
    return {
        row["actor"]
        for row in parties
        if (row["start"] is None or row["start"] <= span.party_to)
        and (row["end"] is None or row["end"] >= span.party_from)
    }


def last_of(day: date, known: str) -> date:
    """Give the last day that a day may be which is known to the month or the year alone.

    >>> last_of(date(2024, 1, 1), "year"), last_of(date(2024, 2, 1), "month"), last_of(date(2024, 1, 1), "day")
    (datetime.date(2024, 12, 31), datetime.date(2024, 2, 29), datetime.date(2024, 1, 1))
    """
    if known == "year":
        return date(day.year, 12, 31)
    return months_later(day.replace(day=1), 1) - timedelta(1) if known == "month" else day


def _placed(rows: Sequence[dict[str, Any]], held: Sequence[tuple[Window, set[str]]]) -> list[dict[str, Any]]:
    found = []
    for row in rows:
        known = how_known(row, "signed" if row.get("signed") else "start")
        for span, keys in held:
            ours = [key for key in row["ours"] if key in keys]
            if span.start <= row["day"] <= span.end and len(ours) > 1:
                found.append(
                    row
                    | {
                        "known": known,
                        # What is known by the year may have been before or after: nobody knows.
                        "when": span.when if last_of(row["day"], known) <= span.end else "unclear",
                        "between": ours,
                        "facing": facing(row["sides"], ours),
                        "page": OF_KIND[row["kind"]].path,
                    }
                )
                break
    return found


def facing(sides: Sequence[Sequence[str | None]], ours: Sequence[str]) -> str | None:
    """Say how a source codes the sides of some parties; what one calls side a another may call side b.

    >>> facing([["x:1", "a", "ARG"], ["x:1", "b", "GBR"]], ["ARG", "GBR"])
    'on different sides'
    """
    coded: dict[str | None, set[tuple[str | None, str]]] = {}
    for said, side, actor in sides:
        if side is not None and actor in ours:
            coded.setdefault(said, set()).add((actor, side))
    together = [held for held in coded.values() if len({actor for actor, _ in held}) > 1]
    if any(len({side for _, side in held}) > 1 for held in together):
        return "on different sides"
    return "on one side" if together else None


__all__ = ["Window", "facing", "months_later", "neighbours", "windows"]
