"""Commitments: years that sum up, rates that are booked, and nothing obligated or spent above what was approved without being told."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from comity.oversight.storage.working import money
from comity.register.shape import KEPT
from oversight.world import World
from register.registry import again, example, into_force, keep, keep_until, note, opened, places, refused, rows, tried


@pytest.fixture
def prepared(office_world: World) -> World:
    keep_until(office_world, "activity")
    return office_world


def paid(amount: str, **other: Any) -> dict[str, Any]:
    return {"day": "2026-03-01", "amount": amount, "document": "B-1"} | other


def sums(made: World, which: str) -> dict[tuple[str, int], Decimal]:
    return {(one["stage"], one["year"]): Decimal(one["cents"]) / 100 for one in rows(made, money) if one["record"] == which}  # fmt: skip


def test_what_is_obligated_and_spent_is_held_against_what_was_approved(prepared: World) -> None:
    which = keep(prepared, "commitment")
    with refused("has not been approved"):
        note(prepared, which, "obligated", paid("1"))
    into_force(prepared, which)
    with refused("Spent of 2026 would be 0.01 EUR, obligated are 0: 0.01 too much."):
        note(prepared, which, "spent", paid("0.01"))
    note(prepared, which, "obligated", paid("39999.99"))
    with refused("Obligated of 2026 would be 40000.01 EUR, committed are 40000: 0.01 too much."):
        note(prepared, which, "obligated", paid("0.02"))
    with refused("committed are 20000.50"):
        note(prepared, which, "obligated", paid("20000.51", year="2027"))
    note(prepared, which, "obligated", paid("20000.50", year="2027"))
    note(prepared, which, "spent", paid("39999.99"))
    note(prepared, which, "returned", paid("100", of="spent", reason="Shorter"))
    with refused("Of 2026 only 39899.99 EUR can come back"):
        note(prepared, which, "returned", paid("39900", of="spent", reason="Shorter"))
    assert sums(prepared, which) == {
        ("committed", 2026): Decimal("40000"), ("committed", 2027): Decimal("20000.50"), ("obligated", 2026): Decimal("39999.99"),
        ("obligated", 2027): Decimal("20000.50"), ("spent", 2026): Decimal("39899.99"),
    }  # fmt: skip
    assert [one for rule in opened(prepared, which).case.kind.advice for one in rule(opened(prepared, which).case)] == []  # fmt: skip


def test_what_has_happened_above_is_noted_with_a_reason_and_told_on_the_record(prepared: World) -> None:
    which = keep(prepared, "commitment")
    into_force(prepared, which)
    note(prepared, which, "obligated", paid("41000", excess="The order was placed in two parts by mistake."))
    case = opened(prepared, which).case
    told = [one.what for rule in case.kind.advice for one in rule(case)]
    assert told == ["Obligated of 2026 would be 41000 EUR, committed are 40000: 1000 too much."]


def test_a_commitment_sums_up(prepared: World) -> None:
    for other, place in (
        ({"amount": "60000"}, "amount"),
        ({"amount": "60002"}, "amount"),
        ({"exact": "60000.51"}, "years"),
        ({"exact": None}, "years"),
        ({"years": [{"year": "2026", "amount": "30000"}, {"year": "2026", "amount": "30000.50"}]}, "years"),
        ({"years": None}, "years"),
        ({"rate": "0.92"}, "rate"),
        ({"rate": "1", "rate_to": "EUR", "rate_day": "2026-01-02", "rate_source": "Treasury"}, "rate_to"),
        ({"rate": "0", "rate_to": "USD", "rate_day": "2026-01-02", "rate_source": "Treasury"}, "rate"),
    ):
        assert places(tried(prepared, "commitment", example("commitment", **other), level=KEPT)) == {place}, other


def test_a_commitment_is_of_a_line_that_the_programme_has_or_its_rate_is_booked(prepared: World) -> None:
    assert tried(prepared, "commitment", example("commitment")).problems == []
    dollars = example("commitment", currency="USD")
    assert places(tried(prepared, "commitment", dollars)) == {"rate"}
    booked = {"rate": "0.92", "rate_to": "EUR", "rate_day": "2026-01-02", "rate_source": "Treasury"}
    assert tried(prepared, "commitment", dollars | booked).problems == []
    assert "fund_line" in places(tried(prepared, "commitment", example("commitment", fund_line="0815")))
    years = [{"year": "2026", "amount": "40000"}, {"year": "2030", "amount": "20000.50"}]
    assert places(tried(prepared, "commitment", example("commitment", years=years))) == {"years/2/year"}


def test_an_edit_takes_the_right_to_obligate_away_until_it_is_approved_again(prepared: World) -> None:
    which = keep(prepared, "commitment")
    into_force(prepared, which)
    again(prepared, which, example("commitment", amount="900000", exact="900000", years=[{"year": "2026", "amount": "900000"}]))  # fmt: skip
    with refused("has not been approved"):
        note(prepared, which, "obligated", paid("500000"))
