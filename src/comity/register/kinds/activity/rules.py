"""What an activity must keep: vetting, clearances, its fund line, risks, and who may say that it was held."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from comity.model.errors import N_, all_of, told
from comity.register.kinds.planned import ASKED_RISKS, happened, in_force, lines_of, locking, year_of
from comity.register.shape import Case, Problem

#: Whoever is taught or equipped by these is vetted; of an exercise or an operation one says whether a unit is.
VETTED = ("training-course", "education-place", "exchange-officer", "equipment")
ASKED = ("exercise", "peace-operation", "port-call", "visit")
#: From so many days before a clearance falls due, one that nobody has obtained is told.
NEAR = timedelta(days=30)


def trains(case: Case) -> bool:
    """Say whether a unit of the partner is trained or equipped."""
    return case.content.get("type") in VETTED or case.content.get("trains_unit") is True


def fund_year(case: Case) -> int | None:
    """Give the budget's year of which an activity is paid: its own word, or the year in which it begins."""
    said = case.content.get("fund_year")
    return int(said) if said is not None else year_of(case.content.get("start"))


def costs_are_of_a_currency(case: Case) -> Iterator[Problem]:
    """Ask for the currency of a cost: without it the policy would see no money at all."""
    if "cost" in case.content and "currency" not in case.content:
        yield Problem("currency", N_("A cost is of a currency."), N_("Write three letters, as EUR."))


def office_calls_are_free(case: Case) -> bool:
    """Say whether an activity is an office call for which no money is meant."""
    return case.content.get("type") == "office-call" and not {"cost", "currency", "fund_line"} & set(case.content)


def fund_line(case: Case) -> Iterator[Problem]:
    """Ask for a fund line that the programme has, in the year and the currency."""
    content = case.content
    if office_calls_are_free(case):
        return
    for name, what in (("fund_line", N_("The fund line is missing.")), ("cost", N_("What it costs is missing.")), ("currency", N_("The currency is missing."))):  # fmt: skip
        if name not in content:
            yield Problem(name, what, N_("No activity is submitted of which nobody has said how it is paid; write 0 where it costs nothing."))  # fmt: skip
    programme = case.find(str(content.get("programme", "")))
    year, currency = fund_year(case), content.get("currency")
    if "fund_line" not in content or programme is None:
        return
    named = str(content["fund_line"]).casefold()
    of_code = [line for line in lines_of(programme) if str(line.get("code", "")).casefold() == named]
    if not of_code:
        yield Problem("fund_line", told("The programme “%(title)s” has no fund line “%(code)s”.", title=programme.title, code=content["fund_line"]), N_("Choose one of its lines, or have the line added to the programme first."))  # fmt: skip
        return
    if year is None or currency is None:
        return
    if not any(line.get("year") == year and line.get("currency") == currency for line in of_code):
        there = all_of(sorted({f"{line.get('year')} {line.get('currency')}" for line in of_code}))
        yield Problem("fund_line", told("The fund line “%(code)s” has nothing for %(year)s in %(currency)s; it is there for %(there)s.", code=content["fund_line"], year=year, currency=currency, there=there), N_("Choose a line of that year and currency."))  # fmt: skip


def every_risk_is_named(case: Case) -> Iterator[Problem]:
    """Ask for a risk of each kind."""
    named = {row.get("kind") for row in case.rows("risks")}
    for kind, title in ASKED_RISKS.items():
        if kind not in named:
            yield Problem("risks", told("No risk of %(kind)s is named.", kind=told(title)), N_("Say what could happen, who watches it, and by what one would see it; where it is small, say why."))  # fmt: skip


def objectives_are_the_programmes(case: Case) -> Iterator[Problem]:
    """Ask that the objectives be those of the activity's own programme."""
    for which in case.content.get("objectives") or ():
        one = case.find(which)
        if one is not None and one.content.get("programme") != case.content.get("programme"):
            yield Problem("objectives", told("“%(title)s” is an objective of another programme.", title=one.title), N_("Choose objectives of the programme that pays."))  # fmt: skip


def vetted(case: Case) -> Iterator[Problem]:
    """Ask for the vetting of every unit that is trained or equipped, valid until the last day."""
    content = case.content
    if content.get("type") in ASKED and "trains_unit" not in content:
        yield Problem("trains_unit", N_("Nobody has said whether a unit of the partner is trained or equipped by it."), N_("Say yes or no."))  # fmt: skip
    if not trains(case):
        return
    units = {str(row["unit"]).casefold(): str(row["unit"]) for row in case.rows("partners") if row.get("unit")}
    if not units:
        yield Problem("partners", N_("Nobody has said which unit is trained or equipped."), N_("Write it beside the partner: as one unit of many, or one person’s."))  # fmt: skip
    for unit, name in units.items():
        yield from _one_unit(case, unit, name)


def _one_unit(case: Case, unit: str, name: str) -> Iterator[Problem]:
    rows = [(number, row) for number, row in enumerate(case.rows("vetting"), 1) if str(row.get("unit", "")).casefold() == unit]  # fmt: skip
    if not rows:
        yield Problem("vetting", told("“%(unit)s” has not been vetted.", unit=name), N_("Ask the authority, and write down its answer, the day and until when it holds."))  # fmt: skip
        return
    # What was found last counts, and of one day what forbids.
    number, row = max(rows, key=lambda one: (str(one[1].get("day", "")), one[1].get("result") != "cleared"))
    at, end = f"vetting/{number}", str(case.content.get("end") or case.content.get("start") or "")
    if row.get("result") != "cleared":
        yield Problem(f"{at}/result", told("“%(unit)s” is not cleared.", unit=name), N_("Nobody trains or equips it; plan with another unit, or wait for the result."))  # fmt: skip
    elif str(row.get("day", "")) > case.today.isoformat():
        yield Problem(f"{at}/day", told("The vetting of “%(unit)s” is of a day that has not come.", unit=name), N_("Write down what was found, not what is expected."))  # fmt: skip
    elif str(row.get("expires", "")) < max(end, case.today.isoformat()):
        yield Problem(f"{at}/expires", told("The vetting of “%(unit)s” expires on %(day)s, before the activity is over.", unit=name, day=row.get("expires", "…")), N_("Have it renewed first."))  # fmt: skip


def clearances_are_in_time(case: Case) -> Iterator[Problem]:
    """Ask that clearances fall due before the activity begins."""
    start = str(case.content.get("start") or "9999")
    for number, row in enumerate(case.rows("clearances"), 1):
        if str(row.get("deadline", "")) > start:
            yield Problem(f"clearances/{number}/deadline", told("This clearance falls due after the activity begins (%(start)s).", start=start), N_("Write until when it must be there."))  # fmt: skip


def operations_have_benchmarks(case: Case) -> Iterator[Problem]:
    """Ask of a peace operation by what one sees that it gets on."""
    if case.content.get("type") == "peace-operation" and not case.rows("benchmarks"):
        yield Problem("benchmarks", N_("A peace operation has no benchmarks."), N_("Add one at least: of disarmament, reintegration, security-sector reform, elections or returns."))  # fmt: skip


def bookings_name_something(case: Case) -> Iterator[Problem]:
    """Ask who or what is booked."""
    for number, row in enumerate(case.rows("bookings"), 1):
        if not row.get("resource") and not row.get("person"):
            yield Problem(f"bookings/{number}/resource", N_("Nobody has said who or what is taken up."), N_("Name a person of the office, or a unit, a place or a piece of equipment."))  # fmt: skip


def not_linked_to_itself(case: Case) -> Iterator[Problem]:
    """Refuse an activity that is linked to itself."""
    if case.record and case.record in (case.content.get("linked") or ()):
        yield Problem("linked", N_("An activity is not linked to itself."), N_("Take it out."))


def clearance_state(case: Case, row: Mapping[str, Any]) -> str:
    """Say how a clearance stands by what was noted last: `obtained`, `refused`, or empty while it is open."""
    noted = case.noted("clearance", row["id"])
    return str(noted[-1].values["result"]) if noted else ""


def clearances_outstanding(case: Case) -> Iterator[Problem]:
    """Tell of clearances that are refused, late or due soon."""
    if case.stage() in ("cancelled", "closed"):
        return
    for number, row in enumerate(case.rows("clearances"), 1):
        stands, deadline = clearance_state(case, row), row.get("deadline")
        at, values = f"clearances/{number}", {"authority": row.get("authority") or "…", "day": deadline}
        if stands == "refused":
            yield Problem(at, told("%(authority)s has refused this clearance.", **values), N_("Ask anew, plan around it, or cancel."))  # fmt: skip
        elif not stands and deadline and deadline < case.today.isoformat():
            yield Problem(at, told("The clearance of %(authority)s was due on %(day)s.", **values), N_("Ask today, and say to whoever moves that it is not there."))  # fmt: skip
        elif not stands and deadline and deadline <= (case.today + NEAR).isoformat():
            yield Problem(at, told("The clearance of %(authority)s is due on %(day)s.", **values), N_("Ask how far it is."))  # fmt: skip


def vetting_running_out(case: Case) -> Iterator[Problem]:
    """Tell before it is submitted that a unit is not vetted; and afterwards, that its vetting has not lasted."""
    if case.stage() in ("planned", "started"):
        yield from vetted(case)


def may_begin(case: Case, values: Mapping[str, Any]) -> Iterator[Problem]:
    """Refuse the beginning of what is not in force, not vetted, or not cleared."""
    yield from in_force(case, values)
    yield from vetted(case)
    for row in case.rows("clearances"):
        if (stands := clearance_state(case, row)) != "obtained":
            what = N_("The clearance of %(authority)s has been refused.") if stands else N_("The clearance of %(authority)s has not been noted as obtained.")  # fmt: skip
            yield Problem("day", told(what, authority=row.get("authority") or "…"), N_("Note the answer under the clearance first."))  # fmt: skip


def was_held(case: Case, values: Mapping[str, Any]) -> Iterator[Problem]:
    """Refuse to say that something was held that may not begin, or that has not begun by its own days."""
    if case.stage() == "planned":
        yield from may_begin(case, values)
    else:
        yield from in_force(case, values)
    start = case.content.get("start")
    if start and values["day"] < start:
        yield Problem("day", told("It begins on %(start)s only.", start=start), N_("Mend the day, or the activity’s own days first."))  # fmt: skip


def not_locked(case: Case, values: Mapping[str, Any]) -> Iterator[Problem]:
    """Refuse figures of a period whose evaluation is closed."""
    yield from happened(case, values)
    for one in locking(case, "evaluates", values["day"]):
        yield Problem("day", told("The evaluation “%(title)s” of this period is closed: its data stay as they were.", title=one.title), N_("Note it for a day after that period, and say in the source what it corrects."))  # fmt: skip
