"""Programmes: what is wanted with some partners over years, by what right, and with which money."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from comity.model.errors import N_, told
from comity.register.kinds.planned import (  # fmt: skip
    AUTHORITY,
    DAY,
    FIXED,
    LABEL,
    MONEY,
    OWNER,
    RISK,
    TITLE,
    WHAT,
    WHEN,
    WHY,
    WITH,
    WORKS,
    come_to,
    exact,
    happened,
    in_force,
    risks,
    year_of,
)
from comity.register.shape import KEPT, SUBMITTED, Case, Dated, Entry, Field, Kind, Part, Problem, Sum, Type


def _lines(case: Case) -> Iterator[Problem]:
    seen: set[tuple[object, ...]] = set()
    first, last = year_of(case.content.get("start")), year_of(case.content.get("end"))
    for number, line in enumerate(case.rows("lines"), 1):
        named = (str(line.get("code", "")).casefold(), line.get("year"), line.get("currency"))
        if named in seen:
            yield Problem(f"lines/{number}/code", told("The fund line “%(code)s” is there twice for %(year)s in %(currency)s.", code=line.get("code"), year=line.get("year"), currency=line.get("currency")), N_("Add both amounts up in one row."))  # fmt: skip
        seen.add(named)
        year = line.get("year")
        if year is not None and not (first or year) <= year <= (last or year):
            yield Problem(f"lines/{number}/year", told("The programme does not run in %(year)s.", year=year), N_("Mend the year, or the programme’s start and end."))  # fmt: skip


def _rates(case: Case) -> Iterator[Problem]:
    seen: set[tuple[object, ...]] = set()
    for number, row in enumerate(case.rows("rates"), 1):
        if row.get("currency") == row.get("to"):
            yield Problem(f"rates/{number}/to", N_("A rate is from one currency to another."), N_("Name the other currency."))  # fmt: skip
        if "rate" in row and exact(row["rate"]) <= 0:
            yield Problem(f"rates/{number}/rate", N_("A rate is above zero."), N_("Write how much of the other one unit is worth."))  # fmt: skip
        named = (row.get("currency"), row.get("to"), row.get("day"))
        if named in seen:
            yield Problem(f"rates/{number}/day", N_("There are two rates of one day for these currencies."), N_("Leave one out."))  # fmt: skip
        seen.add(named)


def _expiring(case: Case) -> Iterator[Problem]:
    for number, line in enumerate(case.rows("lines"), 1):
        if "expires" not in line:
            yield Problem(f"lines/{number}/expires", N_("Nobody has said when this money expires."), N_("Write the last day on which it can be obligated."))  # fmt: skip
        if "amount" not in line:
            yield Problem(f"lines/{number}/amount", N_("The amount of this line is not known: nothing can be held against it."), N_("Write it once it is granted."))  # fmt: skip


def _all_is_closed(case: Case, values: Mapping[str, Any]) -> Iterator[Problem]:
    yield from happened(case, values)
    open_ = [one.title for one in case.naming("programme") if one.kind == "activity" and come_to(one) not in ("closed", "cancelled")]  # fmt: skip
    if open_:
        yield Problem("day", told("%(count)s of its activities are neither closed nor cancelled, “%(title)s” among them.", count=len(open_), title=open_[0]), N_("Close or cancel them first."))  # fmt: skip


def _money(case: Case) -> Iterator[Sum]:
    for line in case.rows("lines"):
        if "amount" in line:
            yield Sum(line["code"], line["year"], "ceiling", line["currency"], line["amount"], case.record)


def _dated(case: Case) -> Iterator[Dated]:
    if end := case.content.get("end"):
        yield Dated(N_("programme ends"), str(case.content.get("title", "")), end, done=case.stage() == "closed")


KIND = Kind(
    "programme", N_("Programme"), N_("Programmes"),
    help=N_("What is wanted with some partners over years, by what right and with which money; activities, objectives and commitments name it."),
    over=("closed",),
    stages={"planned": N_("planned"), "running": N_("running"), "closed": N_("closed")},
    fields=(
        TITLE, OWNER, LABEL,
        Field("purpose", N_("Purpose"), Type.PROSE, SUBMITTED, group=WHAT, help=N_("What is to be different at its end, for the office and for the partner.")),
        AUTHORITY,
        Field("problem", N_("Problem"), Type.PROSE, group=WHY, help=N_("What is found today, as the initial assessment has it.")),
        Field("assessed", N_("Assessed on"), Type.DAY, group=WHY, help=N_("The day of the initial assessment.")),
        Field("partners", N_("Partners"), Type.RECORDS, SUBMITTED, of=("partner",), group=WITH, help=N_("States, organisations, industry or research bodies that are on record here.")),
        Field("states", N_("States"), Type.STATES, group=WITH, help=N_("Where it takes place.")),
        Field("region", N_("Region"), group=WITH, help=N_("As: the southern coast.")),
        Field("start", N_("Start"), Type.DAY, SUBMITTED, group=WHEN, help=N_("Its first day.")),
        Field("end", N_("End"), Type.DAY, SUBMITTED, group=WHEN, help=N_("Its last day.")),
        Field("currency", N_("Currency of its accounts"), Type.CURRENCY, SUBMITTED, group=MONEY, help=N_("In which its sums are told; other currencies by the rates booked here alone.")),
        Field("theory_of_change", N_("Theory of change"), Type.PROSE, SUBMITTED, group=WORKS, help=N_("Why what is done should lead to what is wanted: if …, then …, because ….")),
        Field("absorptive_capacity", N_("What the partner can absorb"), Type.PROSE, group=WORKS, help=N_("People, upkeep, pay and command that the partner has for it.")),
        Field("political_will", N_("Political will"), Type.PROSE, group=WORKS, help=N_("Who there wants it, who does not, and how one knows.")),
        Field("sustainability", N_("What remains"), Type.PROSE, group=WORKS, help=N_("Who pays and keeps it up when the programme ends.")),
    ),
    parts=(
        Part(
            "lines", N_("Fund lines"), key="code", needed=SUBMITTED, group=MONEY, help=N_("Of which money it is paid: one row for each line, year and currency."),
            fields=(
                Field("code", N_("Fund line"), needed=KEPT, help=N_("Its number in the budget.")),
                Field("title", N_("What it is for"), needed=KEPT, help=N_("As the budget calls it.")),
                Field("source", N_("Source"), needed=SUBMITTED, help=N_("Who grants it: a budget, a fund, a partner.")),
                Field("year", N_("Year"), Type.WHOLE, KEPT, help=N_("The budget’s year, as 2027.")),
                Field("currency", N_("Currency"), Type.CURRENCY, KEPT, help=N_("Three letters, as EUR.")),
                Field("amount", N_("Amount"), Type.MONEY, help=N_("What the line has; leave it empty while it is not known.")),
                Field("expires", N_("Expires"), Type.DAY, due=N_("fund line expires"), fixed=True, help=N_("The last day on which it can be obligated.")),
            ),
        ),
        Part(
            "rates", N_("Booked exchange rates"), key="currency", group=MONEY, help=N_("Sums are converted by these alone."),
            fields=(
                Field("currency", N_("From"), Type.CURRENCY, KEPT, help=N_("Three letters, as USD.")),
                Field("to", N_("To"), Type.CURRENCY, KEPT, help=N_("Three letters, as EUR.")),
                Field("rate", N_("Rate"), Type.NUMBER, KEPT, help=N_("How much of the second currency one unit of the first is worth.")),
                Field("day", N_("Booked on"), Type.DAY, KEPT, help=N_("From this day on it counts.")),
                Field("source", N_("Source"), needed=KEPT, help=N_("Whose rate it is, as: treasury, monthly rate.")),
            ),
        ),
        risks(), FIXED,
        Part(
            "assumptions", N_("Assumptions"), key="assumption", group=RISK, help=N_("What must hold, and is in nobody’s hands here."),
            fields=(
                Field("assumption", N_("What must hold"), Type.PROSE, KEPT, help=N_("One assumption in a sentence.")),
                Field("signal", N_("How one would see that it fails"), help=N_("What one would see first.")),
            ),
        ),
    ),
    entries=(
        Entry("started", N_("It has begun"), (DAY,), stages=("planned",), to="running", check=in_force),
        Entry("closed", N_("It is closed"), (DAY, Field("account", N_("What became of it"), Type.PROSE, KEPT, help=N_("What was reached of what was wanted, and what not."))), stages=("running",), to="closed", check=_all_is_closed),
    ),
    rules=(_lines, _rates), advice=(_expiring,), dated=_dated, money=_money,
)  # fmt: skip
