"""A calendar as bars: what takes place over some months, with what falls due of it, and what it collides with."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from comity.register import calendar as register
from comity.register.planning.booked import overlapping
from comity.register.planning.conflicts import Overlap
from comity.web.contract import Table, View
from comity.web.office.pages.calendar.chart import Bar, Texts, draw_gantt
from comity.web.office.pages.calendar.chosen import Chosen, choices, columns, last_of, months_on, told
from comity.web.office.record.wording import Words

if TYPE_CHECKING:
    from comity.oversight.desk import Look
    from comity.register.calendar import Entry
    from comity.web.office.asked import Asked

#: So many bars stand on a page, and so many days outside one's hands above them.
ROWS, FIXED = 40, 40


def gantt(ask: Asked, look: Look, one: Chosen) -> View:
    """Show what takes place as bars, the earliest first."""
    _, n_ = ask.language.gettext, ask.language.ngettext
    first = one.day.replace(day=1)
    after = months_on(first, one.months)
    last = after - timedelta(days=1) if after > first else last_of(first)
    whose = one.whose()
    own = {name: value for name, value in whose.items() if name not in ("of", "once")}
    spans, found = register.taking_place(look, first, last, page=one.page, size=ROWS, **own)
    pages = -(-found // ROWS) or 1
    which = [entry.record for entry in spans]
    days = register.falling_due(look, which, first, last, but=whose["kinds"])
    fixed = _fixed(look, one, first, last, which)
    words = Words(look, ask.language)
    met = _met(ask, words, overlapping(look, which, first, last))
    bars = told(ask, words, spans)
    marks = told(ask, words, days)
    outside = told(ask, words, fixed)
    of = defaultdict(list)
    for mark in marks:
        of[mark["record"]].append(mark)
    for row in bars:
        row["conflicts"] = [text for _start, _end, text, _known in met[row["record"]]]
        row["milestones"] = [_short(ask, mark) for mark in of[row["record"]]]
    drawn = [
        Bar(row["title"], date.fromisoformat(row["start"]), date.fromisoformat(row["end"]), _shape(entry), row["address"], _tip(ask, row), tuple((date.fromisoformat(mark["start"]), _short(ask, mark), mark["done"], mark["fixed"]) for mark in of[row["record"]]), tuple((start, end, text) for start, end, text, known in met[row["record"]] if known))
        for row, entry in zip(bars, spans, strict=True)
    ]  # fmt: skip
    title = _("Bars from %(since)s to %(until)s") % {"since": ask.language.day(first), "until": ask.language.day(last)}
    picture = draw_gantt(drawn, [(date.fromisoformat(row["start"]), row["title"]) for row in outside], first, last, one.today, title, _texts(ask))  # fmt: skip
    heads = columns(ask) | {"conflicts": _("conflicts"), "milestones": _("what falls due")}
    facts = {"view": "gantt", "from": first.isoformat(), "until": last.isoformat(), "months": one.months, "programme": one.programme, "person": one.own, "kind": one.kind, "today": one.today.isoformat(), "found": found, "page": min(one.page, pages), "pages": pages}  # fmt: skip
    context = {
        "title": f"{ask.language.day(first)} – {ask.language.day(last)}", "before": one.address(**{"from": months_on(first, -one.months)}), "after": one.address(**{"from": max(after, first)}), "now": one.address(**{"from": one.today}),
        "drawn": picture, "drawn_title": title, **choices(ask, look, one),
        "counted": n_("%(num)s takes place in these months.", "%(num)s take place in these months.", found) % {"num": ask.language.number(found)},
    }  # fmt: skip
    return View(_("Calendar: %(title)s") % {"title": context["title"]}, "calendar/gantt.html", [Table("entries", heads, bars), Table("fixed", columns(ask), outside)], facts, context, keep=False)  # fmt: skip


def _fixed(look: Look, one: Chosen, first: date, last: date, which: list[str]) -> list[Entry]:
    """Give the days outside one's hands: of a programme all of them, else those of what is shown."""
    if one.programme:
        found = register.agenda(look, first, last, programme=one.programme, fixed=True, most=FIXED, kinds=("",))
    else:
        found = [entry for entry in register.falling_due(look, which, first, last) if entry.fixed][:FIXED]
    return [entry for entry in found if entry.start >= first.isoformat()]


def _met(ask: Asked, words: Words, found: list[Overlap]) -> dict[str, list[tuple[date, date, str, bool]]]:
    """Tell of each record what else needs the same on the same days."""
    _ = ask.language.gettext
    words.learn_records(which for one in found for which in (one.one, one.other))
    words.learn_people(one.resource for one in found if one.kind == "person")
    told: dict[str, list[tuple[date, date, str, bool]]] = defaultdict(list)
    for one in found:
        resource = words.person(one.resource) if one.kind == "person" else one.resource
        for mine, other in ((one.one, one.other), (one.other, one.one)):
            said = {"resource": resource, "other": words.record(other).text, "since": ask.language.day(one.start), "until": ask.language.day(one.end)}  # fmt: skip
            text = _("“%(resource)s” is taken up by “%(other)s” too, %(since)s to %(until)s.") if one.known else _("“%(other)s” is at “%(resource)s” too, %(since)s to %(until)s; whether it holds both is not known.")  # fmt: skip
            told[mine].append((one.start, one.end, text % said, one.known))
    return told


def _shape(entry: Entry) -> str:
    """Say how a bar is drawn: what is off, what was held, what is in force, or what is not approved yet."""
    if entry.stage == "cancelled":
        return "off"
    if entry.done:
        return "held"
    return "approved" if entry.state in ("in force", "under review") else "draft"


def _short(ask: Asked, mark: dict[str, Any]) -> str:
    day = ask.language.day(date.fromisoformat(mark["start"]))
    done = ask.language.gettext(" (done)") if mark["done"] else ""
    return f"{day}: {mark['what']}, {mark['title']}{done}" if mark["of"] else f"{day}: {mark['what']}{done}"  # fmt: skip


def _tip(ask: Asked, row: dict[str, Any]) -> str:
    days = " – ".join(ask.language.day(date.fromisoformat(day)) for day in dict.fromkeys((row["start"], row["end"])))
    return ", ".join(filter(None, (row["title"], days, row["state"], row["stage"])))


def _texts(ask: Asked) -> Texts:
    _ = ask.language.gettext
    return Texts(
        months=ask.language.month, today=_("today"), fixed=_("days outside one’s hands"), none=_("Nothing takes place in these months."),
        legend={
            "approved": _("approved"), "draft": _("not approved yet"), "held": _("held"), "off": _("cancelled"), "due": _("falls due"), "done": _("done"), "outside": _("day outside one’s hands"), "conflict": _("conflict"),
        },
    )  # fmt: skip


__all__ = ["gantt"]
