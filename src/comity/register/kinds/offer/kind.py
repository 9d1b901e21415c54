"""Offers: the menu of what partners may choose from, with seats, deadlines, nominations and feedback."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from comity.model.errors import N_, told
from comity.register.kinds.planned import (
    ACTIVITIES,
    AUTHORITY,
    DAY,
    LABEL,
    MONEY,
    OWNER,
    TITLE,
    WHAT,
    WHEN,
    WITH,
    happened,
)
from comity.register.shape import KEPT, SUBMITTED, Case, Dated, Entry, Field, Kind, Noted, Problem, Type

PRIORITIES = {"1": N_("first choice"), "2": N_("second choice"), "3": N_("third choice"), "4": N_("if seats are left")}


def nomination(case: Case, which: str) -> Noted | None:
    """Give a nomination by its entry's identity."""
    return next((one for one in case.noted("nominated") if one.entry == which), None)


def answer_to(case: Case, which: str) -> str:
    """Say how a nomination stands: `accepted`, `declined`, `withdrawn`, or empty while nobody has answered."""
    answers = [one.kind for one in case.entries if one.kind in ("accepted", "declined", "withdrawn") and one.values["nomination"] == which]  # fmt: skip
    return answers[-1] if answers else ""


def seats_taken(case: Case) -> int:
    """Count the seats of nominations that were accepted and not withdrawn."""
    return sum(one.values["seats"] for one in case.noted("nominated") if answer_to(case, one.entry) == "accepted")


def _in_time(case: Case, values: Mapping[str, Any]) -> Iterator[Problem]:
    yield from happened(case, values)
    deadline = case.content.get("deadline")
    if deadline and case.today.isoformat() > deadline:
        yield Problem("day", told("Registration ended on %(day)s.", day=deadline), N_("Ask the office whether seats are left."))  # fmt: skip
    seats = case.content.get("seats")
    if seats is not None and values["seats"] > seats:
        yield Problem("seats", told("There are %(seats)s seats in all.", seats=seats), N_("Ask for fewer."))
    if not values["seats"]:
        yield Problem("seats", N_("No seat is asked for."), N_("Ask for one at least."))


def _of_a_nomination(case: Case, values: Mapping[str, Any]) -> Iterator[Problem]:
    yield from happened(case, values)
    if nomination(case, values["nomination"]) is None:
        yield Problem("nomination", N_("There is no such nomination."), N_("The offer’s page has all of them."))
    elif answer_to(case, values["nomination"]) == "withdrawn":
        yield Problem("nomination", N_("This nomination was withdrawn."), N_("The partner nominates anew."))


def _accepted(case: Case, values: Mapping[str, Any]) -> Iterator[Problem]:
    yield from _of_a_nomination(case, values)
    one, seats = nomination(case, values["nomination"]), case.content.get("seats")
    if one is None or seats is None or answer_to(case, one.entry) == "accepted":
        return
    if (taken := seats_taken(case)) + one.values["seats"] > seats:
        yield Problem("nomination", told("Of %(seats)s seats %(taken)s are taken; this asks for %(more)s.", seats=seats, taken=taken, more=one.values["seats"]), N_("Decline it, or have more seats approved."))  # fmt: skip


def _withdrawn(case: Case, values: Mapping[str, Any]) -> Iterator[Problem]:
    yield from happened(case, values)
    one = nomination(case, values["nomination"])
    # Of the nominations of others a partner does not even learn that they are there.
    if one is None or one.person != case.actor:
        yield Problem("nomination", N_("You have made no such nomination."), N_("Whoever nominated withdraws; the office can decline."))  # fmt: skip


def _seats(case: Case) -> Iterator[Problem]:
    if case.content.get("seats") == 0:
        yield Problem("seats", N_("An offer without seats is none."), N_("Write how many can take part."))
    deadline, start = str(case.content.get("deadline", "")), str(case.content.get("start", "9999"))
    if deadline > start:
        yield Problem("deadline", told("Registration would end after it begins (%(start)s).", start=start), N_("Mend one of the two days."))  # fmt: skip


def _waiting(case: Case) -> Iterator[Problem]:
    waiting = [one for one in case.noted("nominated") if not answer_to(case, one.entry)]
    if waiting and case.stage() == "open":
        yield Problem("seats", told("%(count)s nominations wait for an answer.", count=len(waiting)), N_("Accept or decline each."))  # fmt: skip


def _dated(case: Case) -> Iterator[Dated]:
    if answered := case.content.get("answer_by"):
        waiting = any(not answer_to(case, one.entry) for one in case.noted("nominated"))
        yield Dated(N_("nominations to be answered"), str(case.content.get("title", "")), answered, done=not waiting)  # fmt: skip


NOMINATION = Field("nomination", N_("Nomination"), needed=KEPT, help=N_("Its identity, as the offer’s page has it."))
REASON = Field("reason", N_("Reason"), Type.PROSE, help=N_("As it is told to the partner."))
SEATS = Field("seats", N_("Seats"), Type.WHOLE, KEPT, help=N_("How many."))

KIND = Kind(
    "offer", N_("Offer"), N_("Offers"),
    help=N_("What partners may choose from. Each partner sees its own choices and nominations alone, and the answers to them."),
    over=("held", "withdrawn"),
    stages={"open": N_("open"), "closed": N_("closed"), "held": N_("held"), "withdrawn": N_("withdrawn")},
    fields=(
        TITLE,
        Field("code", N_("Number in the menu"), group=WHAT, help=N_("It stays the same from year to year.")),
        Field("type", N_("Type"), Type.CHOICE, KEPT, ACTIVITIES, group=WHAT, help=N_("What is offered.")),
        OWNER, LABEL,
        Field("content", N_("What it is"), Type.PROSE, SUBMITTED, group=WHAT, help=N_("For whom, and what one can do afterwards.")),
        AUTHORITY,
        Field("programme", N_("Programme"), Type.RECORD, of=("programme",), group=WHAT, help=N_("Which pays, if one does.")),
        Field("activity", N_("Activity"), Type.RECORD, of=("activity",), group=WHAT, help=N_("Of which it is a part, if it is of one.")),
        Field("partners", N_("Partners who may choose it"), Type.RECORDS, of=("partner",), group=WITH, help=N_("Who reads it is chosen besides: their organisations.")),
        Field("seats", N_("Seats"), Type.WHOLE, SUBMITTED, group=WITH, help=N_("How many people can take part in all.")),
        Field("prerequisites", N_("Prerequisites"), Type.PROSE, group=WITH, help=N_("Rank, training, clearance, health.")),
        Field("languages", N_("Languages"), needed=SUBMITTED, group=WITH, help=N_("With the level that is asked for, as: English, level 2222.")),
        Field("start", N_("Start"), Type.DAY, SUBMITTED, group=WHEN, help=N_("Its first day.")),
        Field("end", N_("End"), Type.DAY, SUBMITTED, group=WHEN, help=N_("Its last day.")),
        Field("location", N_("Where"), group=WHEN, help=N_("As people call it.")),
        Field("deadline", N_("Registration ends"), Type.DAY, SUBMITTED, group=WHEN, due=N_("registration ends"), fixed=True, help=N_("The last day on which partners choose and nominate.")),
        Field("answer_by", N_("Answers by"), Type.DAY, group=WHEN, help=N_("Until when the office accepts or declines.")),
        Field("paid", N_("What the office pays"), Type.PROSE, group=MONEY, help=N_("As: tuition and quarters, no travel.")),
    ),
    entries=(
        Entry("chosen", N_("Chosen"), (DAY, Field("priority", N_("Priority"), Type.CHOICE, KEPT, PRIORITIES, help=N_("How much it matters to you.")), SEATS, Field("remark", N_("Remark"), Type.PROSE, help=N_("What the office should know."))), stages=("open",), partner=True, check=_in_time),
        Entry("nominated", N_("Nominated"), (DAY, SEATS, Field("rank", N_("Rank"), needed=KEPT, help=N_("Of whoever will come.")), Field("function", N_("Function"), needed=KEPT, help=N_("No names: they are sent to the office’s contact.")), Field("language", N_("Language and level"), help=N_("As it was tested."))), stages=("open",), partner=True, check=_in_time),
        Entry("withdrawn", N_("Nomination withdrawn"), (DAY, NOMINATION, REASON), stages=("open", "closed"), partner=True, check=_withdrawn),
        Entry("accepted", N_("Nomination accepted"), (DAY, NOMINATION, REASON), stages=("open", "closed"), check=_accepted),
        Entry("declined", N_("Nomination declined"), (DAY, NOMINATION, Field("reason", N_("Reason"), Type.PROSE, KEPT, help=N_("As it is told to the partner."))), stages=("open", "closed"), check=_of_a_nomination),
        Entry("closed", N_("Registration closed"), (DAY,), stages=("open",), to="closed", check=happened),
        Entry("held", N_("It was held"), (DAY,), stages=("open", "closed"), to="held", check=happened),
        Entry("called-off", N_("Called off"), (DAY, Field("reason", N_("Reason"), Type.PROSE, KEPT, help=N_("Why, and who decided; the page tells partners the day alone."))), stages=("open", "closed"), to="withdrawn", check=happened),
        Entry("feedback", N_("Feedback"), (DAY, Field("rating", N_("Of use, from 1 to 5"), Type.CHOICE, KEPT, {str(one): str(one) for one in range(1, 6)}, help=N_("5 is the best.")), Field("text", N_("What is said"), Type.PROSE, help=N_("Of the offer, not of a person’s character."))), stages=("held",), partner=True, check=happened),
    ),
    rules=(_seats,), advice=(_waiting,), dated=_dated,
)  # fmt: skip
