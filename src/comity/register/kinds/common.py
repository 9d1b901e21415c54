"""Fields and rules that several kinds share."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from comity.model.errors import N_, told
from comity.register.shape import KEPT, SUBMITTED, Case, Field, Problem, Type

Check = Callable[[Case, Mapping[str, Any]], Iterator[Problem]]

#: States of a record that was approved: by two keys, or in an emergency by one.
APPROVED = ("in force", "under review")

OWNER = Field("owner", N_("Who is responsible"), Type.PERSON, KEPT, help=N_("One person of the office answers for every entry."))  # fmt: skip
LABEL = Field("label", N_("Label"), Type.LABEL, KEPT, help=N_("How far it may go. An edit alone lowers it for nobody: both keys do."))  # fmt: skip
PROGRAMME = Field("programme", N_("Programme"), Type.RECORD, of=("programme",), help=N_("The programme to which it belongs, if any."))  # fmt: skip
AUTHORITY = Field("authority", N_("Legal authority"), Type.PROSE, SUBMITTED, help=N_("The act, decree or decision that lets the office do this, with its section."))  # fmt: skip
DAY = Field("day", N_("Day"), Type.DAY, KEPT, help=N_("When it happened: today at the latest."))
NOTE = Field("note", N_("Remark"), Type.PROSE, help=N_("What a successor will have to know of it."))
REASON = Field("reason", N_("Reason"), Type.PROSE, KEPT, help=N_("As whoever decided gave it."))


def every(*checks: Check) -> Check:
    """Make one check of several."""

    def check(case: Case, values: Mapping[str, Any]) -> Iterator[Problem]:
        for one in checks:
            yield from one(case, values)

    return check


def not_ahead(case: Case, values: Mapping[str, Any]) -> Iterator[Problem]:
    """Refuse to note what has not happened."""
    if values["day"] > case.today.isoformat():
        yield Problem("day", told("%(day)s is still to come.", day=values["day"]), N_("Note it when it has happened."))


def not_before_the_last(case: Case, values: Mapping[str, Any]) -> Iterator[Problem]:
    """Refuse a step that would lie before the one that it follows."""
    last = max(
        (one.values["day"] for one in case.entries if _moves(case, one.kind) and "day" in one.values), default=""
    )
    if values["day"] < last:
        yield Problem("day", told("The step before it was on %(day)s.", day=last), N_("Give that day or a later one."))


def _moves(case: Case, entry: str) -> bool:
    declared = case.kind.entry(entry)
    return declared is not None and bool(declared.to)


def approved(case: Case, _: Mapping[str, Any]) -> Iterator[Problem]:
    """Refuse to go on with what was not approved as it stands."""
    if case.state not in APPROVED:
        yield Problem("approval", N_("This was not approved as it stands now."), N_("Submit it, and let the keys approve it first."))  # fmt: skip


def days_until(case: Case, day: str) -> int:
    """Count the days from today to a day; below 0 it has passed."""
    return (date.fromisoformat(day) - case.today).days


def months_before(day: str, months: int) -> str:
    """Give the day so many months before another, the last of its month where there is none of that number.

    Examples
    --------
    >>> months_before("2027-08-31", 6), months_before("2027-01-15", 12)
    ('2027-02-28', '2026-01-15')
    """
    end = date.fromisoformat(day)
    year, month = divmod(end.year * 12 + end.month - 1 - months, 12)
    return date(year, month + 1, min(end.day, calendar.monthrange(year, month + 1)[1])).isoformat()


def in_days(case: Case, days: int) -> str:
    """Give the day so many days from today."""
    return (case.today + timedelta(days)).isoformat()


def holds(row: Mapping[str, Any], day: str) -> bool:
    """Say whether a span from `start` to `end` covers a day; where one of them is not given it is open there."""
    return str(row.get("start") or "") <= day <= str(row.get("end") or "9999")


def latest(case: Case, entry: str, name: str, about: str | None = None) -> Any:
    """Give a value as the last entry of a kind that has it; None where none has."""
    return next((one.values[name] for one in reversed(case.noted(entry, about)) if name in one.values), None)
