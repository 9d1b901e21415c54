"""What the components of the ledger share: who could stand by a target against a challenger, and what each of them adds.

In every pair the first state is the target, the second the challenger. A state stands by the target *against* the
challenger if it is neither of the two and does not itself owe the challenger defence: the United States owe Greece and
Turkey the same, and their pact holds neither back from the other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from comity.measures.contract import Need
from comity.measures.estimates import Contribution, Estimates, Floats
from comity.measures.explaining import key_of
from comity.measures.reading import Reading
from comity.panel.group import Runs

#: Places of states.
Places = npt.NDArray[np.intp]

PACTS = Need("atop", "pair_figure.atop-defense")


def pledges(reading: Reading) -> Floats:
    """Give who owes whom defence: 1 where the second index owes the third, 0 where not, shape (P, N, N)."""
    runs = reading.column("atop", "atop_defense", "pair")
    assert isinstance(runs, Runs)
    return reading.matrix(runs)


def among(matrix: Floats, here: Places) -> Floats:
    """Give a matrix of some states alone."""
    found: Floats = matrix[np.ix_(here, here)]
    return found


def free(pledged: Floats) -> Floats:
    """Say who is free to stand against whom.

    Parameters
    ----------
    pledged
        Who owes whom defence in a year, shape (N, N).

    Returns
    -------
    ndarray
        1 where the first is not the second and owes it no defence, 0 where it is or does; NaN where it is not known.
    """
    found = np.where(np.isnan(pledged), np.nan, np.where(pledged > 0, 0.0, 1.0))
    np.fill_diagonal(found, 0.0)
    return found


def gather(offered: Floats, pledged: Floats) -> tuple[Floats, Floats, Floats]:
    """Add up, for every target and challenger of a year, what those add who can stand by the one against the other.

    Parameters
    ----------
    offered
        What the first index adds for the second as target, shape (N, N); NaN where it is not known.
    pledged
        Who owes whom defence, shape (N, N).

    Returns
    -------
    total, known, lacking
        Of each target (first index) and challenger (second): the sum of what is known, of how many states it is known,
        and of how many it is not; all NaN where pledges are not known. The diagonal means nothing.
    """
    able = free(pledged)
    unsure = np.isnan(able)
    able = np.where(unsure, 0.0, able)
    there = np.isfinite(offered)
    np.fill_diagonal(there, False)
    total = _product(np.where(there, offered, 0.0).T, able)
    known = _product(there.T.astype(np.float64), able)
    lacking = able.sum(axis=0) - able - known
    # Of a challenger of whose protectors nothing is known nothing can be said.
    blind = unsure.sum(axis=0) > 0
    for found in (total, known, lacking):
        found[:, blind] = np.nan
    return total, known, lacking


def _product(left: Floats, right: Floats) -> Floats:
    """Multiply two matrices in this thread: of large ones numpy wakes others, which on a busy machine wait for each other."""
    rows = max(2**18 // max(right.size, 1), 1)
    stretches = [left[first : first + rows] @ right for first in range(0, len(left), rows)]
    return np.concatenate(stretches) if stretches else np.zeros((0, right.shape[1]))


def by_year(reading: Reading, offered: Callable[[int, Places], Floats]) -> tuple[Floats, Floats, Floats]:
    """Do :func:`gather` for all years, among the states of each, and give it for the pairs of the reading.

    Parameters
    ----------
    offered
        Of a period and the states present in it (their places) what each adds for each, shape (n, n).
    """
    axis, pairs = reading.axis, reading.pairs
    pledged = pledges(reading)
    size = len(pairs)
    found = tuple(np.full(size, np.nan) for _ in range(3))
    order = np.argsort(pairs.period, kind="stable")
    edges = np.searchsorted(pairs.period[order], np.arange(axis.periods + 1))
    place = np.zeros(axis.states, np.int32)
    for period in range(axis.periods):
        here = np.flatnonzero(axis.present[:, period])
        mine = among(pledged[period], here)
        off = ~np.eye(len(here), dtype=bool)
        if np.isnan(mine[off]).all():
            continue
        rows = order[edges[period] : edges[period + 1]]
        place[here] = np.arange(len(here))
        one, other = place[pairs.a[rows]], place[pairs.b[rows]]
        for target, matrix in zip(found, gather(offered(period, here), mine), strict=True):
            target[rows] = matrix[one, other]
    return found[0], found[1], found[2]


def protectors(pledged: Floats, target: int, challenger: int) -> list[int]:
    """Give the places of those who owe the target defence and the challenger none, in a year."""
    able = free(pledged)
    return [int(who) for who in np.flatnonzero((pledged[:, target] > 0) & (able[:, challenger] == 1)) if who != target]


def by_state(
    reading: Reading, estimates: Estimates, row: int, amounts: dict[int, float], needs: Sequence[Need], nobody: str
) -> list[Contribution]:
    """Give a contribution for each state that adds to an estimate, the greatest first, with the rows of it and the target.

    Parameters
    ----------
    amounts
        Place of a state → what it adds.
    nobody
        What is said where there is none.
    """
    from datetime import date

    from comity.measures.explaining import rows_behind
    from comity.model.states import key_names

    axis, subjects = reading.axis, estimates.subjects
    period = int(subjects.period[row])
    year = int(axis.years[period])
    target = key_of(axis, int(subjects.a[row]), period)
    names = key_names()
    found = []
    for place, amount in sorted(amounts.items(), key=lambda one: (-abs(one[1]), one[0])):
        key = key_of(axis, place, period)
        behind = [
            one
            for need in needs
            for one in rows_behind(
                reading.con,
                [need],
                [key] if need.layer.startswith("figure.") else [key, target],
                date(year, 1, 1),
                date(year, 12, 31),
            )
        ]
        found.append(Contribution(names.get(key, key), amount, tuple(behind)))
    return found or [Contribution(nobody, 0.0)]


__all__ = ["PACTS", "Places", "among", "by_state", "by_year", "free", "gather", "pledges", "protectors"]
