"""The two projections against published numbers and against their own promise: equal areas."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.dossier.draw.arcs import FULL
from comity.dossier.draw.geometry import atlas
from comity.dossier.draw.projection import (
    Azimuthal,
    EqualEarth,
    angle_between,
    clip_box,
    cut_at_antimeridian,
    great_circle,
    middle_of,
    turn,
)

longitudes = st.floats(-180, 180)
latitudes = st.floats(-89, 89)


def test_azimuthal_matches_the_worked_example_in_snyder() -> None:
    # Snyder (1987), numerical examples, Lambert azimuthal equal-area, sphere of radius 3.
    x, y = Azimuthal(-100.0, 40.0).project((100.0, -20.0))
    assert 3 * x == pytest.approx(-4.2339303, abs=1e-6)
    assert 3 * y == pytest.approx(4.0257775, abs=1e-6)


def test_equal_earth_has_its_published_proportions() -> None:
    # Šavrič, Patterson and Jenny (2018): width to height 2.05458, pole lines 0.59247 of the equator.
    earth = EqualEarth(0.0)
    equator = earth.project_turned(180, 0)[0]
    pole = earth.project_turned(180, 90)
    assert equator / pole[1] == pytest.approx(2.05458, abs=5e-5)
    assert pole[0] / equator == pytest.approx(0.59247, abs=5e-5)


@given(longitudes, st.floats(-85, 85), st.floats(-170, 170), st.floats(-80, 80))
def test_both_projections_keep_areas(lon: float, lat: float, east: float, north: float) -> None:
    step = 1e-4
    for project in (EqualEarth(turn(lon - 40, 0)).project, Azimuthal(turn(lon + east / 3, 0), north).project):
        if angle_between((lon, lat), (turn(lon + east / 3, 0), north)) > 150:
            continue
        (x1, y1), (x2, y2) = project((lon - step, lat)), project((lon + step, lat))
        (x3, y3), (x4, y4) = project((lon, lat - step)), project((lon, lat + step))
        area = abs((x2 - x1) * (y4 - y3) - (y2 - y1) * (x4 - x3)) / (2 * math.radians(step)) ** 2
        assert area == pytest.approx(math.cos(math.radians(lat)), rel=2e-3, abs=1e-5)


@given(longitudes, latitudes, longitudes, latitudes)
def test_azimuthal_inverts_itself(lon: float, lat: float, centre: float, middle: float) -> None:
    if angle_between((lon, lat), (centre, middle)) < 170:
        back = Azimuthal(centre, middle).invert(Azimuthal(centre, middle).project((lon, lat)))
        assert angle_between(back, (lon, lat)) < 1e-5


@pytest.mark.parametrize("meridian", [0.0, 11.0, 150.0, 179.5, -160.0, -40.0])
def test_cutting_at_the_antimeridian_loses_and_adds_no_land(meridian: float) -> None:
    """Every outline, cut and projected, has the area it has on the sphere: Russia, Fiji and Antarctica among them."""
    earth, world = EqualEarth(meridian), atlas()
    for name in ("Russia", "Fiji", "Antarctica", "United States of America", "Indonesia", "New Zealand", "Kiribati"):
        drawn = true = 0.0
        for number, reach in enumerate(world.parts(name)):
            for piece in cut_at_antimeridian(world.outline(name, number, FULL), meridian):
                assert all(-180 - 1e-9 <= p[0] <= 180 + 1e-9 for p in piece)
                spots = [earth.project_turned(x, y) for x, y in piece]
                drawn += abs(_area(spots))
            true += reach.size * math.radians(1) ** 2
        # Antarctica's size in the file is of its ring without the pole.
        if name != "Antarctica":
            assert drawn == pytest.approx(true, rel=0.01), name
        else:
            assert drawn == pytest.approx(12.3e6 / 6371**2, rel=0.05)


def test_great_circle_is_the_shortest_way_and_keeps_its_ends() -> None:
    way = great_circle((-74.0, 40.7), (139.7, 35.7))
    assert way[0] == (-74.0, 40.7)
    assert way[-1] == (139.7, 35.7)
    length = sum(angle_between(a, b) for a, b in pairwise(way))
    assert length == pytest.approx(angle_between(way[0], way[-1]), rel=1e-6)
    assert max(lat for _, lat in way) > 65  # over Alaska, not along a parallel


@given(st.lists(st.tuples(longitudes, latitudes), min_size=1, max_size=12))
def test_middle_covers_every_place(places: list[tuple[float, float]]) -> None:
    centre, radius = middle_of(places)
    assert all(angle_between(centre, p) <= radius + 1e-6 for p in places)


@given(
    st.lists(st.tuples(st.floats(-5, 5), st.floats(-5, 5)), min_size=3, max_size=3),
    st.tuples(st.floats(-3, 0), st.floats(-3, 0), st.floats(0.1, 3), st.floats(0.1, 3)),
)
def test_clipping_stays_in_the_box_and_never_grows(
    ring: list[tuple[float, float]], box: tuple[float, float, float, float]
) -> None:
    cut = clip_box(ring, *box)
    assert all(box[0] - 1e-9 <= x <= box[2] + 1e-9 and box[1] - 1e-9 <= y <= box[3] + 1e-9 for x, y in cut)
    assert abs(_area(cut)) <= abs(_area(ring)) + 1e-9


def _area(ring: list[tuple[float, float]]) -> float:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, [*ring[1:], *ring[:1]], strict=True)) / 2
