"""A label point for each country, computed from its outline.

Judgements
----------
- *The point* is the centre of mass of the largest piece of land (France's in Europe, not between it and Guiana). Where that
  lies outside the piece, as in curved or hollow ones, it is the middle of the widest stretch of land on its parallel.
  Areas are compared in degrees times the cosine of the latitude, which is enough to tell the largest.
- *The key* is ``ADM0_A3``: ISO_A3 is -99 for France and Norway. Three of its codes are Natural Earth's own (KOS, PSX, SDS).
- *Who is drawn but in neither list of states* is set aside by name, dependencies and contested areas alike.
- The outlines themselves are not taken: the maps have theirs.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from comity.catalogue.raw import Part, Raw

_FILE = "ne_50m_admin_0_countries.geojson.gz"

#: Natural Earth's own codes → those of the states table.
_OWN = {"KOS": "XKX", "PSX": "PSE", "SDS": "SSD"}

Ring = Sequence[Sequence[float]]


def read(raw: Raw) -> Iterator[Part]:
    """Yield one place for each country."""
    rows = []
    for row in raw.rows(_FILE, ("ADM0_A3", "NAME", "geometry")):
        lat, lon = label_point(json.loads(row["geometry"]))
        code = row["ADM0_A3"]
        rows.append(
            {
                "place": f"natural-earth:{code}",
                "kind": "country-label",
                "name": row["NAME"],
                "state": f"iso3:{_OWN.get(code, code)}",
                "lat": round(lat, 4),
                "lon": round(lon, 4),
                "source_row": row["source_row"],
            }
        )
    yield Part("place", rows=rows)


def label_point(geometry: dict[str, Any]) -> tuple[float, float]:
    """Give latitude and longitude, in degrees, of a point on the largest piece of land.

    Parameters
    ----------
    geometry
        A Polygon or a MultiPolygon of GeoJSON.
    """
    coordinates = geometry["coordinates"]
    pieces: list[list[Ring]] = [coordinates] if geometry["type"] == "Polygon" else coordinates
    largest = max(pieces, key=lambda rings: _mass(rings[0])[0])
    _, lon, lat = _mass(largest[0])
    stretches = _stretches(largest, lat)
    if not any(west < lon < east for west, east in stretches):
        west, east = max(stretches, key=lambda stretch: stretch[1] - stretch[0])
        lon = (west + east) / 2
    return lat, lon


def _mass(ring: Ring) -> tuple[float, float, float]:
    """Give a ring's area, in square degrees of the equator, and the longitude and latitude of its centre."""
    area = lon = lat = 0.0
    for (x0, y0, *_), (x1, y1, *_) in pairwise(ring):
        cross = x0 * y1 - x1 * y0
        area += cross
        lon += (x0 + x1) * cross
        lat += (y0 + y1) * cross
    lon, lat = lon / (3 * area), lat / (3 * area)
    return abs(area) / 2 * math.cos(math.radians(lat)), lon, lat


def _stretches(rings: Sequence[Ring], lat: float) -> list[tuple[float, float]]:
    """Give the stretches of land on a parallel, from west to east."""
    crossings = sorted(
        x0 + (lat - y0) / (y1 - y0) * (x1 - x0)
        for ring in rings
        for (x0, y0, *_), (x1, y1, *_) in pairwise(ring)
        if (y0 > lat) != (y1 > lat)
    )
    return list(zip(crossings[::2], crossings[1::2], strict=True))
