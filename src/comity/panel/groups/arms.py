"""Deliveries of major arms, from the trade register that the user brings.

The register measures volume (trend-indicator value), not money. What an export covers is read from it: of recipients that
are not in it nothing is known, and of no pair is anything known outside its years.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from comity.panel.group import Column, Computed, Filled, Grid, Group, Values
from comity.panel.look import Look
from comity.panel.rows import Rows

_SUMS = """select a, b, "start", "end", value from pair_figure
    where source = 'sipri-arms-transfers' and indicator = 'sipri-tiv'"""
#: Deliveries without a value: what they belong to has no known sum.
_UNVALUED = """select distinct a, b, "start", "end", 1.0 as value from tie
    where source = 'sipri-arms-transfers' and layer = 'arms-delivery' and value is null"""
_LAYER = "pair_figure.sipri-tiv"


def load(look: Look, options: Mapping[str, str]) -> Mapping[tuple[str, str], Values]:
    """Give the volume delivered from one to the other, and what a state received from all."""
    found: dict[tuple[str, str], Values] = {}
    if ("pair", "tiv") in look.wanted:
        found["pair", "tiv"] = _delivered(look)
    if ("alone", "tiv_received") in look.wanted:
        cover = look.cover(_LAYER)
        looked = np.logical_or.reduce([cover.every, *(receivers for _, receivers in cover.toward)])
        total, lacking = (
            look.grid(look.states(f'select b as actor, "start", "end", value from ({rows})')[0], "sum")
            for rows in (_SUMS, _UNVALUED)
        )
        found["alone", "tiv_received"] = Grid(np.where(total.known, total.value, 0.0), looked & ~lacking.known)
    return found


def _delivered(look: Look) -> Computed:
    sums = look.runs(look.pairs(_SUMS), layer=_LAYER, combine="sum")
    lacking = look.runs(look.pairs(_UNVALUED), zero=False, combine="greatest")

    def make(rows: Rows, one: int = 0, other: int = 1) -> Filled:
        value, known = rows.of_pair(sums, one, other, "float64", merge=False)
        _, unvalued = rows.of_pair(lacking, one, other, "int8", merge=False)
        if unvalued is None or not unvalued.any():
            return value, known
        return value, ~unvalued if known is None else known & ~unvalued

    return Computed(make)


GROUP = Group(
    title="Arms transfers (SIPRI)",
    sources=("sipri-arms-transfers",),
    columns=(
        Column("tiv", "major arms delivered to the other, million TIV", "pair", sided=True, zero=True),
        Column("tiv_received", "major arms received from known suppliers, million TIV", "alone", zero=True),
    ),
    load=load,
    coded_in=None,
    about="tiv1 is what 1 delivered to 2. Only recipients in the user's export are covered. Volume, not money. Of a "
    "year with a delivery without a value the sum is unknown. tiv_received leaves out what came from suppliers that SIPRI does "
    "not know.",
)
