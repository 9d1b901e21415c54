"""What a measure gives: one estimate per subject and period, with what is known of its error, and what it is made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

import numpy as np
import numpy.typing as npt

from comity.panel.axis import Axis, Floats, Ints
from comity.panel.trace import Behind

Key = TypeVar("Key")


@dataclass(frozen=True)
class Subjects:
    """Of whom, and of which periods, estimates are: one place each per estimate, in this order.

    Attributes
    ----------
    period
        The place of the period on the axis, shape (rows,).
    a
        The place of the state on the axis (state, pair), or of the group in ``groups`` (member, pact, region).
    b
        The place of the other state (pair) or of the member's state (member); empty otherwise.
    groups
        Id and name of each pact or region.
    """

    axis: Axis
    period: Ints
    a: Ints
    b: Ints = field(default_factory=lambda: np.zeros(0, np.int32))
    groups: Sequence[tuple[str, str]] = ()

    def __len__(self) -> int:
        return len(self.period)


@dataclass(frozen=True)
class Keyed(Generic[Key]):
    """Value, low and high of some estimates by a key of each, such as year or state; what is not known is in none of them."""

    value: Mapping[Key, float] = field(default_factory=dict)
    low: Mapping[Key, float] = field(default_factory=dict)
    high: Mapping[Key, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Estimates:
    """Estimates of one measure. Of what is not known ``value`` is NaN, and so is everything that comes with it.

    Attributes
    ----------
    subjects
        Of whom and when.
    value, low, high
        Shape (rows,). Low and high bound 90 %; None where the measure claims no interval, NaN where one row has none.
    inputs
        Of how many figures of the record each was made, shape (rows,).
    coverage
        The share, 0 to 1, of what the measure would want to know that was known, shape (rows,); None: all of it.
    parts
        Label → contribution, shape (rows,); they add up to the value. A part that is not known there is NaN, and counts
        for nothing.
    ranks
        Rank within the period, 1 being the greatest value: median, low and high of its 90 % interval, shape (rows, 3),
        where the measure has draws to make them of. Else they are made of low and high.
    """

    subjects: Subjects
    value: Floats
    low: Floats | None = None
    high: Floats | None = None
    inputs: npt.NDArray[Any] | None = None
    coverage: npt.NDArray[Any] | None = None
    parts: Mapping[str, Floats] = field(default_factory=dict)
    ranks: Floats | None = None

    def __len__(self) -> int:
        return len(self.value)

    def keyed(self, rows: npt.NDArray[np.intp], keys: Sequence[Key]) -> Keyed[Key]:
        """Give some estimates by a key of each; of a key that comes twice the later stands."""
        found: list[dict[Key, float]] = []
        for values in (self.value, self.low, self.high):
            some = {} if values is None else dict(zip(keys, values[rows].tolist(), strict=True))
            found.append({key: value for key, value in some.items() if value == value})
        return Keyed(*found)


@dataclass(frozen=True)
class Contribution:
    """One part of a value: what it adds, why, and the rows of the record that it rests on."""

    label: str
    amount: float
    behind: tuple[Behind, ...] = ()
    note: str = ""


__all__ = ["Contribution", "Estimates", "Floats", "Ints", "Keyed", "Subjects"]
