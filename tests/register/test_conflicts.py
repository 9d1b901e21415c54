"""Conflicts of people, places and money; the sweep gives what looking at every pair and every day gives."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.model.errors import BadRequest
from comity.register.planning.conflicts import Booking, Ceiling, Money, budgets, crowded, overlaps

FIRST = date(2027, 1, 1)


def booked(record: str, start: int, days: int, kind: str = "person", what: str = "x", **more: int | None) -> Booking:
    day = FIRST + timedelta(days=start)
    return Booking(record, kind, what, day, day + timedelta(days=days - 1), **more)  # type: ignore[arg-type]


BOOKINGS = st.lists(
    st.builds(
        booked,
        st.sampled_from("abcdef"),
        st.integers(0, 20),
        st.integers(1, 8),
        st.sampled_from(["person", "place"]),
        st.sampled_from("xy"),
        amount=st.sampled_from([None, 0, 1, 3]),
        capacity=st.sampled_from([None, None, 1, 4]),
    ),
    max_size=14,
)


def test_a_person_in_two_places_and_a_day_shared() -> None:
    one, next_, other = booked("a", 0, 5), booked("b", 4, 3), booked("c", 7, 3)
    found = list(overlaps([other, next_, one]))
    assert [(o.one, o.other, o.start, o.end, o.known) for o in found] == [
        ("a", "b", date(2027, 1, 5), date(2027, 1, 5), True)
    ]
    assert list(overlaps([one, booked("a", 0, 9)])) == []
    assert list(overlaps([one, booked("b", 0, 5, what="y")])) == []


def test_a_place_with_and_without_a_known_capacity() -> None:
    full = [booked("a", 0, 5, "place", amount=300, capacity=500), booked("b", 3, 5, "place", amount=250, capacity=500)]
    (found,) = crowded(full)
    assert (found.level, found.amount, found.start, found.end) == ("conflict", 550, date(2027, 1, 4), date(2027, 1, 5))
    (unknown,) = crowded([booked("a", 0, 5, "place", amount=300), booked("b", 3, 5, "place", amount=250)])
    assert (unknown.level, unknown.capacity) == ("not known", None)
    (part,) = crowded([booked("a", 0, 5, "place", amount=None, capacity=500)])
    assert (part.level, part.at_least) == ("not known", True)
    (alone,) = crowded([booked("a", 0, 5, "place", amount=600, capacity=500)])
    assert alone.level == "conflict"


@given(BOOKINGS)
def test_pairs_are_those_of_looking_at_every_pair(bookings: list[Booking]) -> None:
    expected = []
    for one, other in combinations(bookings, 2):
        shared = [b.capacity for b in bookings if (b.kind, b.resource) == (one.kind, one.resource)]
        several = one.kind == "person" and any(c and c > 1 for c in shared)
        start, end = max(one.start, other.start), min(one.end, other.end)
        same = (one.kind, one.resource) == (other.kind, other.resource)
        if same and not several and one.record != other.record and start <= end:
            expected.append((one.kind, one.resource, frozenset((one.record, other.record)), start, end))
    found = [(o.kind, o.resource, frozenset((o.one, o.other)), o.start, o.end) for o in overlaps(bookings)]
    assert sorted(found, key=str) == sorted(expected, key=str)


@given(BOOKINGS)
def test_days_are_those_of_looking_at_every_day(bookings: list[Booking]) -> None:
    expected = set()
    for kind, what in {(b.kind, b.resource) for b in bookings}:
        own = [b for b in bookings if (b.kind, b.resource) == (kind, what)]
        told = [b.capacity for b in own if b.capacity is not None]
        capacity = min(told) if told else {"person": 1}.get(kind)
        for number in range(40):
            day = FIRST + timedelta(days=number)
            live = [b for b in own if b.start <= day <= b.end]
            amount = sum(b.amount or 0 for b in live)
            many = len({b.record for b in live}) > 1
            if capacity is None:
                level = "not known" if many else None
            elif amount > capacity and (many or kind == "place" or capacity > 1):
                level = "conflict"
            else:
                level = "not known" if any(b.amount is None for b in live) else None
            if level:
                expected.add((kind, what, day, level))
    found = [
        (c.kind, c.resource, c.start + timedelta(days=n), c.level)
        for c in crowded(bookings)
        for n in range((c.end - c.start).days + 1)
    ]
    assert len(found) == len(set(found)) and set(found) == expected


def test_a_hundred_thousand_bookings() -> None:
    many = [booked(str(n), n % 1000, 1, what=str(n // 1000)) for n in range(100_000)]
    assert list(overlaps(many)) == [] and crowded(many) == []
    assert len(list(overlaps([*many, booked("z", 500, 1, what="7")]))) == 1


def money(record: str, planned: str | None, committed: str | None = None, currency: str = "NOK") -> Money:
    amounts = [None if one is None else Decimal(one) for one in (planned, committed)]
    return Money(record, "FL-1", 2027, currency, *amounts)


def test_a_fund_line_against_its_ceiling() -> None:
    limit = Ceiling("FL-1", 2027, "NOK", Decimal("100.00"))
    (within,) = budgets([money("a", "60.10", "60.10"), money("b", "39.90")], [limit])
    assert (within.level, within.needed, within.left) == ("within", Decimal("100.00"), Decimal("0.00"))
    assert (within.planned, within.committed) == (Decimal("100.00"), Decimal("60.10"))
    (over,) = budgets([money("a", "50", "70"), money("b", "30.01")], [limit])
    assert (over.level, over.left) == ("exceeded", Decimal("-0.01"))


def test_an_unknown_ceiling_or_need_is_never_in_order() -> None:
    assert budgets([money("a", "1")], [])[0].level == "not known"
    assert budgets([money("a", "1")], [Ceiling("FL-1", 2027, "NOK", None)])[0].level == "not known"
    (part,) = budgets([money("a", "1"), money("b", None)], [Ceiling("FL-1", 2027, "NOK", Decimal(5))])
    assert (part.level, part.at_least, part.left) == ("not known", True, None)
    (sure,) = budgets([money("a", "6"), money("b", None)], [Ceiling("FL-1", 2027, "NOK", Decimal(5))])
    assert sure.level == "exceeded"
    euro, krone = budgets([money("a", "6", currency="EUR"), money("a", "6")], [])
    assert (euro.needed, krone.needed) == (Decimal(6), Decimal(6))


def test_what_makes_no_sense_is_refused() -> None:
    with pytest.raises(BadRequest):
        booked("a", 0, 0)
    with pytest.raises(BadRequest):
        booked("a", 0, 1, amount=-1)
    with pytest.raises(BadRequest, match="two ceilings"):
        budgets([], [Ceiling("FL-1", 2027, "NOK", Decimal(1)), Ceiling("FL-1", 2027, "NOK", Decimal(2))])
