"""What part of the world a map shows, and where on the page each place falls."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import cos, degrees, radians, sqrt

from comity.dossier.draw.arcs import Ring
from comity.dossier.draw.geometry import Atlas
from comity.dossier.draw.projection import (
    Azimuthal,
    EqualEarth,
    Place,
    Spot,
    angle_between,
    clip_box,
    cut_at_antimeridian,
    middle_of,
    turn,
)

_SOUTH, _NORTH = -57.0, 84.0
_BLEED = 3.0
_WIDEST = 40.0
"""Views of a greater radius in degrees are cut from a world map: an azimuthal one turns north sideways at its edges."""
_NARROWEST = 2.2


@dataclass(frozen=True)
class World:
    """The whole world; the default meridian keeps Russia and Alaska in one piece each."""

    meridian: float = 11.0


@dataclass(frozen=True)
class Fit:
    """As much as is needed to show these states (and places), and what lies between."""

    states: tuple[str, ...]
    places: tuple[Place, ...] = ()


@dataclass(frozen=True)
class Frame:
    """A view with its size in pixels.

    Attributes
    ----------
    width, height
        Of the map itself, without title and legend.
    centre, radius
        The cap that covers the view, in degrees; None for the world.
    degrees_per_pixel
        In the middle of the map; decides how much detail is drawn.
    """

    width: float
    height: float
    degrees_per_pixel: float
    centre: Place | None
    radius: float
    project: Callable[[Place], Spot]
    """Places to pixels, y downwards; outside the view the pixels are outside too."""
    project_ring: Callable[[Ring], list[list[Spot]]]
    """Rings to pieces, cut where the map ends."""
    sea: list[Spot]
    meridian: float | None = None

    def holds(self, spot: Spot) -> bool:
        """Whether a spot is on the map."""
        return 0 <= spot[0] <= self.width and 0 <= spot[1] <= self.height


def frame_of(view: World | Fit, atlas: Atlas, width: float) -> Frame:
    """Lay a view out at a width; a view too wide for its kind becomes a world map around its middle."""
    if isinstance(view, World):
        return _world(view.meridian, width, None)
    samples = list(_samples(view, atlas))
    if not samples:
        return _world(World().meridian, width, None)
    centre, radius = middle_of(samples[:: len(samples) // 300 + 1])
    if radius > _WIDEST:
        return _world(_middle_longitude(samples), width, samples)
    return _region(samples, centre, width)


def _middle_longitude(samples: Sequence[Place]) -> float:
    """Return the whole degree opposite the widest stretch without any place, so that the map is cut where nothing is."""
    used = sorted({round(p[0]) % 360 for p in samples})
    gaps = [(b - a, a) for a, b in zip(used, [*used[1:], used[0] + 360], strict=True)]
    gap, start = max(gaps)
    return turn(start + gap / 2 + 180, 0.0)


def _samples(view: Fit, atlas: Atlas) -> Iterable[Place]:
    for key in view.states:
        for reach in atlas.mainland(key):
            name = atlas.homes[key]
            number = atlas.number_of(name, reach)
            yield from atlas.outline(name, number, 6 if reach.radius > 4 else 3) or [reach.centre]
    yield from view.places


def _world(meridian: float, width: float, samples: Sequence[Place] | None) -> Frame:
    projection = EqualEarth(meridian)
    right = projection.project_turned(180.0, 0.0)[0]
    x1, x2 = -right, right
    y1, y2 = projection.project_turned(0, _SOUTH)[1], projection.project_turned(0, _NORTH)[1]
    if samples:
        spots = [projection.project(p) for p in samples]
        sx1, sx2, sy1, sy2 = _box(spots)
        margin = 0.04 * max(sx2 - sx1, sy2 - sy1)
        low, high = sy1 - margin, sy2 + margin
        half = (sx2 - sx1) / 2 + margin
        short = max(0.0, 0.9 * half - (high - low)) / 2
        y1, y2 = max(y1, low - short), min(y2, high + short)
        half = min(right, max(half, (y2 - y1) / 1.56))
        middle = (sx1 + sx2) / 2
        middle = max(half - right, min(right - half, middle))
        x1, x2 = middle - half, middle + half
    scale = width / (x2 - x1)
    height = (y2 - y1) * scale

    def place_spot(spot: Spot) -> Spot:
        return (spot[0] - x1) * scale, (y2 - spot[1]) * scale

    def project(place: Place) -> Spot:
        return place_spot(projection.project(place))

    def project_ring(ring: Ring) -> list[list[Spot]]:
        pieces = cut_at_antimeridian(ring, meridian)
        flat = ([place_spot(projection.project_turned(x, y)) for x, y in piece] for piece in pieces)
        clipped = (clip_box(piece, -_BLEED, -_BLEED, width + _BLEED, height + _BLEED) for piece in flat)
        return [piece for piece in clipped if len(piece) >= 3]

    edge = [-90 + 3.0 * i for i in range(61)]
    sea = [place_spot(projection.project_turned(180.0, y)) for y in edge]
    sea += [place_spot(projection.project_turned(-180.0, y)) for y in reversed(edge)]
    sea = clip_box(sea, -_BLEED, -_BLEED, width + _BLEED, height + _BLEED)
    across = 360.0 * (x2 - x1) / (2 * right) / width
    return Frame(width, height, across, None, 180.0, project, project_ring, sea, meridian)


def _box(spots: Sequence[Spot]) -> tuple[float, float, float, float]:
    xs, ys = [s[0] for s in spots], [s[1] for s in spots]
    return min(xs), max(xs), min(ys), max(ys)


def _region(samples: Sequence[Place], centre: Place, width: float) -> Frame:
    # The middle of the cap is not the middle of the picture; turning the projection to the latter straightens it.
    for _ in range(2):
        first = Azimuthal(*centre).projector()
        x1, x2, y1, y2 = _box([first(p) for p in samples])
        centre = Azimuthal(*centre).invert(((x1 + x2) / 2, (y1 + y2) / 2))
    projection = Azimuthal(round(centre[0], 2), round(centre[1], 2))
    turned = projection.projector()
    x1, x2, y1, y2 = _box([turned(p) for p in samples])
    margin = 0.07 * max(x2 - x1, y2 - y1)
    least = 2 * radians(_NARROWEST)
    half_x, half_y = max((x2 - x1) / 2 + margin, least / 2), max((y2 - y1) / 2 + margin, least / 2)
    half_y = min(max(half_y, 0.48 * half_x), 2.0)
    half_x = min(max(half_x, half_y / 0.78), 2.0)
    mid_x, mid_y = (x1 + x2) / 2, (y1 + y2) / 2
    scale = width / (2 * half_x)
    height = 2 * half_y * scale

    def project(place: Place) -> Spot:
        x, y = turned(place)
        return (x - mid_x + half_x) * scale, (half_y - (y - mid_y)) * scale

    def project_ring(ring: Ring) -> list[list[Spot]]:
        piece = clip_box([project(p) for p in ring], -_BLEED, -_BLEED, width + _BLEED, height + _BLEED)
        return [piece] if len(piece) >= 3 else []

    middle = projection.invert((mid_x, mid_y))
    corner = max(
        angle_between(middle, projection.invert((mid_x + sx * half_x, mid_y + sy * half_y)))
        for sx in (-1, 1)
        for sy in (-1, 1)
    )
    sea = [(0.0, 0.0), (width, 0.0), (width, height), (0.0, height)]
    return Frame(width, height, degrees(1 / scale), middle, corner, project, project_ring, sea)


def graticule(frame: Frame) -> list[list[Spot]]:
    """Lines of equal longitude and latitude, about six across the map."""
    if frame.centre is None:
        step = next((s for s in (10, 15, 30) if frame.degrees_per_pixel * frame.width / s <= 16), 30)
        lons, lats = range(-180, 180, step), range(-75 if step == 15 else -60, 90, step)
        assert frame.meridian is not None
        start = frame.meridian
    else:
        step = next((s for s in (1, 2, 5, 10, 15, 30) if 2 * frame.radius / s <= 9), 30)
        start = frame.centre[0]
        wide = min(180.0, frame.radius / max(0.12, cos(radians(min(85.0, abs(frame.centre[1]) + 0.5 * frame.radius)))))
        low = int((start - wide) // step) * step
        lons = range(low, low + int(2 * wide) + 2 * step, step) if wide < 175 else range(-180, 180, step)
        south = max(-80, int((frame.centre[1] - frame.radius) // step) * step)
        north = min(80, int((frame.centre[1] + frame.radius) // step + 1) * step)
        lats = range(south, north + 1, step)
    fine = max(1.0, step / 6)
    lines: list[list[Place]] = []
    for lon in lons:
        lines.append([(float(lon), lats[0] + i * fine) for i in range(int((lats[-1] - lats[0]) / fine) + 1)])
    for lat in lats:
        span = (-180.0, 180.0) if frame.centre is None else (lons[0] - start, lons[-1] - start)
        count = int((span[1] - span[0]) / fine)
        lines.append([(start + span[0] + 1e-6 + i * fine * 0.999999, float(lat)) for i in range(count + 1)])
    return [piece for line in lines for piece in project_line(frame, line)]


def project_line(frame: Frame, places: Iterable[Place]) -> list[list[Spot]]:
    """Project a line, broken where it leaves the map or jumps to its other side."""
    pieces: list[list[Spot]] = []
    current: list[Spot] = []
    before: Place | None = None
    margin = 40.0
    for place in places:
        spot = frame.project(place)
        outside = not (-margin <= spot[0] <= frame.width + margin and -margin <= spot[1] <= frame.height + margin)
        jumped = bool(
            frame.meridian is not None
            and before is not None
            and abs(turn(place[0], frame.meridian) - turn(before[0], frame.meridian)) > 180
        )
        far = frame.centre is not None and angle_between(frame.centre, place) > 150
        if jumped or outside or far:
            # The line is carried on to the edge where it can be, so that it does not stop short of the frame.
            if outside and not jumped and not far and current:
                current.append(spot)
            if len(current) > 1:
                pieces.append(current)
            current = []
            if (not far and not jumped) or jumped:
                current = [spot]
        else:
            current.append(spot)
        before = place
    if len(current) > 1:
        pieces.append(current)
    return [piece for piece in pieces if any(frame.holds(s) for s in piece)]


def pixel_area(rings: Iterable[Sequence[Spot]]) -> float:
    """Square pixels inside rings."""
    total = 0.0
    for ring in rings:
        total += abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, [*ring[1:], ring[0]], strict=True))) / 2
    return total


def stroke_width(weight: float, largest: float, thinnest: float = 1.0, widest: float = 6.0) -> float:
    """Width of a line for a weight: its root, so that the largest does not hide all others."""
    return thinnest + (widest - thinnest) * sqrt(max(weight, 0.0) / largest) if largest > 0 else thinnest
