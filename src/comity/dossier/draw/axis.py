"""Time along an axis: days as decimal years, round years to write, and stretches where nobody looked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

Span = tuple[date, date]
Across = Callable[[float], float]
"""From a decimal year to pixels."""


def years_of(day: date) -> float:
    """Return a day as a decimal year."""
    length = (date(day.year + 1, 1, 1) - date(day.year, 1, 1)).days if day.year < 9999 else 365
    return day.year + (day.timetuple().tm_yday - 1) / length


def ticks(first: float, last: float, most: int = 10) -> list[int]:
    """Return round years, at most so many."""
    for step in (1, 2, 5, 10, 20, 25, 50, 100):
        start = -(-int(first) // step) * step
        found = [y for y in range(start, int(last) + 1, step) if y >= first]
        if len(found) <= most:
            return found
    return [int(first), int(last)]


def uncovered(coverage: Sequence[tuple[float, float]], first: float, last: float) -> list[tuple[float, float]]:
    """Return the stretches of a span that no coverage reaches."""
    out, at = [], first
    for low, high in sorted(coverage):
        if low > at:
            out.append((at, min(low, last)))
        at = max(at, high)
        if at >= last:
            break
    if at < last:
        out.append((at, last))
    return [(a, b) for a, b in out if b - a > 1e-9]
