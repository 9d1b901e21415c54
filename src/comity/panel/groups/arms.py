"""Deliveries of major arms, from the trade register that the user brings.

The register measures volume (trend-indicator value), not money. What an export covers is read from it: of recipients that
are not in it nothing is known, and of no pair is anything known outside its years.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from comity.panel.group import Column, Grid, Group, Values
from comity.panel.look import Look


def load(look: Look, options: Mapping[str, str]) -> Mapping[tuple[str, str], Values]:
    """Give the volume delivered from one to the other, and what a state received from all."""
    entries = look.pairs(
        """select a, b, "start", "end", value from pair_figure
        where source = 'sipri-arms-transfers' and indicator = 'sipri-tiv'"""
    )
    runs = look.runs(entries, layer="pair_figure.sipri-tiv", combine="sum")
    found: dict[tuple[str, str], Values] = {("pair", "tiv"): runs}
    if ("alone", "tiv_received") in look.wanted:
        received, _ = look.states(
            """select b as actor, "start", "end", value from pair_figure
            where source = 'sipri-arms-transfers' and indicator = 'sipri-tiv'"""
        )
        cover = look.cover("pair_figure.sipri-tiv")
        looked = np.logical_or.reduce([cover.every, *(receivers for _, receivers in cover.toward)])
        total = look.grid(received, "sum")
        found["alone", "tiv_received"] = Grid(np.where(total.known, total.value, 0.0), looked)
    return found


GROUP = Group(
    title="Arms transfers (SIPRI)",
    sources=("sipri-arms-transfers",),
    columns=(
        Column("tiv", "major arms delivered to the other, million TIV", "pair", sided=True, zero=True),
        Column("tiv_received", "major arms received from all suppliers, million TIV", "alone", zero=True),
    ),
    load=load,
    coded_in=None,
    about="tiv1 is what 1 delivered to 2. Only recipients in the user's export are covered. Volume, not money. A delivery "
    "whose value is not known is not counted.",
)
