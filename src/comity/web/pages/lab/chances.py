"""A heat map of P(rank): regions down, places across, darker the likelier."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from comity.dossier.draw.svg import drawing, element, escape, shorten_apart, text_width, words, wrap

_ROW = 24.0
#: From so much on a cell is darker by one.
STEPS = (0.01, 0.05, 0.15, 0.3, 0.5)


def draw_chances(
    regions: Sequence[str],
    chances: npt.NDArray[np.floating],
    ranks: npt.NDArray[np.integer],
    *,
    title: str,
    across: str,
    note: str,
    told: Callable[[str, int, float], str],
    width: float = 900.0,
) -> str:
    """Draw the heat map.

    Parameters
    ----------
    chances
        P(rank), shape (regions, places).
    ranks
        Median, low and high rank, shape (regions, 3): the 90 % interval is framed.
    across
        What stands along the upper edge.
    told
        Says one cell in words.
    """
    left = min(0.3 * width, max((text_width(name, 11.5) for name in regions), default=40) + 14)
    many = max(len(regions), 1)
    wide = (width - left - 6) / many
    top = 42.0
    out = [words(left, 14, across, "small quiet")]
    out += [words(left + wide * (place + 0.5), 34, str(place + 1), "small quiet middle") for place in range(many)]
    for row, name in enumerate(shorten_apart(list(regions), 11.5, left - 12)):
        y = top + _ROW * row
        out.append(words(left - 8, y + 16, name, "small end"))
        for place in range(many):
            chance = float(chances[row, place])
            if chance <= 0:
                continue
            css = f"v{sum(chance >= step for step in STEPS)}" if chance >= STEPS[0] else "zero"
            box: dict[str, str | float | None] = {"x": left + wide * place + 0.5, "y": y + 1, "width": wide - 1, "height": _ROW - 2}  # fmt: skip
            box["class"] = css
            out.append(element("rect", box, element("title", {}, escape(told(regions[row], place + 1, chance)))))
            if chance >= 0.05 and wide > 26:
                out.append(words(left + wide * (place + 0.5), y + 16, f"{100 * chance:.0f}", "label dense middle"))
        low, high = int(ranks[row, 1]), int(ranks[row, 2])
        frame = {"x": left + wide * (low - 1), "y": y, "width": wide * (high - low + 1), "height": _ROW}
        out.append(element("rect", {**frame, "fill": "none", "class": "axis", "rx": 3}))
    end = top + _ROW * len(regions) + 18
    lines = wrap(note, 10.5, width - 4)
    out += [words(0, end + 13 * place, line, "note") for place, line in enumerate(lines)]
    best = "; ".join(f"{name}: {ranks[row, 0]} ({ranks[row, 1]}–{ranks[row, 2]})" for row, name in enumerate(regions))
    return drawing("chances", width, end + 13 * len(lines), title, best, *out)


__all__ = ["STEPS", "draw_chances"]
