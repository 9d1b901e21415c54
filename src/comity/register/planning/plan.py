"""A plan of an activity: its milestones, the days outside one's hands, and what its owner has to know about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from comity.model.errors import BadRequest, Told, any_of, told
from comity.register.planning.templates import ENDEX, STARTEX, Event, Lead, Template

SATURDAY, SUNDAY = 5, 6


@dataclass(frozen=True, slots=True)
class FixedDay:
    """A day outside one's hands.

    Attributes
    ----------
    title
        What is on it: a partner's election, the expiry of a mandate or of a fund.
    day
        When.
    limit
        Whether nothing of the plan may lie after it, as with an expiry. Otherwise only what falls close to it is told.
    around
        Days before and after the day that are to stay free.
    """

    title: str
    day: date
    limit: bool = False
    around: int = 0


@dataclass(frozen=True, slots=True)
class Milestone:
    """An event of a plan with its day.

    Attributes
    ----------
    event
        What is to happen, with its entry criteria and outputs.
    due
        The day for which it is planned.
    done
        The day on which it was done; None while it is not.
    """

    event: Event
    due: date
    done: date | None = None

    @property
    def key(self) -> str:
        """Give the key of the event."""
        return self.event.key

    @property
    def day(self) -> date:
        """Give the day on which it was done, else that for which it is planned."""
        return self.done or self.due


@dataclass(frozen=True, slots=True)
class Plan:
    """The milestones of an activity, in the order of the template."""

    template: Template
    start: date
    end: date
    milestones: tuple[Milestone, ...]
    leads: Mapping[str, Lead] = field(default_factory=dict)
    holidays: frozenset[date] = frozenset()
    weekend: frozenset[int] = frozenset({SATURDAY, SUNDAY})
    fixed: tuple[FixedDay, ...] = ()

    def __getitem__(self, key: str) -> Milestone:
        for one in self.milestones:
            if one.key == key:
                return one
        raise BadRequest(
            "The plan has no event “%(event)s”.",
            remedy="It has %(events)s.",
            event=key,
            events=any_of(one.key for one in self.milestones),
        )

    def works(self, day: date) -> bool:
        """Say whether a day is a working day."""
        return day.weekday() not in self.weekend and day not in self.holidays


@dataclass(frozen=True, slots=True)
class Warned:
    """Something about a plan that its owner has to know.

    Attributes
    ----------
    kind
        ``too late``, ``started``, ``on start``, ``after start``, ``gap``, ``order``, ``fixed`` (too close to a
        day outside one's hands), ``crossed`` (moved across one), ``limit`` (after an expiry) or ``no working day``.
    event
        Key of the event it is about.
    days
        How many days it is about: too late, missing to the gap, behind the limit.
    text
        The sentence.
    """

    kind: str
    event: str
    days: int
    text: Told


def warnings(plan: Plan, today: date) -> tuple[Warned, ...]:
    """Tell what of a plan its owner has to know, in the order of its events.

    Parameters
    ----------
    plan
        The plan.
    today
        The day of the reader; what is due on it is not late.
    """
    return tuple(found for one in plan.milestones for found in _warned(plan, one, today))


def _warned(plan: Plan, one: Milestone, today: date) -> Iterator[Warned]:
    """Tell what is wrong with one event that is not done."""
    if one.done:
        return
    key, title, due = one.key, one.event.told, one.due
    anchor = key in (STARTEX, ENDEX)
    for other in (plan[name] for name in one.event.after):
        days, gap = (due - other.day).days, one.event.gap
        if 0 <= days < gap and (days or not anchor):
            text = told(
                "Between “%(other)s” and “%(event)s” lie %(days)s days; %(gap)s are needed.",
                event=title,
                other=other.event.told,
                days=days,
                gap=gap,
            )
            yield Warned("gap", key, gap - days, text)
        elif days < 0 and not anchor:
            text = told(
                "“%(event)s” on %(day)s lies before “%(other)s” on %(then)s, on which it depends.",
                event=title,
                day=due,
                other=other.event.told,
                then=other.day,
            )
            yield Warned("order", key, -days, text)
    if key == STARTEX and due <= today and any(not m.done for m in plan.milestones if m.event.before and m is not one):
        text = told("“%(event)s” is reached, and not all that comes before it is done.", event=title)
        yield Warned("started", key, (today - due).days, text)
    if not anchor:
        yield from _warned_of_day(plan, one, today)
    for day in plan.fixed:
        apart = (due - day.day).days
        values = {"event": title, "day": due, "fixed": day.title, "then": day.day}
        if day.limit and apart > 0:
            text = told("“%(event)s” on %(day)s lies after “%(fixed)s” on %(then)s.", **values)
            yield Warned("limit", key, apart, text)
        elif not day.limit and abs(apart) <= day.around:
            text = told("“%(event)s” on %(day)s is too close to “%(fixed)s” on %(then)s.", **values)
            yield Warned("fixed", key, abs(apart), text)


def _warned_of_day(plan: Plan, one: Milestone, today: date) -> Iterator[Warned]:
    key, title, due = one.key, one.event.told, one.due
    if due < today:
        late = (today - due).days
        text = told("It is %(days)s days too late for “%(event)s”, due on %(day)s.", days=late, event=title, day=due)
        yield Warned("too late", key, late, text)
    if one.event.before and due == plan.start:
        yield Warned("on start", key, 0, told("“%(event)s” falls on the first day of the activity.", event=title))
    elif one.event.before and due > plan.start:
        text = told("“%(event)s” on %(day)s lies after the first day of the activity.", event=title, day=due)
        yield Warned("after start", key, (due - plan.start).days, text)
    if not plan.works(due) and not plan.start <= due <= plan.end:
        text = told("“%(event)s” is on %(day)s, which is no working day.", event=title, day=due)
        yield Warned("no working day", key, 0, text)
