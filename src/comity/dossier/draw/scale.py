"""From values to classes of colour, and from figures to words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import floor, log10

from comity.dossier.draw.legend import Entry, category_entries, hue_of
from comity.dossier.draw.style import CLASSES
from comity.dossier.language import _, spoken

Value = str | float | None
"""A category's name, a figure (0: none, and the source looked), or None: not known."""


@dataclass(frozen=True)
class Scale:
    """How values become classes of the style sheet."""

    categories: tuple[str, ...]
    steps: tuple[tuple[float, float], ...]

    @classmethod
    def of(cls, fill: Mapping[str, Value]) -> Scale:
        """Take categories in the order of their first appearance, and steps with about as many states in each."""
        categories = tuple(dict.fromkeys(v for v in fill.values() if isinstance(v, str)))
        figures = sorted(float(v) for v in fill.values() if v is not None and not isinstance(v, str) and v != 0)
        return cls(categories, tuple(_steps(figures)))

    def css(self, value: Value) -> str:
        """Return the class for a value; None has its pattern, 0 its own colour."""
        if value is None:
            return "unknown"
        if isinstance(value, str):
            return hue_of(self.categories.index(value))
        if value == 0:
            return "zero"
        number = next((i for i, (_, high) in enumerate(self.steps) if value <= high), len(self.steps) - 1)
        # Few steps still use the whole range from light to dark.
        return f"v{CLASSES - (len(self.steps) - 1 - number) * (CLASSES - 1) // max(1, len(self.steps) - 1)}"

    def entries(
        self,
        legend: str,
        unit: str,
        contested: bool,
        *,
        plain: str,
        fill: Mapping[str, Value],
    ) -> list[Entry]:
        """Return the legend, only with what the map shows."""
        out = category_entries(self.categories)
        if legend and (self.steps or any(v is None or v == 0 for v in fill.values())):
            out.append(Entry("", _("%(legend)s:") % {"legend": f"{legend} ({unit})" if unit else legend}))
        if any(v == 0 and not isinstance(v, str) for v in fill.values()):
            out.append(Entry("zero", _("none (the source looked)")))
        for low, high in self.steps:
            text = spell(low) if low == high else f"{spell(low)}–{spell(high)}"
            out.append(Entry(self.css(high), text))
        if any(v is None for v in fill.values()):
            out.append(Entry("unknown", _("not known")))
        if contested:
            out.append(Entry("hatched", _("contested")))
        if plain:
            out.append(Entry("land", plain))
        return out


def _steps(figures: Sequence[float]) -> list[tuple[float, float]]:
    distinct = sorted(set(figures))
    if len(distinct) <= CLASSES:
        return [(v, v) for v in distinct]
    limits: list[float] = []
    for i in range(1, CLASSES + 1):
        limit = figures[min(len(figures) - 1, round(i * len(figures) / CLASSES) - 1)]
        if not limits or limit > limits[-1]:
            limits.append(limit)
    limits[-1] = distinct[-1]
    steps, start = [], 0
    for limit in limits:
        members = [v for v in distinct[start:] if v <= limit]
        steps.append((members[0], members[-1]))
        start += len(members)
    return steps


def spell(value: float) -> str:
    """Write a figure with about three significant digits and thousands apart, in the language that is spoken."""
    return spoken().decimals(_spell(value))


def _spell(value: float) -> str:
    if value == int(value) and abs(value) < 1e15:
        return f"{int(value):,}".replace(",", " ")
    if abs(value) < 1e-4:
        return f"{value:.{1 - floor(log10(abs(value)))}f}"
    return f"{value:,.3g}".replace(",", " ") if abs(value) < 1000 else f"{value:,.0f}".replace(",", " ")
