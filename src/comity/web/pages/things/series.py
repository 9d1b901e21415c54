"""Series of exercises: all of them, and each with its editions."""

from __future__ import annotations

import difflib
from collections import Counter, defaultdict
from datetime import date
from typing import Any
from urllib.parse import quote

from comity.model.errors import BadRequest
from comity.web.asked import Asked
from comity.web.called import named, named_all
from comity.web.contract import Table, View
from comity.web.listing import fold, order
from comity.web.pages.things.drawn import draw_editions, draw_takers
from comity.web.pages.things.kinds import SORTS, address
from comity.web.pages.things.reading import EDITIONS
from comity.web.pages.things.words import period

PAGE = 60
COLUMNS = ("name", "editions", "first", "last", "parties")

SERIES = """
    select series as name, count(*) as editions, min("start") as first, max("start") as last,
        list_sort(list_distinct(flatten(list(distinct parties)))) as who, list_sort(list(distinct source)) as source
    from (
        select e.series, e.activity, e."start", e.source, coalesce(list(distinct p.actor) filter (p.actor is not null), []) as parties
        from one_activity e left join one_activity_party p on p.activity = e.activity and p.role is distinct from 'observer'
        where e.series is not null and e.kind = 'exercise' group by all
    ) group by series
"""
TAKERS = """
    select p.actor, any_value(coalesce(a.name, p.actor)) as name, list(distinct e.activity) as editions,
        list_sort(list(distinct year(e."start"))) as years
    from one_activity e join one_activity_party p using (activity)
    left join (select actor, min(name) as name from actor group by actor) a on a.actor = p.actor
    where e.series = $series and e.kind = $kind and p.role is distinct from 'observer' group by p.actor order by len(editions) desc, name
"""


def series_list(ask: Asked, q: str, sort: str, page: int) -> View:
    """List the series of exercises.

    Raises
    ------
    BadRequest
        When there is no such column or page.
    """
    _ = ask.language.gettext
    column = sort.removeprefix("-")
    if column not in COLUMNS:
        raise BadRequest(
            "The list has no column “%(column)s” to sort by.",
            remedy="There are: %(columns)s.",
            column=column,
            columns=", ".join(COLUMNS),
        )
    rows = ask.rows(SERIES)
    words = fold(q).split()
    rows = [row for row in rows if all(word in fold(row["name"]) for word in words)]
    for row in rows:
        row |= {"parties": len(row["who"]) or None, "address": f"/exercises/series/{quote(row['name'], safe='')}"}
    rows.sort(key=lambda row: fold(row["name"]))
    keys = [_key(row, column) for row in rows]
    rows = [rows[place] for place in order(keys, sort.startswith("-"))]
    pages = max(1, -(-len(rows) // PAGE))
    if not 1 <= page <= pages:
        raise BadRequest("The list has pages 1 to %(pages)s.", remedy="Ask for one of them.", pages=pages)
    shown = rows[(page - 1) * PAGE : page * PAGE] if ask.form == "html" else rows
    columns = {
        "name": _("series"),
        "editions": _("editions on record"),
        "first": _("first begun"),
        "last": _("last begun"),
        "parties": _("number of parties"),
        "who": _("parties"),
        "source": _("sources"),
    }
    facts = {"found": len(rows), "q": q, "sorted_by": sort}
    context = {
        "sort": SORTS["exercises"], "sorts": SORTS, "series_tab": True, "page": page, "pages_of_list": pages, "who": lambda row: named_all(ask, row["who"], row["first"], row["last"]),
        "orders": {name: _other(ask, name, sort) for name in COLUMNS},
    }  # fmt: skip
    return View(_("Series of exercises"), "things/series_list.html", [Table("series", columns, shown)], facts, context)


def _key(row: dict[str, Any], column: str) -> Any:
    found = row[column]
    return fold(found) if column == "name" else found.toordinal() if found and column in ("first", "last") else found


def _other(ask: Asked, name: str, sort: str) -> tuple[str, str]:
    now = "none" if sort.removeprefix("-") != name else "descending" if sort.startswith("-") else "ascending"
    said = name if now == "descending" or (now == "none" and name == "name") else f"-{name}"
    return ask.address(sort=said, page=None), now


def series_view(ask: Asked, name: str) -> View:
    """Show a series: its editions, and who took part in how many of them."""
    _ = ask.language.gettext
    kind = "exercise"
    editions = ask.rows(EDITIONS, {"series": name, "kind": kind})
    if not editions:
        return _no_series(ask, name)
    takers = ask.rows(TAKERS, {"series": name, "kind": kind})
    for row in editions:
        row |= {
            "address": address(kind, row["id"]),
            "checked": ask.evidence.mark(row["source"], row["source_row"]) or None,
            "when": period(ask, row, _("no end known")),
        }
    for row in takers:
        row["number"] = len(row["editions"])
        held = [year for year in row["years"] if year]
        if held:
            row["name"] = named(ask, row["actor"], date(min(held), 1, 1), date(max(held), 12, 31))
    takers.sort(key=lambda row: (-row["number"], fold(row["name"])))
    columns = {
        "id": _("id"),
        "name": _("name"),
        "start": _("start"),
        "end": _("end"),
        "place": _("place"),
        "parties": _("parties"),
        "personnel": _("persons"),
        "source": _("source"),
        "source_row": _("row"),
        "checked": _("checked"),
    }
    tables = [
        Table("editions", columns, editions),
        Table("who", {"actor": _("key"), "name": _("party"), "number": _("editions"), "years": _("years")}, takers),
    ]
    years = [row["start"].year for row in editions if row["start"]]
    by_source = Counter(row["source"] for row in editions)
    facts = {
        "series": name,
        "editions": len(editions),
        "first": min(years, default=None),
        "last": max(years, default=None),
        "by_source": dict(by_source),
    }
    by_year: dict[str, list[int]] = defaultdict(list)
    for row in takers:
        by_year[row["name"]] = row["years"]
    context = {
        "sort": SORTS["exercises"], "sorts": SORTS, "series_tab": True,
        "picture": draw_takers(by_year), "bars": draw_editions(editions, _("parties listed")),
        "cite": {one: ask.evidence.sources[one]["citation"] for one in by_source if one in ask.evidence.sources},
    }  # fmt: skip
    return View(name, "things/series.html", tables, facts, context)


def _no_series(ask: Asked, name: str) -> View:
    _ = ask.language.gettext
    names = [
        row["series"]
        for row in ask.rows(
            "select distinct series from one_activity where kind = 'exercise' and series is not null order by series"
        )
    ]
    folded = {fold(one): one for one in names}
    near = [folded[one] for one in difflib.get_close_matches(fold(name), folded, 6, 0.5)]
    near += [one for text, one in folded.items() if fold(name) and fold(name) in text and one not in near]
    what = _("There is no series of exercises “%(name)s” in this record.") % {"name": name[:120]}
    rows = [{"name": one, "address": f"/exercises/series/{quote(one, safe='')}"} for one in near[:8]]
    facts = {"error": what, "remedy": _("Close to it:") if rows else ""}
    context = {"sort": SORTS["exercises"], "sorts": SORTS, "series_tab": True, "words": name[:120]}
    return View(
        what,
        "things/missing.html",
        [Table("near", {"name": _("series")}, rows)],
        facts,
        context,
        status=404,
        keep=False,
    )


__all__ = ["series_list", "series_view"]
