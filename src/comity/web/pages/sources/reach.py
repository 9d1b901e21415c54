"""A heat map of where sources have looked: one line each, one cell a year, darker the more of its layers did."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from comity.dossier.draw.svg import drawing, element, words

FIRST, ROW, LEFT, WIDTH = 1816, 16.0, 220.0, 1100.0


@dataclass(frozen=True)
class Reach:
    """Where one source has looked for one layer, in years."""

    source: str
    line: str
    first: int
    last: int


def draw_reach(found: Sequence[Reach], title: str, unit: str) -> str:
    """Draw the heat map; nothing where nothing was looked for."""
    if not found:
        return ""
    last = max(one.last for one in found)
    layers: dict[str, int] = defaultdict(int)
    counts: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for one in found:
        layers[one.line] += 1
        for year in range(max(one.first, FIRST), one.last + 1):
            counts[one.line][year] += 1
    across = (WIDTH - LEFT - 10) / (last - FIRST + 1)
    inside = []
    for place, line in enumerate(sorted(counts)):
        top = 34 + place * ROW
        inside.append(words(LEFT - 8, top + 11.5, line[:36], "small end"))
        years = sorted(counts[line])
        begun = years[0]
        for year, following in zip(years, [*years[1:], None], strict=True):
            here = counts[line][year]
            if following != year + 1 or counts[line][following] != here:
                step = 1 + round(4 * here / max(counts[line].values()))
                x = LEFT + (begun - FIRST) * across
                tip = element("title", {}, f"{line}: {begun}–{year}, {here} of {layers[line]}")
                box: dict[str, str | float | None] = {
                    "x": x,
                    "y": top + 1,
                    "width": (year - begun + 1) * across,
                    "height": ROW - 3,
                    "class": f"v{min(step, 5)}",
                }
                inside.append(element("rect", box, tip))
                begun = following if following is not None else year
    height = 40 + len(counts) * ROW
    for year in range(1820, last + 1, 20):
        x = LEFT + (year - FIRST) * across
        inside += [
            words(x, 24, str(year), "note middle"),
            element("path", {"class": "grid", "d": f"M{x:.1f} 28V{height:.0f}"}),
        ]
    return drawing("reach", WIDTH, height, title, f"{title} ({unit})", *inside)
