"""Two figures of each of many, one across and one up, with their intervals and the names of those that stand apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

from comity.dossier.draw.labels import Box, Wanted, place_labels
from comity.dossier.draw.legend import Entry, draw_legend
from comity.dossier.draw.ruler import Ruler
from comity.dossier.draw.scale import Scale, spell
from comity.dossier.draw.svg import drawing, element, escape, mark_of, number, text_width, words, wrap
from comity.dossier.language import _

#: Of more points than these a dot each would be a blot: squares say how many lie in them.
CROWD = 1200
_SQUARES = 48
_DOT = 3.4
Interval = tuple[float, float] | None


@dataclass(frozen=True)
class Point:
    """One of whom both figures are known, each with its interval where one is claimed."""

    label: str
    x: float
    y: float
    x_interval: Interval = None
    y_interval: Interval = None
    marked: bool = False


@dataclass(frozen=True)
class Side:
    """What stands along one axis."""

    title: str
    logarithmic: bool = False
    written: Callable[[float], str] = spell


def draw_scatter(
    points: Sequence[Point],
    across: Side,
    up: Side,
    *,
    title: str,
    note: str = "",
    squares: str = "so many in a square:",
    most_labels: int = 60,
    width: float = 900.0,
    height: float = 560.0,
) -> str:
    """Draw points; those without a place on a logarithmic axis are left out, which the caller has to say.

    Parameters
    ----------
    squares
        The heading of the legend where there are too many points for a dot each.
    most_labels
        So many names at most, of those first that are marked or stand apart; a name without room is left out.
    """
    mark = mark_of(title, repr(points), repr((across.title, across.logarithmic, up.title, up.logarithmic)))
    crowd = len(points) > CROWD
    bounds_x = [one for p in points for one in (p.x, *(p.x_interval or ()))]
    bounds_y = [one for p in points for one in (p.y, *(p.y_interval or ()))]
    if crowd:
        bounds_x, bounds_y = [p.x for p in points], [p.y for p in points]
    top, bottom = 34.0, height - 44.0
    rising = Ruler.of(bounds_y, bottom, top, logarithmic=up.logarithmic)
    left = max((text_width(up.written(step), 11) for step in rising.steps), default=20) + 14
    going = Ruler.of(bounds_x, left, width - 24, logarithmic=across.logarithmic)
    shown = [p for p in points if going.holds(p.x) and rising.holds(p.y)]
    out = [words(0, 14, f"↑ {up.title}", "small quiet")]
    for step in rising.steps:
        y = rising.at(step)
        css = "axis" if step == rising.low else "rule"
        out.append(element("path", {"class": css, "d": f"M{number(left)} {number(y)}H{number(going.end)}"}))
        out.append(words(left - 6, y + 4, up.written(step), "small quiet end"))
    for step in going.steps:
        x = going.at(step)
        css = "axis" if step == going.low else "rule"
        out.append(element("path", {"class": css, "d": f"M{number(x)} {number(top)}V{number(bottom)}"}))
        out.append(words(x, bottom + 15, across.written(step), "small quiet middle"))
    out.append(words(going.end, bottom + 34, f"{across.title} →", "small quiet end"))
    end = height
    if crowd:
        drawn, legend, tall = _as_squares(shown, going, rising, squares, height + 4, width, mark)
        out += [drawn, legend]
        end = height + 8 + tall
    else:
        out += _as_dots(shown, going, rising, across, up)
        out += _names(shown, going, rising, most_labels)
    lines = wrap(note, 10.5, width - 4)
    out += [words(0, end + 12 + 13 * place, line, "note") for place, line in enumerate(lines)]
    told = _("%(number)s points. Across: %(across)s. Up: %(up)s.") % {
        "number": len(shown),
        "across": across.title,
        "up": up.title,
    }
    return drawing("scatter", width, end + (13 * len(lines) + 6 if lines else 0), title, told, *out)


def _as_dots(points: Sequence[Point], going: Ruler, rising: Ruler, across: Side, up: Side) -> list[str]:
    out = []
    for p in points:
        x, y = going.at(p.x), rising.at(p.y)
        if p.x_interval:
            line = f"M{number(going.at(p.x_interval[0]))} {number(y)}H{number(going.at(p.x_interval[1]))}"
            out.append(element("path", {"class": "edge", "stroke-width": 1, "d": line}))
        if p.y_interval:
            line = f"M{number(x)} {number(rising.at(p.y_interval[0]))}V{number(rising.at(p.y_interval[1]))}"
            out.append(element("path", {"class": "edge", "stroke-width": 1, "d": line}))
    for p in sorted(points, key=lambda one: one.marked):
        tip = element("title", {}, escape(f"{p.label}: {across.written(p.x)}, {up.written(p.y)}"))
        x, y = going.at(p.x), rising.at(p.y)
        css = "c2 dot" if p.marked else "c1 dot"
        out.append(element("circle", {"class": css, "cx": x, "cy": y, "r": _DOT + 1.6 * p.marked}, tip))
    return out


def _names(points: Sequence[Point], going: Ruler, rising: Ruler, most: int) -> list[str]:
    if not points:
        return []
    spots = [(going.at(p.x), rising.at(p.y)) for p in points]
    middle_x, middle_y = median(x for x, _ in spots), median(y for _, y in spots)
    wide, tall = abs(going.end - going.start), abs(rising.end - rising.start)
    wanted = [
        Wanted(p.label, x, y, _DOT, 100.0 * p.marked + abs(x - middle_x) / wide + abs(y - middle_y) / tall)
        for p, (x, y) in zip(points, spots, strict=True)
    ]
    wanted = sorted(wanted, key=lambda one: (-one.weight, one.text))[:most]
    dots = [Box(x - _DOT, y - _DOT, x + _DOT, y + _DOT) for x, y in spots]
    page = Box(going.start, rising.end - 8, going.end + 22, rising.start + 2)
    placed = place_labels(wanted, 11.0, page, taken=dots)
    return [words(one.x, one.y + 4, one.wanted.text, "label small middle") for one in placed]


def _as_squares(
    points: Sequence[Point], going: Ruler, rising: Ruler, heading: str, top: float, width: float, mark: str
) -> tuple[str, str, float]:
    wide = (going.end - going.start) / _SQUARES
    counts = Counter(
        (round((going.at(p.x) - going.start) / wide), round((rising.start - rising.at(p.y)) / wide)) for p in points
    )
    scale = Scale.of({repr(key): float(many) for key, many in counts.items()})
    out = []
    for (column, row), many in sorted(counts.items()):
        x, y = going.start + (column - 0.5) * wide, rising.start - (row + 0.5) * wide
        box: dict[str, str | float | None] = {"x": x + 0.5, "y": y + 0.5, "width": wide - 1, "height": wide - 1}
        box["class"] = scale.css(float(many))
        out.append(element("rect", box, element("title", {}, str(many))))
    entries = [Entry("", heading)] + [
        Entry(scale.css(low), spell(low) if low == high else f"{spell(low)}–{spell(high)}") for low, high in scale.steps
    ]
    legend, tall = draw_legend(entries, top, width, mark)
    return element("g", {}, *out), legend, tall


__all__ = ["CROWD", "Point", "Side", "draw_scatter"]
