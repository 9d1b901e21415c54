"""Borders that a node brings: what is taken, what is refused, and what a map of a year then draws and says."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from comity.dossier.draw.borders import borders_of, kept_in
from comity.dossier.draw.bringing import bring
from comity.dossier.draw.convention import STANDARD, Convention, stamp_of
from comity.dossier.draw.frame import Fit
from comity.dossier.draw.map import draw_map
from comity.dossier.draw.packing import Packer, reach_of
from comity.dossier.language import speaking
from comity.model.errors import BadFile, NotHere, WrongRecord

Fields = dict[str, Any]


def box(west: float, south: float, east: float, north: float) -> list[list[list[float]]]:
    return [[[west, south], [east, south], [east, north], [west, north], [west, south]]]


def feature(shape: Any, **fields: Any) -> Fields:
    geometry = shape if isinstance(shape, dict) else {"type": "Polygon", "coordinates": shape}
    return {"type": "Feature", "properties": fields, "geometry": geometry}


#: A small invented world: a federation (Czechoslovakia) of two halves until 1992, its neighbour, and a colony of it that became a state.
WEST, EAST = box(12, 48, 16, 51), box(16, 48, 20, 51)
WORLD = [
    feature(box(12, 48, 20, 51), cntry_name="Czechoslovakia", gwcode=315, gwsdate="28.10.1918 00:00:00", gwedate="31.12.1992 00:00:00", status="independent"),
    feature(WEST, cntry_name="Czech Republic", gwcode=316, gwsdate="01.01.1993 00:00:00", gwedate="31.12.2019 00:00:00", status="independent"),
    feature(EAST, cntry_name="Slovakia", gwcode=317, gwsdate="01.01.1993 00:00:00", gwedate="31.12.2019 00:00:00", status="independent"),
    feature(box(-4, 42, 8, 51), cntry_name="France", gwcode=220, gwsdate="01.01.1886 00:00:00", gwedate="31.12.2019 00:00:00", status="independent"),
    feature(box(-8, 20, 10, 37), cntry_name="Algeria", gwcode=615, gwsdate="01.01.1886 00:00:00", gwedate="04.07.1962 00:00:00", status="colony", owner="220"),
    feature(box(-8, 20, 10, 37), cntry_name="Algeria", gwcode=615, gwsdate="05.07.1962 00:00:00", gwedate="31.12.2019 00:00:00", status="independent"),
]  # fmt: skip


def write(folder: Path, features: list[Any], **more: Any) -> Path:
    file = folder / "invented.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features, **more}), encoding="utf-8")
    return file


@pytest.fixture
def home(tmp_path: Path) -> Path:
    bring(tmp_path / "home", write(tmp_path, WORLD), "Invented", "CC BY-NC-SA 4.0")
    return tmp_path / "home"


def drawn(home: Path, year: int, view: Fit | None = None, fill: dict[str, Any] | None = None) -> str:
    fill = fill or {"FRA": 1.0, "CSK": 2.0, "CZE": 3.0, "DZA": 4.0}
    return draw_map(fill, view=view, borders=borders_of(home), year=year, convention=STANDARD)


def printed(svg: str) -> str:
    return " ".join(re.findall(r'<text[^>]*class="note"[^>]*>([^<]*)<', svg)).replace("&#x27;", "'")


def test_a_year_has_the_outlines_of_its_last_day(home: Path) -> None:
    borders = borders_of(home)
    assert borders is not None
    before, after = borders.of(1992), borders.of(1993)
    assert before and before.draws("CSK") and not before.draws("CZE")
    assert after and after.draws("CZE") and after.draws("SVK") and not after.draws("CSK")
    assert borders.of(1885) is None and borders.of(2020) is None
    assert borders.edition(1930) == borders.edition(1960) != borders.edition(1962)
    assert borders.of(1930) is borders.of(1960)
    (land,) = [shape for shape in before.shapes(0) if shape.key == "CSK"]
    xs, ys = zip(*land.polygons[0][0], strict=True)
    assert (min(xs), max(xs), min(ys), max(ys)) == pytest.approx((12, 20, 48, 51))


def test_a_territory_is_coloured_with_the_state_that_had_it(home: Path) -> None:
    assert "<title>Algeria (administered by France): 1</title>" in drawn(home, 1950)
    assert "<title>Algeria: 4</title>" in drawn(home, 1970)


def test_neighbours_and_years_share_what_is_the_same(home: Path) -> None:
    packed = json.loads(kept_in(home).read_text(encoding="utf-8"))
    (france,) = [one["polygons"] for one in packed["features"] if one["name"] == "France"]
    algeria = [one["polygons"] for one in packed["features"] if one["name"] == "Algeria"]
    assert algeria[0] == algeria[1] and france != algeria[0]
    (czech,), (slovak,) = [one["polygons"][0] for one in packed["features"] if one["name"] in ("Czech Republic", "Slovakia")]  # fmt: skip
    assert {number if number >= 0 else ~number for number in czech} & {number if number >= 0 else ~number for number in slovak}  # fmt: skip


def test_every_map_names_the_set_its_licence_and_who_chose_it(home: Path) -> None:
    said = printed(drawn(home, 1950))
    assert (
        "Borders of 31 Dec 1950 as in “Invented” (licence: CC BY-NC-SA 4.0), a set that this node brought and chose"
        in said
    )
    assert "contested today" in said and "Today's borders" not in said
    assert "Today's borders, for every year shown" in printed(drawn(home, 2020))
    own = Convention("As this ministry draws them.", {"crimea": "UKR"}, own=True).said(borders_of(home), 1950)
    assert own.startswith("This node's own convention, not comity's. Borders of 31 Dec 1950 as in “Invented”")
    assert "As this ministry draws them." in own and "Crimea: with Ukraine" in own
    with speaking("fr"):
        assert "apporté" in STANDARD.said(borders_of(home), 1950)


def test_what_is_contested_today_stays_hatched_over_the_outlines(tmp_path: Path) -> None:
    fields = {"gwcode": 365, "from": "1886", "to": "2019"}
    bring(tmp_path, write(tmp_path, [feature(box(28, 42, 45, 56), name="Russia", **fields)]), "Invented")
    svg = drawn(tmp_path, 1950, Fit(("UKR",)), {"RUS": 1.0})
    over = re.search(r'class="contested" fill="url\(#\w+-hatch\)"[^>]*><title>Crimea: contested', svg)
    land = re.search(r'<path class="shape v\d"', svg)
    assert over and land and land.start() < over.start()


def test_a_state_without_an_outline_is_a_dot_at_its_capital(home: Path) -> None:
    svg = draw_map({"YUG": 1.0}, places={"YUG": (20.5, 44.8)}, borders=borders_of(home), year=1950, convention=STANDARD)
    assert re.search(r'<circle class="dot v\d"[^>]*><title>[^<]*: 1', svg)


@pytest.mark.parametrize(
    ("features", "said"),
    [
        ([feature(WEST, gwcode=316)], "it has no from and to"),
        ([feature(WEST, name="A", **{"from": "1900"})], "it has none of gwcode, cowcode, iso3"),
        ([feature(WEST, gwcode=316, **{"from": "soon"})], "from is 'soon', which is no day"),
        ([feature(WEST, gwcode=316, **{"from": "1938-02-30"})], "which is no day"),
        ([feature(WEST, gwcode=316, **{"from": "1950", "to": "1940"})], "it ends on 1940-12-31, before it begins on 1950-01-01"),
        ([feature({"type": "Point", "coordinates": [1, 2]}, gwcode=316, **{"from": "1950"})], "its geometry is Point"),
        ([feature({"type": "Polygon", "coordinates": [[[1, 2], [3]]]}, gwcode=316, **{"from": "1950"})], "no rings of longitude"),
        ([feature([[[1, 2], [3, 4], [1, 2]]], gwcode=316, **{"from": "1950"})], "fewer than four places"),
        ([feature(box(400000, 5, 500000, 8), gwcode=316, **{"from": "1950"})], "outside of longitude"),
        ([feature(WEST, gwcode=99999, **{"from": "1950"})], "None of its outlines is of a state"),
        ([None], "its geometry is missing"),
        ([], "None of its outlines is of a state"),
    ],
)  # fmt: skip
def test_a_file_that_is_wrong_is_refused_whole(home: Path, tmp_path: Path, features: list[Any], said: str) -> None:
    before = kept_in(home).read_bytes()
    with pytest.raises(BadFile) as raised:
        bring(home, write(tmp_path, [*features]))
    assert said in str(raised.value)
    assert kept_in(home).read_bytes() == before


def test_every_problem_of_a_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadFile) as raised:
        bring(tmp_path, write(tmp_path, [*WORLD, feature(WEST, gwcode=316), feature(EAST, name="B")]))
    assert len(raised.value.problems) == 3
    assert raised.value.problems[0].startswith("Outline 7 (number 7): it has no from and to")
    assert not kept_in(tmp_path).exists()


def test_what_is_no_geojson_is_said_to_be_none(tmp_path: Path) -> None:
    file = tmp_path / "it.geojson"
    with pytest.raises(NotHere):
        bring(tmp_path, file)
    for text, said in (("PK", "no JSON"), ("[]", "no GeoJSON FeatureCollection"), ('{"type": "Feature"}', "no GeoJSON")):  # fmt: skip
        file.write_text(text, encoding="utf-8")
        with pytest.raises(BadFile, match=said):
            bring(tmp_path, file)
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3857"}}
    with pytest.raises(BadFile, match="longitude and latitude"):
        bring(tmp_path, write(tmp_path, WORLD, crs=crs))


def test_days_are_read_as_they_are_written(tmp_path: Path) -> None:
    def days(**fields: Any) -> tuple[str, str | None]:
        taken = bring(tmp_path, write(tmp_path, [feature(WEST, **fields)]))
        return taken.first, taken.last

    assert days(GWCODE=316, GWSDATE="1938/03/12", GWEDATE="19391231") == ("1938-03-12", "1939-12-31")
    assert days(cowcode=316, gwcode=-1, cowsdate="1938-03-12T00:00:00Z", cowedate=None) == ("1938-03-12", None)
    assert days(iso3="CZE", start=1938, end=1940) == ("1938-01-01", "1940-12-31")
    parts = {"gwsyear": 1938, "gwsmonth": 3, "gwsday": 12, "gweyear": 1945, "gwemonth": 5, "gweday": 8}
    assert days(gwcode=316.0, **parts) == ("1938-03-12", "1945-05-08")


def test_land_of_a_code_that_nobody_knows_is_told(tmp_path: Path) -> None:
    odd = feature(EAST, name="Ruritania", gwcode=99999, **{"from": "1950"})
    assert bring(tmp_path, write(tmp_path, [*WORLD, odd])).unknown == ["Ruritania"]


def test_a_new_set_is_taken_up_and_one_of_another_version_says_so(home: Path, tmp_path: Path) -> None:
    stamp = stamp_of(home)
    bring(home, write(tmp_path, WORLD[3:4]), "Another")
    assert stamp_of(home) != stamp
    found = borders_of(home)
    assert found and found.title == "Another" and found.licence == ""
    assert "licence: not told" in STANDARD.said(found, 1950)
    kept_in(home).write_text('{"form": 0}', encoding="utf-8")
    with pytest.raises(WrongRecord, match="comity borders remove"):
        borders_of(home)
    kept_in(home).unlink()
    assert borders_of(home) is None


def test_a_ring_comes_back_as_it_was_packed() -> None:
    packer = Packer()
    packer.add([(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0), (0.0, 0.0)])
    packer.add([(10.0, 0.0), (20.0, 0.0), (20.0, 10.0), (10.0, 10.0), (10.0, 0.0)])
    packer.add([(50.0, 50.0), (50.0001, 50.0), (50.0, 50.0001), (50.0, 50.0)])
    rings, packed = packer.pack()
    from comity.dossier.draw.arcs import Arcs

    arcs = Arcs(packed)
    for ring, corners in zip(rings, ({(0, 0), (10, 0), (10, 10), (0, 10)}, {(10, 0), (20, 0), (20, 10), (10, 10)}), strict=False):  # fmt: skip
        assert corners <= {(round(x, 6), round(y, 6)) for x, y in arcs.ring(ring, 0)}
    assert len(rings[0]) == len(rings[1]) == 2 and len({n if n >= 0 else ~n for n in rings[0] + rings[1]}) == 3
    # What is smaller than the grid is still there.
    assert len(arcs.ring(rings[2], 0)) == 3
    assert reach_of([(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0)])[3] == pytest.approx(99.5, abs=0.1)
