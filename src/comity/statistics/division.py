"""Division of labour: how far the members of a group do different things, from a table of who holds how much of what.

The measures come from the ecology of bipartite networks (plants and their visitors). A row is a member, a column a thing;
members without anything and things that nobody has are left out first.
"""

from __future__ import annotations

from dataclasses import dataclass
from heapq import heapify, heapreplace

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Division:
    """The division of labour in one table.

    Attributes
    ----------
    h2, greatest, least
        Entropy (in nats) of the table, of the one in which everyone does everything in proportion, and of the most
        concentrated one that has the same margins.
    specialisation
        H2′, 0 (everyone does the same) to 1 (as divided as the margins allow).
    by_row, by_column
        What each row and each column of the table adds to ``specialisation``; both add up to it. 0 of those left out.
    linkage_density
        The mean, weighted by holdings, of the effective number of things a member has and of members a thing has.
    density_by_row, density_by_column
        What each row and each column adds to ``linkage_density``; the two together add up to it.
    rows, columns
        How many members and things the table has.
    """

    h2: float
    greatest: float
    least: float
    specialisation: float
    by_row: Floats
    by_column: Floats
    linkage_density: float
    density_by_row: Floats
    density_by_column: Floats
    rows: int
    columns: int

    @property
    def connectance(self) -> float:
        """Weighted connectance: linkage density over the number of members and things."""
        return self.linkage_density / (self.rows + self.columns)


def divide(table: npt.ArrayLike) -> Division:
    """Measure the division of labour in a table of holdings.

    Parameters
    ----------
    table
        Shape (members, things), not negative; NaN counts as 0.

    Returns
    -------
    Division
        Of a table with fewer than two members or things that have any, all NaN. H2′ alone is NaN where the margins
        leave no room: every table with them is as divided.

    Notes
    -----
    With p the shares of the table and r, c those of its rows and columns, ``H2 = -sum p ln p`` is greatest where
    ``p = r c``, so that ``H2max - H2 = sum p ln(p / (r c))``: a sum over cells, of which each row's part is its share times
    the divergence of its holdings from those of the group, and never negative. H2min has no closed form; it is found, as
    is usual, by filling the greatest margins with each other first.

    References
    ----------
    Blüthgen, N., F. Menzel and N. Blüthgen (2006). Measuring specialization in species interaction networks. *BMC Ecology*
    6:9. Bersier, L.-F., C. Banašek-Richter and M.-F. Cattin (2002). Quantitative descriptors of food-web matrices.
    *Ecology* 83(9), 2394–2407.

    Examples
    --------
    One member has the ships and the other the aircraft, and both have as many:

    >>> found = divide([[5, 0], [0, 5]])
    >>> found.specialisation, found.linkage_density, found.connectance
    (1.0, 1.0, 0.25)
    """
    held = np.nan_to_num(np.asarray(table, np.float64))
    row_sums, column_sums = held.sum(axis=1), held.sum(axis=0)
    rows, columns = np.flatnonzero(row_sums > 0), np.flatnonzero(column_sums > 0)
    if len(rows) < 2 or len(columns) < 2:
        nothing = [np.full(size, np.nan) for size in (*held.shape, *held.shape)]
        nan = float("nan")
        return Division(
            nan, nan, nan, nan, nothing[0], nothing[1], nan, nothing[2], nothing[3], len(rows), len(columns)
        )
    share = held / held.sum()
    row, column = share.sum(axis=1), share.sum(axis=0)
    own, of_rows, of_columns = _log(share), _log(row), _log(column)
    h2 = -float((share * own).sum())
    greatest = -float((row * of_rows).sum() + (column * of_columns).sum())
    least = least_entropy(row_sums[rows], column_sums[columns])
    apart = share * (own - of_rows[:, None] - of_columns)
    # The greedy table is not always the most concentrated one: one that is more so sets the bound itself.
    room = greatest - min(least, h2)
    by_row, by_column = apart.sum(axis=1), apart.sum(axis=0)
    scale = 1 / room if room > 1e-9 * greatest else np.nan
    # The effective number of things a member has is the exponential of the entropy of its holdings.
    density_by_row = 0.5 * row * np.exp(-_shared(share, row[:, None], axis=1))
    density_by_column = 0.5 * column * np.exp(-_shared(share, column, axis=0))
    return Division(
        h2,
        greatest,
        min(least, h2),
        # A sum over cells of a table in which all do the same can be a rounding below nothing.
        max(float(by_row.sum() * scale), 0.0) if scale == scale else scale,
        by_row * scale,
        by_column * scale,
        float(density_by_row.sum() + density_by_column.sum()),
        density_by_row,
        density_by_column,
        len(rows),
        len(columns),
    )


@dataclass(frozen=True)
class Divisions:
    """The division of labour in many groups drawn from one table; each array of shape (groups,), as in :class:`Division`."""

    specialisation: Floats
    linkage_density: Floats
    rows: npt.NDArray[np.int64]
    columns: npt.NDArray[np.int64]

    @property
    def connectance(self) -> Floats:
        """Weighted connectance: linkage density over the number of members and things."""
        found: Floats = self.linkage_density / np.maximum(self.rows + self.columns, 1)
        return found


def divide_groups(table: npt.ArrayLike, members: npt.ArrayLike, *, entropy: bool = True) -> Divisions:
    """Measure the division of labour in many groups at once: what :func:`divide` gives for each.

    Parameters
    ----------
    table
        Shape (all members, things), not negative; NaN counts as 0.
    members
        Who is in which group, shape (groups, all members).
    entropy
        Whether H2′ is wanted; it takes nearly all of the time.

    Notes
    -----
    What a member has, and how evenly, is the same in every group: all sums but H2min are products of matrices.
    """
    held = np.nan_to_num(np.asarray(table, np.float64))
    inside = np.asarray(members, np.float64)
    logged = held * _log(held)
    of_row, of_column = held.sum(axis=1), inside @ held
    total = of_column.sum(axis=1)
    rows = (inside @ (of_row > 0)).round().astype(np.int64)
    columns = (of_column > 0).sum(axis=1)
    known = (rows > 1) & (columns > 1)
    whole = np.where(known, total, 1.0)
    safe_row = np.where(of_row > 0, of_row, 1.0)
    variety = np.exp(np.log(safe_row) - logged.sum(axis=1) / safe_row)
    safe_column = np.where(of_column > 0, of_column, 1.0)
    spread = np.exp(np.log(safe_column) - (inside @ logged) / safe_column)
    density = 0.5 * (inside @ (of_row * variety) + (of_column * spread).sum(axis=1)) / whole
    special = np.full(len(inside), np.nan)
    if entropy:
        h2 = np.log(whole) - (inside @ logged.sum(axis=1)) / whole
        greatest = (
            2 * np.log(whole) - (inside @ (of_row * _log(of_row)) + (of_column * _log(of_column)).sum(axis=1)) / whole
        )
        for group in np.flatnonzero(known).tolist():
            mine = of_row[(inside[group] > 0) & (of_row > 0)]
            least = min(least_entropy(mine, of_column[group][of_column[group] > 0]), float(h2[group]))
            room = greatest[group] - least
            if room > 1e-9 * greatest[group]:
                special[group] = min(max((greatest[group] - h2[group]) / room, 0.0), 1.0)
    return Divisions(special, np.where(known, density, np.nan), rows, columns)


def least_entropy(rows: npt.ArrayLike, columns: npt.ArrayLike) -> float:
    """Give the entropy of the table that fills the greatest margins with each other first, in nats.

    Parameters
    ----------
    rows, columns
        The margins, greater than 0; both have the same sum.

    Examples
    --------
    >>> least_entropy([2, 2], [2, 2]) == least_entropy([1, 1], [1, 1])
    True
    """
    left = [-float(size) for size in np.asarray(rows, np.float64)]
    right = [-float(size) for size in np.asarray(columns, np.float64)]
    heapify(left)
    heapify(right)
    total = -sum(left)
    cells = []
    # What is left of rounding is nothing.
    while -left[0] > 1e-12 * total and -right[0] > 1e-12 * total:
        filled = min(-left[0], -right[0])
        cells.append(filled)
        heapreplace(left, left[0] + filled)
        heapreplace(right, right[0] + filled)
    share = np.array(cells) / total
    return -float((share * np.log(share)).sum())


def _log(share: Floats) -> Floats:
    found: Floats = np.log(share, out=np.zeros_like(share), where=share > 0)
    return found


def _shared(share: Floats, margin: Floats, axis: int) -> Floats:
    """Give, for each row or column, the sum of p ln p within it: minus its entropy."""
    within = np.divide(share, margin, out=np.zeros_like(share), where=margin > 0)
    found: Floats = (within * _log(within)).sum(axis=axis)
    return found


__all__ = ["Division", "Divisions", "divide", "divide_groups", "least_entropy"]
