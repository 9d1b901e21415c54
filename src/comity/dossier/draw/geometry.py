"""Today's borders, read from the re-packed world-atlas, with contested areas taken out of every state.

The file is written by ``frontend/build.mjs``: TopoJSON arcs as flat lists of differences, one digit per point that says how coarse
a drawing may be and still need it, and the cap around each polygon so that what a view cannot show is never unpacked.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from comity.dossier.draw.arcs import FULL, Arcs, Polygon, Reach, Ring
from comity.dossier.draw.cutting import holds, split
from comity.dossier.draw.projection import Place, angle_between, turn
from comity.dossier.language import spoken
from comity.model.errors import NotHere, WrongRecord
from comity.model.states import actor_of, key_names, state_spells

_HERE = Path(__file__).parent
ATLAS = _HERE.parent / "static" / "vendor" / "countries-50m.json"
UNDRAWN = ("TUV",)
"""Today's states that the atlas has no shape for: a dot at the capital."""


@dataclass(frozen=True)
class Area:
    """One contested area, as reviewed in contested.toml."""

    id: str
    name: str
    claimants: tuple[str, ...]
    reason: str
    ground: str
    key: str | None = None
    feature: str | None = None
    hosts: tuple[str, ...] = ()
    rings: tuple[Place, ...] = ()
    cut: tuple[Place, ...] = ()
    dot: Place | None = None


@dataclass(frozen=True)
class Shape:
    """What is drawn as one piece of land.

    Attributes
    ----------
    name
        What the atlas calls it, or the contested area's name.
    key
        The state whose colour it takes; None for land without one. A contested area has a key only where it stands in the
        table of states under one of its own.
    polygons
        Each a list of rings, the first the outline, the others holes; longitude and latitude in degrees, not closed.
    area
        The contested area, or None.
    home
        Whether it is the state itself and not a territory it administers.
    """

    name: str
    key: str | None
    polygons: list[Polygon]
    area: Area | None = None
    home: bool = True


@lru_cache(maxsize=1)
def areas() -> tuple[Area, ...]:
    """Return the reviewed contested areas, in the order of the file."""
    rows = tomllib.loads((_HERE / "contested.toml").read_text(encoding="utf-8"))["area"]
    return tuple(
        Area(
            id=row["id"],
            name=row["name"],
            claimants=tuple(row["claimants"]),
            reason=row["reason"],
            ground=row["ground"],
            key=row.get("key"),
            feature=row.get("feature"),
            hosts=tuple(row.get("hosts", ())),
            rings=tuple((p[0], p[1]) for p in row.get("rings", ())),
            cut=tuple((p[0], p[1]) for p in row.get("cut", ())),
            dot=(row["dot"][0], row["dot"][1]) if "dot" in row else None,
        )
        for row in rows
    )


@lru_cache(maxsize=1)
def territories() -> Mapping[str, str]:
    """Return the administering state of every shape that is no state, "" for none."""
    return tomllib.loads((_HERE / "territories.toml").read_text(encoding="utf-8"))


class Atlas:
    """The shapes of the world, unpacked only where they are asked for.

    Parameters
    ----------
    packed
        The parsed file.
    keys
        State key by ISO 3166-1 numeric code written with three digits.
    """

    def __init__(self, packed: Mapping[str, Any], keys: Mapping[str, str]) -> None:
        self._arcs = Arcs(packed)
        self._anchors: dict[str, Place | None] = {}
        self._own = {a.feature: a for a in areas() if a.feature}
        self._taken: dict[str, list[Area]] = {}
        for area in areas():
            for host in area.hosts:
                self._taken.setdefault(host, []).append(area)
        administered = territories()
        self.keys: dict[str, str | None] = {}
        self.homes: dict[str, str] = {}
        self._features: list[tuple[Mapping[str, Any], list[Reach]]] = []
        for feature in packed["features"]:
            name = feature["name"]
            own = self._own.get(name)
            # Australia's number stands twice in the atlas: for Australia and for two of its islands.
            key = None if name in administered else keys.get(feature["id"] or "")
            if own:
                key = own.key
            home = key is not None
            self.keys[name] = key or administered.get(name) or None
            if home and key:
                self.homes[key] = name
            self._features.append((feature, [Reach(*numbers) for numbers in feature["reach"]]))

    @property
    def names(self) -> list[str]:
        """The names of all shapes, in the order of the file."""
        return [feature["name"] for feature, _ in self._features]

    def place_of(self, area: Area) -> Place:
        """Return a place that stands for a contested area where nothing of its shape is drawn."""
        if area.dot:
            return area.dot
        if area.feature:
            return max(self.parts(area.feature), key=lambda r: r.size).centre
        places = area.rings[:1] or area.cut
        return sum(p[0] for p in places) / len(places), sum(p[1] for p in places) / len(places)

    def draws(self, key: str) -> bool:
        """Whether a state has land of its own in the atlas."""
        return key in self.homes or any(area.key == key for area in areas())

    def parts(self, name: str) -> list[Reach]:
        """Return the caps of a shape's polygons, in the order of the file."""
        return next(reaches for feature, reaches in self._features if feature["name"] == name)

    def reaches(self, key: str) -> list[Reach]:
        """Return the caps of a state's own polygons, largest first; empty for a state that the atlas does not draw."""
        name = self.homes.get(key)
        return sorted(self.parts(name), key=lambda r: -r.size) if name else []

    def mainland(self, key: str) -> list[Reach]:
        """Return the parts a map of a state must show: the largest, large ones not far off, small ones beside it."""
        reaches = self.reaches(key)
        if not reaches:
            return []
        first = reaches[0]

        def gap(other: Reach) -> float:
            return angle_between(other.centre, first.centre) - other.radius - first.radius

        return [
            r
            for r in reaches
            if (r.size >= 0.15 * first.size and gap(r) < 12) or (r.size >= 0.005 * first.size and gap(r) < 0.5)
        ]

    def number_of(self, name: str, reach: Reach) -> int:
        """Return which polygon of a shape a cap belongs to."""
        return self.parts(name).index(reach)

    def outline(self, name: str, number: int, level: int = FULL) -> Ring:
        """Return the outer ring of one polygon of a shape."""
        feature = next(f for f, _ in self._features if f["name"] == name)
        return self._arcs.ring(feature["polygons"][number][0], level)

    def anchor(self, key: str) -> Place | None:
        """Return a place well inside the largest part of a state, for labels and for ends of ties."""
        if key not in self._anchors:
            self._anchors[key] = self._inside(key)
        return self._anchors[key]

    def _inside(self, key: str) -> Place | None:
        name = self.homes.get(key)
        if name is None:
            return None
        feature, reaches = next(pair for pair in self._features if pair[0]["name"] == name)
        number = max(range(len(reaches)), key=lambda i: reaches[i].size)
        middle = reaches[number].longitude
        ring = self._arcs.ring(feature["polygons"][number][0], 5) or self._arcs.ring(
            feature["polygons"][number][0], FULL
        )
        spot = broadest([(turn(x, middle), y) for x, y in ring])
        return (turn(spot[0] + middle, 0.0), spot[1]) if spot else reaches[number].centre

    def shapes(self, level: int, centre: Place | None = None, radius: float = 180.0) -> list[Shape]:
        """Return every shape that a view may show, contested areas last and out of every state.

        Parameters
        ----------
        level
            From :func:`level_for`.
        centre, radius
            The cap that the view covers, in degrees; without a centre, the whole world.
        """
        plain: list[Shape] = []
        contested: dict[str, list[Polygon]] = {}
        for feature, reaches in self._features:
            name = feature["name"]
            polygons = []
            for rings, reach in zip(feature["polygons"], reaches, strict=True):
                if centre is not None and angle_between(centre, reach.centre) > radius + reach.radius:
                    continue
                polygon = self._arcs.polygon(rings, level)
                if polygon:
                    polygons.append(polygon)
            if not polygons:
                continue
            if name in self._own:
                contested.setdefault(self._own[name].id, []).extend(polygons)
                continue
            for area in self._taken.get(name, ()):
                polygons, lost = take_out(polygons, area)
                if lost:
                    contested.setdefault(area.id, []).extend(lost)
            key = self.keys[name]
            plain.append(Shape(name, key, polygons, home=self.homes.get(key or "") == name))
        return plain + [Shape(a.name, a.key, contested[a.id], a) for a in areas() if a.id in contested]


def take_out(polygons: list[Polygon], area: Area) -> tuple[list[Polygon], list[Polygon]]:
    """Divide polygons into what stays with its state and what is the contested area's."""
    kept: list[Polygon] = []
    lost: list[Polygon] = []
    for polygon in polygons:
        if area.rings and any(_covers(polygon[0], place) for place in area.rings):
            lost.append(polygon)
        elif area.cut and _touch(polygon[0], area.cut):
            outside, inside = split(polygon[0], area.cut)
            if inside:
                holes = polygon[1:]
                kept += [[ring, *[h for h in holes if holds(ring, h[0])]] for ring in outside]
                lost += [[ring] for ring in inside]
            else:
                kept.append(polygon)
        else:
            kept.append(polygon)
    return kept, lost


def _covers(ring: Ring, place: Place) -> bool:
    """Whether a ring holds a place; a coarse drawing of a small island may pass beside it by a little."""
    if holds(ring, place):
        return True
    return len(ring) < 12 and any(abs(x - place[0]) + abs(y - place[1]) < 0.35 for x, y in ring)


def _touch(ring: Ring, cutter: Sequence[Place]) -> bool:
    xs, ys = [p[0] for p in ring], [p[1] for p in ring]
    cx, cy = [p[0] for p in cutter], [p[1] for p in cutter]
    return max(xs) > min(cx) and min(xs) < max(cx) and max(ys) > min(cy) and min(ys) < max(cy)


def broadest(flat: Sequence[tuple[float, float]]) -> tuple[float, float] | None:
    """Return the middle of the widest level line through a ring: always inside, unlike the centre of gravity."""
    if len(flat) < 3:
        return None
    low, high = min(p[1] for p in flat), max(p[1] for p in flat)
    best: tuple[float, tuple[float, float]] | None = None
    for i in range(3, 14):
        y = low + (high - low) * i / 16 + 1e-9
        hits = sorted(
            x1 + (y - y1) * (x2 - x1) / (y2 - y1)
            for (x1, y1), (x2, y2) in zip(flat, [*flat[1:], flat[0]], strict=True)
            if (y1 > y) != (y2 > y)
        )
        for left, right in zip(hits[::2], hits[1::2], strict=False):
            # A little weight on the middle of the country, so that a broad north or south does not always win.
            width = (right - left) * (1 - 0.5 * abs(i - 8) / 8)
            if best is None or width > best[0]:
                best = width, ((left + right) / 2, y)
    return best[1] if best else None


def read_packed(path: Path = ATLAS) -> Mapping[str, Any]:
    """Read the re-packed atlas.

    Raises
    ------
    NotHere
        The assets were never built.
    WrongRecord
        The file is not what ``frontend/build.mjs`` writes.
    """
    try:
        packed = json.loads(path.read_bytes())
    except FileNotFoundError:
        raise NotHere("the map's shapes are not here.", where=str(path), remedy="Run `make assets`.") from None
    except ValueError as error:
        raise WrongRecord(
            "the map's shapes cannot be read.", where=f"{path}: {error}", remedy="Run `make assets`."
        ) from None
    if not isinstance(packed, dict) or not {"features", "x", "y", "levels", "scale", "translate"} <= set(packed):
        raise WrongRecord("the map's shapes are of another version.", where=str(path), remedy="Run `make assets`.")
    return packed


@lru_cache(maxsize=1)
def atlas() -> Atlas:
    """Return the world's shapes, read once."""
    packed = read_packed()
    return Atlas(packed, state_keys(f["id"] for f in packed["features"] if f["id"]))


def state_keys(codes: Iterable[str]) -> dict[str, str]:
    """Return the key of every state among ISO 3166-1 numeric codes."""
    found = ((code, actor_of("iso-numeric", code)) for code in codes)
    return {code: key for code, key in found if key}


def name_of(key: str) -> str:
    """Return the name under which comity shows a state today, in the language that is spoken, or the key of what is none."""
    return spoken().name(key_names().get(key, key))


@lru_cache(maxsize=1)
def seats() -> Mapping[str, Place]:
    """Return longitude and latitude of the capital of every state without a shape in the atlas."""
    return {
        s.state: (s.lon, s.lat)
        for s in state_spells()
        if s.state in UNDRAWN and s.lon is not None and s.lat is not None
    }
