"""The borders of another time: a set that the node has brought, and the land of one of its days."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

from comity.dossier.draw.arcs import Arcs, Reach
from comity.dossier.draw.geometry import Area, Shape, areas, atlas
from comity.dossier.draw.projection import Place, angle_between
from comity.model.errors import WrongRecord

#: The form in which a set is kept; one of another is brought anew.
FORM = 1


class Ground(Protocol):
    """The land that a map draws: today's atlas, or that of a day."""

    @property
    def homes(self) -> Mapping[str, str]:
        """The states that have land of their own, with its name."""

    def shapes(self, level: int, centre: Place | None = None, radius: float = 180.0) -> list[Shape]:
        """Give every shape that a view may show, contested areas last."""

    def reaches(self, key: str) -> list[Reach]:
        """Give the caps of a state's own polygons, largest first."""

    def place_of(self, area: Area) -> Place:
        """Give a place that stands for a contested area."""

    def draws(self, key: str) -> bool:
        """Say whether a state has land of its own."""


@dataclass(frozen=True)
class Outline:
    """One feature of a set, with the days from and to which it held."""

    name: str
    key: str | None
    home: bool
    first: str
    last: str
    polygons: Sequence[Sequence[Sequence[int]]]
    reach: Sequence[Reach]


class Day:
    """The land of a day by a set; what is contested today lies over it."""

    def __init__(self, arcs: Arcs, outlines: Sequence[Outline]) -> None:
        self._arcs = arcs
        own = {area.key for area in areas() if area.key}
        # An area that is contested today is drawn by comity's convention, and not twice.
        self._outlines = [one for one in outlines if not (one.home and one.key in own)]
        today = atlas()
        self.homes: dict[str, str] = {key: name for key, name in today.homes.items() if key in own}
        self.homes |= {one.key: one.name for one in self._outlines if one.home and one.key}

    def shapes(self, level: int, centre: Place | None = None, radius: float = 180.0) -> list[Shape]:
        """Give every shape that a view may show, contested areas last."""
        found = []
        for one in self._outlines:
            near = [
                self._arcs.polygon(rings, level)
                for rings, reach in zip(one.polygons, one.reach, strict=True)
                if centre is None or angle_between(centre, reach.centre) <= radius + reach.radius
            ]
            if polygons := [polygon for polygon in near if polygon]:
                found.append(Shape(one.name, one.key, polygons, home=one.home))
        return found + [shape for shape in atlas().shapes(level, centre, radius) if shape.area]

    def reaches(self, key: str) -> list[Reach]:
        """Give the caps of a state's own polygons, largest first."""
        own = [reach for one in self._outlines if one.home and one.key == key for reach in one.reach]
        return sorted(own, key=lambda reach: -reach.size) or (atlas().reaches(key) if key in self.homes else [])

    def place_of(self, area: Area) -> Place:
        """Give a place that stands for a contested area."""
        return atlas().place_of(area)

    def draws(self, key: str) -> bool:
        """Say whether a state has land of its own."""
        return key in self.homes


class Borders:
    """A set that the node has brought."""

    def __init__(self, packed: Mapping[str, Any]) -> None:
        self.title: str = packed["title"]
        self.licence: str = packed["licence"]
        self._arcs = Arcs(packed)
        self.outlines = [
            Outline(
                one["name"], one["key"], one["home"], one["from"], one["to"] or date.max.isoformat(), one["polygons"],
                [Reach(*numbers) for numbers in one["reach"]],
            )
            for one in packed["features"]
        ]  # fmt: skip
        self.first = min(one.first for one in self.outlines)
        self.last = max(one.last for one in self.outlines)
        self._days: dict[tuple[int, ...], Day] = {}

    def edition(self, year: int) -> tuple[int, ...]:
        """Give which outlines held on the last day of a year; none of a year of which the set tells nothing."""
        day = last_day(year).isoformat()
        return tuple(number for number, one in enumerate(self.outlines) if one.first <= day <= one.last)

    def of(self, year: int) -> Day | None:
        """Give the land on the last day of a year; None of a year of which the set tells nothing."""
        held = self.edition(year)
        if not held:
            return None
        if held not in self._days:
            self._days[held] = Day(self._arcs, [self.outlines[number] for number in held])
        return self._days[held]


def last_day(year: int) -> date:
    """Give the day of a year whose borders its map has."""
    return date(year, 12, 31)


def kept_in(home: Path) -> Path:
    """Give the file in which a node keeps the set that it brought."""
    return home / "borders" / "kept.json"


def borders_of(home: Path) -> Borders | None:
    """Give the set that a node has brought, if it has.

    Raises
    ------
    WrongRecord
        When what is kept cannot be read, or was kept by another version.
    """
    path = kept_in(home)
    try:
        found = path.stat()
    except OSError:
        return None
    return _read(path, found.st_mtime_ns, found.st_size)


@lru_cache(maxsize=1)
def _read(path: Path, _when: int, _size: int) -> Borders:
    try:
        packed = json.loads(path.read_bytes())
        if packed["form"] != FORM:
            raise KeyError("form")
        return Borders(packed)
    except (OSError, ValueError, KeyError, TypeError):
        raise WrongRecord(
            "the borders that were brought cannot be read by this version.",
            where=str(path),
            remedy="Bring them again: comity borders add FILE; or do without: comity borders remove.",
        ) from None


__all__ = ["FORM", "Borders", "Day", "Ground", "borders_of", "kept_in", "last_day"]
