"""Feeds: a calendar that a person's own program fetches, by a secret address, as RFC 5545 has it.

A feed leaves the office, for a telephone perhaps. It acts with the rights that its person has at that moment, and gives of what bears
a label above ``internal``, or none, only that there is something and on which days. Making and ending one is in the log; fetching one,
every quarter of an hour, is not.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from comity.model.errors import BadRequest, NotAllowed, UnknownName
from comity.model.labels import within
from comity.oversight import records
from comity.oversight.desk import Concealed
from comity.oversight.identity import digest, new_id, new_token
from comity.oversight.people.accounts import facts_of
from comity.oversight.storage.working import feed as feeds
from comity.oversight.storage.working import item
from comity.register.calendar import Entry, agenda

if TYPE_CHECKING:
    from icalendar import Alarm, Event

    from comity.oversight.desk import Act, Look, Office

#: A feed lasts so long at most, and a person has so many open at once.
LONGEST, OPEN = timedelta(days=366), 20
#: What goes into it: so far back, and so far ahead.
BACK, AHEAD = timedelta(days=92), timedelta(days=731)
#: What bears a closer label is in it by its days alone.
LIMIT = "internal"
HIDDEN = "Restricted: see the office"
#: So many entries of each sort it has at most, and so long before a deadline it rings.
MOST, RINGS = 5000, timedelta(days=7)
#: Stages in which something will not take place.
OFF = ("cancelled", "withdrawn", "rejected", "terminated")


def make_feed(act: Act, programme: str | None = None, *, until: date | None = None) -> str:
    """Make a feed of a programme's calendar, or of one's own, and give its secret token, once.

    Parameters
    ----------
    until
        Its last day; a year from now where nothing is said.

    Raises
    ------
    NotAllowed
        When the policy does not let whoever acts take away what they read.
    UnknownName
        When there is no such programme that one may read.
    BadRequest
        When it would last longer than a year, or one has too many.
    """
    if act.seat is None:
        raise NotAllowed("Nobody is signed in here.", remedy="Sign in.")
    decision = act.require("takeAway")
    if programme is not None and records.read(act, programme)["kind"] != "programme":
        raise BadRequest("A feed is of a programme, or of one’s own.", remedy="Choose a programme.")
    end = datetime(until.year, until.month, until.day, tzinfo=UTC) + timedelta(days=1) if until else act.now + timedelta(days=365)  # fmt: skip
    if not act.now < end <= act.now + LONGEST:
        raise BadRequest("A feed lasts a year at most.", remedy="Say a day from today to a year from now.")
    if len(listed(act)) >= OPEN:
        raise BadRequest("You have %(number)s feeds.", remedy="End one that nobody uses.", number=OPEN)
    token, name = new_token(), new_id("f")
    act.con.execute(insert(feeds).values(feed=digest(token), name=name, person=act.seat.person, programme=programme, made=act.now, until=end))  # fmt: skip
    act.log("feed.made", on=act.seat.person, open={"feed": name, "programme": programme, "until": end.date().isoformat()}, decision=decision)  # fmt: skip
    return token


def end_feed(act: Act, name: str) -> None:
    """End a feed: one's own, or another's for whoever may end that person's sessions.

    Raises
    ------
    UnknownName
        When there is no such feed that one may end.
    """
    none = UnknownName("There is no such feed.", remedy="The page of the calendar lists your own.")
    found = act.con.execute(select(feeds.c.person).where(feeds.c.name == name, feeds.c.ended.is_(None))).first()
    if found is None or act.seat is None:
        raise none
    decision = None
    if found.person != act.seat.person:
        facts = facts_of(act, found.person)
        decision = act.decide("endOthersSession", facts)
        if not decision.allowed:
            raise Concealed("endOthersSession", facts, decision, none)
    act.con.execute(update(feeds).where(feeds.c.name == name, feeds.c.ended.is_(None)).values(ended=act.now))
    act.log("feed.ended", on=found.person, open={"feed": name}, decision=decision)


def listed(look: Look) -> list[dict[str, Any]]:
    """List one's own feeds that are open, the latest first."""
    wanted = select(feeds.c.name, feeds.c.programme, feeds.c.made, feeds.c.until).where(
        feeds.c.person == (look.seat.person if look.seat else ""), feeds.c.ended.is_(None), feeds.c.until > look.now
    )
    return [dict(row._mapping) for row in look.con.execute(wanted.order_by(feeds.c.made.desc(), feeds.c.name))]


def feed(office: Office, token: str) -> bytes:
    """Give a feed's calendar, with the rights that its person has now.

    Returns
    -------
    bytes
        UTF-8, lines folded at 75 octets and ended by CRLF.

    Raises
    ------
    UnknownName
        When there is none, it has ended or expired, or its person may not take it away any more: all of it looks the same.
    """
    none = UnknownName("There is no such calendar.", remedy="Make another on the page of the calendar.")
    with office.look() as look:
        open_ = feeds.c.ended.is_(None) & (feeds.c.until > look.now)
        found = look.con.execute(select(feeds).where(feeds.c.feed == digest(token), open_)).first()
    if found is None:
        raise none
    # The token stands for both factors, with which it was made.
    with office.look(found.person, factors=2) as look:
        if not look.decide("takeAway").allowed:
            raise none
        title = ""
        if found.programme:
            try:
                records.read(look, found.programme)
            except UnknownName:
                raise none from None
            row = look.con.execute(select(item.c.title, item.c.label).where(item.c.record == found.programme)).first()
            title = row.title if row is not None and within(row.label, LIMIT) else HIDDEN
        today = look.now.date()
        found_ = agenda(look, today - BACK, today + AHEAD, programme=found.programme, person=None if found.programme else found.person, most=MOST)  # fmt: skip
        return written(found_, office.name, title, look.now)


def written(entries: list[Entry], office: str, title: str, now: datetime) -> bytes:
    """Write entries as a calendar.

    Parameters
    ----------
    office
        By which its UIDs differ from another office's.
    title
        The programme's; empty of a person's own.
    """
    from icalendar import Calendar

    made = Calendar()
    made.add("prodid", "-//comity//register//EN")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", f"comity: {title}" if title else "comity")
    made.add("name", f"comity: {title}" if title else "comity")
    made.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", "PT1H")
    met: dict[tuple[str, str, str | None], int] = {}
    for one in entries:
        key = (one.record, one.what, one.about)
        met[key] = met.get(key, 0) + 1
        made.add_component(_event(one, f"{_uid(*key, met[key])}@{office}", now.date()))
    return bytes(made.to_ical())


def _uid(record: str, what: str, about: str | None, time: int) -> str:
    """Name an event by what it is, not by its day: a slip moves it."""
    return hashlib.sha256("\n".join((record, what, about or "", str(time))).encode()).hexdigest()[:40]


def _event(one: Entry, uid: str, today: date) -> Event:
    from icalendar import Event

    open_ = within(one.label, LIMIT)
    start, end = date.fromisoformat(one.start), date.fromisoformat(one.end)
    made = Event()
    made.add("uid", uid)
    made.add("dtstamp", one.changed)
    made.add("last-modified", one.changed)
    made.add("sequence", one.version)
    made.add("dtstart", start)
    made.add("dtend", end + timedelta(days=1))
    made.add("transp", "TRANSPARENT" if one.what else "OPAQUE")
    if not open_:
        made.add("summary", HIDDEN)
        made.add("class", "CONFIDENTIAL")
        return made
    told = f"{one.what}: {one.title}" if one.what else one.title
    made.add("summary", told if one.title == one.of or not one.what else f"{told} ({one.of})")
    off = one.stage in OFF
    made.add("status", "CANCELLED" if off else "CONFIRMED" if one.state == "in force" else "TENTATIVE")
    made.add("categories", [one.what or one.type or one.kind])
    made.add("class", "PUBLIC" if one.label == "public" else "PRIVATE")
    if one.what and not one.done and not one.fixed and not off and start > today:
        made.add_component(_alarm(told))
    return made


def _alarm(told: str) -> Alarm:
    from icalendar import Alarm

    made = Alarm()
    made.add("action", "DISPLAY")
    made.add("description", told)
    made.add("trigger", -RINGS)
    return made


__all__ = ["end_feed", "feed", "listed", "make_feed", "written"]
