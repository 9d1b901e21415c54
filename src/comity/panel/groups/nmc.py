"""National Material Capabilities, in the units of the publisher's own file.

Military spending is in thousands of current pounds sterling to 1913 and of current US dollars from 1914 on, as in that
file; the record keeps the two apart, and this group puts them into the one column again.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from comity.panel.group import Column, Grid, Group, Values
from comity.panel.look import Look

#: Column → indicator of the record, and what it is divided by.
INDICATORS = {
    "milex": ("military-expenditure", 1000.0),
    "milper": ("military-personnel", 1000.0),
    "irst": ("iron-steel-production", 1000.0),
    "pec": ("primary-energy-consumption", 1000.0),
    "tpop": ("total-population", 1000.0),
    "upop": ("urban-population", 1000.0),
    "cinc": ("cinc", 1.0),
}
STERLING = "military-expenditure-sterling"


def load(look: Look, options: Mapping[str, str]) -> Mapping[tuple[str, str], Values]:
    """Give the seven figures."""
    found = look.figures("cow-nmc", {**dict(INDICATORS.values()), STERLING: 1000.0})
    dollars, pounds = found["military-expenditure"], found[STERLING]
    either = np.where(dollars.known, dollars.value, pounds.value)
    found["military-expenditure"] = Grid(either, dollars.known | pounds.known)
    return {("state", name): found[indicator] for name, (indicator, _) in INDICATORS.items()}


GROUP = Group(
    title="National material capabilities",
    sources=("cow-nmc",),
    columns=(
        Column("milex", "military expenditure, thousand current GBP to 1913, USD from 1914"),
        Column("milper", "military personnel, thousands"),
        Column("irst", "iron and steel production, thousand tonnes"),
        Column("pec", "primary energy consumption, thousand tonnes of coal equivalent"),
        Column("tpop", "total population, thousands"),
        Column("upop", "urban population, thousands"),
        Column("cinc", "Composite Index of National Capability, share of the system"),
    ),
    load=load,
    about="milex changes its currency with 1914. For 1990 Germany (255) and the Federal Republic (260), and Yemen (679) "
    "and North Yemen (678), have a row each, as in the publisher's file.",
)
