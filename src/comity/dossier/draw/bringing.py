"""Taking in a set of borders that a node brings: a GeoJSON file of states' outlines with the days from and to which each held.

The sets that there are have terms of their own (CShapes may not be used commercially), so comity comes with none. A file is checked
whole, packed once into ``COMITY_HOME/borders/``, and drawn from there.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from comity.dossier.draw.borders import FORM, kept_in
from comity.dossier.draw.packing import Packer, reach_of
from comity.dossier.draw.projection import Place
from comity.model.errors import BadFile, NotHere
from comity.model.states import actor_of
from comity.store.home import lock, replace, writable

#: Fields that say whose an outline is, with the scheme of their codes; the first that is there is taken.
CODES = {"gwcode": "gw", "cowcode": "cow", "iso3": "iso3", "iso_a3": "iso3"}
#: Fields that say from and to which day it held, by the list whose code is taken.
_DAYS = {"gw": ("gwsdate", "gwedate"), "cow": ("cowsdate", "cowedate")}
_PLAIN_DAYS = (("from", "to"), ("start", "end"))
_PARTS = {"gw": ("gws", "gwe"), "cow": ("cows", "cowe")}
_NAMES = ("cntry_name", "country_name", "name")
#: Words of a status that mean a state of its own.
_INDEPENDENT = ("", "independent")
_REMEDY = "comity takes a GeoJSON FeatureCollection: see docs/how-to/borders-of-the-map.md."


@dataclass
class Taken:
    """What was taken in.

    Attributes
    ----------
    unknown
        Names of the outlines whose code means no state that comity knows: they are drawn as land of none.
    """

    title: str
    licence: str
    features: int = 0
    states: int = 0
    first: str = ""
    last: str | None = None
    unknown: list[str] = field(default_factory=list)


def bring(home: Path, file: Path, title: str = "", licence: str = "") -> Taken:
    """Check a file of borders and keep it in the place of any that was there before.

    Parameters
    ----------
    home
        Where comity's data lie.
    file
        GeoJSON, with longitude and latitude.
    title, licence
        What every map will name; by default what the file says of itself.

    Raises
    ------
    NotHere
        When there is no such file.
    BadFile
        When it is no GeoJSON of dated outlines, with every problem. What was there before stays.
    """
    try:
        raw = file.read_bytes()
    except OSError as error:
        raise NotHere("%(file)s cannot be read (%(why)s).", file=file, why=error.strerror or error, remedy="Name the file of borders.") from None  # fmt: skip
    try:
        told = json.loads(raw)
    except ValueError as error:
        raise BadFile("it is no JSON.", where=f"{file}: {error}", remedy=_REMEDY) from None
    taken, packed = _prepare(told, str(file), title or file.stem, licence)
    packed["digest"] = hashlib.sha256(raw).hexdigest()
    with lock(home, "borders"):
        place = kept_in(home)
        with writable(place):
            place.parent.mkdir(parents=True, exist_ok=True)
        replace(place, (json.dumps(packed, ensure_ascii=False, separators=(",", ":")) + "\n").encode())
    return taken


def _prepare(told: Any, where: str, title: str, licence: str) -> tuple[Taken, dict[str, Any]]:
    if not isinstance(told, dict) or told.get("type") != "FeatureCollection" or not isinstance(told.get("features"), list):  # fmt: skip
        raise BadFile("it is no GeoJSON FeatureCollection.", where=where, remedy=_REMEDY)
    crs = json.dumps(told.get("crs") or "")
    problems = [] if crs == '""' or re.search("CRS84|4326", crs) else ["Its places are not in longitude and latitude (WGS 84)."]  # fmt: skip
    licence = licence or str(told.get("licence") or told.get("license") or "")
    taken = Taken(title, licence)
    packer = Packer()
    features: list[dict[str, Any]] = []
    keys: set[str] = set()
    for number, one in enumerate(told["features"], start=1):
        wrong: list[str] = []
        fields = {str(name).lower(): value for name, value in (one.get("properties") or {}).items()} if isinstance(one, dict) else {}  # fmt: skip
        name = next((str(fields[field]) for field in _NAMES if fields.get(field)), f"number {number}")
        polygons = _polygons(one.get("geometry") if isinstance(one, dict) else None, wrong)
        key, home = _whose(fields, wrong)
        first, last = _when(fields, wrong)
        if wrong:
            problems += [f"Outline {number} ({name}): {problem}" for problem in wrong]
            continue
        if key is None:
            taken.unknown.append(name)
        else:
            keys.add(key)
        reach = [reach_of(polygon[0]) for polygon in polygons]
        rings = [[packer.add(ring) for ring in polygon] for polygon in polygons]
        features.append({"name": name, "key": key, "home": home, "from": first, "to": last, "polygons": rings, "reach": reach})  # fmt: skip
    if not problems and not keys:
        problems = ["None of its outlines is of a state that comity knows."]
    if problems:
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        raise BadFile("its borders cannot be taken: %(problem)s", where=where, remedy=_REMEDY, problems=problems, problem=f"{problems[0]}{more}")  # fmt: skip
    numbered, arcs = packer.pack()
    for feature in features:
        feature["polygons"] = [[numbered[ring] for ring in polygon] for polygon in feature["polygons"]]
    taken.features, taken.states = len(features), len(keys)
    taken.first = min(str(feature["from"]) for feature in features)
    ends = [feature["to"] for feature in features]
    taken.last = None if None in ends else max(map(str, ends))
    return taken, {"form": FORM, "title": title, "licence": licence, "features": features, **arcs}


def _whose(fields: Mapping[str, Any], wrong: list[str]) -> tuple[str | None, bool]:
    """Give the state of an outline, or the one that administered it; None where comity knows neither."""
    scheme, code = _code(fields)
    if scheme is None:
        wrong.append(f"it has none of {', '.join(CODES)} to say whose it is.")
        return None, False
    day = date.fromisoformat(found) if (found := _when(fields, [])[0]) else None
    status = str(fields.get("status") or "").strip().lower()
    if status in _INDEPENDENT:
        return _state(scheme, code, day), True
    owner = fields.get("owner")
    return (_state(scheme, owner, day) if owner not in (None, "") else None), False


def _code(fields: Mapping[str, Any]) -> tuple[str | None, Any]:
    for name, scheme in CODES.items():
        value = fields.get(name)
        # CShapes writes -1 where a list does not have the state.
        if value not in (None, "", -1, "-1", "-99"):
            return scheme, value
    return None, None


def _state(scheme: str, code: Any, day: date | None) -> str | None:
    if isinstance(code, float) and code.is_integer():
        code = int(code)
    return actor_of(scheme, code if isinstance(code, int) else str(code).strip(), day)


def _when(fields: Mapping[str, Any], wrong: list[str]) -> tuple[str, str | None]:
    """Give the first and the last day of an outline; None for the last where it holds to this day."""
    scheme, _ = _code(fields)
    pairs = [*([_DAYS[scheme]] if scheme in _DAYS else []), *_PLAIN_DAYS]
    names = next((pair for pair in pairs if pair[0] in fields), None)
    if names is not None:
        ends = [_day(fields.get(name), last) for name, last in zip(names, (False, True), strict=True)]
        given = [fields.get(name) for name in names]
    elif scheme in _PARTS and f"{_PARTS[scheme][0]}year" in fields:
        names = (f"{_PARTS[scheme][0]}year", f"{_PARTS[scheme][1]}year")
        given = [fields.get(name) for name in names]
        ends = [_of_parts(fields, part) for part in _PARTS[scheme]]
    else:
        wrong.append("it has no from and to (or gwsdate and gwedate) to say when it held.")
        return "", None
    for name, value, end in zip(names, given, ends, strict=True):
        if end is None and (name == names[0] or value not in (None, "")):
            wrong.append(f"{name} is {value!r}, which is no day.")
    if ends[0] and ends[1] and ends[0] > ends[1]:
        wrong.append(f"it ends on {ends[1]}, before it begins on {ends[0]}.")
    return ends[0] or "", ends[1]


def _day(value: Any, last: bool) -> str | None:
    """Read a day: 1938-03-12, 19380312, 12.03.1938 (with or without an hour), or a year alone, of which it is the first or last."""
    text = str(value if value is not None else "").strip()
    for pattern, order in (
        (r"(\d{4})[-/]?(\d{2})[-/]?(\d{2})(\D.*)?", (0, 1, 2)),
        (r"(\d{2})\.(\d{2})\.(\d{4})(\D.*)?", (2, 1, 0)),
    ):
        if found := re.fullmatch(pattern, text):
            return _written(*(int(found.groups()[place]) for place in order))
    if re.fullmatch(r"\d{4}", text):
        return _written(int(text), 12 if last else 1, 31 if last else 1)
    return None


def _of_parts(fields: Mapping[str, Any], part: str) -> str | None:
    try:
        return _written(*(int(fields[f"{part}{name}"]) for name in ("year", "month", "day")))
    except (KeyError, TypeError, ValueError):
        return _day(fields.get(f"{part}year"), part.endswith("e"))


def _written(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _polygons(geometry: Any, wrong: list[str]) -> list[list[list[Place]]]:
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in ("Polygon", "MultiPolygon"):
        wrong.append(f"its geometry is {kind or 'missing'}, and not a Polygon or MultiPolygon.")
        return []
    found = geometry.get("coordinates")
    try:
        polygons = [[[(float(place[0]), float(place[1])) for place in ring] for ring in polygon] for polygon in (found if kind == "MultiPolygon" else [found])]  # fmt: skip
    except (TypeError, ValueError, IndexError, KeyError):
        wrong.append("its coordinates are no rings of longitude and latitude.")
        return []
    if not polygons or not all(polygon and all(len(ring) >= 4 for ring in polygon) for polygon in polygons):
        wrong.append("it has a ring of fewer than four places, or none.")
        return []
    if not all(_on_earth(ring) for polygon in polygons for ring in polygon):
        wrong.append("it has a place outside of longitude -180 to 180 and latitude -90 to 90.")
        return []
    return polygons


def _on_earth(ring: Sequence[Place]) -> bool:
    return all(math.isfinite(x + y) and abs(x) <= 180.001 and abs(y) <= 90.001 for x, y in ring)


__all__ = ["CODES", "Taken", "bring"]
