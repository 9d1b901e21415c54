"""A line of a source: what the record has of it in every table, and what was set aside near it."""

from __future__ import annotations

import re
from typing import Any

from comity.model.errors import UnknownName
from comity.store.schema import BY_NAME, TABLES
from comity.web.asked import Asked
from comity.web.contract import Table, View
from comity.web.pages.evidence.citing import address, cited, leads, written

#: So many lines before and after are looked at for what was set aside.
NEAR = 5
#: Of a line that became more rows of one table than this, so many are shown; the files have all.
SHOWN = 100
#: So many rows are shown each with all columns one below the other; more stand side by side.
UPRIGHT = 2
_PLACE = re.compile(r"^(?P<file>.+):(?P<first>\d+)(?:-(?P<last>\d+))?$")


def line_view(ask: Asked, source: str, row: str) -> View:
    """Show all that the record has of a line.

    Raises
    ------
    UnknownName
        When the record has nothing of it, and nothing of it was set aside.
    """
    _ = ask.language.gettext
    facts_of = ask.evidence.sources.get(source)
    if facts_of is None:
        raise UnknownName("The record has no source “%(source)s”.", remedy="/sources lists all.", source=source)
    found: list[Table] = []
    for table in TABLES:
        if table.lineage:
            rows = ask.rows(f'select * from "{table.name}" where source = $1 and source_row = $2', [source, row])
            if rows:
                found.append(Table(table.name, {column.name: column.name for column in table.all_columns}, rows))
    near = _near(ask, source, row)
    if not found and not any(one["here"] for one in near):
        raise UnknownName(
            "The record has nothing of %(source)s, %(row)s.", remedy="A line is written as file:line; /sources/%(source)s says what the source has.", source=source, row=row
        )  # fmt: skip
    corrections = ask.rows("select record_table, record_column, was, now, author, reason from correction where source = $1 and source_row = $2", [source, row])  # fmt: skip
    same = _same(ask, found)
    aside = Table("set-aside-near", {"file": _("file"), "line": _("line"), "reason": _("reason")}, near)
    place = _PLACE.match(row)
    exactly = address("/evidence/row", source=source, row=row)
    facts = {
        "source": source, "row": row, "title": facts_of["title"], "publisher": facts_of["publisher"], "version": facts_of["version"],
        "file": place["file"] if place else row, "checked": ask.evidence.mark(source, row) or None, "note": ask.evidence.note(source, row) or None,
        "address": exactly, "cite": cited(ask, [source]), "corrections": corrections, "same_as": same,
    }  # fmt: skip
    context = {
        "parts_of": [_part(ask, table) for table in found], "near": near, "here_address": exactly, "whole": exactly, "same": same,
        "sources": [facts_of], "place": place.groupdict() if place else None, "corrections": corrections,
    }  # fmt: skip
    return View(f"{source}, {row}", "evidence/row.html", [*found, aside], facts, context)


def _part(ask: Asked, table: Table) -> dict[str, Any]:
    about = {column.name: column.about for column in BY_NAME[table.name].all_columns}
    # What no row of the line has need not stand as an empty column; upright all columns stand.
    upright = len(table.rows) <= UPRIGHT
    names = [name for name in table.columns if name not in ("source", "source_row")]
    if not upright:
        names = [name for name in names if any(row.get(name) is not None for row in table.rows)]
    lines = [
        {name: (written(ask, name, row.get(name)), leads(row, name)) for name in names} for row in table.rows[:SHOWN]
    ]
    return {
        "name": table.name, "about": BY_NAME[table.name].about, "names": names, "told": about, "lines": lines,
        "upright": upright, "more": max(0, len(table.rows) - SHOWN), "count": len(table.rows),
    }  # fmt: skip


def _near(ask: Asked, source: str, row: str) -> list[dict[str, Any]]:
    place = _PLACE.match(row)
    if place is None:
        return []
    first = int(place["first"])
    last = int(place["last"] or first)
    return ask.rows(
        "select file, line, reason, line between $3 and $4 as here from rejected "
        "where source = $1 and file = $2 and line between $3 - $5 and $4 + $5 order by line, reason limit 50",
        [source, place["file"], first, last, NEAR],
    )


def _same(ask: Asked, found: list[Table]) -> list[dict[str, Any]]:
    """Give what stands for the same things in other sources."""
    ids = sorted({str(row[table.name]) for table in found if table.name in ("agreement", "activity", "incident") for row in table.rows})  # fmt: skip
    if not ids:
        return []
    rows = ask.rows("select kind, id, canonical, evidence from same_as where list_contains($1, id) or list_contains($1, canonical) order by all limit 50", [ids])  # fmt: skip
    return [{**one, "address": leads({one["kind"]: one["canonical"], "kind": None}, one["kind"])} for one in rows]


__all__ = ["line_view"]
