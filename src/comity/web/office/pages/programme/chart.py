"""Drawings of a programme: money of its lines against their ceilings, and indicators on their way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from comity.dossier.draw.legend import patterns
from comity.dossier.draw.svg import drawing, element, escape, mark_of, number, shorten_apart, text_width, words

WIDTH, ROW, NAMES = 900.0, 40.0, 190.0
#: From the narrowest to the widest: what is spent was obligated, what is obligated was committed.
LAYERS = (("planned", "v2", 24.0), ("committed", "v3", 16.0), ("obligated", "v4", 11.0), ("spent", "v5", 6.0))


@dataclass(frozen=True)
class Account:
    """A line of a year: its sums in hundredths, None where not known, and the same as they are written."""

    label: str
    currency: str
    sums: Mapping[str, int | None]
    figures: Mapping[str, str]


def draw_accounts(accounts: Sequence[Account], title: str, texts: Mapping[str, str]) -> str:
    """Draw lines as bars within each other, each narrower and darker than what it is part of, up to a mark at the ceiling."""
    mark = mark_of(title, repr(accounts))
    most: dict[str, int] = {}
    for one in accounts:
        most[one.currency] = max([most.get(one.currency, 0), *(value or 0 for value in one.sums.values())])
    room = WIDTH - NAMES - 10
    out = [patterns(mark)]
    names = shorten_apart([one.label for one in accounts], 11.5, NAMES - 12)
    for place, (one, short) in enumerate(zip(accounts, names, strict=True)):
        y = ROW * place + 16
        out.append(element("text", {"x": NAMES - 8, "y": y + 4, "class": "small end"}, element("title", {}, escape(one.label)), escape(short)))  # fmt: skip
        scale = room / most[one.currency] if most[one.currency] else 0.0
        for stage, css, height in LAYERS:
            value = one.sums[stage]
            told = element("title", {}, escape(f"{texts[stage]}: {one.figures[stage]} {one.currency}"))
            box: dict[str, str | float | None] = {"x": NAMES, "y": y - height / 2, "height": height}
            if value is None:
                out.append(element("rect", {**box, "width": 40, "fill": f"url(#{mark}-unknown)"}, told))
            elif value > 0:
                out.append(element("rect", {**box, "width": max(value * scale, 1.5), "class": css}, told))
        waits = one.sums["asked"]
        if waits is not None and waits > 0:
            begins = NAMES + (one.sums["committed"] or 0) * scale
            out.append(element("rect", {"x": begins, "y": y - 9, "width": max(waits * scale, 2), "height": 18, "class": "axis", "stroke-dasharray": "3 2"}, element("title", {}, escape(f"{texts['asked']}: {one.figures['asked']} {one.currency}"))))  # fmt: skip
        ceiling = one.sums["ceiling"]
        if ceiling is not None:
            x = NAMES + ceiling * scale
            out.append(element("path", {"class": "lc5", "stroke-width": 2.5, "fill": "none", "d": f"M{number(x)} {number(y - 16)}v32"}, element("title", {}, escape(f"{texts['ceiling']}: {one.figures['ceiling']} {one.currency}"))))  # fmt: skip
        else:
            out.append(words(NAMES + 2, y + 22, f"{texts['ceiling']}: {texts['unknown']}", "dense quiet"))
    bottom = ROW * len(accounts) + 8
    x = 0.0
    for stage, css, height in LAYERS:
        out += [element("rect", {"x": x, "y": bottom + 8 - height / 2, "width": 22, "height": height, "class": css}), words(x + 28, bottom + 12, texts[stage], "small")]  # fmt: skip
        x += 46 + text_width(texts[stage], 11)
    out += [element("rect", {"x": x, "y": bottom - 1, "width": 22, "height": 18, "class": "axis", "stroke-dasharray": "3 2"}), words(x + 28, bottom + 12, texts["asked"], "small")]  # fmt: skip
    x += 46 + text_width(texts["asked"], 11)
    out += [element("path", {"class": "lc5", "stroke-width": 2.5, "fill": "none", "d": f"M{number(x + 11)} {number(bottom)}v16"}), words(x + 20, bottom + 12, texts["ceiling"], "small")]  # fmt: skip
    said = "; ".join(f"{one.label}: " + ", ".join(f"{texts[stage]} {one.figures[stage]}" for stage in one.sums) for one in accounts)  # fmt: skip
    return drawing("accounts", WIDTH, bottom + 26, title, said, *out)


def draw_indicator(row: Mapping[str, Any], series: Sequence[tuple[str, Decimal]], today: date, title: str, texts: Mapping[str, str]) -> str:  # fmt: skip
    """Draw what was measured of an indicator, with the straight way from baseline to target, as far as both are known."""
    width, height, left, top, right = 460.0, 140.0, 52.0, 24.0, 14.0
    ends = [(row[day], float(row[name])) for name, day in (("baseline", "baseline_day"), ("target", "target_day")) if row.get(name) is not None and row.get(day)]  # fmt: skip
    points = [(day, float(value)) for day, value in series]
    if not ends and not points:
        return drawing("indicator", width, 24, title, texts["none"], words(0, 16, texts["none"], "small quiet"))
    days = [date.fromisoformat(day).toordinal() for day, _ in [*ends, *points]]
    values = [value for _, value in [*ends, *points]]
    first, last = min(days), max(max(days), min(days) + 1)
    low, high = min(values), max(values)
    if high == low:
        low, high = low - 1, high + 1

    def at(day: str, value: float) -> tuple[float, float]:
        x = left + (date.fromisoformat(day).toordinal() - first) / (last - first) * (width - left - right)
        return x, top + (high - value) / (high - low) * (height - top - 26)

    out = [element("path", {"class": "rule", "d": f"M{number(left)} {number(at(ends[0][0] if ends else points[0][0], value)[1])}H{number(width - right)}"}) for value in (low, high)]  # fmt: skip
    out += [words(left - 6, at((ends or points)[0][0], value)[1] + 4, f"{value:g}", "dense end quiet") for value in dict.fromkeys((low, high))]  # fmt: skip
    out += [words(left, height - 6, date.fromordinal(first).isoformat(), "dense quiet"), words(width - right, height - 6, date.fromordinal(last).isoformat(), "dense end quiet")]  # fmt: skip
    if len(ends) == 2:
        (x1, y1), (x2, y2) = (at(*end) for end in ends)
        out.append(element("path", {"class": "axis", "stroke-dasharray": "5 4", "d": f"M{number(x1)} {number(y1)}L{number(x2)} {number(y2)}"}))  # fmt: skip
    for name, (day, value) in zip([name for name in ("baseline", "target") if row.get(name) is not None and row.get(f"{name}_day")], ends, strict=True):  # fmt: skip
        x, y = at(day, value)
        out.append(element("rect", {"x": x - 4, "y": y - 4, "width": 8, "height": 8, "class": "other"}, element("title", {}, escape(f"{texts[name]}: {value:g} ({day})"))))  # fmt: skip
    if first <= today.toordinal() <= last:
        x, _ = at(today.isoformat(), low)
        out += [element("path", {"class": "lc5", "stroke-width": 1.5, "fill": "none", "d": f"M{number(x)} {number(top - 4)}V{number(height - 20)}"}), words(x, top - 10, texts["today"], "dense middle")]  # fmt: skip
    spots = [at(*point) for point in points]
    if len(spots) > 1:
        out.append(element("path", {"class": "line lc1", "d": "M" + "L".join(f"{number(x)} {number(y)}" for x, y in spots)}))  # fmt: skip
    out += [element("circle", {"class": "dot c1", "cx": x, "cy": y, "r": 4}, element("title", {}, escape(f"{day}: {value:g}"))) for (x, y), (day, value) in zip(spots, points, strict=True)]  # fmt: skip
    said = "; ".join(f"{day}: {value:g}" for day, value in points) or texts["none"]
    return drawing("indicator", width, height, title, said, *out)


__all__ = ["Account", "draw_accounts", "draw_indicator"]
