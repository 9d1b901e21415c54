"""A small invented set of borders: Czechoslovakia until 1991, its two halves after; France with a territory."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def invented_borders(folder: Path) -> Path:
    """Write it as GeoJSON."""

    def one(west: float, south: float, east: float, north: float, **fields: Any) -> dict[str, Any]:
        ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
        return {"type": "Feature", "properties": fields, "geometry": {"type": "Polygon", "coordinates": [ring]}}

    features = [
        one(12, 48, 20, 51, name="Czechoslovakia", gwcode=315, **{"from": "1950", "to": "1991"}),
        one(12, 48, 16, 51, name="Czechia", gwcode=316, **{"from": "1992", "to": "2010"}),
        one(16, 48, 20, 51, name="Slovakia", gwcode=317, **{"from": "1992", "to": "2010"}),
        one(-4, 42, 8, 51, name="France", gwcode=220, **{"from": "1950", "to": "2010"}),
        one(-8, 20, 10, 37, name="Algeria", gwcode=615, status="colony", owner=220, **{"from": "1950", "to": "2010"}),
    ]
    file = folder / "invented.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return file
