"""Today's borders: every state has a place, contested land is no state's, nothing is lost in the re-packing."""

from __future__ import annotations

import hashlib
import json
import math
import tomllib
from functools import cache
from itertools import accumulate
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.dossier.draw import geometry
from comity.dossier.draw.cutting import area_of, holds, split
from comity.dossier.draw.geometry import (
    ATLAS,
    FULL,
    Atlas,
    Shape,
    areas,
    atlas,
    broadest,
    read_packed,
    seats,
    territories,
)
from comity.model.errors import NotHere, WrongRecord
from comity.model.organisations import memberships
from comity.model.states import key_names

LEVELS = [FULL, 3, 5, 6]


@cache
def _shapes(level: int) -> list[Shape]:
    return atlas().shapes(level)


# Longitude and latitude of places, from any gazetteer, and the contested area they are in.
CONTESTED = [
    ("Simferopol", 34.10, 44.95, "crimea"),
    ("Kerch", 36.40, 45.33, "crimea"),
    ("Donetsk", 37.80, 48.00, "ukraine-south-east"),
    ("Luhansk", 39.31, 48.57, "ukraine-south-east"),
    ("Melitopol", 35.37, 46.84, "ukraine-south-east"),
    ("Kherson", 32.62, 46.65, "ukraine-south-east"),
    ("Rîbnița", 29.05, 47.77, "transnistria"),
    ("Tiraspol", 29.60, 46.84, "transnistria"),
    ("Gagra", 40.27, 43.30, "abkhazia"),
    ("Ochamchire", 41.47, 42.72, "abkhazia"),
    ("Tskhinvali", 43.97, 42.23, "south-ossetia"),
    ("Pristina", 21.17, 42.66, "kosovo"),
    ("Laayoune", -13.15, 27.13, "western-sahara"),
    ("Awserd", -14.33, 22.55, "western-sahara"),
    ("Tifariti", -10.57, 26.16, "western-sahara"),
    ("Hala'ib", 36.50, 22.25, "halaib"),
    ("Bir Tawil", 33.75, 21.88, "bir-tawil"),
    ("Abyei", 28.43, 9.60, "abyei"),
    ("Hargeisa", 44.06, 9.56, "somaliland"),
    ("Katzrin", 35.69, 32.99, "golan"),
    ("Ramallah", 35.20, 31.90, "palestine"),
    ("Khan Yunis", 34.30, 31.34, "palestine"),
    ("Srinagar", 74.80, 34.08, "kashmir"),
    ("Leh", 77.58, 34.16, "kashmir"),
    ("Jammu", 74.87, 32.73, "kashmir"),
    ("Gilgit", 74.31, 35.92, "kashmir"),
    ("Muzaffarabad", 73.47, 34.37, "kashmir"),
    ("Aksai Chin", 79.10, 35.10, "kashmir"),
    ("Tawang", 91.87, 27.59, "arunachal"),
    ("Itanagar", 93.62, 27.10, "arunachal"),
    ("Taipei", 121.55, 25.03, "taiwan"),
    ("Kyrenia", 33.32, 35.31, "northern-cyprus"),
]
# Places that are in no contested area, and whose state colours them.
PLAIN = [
    ("Kharkiv", 36.25, 49.99, "UKR"),
    ("Dnipro", 35.05, 48.46, "UKR"),
    ("Mykolaiv", 31.99, 46.97, "UKR"),
    ("Kryvyi Rih", 33.39, 47.91, "UKR"),
    ("Rostov-on-Don", 39.80, 47.30, "RUS"),
    ("Krasnodar", 38.98, 45.04, "RUS"),
    ("Sochi", 39.80, 43.65, "RUS"),
    ("Chișinău", 28.86, 47.01, "MDA"),
    ("Kutaisi", 42.70, 42.25, "GEO"),
    ("Gori", 44.11, 41.98, "GEO"),
    ("Tiberias", 35.45, 32.79, "ISR"),
    ("Damascus", 36.29, 33.51, "SYR"),
    ("Islamabad", 73.05, 33.70, "PAK"),
    ("Chitral", 71.79, 35.85, "PAK"),
    ("Lahore", 74.34, 31.55, "PAK"),
    ("Amritsar", 74.87, 31.63, "IND"),
    ("Manali", 77.19, 32.24, "IND"),
    ("Guwahati", 91.75, 26.15, "IND"),
    ("Dibrugarh", 94.90, 27.45, "IND"),
    ("Lhasa", 91.10, 29.65, "CHN"),
    ("Hotan", 79.92, 37.11, "CHN"),
    ("Aswan", 32.90, 24.09, "EGY"),
    ("Marrakesh", -8.00, 31.63, "MAR"),
    ("Mogadishu", 45.30, 2.10, "SOM"),
    ("Larnaca", 33.55, 34.95, "CYP"),
    ("Niš", 21.90, 43.32, "SRB"),
]


def _inside(polygons: list[list[geometry.Ring]], place: tuple[float, float]) -> bool:
    return any(holds(rings[0], place) and not any(holds(hole, place) for hole in rings[1:]) for rings in polygons)


@pytest.mark.parametrize(("name", "lon", "lat", "area"), CONTESTED, ids=[c[0] for c in CONTESTED])
def test_contested_places_are_in_no_state_at_any_detail(name: str, lon: float, lat: float, area: str) -> None:
    for level in LEVELS:
        shapes = _shapes(level)
        assert not [s.name for s in shapes if s.area is None and _inside(s.polygons, (lon, lat))]
    full = [s.area.id for s in _shapes(FULL) if s.area and _inside(s.polygons, (lon, lat))]
    assert full == [area]


@pytest.mark.parametrize(("name", "lon", "lat", "key"), PLAIN, ids=[p[0] for p in PLAIN])
def test_places_beside_contested_areas_keep_their_state(name: str, lon: float, lat: float, key: str) -> None:
    found = [(s.key, s.area) for s in _shapes(FULL) if _inside(s.polygons, (lon, lat))]
    assert found == [(key, None)]


def test_every_area_with_land_is_drawn_and_none_overlaps_a_state() -> None:
    shapes = _shapes(FULL)
    drawn = {s.area.id: s for s in shapes if s.area}
    assert set(drawn) == {a.id for a in areas() if not a.dot}
    for shape in drawn.values():
        for polygon in shape.polygons:
            spot = broadest(polygon[0])
            if spot:
                assert not [s.name for s in shapes if s.area is None and _inside(s.polygons, spot)], shape.name


def test_the_list_of_contested_areas_is_whole() -> None:
    known = set(key_names())
    ids = [a.id for a in areas()]
    assert len(set(ids)) == len(ids)
    for area in areas():
        assert len(area.reason) > 20
        assert set(area.claimants) <= known, area.id
        assert list(area.claimants) == sorted(area.claimants), area.id
        assert bool(area.dot) != bool(area.feature or area.hosts), area.id
        assert not area.hosts or bool(area.cut) != bool(area.rings), area.id
        assert {area.feature, *area.hosts} - {None} <= set(atlas().names), area.id
    rows = tomllib.loads((Path(geometry.__file__).parent / "contested.toml").read_text(encoding="utf-8"))
    assert all(set(row["claimants"]) <= known and row["reason"] for row in rows["left_as_drawn"])


def test_every_area_is_hatched_or_left_on_a_ground_of_the_rule() -> None:
    text = (Path(geometry.__file__).parent / "contested.toml").read_text(encoding="utf-8")
    rule, rows = text[: text.index("[[area]]")], tomllib.loads(text)
    hatching, leaving = {"control", "statehood", "open"}, {"settled", "state", "given-up"}
    for ground in hatching | leaving:
        assert f"#   {ground} " in rule
    assert {area.ground for area in areas()} == hatching
    assert {row["ground"] for row in rows["left_as_drawn"]} == leaving
    for area in areas():
        # A key of its own is a claim to be a state; what belongs to nobody's table and has no rival claim can only be open.
        assert area.key is None or area.ground == "statehood", area.id
        assert len(area.claimants) >= 2 or area.ground in ("statehood", "open"), area.id
    for row in rows["left_as_drawn"]:
        if row["ground"] == "settled":
            # The reason names who holds it and the instrument.
            assert " all of " in row["reason"], row["name"]
            assert any(word in row["reason"] for word in ("award", "treaty", "treaties", "judgment")), row["name"]
    named = {area.name for area in areas()} & {row["name"] for row in rows["left_as_drawn"]}
    assert not named


def test_a_contested_area_has_a_place_in_itself() -> None:
    world = atlas()
    drawn = {s.area.id: s for s in _shapes(FULL) if s.area}
    for area in areas():
        place = world.place_of(area)
        if area.id in drawn and (area.feature or area.rings):
            near = min(
                abs(x - place[0]) + abs(y - place[1]) for polygon in drawn[area.id].polygons for x, y in polygon[0]
            )
            assert _inside(drawn[area.id].polygons, place) or near < 0.5, area.id


def test_every_member_of_the_united_nations_has_a_shape_or_a_dot() -> None:
    members = {m.actor for m in memberships("UN") if m.end is None and m.status == "member"}
    assert len(members) == 193
    assert {key for key in members if not atlas().draws(key)} == set(seats()) == {"TUV"}
    assert all(atlas().anchor(key) for key in members - {"TUV"})


def test_every_shape_is_a_state_a_territory_or_contested() -> None:
    world = atlas()
    own = {a.feature for a in areas()} | {host for a in areas() for host in a.hosts}
    for name in world.names:
        assert world.keys[name] or name in territories() or name in own, name
    assert set(territories()) <= set(world.names)
    assert set(territories().values()) - {""} <= set(key_names())


def test_australia_is_not_its_islands() -> None:
    assert atlas().homes["AUS"] == "Australia"
    assert atlas().reaches("AUS")[0].size > 500


def test_rings_are_open_and_have_an_inside() -> None:
    for level in LEVELS:
        for shape in _shapes(level):
            for polygon in shape.polygons:
                for ring in polygon:
                    assert len(ring) >= 3
                    assert ring[0] != ring[-1]


def test_outlines_run_clockwise_and_holes_the_other_way() -> None:
    """The atlas follows d3: outlines clockwise. A wrong reversal of an arc would break this for its state."""
    seen = 0
    for name in ("South Africa", "Italy", "France", "Lesotho", "Brazil", "Germany"):
        shape = next(s for s in _shapes(FULL) if s.name == name)
        for polygon in shape.polygons:
            assert area_of(polygon[0]) < 0, name
            seen += len(polygon) - 1
            assert all(area_of(hole) > 0 for hole in polygon[1:]), name
    assert seen >= 2  # Lesotho in South Africa; San Marino and the Vatican in Italy


def test_simplifying_keeps_the_areas_of_states() -> None:
    for name in ("France", "Brazil", "India", "Norway", "Chile"):
        world = atlas()
        number = max(range(len(world.parts(name))), key=lambda i: world.parts(name)[i].size)
        whole = abs(area_of(world.outline(name, number, FULL)))
        for level in (3, 5, 6):
            assert abs(area_of(world.outline(name, number, level))) == pytest.approx(whole, rel=0.03), name


coordinate = st.floats(-10, 10)


@given(
    st.lists(st.floats(0.3, 5), min_size=5, max_size=12),
    st.lists(st.floats(0.3, 5), min_size=4, max_size=8),
    st.floats(-3, 3),
    st.floats(-3, 3),
)
def test_split_divides_a_ring_without_loss(ring_at: list[float], cut_at: list[float], dx: float, dy: float) -> None:
    ring, cutter = _star(ring_at, 0.0, 0.0, 0.013), _star(cut_at, dx, dy, 0.0371)
    try:
        outside, inside = split(ring, cutter)
    except ValueError:
        assert all(holds(ring, p) for p in cutter)
        return
    total = sum(abs(area_of(r)) for r in [*outside, *inside])
    assert total == pytest.approx(abs(area_of(ring)), rel=1e-6, abs=1e-6)
    for i in range(-9, 10, 2):
        for j in range(-9, 10, 2):
            place = (i * 0.51 + 0.0123, j * 0.49 + 0.0077)
            in_ring, in_cut = holds(ring, place), holds(cutter, place)
            assert any(holds(r, place) for r in inside) is (in_ring and in_cut)
            assert any(holds(r, place) for r in outside) is (in_ring and not in_cut)


def _star(radii: list[float], x: float, y: float, twist: float) -> list[tuple[float, float]]:
    step = 2 * math.pi / len(radii)
    return [(x + r * math.cos(i * step + twist), y + r * math.sin(i * step + twist)) for i, r in enumerate(radii)]


def test_the_vendored_files_are_those_that_were_built() -> None:
    lines = (ATLAS.parent / "SHA256SUMS").read_text().splitlines()
    assert sorted(line.split()[1] for line in lines) == ["NOTICES.md", "countries-50m.json"]
    for line in lines:
        digest, name = line.split()
        assert hashlib.sha256((ATLAS.parent / name).read_bytes()).hexdigest() == digest
    assert ATLAS.stat().st_size < 1_000_000


def test_re_packing_moved_no_point() -> None:
    original = Path(__file__).parents[2] / "frontend/node_modules/world-atlas/countries-50m.json"
    if not original.exists():
        pytest.skip("not here: world-atlas in frontend/ (make assets), with which the re-packing is compared")
    source, packed = json.loads(original.read_bytes()), read_packed()
    assert len(source["arcs"]) == len(packed["x"]) == len(packed["levels"])
    for arc, xs, ys, levels in zip(source["arcs"], packed["x"], packed["y"], packed["levels"], strict=True):
        assert list(accumulate(p[0] for p in arc)) == list(accumulate(xs))
        assert list(accumulate(p[1] for p in arc)) == list(accumulate(ys))
        assert len(levels) == len(xs)
        assert levels[0] == levels[-1] == "9"


def test_missing_or_broken_shapes_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(NotHere, match="make assets"):
        read_packed(tmp_path / "none.json")
    (tmp_path / "half.json").write_text('{"features": [')
    with pytest.raises(WrongRecord, match="make assets"):
        read_packed(tmp_path / "half.json")
    (tmp_path / "old.json").write_text('{"arcs": []}')
    with pytest.raises(WrongRecord, match="another version"):
        read_packed(tmp_path / "old.json")


def test_shapes_without_keys_are_still_land() -> None:
    bare = Atlas(read_packed(), {})
    assert {s.key for s in bare.shapes(6)} <= {None, *territories().values(), *(a.key for a in areas())}
