"""Dots with their intervals, one line each: a ranking that shows how little of it is certain."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from comity.dossier.draw.legend import patterns
from comity.dossier.draw.ruler import Ruler
from comity.dossier.draw.scale import spell
from comity.dossier.draw.svg import drawing, element, escape, mark_of, number, shorten_apart, text_width, words, wrap

_ROW = 18.0


@dataclass(frozen=True)
class Dot:
    """One line: a value of None is not known; low and high are None where no interval is claimed."""

    label: str
    value: float | None
    low: float | None = None
    high: float | None = None
    note: str = ""


def draw_intervals(
    dots: Sequence[Dot],
    *,
    title: str,
    unit: str = "",
    note: str = "",
    unknown: str = "not known",
    logarithmic: bool = False,
    written: Callable[[float], str] = spell,
    marked: Callable[[float], str] = spell,
    width: float = 900.0,
) -> str:
    """Draw dots in the order given, each on its interval, over an axis that stands above and below.

    Parameters
    ----------
    unknown
        What is written where nothing is known.
    written
        Writes a figure.
    marked
        Writes a figure of the axis, where noughts at its end would say nothing.
    """
    mark = mark_of(title, repr(dots), str(logarithmic))
    known = [one for dot in dots for one in (dot.value, dot.low, dot.high) if one is not None]
    left = min(0.34 * width, max((text_width(dot.label, 11.5) for dot in dots), default=40) + 14)
    ruler = Ruler.of(known, left, width - 26, logarithmic=logarithmic)
    top, bottom = 44.0, 44.0 + _ROW * len(dots)
    out = [words(left, 14, unit, "small quiet")] if unit else []
    for step in ruler.steps:
        x = ruler.at(step)
        css = "axis" if step == 0 else "rule"
        out.append(element("path", {"class": css, "d": f"M{number(x)} {number(top - 6)}V{number(bottom + 4)}"}))
        out += [words(x, y, marked(step), "small quiet middle") for y in (top - 12, bottom + 17)]
    for place, (dot, name) in enumerate(zip(dots, shorten_apart([dot.label for dot in dots], 11.5, left - 12), strict=True)):  # fmt: skip
        y = top + _ROW * (place + 0.5)
        tip = element("title", {}, escape(_told(dot, unknown, written)))
        out.append(element("text", {"x": left - 8, "y": y + 4, "class": "small end"}, tip, escape(name)))
        if dot.value is None or not ruler.holds(dot.value):
            box = {"x": left + 2, "y": y - 5, "width": 40.0, "height": 10.0, "fill": f"url(#{mark}-unknown)"}
            if dot.value is None:
                out.append(element("rect", box, tip))
            out.append(words(left + (48 if dot.value is None else 4), y + 4, unknown if dot.value is None else written(dot.value), "small quiet"))  # fmt: skip
            continue
        x = ruler.at(dot.value)
        if dot.low is not None and dot.high is not None:
            line = f"M{number(ruler.at(dot.low))} {number(y)}H{number(ruler.at(dot.high))}"
            out.append(element("path", {"class": "line lc1", "stroke-opacity": "0.45", "d": line}))
        out.append(element("circle", {"class": "c1 dot", "cx": x, "cy": y, "r": 4}, tip))
    end = bottom + 34
    lines = wrap(note, 10.5, width - 4)
    out += [words(0, end + 13 * place, line, "note") for place, line in enumerate(lines)]
    described = "; ".join(_told(dot, unknown, written) for dot in dots)
    return drawing("intervals", width, end + 13 * len(lines) - (0 if lines else 8), title, described, patterns(mark), *out)  # fmt: skip


def _told(dot: Dot, unknown: str, written: Callable[[float], str]) -> str:
    if dot.value is None:
        return f"{dot.label}: {unknown}"
    bounds = f" ({written(dot.low)} – {written(dot.high)})" if dot.low is not None and dot.high is not None else ""
    return f"{dot.label}: {written(dot.value)}{bounds}{f', {dot.note}' if dot.note else ''}"


__all__ = ["Dot", "draw_intervals"]
