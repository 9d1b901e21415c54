"""How many large activities a state may conduct: in a calendar year, in several, and at one time.

An activity counts where it is larger than a rule's figures, alone or as what was declared to be one exercise. Activities that are so
large only together count as one. Each state that takes part is counted, since the record does not say which of them conducts
it: the count is rather too high than too low.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from comity.model.errors import Told, told
from comity.model.regimes import Regime, Rule, Value
from comity.register.planning.linking import Exercise, Force, Linking, exercises, groups
from comity.register.planning.thresholds import LEVELS, check_alarm, measure


@dataclass(frozen=True, slots=True)
class Constraint:
    """How far a state has used what a rule allows.

    Attributes
    ----------
    rule
        The rule.
    state
        Key of the state; empty for activities of which no state is recorded.
    first, last
        First and last day of the time that is counted: of calendar years, or of the days on which so many stand at one time.
    count
        Activities that are so large.
    maybe
        Further ones of which that is not known.
    limit
        How many the rule allows.
    level
        ``below``, ``not known``, ``alarm`` (80 per cent of what is allowed, or all of it) or ``reached``: more than is allowed.
    advisory
        Whether the limit or a figure of size is to be confirmed.
    activities
        Records of each of them, those that may be so large last.
    text
        The sentence.
    """

    rule: Rule
    state: str
    first: date
    last: date
    count: int
    maybe: int
    limit: int
    level: str
    advisory: bool
    activities: tuple[tuple[str, ...], ...]
    text: Told


@dataclass(frozen=True, slots=True)
class _Large:
    records: tuple[str, ...]
    start: date
    end: date
    states: frozenset[str]
    sure: bool


def check_constraints(
    forces: Iterable[Force], regime: Regime, *, linking: Linking | None = None, alarm_percent: int = 80
) -> tuple[Constraint, ...]:
    """Count the large activities of each state against the constraining provisions of a regime.

    Parameters
    ----------
    forces, regime, linking, alarm_percent
        As for :func:`comity.register.planning.thresholds.check_thresholds`.

    Returns
    -------
    tuple of Constraint
        One for each rule, state and time in which it has such activities; the highest level first. An activity counts in the
        calendar year in which it starts. For what stands at one time, the fullest days of each calendar year.

    Raises
    ------
    BadRequest
        If a record is given twice, or the alarm is none between 1 and 100 per cent.
    """
    check_alarm(alarm_percent)
    linking = linking or Linking()
    inside = [force for force in forces if force.in_zone is not False]
    alone = exercises(inside, linking)
    linked = [group.forces for group in groups(alone, linking) if len(group.exercises) > 1]
    found = []
    for rule in regime.rules:
        limit = next((value for value in rule.values if value.unit == "activities"), None)
        if rule.follows != "constrain" or limit is None:
            continue
        years = next((value.number for value in rule.values if value.unit == "calendar years"), 0)
        large = _large(alone, linked, rule, alarm_percent)
        for state in sorted({state for one in large for state in one.states}):
            own = [one for one in large if state in one.states]
            for first, last, part in _in_years(own, years) if years else _at_once(own):
                found.append(_constraint(rule, limit, state, first, last, part, alarm_percent))
    return tuple(sorted(found, key=lambda one: (-LEVELS.index(one.level), one.first, one.rule.key, one.state)))


def _large(
    alone: Sequence[Exercise], linked: Sequence[Sequence[Force]], rule: Rule, alarm_percent: int
) -> list[_Large]:
    found: list[_Large] = []
    taken: set[str] = set()
    for one in alone:
        levels = {measured.level for measured in measure(one.forces, rule, alarm_percent)}
        if levels & {"reached", "not known"}:
            sure = "reached" in levels
            found.append(_made(one.forces, sure))
            taken.update(force.record for force in one.forces if sure)
    sums: list[dict[str, Force]] = []
    for group in linked:
        members = {force.record: force for force in group}
        if taken.isdisjoint(members) and any(m.level == "reached" for m in measure(group, rule, alarm_percent)):
            for other in [other for other in sums if members.keys() & other.keys()]:
                members |= other
                sums.remove(other)
            sums.append(members)
    together = {record for one in sums for record in one}
    found = [one for one in found if one.sure or together.isdisjoint(one.records)]
    return [*found, *(_made(tuple(one.values()), True) for one in sums)]


def _made(forces: Sequence[Force], sure: bool) -> _Large:
    order = sorted(forces, key=lambda force: (force.start, force.record))
    return _Large(
        tuple(force.record for force in order),
        order[0].start,
        max(force.end for force in order),
        frozenset(state for force in order for state in force.states or ("",)),
        sure,
    )


def _in_years(own: Sequence[_Large], years: int) -> Iterator[tuple[date, date, list[_Large]]]:
    for year in sorted({one.start.year for one in own}):
        last = year + years - 1
        yield date(year, 1, 1), date(last, 12, 31), [one for one in own if year <= one.start.year <= last]


def _at_once(own: Sequence[_Large]) -> Iterator[tuple[date, date, list[_Large]]]:
    """Give, for each calendar year in which one starts, the days on which most stand at one time."""
    fullest: dict[int, list[_Large]] = {}
    for day in sorted({one.start for one in own}):
        standing = [one for one in own if one.start <= day <= one.end]
        best = fullest.setdefault(day.year, standing)
        if _rank(standing) > _rank(best):
            fullest[day.year] = standing
    for part in fullest.values():
        yield max(one.start for one in part), min(one.end for one in part), part


def _rank(part: Sequence[_Large]) -> tuple[int, int]:
    return sum(one.sure for one in part), len(part)


def _constraint(
    rule: Rule, limit: Value, state: str, first: date, last: date, part: Sequence[_Large], alarm_percent: int
) -> Constraint:
    order = sorted(part, key=lambda one: (not one.sure, one.start, one.records))
    count = sum(one.sure for one in order)
    maybe = len(order) - count
    if count > limit.number:
        level = "reached"
    elif count * 100 >= alarm_percent * limit.number:
        level = "alarm"
    else:
        level = "not known" if maybe and (count + maybe) * 100 >= alarm_percent * limit.number else "below"
    values = {"count": count, "maybe": maybe, "limit": limit.number, "first": first, "last": last}
    text = (
        told(
            "%(count)s of %(limit)s that are allowed from %(first)s to %(last)s; of %(maybe)s more it is not known.",
            **values,
        )
        if maybe
        else told("%(count)s of %(limit)s that are allowed from %(first)s to %(last)s.", **values)
    )
    return Constraint(
        rule,
        state,
        first,
        last,
        count,
        maybe,
        limit.number,
        level,
        not all(value.confirmed for value in (limit, *rule.thresholds)),
        tuple(one.records for one in order),
        text,
    )
