"""Measures of one component alone, from 0 to 1."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from comity.measures.estimates import Estimates
from comity.measures.influence._channels import NEEDS, components, placed, raw
from comity.measures.reading import Reading


def of_one(name: str) -> Callable[[Reading], Estimates]:
    """Make the computation of one component of all pairs and years."""

    def compute(reading: Reading) -> Estimates:
        """Give the component between its goalposts."""
        (one,) = (one for one in components() if one.name == name)
        value = placed(raw(reading, reading.dyads, name), one.greatest, one.form.startswith("log"))
        inputs = np.where(np.isfinite(value), len(NEEDS[name]), 0)
        return Estimates(reading.pairs, value, inputs=inputs, parts=dict.fromkeys(reading.measure.parts, value))

    return compute


__all__ = ["of_one"]
