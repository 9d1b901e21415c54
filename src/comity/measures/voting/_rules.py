"""The decision rules of ``rules.toml``, with who was a member when: what the measures of voting share."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache, cached_property
from importlib.resources import files
from math import ceil
from typing import Any

import numpy as np

from comity.measures.contract import Need
from comity.measures.estimates import Contribution, Estimates, Floats, Subjects
from comity.measures.explaining import rows_behind
from comity.measures.reading import Reading
from comity.panel.axis import bearers
from comity.statistics import games

MEMBERS = Need("comity-model", "membership", bring="Memberships ship with comity: run comity build.")
#: Read where a rule asks for it. It is not among the needs: what most rules give would else end with its last year.
PEOPLE = Need("cow-nmc", "figure.total-population", optional=True)
#: Shares of the people are counted to a hundredth of a percent, as the Council of the European Union prints them.
PARTS = 10_000

#: What a measure makes of a player's swings: of each number of others that agree already, its part of the value.
BySize = Callable[[games.Power, int], Sequence[Fraction]]


@dataclass(frozen=True)
class Body:
    """A rule of ``rules.toml``; see there."""

    group: str
    title: str
    organisation: str
    start: date
    end: date
    source: str
    members: int | str = 0
    weights: tuple[tuple[str, int], ...] = ()
    quota: int = 0
    population: str = ""
    unless_fewer: int = 0
    vetoes: tuple[tuple[str, ...], ...] = ()
    others: int = 0
    other_name: str = ""


@dataclass(frozen=True)
class Sitting:
    """Who sat under which rule on a day: the named players first, then those without a name."""

    body: Body
    keys: tuple[str, ...]
    rule: games.Rule


@cache
def bodies() -> tuple[Body, ...]:
    """Give the rules, in the order of the file."""
    told = tomllib.loads(files("comity.measures.voting").joinpath("rules.toml").read_text(encoding="utf-8"))
    found = []
    for entry in told["rule"]:
        fields = {"end": told["checked"], **entry}
        fields["weights"] = tuple(entry.get("weights", {}).items())
        fields["vetoes"] = tuple(tuple(seat) for seat in entry.get("vetoes", ()))
        found.append(Body(**fields))
    return tuple(found)


def groups() -> tuple[tuple[str, str], ...]:
    """Give id and name of each body that decides."""
    return tuple({body.group: body.title for body in bodies()}.items())


def rule_of(body: Body, keys: Sequence[str], people: Sequence[float] = ()) -> games.Rule | None:
    """Make the rule of a body for its members of a day.

    Parameters
    ----------
    keys
        The members that have a name; of a body with vetoes those who hold them.
    people
        Of each, how many people it has; needed where the rule asks for a share of them.

    Returns
    -------
    Rule or None
        None where members and rule do not fit: a weight or a number of people is lacking.
    """
    number = len(keys) + body.others
    criteria: list[games.Criterion] = []
    if body.members:
        criteria.append(games.members(number, _needed(body.members, number)))
    if body.weights:
        weights = dict(body.weights)
        if set(weights) != set(keys):
            return None
        criteria.append(games.weighted([weights[key] for key in keys], body.quota))
    if body.vetoes:
        if len(keys) != len(body.vetoes):
            return None
        criteria.append(games.veto(number, range(len(keys))))
    if body.population:
        total = sum(people)
        if len(people) != number or not total > 0:
            return None
        shares = [round(one / total * PARTS) for one in people]
        criteria.append(games.weighted(shares, _needed(body.population, sum(shares))))
    ways = [tuple(criteria)]
    if body.unless_fewer:
        ways.append((games.members(number, number - body.unless_fewer + 1),))
    return games.Rule(number, tuple(ways)) if number else None


def _needed(told: int | str, total: int) -> int:
    if isinstance(told, int):
        return told
    share = Fraction(told.removesuffix("%").strip()) / (100 if told.endswith("%") else 1)
    return ceil(share * total)


class Seats:
    """Who votes where on which day, as the record has it."""

    def __init__(self, reading: Reading) -> None:
        self.axis = reading.axis
        self.reading = reading
        self.days = [date.fromordinal(int(day)) for day in self.axis.last_days]
        self.members: dict[str, list[tuple[str, date, date]]] = {}
        for actor, organisation, start, end in reading.con.execute(
            """select actor, organisation, "start", "end" from membership where status = 'member' order by all"""
        ).fetchall():
            spell = (actor, start or date.min, end or date.max)
            self.members.setdefault(organisation, []).append(spell)
        # Memberships are known to today; a record that says how far they have been looked at is taken at its word.
        self.looked = reading.con.execute(
            """select "start", "end" from coverage where source = $1 and layer = $2""", [MEMBERS.source, MEMBERS.layer]
        ).fetchall()

    def is_covered(self, day: date) -> bool:
        """Say whether memberships have been looked at on a day."""
        return not self.looked or any((start or date.min) <= day <= (end or date.max) for start, end in self.looked)

    def keys(self, body: Body, day: date) -> tuple[str, ...]:
        """Give the members on a day; of a body with vetoes those who hold them, in the order of the rule."""
        here = sorted({key for key, start, end in self.members.get(body.organisation, ()) if start <= day <= end})
        if body.vetoes:
            return tuple(key for seat in body.vetoes for key in seat if key in here)
        return tuple(here)

    def place(self, key: str, day: int) -> int | None:
        """Give the place on the axis of a state on a day; None: the list does not have it then."""
        spells = bearers(self.axis.system).get(key, ())
        return next((spell.place for spell in spells if spell.first <= day <= spell.last), None)

    def sitting(self, group: str, period: int) -> Sitting | None:
        """Give who sat in a body on the last day of a period, under which rule; None: not known."""
        day = self.days[period]
        body = next((one for one in bodies() if one.group == group and one.start <= day <= one.end), None)
        if body is None or not self.is_covered(day):
            return None
        keys = self.keys(body, day)
        rule = rule_of(body, keys, self.people(keys, period) if body.population else ())
        return Sitting(body, keys, rule) if rule else None

    def people(self, keys: Sequence[str], period: int) -> tuple[float, ...]:
        """Give how many people each of some states has; nothing where it is not known of all."""
        places = [self.place(key, int(self.axis.last_days[period])) for key in keys]
        known = [float(self._people[place, period]) for place in places if place is not None]
        return tuple(known) if len(known) == len(keys) and np.isfinite(known).all() else ()

    @cached_property
    def _people(self) -> Floats:
        return self.reading.figures(PEOPLE.source, "total-population")["total-population"]


def estimates(reading: Reading, by_size: BySize) -> Estimates:
    """Give a measure of every named member of every body, in every period in which it was one on the last day."""
    seats, axis = Seats(reading), reading.axis
    rows: list[tuple[int, int, int, float, int]] = []
    for number, (group, _) in enumerate(groups()):
        of_group = [body for body in bodies() if body.group == group]
        for period, day in enumerate(seats.days):
            sitting = seats.sitting(group, period)
            body = sitting.body if sitting else next((one for one in of_group if day <= one.end), of_group[-1])
            made = games.power(sitting.rule) if sitting else None
            values: dict[tuple[int, ...], float] = {}
            for player, key in enumerate(sitting.keys if sitting else seats.keys(body, day)):
                place = seats.place(key, int(axis.last_days[period]))
                if place is None:
                    continue
                value = float("nan")
                if made:
                    swings = made.swings[player]
                    if swings not in values:
                        values[swings] = float(sum(by_size(made, player), Fraction(0)))
                    value = values[swings]
                rows.append((period, number, place, value, made.players if made else 0))
    table = np.array(rows, np.float64).reshape(-1, 5)
    places = table[:, :3].astype(np.int32)
    subjects = Subjects(axis, places[:, 0], places[:, 1], places[:, 2], groups())
    return Estimates(subjects, table[:, 3], inputs=table[:, 4].astype(np.int32))


def explanation(reading: Reading, made: Estimates, row: int, by_size: BySize) -> list[Contribution]:
    """Give the parts of one value by how many others agree already, with the memberships behind it."""
    subjects = made.subjects
    period, place = int(subjects.period[row]), int(subjects.b[row])
    group, _ = subjects.groups[subjects.a[row]]
    seats = Seats(reading)
    sitting = seats.sitting(group, period)
    day = int(reading.axis.last_days[period])
    if sitting is None:
        return []
    player = next(at for at, key in enumerate(sitting.keys) if seats.place(key, day) == place)
    counted = games.power(sitting.rule)
    parts = by_size(counted, player)
    on = date.fromordinal(day)
    behind = []
    for need in (MEMBERS, PEOPLE) if sitting.body.population else (MEMBERS,):
        behind += [
            one
            for one in rows_behind(reading.con, [need], [sitting.keys[player]], on, on)
            if one.table != "membership" or one.cells.get("organisation") == sitting.body.organisation
        ]
    told = f"Rule: {sitting.body.source}. {counted.players} vote; {_share(counted)}."
    if sitting.body.others:
        other = float(sum(by_size(counted, counted.players - 1), Fraction(0)))
        each = "Each of" if sitting.body.others > 1 else "So has"
        told += f" {each} {sitting.body.others} more ({sitting.body.other_name}): {other:.7g}."
    found = [
        Contribution(f"decides after {size} others agree", float(part), note=_count(counted, player, size))
        for size, part in enumerate(parts)
        if part
    ] or [Contribution("never decides", 0.0)]
    main = max(range(len(found)), key=lambda place: found[place].amount)
    told = f"{found[main].note} {told}".strip()
    found[main] = Contribution(found[main].label, found[main].amount, tuple(behind), told)
    return found


def _count(counted: games.Power, player: int, size: int) -> str:
    turned = counted.swings[player][size]
    return f"It turns {_many(turned)} coalition{'s' if turned != 1 else ''} of that size."


def _share(counted: games.Power) -> str:
    wins = "wins" if counted.winning == 1 else "win"
    return f"{_many(counted.winning)} of {_many(2**counted.players)} coalitions {wins}"


def _many(count: int) -> str:
    """Write a number out, or in short where it is beyond all telling."""
    return f"{count:,}" if count < 10**12 else f"{count:.3g}"


def named() -> dict[str, Any]:
    """Give what the measures of voting declare alike."""
    return {"subject": "member", "needs": (MEMBERS,), "bounds": (0.0, 1.0), "names_states": True}


__all__ = ["Body", "Seats", "Sitting", "bodies", "estimates", "explanation", "groups", "named", "rule_of"]
