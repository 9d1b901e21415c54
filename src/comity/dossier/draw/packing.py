"""Packing outlines: arcs that neighbours and years share, each point once, with how coarse a drawing may be and still need it.

What ``frontend/build.mjs`` does for the atlas of today is done here for outlines that a node brings: rings are cut where a point has
other neighbours in another ring, so that one border is one arc, whichever states and years it belongs to.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from itertools import pairwise
from math import acos, asin, atan2, cos, degrees, floor, hypot, log2, radians, sin, sqrt
from typing import Any

from comity.dossier.draw.arcs import FINEST
from comity.dossier.draw.projection import Place, turn

#: Degrees between two places that can be told apart: half of what the finest view draws as a pixel.
GRID = FINEST / 2
_LEVELS = 9
_ROWS = round(180 / GRID) + 1

Spots = list[int]


class Packer:
    """Takes rings, and gives arcs."""

    def __init__(self) -> None:
        self._rings: list[Spots] = []
        #: The neighbours of a point; None of one that has others elsewhere, where arcs end.
        self._beside: dict[int, tuple[int, int] | None] = {}

    def add(self, ring: Sequence[Place]) -> int:
        """Take a ring; gives the number under which :meth:`pack` has it."""
        spots: Spots = []
        for lon, lat in ring:
            spot = round((lon + 180) / GRID) * _ROWS + round((lat + 90) / GRID)
            if not spots or spots[-1] != spot:
                spots.append(spot)
        while len(spots) > 1 and spots[0] == spots[-1]:
            spots.pop()
        if len(spots) < 3:
            # What is smaller than the grid stays where it is, as its least triangle.
            spots = [spots[0], spots[0] + _ROWS, spots[0] + 1]
        for before, spot, after in zip([spots[-1], *spots[:-1]], spots, [*spots[1:], spots[0]], strict=True):
            pair = (min(before, after), max(before, after))
            if self._beside.setdefault(spot, pair) != pair:
                self._beside[spot] = None
        self._rings.append(spots)
        return len(self._rings) - 1

    def pack(self) -> tuple[list[list[int]], dict[str, Any]]:
        """Give the arcs of every ring, and the arcs."""
        arcs: dict[tuple[int, ...], int] = {}
        rings = [[_number(arcs, piece) for piece in self._pieces(spots)] for spots in self._rings]
        thinned = [_thin([_place(spot) for spot in arc]) for arc in arcs]
        columns = [[[round((place[axis] + (180, 90)[axis]) / GRID) for place, _ in arc] for arc in thinned] for axis in (0, 1)]  # fmt: skip
        packed = {
            "scale": [GRID, GRID],
            "translate": [-180, -90],
            "x": [_differences(of) for of in columns[0]],
            "y": [_differences(of) for of in columns[1]],
            "levels": ["".join(str(level) for _, level in arc) for arc in thinned],
        }
        return rings, packed

    def _pieces(self, spots: Spots) -> list[tuple[int, ...]]:
        ends = [place for place, spot in enumerate(spots) if self._beside[spot] is None]
        if not ends:
            first = spots.index(min(spots))
            return [(*spots[first:], *spots[: first + 1])]
        turned = spots[ends[0] :] + spots[: ends[0]]
        ends = [place - ends[0] for place in ends] + [len(turned)]
        turned.append(turned[0])
        return [tuple(turned[a : b + 1]) for a, b in pairwise(ends)]


def _number(arcs: dict[tuple[int, ...], int], piece: tuple[int, ...]) -> int:
    back = piece[::-1]
    if back in arcs:
        return ~arcs[back]
    return arcs.setdefault(piece, len(arcs))


def _place(spot: int) -> Place:
    return spot // _ROWS * GRID - 180, spot % _ROWS * GRID - 90


def _differences(values: Sequence[int]) -> list[int]:
    return [value - before for value, before in zip(values, [0, *values], strict=False)]


def _thin(points: Sequence[Place]) -> list[tuple[Place, int]]:
    """Give the points that any view needs, each with the coarsest level that needs it (Visvalingam and Whyatt 1993)."""
    flat = [(lon * max(0.02, cos(radians(lat))), lat) for lon, lat in points]
    last = len(points) - 1
    before, after = [place - 1 for place in range(last + 1)], [place + 1 for place in range(last + 1)]

    def area(place: int) -> float:
        (ax, ay), (bx, by), (cx, cy) = flat[before[place]], flat[place], flat[after[place]]
        return abs((bx - ax) * (cy - ay) - (cx - ax) * (by - ay)) / 2

    areas = {place: area(place) for place in range(1, last)}
    queue = [(size, place) for place, size in areas.items()]
    heapq.heapify(queue)
    levels = [_LEVELS] * (last + 1)
    reached = 0.0
    while queue:
        size, place = heapq.heappop(queue)
        if areas.get(place) != size:
            continue
        del areas[place]
        reached = max(reached, size)
        # Its ends are shared by other arcs; what no view can show is left out.
        levels[place] = min(_LEVELS, floor(log2(sqrt(reached) / FINEST + 1e-12)) + 1) if reached else -1
        one, other = before[place], after[place]
        after[one], before[other] = other, one
        for beside in (one, other):
            if beside in areas:
                areas[beside] = area(beside)
                heapq.heappush(queue, (areas[beside], beside))
    least = 0 if last > 3 else -_LEVELS
    return [(point, max(level, 0)) for point, level in zip(points, levels, strict=True) if level >= least]


def reach_of(ring: Sequence[Place]) -> list[float]:
    """Give the cap around a ring and its size: longitude, latitude and radius in degrees, square degrees."""
    vectors = [(cos(radians(y)) * cos(radians(x)), cos(radians(y)) * sin(radians(x)), sin(radians(y))) for x, y in ring]
    middle = [(min(axis) + max(axis)) / 2 for axis in zip(*vectors, strict=True)]
    length = hypot(*middle) or 1.0
    unit = [part / length for part in middle]
    radius = max(degrees(acos(min(1.0, sum(a * b for a, b in zip(one, unit, strict=True))))) for one in vectors)
    lon, lat = degrees(atan2(unit[1], unit[0])), degrees(asin(max(-1.0, min(1.0, unit[2]))))
    flat = [(turn(x, lon), degrees(sin(radians(y)))) for x, y in ring]
    size = abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(flat, [*flat[1:], flat[0]], strict=True))) / 2
    return [round(lon, 3), round(lat, 3), round(radius + GRID, 3), round(size, 5)]


__all__ = ["GRID", "Packer", "reach_of"]
