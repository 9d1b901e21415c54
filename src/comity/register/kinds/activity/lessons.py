"""Lessons of similar activities: which are put before whoever plans one, and that each is answered before the initial conference is over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from comity.model.errors import N_, told
from comity.model.listings import key_names
from comity.register.kinds.planned import ACTIVITIES, DOMAINS, SEASONS, come_to, happened
from comity.register.learning import Lesson, Occasion, Suggested, lessons_for
from comity.register.shape import Case, Content, Known, Noted, Problem

#: The event of a plan at which lessons are answered.
INITIAL = "ipc"
ANSWERS = {"taken": N_("the plan follows it"), "not-applicable": N_("it does not apply here")}


def occasion(content: Content, case: Case) -> Occasion:
    """Give what an activity, or a lesson, says of what is done and under which conditions."""
    named = content.get("partners") or ()
    partners = [row.get("partner", "") if isinstance(row, Mapping) else row for row in named]
    season = str(content.get("season", ""))
    regions = [key_names().get(one, one) for one in content.get("states") or ()]
    return Occasion(
        activity_type=told(ACTIVITIES[content["type"]]) if content.get("type") in ACTIVITIES else "",
        task=str(content.get("task", "")), conditions=str(content.get("conditions", "")), purpose=str(content.get("purpose", "")),
        domains=tuple(told(DOMAINS[one]) for one in content.get("domains") or () if one in DOMAINS),
        partners=tuple(found.title for one in partners if (found := case.find(str(one)))),
        regions=tuple(one for one in (*regions, str(content.get("region", ""))) if one),
        place=str(content.get("location", "")), climate=str(content.get("climate", "")), season=told(SEASONS[season]) if season in SEASONS else season,
    )  # fmt: skip


def put_before(case: Case) -> list[Suggested]:
    """Give the lessons that are put before whoever plans this, as far as they may read them; its own are none of them."""
    others = [one for one in case.every("lesson") if not case.record or one.content.get("activity") != case.record]
    return lessons_for(occasion(case.content, case), [_lesson(one, case) for one in others])


def _lesson(one: Known, case: Case) -> Lesson:
    return Lesson(one.record, one.title, date.fromisoformat(one.content["day"]), come_to(one), occasion(one.content, case))  # fmt: skip


def answers(entries: Iterable[Noted]) -> dict[str, Noted]:
    """Give what was answered last to each lesson."""
    return {str(one.values["lesson"]): one for one in entries if one.kind == "considered"}


def unanswered(case: Case) -> list[Suggested]:
    """Give the lessons put before whoever plans this which nobody has answered."""
    given = answers(case.entries)
    return [one for one in put_before(case) if one.lesson.record not in given]


def answered_first(case: Case, values: Mapping[str, Any]) -> Iterator[Problem]:
    """Refuse to call the initial conference done while a lesson put before it has no answer."""
    yield from happened(case, values)
    if (values.get("about") or {}).get("event") != INITIAL:
        return
    for one in unanswered(case):
        yield Problem("day", told("The lesson “%(title)s” was put before this conference and has no answer.", title=one.lesson.title), N_("Note what the plan makes of it, or why it does not apply."))  # fmt: skip


def is_a_lesson(case: Case, values: Mapping[str, Any]) -> Iterator[Problem]:
    """Refuse an answer to a lesson that was learnt in this very activity, or was rejected."""
    yield from happened(case, values)
    found = case.find(str(values["lesson"]))
    if found is not None and found.content.get("activity") == case.record:
        yield Problem("lesson", N_("This lesson was learnt in this activity."), N_("Answer those of others."))
    if found is not None and come_to(found) == "rejected":
        yield Problem("lesson", N_("This lesson was rejected."), N_("It needs no answer."))
