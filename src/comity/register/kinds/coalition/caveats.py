"""National caveats as a matrix: what each contributor's forces may do without asking, task by task."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from comity.register.kinds.coalition.words import CAVEATS
from comity.register.kinds.common import holds
from comity.register.shape import Case

#: Those whose forces are counted on.
FORCES = ("lead", "contributor", "host")


@dataclass(frozen=True, slots=True)
class Cell:
    """What holds of a contributor and a task.

    Attributes
    ----------
    caveat
        The closest of all that hold, of ``none``, ``ask`` and ``barred``; empty where the contributor has told nothing: that is not
        known, and no leave.
    everywhere
        Whether that holds in the whole area; else in a part of it alone, as the rows say.
    rows
        The rows that say so, the closest first.
    """

    caveat: str
    everywhere: bool
    rows: tuple[Mapping[str, Any], ...]


def matrix(case: Case, day: str | None = None) -> dict[str, dict[str, Cell]]:
    """Give the caveats of every contributor by task on a day, today where none is given.

    Returns
    -------
    dict of dict of Cell
        By contributor, then by task: each task has a cell, told or not.
    """
    on = day or case.today.isoformat()
    order = list(CAVEATS)
    rows = [row for row in case.rows("caveats") if holds(row, on) and row.get("caveat") in order]

    def cell(party: str, task: str) -> Cell:
        told = [row for row in rows if row.get("contributor") == party and row.get("task", task) == task]
        told.sort(key=lambda row: -order.index(row["caveat"]))
        closest = told[0]["caveat"] if told else ""
        return Cell(closest, any("area" not in row for row in told if row["caveat"] == closest), tuple(told))

    tasks = [row["title"] for row in case.rows("tasks") if "title" in row]
    parties = [row["party"] for row in case.rows("parties") if row.get("role") in FORCES and "party" in row]
    return {party: {task: cell(party, task) for task in tasks} for party in parties}
