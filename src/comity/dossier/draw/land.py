"""The land of a map: states in their colours, dots for those too small to be seen, contested areas over them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from math import sqrt
from typing import NamedTuple

from comity.dossier.draw.arcs import level_for
from comity.dossier.draw.borders import Day, Ground
from comity.dossier.draw.convention import STANDARD, Convention
from comity.dossier.draw.frame import Fit, Frame, World, frame_of, pixel_area
from comity.dossier.draw.geometry import Area, Atlas, Shape, areas, broadest, name_of
from comity.dossier.draw.projection import Place, Spot
from comity.dossier.draw.scale import Scale, Value, spell
from comity.dossier.draw.svg import Attributes, element, escape, path
from comity.dossier.language import _

_TINY = 16.0
_HATCHABLE = 30.0
"""Square pixels below which the lines of the hatching, four pixels apart, cannot be seen as such."""
_DOT, _SPECK = 3.6, 1.8
"""Radius of a state that is a dot, and of one that the map says nothing of."""


class Seat(NamedTuple):
    """Where a state's name goes, beside what radius, how heavy it is, and the outline of its largest piece."""

    spot: Spot
    radius: float
    weight: float
    ring: Sequence[Spot] = ()


class Names:
    """Display names: those given, else the atlas's."""

    def __init__(self, given: Mapping[str, str]) -> None:
        self._given = given

    def __getitem__(self, key: str) -> str:
        return self._given.get(key) or name_of(key)


@dataclass(frozen=True)
class Look:
    """How shapes are shown.

    Attributes
    ----------
    keyed
        States whose shapes stand alone and carry ``data-key``, coloured or not, so that a page can colour them anew.
    hidden
        Of those the ones without a shape of today whose dot is not seen, as they are not there at the time.
    """

    fill: Mapping[str, Value]
    scale: Scale
    called: Names
    mark: str
    places: Mapping[str, Place]
    keyed: Collection[str] = ()
    hidden: Collection[str] = ()
    convention: Convention = STANDARD

    def shown(self, key: str | None) -> bool:
        """Say whether a state's shapes stand alone."""
        return key is not None and (key in self.fill or key in self.keyed)

    def css(self, key: str) -> str:
        """Give the class of a state's colour."""
        return self.scale.css(self.fill[key]) if key in self.fill else "land"

    def attributes(self, key: str, shape: Attributes) -> Attributes:
        """Give the attributes of a state's shape; a class with a colour of its own goes before the pattern."""
        if key in self.keyed:
            return {**shape, "data-key": key, "fill": f"url(#{self.mark}-unknown)"}
        return {**shape, "fill": f"url(#{self.mark}-unknown)"} if self.fill[key] is None else shape

    def tip(self, key: str, shape: Shape | None = None) -> str:
        """Write what is told when the pointer rests on a state."""
        name = self.called[key]
        meant = (
            _("%(place)s (administered by %(state)s)") % {"place": shape.name, "state": name}
            if shape and not shape.home and not shape.area
            else name
        )
        if key not in self.fill:
            return meant
        value = self.fill[key]
        if value is None:
            return _("%(state)s: not known") % {"state": meant}
        return f"{meant}: {value if isinstance(value, str) else spell(value)}"


@dataclass
class Land:
    """What was drawn, from the ground up, and where each state's name goes."""

    plain: list[str] = field(default_factory=list)
    states: list[str] = field(default_factory=list)
    contested: list[str] = field(default_factory=list)
    dots: list[str] = field(default_factory=list)
    rings: list[str] = field(default_factory=list)
    seats: dict[str, Seat] = field(default_factory=dict)

    def elements(self) -> list[str]:
        """Give all elements in order."""
        ground = [element("path", {"class": "shape land", "d": "".join(self.plain)})] if any(self.plain) else []
        return [*ground, *self.states, *self.contested, *self.dots, *self.rings]


@dataclass(frozen=True)
class Laid:
    """A shape as it falls on a view, whatever its colour."""

    shape: Shape
    pieces: list[list[Spot]]
    drawn: str
    area: float
    seat: Seat | None


@lru_cache(maxsize=16)
def lay_out(world: Atlas, view: World | Fit, width: float, then: Day | None = None) -> tuple[Frame, tuple[Laid, ...]]:
    """Lay the shapes of a view out; the same view in other colours has them again.

    The view is that of the world of today, so that the maps of all years have the same one; the shapes are those of another day where one is given.
    """
    frame = frame_of(view, world, width)
    return frame, tuple(_lay(frame, then or world))


def _lay(frame: Frame, world: Ground) -> Iterator[Laid]:
    for shape in world.shapes(level_for(frame.degrees_per_pixel), frame.centre, frame.radius):
        pieces = [piece for polygon in shape.polygons for ring in polygon for piece in frame.project_ring(ring)]
        pieces = [p for p in pieces if pixel_area([p]) >= 0.6]
        seat = None
        if shape.key and pieces and (shape.home or shape.area):
            largest = max(pieces, key=lambda p: pixel_area([p]))
            area = pixel_area([largest])
            spot = broadest(largest)
            if spot:
                # Land that its own name would cover is named beside, like a dot.
                seat = Seat(spot, 0.0 if area > 500 else sqrt(area / 3), 1e6 + area, largest)
        yield Laid(shape, pieces, path(pieces), pixel_area(pieces), seat)


def draw_land(frame: Frame, laid: Sequence[Laid], world: Ground, look: Look) -> Land:
    """Draw states, dots, contested areas, and rings for those that cannot be hatched."""
    land = Land()
    seen: dict[str, float] = {}
    hatched: dict[str, Laid] = {}
    for one in laid:
        shape = one.shape
        given = look.convention.assigned.get(shape.area.id) if shape.area else None
        if given is not None and shape.area is not None:
            if one.pieces:
                _assigned(land, shape.area, given, one, look)
            if given != shape.area.key:
                continue
        elif shape.area:
            if one.pieces:
                land.contested += _contested(one, look)
                hatched[shape.area.id] = one
        elif shape.key is not None and look.shown(shape.key):
            if one.pieces:
                drawn: Attributes = {"class": f"shape {look.css(shape.key)}", "d": one.drawn}
                if shape.key in look.keyed and not shape.home:
                    drawn = {**drawn, "data-name": shape.name}
                tip = element("title", {}, escape(look.tip(shape.key, shape)))
                land.states.append(element("path", look.attributes(shape.key, drawn), tip))
        else:
            land.plain.append(one.drawn)
        if shape.key and one.pieces and (shape.home or shape.area):
            seen[shape.key] = one.area
            if one.seat:
                land.seats[shape.key] = one.seat
    _dots(land, frame, world, look, seen)
    for area in areas():
        over = hatched.get(area.id)
        if area.id in look.convention.assigned or (over and over.area >= _HATCHABLE):
            continue
        inside = broadest(max(over.pieces, key=lambda p: pixel_area([p]))) if over else None
        spot = inside or frame.project(world.place_of(area))
        if frame.holds(spot):
            land.rings.append(_ring(area, spot, look))
    return land


def _dots(land: Land, frame: Frame, world: Ground, look: Look, seen: Mapping[str, float]) -> None:
    for key in sorted({*world.homes, *(k for k in (*look.fill, *look.keyed) if k in look.places)}):
        if seen.get(key, 0.0) >= _TINY:
            continue
        reaches = world.reaches(key)
        home = reaches[0].centre if reaches else look.places.get(key)
        if home is None:
            continue
        spot = frame.project(home)
        if not frame.holds(spot):
            continue
        at: Attributes = {"cx": spot[0], "cy": spot[1], "r": _DOT if key in look.fill else _SPECK}
        if look.shown(key):
            css = "absent" if key in look.hidden and key not in look.fill else look.css(key)
            if key in look.keyed and key not in world.homes:
                at = {**at, "data-gone": ""}
            tip = element("title", {}, escape(look.tip(key)))
            land.dots.append(element("circle", look.attributes(key, {"class": f"dot {css}", **at}), tip))
            if key in look.fill:
                land.seats[key] = Seat(spot, 4.0, 1.0)
        else:
            land.dots.append(element("circle", {"class": "dot land", **at}))


def _assigned(land: Land, area: Area, key: str, one: Laid, look: Look) -> None:
    """Draw a contested area with the claimant that a node's convention gives it to."""
    if not look.shown(key):
        land.plain.append(one.drawn)
        return
    tip = look.tip(key)
    if key != area.key:
        tip = _("%(area)s (this node's convention): %(state)s") % {"area": _(area.name), "state": tip}
    drawn: Attributes = {"class": f"shape {look.css(key)}", "d": one.drawn}
    if key in look.keyed and key != area.key:
        drawn = {**drawn, "data-name": _(area.name)}
    land.states.append(element("path", look.attributes(key, drawn), element("title", {}, escape(tip))))


def _ring(area: Area, spot: Spot, look: Look) -> str:
    """Draw what is too small to be hatched: a ring, around its colour where it has one."""
    at: Attributes = {"cx": spot[0], "cy": spot[1]}
    contested = _("contested")
    if area.key is None or not look.shown(area.key):
        tip = element("title", {}, escape(f"{_(area.name)}: {contested}"))
        return element("circle", {"class": "contested-dot", **at, "r": 2.4}, tip)
    tip = element("title", {}, escape(f"{look.tip(area.key)}; {contested}"))
    inner = element("circle", look.attributes(area.key, {"class": f"dot {look.css(area.key)}", **at, "r": 3.2}))
    return element("g", {}, tip, inner, element("circle", {"class": "contested-dot around", **at, "r": 4.6}))


def _contested(one: Laid, look: Look) -> list[str]:
    shape, drawn = one.shape, one.drawn
    contested = _("contested")
    over: Attributes = {"class": "contested", "fill": f"url(#{look.mark}-hatch)", "d": drawn}
    if shape.key is not None and look.shown(shape.key):
        name = f"{look.tip(shape.key)}; {contested}"
        ground: Attributes = {"class": f"shape {look.css(shape.key)}", "d": drawn}
        below = element("path", look.attributes(shape.key, ground))
        if shape.key in look.keyed:
            over = {**over, "data-over": shape.key}
    else:
        name = f"{_(shape.name)}: {contested}"
        below = element("path", {"class": "shape land", "d": drawn})
    return [below, element("path", over, element("title", {}, escape(name)))]


__all__ = ["Laid", "Land", "Look", "Names", "Seat", "draw_land", "lay_out"]
