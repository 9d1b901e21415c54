"""Time since the last event, and time in one: counted for each unit over all that is known of it.

The counts are of periods in which the unit existed and the column is known, from the first of them on, whatever year the
panel begins with. They are the ``spell`` of Carter and Signorino (2010): the number of periods without the event just
before this one. In the first known period, of which nothing earlier is known, it is 0; so it is in the first after a time
in which the column was unknown, for what happened meanwhile is unknown too. A time in which the unit did not exist is no
event and is not counted.

``since`` takes each period of an event for an event, so that it is 0 while one goes on. ``onset`` takes the first of them
for the event and is null in those that follow, in which nothing could begin: drop these rows from a model of onsets.
``in`` is how long the event has lasted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from comity.model.errors import BadRequest
from comity.panel.axis import Flags, Ints, Step
from comity.panel.group import Column, Filled
from comity.panel.layout import Placed
from comity.panel.plan import Panel
from comity.panel.rows import Rows


@dataclass(frozen=True, slots=True)
class Clock:
    """A column that counts from another."""

    column: str
    kind: str
    placed: Placed

    def count(self, rows: Rows, value: npt.NDArray[Any], known: Flags | None) -> Filled:
        """Count for the rows, which are ordered by unit and time."""
        unit = rows.sides[0].astype(np.int64)
        for side in rows.sides[1:]:
            unit = unit * rows.axis.states + side
        sure = np.ones(len(rows), bool) if known is None else known
        event = (value != 0) & sure
        if self.kind == "in":
            return time_in(unit, event, sure).astype(np.int16), known
        counted = time_since(unit, event, sure).astype(np.int16)
        if self.kind == "onset":
            begins = ~event | (time_in(unit, event, sure) == 1)
            return counted, begins if known is None else known & begins
        return counted, known


def clocks(panel: Panel, given: list[Placed]) -> list[Clock]:
    """Give the clocks that a plan asks for.

    Raises
    ------
    BadRequest
        When a column is not there, is not yes or no, or the unit has no history of its own.
    """
    if not panel.spells:
        return []
    if panel.unit in ("leader-year", "k-ad-year"):
        raise BadRequest(
            "Spells are not counted in a panel of %(unit)ss.",
            remedy="Ask for them in a panel of states or dyads.",
            unit=panel.unit,
        )
    binary = {entry.name: entry for entry in given if entry.column.binary}
    found: list[Clock] = []
    for spells in panel.spells:
        names = [spells.column] if spells.column else [name for name in binary if name.endswith("ongoing")]
        if not names:
            raise BadRequest(
                "No column of the panel says that something was going on, of which spells could be counted.",
                remedy="Name a yes-or-no column: spells:COLUMN.",
            )
        for name in names:
            if name not in binary:
                raise BadRequest(
                    "Spells cannot be counted of “%(name)s”.",
                    remedy="Of these they can: %(binary)s."
                    if binary
                    else "Of these they can: none; add a group with a yes-or-no column first.",
                    name=name,
                    binary=", ".join(binary),
                )
            clock = _clock(binary[name], spells.kind, panel.axis.step)
            if clock not in found:
                found.append(clock)
    return found


#: Kind → what is put behind the stem of the column's name, and what is said of it.
_KINDS = {
    "since": ("spell", "without it just before this one"),
    "onset": ("spell_onset", "without it before this; null while it lasts"),
    "in": ("duration", "in a row with it, this one included"),
}


def _clock(entry: Placed, kind: str, step: Step) -> Clock:
    ending, said = _KINDS[kind]
    stem = entry.name.removesuffix("ongoing")
    name = stem + ending if stem != entry.name else f"{entry.name}_{ending}"
    return Clock(
        entry.name, kind, Placed(name, Column(name, f"{entry.name}: {step}s {said}", type="int16"), "", entry.sides)
    )


def _beginnings(unit: npt.NDArray[np.int64], sure: Flags) -> npt.NDArray[np.int64]:
    """Give for each row the first row of its unit's known time."""
    place = np.arange(len(unit))
    fresh = np.ones(len(unit), bool)
    fresh[1:] = (unit[1:] != unit[:-1]) | (sure[1:] & ~sure[:-1])
    found: npt.NDArray[np.int64] = np.maximum.accumulate(np.where(fresh, place, 0))
    return found


def time_since(unit: npt.NDArray[np.int64], event: Flags, sure: Flags) -> Ints:
    """Count the periods without an event just before each row.

    Parameters
    ----------
    unit
        To which unit each row belongs; the rows of one stand together in the order of time.
    event, sure
        Whether there was an event, and whether that is known.
    """
    place = np.arange(len(unit))
    last = np.maximum.accumulate(np.where(event, place, -1))
    before = np.concatenate([[-1], last[:-1]]) if len(unit) else last
    found: Ints = (place - np.maximum(before + 1, _beginnings(unit, sure))).astype(np.int32)
    return found


def time_in(unit: npt.NDArray[np.int64], event: Flags, sure: Flags) -> Ints:
    """Count the periods in a row with an event, up to and including each row."""
    place = np.arange(len(unit))
    last_without = np.maximum.accumulate(np.where(event, -1, place))
    found: Ints = (place - np.maximum(last_without, _beginnings(unit, sure) - 1)).astype(np.int32)
    return found
