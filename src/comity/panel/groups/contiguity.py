"""Direct contiguity: a type, not a scale. Where several hold in one period the closest counts (the lowest type)."""

from __future__ import annotations

from collections.abc import Mapping

from comity.panel.group import Column, Group, Values
from comity.panel.look import Look

TYPES = {
    0: "not contiguous",
    1: "land or river border",
    2: "up to 12 miles of water",
    3: "13 to 24 miles of water",
    4: "25 to 150 miles of water",
    5: "151 to 400 miles of water",
}


def load(look: Look, options: Mapping[str, str]) -> Mapping[tuple[str, str], Values]:
    """Give the type for every pair."""
    entries = look.pairs(
        """select a, b, "start", "end", value from tie where source = 'geography' and layer = 'contiguity'""",
        both_ways=True,
    )
    return {("pair", "conttype"): look.runs(entries, layer="tie.contiguity", combine="least")}


GROUP = Group(
    title="Direct contiguity (COW 3.2)",
    sources=("geography",),
    columns=(
        Column(
            "conttype", "type of direct contiguity, 1 closest to 5; 0 none", "pair", "int8", values=TYPES, zero=True
        ),
    ),
    load=load,
    resolution="month",
    about="The data end with 2016. The types are no scale: 0 is the farthest, 1 the closest.",
)
