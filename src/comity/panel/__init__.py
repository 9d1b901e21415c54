"""Panels: units of analysis, and the column groups that one adds to them."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from comity.panel.axis import System
from comity.panel.plan import Panel, make

By = Literal["year", "month"]


def stateyears(first: int, last: int, system: System = "cow", *, by: By = "year", home: Path | None = None) -> Panel:
    """Plan a panel of states.

    Parameters
    ----------
    first, last
        First and last year, inclusive, from 1816 to 2025.
    system
        The list of states: ``cow`` (Correlates of War) or ``gw`` (Gleditsch–Ward).
    by
        ``year`` or ``month``.
    home
        Where the record lies; ``COMITY_HOME`` by default.

    Returns
    -------
    Panel
        Without columns but its keys.

    Raises
    ------
    BadRequest
        When the years are outside the list.
    """
    return make("state-month" if by == "month" else "state-year", first, last, system, by, home=home)


def dyads(
    first: int, last: int, system: System = "cow", *, directed: bool = False, by: By = "year", home: Path | None = None
) -> Panel:
    """Plan a panel of pairs of states; parameters as of :func:`stateyears`.

    Parameters
    ----------
    directed
        Whether every pair stands in both orders.
    """
    return make("dyad-month" if by == "month" else "dyad-year", first, last, system, by, directed=directed, home=home)


__all__ = ["Panel", "dyads", "stateyears"]
