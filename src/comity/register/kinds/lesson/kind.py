"""Lessons: what was seen, what follows from it, who does what about it, and whether a later event has shown that it helped."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from comity.model.errors import N_, told
from comity.model.names import normalise, state_names
from comity.register.kinds.planned import (
    ACTIVITIES,
    DAY,
    DOMAINS,
    LABEL,
    OWNER,
    SEASONS,
    TITLE,
    WHAT,
    come_to,
    happened,
)
from comity.register.shape import KEPT, SUBMITTED, Case, Dated, Entry, Field, Kind, Problem, Type

FOUR, APPLIES, RELEASED = N_("Observation, discussion, conclusion, recommendation"), N_("When it applies"), N_("As others may read it")  # fmt: skip
#: What was validated as it stood.
SUBSTANCE = ("observation", "discussion", "conclusion", "recommendation", "observer", "activity", "day")
HELD = ("held", "reported", "closed")
ANONYMISED = ("released_title", "released_observation", "released_recommendation")


def _validated_stays(case: Case) -> Iterator[Problem]:
    if case.before is None or case.stage() == "observed":
        return
    for name in SUBSTANCE:
        if case.content.get(name) != case.before.get(name):
            yield Problem(name, N_("This was validated as it stands."), N_("Note first that the lesson is looked at anew, and why; it is validated again afterwards."))  # fmt: skip


def _anonymised(case: Case) -> Iterator[Problem]:
    """Tell of names that would tell others of whom a lesson speaks."""
    content = case.content
    others = (case.find(which) for which in (str(content.get("activity", "")), *(content.get("partners") or ())))
    names = {other.title for other in others if other}
    names |= {one.name for one in state_names() if one.state in (content.get("states") or ())}
    names |= {str(content[name]) for name in ("location", "region") if name in content}
    for name in ANONYMISED:
        text = str(content.get(name, ""))
        words, plain = text.split(), f" {normalise(text)} "
        for called in sorted(names):
            # “US” is a name, “us” is none.
            if called in words if len(called) <= 3 else f" {normalise(called)} " in plain:
                yield Problem(name, told("“%(name)s” stands in what others are to read without names.", name=called), N_("Write what matters of it: a partner navy, a northern port."))  # fmt: skip


def _by_another(case: Case, values: Mapping[str, Any]) -> Iterator[Problem]:
    yield from happened(case, values)
    if case.actor == case.content.get("observer"):
        yield Problem("day", N_("You made this observation: another person validates it."), N_("Ask somebody who knows the matter and was not the observer."))  # fmt: skip
    for name, title in (("discussion", N_("the discussion")), ("conclusion", N_("the conclusion")), ("recommendation", N_("the recommendation"))):  # fmt: skip
        if name not in case.content:
            yield Problem("day", told("%(what)s is missing.", what=told(title)), N_("Write it first: a lesson has all four parts."))  # fmt: skip


def _by_a_third(case: Case, values: Mapping[str, Any]) -> Iterator[Problem]:
    yield from happened(case, values)
    validated = case.noted("validated")
    if case.actor == case.content.get("observer") or (validated and case.actor == validated[-1].person):
        yield Problem("day", N_("Who observed or validated a lesson does not endorse it."), N_("Ask whoever leads, and can task others."))  # fmt: skip


def _shown_later(case: Case, values: Mapping[str, Any]) -> Iterator[Problem]:
    """Ask for an activity that began after the lesson was implemented, and was held."""
    yield from happened(case, values)
    one = case.find(values["activity"])
    if one is None:
        return
    if one.record == case.content.get("activity"):
        yield Problem("activity", N_("This is the activity of which the lesson was learnt."), N_("Name a later one."))
    if come_to(one) not in HELD:
        yield Problem("activity", told("“%(title)s” has not been held yet.", title=one.title), N_("A lesson is learnt when a later activity has shown it."))  # fmt: skip
    implemented = max((str(noted.values["day"]) for noted in case.noted("implemented")), default="")
    since = max(implemented, str(case.content.get("day", "")))
    start = str(one.content.get("start", ""))
    if start <= since:
        yield Problem("activity", told("“%(title)s” began on %(start)s; the lesson was implemented on %(since)s.", title=one.title, start=start or "…", since=since), N_("Name an activity that began after it."))  # fmt: skip


def _dated(case: Case) -> Iterator[Dated]:
    tasked = case.noted("tasked")
    if tasked:
        last = tasked[-1].values
        yield Dated(N_("lesson to be implemented"), str(case.content.get("title", "")), last["due"], person=last["responsible"], done=case.stage() != "tasked")  # fmt: skip


def _next(case: Case) -> Iterator[Problem]:
    tasked = case.noted("tasked")
    if case.stage() == "tasked" and tasked and tasked[-1].values["due"] < case.today.isoformat():
        yield Problem("recommendation", told("It was to be implemented by %(day)s.", day=tasked[-1].values["due"]), N_("Ask the body that was tasked, or task another."))  # fmt: skip
    if case.stage() == "endorsed":
        yield Problem("recommendation", N_("It is endorsed, and nobody is tasked with it."), N_("Name a body, a person and a day."))  # fmt: skip


HOW = Field("how", N_("How"), Type.PROSE, KEPT, help=N_("What was done, and where it stands written."))
REASON = Field("reason", N_("Reason"), Type.PROSE, KEPT, help=N_("So that whoever observed it can answer."))

KIND = Kind(
    "lesson", N_("Lesson"), N_("Lessons"), binds=False,
    help=N_("What was seen and what follows from it; put before whoever plans something like it."),
    over=("verified", "rejected"),
    stages={"observed": N_("observed"), "validated": N_("validated"), "endorsed": N_("endorsed"), "tasked": N_("tasked"), "implemented": N_("implemented"), "verified": N_("verified"), "rejected": N_("rejected")},
    fields=(
        TITLE, OWNER, LABEL,
        Field("observer", N_("Who observed it"), Type.PERSON, KEPT, group=WHAT, help=N_("Another validates it.")),
        Field("day", N_("Observed on"), Type.DAY, KEPT, group=WHAT, help=N_("The day itself, not that of the report.")),
        Field("activity", N_("Activity"), Type.RECORD, of=("activity",), group=WHAT, help=N_("In which it was observed.")),
        Field("programme", N_("Programme"), Type.RECORD, of=("programme",), group=WHAT, help=N_("Where it is of one.")),
        Field("observation", N_("Observation"), Type.PROSE, KEPT, group=FOUR, help=N_("What was seen; not yet why.")),
        Field("discussion", N_("Discussion"), Type.PROSE, SUBMITTED, group=FOUR, help=N_("Why it was so; what else was tried.")),
        Field("conclusion", N_("Conclusion"), Type.PROSE, SUBMITTED, group=FOUR, help=N_("What follows from it for others.")),
        Field("recommendation", N_("Recommendation"), Type.PROSE, SUBMITTED, group=FOUR, help=N_("What is to be done, by whom.")),
        Field("type", N_("For what type of activity"), Type.CHOICE, SUBMITTED, ACTIVITIES, group=APPLIES, help=N_("Whoever plans one is shown it.")),
        Field("task", N_("Task"), needed=SUBMITTED, group=APPLIES, help=N_("As: amphibious landing.")),
        Field("conditions", N_("Conditions"), Type.PROSE, SUBMITTED, group=APPLIES, help=N_("Under which it holds: night, weather, language, equipment.")),
        Field("purpose", N_("Purpose"), group=APPLIES, help=N_("What the activity was for.")),
        Field("domains", N_("Domains"), Type.SEVERAL, choices=DOMAINS, group=APPLIES, help=N_("Where forces act, if any do.")),
        Field("partners", N_("Partners"), Type.RECORDS, of=("partner",), group=APPLIES, help=N_("With whom it was learnt.")),
        Field("states", N_("States"), Type.STATES, group=APPLIES, help=N_("Where it was learnt.")),
        Field("region", N_("Region"), group=APPLIES, help=N_("As: Baltic coast.")),
        Field("location", N_("Place"), group=APPLIES, help=N_("A port, a range, a town.")),
        Field("climate", N_("Climate"), group=APPLIES, help=N_("As: arctic, desert, tropical.")),
        Field("season", N_("Season"), Type.CHOICE, choices=SEASONS, group=APPLIES, help=N_("Of the observation.")),
        Field("released_title", N_("Title without names"), group=RELEASED, help=N_("For those who may not know with whom it was learnt.")),
        Field("released_observation", N_("Observation without names"), Type.PROSE, group=RELEASED, help=N_("No partner, state, unit, place or person.")),
        Field("released_recommendation", N_("Recommendation without names"), Type.PROSE, group=RELEASED, help=N_("No partner, state, unit, place or person.")),
    ),
    entries=(
        Entry("validated", N_("Validated"), (DAY, Field("basis", N_("On what it rests"), Type.PROSE, KEPT, help=N_("Who was asked, what else shows it."))), stages=("observed",), to="validated", check=_by_another, help=N_("By another person than the observer.")),
        Entry("endorsed", N_("Endorsed"), (DAY,), stages=("validated",), to="endorsed", check=_by_a_third, help=N_("By a third person, who leads.")),
        Entry(
            "tasked", N_("Tasked"), stages=("endorsed", "tasked"), to="tasked", check=happened, help=N_("Who does what about it, and until when."),
            fields=(DAY, Field("body", N_("Body"), needed=KEPT, help=N_("The staff, school or unit that acts.")), Field("responsible", N_("Person"), Type.PERSON, KEPT, help=N_("Who answers for it, and is reminded.")), Field("due", N_("Until"), Type.DAY, KEPT, help=N_("When it is to be done.")), Field("plan", N_("What is to be done"), Type.PROSE, KEPT, help=N_("The change itself: a drill, a manual, a purchase."))),
        ),
        Entry("implemented", N_("Implemented"), (DAY, HOW), stages=("tasked",), to="implemented", check=happened),
        Entry("verified", N_("Verified"), (DAY, Field("activity", N_("In which activity"), Type.RECORD, KEPT, of=("activity",), help=N_("That began after it was implemented, and was held.")), HOW), stages=("implemented",), to="verified", check=_shown_later),
        Entry("recurred", N_("It came again"), (DAY, Field("activity", N_("In which activity"), Type.RECORD, KEPT, of=("activity",), help=N_("In which the same was seen once more.")), HOW), stages=("implemented", "verified"), to="endorsed", check=_shown_later, help=N_("What was done has not helped: somebody is tasked anew.")),
        Entry("rejected", N_("Rejected"), (DAY, REASON), stages=("observed", "validated", "endorsed", "tasked"), to="rejected", check=happened),
        Entry("reopened", N_("Looked at anew"), (DAY, REASON), stages=("validated", "endorsed", "tasked", "implemented", "verified", "rejected"), to="observed", check=happened),
    ),
    rules=(_validated_stays, _anonymised), advice=(_next,), dated=_dated,
)  # fmt: skip
