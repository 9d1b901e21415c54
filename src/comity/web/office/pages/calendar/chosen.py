"""What a calendar is asked for, and what every view of it shows: its choices, its neighbours, its entries in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from comity.model.errors import BadRequest
from comity.oversight.storage.tables import person as people
from comity.register.calendar import TAKES_PLACE, Entry
from comity.register.kinds import kind_of, kinds
from comity.register.listing import Asked as Wanted
from comity.register.listing import listed
from comity.web.contract import N_
from comity.web.office.record.wording import Words
from comity.web.office.words import DAY, STATES
from comity.web.templates import link

if TYPE_CHECKING:
    from comity.oversight.desk import Look
    from comity.web.office.asked import Asked

VIEWS = {"month": N_("month"), "year": N_("year"), "gantt": N_("bars"), "day": N_("day")}
SPANS = (3, 6, 12, 24, 36)
#: The years that a calendar has.
FIRST, LAST = date(1950, 1, 1), date(2150, 12, 31)
#: So many programmes and people are offered.
OFFERED = 500


@dataclass(frozen=True)
class Chosen:
    """What is asked for.

    Attributes
    ----------
    day
        The day from which the view is reckoned.
    own
        The person as the address has them: `me` of whoever asks.
    """

    view: str
    day: date
    months: int
    programme: str
    person: str
    own: str
    kind: str
    page: int
    today: date

    def whose(self) -> dict[str, Any]:
        """Give what narrows a reading of the calendar."""
        shown = (self.kind,) if self.kind else TAKES_PLACE
        return {"programme": self.programme or None, "person": self.person or None, "kinds": shown, "of": (self.kind,) if self.kind else (), "once": True}  # fmt: skip

    def address(self, **changes: Any) -> str:
        """Give the address of this calendar with other choices."""
        said: dict[str, Any] = {
            "view": self.view, "from": self.day.isoformat(), "programme": self.programme or None, "person": self.own or None, "kind": self.kind or None,
        }  # fmt: skip
        if self.view == "gantt" and changes.get("view", "gantt") == "gantt":
            said["months"] = self.months
        return link("/calendar", **said | {name: value.isoformat() if isinstance(value, date) else value for name, value in changes.items()})  # fmt: skip


def chosen(
    ask: Asked, look: Look, view: str, since: str, months: int, programme: str, person: str, kind: str, page: int
) -> Chosen:
    """Read what is asked for.

    Raises
    ------
    BadRequest
        When a day is none, or in a year that no calendar here has.
    UnknownName
        When there is no such kind.
    """
    today = look.now.date()
    day = today
    if since:
        try:
            day = date.fromisoformat(since) if DAY.fullmatch(since) else date.min
        except ValueError:
            day = date.min
        if not FIRST <= day <= LAST:
            raise BadRequest("“%(said)s” is no day of a calendar.", remedy="Write it as 2027-03-31.", said=since)
    if kind:
        kind_of(kind)
    me = look.seat.person if look.seat else ""
    return Chosen(
        view if view in VIEWS else "month", day, months if months in SPANS else 12, programme, me if person == "me" else person,
        person, kind, max(1, page), today,
    )  # fmt: skip


def months_on(day: date, by: int) -> date:
    """Give the first day of the month so many months on; a calendar's last where there is none.

    Examples
    --------
    >>> months_on(date(2027, 11, 30), 3), months_on(date(2027, 1, 5), -1)
    (datetime.date(2028, 2, 1), datetime.date(2026, 12, 1))
    """
    year, month = divmod(day.year * 12 + day.month - 1 + by, 12)
    return min(max(date(year, month + 1, 1), FIRST), LAST.replace(day=1))


def last_of(day: date) -> date:
    """Give the last day of a month."""
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def told(ask: Asked, words: Words, entries: Sequence[Entry]) -> list[dict[str, Any]]:
    """Give entries in words, as the table and a program have them."""
    _ = ask.language.gettext
    words.learn_people(one.person for one in entries)
    return [_told(ask, words, _, one) for one in entries]


def _told(ask: Asked, words: Words, _: Any, one: Entry) -> dict[str, Any]:
    declared = kinds()[one.kind]
    types = declared.field("type")
    called = types.choices.get(one.type or "") if types else None
    return {
        "start": one.start, "end": one.end, "what": _(one.what) if one.what else _(called or declared.title), "title": one.title,
        "of": one.of if one.of != one.title else "", "kind": one.kind, "record": one.record, "takes_place": not one.what,
        "state": _(STATES[one.state]) if declared.binds else "", "stage": _(declared.stages.get(one.stage or "", one.stage or "")), "off": one.stage == "cancelled",
        "person": words.person(one.person) if one.person else "", "done": one.done, "fixed": one.fixed,
        "address": f"/register/{one.kind}/{one.record}",
    }  # fmt: skip


def columns(ask: Asked) -> dict[str, str]:
    """Give the columns of a table of entries."""
    _ = ask.language.gettext
    return {"start": _("from"), "end": _("to"), "what": _("what"), "title": _("title"), "of": _("of"), "state": _("state"), "stage": _("stage"), "person": _("who"), "done": _("done"), "fixed": _("outside one’s hands"), "takes_place": _("takes place"), "kind": _("kind"), "record": _("record"), "address": _("address")}  # fmt: skip


def choices(ask: Asked, look: Look, one: Chosen) -> dict[str, Any]:
    """Give what the form above a calendar offers."""
    _ = ask.language.gettext
    programmes = [(row["record"], row["title"]) for row in listed(look, Wanted(kinds=("programme",), order="title", size=OFFERED)).rows]  # fmt: skip
    known = kinds()
    return {
        "chosen": one,
        "views": [(name, _(VIEWS[name]), one.address(view=name, page=None, months=None)) for name in VIEWS],
        "programmes": _with(programmes, one.programme, _("a programme that you may not read")),
        "people": _with(_people(look), one.own if one.own != "me" else "", _("somebody of the office")),
        "kinds": [(name, _(known[name].plural)) for name in known],
        "spans": SPANS,
        "feeds": look.decide("takeAway").allowed,
    }  # fmt: skip


def _with(offered: list[tuple[str, str]], which: str, otherwise: str) -> list[tuple[str, str]]:
    """Offer what was chosen as well, also where one may not know its name."""
    return offered if not which or any(name == which for name, _ in offered) else [*offered, (which, otherwise)]


def _people(look: Look) -> list[tuple[str, str]]:
    if not look.decide("readPeople").allowed:
        return []
    wanted = select(people.c.person, people.c.name).where(people.c.name.is_not(None)).order_by(people.c.name).limit(OFFERED)  # fmt: skip
    return [(row.person, row.name) for row in look.con.execute(wanted)]


def by_day(entries: Iterable[Mapping[str, Any]], first: date, last: date) -> dict[date, list[Mapping[str, Any]]]:
    """Give what stands on each day from the first to the last, what begins that day in front of what goes on."""
    found: dict[date, list[Mapping[str, Any]]] = {}
    for one in entries:
        at, until = max(first, date.fromisoformat(one["start"])), min(last, date.fromisoformat(one["end"]))
        while at <= until:
            found.setdefault(at, []).append(one)
            at += timedelta(days=1)
    for day, own in found.items():
        own.sort(key=lambda one: one["start"] != day.isoformat())
    return found


__all__ = ["FIRST", "LAST", "Chosen", "by_day", "choices", "chosen", "columns", "last_of", "months_on", "told"]
