"""The same pictures for a terminal of 100 columns: a gap is a dot, never a zero."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from unicodedata import combining, east_asian_width

from comity.dossier.draw.axis import Span, ticks, uncovered, years_of
from comity.dossier.draw.timeline import Spell

_STEPS = "▂▃▄▅▆▇█"
Cell = Callable[[float], int]
GAP = "·"
"""What is not known."""


def sparkline(values: Sequence[float | None]) -> str:
    """Return one character per value: "▁" for zero, "·" for not known, seven heights for the rest.

    Negative values are measured from the lowest one up.
    """
    known = [v for v in values if v is not None]
    if not known:
        return GAP * len(values)
    low, high = min(0.0, *known), max(0.0, *known)
    out = []
    for value in values:
        if value is None:
            out.append(GAP)
        elif value <= low:
            out.append("▁")
        else:
            out.append(_STEPS[min(len(_STEPS) - 1, int((value - low) / (high - low) * len(_STEPS) * 0.9999))])
    return "".join(out)


def text_timeline(
    rows: Sequence[Spell], *, span: Span, coverage: Sequence[Span] | None = None, width: int = 100, most_label: int = 36
) -> str:
    """Return a timeline in text, one line per label and a last line with years.

    "━" held, "●" an event, "◂" and "▸" open ends, "┄" an end that is not known, "·" nobody looked, blank: looked and nothing there.
    No line is longer than ``width``.
    """
    first, last = years_of(span[0]), years_of(span[1]) + 1 / 365
    labels = list(dict.fromkeys(s.label for s in rows))
    side = min(most_label, max((columns(label) for label in labels), default=0))
    cells = max(10, width - side - 1)

    def cell(year: float) -> int:
        return min(cells - 1, max(0, int((year - first) / (last - first) * cells)))

    blank = [" "] * cells
    gaps = (
        [] if coverage is None else uncovered([(years_of(a), years_of(b) + 1 / 365) for a, b in coverage], first, last)
    )
    for low, high in gaps:
        for i in range(cell(low), cell(high - 1e-6) + 1):
            blank[i] = GAP
    lines = []
    for label in labels:
        line = list(blank)
        for one in (s for s in rows if s.label == label):
            _put(line, one, first, last, cell)
        lines.append(f"{fit(label, side)} {''.join(line)}".rstrip())
    axis = [" "] * cells
    for year in ticks(first, last, max(2, cells // 8)):
        at = min(cell(float(year)), cells - 4)
        if all(c == " " for c in axis[max(0, at - 1) : at + 5]):
            axis[at : at + 4] = list(str(year))
    return "\n".join([*lines, f"{' ' * side} {''.join(axis)}".rstrip()])


def _put(line: list[str], one: Spell, first: float, last: float, cell: Cell) -> None:
    begin = years_of(one.start) if one.start else None
    end = years_of(one.end) if one.end and not one.ongoing else None
    if (begin is not None and begin >= last) or (end is not None and end < first):
        return
    a = cell(begin) if begin is not None else 0
    if begin is not None and begin == end:
        line[a] = "●"
        return
    b = cell(end) if end is not None else len(line) - 1
    for i in range(a, b + 1):
        line[i] = "━" if end is not None or one.ongoing or i == a else "┄"
    if begin is None or begin < first:
        line[a] = "◂"
    if one.ongoing or (end is not None and end >= last):
        line[b] = "▸"


def columns(text: str) -> int:
    """Count the columns a text takes in a terminal."""
    return sum(0 if combining(c) else 2 if east_asian_width(c) in "WF" else 1 for c in text)


def fit(text: str, width: int) -> str:
    """Fill or cut a text to a number of columns."""
    if columns(text) > width:
        while text and columns(text) > width - 1:
            text = text[:-1]
        text += "…"
    return text + " " * (width - columns(text))


def year_span(first: int, last: int) -> Span:
    """Return the span of whole years."""
    return date(first, 1, 1), date(last, 12, 31)
