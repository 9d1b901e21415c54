"""Panels: units of analysis, and the column groups that one adds to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal

from comity.panel.axis import System
from comity.panel.kads import check
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


def kads(
    first: int,
    last: int,
    k: int = 3,
    system: System = "cow",
    *,
    among: Sequence[str | int] = (),
    sample: int | None = None,
    seed: int = 1,
    home: Path | None = None,
) -> Panel:
    """Plan a panel of sets of k states by year; other parameters as of :func:`stateyears`.

    A set counts in a year in which every two of its states existed on a common day. States stand in the order of their
    codes, ``ccode1`` to ``ccodek``, and a quantity of the pair of the first and the third is called ``…_13``.

    Parameters
    ----------
    k
        How many states, from 3 to 5. Sets of two are :func:`dyads`.
    among
        Names, keys or codes (of that list) of the states of which sets are formed, each under every code that it bore;
        all states by default, which is possible with a sample or for few years only.
    sample
        Draw so many of the k-ad-years, each equally likely, none twice; all of them by default.
    seed
        With the same seed the sample is the same.

    Raises
    ------
    BadRequest
        When there are too many sets to be listed, or fewer than the sample would have.
    UnknownName, AmbiguousName
        When a state cannot be told.

    Examples
    --------
    >>> from comity.panel import kads
    >>> kads(1950, 2000, 3, among=("USA", "CHN", "Russia")).names
    ['ccode1', 'ccode2', 'ccode3', 'year']
    """
    plan = make("k-ad-year", first, last, system, "year", k=k, sample=sample or 0, seed=seed, home=home)
    return replace(plan, among=check(plan.axis, k, among, sample, seed))


def leaderyears(first: int, last: int, system: System = "gw", *, home: Path | None = None) -> Panel:
    """Plan a panel of leaders by year; parameters as of :func:`stateyears`.

    A leader counts in a year in which he or she was in office, by Archigos, on any day on which the list had the state.
    Columns of states are those of the leader's state in that year. Years at which Archigos has not looked are refused when
    rows are asked for.
    """
    return make("leader-year", first, last, system, "year", home=home)


__all__ = ["Panel", "dyads", "kads", "leaderyears", "stateyears"]
