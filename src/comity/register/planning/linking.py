"""Which activities belong together, so that their forces are counted together.

Two activities are linked when they were declared so, when the same command conducts them, or when their areas overlap or lie
near each other. Command and area link only what overlaps in time or follows within a few days: splitting an exercise in two,
a day apart, does not make it smaller.

Links go on from one to the next, but only among activities that stand on the same day: a year of exercises of which each
overlaps the following one is no single exercise. So the size of an activity is the largest sum on any day, over all that
stand on this day and hang together. An activity stands from its first day to some days after its last one
(:attr:`Linking.gap_days`); what was declared to be one exercise stands from its first day to its last, breaks included, unless
a break is longer than :attr:`Linking.declared_days`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import combinations

from comity.model.errors import BadRequest, Told, told

EARTH_KM = 6371.0088


@dataclass(frozen=True, slots=True)
class Area:
    """Where an activity takes place.

    Attributes
    ----------
    points
        Places or corners as degrees north and east; a circle has one, its centre.
    radius_km
        How far the area reaches around each of them.
    name
        What the area is called. The same name is the same area.

    Notes
    -----
    Several points are compared as the circle that holds them all, so that no area inside another goes unseen. It is larger than
    the area itself: areas are rather taken to be near than not.
    """

    points: tuple[tuple[float, float], ...] = ()
    radius_km: float = 0.0
    name: str = ""

    def __post_init__(self) -> None:
        if not all(-90 <= north <= 90 and -180 <= east <= 180 for north, east in self.points):
            raise BadRequest(
                "The area “%(name)s” has a point that is none on Earth.",
                remedy="Write degrees north (−90 to 90) and east (−180 to 180).",
                name=self.name,
            )
        if not 0 <= self.radius_km < math.inf:
            raise BadRequest("%(radius)s km is no radius.", radius=self.radius_km)


@dataclass(frozen=True, slots=True)
class Force:
    """An activity with the forces that take part; a number that is not known is None, never 0.

    Attributes
    ----------
    record, title
        Which it is.
    start, end
        First and last day, inclusive.
    troops, tanks, acvs, artillery, landing, sorties
        Persons including support; battle tanks; armoured combat vehicles; guns, mortars and rocket launchers of 100 mm and above;
        persons that land from the sea, from helicopters or by parachute; sorties without helicopters.
    command
        Whose operational command it is under; None where that is not known.
    area
        Where; None where that is not known.
    states
        Keys of the states whose forces take part.
    linked
        Records that it was declared to belong to; either of two may declare it.
    no_notice
        Whether its troops are not told in advance.
    calendar
        Whether it is in the annual calendar.
    notified
        Day on which it was notified; None while it was not.
    in_zone
        Whether it lies in the zone of application; None where nobody said so, and then it is counted.
    """

    record: str
    title: str
    start: date
    end: date
    troops: int | None = None
    tanks: int | None = None
    acvs: int | None = None
    artillery: int | None = None
    landing: int | None = None
    sorties: int | None = None
    command: str | None = None
    area: Area | None = None
    states: tuple[str, ...] = ()
    linked: tuple[str, ...] = ()
    no_notice: bool = False
    calendar: bool | None = None
    notified: date | None = None
    in_zone: bool | None = None

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise BadRequest("It ends before it starts.", where=self.title)
        if any(number is not None and number < 0 for number in map(self.count, _COUNTED)):
            raise BadRequest("A number of forces is below nothing.", where=self.title)

    def count(self, counts: str) -> int | None:
        """Give the number of one kind of forces; None where it is not known."""
        number: int | None = getattr(self, counts)
        return number


_COUNTED = ("troops", "tanks", "acvs", "artillery", "landing", "sorties")


@dataclass(frozen=True, slots=True)
class Linking:
    """What is taken to be near, by the office's own choice.

    Attributes
    ----------
    gap_days
        Days after its end on which an activity is still counted with what follows.
    declared_days
        Longest break within what was declared to be one exercise, in days.
    near_km
        Distance between the edges of two areas up to which they are near each other.
    """

    gap_days: int = 7
    declared_days: int = 30
    near_km: float = 50.0


@dataclass(frozen=True, slots=True)
class Link:
    """Why two activities are counted together: ``declared``, ``command`` or ``area``, in this order of weight."""

    one: str
    other: str
    why: str
    text: Told


@dataclass(frozen=True, slots=True)
class Exercise:
    """Activities that were declared to be one; most are of one activity alone.

    Attributes
    ----------
    forces
        Its activities, by start and record.
    start, end
        First and last day.
    """

    forces: tuple[Force, ...]
    start: date
    end: date


@dataclass(frozen=True, slots=True)
class Group:
    """Exercises that hang together on a day.

    Attributes
    ----------
    exercises
        By start.
    numbers
        The place of each of them among all.
    near
        The links of each exercise to others, by their places. Only those between two of the group are its own.
    """

    exercises: tuple[Exercise, ...]
    numbers: tuple[int, ...]
    near: Mapping[int, Mapping[int, tuple[Link, ...]]] = field(repr=False)

    @property
    def forces(self) -> tuple[Force, ...]:
        """Give all activities, by start and record."""
        found = (force for exercise in self.exercises for force in exercise.forces)
        return tuple(sorted(found, key=lambda force: (force.start, force.record)))

    @property
    def links(self) -> tuple[Link, ...]:
        """Give every reason for which they are counted together."""
        found = [link for one in self.exercises for force in one.forces for link in _declared(force, one)]
        return (*found, *(link for one, other in self._pairs() for link in self.near[one][other]))

    @property
    def chained(self) -> bool:
        """Say whether some two of the exercises are linked only through others."""
        return sum(1 for _ in self._pairs()) < math.comb(len(self.exercises), 2)

    def _pairs(self) -> Iterator[tuple[int, int]]:
        return ((one, other) for one, other in combinations(self.numbers, 2) if other in self.near[one])


def exercises(forces: Iterable[Force], linking: Linking) -> list[Exercise]:
    """Put together what was declared to be one exercise, and part it where a break is too long.

    Raises
    ------
    BadRequest
        If a record is given twice.
    """
    known: dict[str, Force] = {}
    for force in forces:
        if known.setdefault(force.record, force) is not force:
            raise BadRequest("The record %(record)s is given twice.", record=force.record)
    root = {record: record for record in known}

    def find(record: str) -> str:
        while root[record] != record:
            root[record] = record = root[root[record]]
        return record

    for force in known.values():
        for other in force.linked:
            if other in known:
                root[find(force.record)] = find(other)
    members: dict[str, list[Force]] = {}
    for force in sorted(known.values(), key=lambda force: (force.start, force.record)):
        members.setdefault(find(force.record), []).append(force)
    found = [part for one in members.values() for part in _parted(one, linking.declared_days)]
    return sorted(found, key=lambda one: (one.start, one.forces[0].record))


def groups(found: Sequence[Exercise], linking: Linking) -> Iterator[Group]:
    """Give, for each exercise, the group that stands around it on its first day.

    Parameters
    ----------
    found
        As from :func:`exercises`, by start.
    linking
        What is near.

    Yields
    ------
    Group
        Every largest set of exercises that ever stands and hangs together is among them, because a set only grows when an
        exercise begins.
    """
    near: dict[int, dict[int, tuple[Link, ...]]] = {}
    places = [_circles(one) for one in found]
    standing: list[int] = []
    first = 0
    while first < len(found):
        day = found[first].start
        last = first
        while last < len(found) and found[last].start == day:
            last += 1
        standing = [number for number in standing if found[number].end + timedelta(days=linking.gap_days) >= day]
        for number in range(first, last):
            near[number] = {}
            for other in standing:
                if links := _links(found[other], found[number], places[other], places[number], linking):
                    near[number][other] = near[other][number] = links
            standing.append(number)
        live = set(standing)
        for number in range(first, last):
            members = _around(number, near, live)
            yield Group(tuple(found[one] for one in members), tuple(members), near)
        first = last


def _parted(forces: list[Force], days: int) -> Iterator[Exercise]:
    part: list[Force] = []
    end = date.min
    for force in forces:
        if part and (force.start - end).days - 1 > days:
            yield Exercise(tuple(part), part[0].start, end)
            part = []
        end = max(end, force.end) if part else force.end
        part.append(force)
    if part:
        yield Exercise(tuple(part), part[0].start, end)


def _around(number: int, near: dict[int, dict[int, tuple[Link, ...]]], live: set[int]) -> list[int]:
    seen, open_ = {number}, [number]
    while open_:
        for other in near[open_.pop()]:
            if other in live and other not in seen:
                seen.add(other)
                open_.append(other)
    return sorted(seen)


def _declared(force: Force, exercise: Exercise) -> Iterator[Link]:
    titles = {one.record: one.title for one in exercise.forces}
    for other in dict.fromkeys(force.linked):
        if other in titles and other != force.record:
            text = told("“%(one)s” was declared to belong to “%(other)s”.", one=force.title, other=titles[other])
            yield Link(force.record, other, "declared", text)


Circle = tuple[tuple[float, float, float], float]  # a unit vector and an angle


def _circles(exercise: Exercise) -> list[tuple[Force, Circle | None]]:
    return [(force, _circle(force.area) if force.area else None) for force in exercise.forces]


def _circle(area: Area) -> Circle | None:
    """Give a circle that holds the whole area; None where it has no points."""
    if not area.points:
        return None
    vectors = [_vector(*point) for point in area.points]
    centre = [sum(vector[axis] for vector in vectors) for axis in range(3)]
    length = math.hypot(*centre)
    middle = (centre[0] / length, centre[1] / length, centre[2] / length) if length > 1e-9 else vectors[0]
    return middle, max(_angle(middle, vector) for vector in vectors) + area.radius_km / EARTH_KM


def _vector(north: float, east: float) -> tuple[float, float, float]:
    lat, lon = math.radians(north), math.radians(east)
    return math.cos(lat) * math.cos(lon), math.cos(lat) * math.sin(lon), math.sin(lat)


def _angle(one: tuple[float, float, float], other: tuple[float, float, float]) -> float:
    """Give the angle between two unit vectors; exact also where they are nearly the same."""
    return 2 * math.asin(min(1.0, math.dist(one, other) / 2))


def _links(
    one: Exercise,
    other: Exercise,
    places: list[tuple[Force, Circle | None]],
    others: list[tuple[Force, Circle | None]],
    linking: Linking,
) -> tuple[Link, ...]:
    """Give every reason to count two exercises together, activity by activity."""
    return tuple(
        link
        for force, circle in places
        for second, other_circle in others
        for link in _reasons(force, second, circle, other_circle, linking)
    )


def _reasons(one: Force, other: Force, here: Circle | None, there: Circle | None, linking: Linking) -> Iterator[Link]:
    if one.command and other.command and one.command.casefold() == other.command.casefold():
        text = told(
            "“%(one)s” and “%(other)s” are under %(command)s.", one=one.title, other=other.title, command=one.command
        )
        yield Link(one.record, other.record, "command", text)
    if one.area and other.area and one.area.name and one.area.name.casefold() == other.area.name.casefold():
        text = told(
            "“%(one)s” and “%(other)s” are both in %(area)s.", one=one.title, other=other.title, area=one.area.name
        )
        yield Link(one.record, other.record, "area", text)
    elif here and there:
        apart = max(0.0, _angle(here[0], there[0]) - here[1] - there[1]) * EARTH_KM
        if apart == 0:
            text = told("The areas of “%(one)s” and “%(other)s” overlap.", one=one.title, other=other.title)
            yield Link(one.record, other.record, "area", text)
        elif apart <= linking.near_km:
            text = told(
                "The areas of “%(one)s” and “%(other)s” are %(km)s km apart.",
                one=one.title,
                other=other.title,
                km=math.ceil(apart),
            )
            yield Link(one.record, other.record, "area", text)
