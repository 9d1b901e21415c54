"""Direct contiguity: a type, not a scale.

Where several types hold in one period the closest counts (the lowest type). The publisher's file also has records that a
pair was *not* contiguous, some of which span times in which it says that the pair was: Greece and Yugoslavia from 1913 to
1993. The option ``when=first-record`` counts them, and takes the record that begins first, as peacesciencer does; that is
how the published number of politically relevant dyads comes about.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from comity.panel.axis import Flags
from comity.panel.group import Column, Grid, Group, Runs, Values
from comity.panel.look import Look

TYPES = {
    0: "not contiguous",
    1: "land or river border",
    2: "up to 12 miles of water",
    3: "13 to 24 miles of water",
    4: "25 to 150 miles of water",
    5: "151 to 400 miles of water",
}
WHEN = ("closest", "first-record")


def load(look: Look, options: Mapping[str, str]) -> Mapping[tuple[str, str], Values]:
    """Give the type for every pair, and for every state how many borders it has by land and by sea."""
    first = options.get("when") == "first-record"
    layers = "layer in ('contiguity', 'contiguity-none')" if first else "layer = 'contiguity'"
    entries = look.pairs(
        f"""select a, b, "start", "end", value from tie where source = 'geography' and {layers}""", both_ways=True
    )
    runs = look.runs(entries, layer="tie.contiguity", combine="first" if first else "least")
    found: dict[tuple[str, str], Values] = {("pair", "conttype"): runs}
    if ("alone", "land") in look.wanted:
        found["alone", "land"] = _borders(look, runs, runs.value == 1)
        found["alone", "sea"] = _borders(look, runs, runs.value > 1)
    return found


def _borders(look: Look, runs: Runs, chosen: Flags) -> Grid:
    axis = look.axis
    total = np.zeros((axis.states, axis.periods + 1))
    np.add.at(total, (runs.a[chosen], runs.first[chosen]), 1)
    np.add.at(total, (runs.a[chosen], runs.last[chosen] + 1), -1)
    return Grid(np.cumsum(total, axis=1)[:, :-1], look.covered("tie.contiguity"))


GROUP = Group(
    title="Direct contiguity (COW 3.2)",
    sources=("geography",),
    columns=(
        Column(
            "conttype", "type of direct contiguity, 1 closest to 5; 0 none", "pair", "int8", values=TYPES, zero=True
        ),
        Column("land", "states that it borders by land or river", "alone", "int16", zero=True),
        Column("sea", "states that it borders across up to 400 miles of water", "alone", "int16", zero=True),
    ),
    load=load,
    resolution="month",
    options={"when": WHEN},
    about="The data end with 2016. The types are no scale: 0 is the farthest, 1 the closest. Where several hold in a "
    "period the closest counts; with when=first-record, the publisher's first record of it, its records of no "
    "contiguity among them.",
)
