"""Who borders whom, year by year: what measures of a state's surroundings share."""

from __future__ import annotations

import numpy as np

from comity.measures.contract import Need
from comity.measures.estimates import Floats
from comity.measures.reading import Reading
from comity.measures.trade import once

BORDERS = Need("geography", "tie.contiguity")


def neighbours(reading: Reading) -> Floats:
    """Give whether the second borders the first by land or across up to 400 miles of water, (P, N, N); NaN if not known.

    The diagonal is 0. A neighbour that bears two codes in a year, as Germany in 1990, counts by the later alone.
    """
    look = reading.look(BORDERS.source)
    borders = look.pairs(
        """select a, b, "start", "end", 1.0 as value from tie where source = 'geography' and layer = 'contiguity'""",
        both_ways=True,
        layer=BORDERS.layer,
    )
    found = reading.matrix(look.runs(borders, layer=BORDERS.layer, combine="greatest"))
    found[:, np.arange(found.shape[1]), np.arange(found.shape[1])] = 0.0
    axis = reading.axis
    twice = (axis.present & ~once(axis)).T
    both = axis.present.T[:, :, None] & axis.present.T[:, None, :]
    return np.where(twice[:, None, :] | ~both, np.where(np.isnan(found) & both, np.nan, 0.0), found)


__all__ = ["BORDERS", "neighbours"]
