"""Timelines: what held from when to when, with open ends as arrows and events as dots."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from comity.dossier.draw.axis import Across, Span, ticks, uncovered, years_of
from comity.dossier.draw.legend import Entry, category_entries, draw_legend, hue_of, patterns
from comity.dossier.draw.svg import (
    Attributes,
    drawing,
    element,
    escape,
    mark_of,
    number,
    shorten_apart,
    text_width,
    words,
    wrap,
)
from comity.dossier.language import _, n_
from comity.dossier.words import day, held
from comity.model.errors import BadRequest

_ROW = 21.0
_NAME = 11.5
MOST_NAME = 0.46
"""Share of the width that the names of rows may take."""


@dataclass(frozen=True)
class Spell:
    """Something that held, or happened.

    Attributes
    ----------
    label
        Its row; spells with one label share a row.
    start, end
        First and last day. The same day twice is an event and drawn as a dot; None is a day that is not known.
    kind
        Decides the hue.
    ongoing
        Still in force: an arrow to the right.
    tooltip
        Shown when the pointer rests on it.
    seen
        Of one whose end is not known: the last day on which its source saw it hold; the bar is full up to it.
    """

    label: str
    start: date | None
    end: date | None
    kind: str = ""
    ongoing: bool = False
    tooltip: str = ""
    seen: date | None = None


def draw_timeline(
    rows: Sequence[Spell],
    *,
    span: Span | None = None,
    until: date | None = None,
    title: str = "",
    coverage: Sequence[Span] | None = None,
    note: str = "",
    width: float = 900.0,
) -> str:
    """Draw spells, one row per label in the order given.

    Parameters
    ----------
    rows
        The spells; what lies outside the span is left out and counted under the drawing.
    span
        First and last day shown; by default from the first known day to ``until``.
    until
        Last day shown, where no span is given; by default the last known day.
    title
        Printed above, unless the page does that.
    coverage
        Where the sources looked; the rest is shaded "not known". None: say nothing about it.

    Raises
    ------
    BadRequest
        The span ends before it begins.
    """
    span = span or _span_of(rows, until)
    first, last = years_of(span[0]), years_of(span[1]) + 1 / 365
    if last <= first:
        raise BadRequest("a timeline's span ends before it begins.", where=f"{span[0]} to {span[1]}")
    shown = [s for s in rows if _meets(s, span)]
    labels = list(dict.fromkeys(s.label for s in shown))
    kinds = list(dict.fromkeys(s.kind for s in rows if s.kind))
    left = min(MOST_NAME * width, max((text_width(label, _NAME) for label in labels), default=40.0) + 14)
    right = width - 14
    top = 30.0 if title else 6.0
    bottom = top + _ROW * len(labels) + 6

    def across(year: float) -> float:
        return left + (min(max(year, first), last) - first) / (last - first) * (right - left)

    mark = mark_of(title, repr(span), repr(labels))
    out = [patterns(mark)]
    gaps = (
        [] if coverage is None else uncovered([(years_of(a), years_of(b) + 1 / 365) for a, b in coverage], first, last)
    )
    for low, high in gaps:
        box = {"x": across(low), "y": top, "width": across(high) - across(low), "height": bottom - top}
        out.append(
            element(
                "rect",
                {**box, "fill": f"url(#{mark}-unknown)", "opacity": "0.6"},
                element("title", {}, escape(_("not known"))),
            )
        )
    for year in ticks(first, last):
        x = across(year)
        out.append(element("path", {"class": "rule", "d": f"M{number(x)} {number(top)}V{number(bottom)}"}))
        out.append(words(x, bottom + 14, str(year), "small quiet middle"))
    names = shorten_apart(labels, _NAME, left - 12)
    for i, (label, short) in enumerate(zip(labels, names, strict=True)):
        y = top + _ROW * i + _ROW / 2 + 3
        name = element("title", {}, escape(label))
        out.append(element("text", {"x": left - 8, "y": y + 4, "class": "small end"}, name, escape(short)))
        for spell in (s for s in shown if s.label == label):
            hue = hue_of(kinds.index(spell.kind)) if spell.kind else "c1"
            out.append(_bar(spell, y, hue, across, first, last))
    entries = category_entries(kinds)
    if gaps:
        entries.append(Entry("unknown", _("not known: no source looked")))
    key, height = draw_legend(entries, bottom + 26, width, mark)
    said = [note] if note else []
    if len(shown) < len(rows):
        beyond = len(rows) - len(shown)
        told = n_("%(number)s outside %(years)s not shown.", "%(number)s outside %(years)s not shown.", beyond)
        said.append(told % {"number": beyond, "years": f"{span[0].year}–{span[1].year}"})
    if any(s.end is None and not s.ongoing for s in shown):
        said.append(_("A bar that thins out: whether it goes on is not known."))
    y = bottom + 26 + height + 12
    notes = wrap(" ".join(said), 10.5, width - 4)
    printed = [words(0, y + 13 * i, line, "note") for i, line in enumerate(notes)]
    description = "; ".join(tell(s) for s in shown)
    head = [words(0, 17, title, "head")] if title else []
    return drawing(
        "timeline", width, y + 13 * len(notes), title or _("Timeline"), description, *head, *out, key, *printed
    )


def _span_of(rows: Sequence[Spell], until: date | None) -> Span:
    days = sorted(d for s in rows for d in (s.start, s.end) if d is not None)
    last = until or (days[-1] if days else date(2000, 12, 31))
    first = days[0] if days and days[0] < last else date(last.year, 1, 1)
    return date(first.year, 1, 1), last


def tell(spell: Spell) -> str:
    """Say a spell in words."""
    if spell.start is not None and spell.start == spell.end:
        return f"{spell.label}: {day(spell.start)}"
    return f"{spell.label}: {held(spell.start, spell.end, spell.ongoing, spell.seen)}"


def _meets(spell: Spell, span: Span) -> bool:
    if spell.start and spell.start > span[1]:
        return False
    return not (spell.end and not spell.ongoing and spell.end < span[0])


def _bar(spell: Spell, y: float, hue: str, across: Across, first: float, last: float) -> str:
    tip = element("title", {}, escape(f"{tell(spell)}{f'. {spell.tooltip}' if spell.tooltip else ''}"))
    half = 5.0
    if spell.start is not None and spell.start == spell.end and not spell.ongoing:
        return element("circle", {"class": f"dot {hue}", "cx": across(years_of(spell.start)), "cy": y, "r": 4.6}, tip)
    begin = years_of(spell.start) if spell.start else None
    end = years_of(spell.end) + 1 / 365 if spell.end and not spell.ongoing else None
    x1 = across(begin) if begin is not None else across(first)
    # Without a known end only the beginning is known to have held; the thin line says how far it may go.
    unsure = end is None and not spell.ongoing
    x2 = across(last) if end is None else across(end)
    held = across(years_of(spell.seen)) if spell.seen else x1 + 10
    solid = min(x2, held) if unsure else x2
    solid = max(solid, x1 + 2)
    open_left = begin is None or begin < first
    open_right = spell.ongoing or (end is not None and end > last)
    corners = [(x1 + 6, y - half), (x1, y), (x1 + 6, y + half)] if open_left else [(x1, y - half), (x1, y + half)]
    if open_right and solid - x1 > 4:
        corners += [(solid, y + half), (solid + 7, y), (solid, y - half)]
    else:
        corners += [(solid, y + half), (solid, y - half)]
    shape = "M" + "L".join(f"{number(a)} {number(b)}" for a, b in corners) + "z"
    parts = [element("path", {"class": hue, "d": shape})]
    if unsure:
        dash: Attributes = {
            "class": f"l{hue}",
            "d": f"M{number(solid)} {number(y)}H{number(x2)}",
            "stroke-width": 1.2,
            "stroke-dasharray": "2 3",
        }
        parts.append(element("path", dash))
    return element("g", {}, tip, *parts)
