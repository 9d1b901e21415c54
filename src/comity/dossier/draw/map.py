"""Maps: who is meant, who is linked to them and by how much, and what is not known.

A state is coloured only by what it was given: a category, a figure (0 is "none, and the source looked"), or None ("not
known"), which has a pattern of its own. States that were given nothing are plain land.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import NamedTuple

from comity.dossier.draw.cutting import holds
from comity.dossier.draw.frame import Fit, Frame, World, frame_of, graticule, pixel_area, project_line, stroke_width
from comity.dossier.draw.geometry import Area, Atlas, Shape, areas, atlas, broadest, level_for, name_of, seats
from comity.dossier.draw.labels import Box, Placed, Wanted, place_labels
from comity.dossier.draw.legend import draw_legend, patterns
from comity.dossier.draw.projection import Spot, great_circle
from comity.dossier.draw.scale import Scale, Value, spell
from comity.dossier.draw.svg import Attributes, drawing, element, escape, mark_of, path, words, wrap

CONVENTION = (
    "Today's borders, for every year shown. Hatched, or ringed where too small for it: contested; coloured as no state's, with "
    "hatching over the colour where the area has a key of its own here. Territories are coloured with the state that administers them. "
    "No line or name here is a judgement on anyone's claim."
)
_TINY = 16.0
_HATCHABLE = 30.0
"""Square pixels below which the lines of the hatching, four pixels apart, cannot be seen as such."""
_LABEL = 12.0
_DENSE, _FEW = 10.0, 14
"""More names than a few are smaller."""
_NOTE = 10.5


@dataclass(frozen=True)
class Tie:
    """A line between two states, as wide as its weight."""

    a: str
    b: str
    weight: float = 1.0
    label: str = ""


@dataclass(frozen=True)
class Point:
    """Something at a place; the size is drawn as an area."""

    lat: float
    lon: float
    label: str = ""
    size: float = 1.0


def draw_map(
    fill: Mapping[str, Value],
    *,
    ties: Sequence[Tie] = (),
    points: Sequence[Point] = (),
    view: World | Fit | None = None,
    title: str = "",
    legend: str = "",
    unit: str = "",
    names: Mapping[str, str] | None = None,
    label: Sequence[str] | None = None,
    places: Mapping[str, tuple[float, float]] | None = None,
    plain: str = "not part of this map",
    note: str = "",
    width: float = 900.0,
    shapes: Atlas | None = None,
) -> str:
    """Draw a map.

    Parameters
    ----------
    fill
        By state key: a category's name, a figure, or None for "not known".
    ties, points
        Lines along great circles, and discs.
    view
        The whole world (default), or the states to fit.
    title, legend, unit
        What the map shows; what the figures are; their unit.
    names
        Display names by key; without one, the atlas's.
    label
        Keys whose names are written on the map; default: those with a category. The largest come first, and a name for which
        the view has no room is left out; every shape tells its name when the pointer rests on it.
    places
        Longitude and latitude by key, where a state is a dot or a tie ends elsewhere than in the middle of its largest part;
        states that the atlas does not draw at all stand at their capital.
    plain
        What the legend says of states that were given nothing.
    note
        A sentence before the convention on borders.

    Returns
    -------
    str
        An ``<svg>`` element; its colours come from :data:`comity.dossier.draw.style.CSS`.
    """
    world = shapes or atlas()
    frame = frame_of(view or World(), world, width)
    scale = Scale.of(fill)
    called = _Names(names or {})
    places = {**seats(), **(places or {})}
    mark = mark_of(title, repr(sorted(fill.items(), key=lambda kv: kv[0])), repr(view))
    land, dots, contested, rings, spots = _land(frame, world, fill, scale, called, mark, places)
    lines = _ties(frame, world, ties, called, places, mark)
    discs = _points(frame, points)
    if label is None:
        label = [key for key, value in fill.items() if isinstance(value, str)]
    wanted = [
        Wanted(called[key], *spots[key].spot, radius=spots[key].radius, weight=spots[key].weight)
        for key in label
        if key in spots
    ]
    broad = {called[key]: seat.ring for key, seat in spots.items() if seat.ring and seat.radius == 0}

    def foreign(one: Wanted, x: float, y: float) -> bool:
        return any(holds(ring, (x, y)) for name, ring in broad.items() if name != one.text)

    size, css = (_LABEL, "label middle") if len(wanted) <= _FEW else (_DENSE, "label dense middle")
    bounds = Box(2, 2, frame.width - 2, frame.height - 2)
    placed = place_labels(wanted, size, bounds, on_spot=True, nearest=True, foreign=foreign)
    beside = [
        Wanted(p.label, *frame.project((p.lon, p.lat)), radius=5.0, weight=p.size)
        for p in points
        if p.label and frame.holds(frame.project((p.lon, p.lat)))
    ]
    middles = _tie_labels(frame, world, ties, places)
    also = place_labels([*beside, *middles], 11, bounds, [p.box for p in placed])
    top = 28.0 if title else 0.0
    inside = element(
        "svg",
        {"x": 0, "y": top, "width": frame.width, "height": frame.height, "class": "map-window"},
        element("path", {"class": "sea", "d": path([frame.sea])}),
        element("path", {"class": "grid", "d": path(graticule(frame), closed=False)}),
        *land,
        *contested,
        *dots,
        *rings,
        *lines,
        *discs,
        *_label_elements(placed, css),
        *_label_elements(also, "label small middle"),
    )
    key, key_height = draw_legend(
        scale.entries(legend, unit, bool(contested or rings), plain=plain, fill=fill),
        top + frame.height + 12,
        frame.width,
        mark,
    )
    y = top + frame.height + 12 + key_height + 10
    absent = sorted(called[key] for key in fill if not world.draws(key) and key not in places)
    lost = f"Without a place on a map of today: {', '.join(absent)}." if absent else ""
    notes = wrap(" ".join(filter(None, [note, lost, CONVENTION])), _NOTE, frame.width - 4)
    printed = [words(0, y + 13 * i, line, "note") for i, line in enumerate(notes)]
    height = y + 13 * len(notes)
    return drawing(
        "map",
        frame.width,
        height,
        title or "Map",
        _describe(fill, scale, called, legend, unit, ties),
        patterns(mark),
        words(0, 17, title, "head") if title else "",
        inside,
        key,
        *printed,
    )


class _Seat(NamedTuple):
    """Where a state's name goes, beside what radius, how heavy it is, and the outline of its largest piece."""

    spot: Spot
    radius: float
    weight: float
    ring: Sequence[Spot] = ()


class _Names:
    def __init__(self, given: Mapping[str, str]) -> None:
        self._given = given

    def __getitem__(self, key: str) -> str:
        return self._given.get(key) or name_of(key)


def _land(
    frame: Frame,
    world: Atlas,
    fill: Mapping[str, Value],
    scale: Scale,
    called: _Names,
    mark: str,
    places: Mapping[str, tuple[float, float]],
) -> tuple[list[str], list[str], list[str], list[str], dict[str, _Seat]]:
    """Return land, dots, contested areas, rings for those that cannot be hatched, and for each state where its name goes, beside what radius, how heavy."""
    plain: list[list[Spot]] = []
    filled: list[str] = []
    dots: list[str] = []
    contested: list[str] = []
    spots: dict[str, _Seat] = {}
    seen: dict[str, float] = {}
    hatched: dict[str, list[list[Spot]]] = {}
    for shape in world.shapes(level_for(frame.degrees_per_pixel), frame.centre, frame.radius):
        pieces = [piece for polygon in shape.polygons for ring in polygon for piece in frame.project_ring(ring)]
        pieces = [p for p in pieces if pixel_area([p]) >= 0.6]
        if shape.area:
            if pieces:
                contested += _contested(shape, pieces, fill, scale, called, mark)
                hatched[shape.area.id] = pieces
        elif shape.key is not None and shape.key in fill:
            value = fill[shape.key]
            tip = element("title", {}, escape(_tip(called[shape.key], shape, value)))
            if pieces:
                attributes: Attributes = {"class": f"shape {scale.css(value)}", "d": path(pieces)}
                filled.append(element("path", _patterned(attributes, value, mark), tip))
        else:
            plain += pieces
        if shape.key and pieces and (shape.home or shape.area):
            largest = max(pieces, key=lambda p: pixel_area([p]))
            area = pixel_area([largest])
            seen[shape.key] = pixel_area(pieces)
            spot = broadest(largest)
            if spot:
                # Land that its own name would cover is named beside, like a dot.
                spots[shape.key] = _Seat(spot, 0.0 if area > 500 else sqrt(area / 3), 1e6 + area, largest)
    land = [element("path", {"class": "shape land", "d": path(plain)})] if plain else []
    for key in sorted({*world.homes, *(k for k in fill if k in places)}):
        if seen.get(key, 0.0) >= _TINY:
            continue
        reaches = world.reaches(key)
        home = reaches[0].centre if reaches else places.get(key)
        if home is None:
            continue
        spot = frame.project(home)
        if not frame.holds(spot):
            continue
        if key in fill:
            tip = element("title", {}, escape(_tip(called[key], None, fill[key])))
            dot: Attributes = {"class": f"dot {scale.css(fill[key])}", "cx": spot[0], "cy": spot[1], "r": 3.6}
            dots.append(element("circle", _patterned(dot, fill[key], mark), tip))
            spots[key] = _Seat(spot, 4.0, 1.0)
        else:
            dots.append(element("circle", {"class": "dot land", "cx": spot[0], "cy": spot[1], "r": 1.8}))
    rings = []
    for area_ in areas():
        pieces = hatched.get(area_.id, [])
        if pixel_area(pieces) >= _HATCHABLE:
            continue
        inside = broadest(max(pieces, key=lambda p: pixel_area([p]))) if pieces else None
        spot = inside or frame.project(world.place_of(area_))
        if frame.holds(spot):
            rings.append(_ring(area_, spot, fill, scale, called, mark))
    return land + filled, dots, contested, rings, spots


def _ring(area: Area, spot: Spot, fill: Mapping[str, Value], scale: Scale, called: _Names, mark: str) -> str:
    """Draw what is too small to be hatched: a ring, around its colour where it has one."""
    at: Attributes = {"cx": spot[0], "cy": spot[1]}
    if area.key is None or area.key not in fill:
        tip = element("title", {}, escape(f"{area.name}: contested"))
        return element("circle", {"class": "contested-dot", **at, "r": 2.4}, tip)
    value = fill[area.key]
    tip = element("title", {}, escape(f"{_tip(called[area.key], None, value)}; contested"))
    inner = element("circle", _patterned({"class": f"dot {scale.css(value)}", **at, "r": 3.2}, value, mark))
    return element("g", {}, tip, inner, element("circle", {"class": "contested-dot around", **at, "r": 4.6}))


def _patterned(attributes: Attributes, value: Value, mark: str) -> Attributes:
    return {**attributes, "fill": f"url(#{mark}-unknown)"} if value is None else attributes


def _contested(
    shape: Shape, pieces: list[list[Spot]], fill: Mapping[str, Value], scale: Scale, called: _Names, mark: str
) -> list[str]:
    drawn = path(pieces)
    out = []
    name = shape.name
    if shape.key is not None and shape.key in fill:
        value = fill[shape.key]
        name = f"{_tip(called[shape.key], None, value)}; contested"
        out.append(element("path", _patterned({"class": f"shape {scale.css(value)}", "d": drawn}, value, mark)))
    else:
        name = f"{name}: contested"
        out.append(element("path", {"class": "shape land", "d": drawn}))
    tip = element("title", {}, escape(name))
    out.append(element("path", {"class": "contested", "fill": f"url(#{mark}-hatch)", "d": drawn}, tip))
    return out


def _tip(name: str, shape: Shape | None, value: Value) -> str:
    meant = f"{shape.name} (administered by {name})" if shape and not shape.home and not shape.area else name
    if value is None:
        return f"{meant}: not known"
    return f"{meant}: {value if isinstance(value, str) else spell(value)}"


def _end(world: Atlas, key: str, places: Mapping[str, tuple[float, float]]) -> tuple[float, float] | None:
    return places.get(key) or world.anchor(key)


def _ties(
    frame: Frame,
    world: Atlas,
    ties: Sequence[Tie],
    called: _Names,
    places: Mapping[str, tuple[float, float]],
    mark: str,
) -> list[str]:
    largest = max((t.weight for t in ties), default=0.0)
    out = []
    for tie in sorted(ties, key=lambda t: (-t.weight, t.a, t.b)):
        a, b = _end(world, tie.a, places), _end(world, tie.b, places)
        if a is None or b is None:
            continue
        drawn = path(project_line(frame, great_circle(a, b)), closed=False)
        if drawn:
            tip = element("title", {}, escape(f"{called[tie.a]}–{called[tie.b]}: {tie.label or spell(tie.weight)}"))
            wide = stroke_width(tie.weight, largest)
            # A pale edge keeps a line visible on land of any colour.
            out.append(element("path", {"class": "tie-edge", "d": drawn, "stroke-width": wide + 2}))
            out.append(element("path", {"class": "tie", "d": drawn, "stroke-width": wide}, tip))
    return out


def _tie_labels(
    frame: Frame, world: Atlas, ties: Sequence[Tie], places: Mapping[str, tuple[float, float]]
) -> list[Wanted]:
    out = []
    for tie in ties:
        a, b = _end(world, tie.a, places), _end(world, tie.b, places)
        if tie.label and a and b:
            way = great_circle(a, b)
            spot = frame.project(way[len(way) // 2])
            if frame.holds(spot):
                out.append(Wanted(tie.label, *spot, radius=3.0, weight=tie.weight))
    return out


def _points(frame: Frame, points: Sequence[Point]) -> list[str]:
    largest = max((p.size for p in points), default=0.0)
    out = []
    for point in sorted(points, key=lambda p: (-p.size, p.label, p.lon, p.lat)):
        spot = frame.project((point.lon, point.lat))
        if frame.holds(spot):
            tip = [element("title", {}, escape(point.label))] if point.label else []
            radius = stroke_width(point.size, largest, 2.0, 8.0)
            out.append(element("circle", {"class": "place", "cx": spot[0], "cy": spot[1], "r": radius}, *tip))
    return out


def _label_elements(placed: Sequence[Placed], css: str) -> list[str]:
    return [words(p.x, p.y + 4, p.wanted.text, css) for p in placed]


def _describe(
    fill: Mapping[str, Value], scale: Scale, called: _Names, legend: str, unit: str, ties: Sequence[Tie]
) -> str:
    parts = []
    for category in scale.categories:
        parts.append(f"{category}: {', '.join(called[k] for k, v in fill.items() if v == category)}")
    figures = sorted(
        ((v, called[k]) for k, v in fill.items() if isinstance(v, int | float)), key=lambda p: (-p[0], p[1])
    )
    if figures:
        head = f"{legend or 'Figures'}{f' ({unit})' if unit else ''}"
        parts.append(f"{head}: " + ", ".join(f"{name} {spell(v)}" for v, name in figures))
    missing = sorted(called[k] for k, v in fill.items() if v is None)
    if missing:
        parts.append(f"Not known: {', '.join(missing)}")
    for tie in ties:
        parts.append(f"{called[tie.a]}–{called[tie.b]}: {tie.label or spell(tie.weight)}")
    return ". ".join([*parts, CONVENTION])


__all__ = ["CONVENTION", "Fit", "Point", "Tie", "Value", "World", "draw_map"]
