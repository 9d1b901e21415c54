"""A programme's money by fund line, year and currency: what there is, planned, committed, obligated and spent.

Sums are exact, in hundredths of a currency's unit. One currency becomes another by a booked rate alone, which is shown with its day and
source; where none is booked, a sum is not known. Sums are of what whoever looks may read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from comity.oversight.storage.tables import record, version
from comity.oversight.storage.working import item, money
from comity.register.kinds.planned import BINDING, exact
from comity.register.listing import may_read
from comity.register.reading import opened

if TYPE_CHECKING:
    from comity.oversight.desk import Look

#: In this order money goes. `asked` is what is committed by records that are not in force yet.
STAGES = ("ceiling", "planned", "asked", "committed", "obligated", "spent")
#: What came to nothing counts nowhere, unless it was obligated or spent before.
GONE = ("refused", "void", "lapsed")


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate as it was booked: how much of `to` one unit of `currency` is worth, from which day on, by whose word."""

    currency: str
    to: str
    rate: Decimal
    day: str
    source: str


@dataclass(frozen=True, slots=True)
class Converted:
    """An amount in hundredths, and what it became by a rate; None where no rate is booked."""

    stage: str
    cents: int
    currency: str
    became: int | None
    rate: Rate | None


@dataclass
class Account:
    """A fund line of a year in its currency.

    Attributes
    ----------
    ceiling
        What the line has, in hundredths; None where nobody has said.
    declared
        The programme has such a line; what names one that it does not have is shown all the same.
    sums
        By stage, in hundredths of the line's currency; what came from other currencies is in it as far as a rate is booked.
    converted
        What came from other currencies, each with its rate.
    """

    line: str
    title: str
    year: int
    currency: str
    expires: str | None = None
    declared: bool = True
    ceiling: int | None = None
    sums: dict[str, int] = field(default_factory=dict)
    converted: list[Converted] = field(default_factory=list)

    def sum(self, stage: str) -> int | None:
        """Give the sum of a stage; None where a part of it is in a currency for which no rate is booked."""
        if any(one.stage == stage and one.became is None for one in self.converted):
            return None
        return self.ceiling if stage == "ceiling" else self.sums.get(stage, 0)

    def left(self, stage: str) -> int | None:
        """Give what the ceiling leaves above a stage, below 0 where it is exceeded; None where either is not known."""
        used = self.sum(stage)
        return None if self.ceiling is None or used is None else self.ceiling - used


@dataclass(frozen=True, slots=True)
class Total:
    """A sum over lines in one currency; `cents` is None where `lacking` names what could not be converted."""

    cents: int | None
    currency: str
    converted: tuple[Converted, ...] = ()
    lacking: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Accounts:
    """All the accounts of a programme.

    Attributes
    ----------
    unpriced
        So many of its activities do not say what they cost: what is planned is at least what is shown.
    """

    programme: str
    currency: str | None
    accounts: tuple[Account, ...]
    rates: tuple[Rate, ...]
    unpriced: int

    def total(self, stage: str, to: str | None = None, *, year: int | None = None, day: str = "9999") -> Total | None:
        """Sum a stage over lines, of a year or of all, in the programme's currency or another.

        Returns
        -------
        Total or None
            None where no currency is said.
        """
        to = to or self.currency
        if to is None:
            return None
        parts: list[Converted] = []
        lacking: list[str] = []
        for one in self.accounts:
            cents = one.sum(stage)
            if year not in (None, one.year) or cents == 0 or (stage == "ceiling" and not one.declared):
                continue
            if cents is None:
                lacking += [part.currency for part in one.converted if part.became is None] or [one.currency]
            else:
                parts.append(convert(stage, cents, one.currency, to, self.rates, day))
        lacking += [part.currency for part in parts if part.became is None]
        cents = None if lacking else sum(part.became or 0 for part in parts)
        foreign = tuple(part for part in parts if part.currency != to)
        return Total(cents, to, foreign, tuple(dict.fromkeys(lacking)))

    def years(self) -> Mapping[int, Mapping[str, Total | None]]:
        """Give the totals of every stage by year."""
        known = sorted({one.year for one in self.accounts})
        return {year: {stage: self.total(stage, year=year) for stage in STAGES} for year in known}


def convert(stage: str, cents: int, currency: str, to: str, rates: Iterable[Rate], day: str = "9999") -> Converted:
    """Convert an amount by the last rate that was booked up to a day; half a hundredth goes to the even one.

    A rate counts as it was booked: from the rate of dollars to euro none of euro to dollars is made.

    Examples
    --------
    >>> rate = Rate("USD", "EUR", Decimal("0.92"), "2026-01-02", "Treasury")
    >>> convert("spent", 10000, "USD", "EUR", [rate]).became, convert("spent", 1, "EUR", "USD", [rate]).became
    (9200, None)
    """
    if currency == to:
        return Converted(stage, cents, currency, cents, None)
    booked = [one for one in rates if one.currency == currency and one.to == to and one.day <= day]
    if not booked:
        return Converted(stage, cents, currency, None, None)
    rate = max(booked, key=lambda one: one.day)
    return Converted(stage, cents, currency, round(cents * rate.rate), rate)


def accounts(look: Look, programme: str) -> Accounts:
    """Give the accounts of a programme.

    Raises
    ------
    UnknownName
        When there is no such programme that one may read.
    """
    content = opened(look, programme).content
    rates = tuple(_rates(content.get("rates") or ()))
    found: dict[tuple[str, int, str], Account] = {}
    for row in content.get("lines") or ():
        made = Account(row["code"], row["title"], row["year"], row["currency"], row.get("expires"))
        found[_key(row["code"], row["year"], row["currency"])] = made
    foreign: list[tuple[str, int, str, str]] = []
    for row in look.con.execute(_grouped(look, programme)):
        stage = _stage(row.stage, row.state)
        if stage is None:
            continue
        key = _key(row.line, row.year, row.currency)
        if stage == "ceiling":
            if key in found:
                found[key].ceiling = int(row.cents)
            continue
        of_year = [one for one in found if one[:2] == key[:2]]
        if key not in found and of_year and row.stage != "planned":
            foreign.append((row.line, row.year, row.currency, row.stage))
            continue
        # What names a line that the programme does not have is shown, without a ceiling.
        account = found.setdefault(key, Account(row.line, "", row.year, row.currency, declared=False))
        account.sums[stage] = account.sums.get(stage, 0) + int(row.cents)
    if foreign:
        _foreign(look, programme, foreign, found, rates)
    ordered = sorted(found.values(), key=lambda one: (one.line, one.year, one.currency))
    return Accounts(programme, content.get("currency"), tuple(ordered), rates, _unpriced(look, programme))


def _key(line: str, year: int, currency: str) -> tuple[str, int, str]:
    return line.casefold(), year, currency


def _stage(stage: str, state: str) -> str | None:
    if stage == "committed" and state not in BINDING:
        return None if state in GONE else "asked"
    return None if stage == "planned" and state in GONE else stage


def _rates(rows: Iterable[Mapping[str, Any]]) -> Iterable[Rate]:
    return (Rate(row["currency"], row["to"], exact(row["rate"]), row["day"], row["source"]) for row in rows)


def _grouped(look: Look, programme: str) -> Any:
    by = (money.c.line, money.c.year, money.c.currency, money.c.stage, money.c.state)
    wanted = select(*by, func.sum(money.c.cents).label("cents")).where(money.c.programme == programme).group_by(*by)
    return may_read(look, wanted, money.c.record)


def _foreign(look: Look, programme: str, which: Sequence[tuple[str, int, str, str]], found: Mapping[tuple[str, int, str], Account], rates: Sequence[Rate]) -> None:  # fmt: skip
    """Bring what is committed in another currency to its line, by the rate booked on the commitment, else by the programme's."""
    current = (version.c.record == record.c.record) & (version.c.version == record.c.version)
    wanted = (
        select(money.c.line, money.c.year, money.c.currency, money.c.stage, money.c.state, money.c.cents, version.c.content)
        .join_from(money, record, record.c.record == money.c.record).join(version, current)
        .where(money.c.programme == programme, money.c.currency.in_({one[2] for one in which}), money.c.stage != "planned", money.c.stage != "ceiling")
        .order_by(money.c.record, money.c.number)
    )  # fmt: skip
    asked = set(which)
    for row in look.con.execute(may_read(look, wanted, money.c.record)):
        stage = _stage(row.stage, row.state)
        if stage is None or (row.line, row.year, row.currency, row.stage) not in asked:
            continue
        of_year = {key[2]: one for key, one in found.items() if key[:2] == (row.line.casefold(), row.year)}
        own, held = [], row.content
        if {"rate", "rate_to", "rate_day", "rate_source"} <= set(held):
            own = [Rate(row.currency, held["rate_to"], exact(held["rate"]), held["rate_day"], held["rate_source"])]
        tries = [(to, known) for known in (own, rates) for to in of_year]
        made = [(of_year[to], convert(stage, row.cents, row.currency, to, known)) for to, known in tries]
        account, one = next(((to, one) for to, one in made if one.became is not None), made[0])
        account.converted.append(one)
        account.sums[stage] = account.sums.get(stage, 0) + (one.became or 0)


def _unpriced(look: Look, programme: str) -> int:
    priced = select(money.c.record).where(money.c.programme == programme, money.c.stage == "planned")
    wanted = select(func.count()).select_from(item).where(item.c.programme == programme, item.c.kind == "activity", item.c.stage != "cancelled", item.c.state.not_in(GONE), item.c.record.not_in(priced))  # fmt: skip
    return look.con.scalar(may_read(look, wanted, item.c.record)) or 0


def behind(look: Look, programme: str, line: str, year: int, currency: str, stage: str) -> list[dict[str, Any]]:
    """Give the records behind a sum of an account: rows of `record`, `kind`, `title`, `state`, `currency`, `cents`, by what they came to.

    Of an account with a part from other currencies, the rows of these are there too, each in its own.
    """
    accounted = next((one for one in accounts(look, programme).accounts if _key(one.line, one.year, one.currency) == _key(line, year, currency)), None)  # fmt: skip
    own = {currency, *(one.currency for one in (accounted.converted if accounted else ()) if one.stage == stage)}
    kept = "committed" if stage == "asked" else stage
    wanted = (
        select(money.c.record, item.c.kind, item.c.title, money.c.state, money.c.currency, func.sum(money.c.cents).label("cents"))
        .join_from(money, item, item.c.record == money.c.record)
        .where(money.c.programme == programme, func.lower(money.c.line) == line.lower(), money.c.year == year, money.c.currency.in_(own), money.c.stage == kept)
        .group_by(money.c.record, item.c.kind, item.c.title, money.c.state, money.c.currency).order_by(item.c.title, money.c.record)
    )  # fmt: skip
    rows = (dict(row._mapping) for row in look.con.execute(may_read(look, wanted, money.c.record)))
    return [row | {"cents": int(row["cents"])} for row in rows if _stage(kept, row["state"]) == stage]


def overview(look: Look) -> tuple[Mapping[str, Any], ...]:
    """Sum every programme by stage and currency, with its title: rows of `programme`, `title`, `stage`, `currency`, `cents`."""
    by = (money.c.programme, item.c.title, money.c.stage, money.c.state, money.c.currency)
    wanted = select(*by, func.sum(money.c.cents).label("cents")).join_from(money, item, item.c.record == money.c.programme).group_by(*by)  # fmt: skip
    both = may_read(look, may_read(look, wanted, money.c.record), money.c.programme)
    found: dict[tuple[str, str, str, str], int] = {}
    for row in look.con.execute(both):
        if stage := _stage(row.stage, row.state):
            key = (row.programme, row.title, stage, row.currency)
            found[key] = found.get(key, 0) + int(row.cents)
    names = ("programme", "title", "stage", "currency", "cents")
    return tuple(dict(zip(names, (*key, cents), strict=True)) for key, cents in sorted(found.items()))
