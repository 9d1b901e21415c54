"""From values to pixels along one axis, plain or by powers of ten, with round steps to write beside it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, floor, isfinite, log10

#: Beyond so many powers of ten not each is written.
MOST = 8


@dataclass(frozen=True)
class Ruler:
    """An axis.

    Attributes
    ----------
    low, high
        The values at its ends; both above 0 where it is logarithmic.
    start, end
        The pixels at its ends; the start may be the greater one, as on an axis that goes up.
    """

    low: float
    high: float
    start: float
    end: float
    logarithmic: bool
    steps: tuple[float, ...]

    @classmethod
    def of(
        cls,
        values: Iterable[float],
        start: float,
        end: float,
        *,
        logarithmic: bool = False,
        zero: bool = False,
        most: int = 6,
    ) -> Ruler:
        """Make one that holds all values.

        Parameters
        ----------
        logarithmic
            By powers of ten; values of 0 and less have no place on it.
        zero
            Whether it holds 0 too, as that of counts and amounts must.
        most
            About so many steps.
        """
        known = [value for value in values if isfinite(value) and (value > 0 or not logarithmic)]
        if logarithmic:
            low, high = (min(known), max(known)) if known else (1.0, 10.0)
            first, last = floor(log10(low) + 1e-9), ceil(log10(high) - 1e-9)
            last = max(last, first + 1)
            every = -(-(last - first) // MOST)
            steps = [10.0**power for power in range(first, last + 1, every)]
            if last - first <= 2:
                steps = sorted({many * 10.0**power for power in range(first, last + 1) for many in (1, 2, 5)})
                steps = [step for step in steps if 10.0**first <= step <= 10.0**last * 1.000001]
            return cls(10.0**first, 10.0**last, start, end, True, tuple(steps))
        low, high = (min(known), max(known)) if known else (0.0, 1.0)
        if zero:
            low, high = min(low, 0.0), max(high, 0.0)
        if high - low <= 1e-12 * max(abs(low), abs(high), 1e-300):
            low, high = (0.0, 1.0) if high == 0 else (min(low, 0.0), max(high, 0.0))
        rough = (high - low) / max(most - 1, 1)
        power = 10.0 ** floor(log10(rough))
        step = next(many * power for many in (1, 2, 2.5, 5, 10) if many * power >= rough * 0.999999)
        first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
        plain = tuple(float(f"{place * step:.12g}") for place in range(first, last + 1))
        return cls(plain[0], plain[-1], start, end, False, plain)

    def holds(self, value: float | None) -> bool:
        """Say whether a value has a place on it."""
        return value is not None and isfinite(value) and (value > 0 or not self.logarithmic)

    def at(self, value: float) -> float:
        """Give the pixel of a value; one beyond an end stands at that end."""
        low, high = self.low, self.high
        if self.logarithmic:
            value, low, high = log10(max(value, self.low)), log10(low), log10(high)
        share = min(max((value - low) / (high - low), 0.0), 1.0)
        return self.start + share * (self.end - self.start)


__all__ = ["Ruler"]
