"""Democracy: (Additive) Extended Unified Democracy Scores, Polity and V-Dem's polyarchy, in one panel of states.

The unified scores are estimated anew for each list of states, so that a state's score differs a little between the two:
a panel of one list shows the scores made for it.
"""

from __future__ import annotations

from collections.abc import Mapping

from comity.panel.group import Column, Group, Values
from comity.panel.look import Look

#: Column → indicator in a panel of the COW list, and of the Gleditsch–Ward list.
INDICATORS = {
    "euds": ("euds", "euds-gw"),
    "aeuds": ("aeuds", "aeuds-gw"),
    "polity2": ("polity2", "polity2"),
    "v2x_polyarchy": ("polyarchy-v16", "polyarchy-v16"),
}


def load(look: Look, options: Mapping[str, str]) -> Mapping[tuple[str, str], Values]:
    """Give the four scores."""
    which = 0 if look.axis.system == "cow" else 1
    found = look.figures("democracy-isard", [names[which] for names in INDICATORS.values()])
    return {("state", name): found[names[which]] for name, names in INDICATORS.items()}


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
    about="The unified scores were estimated for each list of states; a panel shows those of its own list. polity2 ends "
    "with 2018, that of the United States with 2020.",
)
