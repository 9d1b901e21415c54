"""The drawing of a map: the land in its colours, lines between states, and what a page needs to draw them anew for another year."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from comity.dossier.draw.frame import Fit, Frame, World, frame_of, project_line
from comity.dossier.draw.geometry import atlas
from comity.dossier.draw.projection import Place, Spot, angle_between, great_circle, turn
from comity.dossier.draw.svg import element, number, path
from comity.model.states import states
from comity.web.pages.map.layers import Pair

#: Lines are drawn in so many widths, in pixels, from thin to thick.
WIDTHS = (0.8, 1.8, 3.4)
#: Where there are more lines than this they are paler and thinner by so much, so that the land can still be seen.
MANY, THIN = 150, 0.6
#: A state wider than this, in degrees from its middle, may reach beyond the view of its region.
_WIDE = 20.0


@dataclass(frozen=True)
class Curve:
    """A line between two states on this map."""

    drawn: str
    end: Spot | None


@lru_cache(maxsize=64)
def view_of(members: frozenset[str]) -> tuple[World | Fit, tuple[str, ...]]:
    """Choose the view of a region, and name the states that reach beyond it.

    One state that is far wider than all others together, as Russia is of Europe's, would leave the others too small to be seen:
    of it the view has the part around its capital.
    """
    world = atlas()
    shapes = tuple(sorted(key for key in members if world.draws(key)))
    if not shapes:
        return World(), ()
    if frame_of(Fit(shapes), world, 900).centre is not None:
        return Fit(shapes), ()
    wide = tuple(key for key in shapes if any(reach.radius > _WIDE for reach in world.mainland(key)))
    rest = tuple(key for key in shapes if key not in wide)
    seats = tuple(
        (one.lon, one.lat) for one in states() if one.key in wide and one.lon is not None and one.lat is not None
    )
    closer = Fit(rest, seats)
    if len(rest) > 2 * len(wide) and frame_of(closer, world, 900).centre is not None:
        return closer, wide
    return Fit(shapes), ()


def curves(frame: Frame, place: Callable[[str], Place | None], pairs: Sequence[Pair]) -> dict[Pair, Curve]:
    """Project the shortest way between the states of each pair; a pair of which one has no place is left out."""
    held: dict[str, Place | None] = {key: place(key) for key in {key for pair in pairs for key in pair}}
    found = {}
    for a, b in pairs:
        one, other = held[a], held[b]
        if one is None or other is None or one == other:
            continue
        drawn = _curve(frame, one, other)
        if drawn:
            spot = frame.project(other)
            found[a, b] = Curve(drawn, spot if frame.holds(spot) else None)
    return found


def _curve(frame: Frame, one: Place, other: Place) -> str:
    if frame.meridian is not None:
        # Five places tell whether the way leaves the map on one side; if not, its middle is enough for a curve.
        way = great_circle(one, other, max(angle_between(one, other) / 3.5, 1e-6))
        easts = [turn(lon, frame.meridian) for lon, _ in way]
        if all(abs(b - a) <= 180 for a, b in pairwise(easts)) and len(way) % 2:
            (x1, y1), (xm, ym), (x2, y2) = (frame.project(way[place]) for place in (0, len(way) // 2, -1))
            points = (x1, y1, 2 * xm - (x1 + x2) / 2, 2 * ym - (y1 + y2) / 2, x2, y2)
            texts = [number(one) for one in points]
            return f"M{texts[0]} {texts[1]}Q{' '.join(texts[2:])}"
    return path(project_line(frame, great_circle(one, other, 3.0)), closed=False)


def widths(largest: float) -> tuple[float, float]:
    """Give the amounts up to which a line is thin, and up to which it is of middle width."""
    return largest / 25, largest / 4


def width_of(amount: float | None, limits: tuple[float, float]) -> int:
    """Give the place in :data:`WIDTHS` of a line."""
    if amount is None:
        return 0
    return (amount > limits[0]) + (amount > limits[1])


def draw_lines(
    found: Mapping[Pair, Curve], shown: Mapping[Pair, float | None], limits: tuple[float, float], directed: bool
) -> list[str]:
    """Draw the lines of a year: one path for each width, and one of dots at the ends toward which they go."""
    drawn: list[list[str]] = [[] for _ in WIDTHS]
    ends: dict[Spot, None] = {}
    for pair, amount in shown.items():
        if pair in found:
            drawn[width_of(amount, limits)].append(found[pair].drawn)
            spot = found[pair].end
            if directed and spot:
                ends[spot] = None
    pale = sum(map(len, drawn)) > MANY
    paths = [
        element(
            "path",
            {
                "class": "tie",
                "data-width": str(place),
                "stroke-width": width * (THIN if pale else 1.0),
                "d": "".join(drawn[place]),
            },
        )
        for place, width in enumerate(WIDTHS)
    ]
    dots = "".join(f"M{number(x)} {number(y)}h0" for x, y in ends)
    paths.append(element("path", {"class": "tie ends", "data-ends": "", "stroke-width": 5.0, "d": dots}))
    return [element("g", {"class": "lines many" if pale else "lines"}, *paths)]


__all__ = ["MANY", "THIN", "WIDTHS", "Curve", "curves", "draw_lines", "view_of", "width_of", "widths"]
