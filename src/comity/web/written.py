"""A measure's figures as they are read, the same on every page: a share in per cent, three digits that count."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from comity.dossier.measured import unit
from comity.measures.contract import Measure
from comity.web.asked import Asked


@dataclass(frozen=True)
class Written:
    """Writes a measure's figures; the unit stands once, in the heading. CSV and JSON have the plain numbers."""

    ask: Asked
    measure: Measure

    @property
    def scale(self) -> float:
        """By what values are multiplied: shares are read in per cent."""
        return scale_of(self.measure)

    @property
    def unit(self) -> str:
        """The unit as a heading has it."""
        return unit(self.measure)

    def scaled(self, values: Mapping[int, float]) -> dict[int, float]:
        """Give values as an axis has them."""
        return {key: self.scale * value for key, value in values.items()}

    def value(self, value: float | None) -> str:
        """Write a value without its unit: of what is counted whole numbers."""
        if value is not None and self.measure.interval == "none" and self.scale == 1 and float(value).is_integer():
            return self.ask.language.number(int(value))
        return three(self.ask, None if value is None else float(value) * self.scale)

    def mark(self, value: float) -> str:
        """Write a value beside an axis, where noughts at its end would say nothing."""
        scaled = float(f"{value * self.scale:.12g}")
        return f"{scaled:.0e}" if 0 < abs(scaled) < 1e-6 else self.ask.language.number(scaled)

    def interval(self, line: Mapping[str, Any]) -> str:
        """Write low and high; nothing where no interval is claimed."""
        return self.between(line["low"], line["high"])

    def between(self, low: float | None, high: float | None) -> str:
        """Write the two ends of an interval; nothing without one."""
        return "" if low is None or high is None else f"{self.value(low)} – {self.value(high)}"

    def rank(self, line: Mapping[str, Any]) -> str:
        """Write the rank with its interval; nothing without one."""
        if line["rank"] is None or line["rank_low"] is None:
            return ""
        return f"{line['rank']} ({line['rank_low']}–{line['rank_high']})"


def scale_of(measure: Measure) -> float:
    """Give by what a measure's values are multiplied to be read: shares are read in per cent."""
    return 100.0 if measure.unit.startswith("share") else 1.0


def spans(years: Sequence[int], most: int = 4) -> str:
    """Write years, each run of them by its first and last; of many runs the first and the last year alone, with three dots.

    >>> spans([1990, 1991, 1992, 1995]), spans([2000]), spans([1, 3, 5], most=2)
    ('1990–1992, 1995', '2000', '1 … 5')
    """
    runs: list[list[int]] = []
    for year in years:
        if runs and year == runs[-1][1] + 1:
            runs[-1][1] = year
        else:
            runs.append([year, year])
    if len(runs) > most:
        return f"{years[0]} … {years[-1]}"
    return ", ".join(f"{first}–{last}" if last > first else str(first) for first, last in runs)


def missing(years: Sequence[int]) -> list[int]:
    """Give the years between the first and the last that are not among them.

    >>> missing([1990, 1992, 1993])
    [1991]
    """
    held = set(years)
    return [year for year in range(min(held), max(held)) if year not in held] if held else []


def three(ask: Asked, value: float | None) -> str:
    """Write a figure with three digits that count, noughts at its end too, so that figures under each other compare."""
    if value is None or value == 0 or abs(value) >= 1000:
        return ask.language.number(None if value is None else round(value))
    if abs(value) < 1e-4:
        # Decimals would only be noughts.
        return f"{value:.2e}"
    return ask.language.number(value, max(0, 2 - math.floor(math.log10(abs(value)))))


__all__ = ["Written", "missing", "scale_of", "spans", "three"]
