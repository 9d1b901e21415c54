"""Drawings of a calendar: bars over months, and the days of a year; nothing is told by colour alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from comity.dossier.draw.svg import drawing, element, escape, mark_of, number, shorten_apart, text_width, words
from comity.web.office.pages.calendar.chosen import months_on

WIDTH, ROW, NAMES = 1100.0, 23.0, 270.0


@dataclass(frozen=True)
class Bar:
    """What takes place: its marks are a day, what falls due then, whether it is done, whether it is outside one's hands.

    Attributes
    ----------
    shape
        ``approved``, ``draft``, ``held`` or ``off``.
    conflicts
        Days from and to which something that it needs is needed elsewhere, with a sentence.
    """

    title: str
    start: date
    end: date
    shape: str
    address: str
    tip: str
    marks: tuple[tuple[date, str, bool, bool], ...] = ()
    conflicts: tuple[tuple[date, date, str], ...] = ()


@dataclass(frozen=True)
class Texts:
    """The words in a drawing."""

    months: Callable[[date], str]
    today: str
    fixed: str
    none: str
    legend: Mapping[str, str]


def draw_gantt(bars: Sequence[Bar], fixed: Sequence[tuple[date, str]], first: date, last: date, today: date, title: str, texts: Texts) -> str:  # fmt: skip
    """Draw bars from a day to a day, milestones as diamonds, days outside one's hands as triangles with a dashed line."""
    mark = mark_of(title, repr(bars), repr(fixed))
    days = (last - first).days + 1
    head = 22.0
    top = head + (ROW if fixed else 0)
    bottom = top + ROW * max(len(bars), 1)

    def across(day: date) -> float:
        return NAMES + min(max((day - first).days, 0), days) / days * (WIDTH - NAMES - 4)

    out = [_hatch(mark), *_months(first, last, head, bottom, across, texts)]
    if fixed:
        out.append(words(NAMES - 8, head + 15, texts.fixed, "small end quiet"))
    for day, text in fixed:
        x = across(day)
        out.append(element("path", {"class": "axis", "stroke-dasharray": "4 3", "d": f"M{number(x)} {number(head + 16)}V{number(bottom)}"}))  # fmt: skip
        out.append(_triangle(x, head + 11, f"{day.isoformat()}: {text}"))
    names = shorten_apart([one.title for one in bars], 11.5, NAMES - 34)
    for place, (bar, short) in enumerate(zip(bars, names, strict=True)):
        out.append(_row(bar, short, top + ROW * place, first, last, across, mark))
    if not bars:
        out.append(words(NAMES + 8, top + 15, texts.none, "small quiet"))
    if first <= today <= last:
        x = across(today)
        out.append(element("path", {"class": "lc5", "fill": "none", "stroke-width": 2, "d": f"M{number(x)} {number(head - 6)}V{number(bottom)}"}, element("title", {}, escape(texts.today))))  # fmt: skip
        out.append(words(x, bottom + 12, texts.today, "small middle"))
    legend, height = _legend(bottom + 22, mark, texts.legend)
    return drawing("gantt", WIDTH, bottom + 24 + height, title, title, *out, legend, links=True)


def _months(first: date, last: date, head: float, bottom: float, across: Callable[[date], float], texts: Texts) -> list[str]:  # fmt: skip
    out, at, free = [], first, 0.0
    while at <= last:
        x = across(at)
        out.append(element("path", {"class": "rule", "d": f"M{number(x)} {number(head - 8)}V{number(bottom)}"}))
        text = texts.months(at)
        if x >= free:
            out.append(words(x + 3, 12, text, "small quiet"))
            free = x + text_width(text, 11) + 8
        if (after := months_on(at, 1)) <= at:
            break
        at = after
    return out


def _row(bar: Bar, short: str, y: float, first: date, last: date, across: Callable[[date], float], mark: str) -> str:
    x1, x2 = across(bar.start), max(across(bar.end + timedelta(days=1)), across(bar.start) + 3)
    middle = y + ROW / 2
    name = element("text", {"x": NAMES - 8, "y": middle + 4, "class": "small end"}, element("title", {}, escape(bar.title)), escape(("⚠ " if bar.conflicts else "") + short))  # fmt: skip
    parts = [element("title", {}, escape(bar.tip)), _box(bar.shape, x1, middle - 6, x2 - x1, 12)]
    for start, end, text in bar.conflicts:
        left, right = across(max(start, bar.start)), across(min(end, bar.end) + timedelta(days=1))
        parts.append(element("rect", {"x": left, "y": middle - 9, "width": max(right - left, 4), "height": 18, "fill": f"url(#{mark}-hatch)", "class": "contested"}, element("title", {}, escape(text))))  # fmt: skip
    inside = [element("a", {"href": bar.address, "tabindex": "-1"}, name, *parts)]
    for day, text, done, fixed in bar.marks:
        if first <= day <= last:
            x = across(day)
            inside.append(_triangle(x, middle, text) if fixed else _diamond(x, middle, text, done))
    return element("g", {}, *inside)


def _box(shape: str, x: float, y: float, width: float, height: float) -> str:
    box: dict[str, str | float | None] = {"x": x, "y": y, "width": width, "height": height, "rx": 2}
    if shape == "approved":
        return element("rect", {**box, "class": "c1"})
    if shape == "held":
        return element("rect", {**box, "class": "other"})
    outline = element("rect", {**box, "fill": "none", "class": "lc1" if shape == "draft" else "axis", "stroke-width": 1.4, "stroke-dasharray": "3 2" if shape == "draft" else None})  # fmt: skip
    line = element("path", {"class": "axis", "d": f"M{number(x - 3)} {number(y + height / 2)}h{number(width + 6)}"})
    return outline if shape == "draft" else outline + line


def _diamond(x: float, y: float, text: str, done: bool) -> str:
    shape = f"M{number(x)} {number(y - 6)}l6 6l-6 6l-6 -6z"
    hollow: dict[str, str | float | None] = {"class": "zero lc2", "stroke-width": 1.8, "d": shape}
    return element("path", {"class": "c2", "d": shape} if done else hollow, element("title", {}, escape(text)))


def _triangle(x: float, y: float, text: str) -> str:
    return element("path", {"class": "c3 dot", "d": f"M{number(x)} {number(y + 6)}l-6 -11h12z"}, element("title", {}, escape(text)))  # fmt: skip


def _hatch(mark: str) -> str:
    line = element("path", {"class": "lc5", "stroke-width": 1.6, "d": "M0 0V5"})
    return element("defs", {}, element("pattern", {"id": f"{mark}-hatch", "width": 5, "height": 5, "patternUnits": "userSpaceOnUse", "patternTransform": "rotate(45)"}, line))  # fmt: skip


def _legend(top: float, mark: str, texts: Mapping[str, str]) -> tuple[str, float]:
    out, x, y = [], 0.0, top
    for name, text in texts.items():
        needed = 44 + text_width(text, 11)
        if x and x + needed > WIDTH:
            x, y = 0.0, y + 20
        middle = y + 9
        swatch = {
            "due": lambda at=x, m=middle: _diamond(at + 12, m, "", False), "done": lambda at=x, m=middle: _diamond(at + 12, m, "", True), "outside": lambda at=x, m=middle: _triangle(at + 12, m, ""),
            "conflict": lambda at=x, m=middle: element("rect", {"x": at, "y": m - 7, "width": 24, "height": 14, "fill": f"url(#{mark}-hatch)", "class": "contested"}),
        }.get(name, lambda at=x, m=middle, shape=name: _box(shape, at, m - 6, 24, 12))()  # fmt: skip
        out += [swatch, words(x + 30, middle + 4, text, "small")]
        x += needed
    return element("g", {"class": "legend"}, *out), y - top + 20


def draw_year(year: int, counts: Mapping[str, int], today: date, title: str, months: Sequence[str]) -> str:
    """Draw every day of a year as a square, a row for each month, darker the more there is; the number stands in it."""
    steps = sorted({value for value in counts.values() if value})
    most = max(steps, default=0)
    across, left, down = 29.0, 70.0, 24.0
    out = [words(left + across * (day - 0.5), 11, str(day), "dense middle quiet") for day in range(1, 32)]
    at = date(year, 1, 1)
    while at.year == year:
        x, y = left + across * (at.day - 1), 18 + down * (at.month - 1)
        if at.day == 1:
            out.append(words(left - 8, y + 15, months[at.month - 1], "small end"))
        many = counts.get(at.isoformat(), 0)
        css = f"v{max(1, -(-many * 5 // most))}" if many else "zero"
        box = element("rect", {"x": x, "y": y, "width": across - 2, "height": down - 2, "class": css}, element("title", {}, escape(f"{at.isoformat()}: {many}")))  # fmt: skip
        if at == today:
            box += element("rect", {"x": x + 1, "y": y + 1, "width": across - 4, "height": down - 4, "fill": "none", "class": "lc5", "stroke-width": 2})  # fmt: skip
        out.append(box)
        if many:
            out.append(words(x + across / 2 - 1, y + 15, str(many), "label dense middle"))
        at += timedelta(days=1)
    return drawing("year", left + across * 31, 18 + down * 12, title, title, *out)


__all__ = ["Bar", "Texts", "draw_gantt", "draw_year"]
