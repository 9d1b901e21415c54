"""Uniformed contributions to United Nations peacekeeping, by month, or as the mean of a year's months.

The UN lists every contributor each month, and the contributors add up to the missions' totals in all 281 months: a state
that is not listed had nobody there. A year of which the source has not seen every month (1990 and 2014) is unknown.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np

from comity.panel.group import Column, Grid, Group, Values
from comity.panel.look import Look

#: Column → indicator.
INDICATORS = {
    "pko_troops": "un-peacekeeping-troops",
    "pko_police": "un-peacekeeping-police",
    "pko_experts": "un-peacekeeping-experts",
}


def load(look: Look, options: Mapping[str, str]) -> Mapping[tuple[str, str], Values]:
    """Give the mean strength of the period's months."""
    axis = look.axis
    spans = [
        (date.fromordinal(int(first)), date.fromordinal(int(last)))
        for first, last in zip(axis.first_days, axis.last_days, strict=True)
    ]
    months = np.array([12 * (last.year - first.year) + last.month - first.month + 1 for first, last in spans])
    found: dict[tuple[str, str], Values] = {}
    for name, indicator in INDICATORS.items():
        layer = f"figure.{indicator}"
        entries, _ = look.states(
            f"""select actor, "start", "end", value from figure where source = 'ipi-peacekeeping'
            and indicator = '{indicator}'""",
            layer=layer,
        )
        total = look.grid(entries, "sum", rest=0.0, layer=layer)
        found["state", name] = Grid(total.value / months, look.covered(layer) & axis.present)
    return found


GROUP = Group(
    title="Contributions to UN peacekeeping (IPI)",
    sources=("ipi-peacekeeping",),
    columns=(
        Column("pko_troops", "troops in UN missions, persons (mean of the months)", zero=True),
        Column("pko_police", "police in UN missions, persons (mean of the months)", zero=True),
        Column("pko_experts", "military experts in UN missions, persons (mean of the months)", zero=True),
    ),
    load=load,
    resolution="month",
    coded_in=None,
    about="Missions of the United Nations alone. A year is the mean of its twelve months, months without a contribution "
    "counted as 0; 1990 and 2014 are seen in part and unknown in panels of years.",
)
