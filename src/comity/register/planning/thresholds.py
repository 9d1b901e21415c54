"""Whether activities, alone or together, reach the thresholds of a confidence-building regime, and what follows.

What is counted together is decided in :mod:`comity.register.planning.linking`. Each rule of the regime is checked by each of its
figures; one is enough to reach it. Levels, ascending:

``below``
    under the alarm, and known to be.
``not known``
    under the alarm as far as known, but some number is not known: the sum is *at least* what it says.
``alarm``
    at the alarm or above it (80 per cent by default): exercises are declared just under a threshold, and 12,700 of 13,000 is
    97.7 per cent.
``reached``
    the threshold itself.

A further activity never lowers a level. Whatever rests on a figure that is still to be confirmed, on a sum that never stands at one time,
or on activities that hang together only through others, is ``advisory``.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate

from comity.model.errors import N_, BadRequest, Told, several, told
from comity.model.regimes import Regime, Rule, Value
from comity.register.planning.linking import Force, Group, Link, Linking, exercises, groups

LEVELS = ("below", "not known", "alarm", "reached")
WORDS = {
    "troops": N_("troops"),
    "tanks": N_("battle tanks"),
    "acvs": N_("armoured combat vehicles"),
    "artillery": N_("artillery pieces"),
    "landing": N_("landing troops"),
    "sorties": N_("sorties"),
}


@dataclass(frozen=True, slots=True)
class Measured:
    """A sum against one figure of a rule.

    Attributes
    ----------
    value
        The figure, with paragraph and source.
    sum
        What is counted together, as far as known.
    at_least
        Whether some number in it is not known.
    at_once
        The largest part of it that stands on one day.
    ratio
        `sum` by the figure.
    level
        One of ``LEVELS``.
    advisory
        Whether the figure is to be confirmed, or what stands on one day would be of a lower level.
    """

    value: Value
    sum: int
    at_least: bool
    at_once: int
    ratio: float
    level: str
    advisory: bool


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule of a regime, checked for activities that are counted together.

    Attributes
    ----------
    rule
        The rule.
    records, titles
        What was counted, by start.
    links
        Why it was counted together.
    start, end
        First and last day of all of it.
    measures
        One for each figure of the rule, in its order.
    level
        The highest of them.
    advisory
        Whether it rests on what is to be confirmed, or on a sum that is open to doubt.
    notify_by
        Last day for the notification, where the rule asks for one and it is reached; the first day of an activity without notice.
    notice
        ``made`` in time, made ``late``, ``overdue``, ``due``; empty where nothing is asked for.
    chained
        Whether some of it is linked only through others.
    follows
        What follows from it, in sentences.
    """

    rule: Rule
    records: tuple[str, ...]
    titles: tuple[str, ...]
    links: tuple[Link, ...]
    start: date
    end: date
    measures: tuple[Measured, ...]
    level: str
    advisory: bool
    notify_by: date | None
    notice: str
    chained: bool
    follows: tuple[Told, ...]

    @property
    def leading(self) -> Measured:
        """Give the measure that decides the level."""
        return max(self.measures, key=_height)


def check_thresholds(
    forces: Iterable[Force],
    regime: Regime,
    *,
    today: date,
    linking: Linking | None = None,
    alarm_percent: int = 80,
) -> tuple[Finding, ...]:
    """Check activities, alone and linked, against the thresholds of notification and observation.

    Parameters
    ----------
    forces
        Activities with their forces. Those said to lie outside the zone of application are left out.
    regime
        As from :func:`comity.model.regimes.regime`.
    today
        The day of the reader.
    linking
        What is counted together.
    alarm_percent
        Share of a threshold, in per cent, from which on there is an alarm.

    Returns
    -------
    tuple of Finding
        For every rule and activity the highest that it takes part in, each set of activities once; the highest level first.

    Raises
    ------
    BadRequest
        If a record is given twice, or the alarm is none between 1 and 100 per cent.
    """
    check_alarm(alarm_percent)
    linking = linking or Linking()
    rules = [rule for rule in regime.rules if rule.follows in ("notify", "observe", "report air")]
    best: dict[tuple[str, str], tuple[tuple[int, float], Group, Rule, tuple[Measured, ...]]] = {}
    for group in groups_in_zone(forces, linking):
        for rule in rules:
            measures = measure(group.forces, rule, alarm_percent)
            height = max(map(_height, measures))
            for force in group.forces:
                known = best.get((rule.key, force.record))
                if known is None or (height, len(group.forces)) > (known[0], len(known[1].forces)):
                    best[rule.key, force.record] = (height, group, rule, measures)
    unique = {(rule.key, names(group)): (group, rule, found) for _, group, rule, found in best.values()}
    told_of = [_finding(group, rule, found, regime, today, alarm_percent) for group, rule, found in unique.values()]
    return tuple(
        sorted(
            told_of, key=lambda one: (*(-part for part in _height(one.leading)), one.start, one.rule.key, one.records)
        )
    )


def groups_in_zone(forces: Iterable[Force], linking: Linking) -> Iterator[Group]:
    """Give the groups of what is not said to lie outside the zone of application."""
    return groups(exercises((force for force in forces if force.in_zone is not False), linking), linking)


def names(group: Group) -> tuple[str, ...]:
    """Give the records of a group, by start."""
    return tuple(force.record for force in group.forces)


def check_alarm(percent: int) -> None:
    """Refuse an alarm that is none.

    Raises
    ------
    BadRequest
        If it is not between 1 and 100 per cent.
    """
    if not 1 <= percent <= 100:
        raise BadRequest("An alarm at %(percent)s per cent is none.", remedy="Use 1 to 100.", percent=percent)


def measure(forces: Sequence[Force], rule: Rule, alarm_percent: int) -> tuple[Measured, ...]:
    """Hold what some activities have together against each figure of a rule."""
    return tuple(_measured(forces, value, alarm_percent) for value in rule.thresholds)


def level_of(number: int, most: float, value: Value, alarm_percent: int) -> str:
    """Give the level of a number that may be as high as `most`, against a figure."""
    if number > value.number if value.compared == "more than" else number >= value.number:
        return "reached"
    if number * 100 >= alarm_percent * value.number:
        return "alarm"
    return "not known" if most * 100 >= alarm_percent * value.number else "below"


def _measured(forces: Sequence[Force], value: Value, alarm_percent: int) -> Measured:
    numbers = [force.count(value.counts) for force in forces]
    total = sum(number for number in numbers if number is not None)
    most = total + sum(
        _most(force, value.counts) for force, number in zip(forces, numbers, strict=True) if number is None
    )
    once = _at_once(forces, numbers)
    level = level_of(total, most, value, alarm_percent)
    lower = LEVELS.index(level_of(once, most, value, alarm_percent)) < LEVELS.index(level)
    return Measured(
        value, total, None in numbers, once, total / value.number, level, advisory=not value.confirmed or lower
    )


def _at_once(forces: Sequence[Force], numbers: Sequence[int | None]) -> int:
    """Give the largest sum of what stands on one day, as far as known."""
    steps: dict[date, int] = {}
    for force, number in zip(forces, numbers, strict=True):
        steps[force.start] = steps.get(force.start, 0) + (number or 0)
        after = force.end + timedelta(days=1)
        steps[after] = steps.get(after, 0) - (number or 0)
    return max(accumulate(steps[day] for day in sorted(steps)))


def _most(force: Force, counts: str) -> float:
    """Say how many there may be of what is not known: of an activity's troops no more can land than there are."""
    return force.troops if counts == "landing" and force.troops is not None else math.inf


def _height(one: Measured) -> tuple[int, float]:
    return LEVELS.index(one.level), one.ratio


def _finding(
    group: Group, rule: Rule, measures: tuple[Measured, ...], regime: Regime, today: date, alarm_percent: int
) -> Finding:
    forces = group.forces
    level = max(measures, key=_height).level
    alone = max(
        LEVELS.index(one.level) for single in group.exercises for one in measure(single.forces, rule, alarm_percent)
    )
    by_chain = group.chained and alone < LEVELS.index(level)
    start = min(force.start for force in forces)
    due, notice, told_of = (
        _notice(forces, rule, start, today) if rule.follows == "notify" and level == "reached" else (None, "", [])
    )
    return Finding(
        rule,
        names(group),
        tuple(force.title for force in forces),
        group.links,
        start,
        max(force.end for force in forces),
        measures,
        level,
        by_chain or all(one.advisory for one in measures if one.level == level),
        due,
        notice,
        group.chained,
        (
            *told_of,
            *_follows(group, rule, measures, level, regime),
            *_doubts(group, measures, level, alone, by_chain),
        ),
    )


def _notice(forces: Sequence[Force], rule: Rule, start: date, today: date) -> tuple[date, str, list[Told]]:
    """Give the last day for the notification, what became of it, and the sentences on it."""
    lead = next((value for value in rule.values if value.unit == "days"), None)
    sudden = all(force.no_notice for force in forces)
    due = start if sudden or lead is None else start - timedelta(days=lead.number)
    made = [force.notified for force in forces if force.notified]
    said = []
    if len(made) == len(forces):
        day = max(made)
        notice = "made" if day <= due else "late"
        if notice == "made":
            said.append(told("It was notified on %(day)s, in time.", day=day))
        else:
            said.append(told("It was notified on %(day)s; the last day was %(due)s.", day=day, due=due))
    else:
        notice = "due" if today <= due else "overdue"
        if sudden:
            said.append(told("Notify all participating states on %(day)s, when its troops start.", day=due))
        else:
            said.append(told("Notify all participating states in writing by %(day)s.", day=due))
        if notice == "overdue":
            said.append(told("That day is %(days)s days past.", days=(today - due).days))
        if made:
            missing = several(f"“{force.title}”" for force in forces if not force.notified)
            said.append(told("What was notified does not yet tell of %(titles)s.", titles=missing))
    if lead and not lead.confirmed and not sudden:
        said.append(told("The %(days)s days before the start are still to be confirmed.", days=lead.number))
    if any(force.calendar is False for force in forces):
        said.append(told("It is not, or not all of it, in the annual calendar."))
    return due, notice, said


def _follows(group: Group, rule: Rule, measures: Sequence[Measured], level: str, regime: Regime) -> Iterator[Told]:
    forces = group.forces
    if rule.follows == "observe" and level == "reached":
        hours = next((value for value in rule.values if value.unit == "hours"), None)
        days = (max(force.end for force in forces) - min(force.start for force in forces)).days + 1
        if hours and all(force.no_notice for force in forces) and days * 24 <= hours.number:
            yield told(
                "Begun without notice and no longer than %(hours)s hours, it need not be observed.", hours=hours.number
            )
        else:
            yield told("Invite observers of all participating states.")
    if rule.follows == "report air" and level == "reached":
        yield told("Tell of the air forces in the notification, where there is to be one.")
    lead = max(measures, key=_height)
    if level == "alarm":
        yield told(
            "It is at %(percent)s per cent of the threshold; little more makes it reach it.",
            percent=f"{100 * lead.ratio:.1f}",
        )
    for one in measures:
        if one.level == level and level in ("reached", "alarm") and not one.value.confirmed:
            yield told(
                "The figure of %(number)s %(what)s is still to be confirmed in %(document)s, paragraph %(paragraph)s.",
                number=one.value.number,
                what=told(WORDS[one.value.counts]),
                document=regime.document,
                paragraph=one.value.paragraph,
            )
        elif one.level == "not known" and level == "not known":
            missing = several(f"“{force.title}”" for force in forces if force.count(one.value.counts) is None)
            what = told(WORDS[one.value.counts])
            yield told("How many %(what)s take part is not known of %(titles)s.", what=what, titles=missing)


def _doubts(group: Group, measures: Sequence[Measured], level: str, alone: int, by_chain: bool) -> Iterator[Told]:
    if level not in ("alarm", "reached"):
        return
    if len(group.forces) > 1 and alone < LEVELS.index(level):
        yield told("None of them comes to this alone; together they do.")
    deciding = [one for one in measures if one.level == level]
    if all(one.at_once < one.sum for one in deciding):
        lead = max(deciding, key=_height)
        yield told(
            "Not all of it stands on one day: at most %(once)s of %(sum)s. Find out whether these are the same forces.",
            once=lead.at_once,
            sum=lead.sum,
        )
    if by_chain:
        yield told("Some of them hang together only through others: find out whether it is one activity.")
    if unsaid := [force.title for force in group.forces if force.in_zone is None]:
        titles = several(f"“{title}”" for title in unsaid)
        yield told(
            "Whether they lie in the zone of application was not said, and is assumed, of %(titles)s.", titles=titles
        )
