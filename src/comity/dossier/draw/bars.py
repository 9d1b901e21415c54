"""Bars with figures and shares; what is not known has the pattern of that, and no length."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from comity.dossier.draw.legend import patterns
from comity.dossier.draw.scale import spell
from comity.dossier.draw.svg import drawing, element, escape, mark_of, shorten_apart, text_width, words, wrap
from comity.dossier.draw.timeline import MOST_NAME
from comity.dossier.language import _
from comity.dossier.words import percent
from comity.model.errors import BadRequest

_SMALL = 11.0


@dataclass(frozen=True)
class Bar:
    """One bar; a value of None is "not known". The share (0 to 1) is the caller's, who knows what the whole is."""

    label: str
    value: float | None
    share: float | None = None
    note: str = ""


def draw_bars(
    items: Sequence[Bar], *, title: str = "", unit: str = "", shares: bool = False, note: str = "", width: float = 900.0
) -> str:
    """Draw horizontal bars in the order given.

    Parameters
    ----------
    items
        The bars; a share of its own is printed beside its figure.
    shares
        Print shares of the sum of these bars instead.

    Raises
    ------
    BadRequest
        A figure below zero.
    """
    if any(b.value is not None and b.value < 0 for b in items):
        raise BadRequest("bars show figures of zero and more.", where=title)
    mark = mark_of(title, repr(items))
    total = sum(b.value for b in items if b.value is not None)
    largest = max((b.value for b in items if b.value is not None), default=0.0)
    missing = [b for b in items if b.value is None]
    left = min(MOST_NAME * width, max((text_width(b.label, 11.5) for b in items), default=40) + 12)
    said = [_figure(b, total, unit, shares) for b in items]
    room = max((text_width(t, _SMALL) for t in said), default=0.0) + 10
    out = []
    top, row = 28.0 if title else 4.0, 19.0
    names = shorten_apart([b.label for b in items], 11.5, left - 10)
    for i, (bar, text, short) in enumerate(zip(items, said, names, strict=True)):
        y = top + row * i
        name = element("title", {}, escape(bar.label))
        out.append(element("text", {"x": left - 8, "y": y + 13, "class": "small end"}, name, escape(short)))
        long = (width - left - room) * (bar.value / largest if bar.value and largest else 0.0)
        if bar.value is None:
            long = min(60.0, width - left - room)
            out.append(
                element("rect", {"x": left, "y": y + 3, "width": long, "height": 12, "fill": f"url(#{mark}-unknown)"})
            )
        else:
            tip = [element("title", {}, escape(bar.note))] if bar.note else []
            out.append(
                element("rect", {"class": "c1", "x": left, "y": y + 3, "width": max(long, 1.0), "height": 12}, *tip)
            )
        out.append(words(left + max(long, 1.0) + 6, y + 13, text, "small"))
    notes = [note] if note else []
    if shares and missing:
        notes.append(_("Shares are of what is known."))
    y = top + row * len(items) + 14
    lines = wrap(" ".join(notes), 10.5, width - 4)
    printed = [words(0, y + 13 * i, line, "note") for i, line in enumerate(lines)]
    described = "; ".join(f"{b.label}: {t}" for b, t in zip(items, said, strict=True))
    head = [words(0, 17, title, "head")] if title else []
    return drawing(
        "bars", width, y + 13 * len(lines), title or _("Bars"), described, patterns(mark), *head, *out, *printed
    )


def _figure(bar: Bar, total: float, unit: str, shares: bool) -> str:
    if bar.value is None:
        return _("not known")
    text = f"{spell(bar.value)}{f' {unit}' if unit else ''}"
    share = bar.value / total if shares and total > 0 else bar.share
    return text if share is None else f"{text} ({percent(f'{100 * share:.1f}')})"
