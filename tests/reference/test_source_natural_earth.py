"""Label points against the outlines, by a test of its own for lying inside, and against geography."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import duckdb
import pytest


def _features(mirror: Path) -> dict[str, dict[str, Any]]:
    with gzip.open(mirror / "natural-earth" / "ne_50m_admin_0_countries.geojson.gz", "rt", encoding="utf-8") as handle:
        return {feature["properties"]["ADM0_A3"]: feature for feature in json.load(handle)["features"]}


def _inside(ring: list[list[float]], lon: float, lat: float) -> bool:
    """Count the turns of the outline around the point."""
    turns = 0
    for (x0, y0), (x1, y1) in zip(ring, ring[1:] + ring[:1], strict=True):
        left = (x1 - x0) * (lat - y0) - (lon - x0) * (y1 - y0)
        if y0 <= lat < y1 and left > 0:
            turns += 1
        elif y1 <= lat < y0 and left < 0:
            turns -= 1
    return turns != 0


def _points(built: duckdb.DuckDBPyConnection) -> dict[str, tuple[str, float, float]]:
    return {
        place.removeprefix("natural-earth:"): (state, lat, lon)
        for place, state, lat, lon in built.execute(
            "select place, state, lat, lon from place where source = 'natural-earth'"
        ).fetchall()
    }


def test_every_point_lies_on_its_own_land(mirror: Path, built: duckdb.DuckDBPyConnection) -> None:
    features, points = _features(mirror), _points(built)
    assert len(features) == 241 and len(points) == 196
    for code, (_, lat, lon) in points.items():
        geometry = features[code]["geometry"]
        pieces = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
        assert any(
            _inside(piece[0], lon, lat) and not any(_inside(hole, lon, lat) for hole in piece[1:]) for piece in pieces
        ), code


def test_geography(built: duckdb.DuckDBPyConnection) -> None:
    points = {state: (lat, lon) for state, lat, lon in _points(built).values()}
    assert points["FRA"] == pytest.approx((46.6, 2.5), abs=1)  # near Bruère-Allichamps, not toward Guiana
    assert points["DEU"] == pytest.approx((51.1, 10.4), abs=1)  # near Niederdorla
    assert points["USA"] == pytest.approx((39.8, -98.6), abs=2)  # near Lebanon, Kansas
    assert points["AUS"] == pytest.approx((-25.3, 134.0), abs=1)
    assert {"NOR", "XKX", "PSE", "SSD", "TUV"} - set(points) == {"TUV"}  # Tuvalu is not drawn at this scale


def test_areas_of_neither_list_are_set_aside(mirror: Path, built: duckdb.DuckDBPyConnection) -> None:
    left = set(_features(mirror)) - set(_points(built))
    assert len(left) == 45 and {"CYN", "SOL", "SAH", "GRL", "HKG"} <= left
    assert built.execute("select count(*) from rejected where source = 'natural-earth'").fetchone() == (45,)
