"""Commitments: what the office has bound itself to pay, over which years, and what of it was obligated and spent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import ROUND_UP, Decimal
from typing import Any

from comity.model.errors import N_, all_of, told
from comity.register.kinds.planned import (  # fmt: skip
    AUTHORITY,
    DAY,
    LABEL,
    MONEY,
    OWNER,
    TITLE,
    WHAT,
    WHEN,
    WHY,
    exact,
    in_force,
    lines_of,
    year_of,
)
from comity.register.shape import KEPT, Case, Entry, Field, Kind, Part, Problem, Sum, Type

RATE = N_("Booked exchange rate")
RATES = {"rate_to": N_("to which currency"), "rate": N_("the rate"), "rate_day": N_("the day"), "rate_source": N_("the source")}  # fmt: skip
OF = {"obligated": N_("what was obligated"), "spent": N_("what was spent")}


def whole_sum(case: Case) -> Decimal | None:
    """Give what is committed: to the hundredth where it is written so, else in whole units; None where it is not known."""
    said = case.content.get("exact", case.content.get("amount"))
    return None if said is None else exact(said)


def gone_to(case: Case, kind: str, year: int | None = None) -> Decimal:
    """Give what was obligated or spent, of one year or of all, less what came back."""
    total = Decimal(0)
    for one in (*case.noted(kind), *case.noted("returned")):
        if one.kind == kind or one.values["of"] == kind:
            of_year = one.values.get("year") or year_of(one.values["day"])
            if year in (None, of_year):
                total += exact(one.values["amount"]) * (1 if one.kind == kind else -1)
    return total


def _amounts_agree(case: Case) -> Iterator[Problem]:
    amount, precise = case.content.get("amount"), case.content.get("exact")
    if amount is not None and precise is not None and exact(precise).to_integral_value(ROUND_UP) != amount:
        yield Problem("amount", told("The whole amount is %(amount)s, the exact one %(exact)s.", amount=amount, exact=precise), N_("The whole amount is the exact one, rounded up: by it the policy says how many keys are asked."))  # fmt: skip
    whole = whole_sum(case)
    rows = [exact(row["amount"]) for row in case.rows("years") if "amount" in row]
    if rows and whole is not None and sum(rows) != whole:
        yield Problem("years", told("The years sum to %(sum)s, the commitment is %(whole)s.", sum=sum(rows), whole=whole), N_("Mend the years or the amount: not a cent may be in no year."))  # fmt: skip
    years = [row.get("year") for row in case.rows("years")]
    if len(set(years)) < len(years):
        yield Problem("years", N_("A year is there twice."), N_("Add both amounts up in one row."))


def _rate_is_whole(case: Case) -> Iterator[Problem]:
    content = case.content
    lacks = [told(title) for name, title in RATES.items() if name not in content]
    if 0 < len(lacks) < len(RATES):
        yield Problem("rate", told("Of the booked rate is missing: %(what)s.", what=all_of(lacks)), N_("A rate is booked with currency, day and source, or not at all."))  # fmt: skip
    if "rate" in content and exact(content["rate"]) <= 0:
        yield Problem("rate", N_("A rate is above zero."), N_("Write how much of the other one unit is worth."))
    if content.get("rate_to") and content.get("rate_to") == content.get("currency"):
        yield Problem("rate_to", N_("A rate is from one currency to another."), N_("Name the other currency, or leave the rate out."))  # fmt: skip


def _line(case: Case) -> Iterator[Problem]:
    content, programme = case.content, case.find(str(case.content.get("programme", "")))
    if programme is None or "fund_line" not in content:
        return
    named = str(content["fund_line"]).casefold()
    lines = [line for line in lines_of(programme) if str(line.get("code", "")).casefold() == named]
    if not lines:
        yield Problem("fund_line", told("The programme “%(title)s” has no fund line “%(code)s”.", title=programme.title, code=content["fund_line"]), N_("Choose one of its lines, or have the line added to the programme first."))  # fmt: skip
        return
    for number, row in enumerate(case.rows("years"), 1):
        of_year = {str(line.get("currency")) for line in lines if line.get("year") == row.get("year")}
        if not of_year:
            yield Problem(f"years/{number}/year", told("The fund line “%(code)s” has nothing for %(year)s.", code=content["fund_line"], year=row.get("year")), N_("Choose a year that the line has, or have it added to the programme first."))  # fmt: skip
        elif content.get("currency") not in of_year and content.get("rate_to") not in of_year:
            yield Problem("rate", told("The fund line is in %(line)s, the commitment in %(currency)s, and no rate is booked between them.", line=all_of(sorted(of_year)), currency=content.get("currency")), N_("Book the rate, with its day and source."))  # fmt: skip


def _activity(case: Case) -> Iterator[Problem]:
    one = case.find(str(case.content.get("activity", "")))
    if one is not None and one.content.get("programme") != case.content.get("programme"):
        yield Problem("activity", told("“%(title)s” is an activity of another programme.", title=one.title), N_("Choose the programme that pays for it."))  # fmt: skip


def _above(case: Case, kind: str, year: int | None, more: Decimal) -> Iterator[Problem]:
    """Tell what would be above what it rests on: of all years together, and of one."""
    rests = "committed" if kind == "obligated" else "obligated"
    for of in dict.fromkeys((year, None)):
        limit = _committed(case, of) if kind == "obligated" else gone_to(case, "obligated", of)
        total = gone_to(case, kind, of) + more
        if limit is None or total <= limit:
            continue
        values = {"total": total, "limit": limit, "over": total - limit, "currency": case.content.get("currency"), "year": of}  # fmt: skip
        what = {
            ("committed", True): N_("Obligated would be %(total)s %(currency)s, committed are %(limit)s: %(over)s too much."),
            ("committed", False): N_("Obligated of %(year)s would be %(total)s %(currency)s, committed are %(limit)s: %(over)s too much."),
            ("obligated", True): N_("Spent would be %(total)s %(currency)s, obligated are %(limit)s: %(over)s too much."),
            ("obligated", False): N_("Spent of %(year)s would be %(total)s %(currency)s, obligated are %(limit)s: %(over)s too much."),
        }[rests, of is None]  # fmt: skip
        yield Problem("amount", told(what, **values), N_("Have more approved first; where it has happened already, say why, and it is told on the record."))  # fmt: skip
        return


def _committed(case: Case, year: int | None) -> Decimal | None:
    if year is None:
        return whole_sum(case)
    return next((exact(row["amount"]) for row in case.rows("years") if row.get("year") == year), Decimal(0))


def _within(kind: str) -> Any:
    def check(case: Case, values: Mapping[str, Any]) -> Iterator[Problem]:
        yield from in_force(case, values)
        if "excess" not in values:
            yield from _above(case, kind, values.get("year") or year_of(values["day"]), exact(values["amount"]))

    return check


def _returned(case: Case, values: Mapping[str, Any]) -> Iterator[Problem]:
    year = values.get("year") or year_of(values["day"])
    there = gone_to(case, values["of"], year)
    if exact(values["amount"]) > there:
        yield Problem("amount", told("Of %(year)s only %(there)s %(currency)s can come back.", year=year, there=there, currency=case.content.get("currency")), N_("Mend the amount or the year."))  # fmt: skip


def _told_above(case: Case) -> Iterator[Problem]:
    years = sorted({row["year"] for row in case.rows("years")} | {of for one in case.entries if (of := one.values.get("year") or year_of(one.values.get("day")))})  # fmt: skip
    for kind in ("obligated", "spent"):
        found = [one for year in (*years, None) for one in _above(case, kind, year, Decimal(0))]
        yield from {one.what: Problem("amount", one.what, N_("Have more approved, or note what came back.")) for one in found}.values()  # fmt: skip


def _money(case: Case) -> Iterator[Sum]:
    content = case.content
    # An office may have commitments from before it asked for a fund line.
    if not {"fund_line", "currency"} <= set(content):
        return
    line, currency = content["fund_line"], content["currency"]
    for row in case.rows("years"):
        yield Sum(line, row["year"], "committed", currency, row["amount"])
    for kind in OF:
        years = {of for one in (*case.noted(kind), *case.noted("returned")) if (of := one.values.get("year") or year_of(one.values["day"]))}  # fmt: skip
        for year in sorted(years):
            if total := gone_to(case, kind, year):
                yield Sum(line, year, kind, currency, str(total))


AMOUNT = Field("amount", N_("Amount"), Type.MONEY, KEPT, help=N_("In the currency of the commitment."))
YEAR = Field("year", N_("Year of the budget"), Type.WHOLE, help=N_("Where it is not the year of the day."))
EXCESS = Field("excess", N_("Why it goes above what was approved"), Type.PROSE, help=N_("Only where it has happened already: it is told on the record."))  # fmt: skip
DOCUMENT = Field(
    "document", N_("Document"), needed=KEPT, help=N_("The number of the order, the invoice or the payment.")
)

KIND = Kind(
    "commitment", N_("Commitment"), N_("Commitments"),
    help=N_("What the office binds itself to pay. What is obligated and spent is noted on it, and held against it."),
    fields=(
        TITLE, OWNER, LABEL,
        Field("programme", N_("Programme"), Type.RECORD, KEPT, of=("programme",), group=WHY, help=N_("Which pays.")),
        Field("activity", N_("Activity"), Type.RECORD, of=("activity",), group=WHY, help=N_("For which it is, if it is for one.")),
        Field("agreement", N_("Agreement"), Type.RECORD, of=("agreement",), group=WHY, help=N_("By which it is owed, if it is by one.")),
        AUTHORITY,
        Field("payee", N_("To whom"), group=WHAT, help=N_("The firm, the authority or the partner; no private person.")),
        Field("start", N_("From"), Type.DAY, group=WHEN, help=N_("When it begins to bind.")),
        Field("end", N_("To"), Type.DAY, group=WHEN, due=N_("commitment ends"), fixed=True, help=N_("When it ends.")),
        Field("fund_line", N_("Fund line"), needed=KEPT, group=MONEY, help=N_("One that the programme has for each of the years.")),
        Field("currency", N_("Currency"), Type.CURRENCY, KEPT, group=MONEY, help=N_("Three letters, as EUR.")),
        Field("amount", N_("Amount in whole units, rounded up"), Type.WHOLE, KEPT, group=MONEY, help=N_("By it the policy says how many keys are asked.")),
        Field("exact", N_("Exact amount"), Type.MONEY, group=MONEY, help=N_("To the cent, where it has any.")),
        Field("rate_to", N_("Booked to"), Type.CURRENCY, group=RATE, help=N_("The currency of the fund line, where it is another.")),
        Field("rate", N_("Booked rate"), Type.NUMBER, group=RATE, help=N_("How much of that currency one unit is worth.")),
        Field("rate_day", N_("Booked on"), Type.DAY, group=RATE, help=N_("The rate stays, whatever the market does.")),
        Field("rate_source", N_("Source of the rate"), group=RATE, help=N_("Whose rate it is, as: treasury, monthly rate.")),
    ),
    parts=(
        Part(
            "years", N_("Years"), key="year", needed=KEPT, group=MONEY, help=N_("How much of it falls into which year; together they are the whole."),
            fields=(
                Field("year", N_("Year"), Type.WHOLE, KEPT, help=N_("The budget’s year, as 2027.")),
                Field("amount", N_("Amount"), Type.MONEY, KEPT, help=N_("Of this year, in the currency of the commitment.")),
            ),
        ),
    ),
    entries=(
        Entry("obligated", N_("Obligated"), (DAY, AMOUNT, YEAR, DOCUMENT, EXCESS), check=_within("obligated"), help=N_("An order was placed, a contract signed.")),
        Entry("spent", N_("Spent"), (DAY, AMOUNT, YEAR, DOCUMENT, EXCESS), check=_within("spent"), help=N_("It was paid.")),
        Entry("returned", N_("Came back"), (DAY, Field("of", N_("Of what"), Type.CHOICE, KEPT, OF, help=N_("What becomes less by it.")), AMOUNT, YEAR, DOCUMENT, Field("reason", N_("Reason"), needed=KEPT, help=N_("As: the course was shortened."))), check=_returned, help=N_("A refund, or an order that was taken back.")),
    ),
    rules=(_amounts_agree, _rate_is_whole), before_submission=(_line, _activity), advice=(_told_above,), money=_money,
)  # fmt: skip
