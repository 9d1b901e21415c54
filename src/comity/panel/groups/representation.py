"""Diplomatic representation: at which rank each side hosted the other's diplomats, in the years in which COW looked.

The rounds are about five years apart and only pairs with some representation are on record: elsewhere it is unknown.
"""

from __future__ import annotations

from collections.abc import Mapping

from comity.panel.group import Column, Group, Values
from comity.panel.look import Look

RANKS = {0: "none", 1: "chargé d'affaires", 2: "minister", 3: "ambassador", 9: "other"}
_LAYER = "pair_figure.cow-diplomatic-representation"


def load(look: Look, options: Mapping[str, str]) -> Mapping[tuple[str, str], Values]:
    """Give the rank of the other's diplomats at each side."""
    # The record's figure is of the sender toward the host; the publisher's variable is the host's.
    hosted = look.pairs(
        """select b as a, a as b, "start", "end", value from pair_figure where source = 'cow-diplomatic-exchange-part'
        and indicator = 'cow-diplomatic-representation'""",
        layer=_LAYER,
    )
    return {("pair", "DR_at_"): look.runs(hosted, zero=False, layer=_LAYER)}


GROUP = Group(
    title="Diplomatic representation (COW, part)",
    sources=("cow-diplomatic-exchange-part",),
    columns=(
        Column("DR_at_", "rank of the other's diplomats at this state", "pair", "int8", sided=True, values=RANKS),
    ),
    load=load,
    about="Only the publisher's rounds, 1817 to 2000, and only pairs with some representation: a null is no absence of "
    "diplomats. DR_at_1 is the rank of 2's diplomats at 1. 9 is other, such as an interests section, and no rank above 3.",
)
