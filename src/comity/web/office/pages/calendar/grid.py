"""A calendar by days: a month with its weeks, a day, and a year by its months."""

from __future__ import annotations

from calendar import Calendar
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from comity.register import calendar as register
from comity.web.contract import Table, View
from comity.web.office.pages.calendar.chart import draw_year
from comity.web.office.pages.calendar.chosen import (
    FIRST,
    LAST,
    Chosen,
    by_day,
    choices,
    columns,
    last_of,
    months_on,
    told,
)
from comity.web.office.record.wording import Words

if TYPE_CHECKING:
    from comity.oversight.desk import Look
    from comity.web.office.asked import Asked

#: A month with more than that is shown by its numbers alone; a day of a month shows so many, and a day alone so many.
CROWDED, OF_A_DAY, ALONE = 600, 4, 500


def month(ask: Asked, look: Look, one: Chosen) -> View:
    """Show a month: each day with what begins or goes on; of a crowded one the numbers of each day."""
    _ = ask.language.gettext
    first = one.day.replace(day=1)
    last = last_of(first)
    counts = _counts(look, one, first, last)
    crowded = sum(sum(pair) for pair in counts.values()) > CROWDED
    rows = [] if crowded else told(ask, Words(look, ask.language), register.agenda(look, first, last, **one.whose()))
    # What goes on all month long stands once above the grid, not on each of its days.
    throughout = [row for row in rows if row["start"] < first.isoformat() and row["end"] > last.isoformat()]
    days = by_day((row for row in rows if row not in throughout), first, last)
    weeks = [
        [
            {
                "day": day, "address": one.address(view="day", **{"from": day}), "entries": days.get(day, [])[:OF_A_DAY], "today": day == one.today,
                "many": sum(counts.get(day.isoformat(), (0, 0))) if crowded else len(days.get(day, [])), "counts": counts.get(day.isoformat(), (0, 0)),
            }
            if day.month == first.month
            else None
            for day in week
        ]
        for week in Calendar().monthdatescalendar(first.year, first.month)
    ]  # fmt: skip
    title = _months(ask, first)
    table = _numbers(ask, one, counts) if crowded else Table("entries", columns(ask), rows)
    return _view(
        ask, look, one, title, table, first, last, (months_on(first, -1), months_on(first, 1)),
        {"weeks": weeks, "weekdays": _weekdays(ask), "throughout": throughout, "crowded": crowded, "many": sum(sum(pair) for pair in counts.values())},
    )  # fmt: skip


def day(ask: Asked, look: Look, one: Chosen) -> View:
    """Show a day."""
    entries = register.agenda(look, one.day, one.day, most=ALONE, **one.whose())
    rows = told(ask, Words(look, ask.language), entries)
    on = timedelta(days=1)
    cut = max(sum(row["takes_place"] for row in rows), sum(not row["takes_place"] for row in rows)) == ALONE
    return _view(ask, look, one, ask.language.long_day(one.day), Table("entries", columns(ask), rows), one.day, one.day, (max(one.day - on, FIRST), min(one.day + on, LAST)), {"cut": cut, "most": ALONE})  # fmt: skip


def year(ask: Asked, look: Look, one: Chosen) -> View:
    """Show a year: of each month how much begins and how much falls due, and every day as a square."""
    _ = ask.language.gettext
    first = date(one.day.year, 1, 1)
    last = date(one.day.year, 12, 31)
    counts = _counts(look, one, first, last)
    months = []
    for number in range(1, 13):
        begins = date(first.year, number, 1)
        own = [pair for day, pair in counts.items() if day.startswith(begins.isoformat()[:7])]
        months.append({"month": begins.isoformat()[:7], "called": _months(ask, begins), "begins": sum(begun for begun, _due in own), "falls_due": sum(due for _begun, due in own), "address": one.address(view="month", **{"from": begins})})  # fmt: skip
    heads = {"month": _("month"), "begins": _("begins"), "falls_due": _("falls due"), "address": _("address")}
    title = _("Days of %(year)s by how much begins or falls due") % {"year": first.year}
    drawn = draw_year(first.year, {day: sum(pair) for day, pair in counts.items()}, one.today, title, [ask.language.month(date(first.year, number, 1)) for number in range(1, 13)])  # fmt: skip
    return _view(ask, look, one, str(first.year), Table("months", heads, months), first, last, (max(first.replace(year=first.year - 1), FIRST), min(first.replace(year=first.year + 1), LAST)), {"drawn": drawn, "drawn_title": title})  # fmt: skip


def _counts(look: Look, one: Chosen, first: date, last: date) -> dict[str, tuple[int, int]]:
    return register.tally(look, first, last, **one.whose())


def _numbers(ask: Asked, one: Chosen, counts: dict[str, tuple[int, int]]) -> Table:
    _ = ask.language.gettext
    rows = [{"day": day, "begins": begun, "falls_due": due, "address": one.address(view="day", **{"from": day})} for day, (begun, due) in counts.items()]  # fmt: skip
    return Table("days", {"day": _("day"), "begins": _("begins"), "falls_due": _("falls due"), "address": _("address")}, rows)  # fmt: skip


def _view(ask: Asked, look: Look, one: Chosen, title: str, table: Table, first: date, last: date, beside: tuple[date, date], more: dict[str, Any]) -> View:  # fmt: skip
    _ = ask.language.gettext
    facts = {"view": one.view, "from": first.isoformat(), "until": last.isoformat(), "programme": one.programme, "person": one.own, "kind": one.kind, "today": one.today.isoformat(), "crowded": more.get("crowded", False), "cut": more.get("cut", False)}  # fmt: skip
    before, after = (one.address(**{"from": day}) for day in beside)
    context = {"title": title, "before": before, "after": after, "now": one.address(**{"from": one.today}), **choices(ask, look, one), **more}  # fmt: skip
    return View(_("Calendar: %(title)s") % {"title": title}, f"calendar/{one.view}.html", [table], facts, context, keep=False)  # fmt: skip


def _months(ask: Asked, first: date) -> str:
    from babel.dates import format_date

    return str(format_date(first, "LLLL y", locale=ask.language.locale))


def _weekdays(ask: Asked) -> list[tuple[str, str]]:
    from babel.dates import get_day_names

    short, full = (get_day_names(width, locale=ask.language.locale) for width in ("abbreviated", "wide"))
    return [(short[number], full[number]) for number in range(7)]


__all__ = ["day", "month", "year"]
