"""Timelines, series and bars: where nobody looked there is no line and no zero."""

from __future__ import annotations

import re
from datetime import date
from xml.etree import ElementTree

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from comity.dossier.draw.axis import ticks, uncovered, years_of
from comity.dossier.draw.bars import Bar, draw_bars
from comity.dossier.draw.series import Band, Series, count_within, describe, draw_naive_and_honest, draw_series
from comity.dossier.draw.svg import shorten_apart, text_width
from comity.dossier.draw.terminal import columns, sparkline, text_timeline, year_span
from comity.dossier.draw.timeline import Spell, draw_timeline, tell
from comity.model.errors import BadRequest

SVG = "{http://www.w3.org/2000/svg}"
COUNTS = {year: float(3 + year % 4) for year in range(1980, 2011) if year != 1987}


def _paths(svg: str, css: str) -> list[str]:
    return [e.get("d", "") for e in ElementTree.fromstring(svg).iter(f"{SVG}path") if css in e.get("class", "").split()]


def _circles(svg: str) -> list[ElementTree.Element]:
    """Every circle but those of the pattern for what is not known."""
    return [e for e in ElementTree.fromstring(svg).iter(f"{SVG}circle") if e.get("class") != "unknown-dot"]


def _texts(svg: str) -> str:
    return " | ".join("".join(e.itertext()) for e in ElementTree.fromstring(svg).iter(f"{SVG}text"))


def _spots(d: str) -> list[tuple[float, float]]:
    """Absolute places of a path written as one move and relative lines."""
    head, _, rest = d[1:].partition("l")
    x, y = (float(v) for v in head.split())
    out = [(x, y)]
    numbers = [float(v) for v in re.findall(r"-?(?:\d+\.?\d*|\.\d+)", rest)]
    for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
        x, y = x + dx, y + dy
        out.append((x, y))
    return out


def test_the_honest_line_ends_and_the_naive_one_falls_to_zero() -> None:
    svg = draw_naive_and_honest(COUNTS, [(1980, 2010)], span=(1970, 2020), title="Exercises")
    (naive,), (honest,) = _paths(svg, "wrong"), _paths(svg, "line")
    long, short = _spots(naive), _spots(honest)
    floor = max(y for _, y in long)
    assert len(long) >= 4
    assert long[-1][1] == pytest.approx(floor, abs=0.2)
    # 2011 is the first year of nothing: the line is on the floor for ten of the fifty years.
    step = (long[-1][0] - long[0][0]) / 50
    assert short[-1][0] - short[0][0] == pytest.approx(30 * step, rel=0.02)
    assert short[-1][1] < floor - 5
    # A year inside the coverage without rows is a known zero and drawn as one.
    assert min(abs(y - floor) for x, y in short if abs(x - (short[0][0] + 7 * step)) < 1) < 0.2
    assert "1970–1979, 2011–2020" in _texts(svg)


def test_rows_outside_the_coverage_are_dots_and_never_a_line() -> None:
    svg = draw_naive_and_honest({2001: 3, 2003: 1}, [], span=(2000, 2005), title="A selection")
    assert _paths(svg, "line") == []
    assert len(_circles(svg)) == 2
    assert "at least so many" in _texts(svg)


def test_count_within_knows_zero_from_unknown() -> None:
    assert count_within({2001: 4}, [(2000, 2001)], (1999, 2002)) == {1999: None, 2000: 0.0, 2001: 4, 2002: None}


def test_a_series_is_broken_where_it_is_not_known() -> None:
    values: dict[int, float | None] = {2000: 1, 2001: 2, 2002: None, 2004: 2, 2005: 3, 2007: 9}
    svg = draw_series([Series("x", values)], first=1999, last=2008, unit="units")
    assert len(_paths(svg, "line")) == 2
    assert len(_circles(svg)) == 1  # 2007 stands alone
    shaded = [e for e in ElementTree.fromstring(svg).iter(f"{SVG}rect") if e.get("opacity") == "0.6"]
    assert len(shaded) == 4  # 1999, 2002–2003, 2006, 2008
    assert describe(Series("x", values), (1999, 2008)).endswith("not known in 5 of 10 years")


def test_a_named_band_is_shaded_even_where_dots_are() -> None:
    series = [Series("full", {2000: 1, 2001: 2}), Series("at least", {2003: 1}, dots=True)]
    svg = draw_series(series, first=2000, last=2010, unknown=[Band(2002, 2010, "after 2001: no source")])
    assert "after 2001: no source" in _texts(svg)
    assert len([e for e in ElementTree.fromstring(svg).iter(f"{SVG}rect") if e.get("opacity") == "0.6"]) == 1


def test_nothing_known_is_drawn_as_nothing_known() -> None:
    svg = draw_series([Series("x", {})], first=2000, last=2010)
    assert _paths(svg, "line") == []
    assert "not known" in _texts(svg)


@given(st.dictionaries(st.integers(1990, 2020), st.floats(-1e6, 1e6) | st.none(), max_size=31), st.booleans())
@example({1990: 5e-324}, False)
def test_every_known_figure_is_inside_its_panel(values: dict[int, float | None], from_zero: bool) -> None:
    svg = draw_series([Series("x", values)], first=1990, last=2020, from_zero=from_zero)
    for d in _paths(svg, "line"):
        assert all(-0.5 <= x <= 900.5 and 0 <= y <= 225 for x, y in _spots(d))


def test_an_axis_starts_at_zero_unless_told_otherwise() -> None:
    values: dict[int, float | None] = {2000: 100, 2001: 101}
    assert "| 0 |" in f"| {_texts(draw_series([Series('', values)], first=2000, last=2001))} |"
    assert "| 0 |" not in f"| {_texts(draw_series([Series('', values)], first=2000, last=2001, from_zero=False))} |"


def test_timeline_marks_open_ends_events_and_unknown_ends() -> None:
    rows = [
        Spell("Treaty", date(1951, 9, 1), None, "alliance", ongoing=True),
        Spell("Crisis", date(1999, 9, 20), date(1999, 9, 20), "crisis"),
        Spell("Memorandum", date(1988, 1, 1), None, "consultation"),
        Spell("Past", date(1900, 1, 1), date(1910, 1, 1), "alliance"),
    ]
    svg = draw_timeline(
        rows, span=(date(1960, 1, 1), date(2025, 12, 31)), coverage=[(date(1945, 1, 1), date(2018, 12, 31))]
    )
    root = ElementTree.fromstring(svg)
    assert len(_circles(svg)) == 1
    assert len([e for e in root.iter(f"{SVG}path") if e.get("stroke-dasharray")]) == 1
    assert "1 outside 1960–2025 not shown." in _texts(svg)
    assert "whether it goes on is not known" in _texts(svg)
    assert len([e for e in root.iter(f"{SVG}rect") if e.get("opacity") == "0.6"]) == 1
    assert tell(rows[0]) == "Treaty: 1951-09-01 to in force"
    (arrow,) = [e.get("d") for e in root.iter(f"{SVG}path") if e.get("class") == "c1"]
    assert arrow is not None
    assert arrow.count("L") == 5  # a point on either side


def test_a_timeline_without_a_span_reaches_from_the_first_day_to_the_last() -> None:
    rows = [Spell("A", date(1970, 5, 1), date(1980, 1, 1)), Spell("B", date(1990, 1, 1), None, ongoing=True)]
    assert "1970" in _texts(draw_timeline(rows, until=date(2025, 12, 31)))
    ElementTree.fromstring(draw_timeline([]))
    with pytest.raises(BadRequest):
        draw_timeline(rows, span=(date(2000, 1, 1), date(1990, 1, 1)))
    with pytest.raises(BadRequest):
        draw_series([], first=2000, last=1990)


def test_text_is_escaped() -> None:
    bad = "<b>&\"'"
    for svg in (
        draw_timeline(
            [Spell(bad, date(2000, 1, 1), None, bad, tooltip=bad)], until=date(2001, 1, 1), title=bad, note=bad
        ),
        draw_series([Series(bad, {2000: 1})], first=1999, last=2001, title=bad, unit=bad, note=bad),
        draw_bars([Bar(bad, 1, note=bad)], title=bad, unit=bad),
        draw_naive_and_honest({2000: 1}, [(2000, 2001)], span=(1999, 2002), title=bad, unit=bad),
    ):
        ElementTree.fromstring(svg)
        assert "<b>" not in svg


def test_bars_have_lengths_in_proportion_and_unknown_ones_none() -> None:
    svg = draw_bars([Bar("a", 100), Bar("b", 25), Bar("c", None), Bar("d", 0)], unit="men", shares=True)
    rects = [e for e in ElementTree.fromstring(svg).iter(f"{SVG}rect") if e.get("class") == "c1"]
    long, short, none = (float(e.get("width", 0)) for e in rects)
    assert short / long == pytest.approx(0.25, rel=0.01)
    assert none == 1
    assert "25 men (20.0 %)" in _texts(svg)
    assert "Shares are of what is known." in _texts(svg)
    assert "60.0 %" in _texts(draw_bars([Bar("a", 3, 0.6)]))
    with pytest.raises(BadRequest):
        draw_bars([Bar("a", -1)])


def test_sparkline_tells_zero_from_unknown() -> None:
    assert sparkline([0, 1, 2, None, 5, 8, None]) == "▁▂▃·▆█·"
    assert sparkline([None, None]) == "··"
    assert sparkline([0, 0]) == "▁▁"
    assert sparkline([]) == ""


@given(st.lists(st.none() | st.floats(-1e9, 1e9), max_size=60))
def test_sparkline_has_a_character_for_each_value(values: list[float | None]) -> None:
    line = sparkline(values)
    assert len(line) == len(values)
    assert all((c == "·") == (v is None) for c, v in zip(line, values, strict=True))


@given(
    st.lists(
        st.tuples(
            st.text(min_size=1, max_size=60).filter(lambda t: t.isprintable()),
            st.dates(date(1900, 1, 1), date(2030, 1, 1)) | st.none(),
            st.dates(date(1900, 1, 1), date(2030, 1, 1)) | st.none(),
            st.booleans(),
        ),
        max_size=12,
    ),
    st.integers(60, 140),
)
def test_text_timeline_never_exceeds_its_width(
    rows: list[tuple[str, date | None, date | None, bool]], width: int
) -> None:
    spells = [Spell(label, start, end, "k", going) for label, start, end, going in rows]
    text = text_timeline(spells, span=year_span(1945, 2025), coverage=[year_span(1950, 2018)], width=width)
    assert all(columns(line) <= width for line in text.split("\n"))
    ElementTree.fromstring(draw_timeline(spells, span=year_span(1945, 2025), coverage=[year_span(1950, 2018)]))


def test_text_timeline_draws_what_the_drawing_draws() -> None:
    rows = [
        Spell("Treaty", date(1951, 1, 1), None, ongoing=True),
        Spell("Event", date(2000, 6, 1), date(2000, 6, 1)),
        Spell("Dim", date(1990, 1, 1), None),
    ]
    treaty, event, dim, axis = text_timeline(rows, span=year_span(1960, 2025), coverage=[year_span(1960, 2018)]).split(
        "\n"
    )
    assert treaty[7] == "◂"
    assert treaty.endswith("▸")
    assert event.count("●") == 1
    assert event.rstrip().endswith("·")
    assert "┄" in dim
    assert "1960" in axis


def test_years_ticks_and_gaps() -> None:
    assert years_of(date(2000, 1, 1)) == 2000
    assert years_of(date(2001, 7, 2)) == pytest.approx(2001.4986, abs=1e-3)
    assert ticks(1960, 2026) == [1960, 1970, 1980, 1990, 2000, 2010, 2020]
    assert uncovered([(1950, 1960), (1955, 1970), (1980, 1990)], 1945, 2000) == [
        (1945, 1950),
        (1970, 1980),
        (1990, 2000),
    ]
    assert uncovered([], 1, 2) == [(1, 2)]
    assert uncovered([(0, 9)], 1, 2) == []


def _row_names(svg: str) -> list[str]:
    """What is printed of each row's name: its text without the tip."""
    rows = [e for e in ElementTree.fromstring(svg).iter(f"{SVG}text") if "end" in e.get("class", "").split()]
    return [(e[0].tail or "") if len(e) else (e.text or "") for e in rows]


def test_rows_that_begin_alike_are_told_apart() -> None:
    whole = (
        "Framework Agreement between the Commonwealth of Australia and the Republic of Indonesia on Defence Cooperation"
    )
    labels = [whole, f"{whole} (renewed)", f"{whole} (revised)", "Code"]
    svg = draw_timeline([Spell(label, date(2000 + i, 1, 1), date(2003 + i, 1, 1)) for i, label in enumerate(labels)])
    printed = _row_names(svg)
    assert len(set(printed)) == 4
    assert printed[1].endswith("(renewed)")
    assert "…" in printed[1]
    bars = [name for name in _row_names(draw_bars([Bar(label, 1) for label in labels])) if name]
    assert len(set(bars)) == 4


def test_a_name_takes_nearly_half_of_the_width_when_it_needs_it() -> None:
    label = "Australia–Indonesia Defence Cooperation Arrangement"
    assert _row_names(draw_timeline([Spell(label, date(2000, 1, 1), date(2003, 1, 1))])) == [label]


@given(st.lists(st.text("abWi –(", min_size=1, max_size=60), unique=True, max_size=12), st.integers(60, 300))
def test_shortening_keeps_different_texts_different_and_within_the_width(texts: list[str], width: int) -> None:
    stripped = list(dict.fromkeys(" ".join(text.split()) for text in texts if text.strip()))
    short = shorten_apart(stripped, 11.5, width)
    assert len(set(short)) == len(stripped)
    assert all(text_width(text, 11.5) <= width for text in short)


def test_no_two_kinds_look_alike() -> None:
    """Eight hues can be told apart; a ninth kind is "other" in grey and not the first one's blue."""
    rows = [Spell(f"row {i}", date(2000 + i, 1, 1), date(2001 + i, 1, 1), f"kind {i}") for i in range(11)]
    svg = draw_timeline(rows, until=date(2020, 1, 1))
    bars = [
        e.get("class") for e in ElementTree.fromstring(svg).iter(f"{SVG}path") if e.get("class") not in ("rule", None)
    ]
    named = [css for css in bars if css not in ("hatch-line", "other")]
    assert len(set(named)) == len(named) == 8
    assert bars.count("other") == 3
    assert "other: kind 8, kind 9, kind 10" in _texts(svg)
