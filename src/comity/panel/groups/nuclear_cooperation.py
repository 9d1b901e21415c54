"""Civil nuclear cooperation agreements signed in a year, by supplier and recipient (Fuhrmann)."""

from __future__ import annotations

from collections.abc import Mapping

from comity.panel.group import Column, Group, Values
from comity.panel.look import Look

_LAYER = "pair_figure.nuclear-cooperation-agreements"
#: Column → what its indicator ends with.
COLUMNS = {"nca": ""} | {f"nca_type{number}": f"-type-{number}" for number in range(1, 8)}


def load(look: Look, options: Mapping[str, str]) -> Mapping[tuple[str, str], Values]:
    """Give the counts, all agreements first."""
    found: dict[tuple[str, str], Values] = {}
    for name, ending in COLUMNS.items():
        if ("pair", name) in look.wanted:
            entries = look.pairs(
                f"""select a, b, "start", "end", value from pair_figure where source = 'nuclear-coop-agreements'
                and indicator = 'nuclear-cooperation-agreements{ending}' and year("start") <= 2000""",
                layer=_LAYER,
            )
            found["pair", name] = look.runs(entries, layer=_LAYER)
    return found


GROUP = Group(
    title="Civil nuclear cooperation agreements (Fuhrmann)",
    sources=("nuclear-coop-agreements",),
    columns=(
        Column("nca", "nuclear agreements signed, the first as supplier", "pair", "int8", sided=True, zero=True),
        *(
            Column(
                f"nca_type{number}",
                f"of the publisher's type {number}",
                "pair",
                "int8",
                sided=True,
                zero=True,
                keep=False,
            )
            for number in range(1, 8)
        ),
    ),
    load=load,
    about="0 only where one of the two is among the 24 suppliers of the list, 1950–2000. An agreement of two suppliers stands "
    "in both directions.",
)
