"""Plans worked back from the first day of an exercise, and what a slip does to them.

Words of the field:

STARTEX, ENDEX
    first and last day of execution.
CDC, IPC, MPC, FPC
    concept development, initial, main and final planning conference.
MSEL
    master scenario events list (in NATO MEL/MIL): what is put before the exercise's audience, and when.
Hotwash, AAR
    the first talk after ENDEX, and the after-action report.

A plan is pure data. Its days come from a template (:mod:`~comity.register.planning.templates`): each event stands so many months,
weeks and days before STARTEX or after ENDEX. A day that is no working day is moved to the working day before, but never before
what the event depends on. STARTEX and ENDEX stay where they are put: exercises begin on any day.

Nothing is compressed in silence. What ought to be past already is told with the number of days, and so is a gap that became too
short. STARTEX and days outside one's hands (:class:`FixedDay`) do not move because a conference slips; that one now lies
behind them is a warning.
"""

from __future__ import annotations

import calendar
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from comity.model.errors import BadRequest, any_of, told
from comity.register.planning.plan import SATURDAY, SUNDAY, FixedDay, Milestone, Plan, Warned, warnings
from comity.register.planning.templates import ENDEX, STARTEX, Event, Template, read_lead


@dataclass(frozen=True, slots=True)
class Move:
    """What became of the day of an event."""

    key: str
    title: str
    before: date
    after: date

    @property
    def days(self) -> int:
        """Give the days by which it moved; negative when it moved forward in time."""
        return (self.after - self.before).days


@dataclass(frozen=True, slots=True)
class Slip:
    """A plan before and after a change.

    Attributes
    ----------
    before, after
        The two plans.
    moves
        What moved, in the order of the template.
    held
        Keys of what would have moved but is done.
    warnings
        All warnings on the plan as it would be.
    new
        Those among them that were not there before.
    slack
        For each event that is not done, the days by which it can still slip before it or what follows from it would come too
        close to STARTEX, weekends and holidays aside; negative where it already does, None where nothing before STARTEX depends on it.
    """

    before: Plan
    after: Plan
    moves: tuple[Move, ...]
    held: tuple[str, ...]
    warnings: tuple[Warned, ...]
    new: tuple[Warned, ...]
    slack: Mapping[str, int | None]


def months_before(day: date, months: int) -> date:
    """Give the day so many months before, or after for a negative number; the last of the month where it has no such day.

    Examples
    --------
    >>> months_before(date(2027, 3, 31), 1)
    datetime.date(2027, 2, 28)
    """
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def backplan(
    template: Template,
    start: date,
    end: date,
    *,
    leads: Mapping[str, str] | None = None,
    holidays: Iterable[date] = (),
    weekend: Collection[int] = (SATURDAY, SUNDAY),
    fixed: Iterable[FixedDay] = (),
    done: Mapping[str, date] | None = None,
) -> Plan:
    """Work out the days of an activity from its first and last day.

    Parameters
    ----------
    template
        Its events, as from :func:`~comity.register.planning.templates.template`.
    start, end
        STARTEX and ENDEX, both days inclusive.
    leads
        The office's own leads, by key of event: ``{"ipc": "11 months", "aar": "45 days"}``. Whether they lie before STARTEX or
        after ENDEX is the template's.
    holidays
        Days on which nobody works, weekends aside.
    weekend
        Days of the week without work, Monday being 0.
    fixed
        Days outside one's hands.
    done
        What is done already, with its day.

    Returns
    -------
    Plan
        Also when days of it are past: :func:`warnings` tells those.

    Raises
    ------
    BadRequest
        If the end is before the start, an event is not in the template, a lead is none, every day is free, the years are none of ours, or the leads put an
        event before one that it depends on.
    """
    _within_reach(start, end)
    if set(range(7)) <= set(weekend):
        raise BadRequest("A week needs a working day.")
    known = {event.key for event in template.events}
    for key in [*(leads or {}), *(done or {})]:
        if key not in known:
            raise BadRequest(
                "“%(event)s” is no event of “%(template)s”.",
                remedy="It has %(events)s.",
                event=key,
                template=template.title,
                events=any_of(event.key for event in template.events),
            )
    own = {key: read_lead(lead) for key, lead in (leads or {}).items()}
    for key in own.keys() & {STARTEX, ENDEX}:
        raise BadRequest("“%(event)s” has no lead: it is the day from which all others are counted.", event=key)
    plan = Plan(template, start, end, (), own, frozenset(holidays), frozenset(weekend), tuple(fixed))
    return replace(plan, milestones=_planned(plan, done or {}))


def slip(plan: Plan, event: str, new_day: date, *, today: date, with_start: bool = False) -> Slip:
    """Move one event and, when it moves back, all that depends on it.

    What depends on it moves by as many days, on to a working day, and never before what it depends on itself; the minimum gaps
    of the template are kept where they were kept before. What is done stays. An event that is brought forward moves alone.

    Parameters
    ----------
    plan
        The plan; it is not changed.
    event
        Key of an event that is not done. For STARTEX or ENDEX see :func:`replan`.
    new_day
        Its new day, which is taken as it is.
    today
        The day of the reader.
    with_start
        Whether STARTEX, ENDEX and all after them move too. By default they stay, and a warning tells what now lies behind STARTEX.

    Raises
    ------
    BadRequest
        If there is no such event, it is done, or it would come before something that it depends on.
    """
    moved = plan[event]
    if event in (STARTEX, ENDEX):
        raise BadRequest("“%(event)s” does not slip.", remedy="Plan anew with another start.", event=moved.event.told)
    if moved.done:
        raise BadRequest("“%(event)s” was done on %(day)s.", event=moved.event.told, day=moved.done)
    for key in moved.event.after:
        if plan[key].day > new_day:
            raise BadRequest(
                "“%(event)s” cannot be on %(day)s: “%(other)s”, on which it depends, is on %(then)s.",
                remedy="Move that one first.",
                event=moved.event.told,
                day=new_day,
                other=plan[key].event.told,
                then=plan[key].day,
            )
    shift = (new_day - moved.due).days
    days = {one.key: one.day for one in plan.milestones}
    days[event] = new_day
    reached, held = {event}, []
    for one in plan.milestones if shift > 0 else ():
        if not reached.intersection(one.event.after):
            continue
        if one.done:
            held.append(one.key)
        elif with_start or one.key not in (STARTEX, ENDEX):
            days[one.key] = _moved(plan, one, days, shift)
        else:
            continue  # the start holds, and with it all that only depends on the start
        reached.add(one.key)
    after = replace(
        plan,
        start=days[STARTEX],
        end=days[ENDEX],
        milestones=tuple(one if one.done else replace(one, due=days[one.key]) for one in plan.milestones),
    )
    return _compared(plan, after, today, tuple(held))


def replan(plan: Plan, start: date, end: date, *, today: date) -> Slip:
    """Plan anew with another STARTEX and ENDEX: what is done stays, all else gets its day from the leads.

    Raises
    ------
    BadRequest
        If the end is before the start.
    """
    _within_reach(start, end)
    after = replace(plan, start=start, end=end)
    done = {one.key: one.done for one in plan.milestones if one.done}
    after = replace(after, milestones=_planned(after, done))
    return _compared(plan, after, today, ())


def mark_done(plan: Plan, event: str, day: date | None) -> Plan:
    """Note that an event was done on a day, or with None that it was not."""
    plan[event]
    return replace(
        plan, milestones=tuple(replace(one, done=day) if one.key == event else one for one in plan.milestones)
    )


def slack(plan: Plan, event: str) -> int | None:
    """Give the days by which an event can slip before it, or what then slips with it, is too close to STARTEX.

    Returns
    -------
    int or None
        Negative where that is so already; None where nothing leads from it to STARTEX.
    """
    start = plan[STARTEX]
    reached, ends = {event}, []
    for one in plan.milestones:
        if one.key == STARTEX:
            continue
        if one.key == event or (not one.done and reached.intersection(one.event.after)):
            reached.add(one.key)
            if one.key in start.event.after:
                ends.append((plan.start - one.day).days - start.event.gap)
    return min(ends, default=None)


def _within_reach(start: date, end: date) -> None:
    if end < start:
        raise BadRequest("An activity cannot end on %(end)s, before it starts on %(start)s.", start=start, end=end)
    for day in (start, end):
        if not 1900 <= day.year <= 2900:
            raise BadRequest("No activity can be planned for %(day)s.", day=day)


def _planned(plan: Plan, done: Mapping[str, date]) -> tuple[Milestone, ...]:
    raw = {event.key: _raw(plan, event) for event in plan.template.events}
    days: dict[str, date] = {}
    for event in plan.template.events:
        for other in event.after:
            if raw[other] > raw[event.key]:
                raise BadRequest(
                    "The leads put “%(event)s” on %(day)s, before “%(other)s” on %(then)s, on which it depends.",
                    remedy="Give “%(other)s” a longer lead or “%(event)s” a shorter one.",
                    event=event.told,
                    day=raw[event.key],
                    other=plan.template.event(other).told,
                    then=raw[other],
                )
        day = raw[event.key]
        if event.key not in (STARTEX, ENDEX):
            floor = max((days[other] for other in event.after), default=date.min)
            day = max(_back(plan, day), floor)
        days[event.key] = day
    return tuple(Milestone(event, days[event.key], done.get(event.key)) for event in plan.template.events)


def _raw(plan: Plan, event: Event) -> date:
    lead = plan.leads.get(event.key, event.lead)
    sign, anchor = (1, plan.start) if event.before else (-1, plan.end)
    return months_before(anchor, sign * lead.months) - timedelta(days=sign * (7 * lead.weeks + lead.days))


def _back(plan: Plan, day: date) -> date:
    while not plan.works(day):
        day -= timedelta(days=1)
    return day


def _moved(plan: Plan, one: Milestone, days: Mapping[str, date], shift: int) -> date:
    """Give the new day of what depends on something that slipped."""
    floor = date.min
    for key in one.event.after:
        kept = (one.due - plan[key].day).days >= one.event.gap
        floor = max(floor, days[key] + timedelta(days=one.event.gap if kept else 0))
    wanted = one.due + timedelta(days=shift)
    if one.key in (STARTEX, ENDEX):
        return max(wanted, floor)
    day = max(_back(plan, wanted), floor)
    while not plan.works(day):
        day += timedelta(days=1)
    return day


def _compared(before: Plan, after: Plan, today: date, held: tuple[str, ...]) -> Slip:
    moves = tuple(
        Move(old.key, old.event.told, old.day, new.day)
        for old, new in zip(before.milestones, after.milestones, strict=True)
        if old.day != new.day
    )
    told_before = {(one.kind, one.event, one.text) for one in warnings(before, today)}
    found = warnings(after, today) + tuple(_crossed(after, moves))
    return Slip(
        before,
        after,
        moves,
        held,
        found,
        tuple(one for one in found if (one.kind, one.event, one.text) not in told_before),
        {
            one.key: slack(after, one.key)
            for one in after.milestones
            if not one.done and one.event.before and one.key != STARTEX
        },
    )


def _crossed(plan: Plan, moves: Iterable[Move]) -> Iterator[Warned]:
    for move in moves:
        for fixed in plan.fixed:
            if not fixed.limit and (move.before < fixed.day) != (move.after < fixed.day):
                text = told(
                    "“%(event)s” moves across “%(fixed)s” on %(then)s.",
                    event=move.title,
                    fixed=fixed.title,
                    then=fixed.day,
                )
                yield Warned("crossed", move.key, abs(move.days), text)
