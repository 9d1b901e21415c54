"""By what a state is called and joined to other tables: its ISO code, and its name at the time.

Both are of comity's own table of states through time, which has every state of either list.
"""

from __future__ import annotations

from collections.abc import Mapping

from comity.panel.group import Column, Grid, Group, Values
from comity.panel.look import Look

#: Column of a panel → column of the record's table.
COLUMNS = {"iso3c": "iso3", "name": "name"}


def load(look: Look, options: Mapping[str, str]) -> Mapping[tuple[str, str], Values]:
    """Give code and name; of two in one period the one that was borne longer."""
    found: dict[tuple[str, str], Values] = {}
    for name, held in COLUMNS.items():
        if ("state", name) in look.wanted:
            texts = [text for (text,) in look.con.execute(f"select distinct {held} from state where {held} is not null order by all").fetchall()]  # fmt: skip
            entries, place = look.states(
                f'select state as actor, "start", "end", 0 as value, {held} as label from state where {held} is not null',
                labels=texts,
            )
            grid = look.grid(entries.of(place), "longest")
            found["state", name] = Grid(grid.value, grid.known, texts)
    return found


GROUP = Group(
    title="Names and ISO codes of states",
    sources=("comity-model",),
    columns=(
        Column("iso3c", "ISO 3166 alpha-3 code of the state or of its successor", type="text"),
        Column("name", "name at the time, in English", type="text"),
    ),
    load=load,
    resolution="day",
    coded_in=None,
    about="In a year in which a state changed its name the one stands that it bore longer. Of a state that is gone the code is "
    "that of ISO 3166-3, or of the successor that the list of states codes with it, as of the Soviet Union that of Russia; null "
    "where there never was one, as of Kosovo or Austria-Hungary. A name says nothing of recognition.",
)
