"""Objectives: what is to be reached, specific, measurable, achievable, relevant and by when, and what is measured of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from comity.model.errors import N_, told
from comity.register.kinds.objective.standing import BEHIND, DAYS, NOT_KNOWN, standing
from comity.register.kinds.planned import (
    DAY,
    GRADES,
    LABEL,
    OWNER,
    TITLE,
    WHAT,
    WHEN,
    come_to,
    exact,
    happened,
    locking,
)
from comity.register.shape import KEPT, SUBMITTED, Case, Dated, Entry, Field, Kind, Part, Problem, Type

SMART, MEASURED = N_("Specific, measurable, achievable, relevant"), N_("What is measured")
ELEMENTS = ("specific", "measurable", "achievable", "relevant")
LEVELS = {"input": N_("input"), "output": N_("output"), "outcome": N_("outcome"), "impact": N_("impact")}
FREQUENCIES = {"monthly": N_("monthly"), "quarterly": N_("quarterly"), "half-yearly": N_("every half year"), "yearly": N_("yearly"), "once": N_("once, at the end")}  # fmt: skip
#: What of an indicator a closed evaluation has rested on.
LOCKED = ("name", "unit", "baseline", "baseline_day", "target", "target_day", "source", "method")


def _each_says_its_own(case: Case) -> Iterator[Problem]:
    said: dict[str, str] = {}
    for name in ELEMENTS:
        text = " ".join(str(case.content.get(name, "")).casefold().split())
        if text and text in said.values():
            yield Problem(name, N_("The same stands under another heading: this one is not answered."), N_("Say what makes the objective so."))  # fmt: skip
        said[name] = text


def _indicators(case: Case) -> Iterator[Problem]:
    end = case.content.get("end")
    for number, row in enumerate(case.rows("indicators"), 1):
        at = f"indicators/{number}"
        if "baseline" in row and "baseline_day" not in row:
            yield Problem(f"{at}/baseline_day", N_("A baseline is of a day."), N_("Write on which day it was measured."))  # fmt: skip
        if "baseline" in row and "target" in row and exact(row["baseline"]) == exact(row["target"]):
            yield Problem(f"{at}/target", N_("The target is what there is already."), N_("Write what is to be reached."))  # fmt: skip
        if str(row.get("baseline_day") or "") >= str(row.get("target_day") or "9999"):
            yield Problem(f"{at}/target_day", N_("The target’s day is not after the baseline’s."), N_("Mend one of the two days."))  # fmt: skip
        if end and str(row.get("target_day") or "") > end:
            yield Problem(f"{at}/target_day", told("The target lies after the objective’s end (%(end)s).", end=end), N_("Mend one of the two days."))  # fmt: skip


def _within_the_programme(case: Case) -> Iterator[Problem]:
    programme = case.find(str(case.content.get("programme", "")))
    if programme is None:
        return
    first, last = programme.content.get("start"), programme.content.get("end")
    for name in ("start", "end"):
        day = case.content.get(name)
        if day and not (first or day) <= day <= (last or day):
            yield Problem(name, told("This day is outside the programme “%(title)s” (%(first)s to %(last)s).", title=programme.title, first=first or "…", last=last or "…"), N_("Mend the day, or the programme first."))  # fmt: skip


def _what_was_evaluated_stays(case: Case) -> Iterator[Problem]:
    if case.before is None:
        return
    evaluated = [one.title for role in ("evaluates", "objectives") for one in case.naming(role) if one.kind == "evaluation" and come_to(one) == "closed"]  # fmt: skip
    if not evaluated:
        return
    now = {row["id"]: row for row in case.rows("indicators")}
    for number, row in enumerate(case.before.get("indicators") or (), 1):
        if any(row.get(name) != now.get(row["id"], {}).get(name) for name in LOCKED):
            yield Problem("indicators", told("The evaluation “%(title)s” is closed and rests on indicator %(number)s: it stays as it was.", title=evaluated[0], number=number), N_("Leave it, and add another indicator."))  # fmt: skip


def _measured_once_evaluated(case: Case, values: Mapping[str, Any]) -> Iterator[Problem]:
    yield from happened(case, values)
    for role in ("evaluates", "objectives"):
        for one in locking(case, role, values["day"]):
            yield Problem("day", told("The evaluation “%(title)s” of this period is closed: its data stay as they were.", title=one.title), N_("Note it for a day after that period, and say in the source what it corrects."))  # fmt: skip


def _standings(case: Case) -> Iterator[Problem]:
    for number, row in enumerate(case.rows("indicators"), 1):
        found = standing(row, case.noted("measured", row["id"]), case.today)
        if found.level in (BEHIND, NOT_KNOWN):
            place = f"indicators/{number}" + ("/baseline" if row.get("baseline") is None else "")
            yield Problem(place, found.why, N_("Measure it, or look into why.") if row.get("baseline") is not None else N_("Measure where one stands before it begins."))  # fmt: skip


def next_measured(row: Mapping[str, Any], case: Case) -> str | None:
    """Say on which day an indicator is to be measured next; None where nobody has said how often, or its target's day is over."""
    last = max((one.values["day"] for one in case.noted("measured", row["id"])), default=None)
    until = row.get("target_day")
    if row.get("frequency") == "once" or (last and until and last >= until):
        return until if until and not (last and last >= until) else None
    since = last or row.get("baseline_day") or case.content.get("start")
    if since is None or row.get("frequency") not in DAYS:
        return None
    following = (date.fromisoformat(since) + timedelta(DAYS[row["frequency"]])).isoformat()
    return min(following, until) if until else following


def _dated(case: Case) -> Iterator[Dated]:
    over = case.stage() == "concluded"
    if end := case.content.get("end"):
        yield Dated(N_("objective to be reached"), str(case.content.get("title", "")), end, done=over)
    for row in case.rows("milestones"):
        yield Dated(N_("milestone"), row["title"], row["day"], about=row["id"], person=row.get("owner"), done=over or bool(case.noted("reached", row["id"])))  # fmt: skip
    for row in case.rows("indicators"):
        if not over and (day := next_measured(row, case)):
            yield Dated(N_("indicator to be measured"), row["name"], day, about=row["id"], person=row.get("collector"))


RESULTS = {"met": N_("met"), "partly": N_("partly met"), "not-met": N_("not met")}

KIND = Kind(
    "objective", N_("Objective"), N_("Objectives"),
    help=N_("What is to be reached, by when, and how one will know."),
    over=("concluded",),
    stages={"open": N_("open"), "concluded": N_("concluded")},
    fields=(
        TITLE,
        Field("programme", N_("Programme"), Type.RECORD, KEPT, of=("programme",), group=WHAT, help=N_("Whose objective it is.")),
        OWNER, LABEL,
        Field("specific", N_("Specific"), Type.PROSE, SUBMITTED, group=SMART, help=N_("Who will be able to do what, where, that they cannot do today.")),
        Field("measurable", N_("Measurable"), Type.PROSE, SUBMITTED, group=SMART, help=N_("By what somebody else would find that it is reached.")),
        Field("achievable", N_("Achievable"), Type.PROSE, SUBMITTED, group=SMART, help=N_("Why it can be reached with this money, these people and this partner.")),
        Field("relevant", N_("Relevant"), Type.PROSE, SUBMITTED, group=SMART, help=N_("Which aim of the office and of the partner it serves.")),
        Field("start", N_("From"), Type.DAY, SUBMITTED, group=WHEN, help=N_("From which day on it is worked for.")),
        Field("end", N_("To be reached by"), Type.DAY, SUBMITTED, group=WHEN, help=N_("An objective without a day is none.")),
    ),
    parts=(
        Part(
            "indicators", N_("Indicators"), key="name", needed=SUBMITTED, group=MEASURED, help=N_("By what one will know: one at least, measured before it begins."),
            fields=(
                Field("name", N_("Indicator"), needed=KEPT, help=N_("What is counted or judged.")),
                Field("type", N_("Level"), Type.CHOICE, SUBMITTED, LEVELS, help=N_("What is put in, what is made of it, what changes by it, what lasts.")),
                Field("definition", N_("Definition"), Type.PROSE, help=N_("So exact that two people find the same.")),
                Field("unit", N_("Unit"), needed=SUBMITTED, help=N_("As: officers, per cent, days.")),
                Field("baseline", N_("Baseline"), Type.NUMBER, help=N_("Where one stands before; without it an indicator is never on track.")),
                Field("baseline_day", N_("Day of the baseline"), Type.DAY, help=N_("When it was measured.")),
                Field("target", N_("Target"), Type.NUMBER, SUBMITTED, help=N_("What is to be reached, above or below the baseline.")),
                Field("target_day", N_("Day of the target"), Type.DAY, SUBMITTED, help=N_("Until when.")),
                Field("source", N_("Source"), needed=SUBMITTED, help=N_("Where the figure stands.")),
                Field("method", N_("Method"), Type.PROSE, help=N_("How it is counted or judged.")),
                Field("frequency", N_("How often"), Type.CHOICE, SUBMITTED, FREQUENCIES, help=N_("How often it is measured.")),
                Field("collector", N_("Who measures"), Type.PERSON, help=N_("Who is reminded.")),
                Field("disaggregation", N_("Told apart by"), help=N_("As: sex, rank, unit.")),
            ),
        ),
        Part(
            "milestones", N_("Milestones"), key="title", group=MEASURED, help=N_("What must be there on the way."),
            fields=(
                Field("title", N_("Milestone"), needed=KEPT, help=N_("What is there then.")),
                Field("day", N_("Due"), Type.DAY, KEPT, help=N_("Until when.")),
                Field("owner", N_("Who sees to it"), Type.PERSON, help=N_("Who is reminded.")),
            ),
        ),
    ),
    entries=(
        Entry(
            "measured", N_("Measured"), part="indicators", stages=("open",), check=_measured_once_evaluated,
            fields=(
                DAY,
                Field("value", N_("Value"), Type.NUMBER, KEPT, help=N_("In the indicator’s unit.")),
                Field("source", N_("Source"), needed=KEPT, help=N_("Where it stands, or who counted.")),
                Field("confidence", N_("Confidence"), Type.CHOICE, choices=GRADES, help=N_("How far the figure can be relied on.")),
            ),
        ),
        Entry("reached", N_("Milestone reached"), (DAY,), part="milestones", stages=("open",), check=happened),
        Entry(
            "concluded", N_("Concluded"), stages=("open",), to="concluded", check=happened,
            fields=(
                DAY,
                Field("result", N_("Result"), Type.CHOICE, KEPT, RESULTS, help=N_("Whether it was met.")),
                Field("account", N_("Account"), Type.PROSE, KEPT, help=N_("On which figures this rests.")),
            ),
        ),
    ),
    rules=(_what_was_evaluated_stays,), before_submission=(_each_says_its_own, _indicators, _within_the_programme), advice=(_standings,),
    dated=_dated,
)  # fmt: skip
