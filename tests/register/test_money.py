"""A programme's money: exact, by booked rates alone, and never zero where it is not known."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.model.errors import UnknownName
from comity.register.money import Account, Accounts, Converted, Rate, accounts, convert, overview
from oversight.world import World
from register.registry import example, into_force, keep, keep_until, note

BOOKED = {"rate": "0.9", "rate_to": "EUR", "rate_day": "2026-01-02", "rate_source": "Treasury"}


def paid(amount: str, **other: str) -> dict[str, str]:
    return {"day": "2026-03-01", "amount": amount, "document": "B-1"} | other


def test_a_programme_from_plan_to_payment(office_world: World) -> None:
    made = office_world
    kept = keep_until(made, "activity")
    keep(made, "activity", example("activity", title="Unpriced", cost=None, currency=None))
    first = keep(made, "commitment")
    with made.look("anna") as look:
        found = accounts(look, kept["programme"])
    # Not in force, nothing is committed: it is asked.
    line = found.accounts[0]
    assert (line.year, line.currency, line.ceiling, line.sum("planned")) == (2026, "EUR", 40_000_000, 12_000_000)
    assert (line.sum("asked"), line.sum("committed"), line.left("committed")) == (4_000_000, 0, 40_000_000)
    assert found.unpriced == 1
    into_force(made, first)
    note(made, first, "obligated", paid("39999.99"))
    note(made, first, "spent", paid("0.1"))
    note(made, first, "spent", paid("0.2"))
    year = [{"year": "2026", "amount": "1000"}]
    dollars = keep(made, "commitment", example("commitment", title="Fuel", currency="USD", amount="1000", exact=None, years=year, **BOOKED))  # fmt: skip
    into_force(made, dollars)
    note(made, dollars, "obligated", paid("500"))
    with made.look("anna") as look:
        found = accounts(look, kept["programme"])
        sums = {(row["stage"], row["currency"]): row["cents"] for row in overview(look)}
    line = found.accounts[0]
    # 1000 USD at its own rate, 0.9, not at the programme's 0.92.
    assert line.sum("committed") == 4_000_000 + 90_000 and line.sum("spent") == 30
    assert line.sum("obligated") == 3_999_999 + 45_000
    assert line.left("committed") == 40_000_000 - 4_090_000
    assert [(one.stage, one.cents, one.became, one.rate and one.rate.source) for one in line.converted] == [("committed", 100_000, 90_000, "Treasury"), ("obligated", 50_000, 45_000, "Treasury")]  # fmt: skip
    assert found.years()[2027]["committed"] and found.years()[2027]["committed"].cents == 2_000_050
    total = found.total("ceiling")
    assert total and total.cents == 75_000_050
    assert sums["committed", "USD"] == 100_000 and sums["ceiling", "EUR"] == 75_000_050
    # To dollars no rate is booked: from the rate of dollars to euro none is made.
    other = found.total("committed", "USD")
    assert other and other.cents is None and other.lacking == ("EUR",)


def test_what_is_not_known_is_not_zero(office_world: World) -> None:
    made = office_world
    keep_until(made, "partner")
    lines = [{"code": "A", "title": "Open", "source": "Budget", "year": "2026", "currency": "EUR"}, {"code": "B", "title": "Said", "source": "Budget", "year": "2026", "currency": "EUR", "amount": "5"}]  # fmt: skip
    programme = keep(made, "programme", example("programme", lines=lines, rates=None))
    keep(made, "commitment", example("commitment", activity=None, fund_line="B", currency="USD", amount="2", exact=None, years=[{"year": "2026", "amount": "2"}]))  # fmt: skip
    with made.look("anna") as look:
        found = accounts(look, programme)
    unsaid, said = found.accounts
    assert unsaid.ceiling is None and unsaid.left("planned") is None and unsaid.sum("planned") == 0
    assert said.sum("asked") is None and said.sum("committed") == 0
    total = found.total("ceiling")
    assert total and total.cents is None
    asked = found.total("asked")
    assert asked and asked.cents is None and asked.lacking == ("USD",)


def test_nobody_sums_what_they_may_not_read(office_world: World) -> None:
    made = office_world
    kept = keep_until(made, "activity")
    keep(made, "commitment")
    with made.look("olga") as look:
        assert overview(look) == ()
        with pytest.raises(UnknownName):
            accounts(look, kept["programme"])
    into_force(made, kept["programme"])
    # Whoever holds a key of another organisation reads what is no draft: the drafts' money is not in their sums.
    with made.look("mike") as look:
        line = accounts(look, kept["programme"]).accounts[0]
        assert (line.ceiling, line.sum("planned"), line.sum("asked")) == (40_000_000, 0, 0)


CENTS = st.integers(-(10**13), 10**13)
RATES = st.decimals("0.0001", "10000", places=6)


@given(st.lists(CENTS, max_size=30), RATES)
def test_a_total_is_the_sum_of_what_was_converted_each_by_itself(cents: list[int], rate: Decimal) -> None:
    booked = Rate("USD", "EUR", rate, "2026-01-01", "Treasury")
    lines = tuple(Account(str(at), "t", 2026, "USD", sums={"spent": one}) for at, one in enumerate(cents))
    total = Accounts("r", "EUR", lines, (booked,), 0).total("spent")
    exact = [Fraction(one) * Fraction(rate) for one in cents]
    assert total and total.cents == sum(round(one) for one in exact)


def test_the_last_rate_that_was_booked_counts_and_none_of_later_days() -> None:
    rates = [Rate("USD", "EUR", Decimal(rate), day, "T") for rate, day in (("0.8", "2026-01-01"), ("0.9", "2026-02-01"))]  # fmt: skip
    assert convert("spent", 100, "USD", "EUR", rates, "2026-01-31").became == 80
    assert convert("spent", 100, "USD", "EUR", rates).became == 90
    assert convert("spent", 100, "USD", "EUR", rates, "2025-12-31") == Converted("spent", 100, "USD", None, None)
