"""A room that writes without a leaf in the log is noticed: every transaction of every test of the office is watched.

The watch looks at what goes to the database, not at the code: whatever a room of comity writes, by whatever way, in a transaction that
is committed without an entry of the log, is told with the table and the line that wrote it. What a test itself writes, to make a
database or to tamper with one, is not watched.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy
from sqlalchemy import Connection, Engine, event

import comity

ROOMS = Path(comity.__file__).parent
WRITES = re.compile(r'\s*(?:insert\s+(?:or\s+\w+\s+)?into|update|delete\s+from)\s+"?(\w+)"?', re.IGNORECASE)
#: What may be written without an entry, and why.
QUIET = {
    "session": "how long ago somebody was last seen; that a session began or ended is logged beside it",
    "challenge": "a question to an authenticator, answered or forgotten within minutes",
    "throttle": "how often a password was wrong: to log it would let anybody fill the log",
    "checkpoint": "the log's own head, signed",
    "typed": "what somebody has not saved yet: kept for them alone, and nothing of the office",
    "upload": "a file whose report is being read: nothing of it is taken yet",
    "item_class": "a name for what the policy is told; it follows from records",
    "item": "follows from versions and entries, and is made again when comity starts",
    "item_link": "as item",
    "booking": "as item",
    "money": "as item",
    "due": "as item",
}
#: What one room alone may write so.
QUIET_IN = {
    ("setting", "oversight/founding.py"): "an office that is being founded has no log yet: its settings stand in the first entry",
    ("person", "oversight/people/codes.py"): "which step of an app’s codes has served; that somebody signed in is logged beside it",
}  # fmt: skip
#: Who moves whole tables: no act of an office, but that of whoever runs the machine.
MOVERS = {ROOMS / "oversight" / "storage" / name for name in ("backup.py", "engine.py")}
SKIPPED = str(Path(sqlalchemy.__file__).parent)


def _writer(rooms: Path) -> str | None:
    """Give the line of a room that is writing, if it is a room: the nearest frame outside SQLAlchemy and this file."""
    frame: Any = sys._getframe(2)
    while frame is not None:
        name = frame.f_code.co_filename
        if not name.startswith(SKIPPED) and name != __file__:
            place = Path(name)
            return f"{place}:{frame.f_lineno}" if place.is_relative_to(rooms) and place not in MOVERS else None
        frame = frame.f_back
    return None


class Watch:
    """What was written and not logged."""

    def __init__(self, rooms: Path = ROOMS) -> None:
        self.rooms = rooms
        self.silent: list[str] = []
        self._key = f"written-{id(self)}"

    def begun(self, con: Connection) -> None:
        con.info[self._key] = {}

    def done(self, con: Connection, _cursor: Any, statement: str, *_: Any) -> None:
        if (found := WRITES.match(statement)) is not None:
            table = found[1].lower()
            if table == "log_entry" and statement.lstrip()[:6].lower() == "insert":
                con.info.setdefault(self._key, {})[table] = ""
            elif table not in QUIET and (place := _writer(self.rooms)) is not None and not self._excused(table, place):
                con.info.setdefault(self._key, {}).setdefault(table, place)

    def _excused(self, table: str, place: str) -> bool:
        file = Path(place.rsplit(":", 1)[0]).relative_to(self.rooms)
        return (table, str(file)) in QUIET_IN

    def committed(self, con: Connection) -> None:
        written = con.info.pop(self._key, {})
        if "log_entry" not in written:
            self.silent += [f"{table} was written without an entry of the log, at {place}" for table, place in written.items()]  # fmt: skip

    def rolled_back(self, con: Connection) -> None:
        # Of a connection that the server has cut nothing is asked any more.
        if not con.invalidated:
            con.info.pop(self._key, None)


@contextmanager
def watched(rooms: Path = ROOMS) -> Iterator[Watch]:
    """Watch every database that is used meanwhile."""
    watch = Watch(rooms)
    listened = (
        ("begin", watch.begun),
        ("after_cursor_execute", watch.done),
        ("commit", watch.committed),
        ("rollback", watch.rolled_back),
    )
    for name, hears in listened:
        event.listen(Engine, name, hears)
    try:
        yield watch
    finally:
        for name, hears in listened:
            event.remove(Engine, name, hears)
