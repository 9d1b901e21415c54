"""Trade, in millions of current US dollars: flow1 is what state 1 imported from state 2, flow2 the other way.

The dyadic values of the record are whole millions, as in its source's copy; a state's own imports and exports are not
rounded.
"""

from __future__ import annotations

from collections.abc import Mapping

from comity.panel.group import Column, Group, Values
from comity.panel.look import Look

#: Column → indicator of ordered pairs.
FLOWS = {"flow": "cow-trade-imports", "smoothflow": "cow-trade-imports-smoothed"}
#: Column → indicator of states.
SUMS = {"imports": "cow-imports", "exports": "cow-exports"}


def load(look: Look, options: Mapping[str, str]) -> Mapping[tuple[str, str], Values]:
    """Give the flows of pairs and the sums of states."""
    found: dict[tuple[str, str], Values] = {}
    for name, indicator in FLOWS.items():
        if ("pair", name) in look.wanted:
            flows = look.pairs(
                f"""select a, b, "start", "end", value from pair_figure
                where source = 'cow-trade-dyadic' and indicator = '{indicator}'""",
                layer=f"pair_figure.{indicator}",
            )
            found["pair", name] = look.runs(flows, zero=False, layer=f"pair_figure.{indicator}")
    sums = look.figures("cow-igo-trade", list(SUMS.values()))
    return found | {("alone", name): sums[indicator] for name, indicator in SUMS.items()}


GROUP = Group(
    title="Trade (COW 4.0)",
    sources=("cow-trade-dyadic", "cow-igo-trade"),
    columns=(
        Column("flow", "imports of this state from the other, million current USD", "pair", sided=True),
        Column("smoothflow", "imports from the other, gaps smoothed, million current USD", "pair", sided=True),
        Column("imports", "imports, million current USD", "alone"),
        Column("exports", "exports, million current USD", "alone"),
    ),
    load=load,
    any_of=True,
    about="1870 to 2014, goods only. Dyadic flows are rounded to whole millions: 0 is less than half a million. A flow that "
    "is not known is null. Of the Federal Republic of Germany the dyadic file has from 1960 to 1989 only the flows with "
    "Belgium and Luxembourg.",
)
