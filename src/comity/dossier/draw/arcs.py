"""Outlines as they are kept: arcs that neighbours share, unpacked as coarse as a drawing needs them.

An arc is two flat lists of differences and one digit per point, which says how coarse a drawing may be and still need it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, compress
from math import ceil, log2
from typing import Any

from comity.dossier.draw.projection import Place, lengthen

FULL = 0
"""The level at which every point is drawn."""
FINEST = 0.01
"""A point of level n is needed where a pixel is at most this times 2ⁿ degrees wide."""

Ring = list[Place]
Polygon = list[Ring]


@dataclass(frozen=True)
class Reach:
    """The cap around a polygon: centre and radius in degrees; size in square degrees."""

    longitude: float
    latitude: float
    radius: float
    size: float

    @property
    def centre(self) -> Place:
        """Longitude and latitude of the middle."""
        return self.longitude, self.latitude


def level_for(degrees_per_pixel: float, finest: float = FINEST) -> int:
    """Which points a drawing needs: those whose digit is at least this."""
    return max(FULL, min(9, ceil(log2(max(degrees_per_pixel, 1e-9) / finest))))


class Arcs:
    """Unpacks rings.

    Parameters
    ----------
    packed
        ``x``, ``y`` and ``levels`` of every arc, ``scale`` and ``translate``.
    """

    def __init__(self, packed: Mapping[str, Any]) -> None:
        self._packed = packed
        self._scale: tuple[float, float] = tuple(packed["scale"])
        self._shift: tuple[float, float] = tuple(packed["translate"])
        self._arcs: dict[tuple[int, int], list[Place]] = {}

    def polygon(self, rings: Sequence[Sequence[int]], level: int) -> Polygon:
        """Give the rings of a polygon, none where its outline is too small for the level."""
        unpacked = [self.ring(ring, level) for ring in rings]
        return [ring for ring in unpacked if ring] if unpacked[0] else []

    def ring(self, numbers: Iterable[int], level: int) -> Ring:
        """Join arcs to a ring; one that is run backwards has the complement of its number."""
        out: Ring = []
        for number in numbers:
            arc = self._arc(number if number >= 0 else ~number, level)
            out.extend(arc[:-1] if number >= 0 else arc[:0:-1])
        # Natural Earth closes Antarctica along the pole; the map closes it where it needs to.
        out = [place for place in out if place[1] > -89.9]
        return lengthen(out) if len(out) >= 3 else []

    def _arc(self, number: int, level: int) -> list[Place]:
        arc = self._arcs.get((number, level))
        if arc is None:
            sx, sy = self._scale
            tx, ty = self._shift
            xs: Iterable[int] = accumulate(self._packed["x"][number])
            ys: Iterable[int] = accumulate(self._packed["y"][number])
            if level > FULL:
                wanted = [int(digit) >= level for digit in self._packed["levels"][number]]
                xs, ys = compress(xs, wanted), compress(ys, wanted)
            arc = [(x * sx + tx, y * sy + ty) for x, y in zip(xs, ys, strict=True)]
            self._arcs[number, level] = arc
        return arc


__all__ = ["FINEST", "FULL", "Arcs", "Polygon", "Reach", "Ring", "level_for"]
