"""What the kinds around a programme ask for in the same words, and what their rules share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from comity.model.errors import N_
from comity.register.shape import KEPT, NEVER, SUBMITTED, Case, Field, Known, Part, Problem, Type, stage_of

#: What may be done with partners; lessons and offers have the same types.
ACTIVITIES = {
    "exercise": N_("exercise"),
    "visit": N_("visit"),
    "staff-talk": N_("staff talk"),
    "port-call": N_("port call"),
    "training-course": N_("training course"),
    "education-place": N_("place in education"),
    "exchange-officer": N_("exchange officer"),
    "equipment": N_("equipment or material"),
    "cultural-programme": N_("cultural programme"),
    "peace-operation": N_("peace operation"),
    "relief-operation": N_("relief operation"),
    "virtual-meeting": N_("virtual meeting"),
    "office-call": N_("office call"),
}
DOMAINS = {"land": N_("land"), "sea": N_("sea"), "air": N_("air"), "cyber": N_("cyber"), "space": N_("space")}
#: Of each of these an activity names a risk at least; what else is at risk is named besides.
ASKED_RISKS = {
    "escalation": N_("escalation"),
    "dependence": N_("dependence of the partner"),
    "backlash-here": N_("backlash at home"),
    "backlash-there": N_("backlash at the partner’s"),
    "cost": N_("cost"),
}
RISKS = ASKED_RISKS | {"other": N_("another risk")}
GRADES = {"low": N_("low"), "medium": N_("medium"), "high": N_("high")}
SEASONS = {"winter": N_("winter"), "spring": N_("spring"), "summer": N_("summer"), "autumn": N_("autumn")}
#: States of a record in which it binds: an emergency act does until its review.
BINDING = ("in force", "under review")

WHAT, WHY, MONEY, WITH = N_("What it is"), N_("Why, and by what right"), N_("Money"), N_("With whom")
WHEN, WORKS, RISK = N_("When and where"), N_("How it is to work"), N_("What may go wrong")

TITLE = Field("title", N_("Title"), needed=KEPT, group=WHAT, help=N_("As it is called in letters and orders."))
OWNER = Field("owner", N_("Owner"), Type.PERSON, KEPT, group=WHAT, help=N_("One person of the office answers for every entry."))  # fmt: skip
LABEL = Field("label", N_("Label"), Type.LABEL, KEPT, group=WHAT, help=N_("How far it may go; an edit alone never lowers it."))  # fmt: skip
DAY = Field("day", N_("Day"), Type.DAY, KEPT, help=N_("On which day it happened."))
AUTHORITY = Field("authority", N_("Legal authority"), needed=SUBMITTED, group=WHY, help=N_("The law, mandate or agreement, with its article, that allows it."))  # fmt: skip


def risks(needed: str = NEVER) -> Part:
    """Give the part that holds what may go wrong."""
    return Part(
        "risks", N_("Risks"), key="description", needed=needed, group=RISK,
        help=N_("Name escalation, dependence, backlash here and there, and cost, each with owner and trigger."),
        fields=(
            Field("kind", N_("Kind of risk"), Type.CHOICE, KEPT, RISKS, help=N_("Choose what would go wrong.")),
            Field("description", N_("What may happen"), Type.PROSE, KEPT, help=N_("Say in a sentence what would happen, and to whom.")),
            Field("likelihood", N_("Likelihood"), Type.CHOICE, choices=GRADES, help=N_("As it is judged today.")),
            Field("impact", N_("Impact"), Type.CHOICE, choices=GRADES, help=N_("If it happens.")),
            Field("owner", N_("Owner of the risk"), Type.PERSON, SUBMITTED, help=N_("Who watches it, and acts.")),
            Field("trigger", N_("Trigger"), needed=SUBMITTED, help=N_("What one would see first if it came.")),
            Field("answer", N_("Answer"), Type.PROSE, help=N_("What is done then, or beforehand.")),
        ),
    )  # fmt: skip


FIXED = Part(
    "fixed", N_("Days outside one’s hands"), key="what", group=WHEN,
    help=N_("Elections of the partner, the expiry of a mandate or of funds: whatever plans must bend around."),
    fields=(
        Field("what", N_("What happens"), needed=KEPT, help=N_("As: parliamentary election in Norland.")),
        Field("day", N_("Day"), Type.DAY, KEPT, due=N_("day outside one’s hands"), fixed=True, help=N_("The day itself, or the best that is known of it.")),
        Field("source", N_("Source"), needed=SUBMITTED, help=N_("Where this day stands, so that it can be checked.")),
        Field("limit", N_("Nothing may go beyond it"), Type.FLAG, help=N_("Yes for the expiry of a mandate or of funds.")),
    ),
)  # fmt: skip


def binds(case: Case) -> bool:
    """Say whether a record is in force."""
    return case.state in BINDING


def come_to(known: Known) -> str:
    """Give the stage that another record has come to."""
    from comity.register.kinds import kind_of

    return stage_of(kind_of(known.kind), known.entries)


def year_of(day: object) -> int | None:
    """Give the year of a day as content has it; None where there is none."""
    return int(str(day)[:4]) if day else None


def exact(amount: object) -> Decimal:
    """Give an amount, a rate or a measured value as it was written, and not as binary arithmetic has it."""
    return Decimal(str(amount))


def lines_of(programme: Known | None) -> Sequence[Mapping[str, Any]]:
    """Give the fund lines of a programme."""
    return list(programme.content.get("lines") or ()) if programme else []


def happened(case: Case, values: Mapping[str, Any]) -> Iterator[Problem]:
    """Tell of a day on which nothing can have happened yet."""
    if values["day"] > case.today.isoformat():
        yield Problem("day", N_("This day has not come yet."), N_("Note what happened, not what is expected."))


def in_force(case: Case, values: Mapping[str, Any]) -> Iterator[Problem]:
    """Tell of what was done before both keys allowed it."""
    if not binds(case):
        yield Problem("day", N_("This is not in force: it has not been approved as it stands."), N_("Have it approved first; an emergency act is for what cannot wait."))  # fmt: skip
    yield from happened(case, values)


def locking(case: Case, role: str, day: str) -> Iterator[Known]:
    """Give the closed evaluations that name a record in a field, and in whose period a day lies."""
    for one in case.naming(role):
        within = str(one.content.get("start") or "") <= day <= str(one.content.get("end") or "9999")
        if one.kind == "evaluation" and within and come_to(one) == "closed":
            yield one
