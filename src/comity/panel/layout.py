"""Which columns a panel has: their names for the sides of its unit, in order, before anything is read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from comity.panel.group import Column, find

#: What a panel can be of: sides, and whether the periods are months. A k-ad has as many sides as it is asked for.
UNITS = {
    "state-year": (1, "year"),
    "state-month": (1, "month"),
    "leader-year": (1, "year"),
    "dyad-year": (2, "year"),
    "dyad-month": (2, "month"),
    "k-ad-year": (0, "year"),
}


@dataclass(frozen=True, slots=True)
class Placed:
    """A column in its place in a panel.

    Attributes
    ----------
    name
        As it stands in the panel.
    column, group
        What it is, and the group that it is of; of a key column the group is empty.
    sides
        Of which side's state, or of which two sides' pair, in that order.
    """

    name: str
    column: Column
    group: str
    sides: tuple[int, ...] = ()


def place(group: str, column: Column, sides: int) -> list[Placed]:
    """Give one column as it stands in a unit of so many sides."""
    if column.of == "pair":
        if sides == 1:
            return []
        if sides == 2:
            if column.sided:
                return [Placed(f"{column.name}{one + 1}", column, group, (one, 1 - one)) for one in (0, 1)]
            return [Placed(column.name, column, group, (0, 1))]
        found = []
        for one, other in combinations(range(sides), 2):
            found.append(Placed(f"{column.name}_{one + 1}{other + 1}", column, group, (one, other)))
            if column.sided:
                found.append(Placed(f"{column.name}_{other + 1}{one + 1}", column, group, (other, one)))
        return found
    if sides == 1:
        return [Placed(column.name, column, group, (0,))]
    if column.of == "alone":
        return []
    return [Placed(f"{column.name}{side + 1}", column, group, (side,)) for side in range(sides)]


def lay_out(chosen: Sequence[tuple[str, bool]], sides: int) -> list[Placed]:
    """Give the columns of some groups in order.

    Parameters
    ----------
    chosen
        Ids of groups, each with whether all its columns are wanted.

    Returns
    -------
    list of Placed
        Where two groups have a column of one name, each is given its group's name before its own.
    """
    found = [
        entry
        for group, everything in chosen
        for column in find(group).columns
        if everything or column.keep
        for entry in place(group, column, sides)
    ]
    often = Counter(entry.name for entry in found)
    return [
        replace(entry, name=f"{entry.group.replace('-', '_')}_{entry.name}") if often[entry.name] > 1 else entry
        for entry in found
    ]
