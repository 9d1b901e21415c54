"""Democracy: (Additive) Unified Democracy Scores, Polity and V-Dem's polyarchy, in one panel of states."""

from __future__ import annotations

from collections.abc import Mapping

from comity.panel.group import Column, Group, Values
from comity.panel.look import Look

INDICATORS = {"euds": "euds", "aeuds": "aeuds", "polity2": "polity2", "v2x_polyarchy": "isard-polyarchy"}


def load(look: Look, options: Mapping[str, str]) -> Mapping[tuple[str, str], Values]:
    """Give the four scores."""
    found = look.figures("democracy-isard", list(INDICATORS.values()))
    return {("state", name): found[indicator] for name, indicator in INDICATORS.items()}


GROUP = Group(
    title="Democracy",
    sources=("democracy-isard",),
    columns=(
        Column("euds", "Extended Unified Democracy Score"),
        Column("aeuds", "Additive Extended Unified Democracy Score"),
        Column("polity2", "Polity score, −10 to 10"),
        Column("v2x_polyarchy", "V-Dem electoral democracy index, 0 to 1"),
    ),
    load=load,
    coded_in=None,
)
