"""The General Assembly: where a state stands, how far apart two are, and how often one votes with the six told of.

The year is that in which the session began. Agreement is published only with the United States, Russia, Brazil, China,
India and Israel.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from comity.panel.group import Column, Computed, Filled, Grid, Group, Values
from comity.panel.look import Look
from comity.panel.rows import Rows

_POINTS = "figure.unga-ideal-point"
#: Column → column of the record.
PARTS = {"IdealPointAll": "value", "Q5All": "low", "Q95All": "high"}


def load(look: Look, options: Mapping[str, str]) -> Mapping[tuple[str, str], Values]:
    """Give the ideal points with their bounds, the distance of two, and published agreement."""
    found: dict[tuple[str, str], Values] = {}
    points = None
    for name, part in PARTS.items():
        entries, _ = look.states(
            f"""select actor, "start", "end", {part} as value from figure
            where source = 'unga-ideal-points' and indicator = 'unga-ideal-point'""",
            layer=_POINTS,
        )
        grid = look.grid(entries)
        found["state", name] = grid
        points = points or grid
    if ("pair", "IdealPointDistance") in look.wanted:
        assert points is not None
        found["pair", "IdealPointDistance"] = Computed(_apart(points))
    if ("pair", "agree") in look.wanted:
        shares = look.pairs(
            """select a, b, "start", "end", value from pair_figure
            where source = 'unga-ideal-points' and indicator = 'unga-agreement'""",
            both_ways=True,
            layer="pair_figure.unga-agreement",
        )
        found["pair", "agree"] = look.runs(shares, zero=False, layer="pair_figure.unga-agreement", combine="greatest")
    return found


def _apart(points: Grid) -> Callable[..., Filled]:
    """Give what makes the distance between the ideal points of two sides."""

    def make(rows: Rows, one: int = 0, other: int = 1) -> Filled:
        first, sure = rows.of_state(points, one, "float64")
        second, certain = rows.of_state(points, other, "float64")
        known = np.ones(len(rows), bool)
        for side in (sure, certain):
            if side is not None:
                known &= side
        return np.abs(first - second), known

    return make


GROUP = Group(
    title="Voting in the General Assembly",
    sources=("unga-ideal-points",),
    columns=(
        Column("IdealPointAll", "ideal point, all votes"),
        Column("Q5All", "ideal point, 5th percentile of its posterior"),
        Column("Q95All", "ideal point, 95th percentile of its posterior"),
        Column("IdealPointDistance", "distance between the two ideal points", "pair"),
        Column("agree", "share of common votes cast alike (with six states only)", "pair"),
    ),
    load=load,
    about="1946 to 2023 without the session of 1964. Agreement is published only with the United States, Russia, Brazil, "
    "China, India and Israel: any other pair is null.",
)
