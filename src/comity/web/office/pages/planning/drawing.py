"""The drawing of a plan: a lane for each milestone along the days, with execution as a bar and today as a line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from comity.dossier.draw.svg import element, words

LANE, TOP, LEFT, WIDTH = 24.0, 30.0, 250.0, 980.0


@dataclass(frozen=True, slots=True)
class Mark:
    """A milestone in the drawing.

    Attributes
    ----------
    state
        ``done``, ``late`` or ``due``: besides its colour each has a shape of its own.
    was
        Where it stands now, of one that is to move.
    """

    title: str
    day: date
    state: str
    was: date | None = None


def draw_plan(marks: Sequence[Mark], start: date, end: date, today: date, title: str, now: str) -> str:
    """Draw a plan as SVG; all that it shows stands in the table beside it, too."""
    days = [start, end, *(one.day for one in marks), *(one.was for one in marks if one.was)]
    first, last = min(days) - timedelta(days=14), max(days) + timedelta(days=14)
    span, height = (last - first).days, TOP + LANE * len(marks) + 12

    def across(day: date) -> float:
        return LEFT + (WIDTH - LEFT - 16) * (day - first).days / span

    out = [element("title", {}, _plain(title))]
    month = date(first.year, first.month, 1)
    step = 1 if span < 500 else 3 if span < 1500 else 12
    while month <= last:
        if month >= first and (month.month - 1) % step == 0:
            x = across(month)
            out.append(element("line", {"x1": x, "x2": x, "y1": TOP - 8, "y2": height - 4, "class": "rule"}))
            out.append(words(x + 3, 12, month.isoformat()[:7] if month.month == 1 or month.month == step + 1 or step > 1 else f"{month.month:02}", "small"))  # fmt: skip
        month = (month + timedelta(days=32)).replace(day=1)
    out.append(element("rect", {"x": across(start), "y": TOP - 8, "width": max(across(end + timedelta(days=1)) - across(start), 2), "height": height - TOP + 4, "class": "held"}))  # fmt: skip
    if first <= today <= last:
        out.append(element("line", {"x1": across(today), "x2": across(today), "y1": TOP - 12, "y2": height - 4, "class": "now"}))  # fmt: skip
        out.append(words(across(today) + 3, 24, now, "small"))
    for place, one in enumerate(marks):
        y = TOP + LANE * place + LANE / 2
        out.append(words(LEFT - 10, y + 4, one.title if len(one.title) < 38 else one.title[:36] + "…", "name", "end"))
        out.append(element("line", {"x1": LEFT, "x2": WIDTH - 16, "y1": y, "y2": y, "class": "lane"}))
        if one.was and one.was != one.day:
            out.append(element("line", {"x1": across(one.was), "x2": across(one.day), "y1": y, "y2": y, "class": "moved"}))  # fmt: skip
            out.append(element("circle", {"cx": across(one.was), "cy": y, "r": 4, "class": "was"}))
        out.append(_shape(one.state, across(one.day), y))
    return element("svg", {"viewBox": f"0 0 {WIDTH:g} {height:g}", "role": "img", "class": "gantt", "xmlns": "http://www.w3.org/2000/svg"}, *out)  # fmt: skip


def _shape(state: str, x: float, y: float) -> str:
    if state == "done":
        return element("circle", {"cx": x, "cy": y, "r": 6, "class": "done"})
    if state == "late":
        return element("rect", {"x": x - 5.5, "y": y - 5.5, "width": 11, "height": 11, "class": "late"})
    return element("path", {"d": f"M{x:.1f} {y - 7:.1f}l7 7l-7 7l-7 -7z", "class": "due"})


def _plain(text: str) -> str:
    from comity.dossier.draw.svg import escape

    return escape(text)


__all__ = ["Mark", "draw_plan"]
