"""Leaders of states: whether one came or went in the year, how many there were, and who was the first and the last.

By Archigos, which names the person who effectively held power. The first and the last leader of a year are those of 1 January
and of 31 December wherever somebody was in office on that day.
"""

from __future__ import annotations

from collections.abc import Mapping

from comity.panel.group import Column, Grid, Group, Values
from comity.panel.look import Look

#: Column → indicator.
INDICATORS = {
    "leadertransition": "archigos-leader-transition",
    "irregular": "archigos-irregular-transition",
    "n_leaders": "archigos-leaders",
}


def load(look: Look, options: Mapping[str, str]) -> Mapping[tuple[str, str], Values]:
    """Give the numbers of the year, and the ids of its first and last leader."""
    found: dict[tuple[str, str], Values] = {}
    figures = look.figures("leaders", list(INDICATORS.values()))
    for name, indicator in INDICATORS.items():
        found["state", name] = figures[indicator]
    if {("state", "jan1obsid"), ("state", "dec31obsid")} & look.wanted:
        ids = look.con.execute(
            "select leader from leader where source = 'leaders' order by start, \"end\", leader"
        ).fetchall()
        entries, _ = look.states(
            """select state as actor, "start", "end",
            row_number() over (order by start, "end", leader) - 1 as value from leader where source = 'leaders'""",
            layer="leader.archigos",
        )
        texts = [leader.partition(":")[2] for (leader,) in ids]
        counted = figures["archigos-leaders"].known
        # The ids are in the order of taking office: of those in office the lowest came first, the highest last.
        for name, which in (("jan1obsid", look.grid(entries, "least")), ("dec31obsid", look.grid(entries, "greatest"))):
            found["state", name] = Grid(which.value, which.known & counted, texts)
    return found


GROUP = Group(
    title="Leaders (Archigos 4.1)",
    sources=("leaders",),
    columns=(
        Column("leadertransition", "a leader came into office or left it", type="int8", binary=True),
        Column("irregular", "a leader came or left by irregular means", type="int8", binary=True),
        Column("n_leaders", "leaders in the year", type="int8"),
        Column("jan1obsid", "Archigos id of the first leader of the year", type="text"),
        Column("dec31obsid", "Archigos id of the last leader of the year", type="text"),
    ),
    load=load,
    coded_in="gw",
    about="1870 to 2015; leaders are complete from 1875. The yearly numbers are those of the R package peacesciencer.",
)
