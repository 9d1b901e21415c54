"""Intergovernmental organisations: how many a pair shares, and to how many a state belongs."""

from __future__ import annotations

from collections.abc import Mapping

from comity.panel.group import Column, Group, Values
from comity.panel.look import Look

#: Column → indicator of states.
INDICATORS = {
    "sum_igo_full": "cow-igo-full-memberships",
    "sum_igo_associate": "cow-igo-associate-memberships",
    "sum_igo_observer": "cow-igo-observerships",
    "sum_igo_anytype": "cow-igo-memberships-of-any-type",
}


def load(look: Look, options: Mapping[str, str]) -> Mapping[tuple[str, str], Values]:
    """Give the shared organisations of pairs and the sums of states."""
    found: dict[tuple[str, str], Values] = {}
    if ("pair", "dyadigos") in look.wanted:
        # A pair stands once in the record, from its lower code, and the number holds both ways.
        shared = look.pairs(
            """select a, b, "start", "end", value from pair_figure
            where source = 'cow-igo-trade' and indicator = 'cow-shared-igos'""",
            both_ways=True,
            layer="pair_figure.cow-shared-igos",
        )
        found["pair", "dyadigos"] = look.runs(shared, zero=False, layer="pair_figure.cow-shared-igos")
    sums = look.figures("cow-igo-trade", list(INDICATORS.values()))
    return found | {("alone", name): sums[indicator] for name, indicator in INDICATORS.items()}


GROUP = Group(
    title="Intergovernmental organisations (COW IGO 3)",
    sources=("cow-igo-trade",),
    columns=(
        Column("dyadigos", "organisations of which both are full members", "pair", "int16"),
        Column("sum_igo_full", "organisations of which it is a full member", "alone", "int16"),
        Column("sum_igo_associate", "organisations of which it is an associate member", "alone", "int16"),
        Column("sum_igo_observer", "organisations in which it is an observer", "alone", "int16"),
        Column("sum_igo_anytype", "organisations to which it belongs in any way", "alone", "int16"),
    ),
    load=load,
    about="To 2014. Before 1965 the publisher coded every five years and filled in between. A zero is the publisher's own; "
    "a pair or state that its file does not have is null.",
)
