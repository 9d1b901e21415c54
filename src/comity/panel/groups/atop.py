"""Alliances, directed: what state 1 owes state 2, from ATOP's own dyad-year file.

A non-directed dyad has an obligation when either owes it: in that file most, but not all, obligations are mutual. After
2018, the last year of the data, everything is unknown.
"""

from __future__ import annotations

from collections.abc import Mapping

from comity.panel.group import Column, Group, Values
from comity.panel.look import Look

INDICATORS = {
    "atop_defense": "atop-defense",
    "atop_offense": "atop-offense",
    "atop_neutral": "atop-neutrality",
    "atop_nonagg": "atop-nonaggression",
    "atop_consul": "atop-consultation",
}


def load(look: Look, options: Mapping[str, str]) -> Mapping[tuple[str, str], Values]:
    """Give the tie and the five obligations."""
    query = """select a, b, "start", "end", {value} as value from pair_figure where source = 'atop' and {which}"""
    # Every pair of the file has a figure, if only 0, for each obligation: that it stands there is the alliance.
    tied = look.pairs(query.format(value="1.0", which="indicator = 'atop-defense'"))
    found: dict[tuple[str, str], Values] = {
        ("pair", "atop_alliance"): look.runs(tied, layer="pair_figure.atop-defense")
    }
    for name, indicator in INDICATORS.items():
        owed = look.pairs(query.format(value="value", which=f"indicator = '{indicator}' and value > 0"))
        found["pair", name] = look.runs(owed, layer=f"pair_figure.{indicator}")
    return found


def _column(name: str, label: str) -> Column:
    return Column(name, label, of="pair", type="int8", binary=True, zero=True)


GROUP = Group(
    title="Alliances (ATOP)",
    sources=("atop",),
    columns=(
        _column("atop_alliance", "any alliance obligation on record between the two"),
        _column("atop_defense", "1 is obliged to defend 2"),
        _column("atop_offense", "1 is obliged to join 2 in an attack"),
        _column("atop_neutral", "1 is obliged to stay neutral toward 2"),
        _column("atop_nonagg", "1 is obliged not to attack 2"),
        _column("atop_consul", "1 is obliged to consult with 2"),
    ),
    load=load,
    about="From the publisher's directed dyad-year file. In non-directed dyads an obligation is 1 when either owes it.",
)
