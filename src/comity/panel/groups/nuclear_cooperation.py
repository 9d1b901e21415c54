"""Civil nuclear cooperation agreements signed in a year, by supplier and recipient (Fuhrmann).

Of some rows of the file it is not known which pair they mean: of every pair that may be meant nothing is known that year.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from comity.panel.group import Column, Computed, Filled, Group, Runs, Values
from comity.panel.look import Look
from comity.panel.rows import Rows

_LAYER = "pair_figure.nuclear-cooperation-agreements"
#: Column → what its indicator ends with.
COLUMNS = {"nca": ""} | {f"nca_type{number}": f"-type-{number}" for number in range(1, 8)}


def load(look: Look, options: Mapping[str, str]) -> Mapping[tuple[str, str], Values]:
    """Give the counts, all agreements first."""
    found: dict[tuple[str, str], Values] = {}
    query = """select a, b, "start", "end", value from pair_figure where source = 'nuclear-coop-agreements'
        and indicator = 'nuclear-cooperation-agreements{}' and year("start") <= 2000"""
    unclear = look.runs(look.pairs(query.format("-unclear"), layer=_LAYER), zero=False)
    for name, ending in COLUMNS.items():
        if ("pair", name) in look.wanted:
            counted = look.runs(look.pairs(query.format(ending), layer=_LAYER), layer=_LAYER)
            found["pair", name] = Computed(_but_not(counted, unclear))
    return found


def _but_not(counted: Runs, unclear: Runs) -> Callable[..., Filled]:
    """Give what makes the counts, unknown where a row may be of the pair."""

    def make(rows: Rows, one: int = 0, other: int = 1) -> Filled:
        value, known = rows.of_pair(counted, one, other, "int8", merge=False)
        _, hidden = rows.of_pair(unclear, one, other, "int8", merge=False)
        assert hidden is not None
        return value, ~hidden if known is None else known & ~hidden

    return make


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
    "in both directions. Of a pair that a row with contradictory names and codes may mean, that year is unknown.",
)
