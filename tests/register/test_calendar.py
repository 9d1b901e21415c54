"""The calendar against a count by hand, and feeds as a calendar program of somebody else's reads them."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

import pytest
from icalendar import Calendar
from sqlalchemy import select, update
from starlette.testclient import TestClient

from comity.model.errors import BadRequest, UnknownName
from comity.oversight.storage.engine import Scope
from comity.oversight.storage.tables import person, role
from comity.oversight.storage.working import due, feed
from comity.register import calendar, feeds
from oversight.world import World
from register.registry import again, example, into_force, keep, keep_until

YEAR = date(2026, 1, 1), date(2026, 12, 31)


def _activity(made: World, title: str, start: str, end: str | None = None, **other: Any) -> str:
    return keep(made, "activity", {"title": title, "type": "visit", "owner": "anna", "label": "internal", "start": start} | ({"end": end} if end else {}) | other)  # fmt: skip


def test_agenda_and_tally_are_what_one_counts_by_hand(office_world: World) -> None:
    rng = Random(7)
    spans: dict[str, tuple[date, date]] = {}
    for number in range(40):
        start = date(2025, 6, 1) + timedelta(days=rng.randrange(700))
        end = start + timedelta(days=rng.choice([0, 1, 5, 200]))
        spans[_activity(office_world, f"Visit {number}", start.isoformat(), end.isoformat())] = (start, end)
    with office_world.look("anna") as look:
        begins = [(row.record, date.fromisoformat(row.day), date.fromisoformat(row.until or row.day)) for row in look.con.execute(select(due))]  # fmt: skip
        for _ in range(40):
            since = date(2025, 5, 1) + timedelta(days=rng.randrange(800))
            until = since + timedelta(days=rng.choice([0, 6, 30, 365]))
            found = calendar.agenda(look, since, until)
            shown = Counter((one.record, one.what != "") for one in found)
            expected = Counter((one, False) for one, (start, end) in spans.items() if start <= until and end >= since)
            expected += Counter((one, True) for one, day, end in begins if day <= until and end >= since)
            assert shown == expected
            assert [one.start for one in found] == sorted(one.start for one in found)
            counted = calendar.tally(look, since, until, by=7)
            months = Counter(start.isoformat()[:7] for start, _ in spans.values() if since <= start <= until)
            assert {month: begun for month, (begun, _) in counted.items() if begun} == dict(months)
            assert sum(fallen for _, fallen in counted.values()) == sum(since <= day <= until for _, day, _ in begins)
        with pytest.raises(BadRequest):
            calendar.agenda(look, *YEAR[::-1])


def test_a_calendar_has_only_what_one_may_read(office_world: World) -> None:
    office_world.add("nora", "staff", "author")
    _activity(office_world, "Draft of the ministry", "2026-04-01", "2026-04-02")
    with office_world.look("nora") as look:
        assert calendar.agenda(look, *YEAR) == [] and calendar.tally(look, *YEAR) == {}
    with office_world.look("anna") as look:
        assert {one.title for one in calendar.agenda(look, *YEAR)} == {"Draft of the ministry"}
        assert calendar.tally(look, *YEAR, by=4) == {"2026": (1, 2)}


def test_what_is_overdue(office_world: World) -> None:
    _activity(office_world, "Past", "2026-02-01", "2026-02-02")
    _activity(office_world, "To come", "2026-04-01")
    with office_world.look("anna") as look:
        assert [one.title for one in calendar.overdue(look, person=office_world.people["anna"].person)] == ["Past"]
        assert calendar.overdue(look, person=office_world.people["carl"].person) == []


def _made(world: World, **more: Any) -> str:
    with world.act("anna") as act:
        return feeds.make_feed(act, **more)


def _lines_are_right(raw: bytes) -> None:
    assert raw.endswith(b"\r\n") and not re.search(rb"(?<!\r)\n|\r(?!\n)", raw)
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    raw.decode()


def _events(raw: bytes) -> dict[str, dict[str, str]]:
    """Read events by the grammar of RFC 5545, 3.1 alone: unfold, and split name and value."""
    found: dict[str, dict[str, str]] = {}
    held: dict[str, str] | None = None
    depth = 0
    for line in raw.decode().replace("\r\n ", "").split("\r\n"):
        name, _, value = line.partition(":")
        name = name.partition(";")[0]
        if line == "BEGIN:VEVENT":
            held = {}
        elif line == "END:VEVENT":
            assert held is not None
            found[held["UID"]], held = held, None
        elif name in ("BEGIN", "END"):
            depth += 1 if name == "BEGIN" else -1
        elif held is not None and depth == 1:
            assert name not in held or name == "CATEGORIES"
            held[name] = re.sub(r"\\(.)", r"\1", value)
    return found


def test_a_calendar_program_reads_a_feed(office_world: World, clients: Callable[..., TestClient]) -> None:
    kept = keep_until(office_world, "activity")
    into_force(office_world, kept["activity"])
    _activity(office_world, "Secret of the island, with a title so long that no line of seventy-five octets could ever hold it: ä€𝄞", "2026-05-01", "2026-05-03", label="restricted", programme=kept["programme"])  # fmt: skip
    mine = clients("anna")
    page = mine.post("/calendar/feeds", data={"programme": kept["programme"]})
    address = re.search(r"/calendar/feed/[^<]+\.ics", page.text)
    assert page.status_code == 200 and address
    answer = clients().get(address[0])
    assert answer.status_code == 200 and answer.headers["content-type"].startswith("text/calendar")
    assert "set-cookie" not in answer.headers and answer.headers["cache-control"] == "no-store"
    raw = answer.content
    _lines_are_right(raw)
    read = Calendar.from_ical(raw)
    assert not read.errors and read["X-WR-CALNAME"] == "comity: Coast guard of Norland"
    events = {str(one["SUMMARY"]): one for one in read.walk("VEVENT")}
    bridge = events["Northern Bridge 2026"]
    assert bridge.decoded("dtstart") == date(2026, 9, 1) and bridge.decoded("dtend") == date(2026, 9, 15)
    assert bridge["STATUS"] == "CONFIRMED" and bridge["SEQUENCE"] == 1
    conference = events["milestone: Initial planning conference (Northern Bridge 2026)"]
    (alarm,) = conference.walk("VALARM")
    assert alarm.decoded("trigger") == timedelta(days=-7)
    assert "Secret" not in raw.decode().replace("\r\n ", "") and "island" not in answer.text
    assert [
        one
        for one in read.walk("VEVENT")
        if one["SUMMARY"] == feeds.HIDDEN and one.decoded("dtstart") == date(2026, 5, 1)
    ]
    assert all(isinstance(one.decoded("dtstamp"), datetime) for one in read.walk("VEVENT"))
    # Another reader finds the same, in a process of its own the library too.
    plain = _events(raw)
    assert {value["SUMMARY"] for value in plain.values()} == set(events) and len(plain) == len(read.walk("VEVENT"))
    asked = "import sys, icalendar; found = icalendar.Calendar.from_ical(sys.stdin.buffer.read()); print(len(found.walk('VEVENT')), sum(len(e.errors) for e in found.walk()))"
    told = subprocess.run([sys.executable, "-c", asked], input=raw, capture_output=True, check=True).stdout.split()
    assert told == [str(len(plain)).encode(), b"0"]
    # An edit makes the same event a later one.
    before = bridge["UID"]
    again(office_world, kept["activity"], example("activity", start="2026-09-02"))
    after = {str(one["UID"]): one for one in Calendar.from_ical(clients().get(address[0]).content).walk("VEVENT")}
    assert after[before]["SEQUENCE"] == 2 and after[before].decoded("dtstart") == date(2026, 9, 2)
    assert after[before]["STATUS"] == "TENTATIVE"


def test_ones_own_feed_has_what_one_owns_or_sees_to(office_world: World) -> None:
    _activity(office_world, "Mine", "2026-04-01")
    _activity(office_world, "Carl's", "2026-04-01", owner="carl")
    _activity(office_world, "Carl's, and I see to a part", "2026-04-05", owner="carl", milestones=[{"title": "My part", "day": "2026-04-04", "owner": "anna"}])  # fmt: skip
    told = {
        str(one["SUMMARY"])
        for one in Calendar.from_ical(feeds.feed(office_world.office, _made(office_world))).walk("VEVENT")
    }
    assert told == {"Mine", "activity begins: Mine", "milestone: My part (Carl's, and I see to a part)"}


def test_a_feed_ends_with_its_end_its_term_and_its_persons_rights(office_world: World, clients: Callable[..., TestClient]) -> None:  # fmt: skip
    office = office_world.office

    def gone(token: str) -> bool:
        answer = clients().get(f"/calendar/feed/{token}.ics")
        assert answer.status_code in (200, 404)
        return answer.status_code == 404

    assert gone("x" * 43) and gone("..") and clients().get("/calendar/feed/" + "y" * 300 + ".ics").status_code == 400
    ended, expires, rights = _made(office_world), _made(office_world, until=date(2026, 3, 10)), _made(office_world)
    assert not gone(ended) and not gone(expires)
    with office_world.look("anna") as look:
        name = {one["until"]: one["name"] for one in feeds.listed(look)}
        whose = look.con.execute(select(feed.c.feed, feed.c.name)).all()
    assert all(token not in str(whose) for token in (ended, expires, rights))
    office_world.add("nora", "ministry", "author")
    other = clients("nora")
    first = next(iter(name.values()))
    assert other.post(f"/calendar/feeds/{first}/end").status_code == 404
    with office_world.look("anna") as look:
        of = {row.feed: row.name for row in look.con.execute(select(feed.c.feed, feed.c.name))}
    from comity.oversight.identity import digest

    assert clients("anna").post(f"/calendar/feeds/{of[digest(ended)]}/end").status_code == 303
    assert gone(ended) and not gone(expires)
    office_world.clock.on(days=9)
    assert gone(expires) and not gone(rights)
    with office.database.write(Scope.SYSTEM) as con:
        con.execute(
            update(role).where(role.c.person == office_world.people["anna"].person).values(ended=office_world.clock.now)
        )
    assert gone(rights)
    acts = office_world.acts()
    assert acts.count("feed.made") == 3 and acts.count("feed.ended") == 1


def test_nobody_who_may_take_nothing_away_makes_a_feed(office_world: World, clients: Callable[..., TestClient]) -> None:
    assert clients("olga").post("/calendar/feeds", data={}).status_code == 403
    assert clients("olga").get("/calendar/feeds").status_code == 403
    assert "feed.made" not in office_world.acts()
    with office_world.act("anna") as act:
        for until in (date(2026, 3, 1), date(2027, 3, 5)):
            with pytest.raises(BadRequest):
                feeds.make_feed(act, until=until)
        with pytest.raises(UnknownName):
            feeds.make_feed(act, "r_nothing")
        for _ in range(feeds.OPEN):
            feeds.make_feed(act)
        with pytest.raises(BadRequest):
            feeds.make_feed(act)


def test_whoever_is_suspended_has_no_feed(office_world: World) -> None:
    token = _made(office_world)
    with office_world.office.database.write(Scope.SYSTEM) as con:
        con.execute(update(person).where(person.c.login == "anna").values(status="suspended"))
    with pytest.raises(UnknownName):
        feeds.feed(office_world.office, token)
