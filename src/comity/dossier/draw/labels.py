"""Putting names beside things without letting them run into each other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import hypot

from comity.dossier.draw.svg import text_width


@dataclass(frozen=True)
class Box:
    """A rectangle in pixels, y downwards."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Whether two rectangles share more than an edge."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )

    def within(self, other: Box) -> bool:
        """Whether this lies wholly inside the other."""
        return (
            self.left >= other.left
            and self.right <= other.right
            and self.top >= other.top
            and self.bottom <= other.bottom
        )


@dataclass(frozen=True)
class Wanted:
    """A name that wants a place: beside a disc of a radius (0: on the spot itself), the heavier first."""

    text: str
    x: float
    y: float
    radius: float = 0.0
    weight: float = 0.0


@dataclass(frozen=True)
class Placed:
    """Where a name ended up: the middle of its line, and the box it fills."""

    wanted: Wanted
    x: float
    y: float
    box: Box


def place_labels(
    wanted: Iterable[Wanted],
    size: float,
    bounds: Box,
    taken: Sequence[Box] = (),
    *,
    on_spot: bool = False,
    nearest: bool = False,
    foreign: Callable[[Wanted, float, float], bool] | None = None,
) -> list[Placed]:
    """Place the heaviest names first, each at the first position that is free; a name without one is left out.

    Parameters
    ----------
    wanted
        The names; ties are broken by text, so that the outcome does not depend on their order.
    size
        Font size in pixels.
    bounds
        Names stay inside it.
    taken
        Boxes that nothing may cover.
    on_spot
        Names without a radius (a country's inside) may lie on the spot itself.
    nearest
        A name lies nearer to its own spot than to any other's, so that no country is read under its neighbour's name.
    foreign
        Whether a place is on what is another's; such places are tried last.
    """
    used = list(taken)
    placed: list[Placed] = []
    wanted = list(wanted)
    for one in sorted(wanted, key=lambda w: (-w.weight, w.text, w.x, w.y)):
        # Labels are set in bold, a little wider than the estimate.
        width, height = text_width(one.text, size) * 1.08 + 4, size * 1.2
        gap = one.radius + 2
        aside, over = gap + width / 2, gap + height / 2
        spots = [(0.0, over), (0.0, -over), (aside, 0.0), (-aside, 0.0)]
        spots += [(aside * 0.8, over), (-aside * 0.8, over), (aside * 0.8, -over), (-aside * 0.8, -over)]
        spots += [(0.0, over + height), (0.0, -over - height), (aside + height, over), (-aside - height, -over)]
        if on_spot and one.radius == 0:
            spots.insert(0, (0.0, 0.0))
        if foreign and one.radius > 0:
            spots.sort(key=lambda by: foreign(one, one.x + by[0], one.y + by[1]))
        for dx, dy in spots:
            x, y = one.x + dx, one.y + dy
            box = Box(x - width / 2, y - height / 2, x + width / 2, y + height / 2)
            if nearest and any(_nearer(other, one, box) for other in wanted if other is not one):
                continue
            if box.within(bounds) and not any(box.meets(other) for other in used):
                used.append(box)
                placed.append(Placed(one, x, y, box))
                break
    return placed


def _nearer(other: Wanted, one: Wanted, box: Box) -> bool:
    """Whether a name placed in the box would rather be read as the other's; on its own spot it is its own."""
    x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    if hypot(other.x - x, other.y - y) < hypot(one.x - x, one.y - y):
        return True
    return _gap(box, one) > 0 and _gap(box, other) < _gap(box, one)


def _gap(box: Box, one: Wanted) -> float:
    return hypot(max(box.left - one.x, 0.0, one.x - box.right), max(box.top - one.y, 0.0, one.y - box.bottom))
