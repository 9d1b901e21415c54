"""The legend under a map or a chart, and the patterns for what is not known and what is contested."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from comity.dossier.draw.style import CATEGORIES
from comity.dossier.draw.svg import element, shorten, text_width, words, wrap
from comity.dossier.language import _

_SIZE = 11.0
_ROW = 18.0


@dataclass(frozen=True)
class Entry:
    """A swatch with its meaning; without a class, a heading for what follows."""

    css: str
    text: str


def hue_of(number: int) -> str:
    """Return the class for the category with this number, from 0; no two named categories look alike."""
    return f"c{number + 1}" if number < CATEGORIES else "other"


def category_entries(names: Sequence[str]) -> list[Entry]:
    """Return a swatch for each category, and one for all those beyond the hues that can be told apart."""
    out = [Entry(hue_of(i), name) for i, name in enumerate(names[:CATEGORIES])]
    return (
        [*out, Entry("other", _("other: %(names)s") % {"names": ", ".join(names[CATEGORIES:])})]
        if len(names) > CATEGORIES
        else out
    )


def patterns(mark: str) -> str:
    """Return the two patterns, under names that no other drawing on the page has."""
    dots = element(
        "pattern",
        {"id": f"{mark}-unknown", "width": 5, "height": 5, "patternUnits": "userSpaceOnUse"},
        element("rect", {"class": "unknown-base", "width": 5, "height": 5}),
        element("circle", {"class": "unknown-dot", "cx": 1.5, "cy": 1.5, "r": 0.8}),
        element("circle", {"class": "unknown-dot", "cx": 4, "cy": 4, "r": 0.8}),
    )
    hatch = element(
        "pattern",
        {
            "id": f"{mark}-hatch",
            "width": 4,
            "height": 4,
            "patternUnits": "userSpaceOnUse",
            "patternTransform": "rotate(45)",
        },
        element("path", {"class": "hatch-line", "d": "M0 0V4"}),
    )
    return element("defs", {}, dots, hatch)


def draw_legend(entries: Sequence[Entry], top: float, width: float, mark: str) -> tuple[str, float]:
    """Lay swatches out in rows; returns the drawing and its height in pixels."""
    out: list[str] = []
    x, row = 0.0, 0
    for entry in entries:
        lines = [] if entry.css else wrap(entry.text, _SIZE, width - 8)
        if len(lines) > 1:
            out += [
                words(0, top + (row + (x > 0) + i) * _ROW + 10, line, "small quiet") for i, line in enumerate(lines)
            ]
            x, row = 0.0, row + (x > 0) + len(lines)
            continue
        text = shorten(entry.text, _SIZE, width - 30) if entry.css else entry.text
        needed = text_width(text, _SIZE) + (26 if entry.css else 8)
        if x > 0 and x + needed > width:
            x, row = 0.0, row + 1
        y = top + row * _ROW
        if not entry.css:
            out.append(words(x, y + 10, text, "small quiet"))
        else:
            box = {"x": x, "y": y + 1, "width": 15, "height": 10}
            if entry.css == "hatched":
                out.append(element("rect", {**box, "class": "land"}))
                out.append(element("rect", {**box, "class": "contested", "fill": f"url(#{mark}-hatch)"}))
            elif entry.css == "unknown":
                out.append(element("rect", {**box, "fill": f"url(#{mark}-unknown)"}))
            else:
                out.append(element("rect", {**box, "class": f"swatch {entry.css}"}))
            out.append(words(x + 20, y + 10, text, "small"))
        x += needed + 10
    return element("g", {"class": "legend"}, *out), (row + (x > 0)) * _ROW
