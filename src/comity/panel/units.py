"""The rows of each unit of analysis, in blocks that fit into memory, and their key columns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from comity.panel.axis import Axis
from comity.panel.group import Column
from comity.panel.kads import Kads
from comity.panel.layout import Placed
from comity.panel.leaders import leader_rows
from comity.panel.rows import Dyads, Rows

if TYPE_CHECKING:
    import duckdb

    from comity.panel.plan import Panel


def key_columns(panel: Panel) -> list[Placed]:
    """Give the columns that tell a row from every other."""
    system = panel.axis.system
    name = "ccode" if system == "cow" else "gwcode"
    full = "Correlates of War" if system == "cow" else "Gleditsch–Ward"
    sides = range(panel.sides)
    found = []
    if panel.unit == "leader-year":
        found += [Placed("obsid", Column("obsid", "leader in office, by the source's id", type="text"), "")]
        found += [Placed("leader", Column("leader", "leader's name", type="text"), "")]
    for side in sides:
        shown = name if panel.sides == 1 else f"{name}{side + 1}"
        found.append(Placed(shown, Column(shown, f"{full} code of state{'' if panel.sides == 1 else f' {side + 1}'}", type="int16"), "", (side,)))  # fmt: skip
    found.append(Placed("year", Column("year", "year", type="int16"), ""))
    if panel.axis.step == "month":
        found.append(Placed("month", Column("month", "month, 1 to 12", type="int8"), ""))
    return found


def blocks(panel: Panel, axis: Axis, at_most: int, con: duckdb.DuckDBPyConnection) -> Iterator[Rows]:
    """Give the rows of a plan on an axis, in order, in blocks of about `at_most` rows (0: in one)."""
    if panel.unit in ("state-year", "state-month"):
        yield from state_rows(axis)
    elif panel.unit in ("dyad-year", "dyad-month"):
        yield from dyad_rows(axis, panel.directed, at_most)
    elif panel.unit == "k-ad-year":
        kads = Kads(axis, panel.k, panel.among)
        yield from kads.sample(panel.sample, panel.seed, at_most) if panel.sample else kads.all(at_most)
    else:
        yield from leader_rows(axis, con)


def state_rows(axis: Axis) -> Iterator[Rows]:
    """Give every state and period in which it existed, by code and period, in one block."""
    state, period = np.nonzero(axis.present)
    yield Rows(axis, (state.astype(np.int32),), period.astype(np.int32))


def dyad_rows(axis: Axis, directed: bool, at_most: int) -> Iterator[Rows]:
    """Give every two states and period in which both existed on a common day, by code 1, code 2 and period.

    Parameters
    ----------
    at_most
        How many rows a block may have; 0: everything in one. The rows of one state 1 are never parted.
    """
    weight = axis.present @ axis.present.sum(axis=0)  # how many dyads a state has over all periods, itself counted
    begun = 0
    while begun < axis.states:
        ended, rows = begun, 0
        while ended < axis.states and (not at_most or ended == begun or rows + weight[ended] <= at_most):
            rows += int(weight[ended])
            ended += 1
        yield Dyads(axis, directed, range(begun, ended))
        begun = ended
