"""What holds of agreements: who owes whom, how they begin and end, and what falls due until then."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from comity.model.errors import N_, any_of, told
from comity.register.kinds.common import days_until, in_days, months_before
from comity.register.shape import Case, Dated, Problem

SOON = 180


def bound(case: Case) -> list[dict[str, Any]]:
    """Give the parties that are bound: observers are not."""
    return [row for row in case.rows("parties") if row.get("role") != "observer"]


def days(case: Case) -> dict[str, str]:
    """Give the days of an agreement as far as they are known: what was noted goes before what was planned.

    Returns
    -------
    dict of str
        Of ``signed``, ``start``, ``end``, ``review`` and ``notice`` those that are known; ``notice`` is the last day of notice
        before the term ends, counted in calendar months back from its end.
    """
    found = {name: case.content[name] for name in ("signed", "start", "end", "review") if name in case.content}
    for one in case.entries:
        match one.kind:
            case "signed":
                found["signed"] = one.values["day"]
            case "entered":
                found["start"] = one.values["day"]
            case "extended":
                found["end"] = one.values["end"]
            case "reviewed" if "next" in one.values:
                found["review"] = one.values["next"]
            case "reviewed" if found.get("review", "9999") <= one.values["day"]:
                del found["review"]
            case "terminated":
                found["end"] = one.values["day"]
    if "end" in found and "notice_months" in case.content:
        found["notice"] = months_before(found["end"], case.content["notice_months"])
    return found


def dated(case: Case) -> Iterator[Dated]:
    """Tell what falls due: review, last day of notice, expiry."""
    if case.stage() == "abandoned":
        return
    known, title = days(case), str(case.content.get("title", ""))
    over = case.stage() == "terminated"
    if "review" in known:
        yield Dated(N_("review"), title, known["review"], done=over)
    if "notice" in known:
        yield Dated(N_("last day of notice"), title, known["notice"], done=over or bool(case.noted("notice")))
    if "end" in known:
        yield Dated(N_("expiry"), title, known["end"], done=over)


def parties_named(case: Case) -> Iterator[Problem]:
    """Who owes, and to whom, is a party, and nobody owes themselves; each party stands once."""
    names = [row.get("party", "") for row in case.rows("parties")]
    for number, name in enumerate(names, 1):
        if name and name in names[: number - 1]:
            yield Problem(f"parties/{number}/party", told("“%(name)s” stands there twice.", name=name), N_("Leave one row."))  # fmt: skip
    able = [row["party"] for row in bound(case) if "party" in row]
    for number, row in enumerate(case.rows("obligations"), 1):
        for name in ("owes", "toward"):
            if name in row and row[name] not in able:
                yield Problem(f"obligations/{number}/{name}", told("“%(name)s” is no party that is bound.", name=row[name]), told("Write %(names)s, or leave it empty for every party.", names=any_of(able)) if able else N_("Name the parties first."))  # fmt: skip
        if "owes" in row and row.get("owes") == row.get("toward"):
            yield Problem(f"obligations/{number}/toward", N_("Nobody owes this to themselves."), N_("Name another party."))  # fmt: skip


def two_parties(case: Case) -> Iterator[Problem]:
    """An agreement has two parties at least."""
    if len(bound(case)) < 2:
        yield Problem("parties", N_("An agreement has two parties at least that are bound."), N_("Name each, one’s own side too."))  # fmt: skip


def in_order(case: Case) -> Iterator[Problem]:
    """It is not in force before it is signed, and not open where it ends."""
    content = case.content
    if content.get("start", "9999") < content.get("signed", ""):
        yield Problem("start", told("It enters into force (%(start)s) before it is signed (%(signed)s).", start=content["start"], signed=content["signed"]), N_("Mend one of the two days; where it is applied before, say so under its subject."))  # fmt: skip
    if content.get("renewal") in ("ends", "tacit") and "end" not in content:
        yield Problem("end", N_("It ends or is renewed, but on which day is not said."), N_("Give the last day of its term."))  # fmt: skip
    if content.get("renewal") == "open" and "end" in content:
        yield Problem("end", N_("It is in force until notice is given, and yet has a last day."), N_("Choose another kind of duration, or leave the day out."))  # fmt: skip


def later_than_start(case: Case, values: Mapping[str, Any]) -> Iterator[Problem]:
    """An extended term ends later than the one before."""
    last = days(case).get("end")
    if last and values["end"] <= last:
        yield Problem("end", told("Its term ends on %(day)s already.", day=last), N_("Give a later day."))


def advised(case: Case) -> Iterator[Problem]:
    """Tell what is to be looked at: no review, a notice that runs out, a term that is over, days that differ."""
    stage, known, content = case.stage(), days(case), case.content
    if stage in ("terminated", "abandoned"):
        return
    if "review" not in known:
        yield Problem("review", N_("No day of review is set: nobody will look at it again."), N_("Set one, as every second year."))  # fmt: skip
    elif days_until(case, known["review"]) < 0:
        yield Problem("review", told("Its review was due on %(day)s.", day=known["review"]), N_("Review it, and note the outcome with the next day."))  # fmt: skip
    if "end" in known and days_until(case, known["end"]) < 0:
        yield Problem("end", told("Its term ended on %(day)s.", day=known["end"]), N_("Note that it was extended, or that it has ended."))  # fmt: skip
    elif "notice" in known and known["notice"] < case.today.isoformat() and not case.noted("notice"):
        yield Problem("end", told("It ends on %(end)s; the last day of notice, %(notice)s, has passed.", end=known["end"], notice=known["notice"]), N_("Begin now what is to follow it."))  # fmt: skip
    elif "notice" in known and known["notice"] <= in_days(case, SOON):
        yield Problem("end", told("It ends on %(end)s; notice is possible until %(notice)s.", end=known["end"], notice=known["notice"]), N_("Decide whether it is to go on."))  # fmt: skip
    elif "end" in known and "notice" not in known and days_until(case, known["end"]) <= SOON:
        yield Problem("end", told("Its term ends on %(day)s.", day=known["end"]), N_("Extend it, or begin what is to follow it."))  # fmt: skip
    for name, reached in (("signed", ("signed", "in-force")), ("start", ("in-force",))):
        if name in content and content[name] <= case.today.isoformat() and stage not in reached:
            yield Problem(name, told("By its day (%(day)s) this has happened, but it is not noted.", day=content[name]), N_("Note it, or mend the day."))  # fmt: skip
        elif name in content and known[name] != content[name]:
            yield Problem(name, told("Planned for %(planned)s, noted for %(noted)s.", planned=content[name], noted=known[name]), N_("Mend the plan with the next version."))  # fmt: skip
    if not case.rows("obligations"):
        yield Problem("obligations", N_("What the parties owe each other is not recorded: that is not known, not none."), N_("Write a row for each duty."))  # fmt: skip
