"""Several sorts of things on one axis of time: a lane each; where there are too many of a sort, columns by year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from comity.dossier.draw.axis import Across, Span, ticks, uncovered, years_of
from comity.dossier.draw.legend import Entry, draw_legend, hue_of, patterns
from comity.dossier.draw.svg import Attributes, element, escape, mark_of, number, shorten, text_width, words
from comity.dossier.words import day, held, whole

#: So many rows a lane may have with names beside its marks, and without.
NAMED, PLAIN = 18, 18
_ROW, _THIN, _TEXT = 17.0, 7.0, 10.5
#: The height of columns by year.
_HIGH = 52.0
_LEFT = 118.0


@dataclass(frozen=True)
class Mark:
    """One thing.

    Attributes
    ----------
    start, end
        First and last day; without an end, and not ``ongoing``, only the beginning is known, or up to ``seen``.
    address
        Where it leads.
    """

    name: str
    start: date
    end: date | None
    address: str
    ongoing: bool = False
    seen: date | None = None


@dataclass(frozen=True)
class Lane:
    """One sort of things.

    Attributes
    ----------
    coverage
        Where a source looked at all states; the rest is shaded. None: say nothing about it.
    address
        Where the lane's title leads.
    yearly
        Where a column of a year leads, with ``{year}`` in it.
    """

    title: str
    marks: Sequence[Mark]
    coverage: Sequence[Span] | None = None
    address: str = ""
    yearly: str = ""


def draw_lanes(lanes: Sequence[Lane], *, span: Span, title: str, unknown: str, many: str, width: float = 1100.0) -> str:
    """Draw lanes under one axis; every mark is a link.

    Parameters
    ----------
    span
        First and last day shown; what lies outside is left out.
    unknown
        What the shading means.
    many
        What is said of a column of a year, with ``%(count)s``, ``%(year)s``.
    """
    first, last = years_of(span[0]), years_of(span[1]) + 1 / 365
    right = width - 12

    def across(year: float) -> float:
        return _LEFT + (min(max(year, first), last) - first) / (last - first) * (right - _LEFT)

    mark = mark_of(title, repr(span), repr([lane.title for lane in lanes]))
    top, drawn, shaded = 22.0, [], False
    for place, lane in enumerate(lanes):
        shown = sorted(
            (one for one in lane.marks if one.start <= span[1] and (one.ongoing or (one.end or one.start) >= span[0])),
            key=lambda one: (one.start, one.name),
        )
        inside, height = _lane(lane, shown, hue_of(place), across, (first, last), right, many)
        gaps = [] if lane.coverage is None else uncovered([(years_of(a), years_of(b) + 1 / 365) for a, b in lane.coverage], first, last)  # fmt: skip
        for low, high in gaps:
            shaded = True
            box = {"x": across(low), "y": top, "width": across(high) - across(low), "height": height}
            drawn.append(element("rect", {**box, "fill": f"url(#{mark}-unknown)", "opacity": "0.28"}, element("title", {}, escape(unknown))))  # fmt: skip
        head = words(_LEFT - 10, top + height / 2 - 1, lane.title, "label end")
        told = words(_LEFT - 10, top + height / 2 + 12, whole(len(lane.marks)), "small quiet end")
        drawn.append(element("a", {"href": lane.address, "tabindex": "-1"}, head) if lane.address else head)
        drawn += [told, element("g", {"transform": f"translate(0 {number(top)})"}, *inside)]
        top += height
        drawn.append(element("path", {"class": "rule", "d": f"M0 {number(top)}H{number(right)}"}))
    axis = []
    for year in ticks(first, last, 12):
        x = across(year)
        axis.append(element("path", {"class": "rule", "d": f"M{number(x)} 18V{number(top)}"}))
        axis += [words(x, 13, str(year), "small quiet middle"), words(x, top + 14, str(year), "small quiet middle")]
    key, height = draw_legend([Entry("unknown", unknown)] if shaded else [], top + 24, width, mark)
    bottom = top + 24 + height
    # Not role="img", as `drawing` has it: what is in a picture cannot be followed as a link.
    told_of = "; ".join(f"{lane.title}: {whole(len(lane.marks))}" for lane in lanes)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="draw lanes" viewBox="0 0 {number(width)} {number(bottom)}" role="group" '
        f'aria-labelledby="{mark}-t {mark}-d"><title id="{mark}-t">{escape(title)}</title><desc id="{mark}-d">{escape(told_of)}</desc>'
        f"{patterns(mark)}{''.join(axis)}{''.join(drawn)}{key}</svg>"
    )


def _lane(
    lane: Lane, shown: Sequence[Mark], hue: str, across: Across, ends: tuple[float, float], right: float, many: str
) -> tuple[list[str], float]:
    for most, row, named in ((NAMED, _ROW, True), (PLAIN, _THIN, False)):
        rows = _pack(shown, across, ends, right, named)
        if rows is not None and max(rows, default=0) < most:
            drawn = [_mark(one, 5 + place * row, hue, across, ends, right, named) for one, place in zip(shown, rows, strict=True)]  # fmt: skip
            return drawn, max(10 + row * (max(rows, default=0) + 1), 34.0)
    return _columns(lane, shown, hue, across, ends, many), _HIGH + 16


def _extent(one: Mark, across: Across, ends: tuple[float, float]) -> tuple[float, float]:
    begin = across(years_of(one.start))
    end = ends[1] if one.ongoing else years_of(one.end or one.seen or one.start)
    return begin, max(across(end), begin + 5)


def _pack(
    shown: Sequence[Mark], across: Across, ends: tuple[float, float], right: float, named: bool
) -> list[int] | None:
    """Give each mark a row in which nothing overlaps it; None where there would be far too many."""
    if len(shown) > (32 if named else 300):
        return None
    full: list[list[tuple[float, float]]] = []
    rows = []
    for one in shown:
        begin, end = _extent(one, across, ends)
        if named:
            wide = min(text_width(one.name, _TEXT), 250.0)
            begin, end = (begin, max(end, begin + wide)) if begin + wide < right else (min(begin, right - wide), right)
        place = next(
            (i for i, held in enumerate(full) if all(end + 8 < a or begin - 8 > b for a, b in held)), len(full)
        )
        if place == len(full):
            full.append([])
        full[place].append((begin, end))
        rows.append(place)
    return rows


def _mark(one: Mark, top: float, hue: str, across: Across, ends: tuple[float, float], right: float, named: bool) -> str:
    begin, end = _extent(one, across, ends)
    y = top + (11 if named else 2)
    parts = [element("title", {}, escape(f"{one.name}: {_told(one)}"))]
    if named:
        short = shorten(one.name, _TEXT, 250.0)
        wide = text_width(short, _TEXT)
        late = begin + min(text_width(one.name, _TEXT), 250.0) >= right
        parts.append(words(right if late else begin, top + 8, short, "note end" if late else "note"))
        # The whole of it is to be met by the pointer.
        box: Attributes = {"x": right - wide if late else begin, "y": top - 2, "width": wide, "height": 12, "fill": "none", "pointer-events": "all"}  # fmt: skip
        parts.append(element("rect", box))
    if end - begin > 6:
        parts.append(element("rect", {"class": hue, "x": begin, "y": y, "width": end - begin, "height": 4}))
        if one.ongoing:
            parts.append(element("path", {"class": hue, "d": f"M{number(end)} {number(y - 2)}l6 4l-6 4z"}))
        elif one.end is None:
            parts.append(element("path", {"class": f"l{hue}", "d": f"M{number(end)} {number(y + 2)}H{number(across(ends[1]))}", "stroke-dasharray": "2 3"}))  # fmt: skip
    else:
        parts.append(element("circle", {"class": f"dot {hue}", "cx": begin + 2, "cy": y + 2, "r": 3.6}))
    return element("a", {"href": one.address, "tabindex": "-1", "aria-label": f"{one.name}: {_told(one)}"}, *parts)


def _columns(
    lane: Lane, shown: Sequence[Mark], hue: str, across: Across, ends: tuple[float, float], many: str
) -> list[str]:
    counts = Counter(one.start.year for one in shown if years_of(one.start) >= ends[0])
    most = max(counts.values())
    out = []
    for year in sorted(counts):
        x, wide = across(year), max(across(year + 1) - across(year) - 1, 2.0)
        high = max(counts[year] / most * _HIGH, 2.0)
        label = many % {"count": counts[year], "year": year}
        box: Attributes = {"class": hue, "x": x, "y": 12 + _HIGH - high, "width": wide, "height": high}
        # A low column is hard to meet: the whole height answers.
        target: Attributes = {
            "x": x,
            "y": 8,
            "width": wide + 1,
            "height": _HIGH + 4,
            "fill": "none",
            "pointer-events": "all",
        }
        tip = element("title", {}, escape(f"{lane.title}, {label}"))
        link: Attributes = {"href": lane.yearly.format(year=year), "tabindex": "-1", "aria-label": f"{lane.title}, {label}", "data-drawer": ""}  # fmt: skip
        out.append(element("a", link, tip, element("rect", box), element("rect", target)))
    peak = min(year for year in counts if counts[year] == most)
    out.append(words(across(peak) + (across(peak + 1) - across(peak)) / 2, 10, str(most), "note middle"))
    return out


def _told(one: Mark) -> str:
    if one.end == one.start:
        return day(one.start)
    return held(one.start, one.end, one.ongoing, one.seen)


__all__ = ["Lane", "Mark", "draw_lanes"]
