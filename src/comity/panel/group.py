"""What a column group is: the contract that every file of ``panel/groups`` keeps.

A group is one file with one constant ``GROUP``; nothing else has to be told of it. Its id is the file's name with ``-``
for ``_``. It declares its columns under the names by which scholars know them, and gives, for an axis of states and
periods, what they hold: a :class:`Grid` for a quantity of states, :class:`Runs` for a quantity of ordered pairs, or a
:class:`Computed` column for what is made of others.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt

from comity.model.errors import BadRequest, any_of
from comity.panel.axis import Axis, Flags, Floats, Ints

if TYPE_CHECKING:
    from comity.panel.look import Look

Type = Literal["float64", "int8", "int16", "int32", "text"]
#: A column's array and, where not every row is known, which are.
Filled = tuple[npt.NDArray[Any], Flags | None]
#: Whose quantity a column is: of a ``state`` (in dyads once for each side), of a state in panels of states ``alone``, or
#: of a ``pair`` (in panels of dyads and k-ads).
Of = Literal["state", "alone", "pair"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column, or, of a state's quantity in dyads, one for each side.

    Parameters
    ----------
    name
        The publisher's own name of the variable; in dyads the side's number is put behind it where it has sides.
    label
        What it is, with the unit, in at most 70 characters: it becomes Stata's variable label.
    of
        Whose quantity it is.
    type
        How it is stored. A whole number is stored as such; null is null in every type.
    sided
        A quantity of an ordered pair that stands twice in a dyad: ``flow1`` is of 1 toward 2, ``flow2`` of 2 toward 1.
        A quantity that is not sided is, in non-directed dyads, the greater of the two directions.
    values
        Labels of codes.
    binary
        Yes or no (1 or 0): ``spells`` can count from it.
    zero
        Absence in the source means 0 where it has looked: such a column can be filled by ``assume_zero``.
    keep
        False: given only when it is asked for by ``keep=all``.
    """

    name: str
    label: str
    of: Of = "state"
    type: Type = "float64"
    sided: bool = False
    values: Mapping[int, str] = field(default_factory=dict)
    binary: bool = False
    zero: bool = False
    keep: bool = True


@dataclass(frozen=True)
class Grid:
    """A quantity of states: value (N, P), and where it is known (N, P). What is not known may hold anything.

    Of a column of texts the value is the place in ``texts``.
    """

    value: npt.NDArray[np.float64]
    known: Flags
    texts: Sequence[str] = ()


@dataclass(frozen=True)
class Cover:
    """Where a source has looked at pairs, by arrays of states and periods, each (N, P).

    Attributes
    ----------
    every
        Of two states that are both here every pair is covered.
    anchors
        A state of the one with a state of the other, in either order.
    toward
        A state of the one toward a state of the other, in that order alone.
    """

    every: Flags
    anchors: tuple[tuple[Flags, Flags], ...] = ()
    toward: tuple[tuple[Flags, Flags], ...] = ()

    def known(self, one: Ints, other: Ints, period: Ints, present: Flags) -> Flags:
        """Say for flat places (state × P + period) of two sides whether their pair is covered.

        ``present`` (N, P) tells which states there are: who looks at all of them is asked for the period alone.
        """
        window = self.every.any(axis=0)
        if not self.anchors and not self.toward and np.array_equal(self.every, present & window):
            return np.take(window, period)
        found = np.take(self.every.ravel(), one) & np.take(self.every.ravel(), other)
        for left, right in self.anchors:
            found |= np.take(left.ravel(), one) & np.take(right.ravel(), other)
            found |= np.take(right.ravel(), one) & np.take(left.ravel(), other)
        for left, right in self.toward:
            found |= np.take(left.ravel(), one) & np.take(right.ravel(), other)
        return found


@dataclass(frozen=True)
class Runs:
    """A quantity of ordered pairs that holds from one period to another, inclusive.

    Attributes
    ----------
    a, b, first, last
        Places of the two states and of the periods on the axis.
    value
        The quantity; of a column of texts, the place in ``texts``.
    cover
        Where a pair without a run has 0; elsewhere, and everywhere if None, it is unknown. A run is known wherever it is.
    """

    a: Ints
    b: Ints
    first: Ints
    last: Ints
    value: Floats
    cover: Cover | None = None
    texts: Sequence[str] = ()


@dataclass(frozen=True)
class Computed:
    """A column that is made for the rows themselves: ``make(rows, *sides)`` gives value and known, as long as the rows."""

    make: Callable[..., Filled]


Values = Grid | Runs | Computed


@dataclass(frozen=True)
class Group:
    """A column group.

    Parameters
    ----------
    title
        What it is, in a few words.
    sources
        Ids of the sources whose rows it shows; all of them are cited.
    columns
        In the order in which they stand.
    load
        Gives the values of every column whose name is wanted, by name. Columns of the same name may exist for ``alone``
        and ``pair``; they are asked for under ``(of, name)``.
    resolution
        How finely the source tells time. In a panel of months a ``year``'s figure stands in each of its months, and the
        codebook says so; None: the group is not given for months.
    coded_in
        The list in which the source codes states; only there can absence mean zero.
    options
        What the user may choose: name → the choices, the first being the default. A choice with commas is an ordered
        list: the user may give any of its words in any order. Every group also has ``keep``: ``usual`` or ``all``.
    about
        Judgements that whoever uses the columns must know: they stand in the codebook.
    any_of
        It is given when any of its sources is in the record; the columns of the others are unknown then.
    """

    title: str
    sources: tuple[str, ...]
    columns: tuple[Column, ...]
    load: Callable[[Look, Mapping[str, str]], Mapping[tuple[str, str], Values]]
    resolution: Literal["year", "month", "day"] | None = "year"
    coded_in: Literal["cow", "gw"] | None = "cow"
    options: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    about: str = ""
    any_of: bool = False


@cache
def groups() -> Mapping[str, Group]:
    """Discover all column groups, by id."""
    package = import_module("comity.panel.groups")
    found = {}
    for entry in pkgutil.iter_modules(package.__path__):
        module = import_module(f"comity.panel.groups.{entry.name}")
        found[entry.name.replace("_", "-")] = module.GROUP
    return dict(sorted(found.items()))


def find(name: str) -> Group:
    """Give a group by its id.

    Raises
    ------
    BadRequest
        When there is none, with what may have been meant.
    """
    known = groups()
    if name in known:
        return known[name]
    near = get_close_matches(name.lower().replace("_", "-"), [*known, "spells"], 3, 0.6)
    raise BadRequest(
        "There is no column group “%(name)s”. Did you mean %(near)s?"
        if near
        else "There is no column group “%(name)s”.",
        remedy="There are: %(known)s.",
        name=name,
        near=any_of(near),
        known=", ".join(sorted([*known, "spells"])),
    )


__all__ = [
    "Axis",
    "Column",
    "Computed",
    "Cover",
    "Filled",
    "Flags",
    "Floats",
    "Grid",
    "Group",
    "Ints",
    "Runs",
    "find",
    "groups",
]
