"""Maps: well-formed, small, the same every time, and honest about what is not known."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.dossier.draw.arcs import level_for
from comity.dossier.draw.frame import Fit, World, frame_of, pixel_area
from comity.dossier.draw.geometry import Area, areas, atlas, name_of
from comity.dossier.draw.labels import Box, Wanted, place_labels
from comity.dossier.draw.map import CONVENTION, Point, Tie, draw_map
from comity.dossier.draw.scale import Scale, spell
from comity.dossier.draw.style import CSS, with_style
from comity.model.states import states

SVG = "{http://www.w3.org/2000/svg}"
NORTH = ("DNK", "EST", "FIN", "ISL", "IRL", "LVA", "LTU", "NOR", "SWE", "GBR")


def parse(svg: str) -> ElementTree.Element:
    """Parse, and refuse what no drawing may have: scripts, handlers, styles of its own, links to elsewhere."""
    root = ElementTree.fromstring(svg)
    assert root.get("role") == "img"
    title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert title.text
    assert description is not None
    assert root.get("aria-labelledby", "").split() == [title.get("id"), description.get("id")]
    for element in root.iter():
        assert element.tag not in (f"{SVG}script", f"{SVG}foreignObject", f"{SVG}image", f"{SVG}a")
        assert not [name for name in element.attrib if name.startswith("on") or name == "style" or "href" in name]
    for used in re.findall(r"url\(#([^)]+)\)", svg):
        assert any(e.get("id") == used for e in root.iter()), used
    return root


def texts(svg: str) -> list[str]:
    return ["".join(e.itertext()) for e in parse(svg).iter(f"{SVG}text")]


def test_every_map_prints_the_convention_on_borders() -> None:
    for view in (World(), Fit(("NOR", "SWE"))):
        printed = " ".join(texts(draw_map({"NOR": "Norway"}, view=view)))
        assert CONVENTION in printed


def test_a_full_world_map_and_every_region_are_small() -> None:
    today = states()
    values: dict[str, str | float | None] = {s.key: float(i % 7) for i, s in enumerate(today)}
    assert len(draw_map(values, title="All").encode()) <= 150_000
    for region in sorted({s.subregion for s in today}):
        members = tuple(s.key for s in today if s.subregion == region)
        svg = draw_map(dict.fromkeys(members, "member"), view=Fit(members), title=region)
        parse(svg)
        assert len(svg.encode()) <= 80_000, region


def test_a_state_far_from_the_others_does_not_break_the_view() -> None:
    for pair in (("AUS", "JPN"), ("USA", "JPN"), ("FJI", "WSM"), ("RUS", "USA"), ("ESP", "NZL"), ("CAN", "NOR")):
        frame = frame_of(Fit(pair), atlas(), 900)
        for key in pair:
            place = atlas().anchor(key)
            assert place is not None
            assert frame.holds(frame.project(place)), pair
        assert 300 <= frame.height <= 1200
        parse(draw_map(dict.fromkeys(pair, "subject"), view=Fit(pair), ties=[Tie(*pair)]))


def test_the_fit_shows_the_whole_of_each_mainland() -> None:
    frame = frame_of(Fit(NORTH), atlas(), 900)
    for key in NORTH:
        number = atlas().number_of(atlas().homes[key], atlas().reaches(key)[0])
        assert all(frame.holds(frame.project(p)) for p in atlas().outline(atlas().homes[key], number))


def test_unknown_none_and_a_figure_look_different() -> None:
    root = parse(draw_map({"FRA": None, "DEU": 0, "ITA": 5, "ESP": "subject"}, view=Fit(("FRA", "DEU", "ITA", "ESP"))))
    look = {}
    for element in root.iter(f"{SVG}path"):
        tip = element.find(f"{SVG}title")
        if tip is not None and tip.text:
            look[tip.text] = (element.get("class", "").split()[-1], "unknown" in element.get("fill", ""))
    assert look["France: not known"] == ("unknown", True)
    assert look["Germany: 0"] == ("zero", False)
    assert look["Italy: 5"] == ("v5", False)
    assert look["Spain: subject"] == ("c1", False)


def test_contested_land_keeps_its_hatching_when_a_list_counts_it_as_a_state() -> None:
    svg = draw_map({"TWN": 3, "JPN": 2, "RUS": 1, "UKR": 1}, view=Fit(("TWN", "JPN")))
    hatched = [e for e in parse(svg).iter(f"{SVG}path") if e.get("class") == "contested"]
    tips = [e.findtext(f"{SVG}title") for e in hatched]
    assert "Taiwan: 3; contested" in tips
    world = draw_map({"RUS": "subject", "UKR": "partner", "CHN": "other"})
    tips = [e.findtext(f"{SVG}title") for e in parse(world).iter(f"{SVG}path") if e.get("class") == "contested"]
    assert "Crimea: contested" in tips
    assert "Taiwan: contested" in tips


VIEWS = [
    World(),
    Fit(("JPN",)),
    Fit(NORTH),
    Fit(("TUR", "SYR", "IRQ", "SAU", "YEM", "OMN")),
    Fit(("VNM", "PHL")),
    Fit(("USA", "JPN")),
]


@pytest.mark.parametrize("view", VIEWS, ids=repr)
@pytest.mark.parametrize(
    "fill", [{"JPN": "subject"}, {"PSE": 4, "XKX": None, "TWN": 2, "ABK": 1, "SOT": 0}], ids=["plain", "keyed"]
)
def test_every_contested_area_in_view_can_be_seen(view: World | Fit, fill: dict[str, str | float | None]) -> None:
    """Hatched in an area that shows the lines of the hatching, or ringed; and never both without need."""
    frame = frame_of(view, atlas(), 900)
    root = parse(draw_map(fill, view=view))
    ringed = {e.findtext(f"{SVG}title") for e in root.iter(f"{SVG}circle") if "contested-dot" in e.get("class", "")}
    ringed |= {
        g.findtext(f"{SVG}title")
        for g in root.iter(f"{SVG}g")
        if g.find(f"{SVG}circle[@class='contested-dot around']") is not None
    }
    inside = 0
    for area in areas():
        called = next(
            (tip for tip in ringed if tip and tip.endswith("contested") and tip.startswith(_called(area, fill))), None
        )
        if not frame.holds(frame.project(atlas().place_of(area))):
            continue
        inside += 1
        shapes = [s for s in atlas().shapes(level_for(frame.degrees_per_pixel)) if s.area == area]
        pieces = [p for s in shapes for polygon in s.polygons for ring in polygon for p in frame.project_ring(ring)]
        size = pixel_area([p for p in pieces if pixel_area([p]) >= 0.6])
        assert (called is not None) == (size < 30), (area.id, size)
    assert inside >= (len(areas()) if isinstance(view, World) else 1)


def _called(area: Area, fill: dict[str, str | float | None]) -> str:
    return name_of(area.key) if area.key and area.key in fill else area.name


def test_the_southern_kurils_are_ringed_on_the_world_map() -> None:
    tips = {e.findtext(f"{SVG}title") for e in parse(draw_map({"JPN": "Japan"})).iter(f"{SVG}circle")}
    for name in ("Southern Kuril", "Senkaku", "Liancourt", "Paracel", "Spratly"):
        assert any(tip and tip.startswith(name) and tip.endswith("contested") for tip in tips), name


def test_what_is_coloured_under_the_hatching_is_what_the_words_say() -> None:
    """Palestine is in neither list of states and has a key: the words speak of keys."""
    assert "where the area has a key of its own" in CONVENTION
    assert "list" not in CONVENTION
    svg = draw_map({"PSE": 3}, view=Fit(("ISR", "JOR")))
    assert "Palestine: 3; contested" in [e.findtext(f"{SVG}title") for e in parse(svg).iter(f"{SVG}path")]


@pytest.mark.parametrize("name", ["Western Asia", "Southern Asia", "Western Europe", "Western Africa"])
def test_a_region_of_many_states_has_names(name: str) -> None:
    members = [s for s in states() if s.subregion == name]
    svg = draw_map({s.key: "state" for s in members}, view=Fit(tuple(s.key for s in members)))
    labels = ["".join(e.itertext()) for e in parse(svg).iter(f"{SVG}text") if "label" in e.get("class", "").split()]
    assert len(labels) == len(set(labels))
    assert len(labels) >= 0.6 * len(members), (labels, len(members))
    largest = sorted((s.key for s in members if atlas().reaches(s.key)), key=lambda k: -atlas().reaches(k)[0].size)
    assert {name_of(key) for key in largest[:3]} <= set(labels)
    assert not [t for t in texts(draw_map({s.key: "state" for s in members}, label=[])) if t in labels]


def test_no_name_is_read_as_its_neighbours() -> None:
    wanted = [
        Wanted("Big", 100, 100, weight=9),
        Wanted("Little state", 104, 118, radius=4, weight=1),
        Wanted("Far", 250, 100, radius=3),
    ]
    for one in place_labels(wanted, 12, Box(0, 0, 400, 300), on_spot=True, nearest=True):
        own = (one.x - one.wanted.x) ** 2 + (one.y - one.wanted.y) ** 2
        assert all((one.x - o.x) ** 2 + (one.y - o.y) ** 2 >= own for o in wanted)


def test_states_of_the_past_are_named_and_not_dropped() -> None:
    printed = " ".join(texts(draw_map({"DDR": 4, "POL": 2})))
    assert "Without a place on a map of today: East Germany." in printed
    assert "Without a place" not in " ".join(texts(draw_map({"POL": 2, "TUV": 1, "SGP": 1})))


def test_tiny_states_get_a_dot() -> None:
    root = parse(draw_map({"SGP": 4, "TUV": 2, "MLT": None, "NRU": 0}))
    tips = [e.findtext(f"{SVG}title") for e in root.iter(f"{SVG}circle")]
    assert {"Singapore: 4", "Tuvalu: 2", "Malta: not known", "Nauru: 0"} <= set(tips)


HOSTILE = '<script>alert("x")</script> & \' \x00 ]]> Ω'


def test_all_text_is_escaped() -> None:
    svg = draw_map(
        {"FRA": HOSTILE, "DEU": 3},
        title=HOSTILE,
        legend=HOSTILE,
        unit=HOSTILE,
        names={"FRA": HOSTILE, "DEU": HOSTILE},
        note=HOSTILE,
        ties=[Tie("FRA", "DEU", 1, HOSTILE)],
        points=[Point(48, 7, HOSTILE)],
        view=Fit(("FRA", "DEU")),
    )
    parse(svg)
    assert "<script" not in svg
    parse(with_style(svg))


def test_the_same_map_is_the_same_bytes_in_another_process() -> None:
    code = (
        "from comity.dossier.draw.map import *; import hashlib;"
        "print(hashlib.sha256(draw_map({'AUS': 'a', 'IDN': 'b', 'FJI': None, 'JPN': 3}, view=Fit(('AUS', 'IDN')),"
        "ties=[Tie('AUS', 'IDN', 2, 'x'), Tie('AUS', 'JPN', 2, 'y')], title='t').encode()).hexdigest())"
    )
    digests = set()
    for seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        )
        digests.add(done.stdout)
    assert len(digests) == 1


@given(
    st.lists(
        st.tuples(st.text("abcMW ", min_size=1, max_size=20), st.floats(0, 300), st.floats(0, 200), st.floats(0, 9)),
        max_size=25,
    ),
    st.booleans(),
)
def test_names_never_run_into_each_other(items: list[tuple[str, float, float, float]], on_spot: bool) -> None:
    bounds = Box(0, 0, 300, 200)
    dots = [Box(x - r, y - r, x + r, y + r) for _, x, y, r in items[:3]]
    wanted = [Wanted(text, x, y, radius=r, weight=r) for text, x, y, r in items]
    placed = place_labels(wanted, 11, bounds, dots, on_spot=on_spot)
    boxes = [p.box for p in placed]
    for i, box in enumerate(boxes):
        assert box.within(bounds)
        assert not any(box.meets(other) for other in boxes[:i])
        assert not any(box.meets(dot) for dot in dots)
    again = place_labels(list(reversed(wanted)), 11, bounds, dots, on_spot=on_spot)
    assert sorted((p.wanted.text, p.x, p.y) for p in again) == sorted((p.wanted.text, p.x, p.y) for p in placed)


@given(st.lists(st.one_of(st.none(), st.integers(0, 10**6).map(float)), min_size=1, max_size=60))
def test_classes_cover_every_figure_once(figures: list[float | None]) -> None:
    fill = {f"S{i}": value for i, value in enumerate(figures)}
    scale = Scale.of(fill)
    assert len(scale.steps) <= 5
    assert all(low <= high for low, high in scale.steps)
    assert all(a[1] < b[0] for a, b in zip(scale.steps, scale.steps[1:], strict=False))
    for value in figures:
        if value:
            assert sum(low <= value <= high for low, high in scale.steps) == 1
    shades = [scale.css(high) for _, high in scale.steps]
    assert shades == sorted(set(shades))
    if shades:
        assert shades[-1] == "v5"


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (1234567, "1 234 567"), (0.04567, "0.0457"), (12.34, "12.3"), (-3.0, "-3"), (2345.6, "2 346")],
)
def test_figures_are_spelt_the_same_everywhere(value: float, text: str) -> None:
    assert spell(value) == text


def test_classes_used_in_maps_stand_in_the_style() -> None:
    svg = draw_map(
        {"FRA": None, "DEU": 0, "ITA": 5, "ESP": "subject"}, ties=[Tie("FRA", "ESP")], points=[Point(1, 1, "p")]
    )
    used = {name for e in parse(svg).iter() for name in e.get("class", "").split()}
    unstyled = {name for name in used if f".{name}" not in CSS}
    assert unstyled <= {"map", "legend", "map-window", "swatch", "unknown"}
