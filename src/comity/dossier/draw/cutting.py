"""Cutting a country's outline with a coarse outline of our own, for areas that the atlas gives to one side.

The ring is walked from crossing to crossing (Weiler and Atherton 1977). The cutter is written by hand, so its corners
are never exactly on a border; touching rings need no care here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from comity.dossier.draw.projection import Place


@dataclass
class _Crossing:
    place: Place
    on_ring: float
    on_cutter: float
    enters: bool
    used: bool = False


def area_of(ring: Sequence[Place]) -> float:
    """Signed area in the plane; counter-clockwise is positive."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, [*ring[1:], ring[0]], strict=True)) / 2 if ring else 0.0


def holds(ring: Sequence[Place], place: Place) -> bool:
    """Whether a place is inside a ring (even-odd rule)."""
    x, y = place
    inside = False
    x1, y1 = ring[-1]
    for x2, y2 in ring:
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            inside = not inside
        x1, y1 = x2, y2
    return inside


def split(ring: Sequence[Place], cutter: Sequence[Place]) -> tuple[list[list[Place]], list[list[Place]]]:
    """Divide a ring into what lies outside the cutter and what lies inside it.

    Returns
    -------
    outside, inside
        Rings without a repeated last point; together they cover the ring exactly.
    """
    subject = list(ring) if area_of(ring) > 0 else list(reversed(ring))
    knife = list(cutter) if area_of(cutter) > 0 else list(reversed(cutter))
    crossings = _crossings(subject, knife)
    if not crossings:
        if holds(cutter, subject[0]):
            return [], [subject]
        # A cutter wholly inside would leave a hole; none of ours is, and a silent hole would be a wrong map.
        if holds(subject, cutter[0]):
            raise ValueError("the cutter lies wholly inside the ring")
        return [subject], []
    inside = _walk(subject, knife, crossings, enters=True)
    outside = _walk(subject, list(reversed(knife)), _turned(crossings, len(knife)), enters=False)
    return outside, inside


def _crossings(subject: list[Place], knife: list[Place]) -> list[_Crossing]:
    low_x, high_x = min(p[0] for p in knife), max(p[0] for p in knife)
    low_y, high_y = min(p[1] for p in knife), max(p[1] for p in knife)
    found = []
    for i, (a, b) in enumerate(zip(subject, [*subject[1:], subject[0]], strict=True)):
        if max(a[0], b[0]) < low_x or min(a[0], b[0]) > high_x or max(a[1], b[1]) < low_y or min(a[1], b[1]) > high_y:
            continue
        for j, (c, d) in enumerate(zip(knife, [*knife[1:], knife[0]], strict=True)):
            across = (b[0] - a[0]) * (d[1] - c[1]) - (b[1] - a[1]) * (d[0] - c[0])
            if across == 0:
                continue
            t = ((c[0] - a[0]) * (d[1] - c[1]) - (c[1] - a[1]) * (d[0] - c[0])) / across
            u = ((c[0] - a[0]) * (b[1] - a[1]) - (c[1] - a[1]) * (b[0] - a[0])) / across
            if 0 <= t < 1 and 0 <= u < 1:
                place = a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])
                # The knife runs counter-clockwise, so its inside is on its left: crossing from right to left enters.
                found.append(_Crossing(place, i + t, j + u, enters=across < 0))
    return sorted(found, key=lambda c: c.on_ring)


def _turned(crossings: list[_Crossing], edges: int) -> list[_Crossing]:
    # Reversing the knife sends its edge j..j+1 to edge edges-2-j; positions along it turn round with it.
    return [_Crossing(c.place, c.on_ring, (edges - 1 - c.on_cutter) % edges, c.enters) for c in crossings]


def _walk(subject: list[Place], knife: list[Place], crossings: list[_Crossing], *, enters: bool) -> list[list[Place]]:
    along_ring = sorted(crossings, key=lambda c: c.on_ring)
    along_knife = sorted(crossings, key=lambda c: c.on_cutter)
    rings = []
    for first in along_ring:
        if first.enters is not enters or first.used:
            continue
        out: list[Place] = []
        here = first
        while not here.used:
            here.used = True
            leave = along_ring[(along_ring.index(here) + 1) % len(along_ring)]
            out += [here.place, *_between(subject, here.on_ring, leave.on_ring)]
            here = along_knife[(along_knife.index(leave) + 1) % len(along_knife)]
            out += [leave.place, *_between(knife, leave.on_cutter, here.on_cutter)]
        rings.append(out)
    return rings


def _between(ring: list[Place], start: float, end: float) -> list[Place]:
    """Corners of a ring strictly between two positions along it, in its direction."""
    n = len(ring)
    first = int(start) + 1
    last = int(end)
    if end <= start:
        last += n
    return [ring[k % n] for k in range(first, last + 1)]
