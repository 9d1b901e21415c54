"""How far each layer reaches: one line each, dark where a source has looked at all states, light where at some."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import reduce
from itertools import product
from typing import Any

from comity.dossier.draw.axis import years_of
from comity.dossier.draw.svg import drawing, element, words

FIRST, ROW, LEFT, RIGHT, WIDTH = 1816, 19.0, 230.0, 80.0, 900.0


def draw_reach(layers: Sequence[dict[str, Any]], title: str, legend: tuple[str, str]) -> str:
    """Draw the lines; nothing where nothing was looked for.

    Parameters
    ----------
    layers
        Each with ``layer``, its name, ``spans``, the days between which sources have looked (at all states, at some),
        and ``every`` and ``last``, the first and the last end of its layers.
    legend
        What dark and light mean.
    """
    if not layers:
        return ""
    end = max(layer["last"].year for layer in layers) + 1
    across = (WIDTH - LEFT - RIGHT) / (end - FIRST)
    top = 52.0
    bottom = top + len(layers) * ROW
    inside = [
        element("rect", {"x": LEFT, "y": 6, "width": 22, "height": 11, "class": "v5"}),
        words(LEFT + 28, 15.5, legend[0], "small"),
        element("rect", {"x": LEFT + 290, "y": 6, "width": 22, "height": 11, "class": "v2"}),
        words(LEFT + 318, 15.5, legend[1], "small"),
    ]
    for year in range(1820, end, 20):
        x = LEFT + (year - FIRST) * across
        inside += [
            words(x, top - 8, str(year), "note middle"),
            element("path", {"class": "grid", "d": f"M{x:.1f} {top - 3:.0f}V{bottom:.0f}"}),
        ]
    for place, layer in enumerate(layers):
        y = top + place * ROW
        inside.append(words(LEFT - 8, y + 13, layer["layer"], "small end"))
        for every, css, height in ((False, "v2", ROW - 6), (True, "v5", ROW - 6)):
            for low, high in united(layer["spans"][every]):
                x = LEFT + max(0.0, years_of(low) - FIRST) * across
                box: dict[str, str | float | None] = {
                    "x": x, "y": y + 3, "width": max(2.0, LEFT + (years_of(high) + 1 / 365 - FIRST) * across - x), "height": height, "class": css,
                }  # fmt: skip
                inside.append(
                    element("rect", box, element("title", {}, f"{low.year}–{high.year}: {legend[not every]}"))
                )
        inside.append(words(LEFT + (layer["last"].year + 1 - FIRST) * across + 5, y + 13, _ends(layer), "note"))
    return drawing("reach", WIDTH, bottom + 8, title, title, *inside)


def _ends(layer: dict[str, Any]) -> str:
    """Write the year in which a line ends; where its layers end in several, the first and the last."""
    every, last = layer["every"].year, layer["last"].year
    return str(last) if every == last else f"{every}–{last}"


def common(parts: Sequence[Sequence[tuple[date, date]]]) -> list[tuple[date, date]]:
    """Give the spans that lie in the spans of every part.

    >>> common([[(date(1816, 1, 1), date(2007, 12, 31))], [(date(1946, 1, 1), date(2024, 12, 31))]])
    [(datetime.date(1946, 1, 1), datetime.date(2007, 12, 31))]
    """
    return reduce(
        lambda ours, theirs: [
            (max(a, c), min(b, d)) for (a, b), (c, d) in product(ours, theirs) if max(a, c) <= min(b, d)
        ],
        (united(spans) for spans in parts),
    )


def united(spans: Sequence[tuple[date, date]]) -> list[tuple[date, date]]:
    """Unite spans that overlap or touch.

    >>> united([(date(1990, 1, 1), date(1999, 12, 31)), (date(2000, 1, 1), date(2005, 6, 1))])
    [(datetime.date(1990, 1, 1), datetime.date(2005, 6, 1))]
    """
    found: list[tuple[date, date]] = []
    for low, high in sorted(spans):
        if found and low.toordinal() <= found[-1][1].toordinal() + 1:
            found[-1] = found[-1][0], max(found[-1][1], high)
        else:
            found.append((low, high))
    return found
