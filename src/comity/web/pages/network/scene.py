"""The network of a year: who is tied to whom in which layers, in which community, how large, and where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from comity.measures.estimates import Keyed
from comity.measures.explaining import keys as keys_of
from comity.web.asked import Asked
from comity.web.measured import measured
from comity.web.pages.network.choices import Choices, chosen_ties
from comity.web.pages.network.groups import Communities, divide, hues
from comity.web.pages.network.layout import arrange
from comity.web.pages.network.ties import Ties, World, keep, world

Floats = npt.NDArray[np.float64]
WIDTH, HEIGHT, GAP = 1100.0, 720.0, 25.0
#: Communities with a hue of their own.
HUES = 8
#: A community is called by so many of its members.
NAMED = 3


#: A measure's estimates of one year, by state.
Sized = Keyed[str]


@dataclass(frozen=True)
class Scene:
    """What is shown.

    Attributes
    ----------
    weights
        Of each layer, shape (layers, n, n): the weight of every tie of the year.
    strength
        Over the layers, shape (n, n): one for each layer that ties two, and for its share of the greatest weight there is.
    seen
        Places of the states that are shown in the year.
    stay
        Places of all that stand somewhere in the era, and where.
    alone
        How many states of the year have no tie on record.
    """

    world: World
    found: list[Ties]
    weights: Floats
    strength: Floats
    seen: npt.NDArray[np.intp]
    stay: npt.NDArray[np.intp]
    spots: Floats
    communities: Communities
    hue: dict[int, int]
    alone: int


def make_scene(ask: Asked, chosen: Choices) -> Scene:
    """Make the network of a year."""
    states, found = world(ask), chosen_ties(ask, chosen.layers)
    size = len(states.keys)
    weights = np.array([one.of(chosen.year, size) for one in found])
    strength = strengths(weights, found)
    within, spots, lasting = keep(
        ask,
        ("places", chosen.layers, chosen.era, chosen.ego, chosen.depth if chosen.ego else 0),
        lambda: _places(found, states, chosen),
    )
    near = strength > 0
    seen = near.any(axis=0)
    alone = int((states.there[:, chosen.year - 1816] & ~seen).sum())
    if chosen.ego:
        seen = around(near, states.place(chosen.ego), chosen.depth)
    here = np.flatnonzero(seen)
    inside = np.zeros_like(strength)
    inside[np.ix_(here, here)] = (weights > 0).sum(axis=0)[np.ix_(here, here)]
    key = ("communities", chosen.layers, chosen.year, chosen.ego, chosen.depth if chosen.ego else 0)
    communities = keep(ask, key, lambda: divide(inside))
    return Scene(
        states,
        found,
        weights,
        strength,
        here,
        within,
        spots,
        communities,
        dict(hues(communities.of, lasting, HUES)),
        alone,
    )


def strengths(weights: Floats, found: list[Ties]) -> Floats:
    """Give how strongly each two are tied over all layers, shape (n, n)."""
    total = np.zeros(weights.shape[1:])
    for weight, one in zip(weights, found, strict=True):
        most = one.weight.max(initial=0.0) or 1.0
        total += np.where(weight > 0, 1 + weight / most, 0.0)
    return total


def around(near: npt.NDArray[np.bool_], middle: int, depth: int) -> npt.NDArray[np.bool_]:
    """Say who is within so many steps of one, itself among them."""
    found = np.zeros(len(near), np.bool_)
    found[middle] = True
    for _ in range(depth):
        found |= near[found].any(axis=0)
    return found


def _places(
    found: list[Ties], states: World, chosen: Choices
) -> tuple[npt.NDArray[np.intp], Floats, npt.NDArray[np.intp]]:
    """Give who stands somewhere in the era, where, and the community of each over the whole of it."""
    first, last = chosen.era
    near = np.zeros((len(states.keys),) * 2)
    for one in found:
        years = np.minimum(one.last, last) - np.maximum(one.first, first) + 1
        each = np.zeros_like(near)
        held = years > 0
        np.add.at(each, (one.a[held], one.b[held]), years[held])
        near += each / (each.max() or 1.0)
    near += near.T
    stay = near.any(axis=0)
    if chosen.ego:
        stay = around(near > 0, states.place(chosen.ego), chosen.depth)
    within = np.flatnonzero(stay)
    spots = arrange(near[np.ix_(within, within)], WIDTH, HEIGHT, GAP)
    inside = np.zeros_like(near)
    inside[np.ix_(within, within)] = near[np.ix_(within, within)]
    return within, spots, divide(inside, 5).of


def strongest(scene: Scene, most: int) -> tuple[list[tuple[int, int]], int]:
    """Give the ties that are drawn, and how many are left out.

    Each state's strongest come first, so that as few as can be stand alone, then the strongest of the rest; no more than asked.
    """
    inside = np.zeros_like(scene.strength)
    inside[np.ix_(scene.seen, scene.seen)] = scene.strength[np.ix_(scene.seen, scene.seen)]
    one, other = np.nonzero(np.triu(inside))
    order = np.lexsort((other, one, -inside[one, other]))
    first: list[int] = []
    rest: list[int] = []
    reached: set[int] = set()
    for place in order.tolist():
        pair = {int(one[place]), int(other[place])}
        (rest if pair <= reached else first).append(place)
        reached |= pair
    held = set((first + rest)[:most])
    drawn = [(int(one[place]), int(other[place])) for place in order.tolist() if place in held]
    return drawn, len(order) - len(drawn)


def sizes(ask: Asked, name: str, year: int) -> Sized:
    """Give a measure's estimates of a year, by key; of a state with two codes the last in the list's order."""

    def make() -> Sized:
        made = measured(ask, name)
        estimates, axis = made.estimates, made.axis
        if not axis.first_year <= year <= axis.last_year:
            return Sized()
        rows = np.flatnonzero((axis.years[estimates.subjects.period] == year) & np.isfinite(estimates.value))
        whose = keys_of(axis)[estimates.subjects.a[rows], estimates.subjects.period[rows]].tolist()
        return estimates.keyed(rows, whose)

    return keep(ask, ("size", name, year), make)


def radii(values: Mapping[str, float]) -> dict[str, float]:
    """Give the radius of each disc: its area goes with the value, or, where some are below zero, with how far above the least it is."""
    if not values:
        return {}
    least = min(0.0, min(values.values()))
    span = max(values.values()) - least or 1.0
    return {key: round(3 + 13 * float(np.sqrt((value - least) / span)), 1) for key, value in values.items()}


def named(scene: Scene, names: dict[str, str]) -> dict[int, str]:
    """Name each community by those of its members who are tied most strongly within it."""
    found: dict[int, str] = {}
    for one in range(int(scene.communities.of.max(initial=-1)) + 1):
        mine = np.flatnonzero(scene.communities.of == one)
        degree = scene.strength[np.ix_(mine, mine)].sum(axis=0)
        first = mine[np.lexsort((mine, -degree))][:NAMED]
        found[one] = ", ".join(names.get(scene.world.keys[place], scene.world.keys[place]) for place in first)
    return found


def compact(found: list[Ties], states: World, first: int, last: int) -> dict[str, Any]:
    """Give all ties of some years as lists of numbers, for scripts."""
    layers = []
    for one in found:
        held = (one.last >= first) & (one.first <= last)
        layers.append(
            {
                "name": one.layer.name,
                "most": float(one.weight.max(initial=0.0)),
                "a": one.a[held].tolist(),
                "b": one.b[held].tolist(),
                "first": np.maximum(one.first[held], first).tolist(),
                "last": np.minimum(one.last[held], last).tolist(),
                "weight": [
                    int(value) if value == int(value) else round(value, 3) for value in one.weight[held].tolist()
                ],
                "known": [one.knows(year) for year in range(first, last + 1)],
            }
        )
    return {"first": first, "last": last, "keys": list(states.keys), "layers": layers}


__all__ = [
    "HEIGHT",
    "NAMED",
    "WIDTH",
    "Scene",
    "Sized",
    "around",
    "compact",
    "make_scene",
    "named",
    "radii",
    "sizes",
    "strengths",
    "strongest",
]
