"""Rulers, dots with intervals and scatters: what is not known has no place, and nothing leaves the page."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.dossier.draw.intervals import Dot, draw_intervals
from comity.dossier.draw.ruler import Ruler
from comity.dossier.draw.scatter import CROWD, Point, Side, draw_scatter

SVG = "{http://www.w3.org/2000/svg}"


def _elements(svg: str, tag: str, css: str = "") -> list[ElementTree.Element]:
    found = ElementTree.fromstring(svg).iter(f"{SVG}{tag}")
    return [one for one in found if css in one.get("class", "").split() or not css]


def _texts(svg: str) -> list[str]:
    return [text for one in _elements(svg, "text") for text in one.itertext()]


@given(st.lists(st.floats(-1e12, 1e12), min_size=1, max_size=20))
def test_a_plain_ruler_holds_all_in_order(values: list[float]) -> None:
    ruler = Ruler.of(values, 0, 100)
    hair = 1e-6 * (ruler.high - ruler.low)
    assert ruler.low <= min(values) + hair and max(values) <= ruler.high + hair
    places = [ruler.at(value) for value in sorted(values)]
    assert places == sorted(places) and all(0 <= place <= 100 for place in places)
    assert list(ruler.steps) == sorted(set(ruler.steps)) and len(ruler.steps) >= 2


@given(st.lists(st.floats(1e-12, 1e12), min_size=1, max_size=20))
def test_powers_of_ten_are_evenly_apart(values: list[float]) -> None:
    ruler = Ruler.of(values, 0, 100, logarithmic=True)
    assert ruler.low <= min(values) * (1 + 1e-6) and max(values) <= ruler.high * (1 + 1e-6)
    middle = (ruler.low * ruler.high) ** 0.5
    assert ruler.at(middle) == pytest.approx(50)
    assert not ruler.holds(0) and not ruler.holds(-1) and not ruler.holds(None)


def test_nothing_known_still_makes_an_axis() -> None:
    assert Ruler.of([], 0, 10).steps[0] == 0
    assert Ruler.of([0.0], 0, 10).high == 1
    assert Ruler.of([], 0, 10, logarithmic=True).holds(1)


def test_what_is_not_known_has_its_pattern_and_no_dot() -> None:
    svg = draw_intervals([Dot("A", 3.0, 2.0, 4.0), Dot("B", None), Dot("C", 1.0)], title="T", unit="pieces")
    assert len(_elements(svg, "circle", "dot")) == 2
    assert len(_elements(svg, "path", "line")) == 1
    assert len([one for one in _elements(svg, "rect") if "unknown" in one.get("fill", "")]) == 1
    assert "not known" in _texts(svg)


def test_points_have_their_intervals_and_names() -> None:
    points = [Point("A", 1.0, 2.0, (0.5, 1.5), (1.0, 3.0)), Point("B", 2.0, 1.0), Point("C", 0.0, 5.0, marked=True)]
    svg = draw_scatter(points, Side("across"), Side("up"), title="T")
    assert len(_elements(svg, "circle", "dot")) == 3
    assert len(_elements(svg, "path", "edge")) == 2
    assert {"A", "B", "C"} <= set(_texts(svg))
    assert len(_elements(svg, "circle", "c2")) == 1


def test_on_powers_of_ten_what_is_not_above_zero_is_left_out() -> None:
    points = [Point("A", 1.0, 2.0), Point("B", 0.0, 1.0), Point("C", 100.0, -1.0)]
    svg = draw_scatter(points, Side("across", True), Side("up", True), title="T")
    assert len(_elements(svg, "circle", "dot")) == 1


def test_a_crowd_is_counted_in_squares() -> None:
    points = [Point(str(place), float(place % 40), float(place % 7)) for place in range(CROWD + 80)]
    svg = draw_scatter(points, Side("across"), Side("up"), title="T")
    assert not _elements(svg, "circle")
    counts = [int(found) for found in re.findall(r"<rect[^>]*><title>(\d+)</title>", svg)]
    assert sum(counts) == len(points)


@pytest.mark.parametrize("name", ["<b>", 'a"b', "x" * 200])
def test_names_are_only_text(name: str) -> None:
    for svg in (
        draw_intervals([Dot(name, 1.0)], title=name),
        draw_scatter([Point(name, 1.0, 1.0)], Side(name), Side(name), title=name),
    ):
        ElementTree.fromstring(svg)
        assert "style=" not in svg and "<b>" not in svg
