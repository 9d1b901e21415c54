"""The office's own words, as pages say them, and how a refusal is shown beside what was typed."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any

from comity.model.errors import (  # fmt: skip
    AmbiguousName,
    BadRequest,
    Busy,
    CannotWrite,
    ComityError,
    NoRecord,
    NotAllowed,
    NotHere,
    UnknownName,
)
from comity.register.kinds import kinds
from comity.web.contract import N_

if TYPE_CHECKING:
    from comity.web.office.asked import Asked

#: The status by which an error is answered; of all else 400.
STATUS = (
    (UnknownName, 404), (AmbiguousName, 404), (Busy, 409), (NotAllowed, 403), (CannotWrite, 503), (NoRecord, 503), (NotHere, 503),
)  # fmt: skip
SIDES = {"military": N_("military"), "civilian": N_("civilian"), "partner": N_("partner")}
ROLES = {
    "owner": N_("owner"),
    "system": N_("runs the machine"),
    "author": N_("author"),
    "military-key": N_("military key"),
    "civilian-key": N_("civilian key"),
    "attache": N_("attaché"),
    "partner": N_("reads for a partner"),
    "overseer": N_("overseer"),
}
STATUSES = {
    "invited": N_("invited"),
    "active": N_("active"),
    "suspended": N_("suspended"),
    "erased": N_("erased"),
}
#: Kinds of records that the register does not keep.
OWN_KINDS = {
    "release": N_("release to a partner"),
    "office-call": N_("office call"),
    "visit": N_("visit"),
    "note": N_("note"),
    "appointment": N_("appointment"),
}
KINDS = {name: one.title for name, one in kinds().items()} | OWN_KINDS
STATES = {
    "draft": N_("draft"),
    "submitted": N_("waits for approval"),
    "in force": N_("in force"),
    "refused": N_("refused"),
    "void": N_("void"),
    "under review": N_("in force in an emergency, under review"),
    "lapsed": N_("lapsed"),
}
PATHS = {
    "two keys": N_("two keys: one military, one civilian"),
    "one key": N_("one key suffices"),
    "emergency": N_("emergency: one key, and a civilian’s review"),
}
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def minutes(value: datetime | None) -> str:
    """Write a moment as pages show it, to the minute; the page says that it is UTC.

    Examples
    --------
    >>> minutes(datetime(2026, 3, 2, 9, 5, 59, tzinfo=UTC))
    '2026-03-02 09:05'
    """
    return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M") if value else ""


def end_of(said: str) -> datetime:
    """Read a day as the last moment of it, in UTC.

    Raises
    ------
    BadRequest
        When it is no day.
    """
    return datetime.combine(_day(said), time(23, 59, 59, 999_000), UTC)


def start_of(said: str) -> datetime | None:
    """Read a day as its first moment, in UTC; nothing of nothing."""
    return datetime.combine(_day(said), time(), UTC) if said.strip() else None


def _day(said: str) -> date:
    try:
        return date.fromisoformat(said.strip()) if DAY.fullmatch(said.strip()) else _no_day(said)
    except ValueError:
        return _no_day(said)


def _no_day(said: str) -> date:
    raise BadRequest("“%(said)s” is no day.", remedy="Write it as 2027-03-31.", said=said[:30])


def status_of(error: ComityError) -> int:
    """Give the status by which an error is answered."""
    return next((code for kind, code in STATUS if isinstance(error, kind)), 400)


def wrong(ask: Asked, error: ComityError) -> dict[str, Any]:
    """Give what a form shows of an error, in the language of whoever asks."""
    tell = ask.language.tell
    return {"what": tell(error.what), "remedy": tell(error.remedy), "problems": [tell(one) for one in error.problems]}


__all__ = ["KINDS", "OWN_KINDS", "PATHS", "ROLES", "SIDES", "STATES", "STATUS", "STATUSES", "end_of", "minutes", "start_of", "status_of", "wrong"]  # fmt: skip
