"""Two equal-area projections, and cutting shapes where the map ends.

Equal areas, because a reader compares countries by the ink they get: Equal Earth for the world, Lambert's azimuthal
projection for everything smaller. Both return units of the earth's radius, y upwards.

References
----------
Šavrič, Patterson and Jenny (2018), "The Equal Earth map projection", doi:10.1080/13658816.2018.1504949.
Snyder (1987), "Map projections: a working manual", USGS Professional Paper 1395, pp. 182-190.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import acos, asin, atan2, cos, degrees, hypot, radians, sin, sqrt

Place = tuple[float, float]
"""Longitude and latitude in degrees."""
Spot = tuple[float, float]
"""A position on the map: x to the right, y upwards, in earth radii (or pixels, once scaled)."""

_A1, _A2, _A3, _A4 = 1.340264, -0.081106, 0.000893, 0.003796
_M = sqrt(3) / 2


def turn(longitude: float, meridian: float) -> float:
    """Degrees east of the meridian, from -180 up to but not including 180."""
    return (longitude - meridian + 180.0) % 360.0 - 180.0


def angle_between(a: Place, b: Place) -> float:
    """Great-circle distance in degrees."""
    pa, pb, dl = radians(a[1]), radians(b[1]), radians(b[0] - a[0])
    s = sin((pb - pa) / 2) ** 2 + cos(pa) * cos(pb) * sin(dl / 2) ** 2
    return degrees(2 * asin(min(1.0, sqrt(s))))


@dataclass(frozen=True)
class EqualEarth:
    """The whole world around one meridian."""

    meridian: float = 11.0

    def project_turned(self, east: float, latitude: float) -> Spot:
        """Project a place already expressed in degrees east of the meridian (may be exactly ±180)."""
        t = asin(_M * sin(radians(latitude)))
        t2 = t * t
        t6 = t2 * t2 * t2
        x = radians(east) * cos(t) / (_M * (_A1 + 3 * _A2 * t2 + t6 * (7 * _A3 + 9 * _A4 * t2)))
        return x, t * (_A1 + _A2 * t2 + t6 * (_A3 + _A4 * t2))

    def project(self, place: Place) -> Spot:
        """Project a place; what lies on the cut falls on its left edge."""
        return self.project_turned(turn(place[0], self.meridian), place[1])


@dataclass(frozen=True)
class Azimuthal:
    """Lambert's azimuthal equal-area projection around a centre."""

    longitude: float
    latitude: float

    def projector(self) -> Callable[[Place], Spot]:
        """Return the projection with the centre's sines worked out once."""
        l0, s0, c0 = radians(self.longitude), sin(radians(self.latitude)), cos(radians(self.latitude))

        def project(place: Place) -> Spot:
            lam, phi = radians(place[0]) - l0, radians(place[1])
            sp, cp = sin(phi), cos(phi)
            cl = cos(lam)
            # The point opposite the centre has no image; anything that near it is far outside every view.
            k = sqrt(2.0 / max(1e-9, 1.0 + s0 * sp + c0 * cp * cl))
            return k * cp * sin(lam), k * (c0 * sp - s0 * cp * cl)

        return project

    def project(self, place: Place) -> Spot:
        """Project one place."""
        return self.projector()(place)

    def invert(self, spot: Spot) -> Place:
        """Return the place that is drawn at a spot."""
        x, y = spot
        rho = hypot(x, y)
        if rho < 1e-12:
            return self.longitude, self.latitude
        c = 2 * asin(min(1.0, rho / 2))
        p0 = radians(self.latitude)
        latitude = asin(cos(c) * sin(p0) + y * sin(c) * cos(p0) / rho)
        longitude = radians(self.longitude) + atan2(x * sin(c), rho * cos(p0) * cos(c) - y * sin(p0) * sin(c))
        return turn(degrees(longitude), 0.0), degrees(latitude)


def lengthen(ring: Sequence[Place], step: float = 3.0) -> list[Place]:
    """Put points between far neighbours, so that the 49th parallel is drawn as a parallel and not as a chord."""
    out: list[Place] = []
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        out.append((x1, y1))
        dx = turn(x2, x1)
        far = max(abs(dx), abs(y2 - y1))
        if far > step:
            parts = int(far / step) + 1
            out.extend((x1 + dx * i / parts, y1 + (y2 - y1) * i / parts) for i in range(1, parts))
    return out


def clip_half(ring: Sequence[Spot], axis: int, limit: float, keep_below: bool) -> list[Spot]:
    """Cut a ring at one straight line parallel to an axis (Sutherland and Hodgman 1974)."""
    out: list[Spot] = []
    if not ring:
        return out
    sign = 1.0 if keep_below else -1.0
    before = ring[-1]
    was_in = sign * (before[axis] - limit) <= 0
    for spot in ring:
        is_in = sign * (spot[axis] - limit) <= 0
        if is_in != was_in:
            share = (limit - before[axis]) / (spot[axis] - before[axis])
            other = before[1 - axis] + share * (spot[1 - axis] - before[1 - axis])
            out.append((limit, other) if axis == 0 else (other, limit))
        if is_in:
            out.append(spot)
        before, was_in = spot, is_in
    return out


def clip_box(ring: Sequence[Spot], x1: float, y1: float, x2: float, y2: float) -> list[Spot]:
    """Cut a ring at a box; what is left may run along the box's edges."""
    xs, ys = [p[0] for p in ring], [p[1] for p in ring]
    if not xs or max(xs) < x1 or min(xs) > x2 or max(ys) < y1 or min(ys) > y2:
        return []
    out = list(ring)
    if min(xs) < x1:
        out = clip_half(out, 0, x1, False)
    if max(xs) > x2:
        out = clip_half(out, 0, x2, True)
    if out and min(ys) < y1:
        out = clip_half(out, 1, y1, False)
    if out and max(ys) > y2:
        out = clip_half(out, 1, y2, True)
    return out


def unroll(ring: Sequence[Place], meridian: float) -> list[Place]:
    """Express a ring in degrees east of a meridian, without jumps: it may run beyond ±180 on either side.

    A ring that goes once round a pole (Antarctica) is closed over that pole.
    """
    out: list[Place] = []
    east = turn(ring[0][0], meridian)
    for i, (lon, lat) in enumerate(ring):
        if i:
            east += turn(lon, ring[i - 1][0])
        out.append((east, lat))
    end = east + turn(ring[0][0], ring[-1][0])
    if abs(end - out[0][0]) > 180:
        pole = -90.0 if sum(p[1] for p in ring) < 0 else 90.0
        out += [(end, out[0][1]), (end, pole), (out[0][0], pole)]
    return out


def cut_at_antimeridian(ring: Sequence[Place], meridian: float) -> list[list[Place]]:
    """Cut a ring where the world map ends; each piece lies within ±180 degrees of the meridian."""
    if len(ring) < 3:
        return []
    rolled = unroll(ring, meridian)
    low, high = min(p[0] for p in rolled), max(p[0] for p in rolled)
    pieces = []
    for shift in (-360.0, 0.0, 360.0):
        if low + shift >= 180 or high + shift <= -180:
            continue
        piece: list[Place] = [(x + shift, y) for x, y in rolled]
        if low + shift < -180:
            piece = clip_half(piece, 0, -180.0, False)
        if high + shift > 180:
            piece = clip_half(piece, 0, 180.0, True)
        if len(piece) >= 3:
            pieces.append(_along_edge(piece))
    return pieces


def _along_edge(ring: Sequence[Place], step: float = 2.0) -> list[Place]:
    """Put points along the cut, whose image is a curve: a straight edge there would shave Siberia."""
    out: list[Place] = []
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        out.append((x1, y1))
        if x1 == x2 and abs(x1) == 180.0:
            parts = int(abs(y2 - y1) / step) + 1
            out.extend((x1, y1 + (y2 - y1) * i / parts) for i in range(1, parts))
    return out


def great_circle(a: Place, b: Place, step: float = 2.0) -> list[Place]:
    """Places along the shortest way over the globe, ends included."""
    way = radians(angle_between(a, b))
    if way < 1e-9:
        return [a, b]
    parts = max(2, int(degrees(way) / step) + 1)
    va, vb = (_vector(p) for p in (a, b))
    out = [a]
    for i in range(1, parts):
        t = i / parts
        if abs(sin(way)) < 1e-9:
            # Exactly opposite places have no shortest way; over the pole is as good as any.
            out.append((a[0], a[1] + (90 - a[1]) * 2 * t) if t <= 0.5 else (b[0], b[1] + (90 - b[1]) * 2 * (1 - t)))
            continue
        wa, wb = sin((1 - t) * way) / sin(way), sin(t * way) / sin(way)
        x, y, z = (wa * p + wb * q for p, q in zip(va, vb, strict=True))
        out.append((degrees(atan2(y, x)), degrees(asin(max(-1.0, min(1.0, z))))))
    return [*out, b]


def _vector(place: Place) -> tuple[float, float, float]:
    lon, lat = radians(place[0]), radians(place[1])
    return cos(lat) * cos(lon), cos(lat) * sin(lon), sin(lat)


def middle_of(places: Iterable[Place]) -> tuple[Place, float]:
    """Centre and radius, in degrees, of a cap that covers all places (close to the smallest one)."""
    vectors = [_vector(p) for p in places]
    centre = [sum(v[k] for v in vectors) for k in range(3)]
    if hypot(*centre) < 1e-9:
        centre = list(vectors[0])
    # Walking towards whichever place is farthest, in ever shorter steps, ends at the smallest cap (Bădoiu and Clarkson 2003).
    for i in range(1, 120):
        length = hypot(*centre)
        unit = [c / length for c in centre]
        far = min(vectors, key=lambda v: sum(p * q for p, q in zip(v, unit, strict=True)))
        centre = [u + (f - u) / (i + 1) for u, f in zip(unit, far, strict=True)]
    length = hypot(*centre)
    unit = [c / length for c in centre]
    least = min(sum(p * q for p, q in zip(v, unit, strict=True)) for v in vectors)
    place = degrees(atan2(unit[1], unit[0])), degrees(asin(max(-1.0, min(1.0, unit[2]))))
    return place, degrees(acos(max(-1.0, min(1.0, least))))
