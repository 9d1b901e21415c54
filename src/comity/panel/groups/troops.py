"""United States troops abroad: active-duty persons in each host state (troopdata).

Zeros are the publisher's own and stand as rows. A year that the source's list of errors sets aside (all of 1951, 1952 and 2008;
Iraq, Afghanistan and others in some years) is unknown, though other hosts of that year may be known.
"""

from __future__ import annotations

from collections.abc import Mapping

from comity.panel.group import Column, Group, Values
from comity.panel.look import Look

_ROWS = """select a, b, "start", "end", value from tie where source = 'us-troops' and layer = 'troops'"""


def load(look: Look, options: Mapping[str, str]) -> Mapping[tuple[str, str], Values]:
    """Give the strength by pair and by host."""
    found: dict[tuple[str, str], Values] = {}
    if ("pair", "us_troops") in look.wanted:
        found["pair", "us_troops"] = look.runs(look.pairs(_ROWS), zero=False)
    if ("alone", "troops_ad") in look.wanted:
        entries, _ = look.states(f'select b as actor, "start", "end", value from ({_ROWS})')
        found["alone", "troops_ad"] = look.grid(entries)
    return found


GROUP = Group(
    title="United States troops abroad (troopdata)",
    sources=("us-troops",),
    columns=(
        Column("troops_ad", "US active-duty troops in the state, persons", "alone", "int32"),
        Column("us_troops", "US active-duty troops in the other, persons", "pair", "int32", sided=True),
    ),
    load=load,
    about="Strength on one day of the year. Years known to be wrong in the publisher's file are unknown; a zero is the "
    "publisher's and may mean that the report does not list the host.",
)
