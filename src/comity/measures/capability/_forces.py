"""Spending and soldiers of the National Material Capabilities, with what cannot be a zero taken for unknown."""

from __future__ import annotations

import numpy as np

from comity.measures.contract import Need
from comity.measures.estimates import Floats
from comity.measures.reading import Reading

SPENDING = Need("cow-nmc", "figure.military-expenditure")
SOLDIERS = Need("cow-nmc", "figure.military-personnel")


def spending_and_soldiers(reading: Reading) -> tuple[Floats, Floats]:
    """Give spending in current US dollars from 1914 on and soldiers as persons, each (N, P), NaN where not known."""
    found = reading.figures("cow-nmc", "military-expenditure", "military-personnel")
    spending, soldiers = found["military-expenditure"], found["military-personnel"]
    return without_false_zeros(spending, soldiers), soldiers


def without_false_zeros(spending: Floats, soldiers: Floats) -> Floats:
    """Take a spending of zero for unknown where the same file has soldiers: they are not kept for nothing.

    Examples
    --------
    >>> import numpy as np
    >>> without_false_zeros(np.array([0.0, 0.0, 5.0]), np.array([3000.0, 0.0, 2000.0])).tolist()
    [nan, 0.0, 5.0]
    """
    found: Floats = np.where((spending == 0) & (soldiers > 0), np.nan, spending)
    return found


__all__ = ["SOLDIERS", "SPENDING", "spending_and_soldiers", "without_false_zeros"]
