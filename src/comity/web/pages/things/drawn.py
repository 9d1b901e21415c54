"""The drawings of a thing: who was party from when to when, who sent how many, a series through the years."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from comity.dossier.draw.bars import Bar, draw_bars
from comity.dossier.draw.timeline import Spell, draw_timeline
from comity.dossier.words import named
from comity.web.pages.things.reading import Found
from comity.web.precision import how_known

#: With more rows a drawing is none.
ROWS = 40
BARS = 15
#: What lasted fewer days is told by the table as well.
LEAST = 500


def dated_coding(found: Found) -> str | None:
    """Give the id of the coding that dates its parties best: the one that counts if it dates most of them, else the one with most days."""
    precise: dict[str, int] = defaultdict(int)
    dated: dict[str, int] = defaultdict(int)
    rows: dict[str, int] = defaultdict(int)
    for row in found.took_part:
        known = row["start"] is not None or row["end"] is not None
        rows[row["id"]] += 1
        dated[row["id"]] += known
        precise[row["id"]] += known and how_known(row, "start") == "day"
    main = str(found.main["id"])
    if 2 * dated[main] > rows[main]:
        return main
    best = max(
        rows,
        key=lambda one: (_days(found, one) >= LEAST, 2 * dated[one] > rows[one], precise[one], dated[one]),
        default=None,
    )
    return best if best and dated[best] else None


def _days(found: Found, coding: str) -> int:
    days = [day for row in found.took_part if row["id"] == coding for day in (row["start"], row["end"]) if day]
    return (max(days) - min(days)).days if days else 0


def draw_parties(found: Found, reach: date, side_named: str) -> tuple[str, str, int]:
    """Draw the spells of the parties.

    Returns
    -------
    tuple
        The drawing, empty where no source dates the parties; the source it follows; how many parties are left out.
    """
    best = dated_coding(found)
    if best is None:
        return "", "", 0
    coding = next(row for row in found.codings if row["id"] == best)
    # Of a party without a date nothing can be drawn.
    rows = [row for row in found.took_part if row["id"] == best and (row["start"] or row["end"])]
    joined = _joined(rows, side_named)
    ordered = sorted(joined, key=lambda one: (one[1] or date.min, one[0]))
    labels = list(dict.fromkeys(label for label, *_ in ordered))
    kept = set(labels[:ROWS])
    spells = []
    for label, start, end, kind in ordered:
        if label in kept:
            open_end = end is None
            going = open_end and coding["end"] is None and (coding["seen"] is None or coding["seen"] >= reach)
            until = end if end or going else coding["end"]
            spells.append(
                Spell(label, start, until, kind, ongoing=going, seen=coding["seen"] if until is None else None)
            )
    days = [
        day for spell in spells for day in (spell.start, spell.end, spell.seen, reach if spell.ongoing else None) if day
    ]
    if not days or (max(days) - min(days)).days < LEAST:
        return "", "", 0
    last = max(days)
    parties = len({row["name"] for row in found.took_part})
    return draw_timeline(spells, until=last), str(coding["source"]), parties - len(kept)


def _joined(rows: Sequence[dict[str, Any]], side_named: str) -> list[tuple[str, date | None, date | None, str]]:
    """Join spells of a party that follow on one another: a source that counts by years says the same in one row a year."""
    by_party: dict[tuple[str, str], list[tuple[date | None, date | None]]] = defaultdict(list)
    for row in rows:
        side = row.get("side")
        kind = side_named % {"side": side} if side else named(row.get("role") or "party")
        by_party[row["name"], kind].append((row["start"], row["end"]))
    found = []
    for (name, kind), spells in by_party.items():
        held: list[tuple[date | None, date | None]] = []
        for start, end in sorted(spells, key=lambda one: one[0] or date.min):
            before = held[-1] if held else None
            if before and before[1] and start and (start - before[1]).days <= 1:
                held[-1] = before[0], None if end is None else max(before[1], end)
            else:
                held.append((start, end))
        found += [(name, start, end, kind) for start, end in held]
    return found


def draw_strength(found: Found, unit: str) -> tuple[str, str]:
    """Draw who sent most, at its height, by the coding that gives most figures; with the source it follows."""
    given: dict[str, int] = defaultdict(int)
    for row in found.parties:
        given[row["id"]] += row.get("personnel") is not None
    best = max(given, key=lambda one: given[one], default=None)
    if best is None or given[best] < 2:
        return "", ""
    most: dict[str, float] = {}
    for row in found.parties:
        if row["id"] == best and row["personnel"] is not None:
            most[row["name"]] = max(most.get(row["name"], 0.0), row["personnel"])
    ordered = sorted(most.items(), key=lambda one: (-one[1], one[0]))[:BARS]
    source = next(str(row["source"]) for row in found.codings if row["id"] == best)
    return draw_bars([Bar(name, round(value)) for name, value in ordered], unit=unit), source


def draw_takers(by_party: Mapping[str, Sequence[int | None]]) -> str:
    """Draw in which years each party took part in a series, those that did most often first."""
    spells = [
        Spell(name, date(year, 7, 1), date(year, 7, 1))
        for name, years in list(by_party.items())[:ROWS]
        for year in years
        if year
    ]
    if len({spell.start for spell in spells}) < 2:
        return ""
    days = [spell.start for spell in spells if spell.start]
    return draw_timeline(spells, span=(date(min(days).year, 1, 1), date(max(days).year, 12, 31)))


def draw_editions(editions: Sequence[dict[str, Any]], unit: str) -> str:
    """Draw how many took part in each edition of a series, in order of time."""
    bars = [
        Bar(f"{row['start'].year if row['start'] else '?'} {row['name']}"[:48], row["parties"] or None)
        for row in editions[-ROWS:]
    ]
    return draw_bars(bars, unit=unit) if len(bars) > 1 else ""


__all__ = ["dated_coding", "draw_editions", "draw_parties", "draw_strength", "draw_takers"]
