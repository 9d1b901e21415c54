"""Who and what is booked twice, which place is too full, and which fund line does not hold what is planned.

All of it is found in one pass over the days on which something begins, so that a hundred thousand bookings take seconds. What is
not known is told as such: a place without a known capacity, a fund line without a known ceiling, are never in order.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from comity.model.errors import BadRequest

#: Kinds of resources of which there is one; of others, such as places, capacity has to be known.
SINGLE = frozenset({"person", "unit", "post", "equipment"})


@dataclass(frozen=True, slots=True)
class Booking:
    """Something that a record needs for some days.

    Attributes
    ----------
    record
        The record that needs it.
    kind, resource
        What it is (``person``, ``unit``, ``post``, ``equipment``, ``place`` or any other word) and its name or key.
    start, end
        First and last day, inclusive.
    amount
        How much of it: persons in a place, pieces of equipment. None where that is not known.
    capacity
        How much there is of it. None where that is not known; of the kinds in ``SINGLE`` there is then one.
    """

    record: str
    kind: str
    resource: str
    start: date
    end: date
    amount: int | None = 1
    capacity: int | None = None

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise BadRequest("“%(what)s” is booked to a day before its first.", where=self.record, what=self.resource)
        if (self.amount is not None and self.amount < 0) or (self.capacity is not None and self.capacity < 0):
            raise BadRequest("“%(what)s” is booked with less than nothing.", where=self.record, what=self.resource)


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two records that need the same on the same days.

    Attributes
    ----------
    kind, resource
        What they need.
    one, other
        The records, the one that begins first in front.
    start, end
        First and last day on which both need it.
    known
        Whether it is of a kind of which there is one. Otherwise it depends on the capacity: see :func:`crowded`.
    """

    kind: str
    resource: str
    one: str
    other: str
    start: date
    end: date
    known: bool


@dataclass(frozen=True, slots=True)
class Crowded:
    """Days on which more is booked than there is, or on which that is not known.

    Attributes
    ----------
    kind, resource
        What is booked.
    start, end
        First and last of the days.
    amount
        What is booked on them, as far as known.
    at_least
        Whether some amount is not known.
    capacity
        How much there is; None where that is not known.
    records
        Who booked it.
    level
        ``conflict`` or ``not known``.
    """

    kind: str
    resource: str
    start: date
    end: date
    amount: int
    at_least: bool
    capacity: int | None
    records: tuple[str, ...]
    level: str


def overlaps(bookings: Iterable[Booking]) -> Iterator[Overlap]:
    """Find all pairs of records that need the same on the same days.

    Parameters
    ----------
    bookings
        In any order. Two bookings of one record are no conflict; a single thing with a known capacity above one is left to
        :func:`crowded`.

    Yields
    ------
    Overlap
        By kind, resource and the day on which the later one begins. In time of the order of n log n and the pairs found.
    """
    for (kind, resource), own in _by_resource(bookings):
        if kind in SINGLE and any((one.capacity or 0) > 1 for one in own):
            continue
        standing: list[Booking] = []
        for later in own:
            standing = [one for one in standing if one.end >= later.start]
            for one in standing:
                if one.record != later.record:
                    end = min(one.end, later.end)
                    yield Overlap(kind, resource, one.record, later.record, later.start, end, kind in SINGLE)
            standing.append(later)


def crowded(bookings: Iterable[Booking]) -> list[Crowded]:
    """Find the days on which a place, or anything of which there is more than one, is booked beyond its capacity.

    Parameters
    ----------
    bookings
        In any order. Where bookings of one resource tell different capacities, the smallest counts.

    Returns
    -------
    list of Crowded
        By kind, resource and day. ``not known`` where two records or more stand in a place whose capacity is not known, or where
        an amount is not known and what is known does not exceed the capacity already. Of a kind in ``SINGLE`` there is one where
        no capacity is told.
    """
    found: list[Crowded] = []
    for (kind, resource), own in _by_resource(bookings):
        told = [one.capacity for one in own if one.capacity is not None]
        capacity = min(told) if told else 1 if kind in SINGLE else None
        standing: list[Booking] = []
        waiting = deque(own)
        days = sorted({one.start for one in own} | {one.end + timedelta(days=1) for one in own})
        for day, following in pairwise(days):
            standing = [one for one in standing if one.end >= day]
            while waiting and waiting[0].start == day:
                standing.append(waiting.popleft())
            one = _crowd(kind, resource, day, following - timedelta(days=1), capacity, standing)
            if one:
                found.append(one)
    return found


def _by_resource(bookings: Iterable[Booking]) -> list[tuple[tuple[str, str], list[Booking]]]:
    own: dict[tuple[str, str], list[Booking]] = {}
    for one in bookings:
        own.setdefault((one.kind, one.resource), []).append(one)
    return [(key, sorted(own[key], key=lambda one: (one.start, one.end, one.record))) for key in sorted(own)]


def _crowd(
    kind: str, resource: str, start: date, end: date, capacity: int | None, standing: list[Booking]
) -> Crowded | None:
    records = tuple(sorted({one.record for one in standing}))
    amount = sum(one.amount for one in standing if one.amount is not None)
    at_least = any(one.amount is None for one in standing)
    if capacity is not None and amount > capacity and (len(records) > 1 or kind not in SINGLE or capacity > 1):
        level = "conflict"
    elif (capacity is None and len(records) > 1) or (capacity is not None and at_least):
        level = "not known"
    else:
        return None
    return Crowded(kind, resource, start, end, amount, at_least, capacity, records, level)


@dataclass(frozen=True, slots=True)
class Money:
    """What a record needs of a fund line in a year.

    Attributes
    ----------
    record, line, year, currency
        Whose money, from which line.
    planned, committed
        Sums to date; what is committed is part of what is planned. None where not known.
    """

    record: str
    line: str
    year: int
    currency: str
    planned: Decimal | None
    committed: Decimal | None


@dataclass(frozen=True, slots=True)
class Ceiling:
    """What a fund line allows in a year; None where that is not known."""

    line: str
    year: int
    currency: str
    amount: Decimal | None


@dataclass(frozen=True, slots=True)
class Budget:
    """A fund line in a year against its ceiling.

    Attributes
    ----------
    planned, committed
        Sums over the records, as far as known.
    needed
        What is committed, and planned beyond it: of each record the larger of the two.
    at_least
        Whether of some record it is not known what is planned, so that more may be needed than `needed` says.
    ceiling, left
        What is allowed and what is left of it, below nothing where it is exceeded; None where not known.
    level
        ``within``, ``exceeded`` or ``not known``.
    """

    line: str
    year: int
    currency: str
    planned: Decimal
    committed: Decimal
    needed: Decimal
    at_least: bool
    ceiling: Decimal | None
    left: Decimal | None
    records: tuple[str, ...]
    level: str


def budgets(money: Iterable[Money], ceilings: Iterable[Ceiling]) -> list[Budget]:
    """Hold what is planned and committed of each fund line, year and currency against its ceiling.

    Returns
    -------
    list of Budget
        By line, year and currency; also of ceilings of which nothing is needed. Currencies are never added to each other.

    Raises
    ------
    BadRequest
        If a line has two different ceilings for a year.
    """
    limits: dict[tuple[str, int, str], Decimal | None] = {}
    for one in ceilings:
        key = (one.line, one.year, one.currency)
        if limits.setdefault(key, one.amount) != one.amount:
            raise BadRequest("The fund line %(line)s has two ceilings for %(year)s.", line=one.line, year=one.year)
    own: dict[tuple[str, int, str], list[Money]] = {key: [] for key in limits}
    for need in money:
        own.setdefault((need.line, need.year, need.currency), []).append(need)
    return [_budget(key, own[key], limits.get(key)) for key in sorted(own)]


def _budget(key: tuple[str, int, str], own: list[Money], ceiling: Decimal | None) -> Budget:
    nothing = Decimal(0)
    needed = sum((max(one.planned or nothing, one.committed or nothing) for one in own), nothing)
    at_least = any(one.planned is None for one in own)
    if ceiling is not None and needed > ceiling:
        level = "exceeded"
    else:
        level = "not known" if ceiling is None or at_least else "within"
    return Budget(
        *key,
        planned=sum((one.planned or nothing for one in own), nothing),
        committed=sum((one.committed or nothing for one in own), nothing),
        needed=needed,
        at_least=at_least,
        ceiling=ceiling,
        left=None if ceiling is None or (at_least and level != "exceeded") else ceiling - needed,
        records=tuple(sorted({one.record for one in own})),
        level=level,
    )
