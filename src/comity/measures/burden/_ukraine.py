"""What each tracked donor allocated to Ukraine in a year, and the donors that are no states.

An allocation is what is earmarked for a purpose in a month. A tracked state without a row allocated nothing; of others
nothing is known. The tracker's first year counts from its first day, 24 January 2022.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from comity.measures.contract import Need
from comity.measures.estimates import Floats
from comity.measures.reading import Reading
from comity.panel.axis import Flags

SOURCE = "ukraine-support-tracker"
NEEDS = {kind: Need(SOURCE, f"pair_figure.ukraine-aid-{kind}") for kind in ("military", "financial", "humanitarian")}
DONORS = ("ukraine-support", "Support for Ukraine (tracked donors)")


@dataclass(frozen=True)
class Allocations:
    """Allocations in euros.

    Attributes
    ----------
    states
        Purpose → what each state allocated in each year, (N, P); NaN where it is not known.
    others
        What donors that are no states allocated, all purposes together, (P,).
    """

    states: dict[str, Floats]
    others: Floats

    @property
    def total(self) -> Floats:
        """All purposes together, (N, P)."""
        found: Floats = np.sum(list(self.states.values()), axis=0)
        return found


def allocations(reading: Reading) -> Allocations:
    """Read what was allocated."""
    axis = reading.axis
    look = reading.look(SOURCE, coded_in=None)
    states = {}
    others = np.zeros(axis.periods)
    for kind, need in NEEDS.items():
        indicator = need.layer.partition(".")[2]
        query = f"""select a as actor, "start", "end", value from pair_figure
            where source = '{SOURCE}' and indicator = '{indicator}'"""
        entries, _ = look.states(query, layer=need.layer)
        grid = look.grid(entries, "sum", layer=need.layer)
        known = _looked(reading, need)
        states[kind] = np.where(known & axis.present, np.where(grid.known, grid.value, 0.0), np.nan)
        rows = reading.con.execute(
            f"""select year("start"), sum(value) from ({query}) join actor using (actor) where kind <> 'state' group by all"""
        ).fetchall()
        for year, value in rows:
            if axis.first_year <= year <= axis.last_year:
                others[year - axis.first_year] += value
    return Allocations(states, others)


def _looked(reading: Reading, need: Need) -> Flags:
    """Say whose allocations in which years the tracker has followed to the year's end, (N, P)."""
    axis = reading.axis
    receivers = {
        key
        for (key,) in reading.con.execute(
            f"""select distinct b from pair_figure where source = '{SOURCE}'
            and b not in (select a from pair_figure where source = '{SOURCE}')"""
        ).fetchall()
    }
    found = np.zeros(axis.present.shape, bool)
    for start, end, scope in reading.con.execute(
        """select "start", "end", scope from coverage where source = $1 and layer = $2""", [SOURCE, need.layer]
    ).fetchall():
        window = (axis.last_days >= start.toordinal()) & (axis.last_days <= end.toordinal())
        if scope == "all states":
            found |= axis.present & window
        elif scope.startswith("among "):
            found |= reading.look().bearing([key for key in scope.split()[1:] if key not in receivers]) & window
    return found


__all__ = ["DONORS", "NEEDS", "Allocations", "allocations"]
