"""Politically relevant dyads: contiguous by land or across at most 400 miles of water, or with a major power in them.

The definition of Maoz and Russett, as peace scientists use it. Where contiguity or the list of major powers is not known
it is null, unless the other of the two already makes the dyad relevant.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from comity.panel.group import Column, Computed, Filled, Grid, Group, Runs, Values, find
from comity.panel.groups.contiguity import WHEN
from comity.panel.look import Look
from comity.panel.rows import Rows


def load(look: Look, options: Mapping[str, str]) -> Mapping[tuple[str, str], Values]:
    """Give the column, from what contiguity and majors give."""
    borders = find("contiguity").load(look.of("contiguity"), options)["pair", "conttype"]
    powers = find("majors").load(look.of("majors"), {})["state", "cowmaj"]
    assert isinstance(borders, Runs)
    assert isinstance(powers, Grid)

    def make(rows: Rows, one: int = 0, other: int = 1) -> Filled:
        near, sure = rows.of_pair(borders, one, other, "int8", merge=not rows.directed)
        found = near > 0
        known = np.ones(len(rows), bool) if sure is None else sure.copy()
        for side in (one, other):
            power, listed = rows.of_state(powers, side, "int8")
            if listed is not None:
                known &= listed
                found |= (power == 1) & listed
            else:
                found |= power == 1
        return found.astype(np.int8), known | found

    return {("pair", "prd"): Computed(make)}


GROUP = Group(
    title="Politically relevant dyads",
    sources=("geography", "states-cow-gw"),
    columns=(Column("prd", "contiguous (types 1 to 5) or with a major power", "pair", "int8", binary=True),),
    load=load,
    resolution="month",
    options={"when": WHEN},
    about="Both lists end with 2016. With when=first-record contiguity is read as in the published counts of such dyads, "
    "of which some states that share a border are left out (Greece and Yugoslavia, 1913 to 1993).",
)
