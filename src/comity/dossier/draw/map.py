"""Maps: who is meant, who is linked to them and by how much, and what is not known.

A state is coloured only by what it was given: a category, a figure (0 is "none, and the source looked"), or None ("not
known"), which has a pattern of its own. States that were given nothing are plain land.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from comity.dossier.draw.borders import Borders
from comity.dossier.draw.convention import CONVENTION, Convention, convention_of
from comity.dossier.draw.cutting import holds
from comity.dossier.draw.frame import Fit, Frame, World, graticule, project_line, stroke_width
from comity.dossier.draw.geometry import Atlas, atlas, seats
from comity.dossier.draw.labels import Box, Placed, Wanted, place_labels
from comity.dossier.draw.land import Look, Names, draw_land, lay_out
from comity.dossier.draw.legend import Entry, draw_legend, patterns
from comity.dossier.draw.projection import Place, great_circle
from comity.dossier.draw.scale import Scale, Value, spell
from comity.dossier.draw.svg import drawing, element, escape, mark_of, path, words, wrap
from comity.dossier.language import _
from comity.store.home import home

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


@dataclass(frozen=True)
class Living:
    """What a map needs that a page colours anew, year by year, after it is drawn.

    Attributes
    ----------
    keyed
        States whose shapes stand alone and carry ``data-key``, coloured or not.
    hidden
        Of those the ones without a shape of today that are not there at the time.
    over
        All values that the colours stand for, of every year: a colour then means the same in each.
    described
        What is told to a screen reader in place of a list of all values.
    lines
        Draws what lies over the land: called with the frame and with what gives the place where a state's lines end.
    narrow
        The width at which legend and convention are drawn once more, beside the map, for a screen on which the map's own would be
        too small to read.
    """

    keyed: Collection[str] = ()
    hidden: Collection[str] = ()
    over: Sequence[Value] = ()
    described: str = ""
    lines: Callable[[Frame, Callable[[str], Place | None]], Sequence[str]] | None = None
    narrow: float = 0.0


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
    plain: str | None = None,
    note: str = "",
    width: float = 900.0,
    shapes: Atlas | None = None,
    convention: Convention | None = None,
    living: Living | None = None,
    borders: Borders | None = None,
    year: int = 0,
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
        What the legend says of states that were given nothing; by default that they are no part of this map.
    note
        A sentence before the convention on borders.
    convention
        Which; by default that of the node whose data lie in ``COMITY_HOME``.
    living
        Makes it one of many, which a page colours anew.
    borders, year
        A set that the node has brought, and the year of which the land is drawn; where the set tells nothing of it, today's.

    Returns
    -------
    str
        An ``<svg>`` element (or two, see :class:`Living`); its colours come from :data:`comity.dossier.draw.style.CSS`.
    """
    world = shapes or atlas()
    living = living or Living()
    convention = convention or convention_of(home())
    then = borders.of(year) if borders else None
    ground = then or world
    frame, laid = lay_out(world, view or World(), width, then)
    meant = {str(place): value for place, value in enumerate(living.over)} or fill
    scale = Scale.of(meant)
    called = Names(names or {})
    places = {**seats(), **(places or {})}
    mark = mark_of(title, repr(sorted(fill.items(), key=lambda kv: kv[0])), repr(view))
    land = draw_land(
        frame, laid, ground, Look(fill, scale, called, mark, places, living.keyed, living.hidden, convention)
    )
    spots = land.seats
    lines = _ties(frame, world, ties, called, places)
    if living.lines:
        lines += living.lines(frame, lambda key: _end(world, key, places))
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
        *land.elements(),
        *lines,
        *discs,
        *_label_elements(placed, css),
        *_label_elements(also, "label small middle"),
    )
    entries = scale.entries(
        legend,
        unit,
        bool(land.contested or land.rings),
        plain=_("not part of this map") if plain is None else plain,
        fill=meant,
    )
    absent = sorted(called[key] for key in fill if not ground.draws(key) and key not in places)
    lost = _("Without a place on a map of today: %(names)s.") % {"names": ", ".join(absent)} if absent else ""
    told = " ".join(filter(None, [note, lost, convention.said(borders if then else None, year)]))
    key, height = _key(entries, told, top + frame.height + 12, frame.width, mark)
    whole = drawing(
        "map",
        frame.width,
        height,
        title or _("Map"),
        living.described or _describe(fill, scale, called, legend, unit, ties, convention),
        patterns(mark),
        words(0, 17, title, "head") if title else "",
        inside,
        *key,
    )
    if not living.narrow:
        return whole
    key, height = _key(entries, told, 0, living.narrow, mark)
    return whole + drawing("map-key", living.narrow, height, _("Legend"), told, *key)


def _key(entries: Sequence[Entry], told: str, top: float, width: float, mark: str) -> tuple[list[str], float]:
    """Draw the legend and below it what is told of the map; returns where they end too."""
    key, key_height = draw_legend(entries, top, width, mark)
    y = top + key_height + 10
    notes = wrap(told, _NOTE, width - 4)
    return [key, *(words(0, y + 13 * i, line, "note") for i, line in enumerate(notes))], y + 13 * len(notes)


def _end(world: Atlas, key: str, places: Mapping[str, tuple[float, float]]) -> tuple[float, float] | None:
    return places.get(key) or world.anchor(key)


def _ties(
    frame: Frame,
    world: Atlas,
    ties: Sequence[Tie],
    called: Names,
    places: Mapping[str, tuple[float, float]],
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
    fill: Mapping[str, Value],
    scale: Scale,
    called: Names,
    legend: str,
    unit: str,
    ties: Sequence[Tie],
    convention: Convention,
) -> str:
    parts = []
    for category in scale.categories:
        parts.append(f"{category}: {', '.join(called[k] for k, v in fill.items() if v == category)}")
    figures = sorted(
        ((v, called[k]) for k, v in fill.items() if isinstance(v, int | float)), key=lambda p: (-p[0], p[1])
    )
    if figures:
        figured = _("Figures")
        head = f"{legend or figured}{f' ({unit})' if unit else ''}"
        parts.append(f"{head}: " + ", ".join(f"{name} {spell(v)}" for v, name in figures))
    missing = sorted(called[k] for k, v in fill.items() if v is None)
    if missing:
        parts.append(_("Not known: %(names)s") % {"names": ", ".join(missing)})
    for tie in ties:
        parts.append(f"{called[tie.a]}–{called[tie.b]}: {tie.label or spell(tie.weight)}")
    return ". ".join([*parts, convention.said()])


__all__ = ["CONVENTION", "Fit", "Living", "Point", "Tie", "Value", "World", "draw_map"]
