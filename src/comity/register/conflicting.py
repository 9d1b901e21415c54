"""Who and what an activity needs on the same days as others, and whether its fund line holds, as far as whoever looks may read.

That there are others which one may not read is told without telling which, and sums over them are not known.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import select, tuple_

from comity.model.errors import N_, told
from comity.oversight.storage.working import booking, item, item_link, money
from comity.register.kinds.activity.rules import fund_year
from comity.register.kinds.planned import exact, lines_of
from comity.register.listing import readable
from comity.register.planning.conflicts import (
    SINGLE,
    Booking,
    Budget,
    Ceiling,
    Crowded,
    Money,
    Overlap,
    budgets,
    crowded,
    overlaps,
)
from comity.register.planning.own import Own
from comity.register.projecting import cents
from comity.register.shape import Case

if TYPE_CHECKING:
    from comity.oversight.desk import Look

#: What came to nothing takes up nothing.
ENDED = ("refused", "void", "lapsed")
#: As a record is called that is not kept yet.
NEW = "new"


@dataclass(frozen=True, slots=True)
class Conflicts:
    """What an activity needs that others need, too.

    Attributes
    ----------
    overlaps
        Of each pair the activity is one.
    crowded
        Places and other things of which there is more than one: days on which it is too much, or not known.
    titles
        Of the records.
    hidden
        Others that one may not read need the same on these days.
    """

    overlaps: tuple[Overlap, ...]
    crowded: tuple[Crowded, ...]
    titles: dict[str, str]
    hidden: bool


def conflicts(look: Look, case: Case, chosen: Own) -> Conflicts:
    """Find who and what an activity, as it is or is to be, needs on the same days as another."""
    which = case.record or NEW
    own = [
        Booking(which, one.kind, one.resource, date.fromisoformat(one.start), date.fromisoformat(one.end), one.amount, chosen.capacity.get(one.resource))
        for one in (case.kind.booked(case) if case.kind.booked else ())
        if one.start <= one.end
    ]  # fmt: skip
    if not own:
        return Conflicts((), (), {}, False)
    first, last = min(one.start for one in own), max(one.end for one in own)
    wanted = select(booking).where(
        tuple_(booking.c.kind, booking.c.resource).in_({(one.kind, one.resource) for one in own}),
        booking.c.start <= last.isoformat(), booking.c.end >= first.isoformat(), booking.c.record != which, booking.c.state.not_in(ENDED),
    )  # fmt: skip
    rows = [row for row in look.con.execute(wanted) if row.start <= row.end and any((row.kind, row.resource) == (one.kind, one.resource) and row.start <= one.end.isoformat() and row.end >= one.start.isoformat() for one in own)]  # fmt: skip
    seen = set(readable(look, sorted({row.record for row in rows})))
    others = [Booking(row.record, row.kind, row.resource, date.fromisoformat(row.start), date.fromisoformat(row.end), row.amount, chosen.capacity.get(row.resource)) for row in rows if row.record in seen]  # fmt: skip
    pairs = tuple(one for one in overlaps([*own, *others]) if which in (one.one, one.other) and one.known)
    full = tuple(
        one
        for one in crowded([*own, *others])
        if which in one.records and len(one.records) > 1 and (one.kind not in SINGLE or (one.capacity or 0) > 1)
    )
    return Conflicts(pairs, full, titles(look, seen), any(row.record not in seen for row in rows))


def titles(look: Look, which: set[str]) -> dict[str, str]:
    """Give the titles of some records that whoever looks may read."""
    return {row.record: row.title for row in look.con.execute(select(item.c.record, item.c.title).where(item.c.record.in_(which)))}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Funds:
    """The fund line of an activity.

    Attributes
    ----------
    hidden
        Records that one may not read draw on it, too: it has less left than is told.
    expires
        Its last day, where the programme says so.
    """

    budget: Budget
    titles: dict[str, str]
    hidden: bool
    expires: str | None


def funds(look: Look, case: Case) -> Funds | None:
    """Give what an activity's fund line has, and what it and others plan and have committed of it; None where it names none."""
    content, year, which = case.content, fund_year(case), case.record or NEW
    if year is None or not {"programme", "fund_line", "currency"} <= set(content):
        return None
    named, currency = str(content["fund_line"]), str(content["currency"])
    wanted = select(money.c.record, money.c.line, money.c.stage, money.c.cents).where(money.c.programme == content["programme"], money.c.year == year, money.c.currency == currency, money.c.stage.in_(("planned", "committed")), money.c.record != which, money.c.state.not_in(ENDED))  # fmt: skip
    rows = [row for row in look.con.execute(wanted) if row.line.casefold() == named.casefold()]
    seen = set(readable(look, sorted({row.record for row in rows})))
    # What is committed for an activity is part of what it plans.
    paying = {row.record: row.other for row in look.con.execute(select(item_link.c.record, item_link.c.other).where(item_link.c.record.in_(seen), item_link.c.role == "activity"))}  # fmt: skip
    sums: dict[str, dict[str, Decimal]] = {which: {"planned": Decimal(cents(str(content["cost"])))}} if "cost" in content else {which: {}}  # fmt: skip
    for row in (row for row in rows if row.record in seen):
        of = sums.setdefault(paying.get(row.record, row.record), {})
        of[row.stage] = of.get(row.stage, Decimal(0)) + Decimal(row.cents)
    drawn = [Money(one, named, year, currency, _units(of.get("planned")), _units(of.get("committed"))) for one, of in sums.items()]  # fmt: skip
    lines = [one for one in lines_of(case.find(str(content["programme"]))) if str(one.get("code", "")).casefold() == named.casefold() and one.get("year") == year and one.get("currency") == currency]  # fmt: skip
    ceiling = Ceiling(named, year, currency, exact(lines[0]["amount"]) if lines and lines[0].get("amount") is not None else None)  # fmt: skip
    expires = str(lines[0]["expires"]) if lines and lines[0].get("expires") else None
    found = next(one for one in budgets(drawn, [ceiling]) if one.line == named)
    return Funds(found, titles(look, set(found.records)), any(row.record not in seen for row in rows), expires)


def _units(hundredths: Decimal | None) -> Decimal | None:
    return None if hundredths is None else hundredths.scaleb(-2)


def told_conflicts(look: Look, case: Case, chosen: Own) -> Iterator[str]:
    """Tell in sentences who and what others need on the same days, and whether the fund line holds."""
    found = conflicts(look, case, chosen)
    which = case.record or NEW
    for pair in found.overlaps:
        other = found.titles.get(pair.other if pair.one == which else pair.one, "…")
        name = called(look, pair.kind, pair.resource)
        yield told("“%(resource)s” is needed by “%(other)s” as well, from %(start)s to %(end)s.", resource=name, other=other, start=pair.start, end=pair.end)  # fmt: skip
    for one in found.crowded:
        if one.level == "conflict":
            yield told("“%(resource)s” is too full from %(start)s to %(end)s: %(amount)s of %(capacity)s.", resource=one.resource, start=one.start, end=one.end, amount=one.amount, capacity=one.capacity)  # fmt: skip
    if found.hidden:
        yield N_("Others that you may not read need the same on these days; ask whoever leads the plans.")
    drawn = funds(look, case)
    if drawn and drawn.budget.level == "exceeded":
        yield told("The fund line “%(line)s” of %(year)s does not hold it: %(needed)s %(currency)s of %(ceiling)s.", line=drawn.budget.line, year=drawn.budget.year, needed=drawn.budget.needed, ceiling=drawn.budget.ceiling, currency=drawn.budget.currency)  # fmt: skip
    if drawn and drawn.expires and drawn.expires < str(case.content.get("end") or case.content.get("start") or ""):
        yield told("The fund line “%(line)s” expires on %(day)s, before the activity is over.", line=drawn.budget.line, day=drawn.expires)  # fmt: skip


def called(look: Look, kind: str, resource: str) -> str:
    """Give what is taken up its name; of a person only to those who may know who is here."""
    from comity.oversight.storage.tables import person

    if kind != "person" or not look.decide("readPeople").allowed:
        return told("a person") if kind == "person" else resource
    return look.con.scalar(select(person.c.name).where(person.c.person == resource)) or resource


__all__ = ["Conflicts", "Funds", "called", "conflicts", "funds", "told_conflicts"]
