"""Arms deliveries over five years, from the register that the user brings."""

from __future__ import annotations

import numpy as np

from comity.measures.contract import Need
from comity.measures.estimates import Floats
from comity.measures.reading import Reading
from comity.measures.trade import once
from comity.panel.axis import Axis
from comity.panel.rows import Dyads

DELIVERIES = Need("sipri-arms-transfers", "pair_figure.sipri-tiv")
#: SIPRI itself compares periods of five years, since deliveries come in lots.
WINDOW = 5


def deliveries(reading: Reading) -> Floats:
    """Give what was delivered in five years to each year, (N suppliers, N recipients, P); NaN where it is not known.

    The axis must begin with the register's first year: its first four years have no sum of five.
    """
    axis = reading.axis
    rows = Dyads(axis, True, range(axis.states))
    # A state that was not there delivered and received nothing: its first five years are those that it has.
    yearly = np.zeros((axis.states, axis.states, axis.periods))
    yearly[rows.sides[0], rows.sides[1], rows.period] = reading.pair("arms", "tiv", rows)
    return over_window(yearly)


def over_window(yearly: Floats) -> Floats:
    """Add up five years along the last axis, NaN for the first four of all.

    Examples
    --------
    >>> import numpy as np
    >>> over_window(np.array([1.0, 0, 0, 0, 2, 0])).tolist()
    [nan, nan, nan, nan, 3.0, 2.0]
    """
    found = np.full(yearly.shape, np.nan)
    if yearly.shape[-1] >= WINDOW:
        found[..., WINDOW - 1 :] = np.lib.stride_tricks.sliding_window_view(yearly, WINDOW, axis=-1).sum(axis=-1)
    return found


def received(volumes: Floats, axis: Axis) -> Floats:
    """Give what a state received from all suppliers, (N, P); NaN where what one of them delivered is not known."""
    return np.asarray(counted(volumes, axis).sum(axis=0), np.float64)


def counted(volumes: Floats, axis: Axis) -> Floats:
    """Give the volumes with each supplier counted once, whichever codes it bears in a year."""
    return np.where(once(axis)[:, None, :], volumes, 0.0)


__all__ = ["DELIVERIES", "WINDOW", "counted", "deliveries", "over_window", "received"]
