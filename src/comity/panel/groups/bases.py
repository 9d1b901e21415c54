"""Bases: United States sites abroad as of 2018, what was spent on building there, and foreign bases publicly reported.

The list of sites has no dates and was closed in 2018: the counts stand in 2018 alone. Bases of all states are the almanac's
selection. In neither does absence mean none.
"""

from __future__ import annotations

from collections.abc import Mapping

from comity.panel.group import Column, Group, Values
from comity.panel.look import Look

#: Column → unit of the ties of the list.
SITES = {"us_bases": "bases", "us_lilypads": "lilypads", "us_funded_sites": "funded sites"}
_BUILDING = """select a, b, "start", "end", value from pair_figure where source = 'us-bases'
    and indicator = 'us-construction'"""
_REPORTED = """select distinct a, b, coalesce("start", date '1945-01-01') as "start", "end", 1.0 as value from tie
    where source = 'almanac' and layer = 'base'"""


def load(look: Look, options: Mapping[str, str]) -> Mapping[tuple[str, str], Values]:
    """Give the columns that are wanted."""
    queries = {
        "base": (_REPORTED, "tie.base"),
        "us_construction": (_BUILDING, "pair_figure.us-construction"),
    }
    for name, unit in SITES.items():
        queries[name] = (
            f"""select a, b, date '2018-01-01' as "start", date '2018-12-31' as "end", value from tie
            where source = 'us-bases' and layer = 'us-site' and unit = '{unit}'""",
            "tie",
        )
    found: dict[tuple[str, str], Values] = {}
    for name, (query, layer) in queries.items():
        if ("pair", name) in look.wanted:
            found["pair", name] = look.runs(look.pairs(query, layer=layer), zero=False, layer=layer, combine="greatest")
        if ("alone", name) in look.wanted:
            entries, _ = look.states(f'select b as actor, "start", "end", value from ({query})', layer=layer)
            found["alone", name] = look.grid(entries, "greatest")
    return found


GROUP = Group(
    title="Bases abroad (Vine; almanac)",
    sources=("us-bases", "almanac"),
    columns=(
        Column("base", "1 is publicly reported to keep a base in 2", "pair", "int8", sided=True, binary=True),
        Column("base", "a foreign base is publicly reported in the state", "alone", "int8", binary=True),
        *(
            Column(name, label, of, kind, sided=of == "pair")  # type: ignore[arg-type]
            for of, where in (("pair", "in the other"), ("alone", "in the state"))
            for name, label, kind in (
                ("us_bases", f"US bases {where}, as of 2018", "int16"),
                ("us_lilypads", f"US lilypads (small sites) {where}, as of 2018", "int16"),
                ("us_funded_sites", f"sites {where} funded by the USA, as of 2018", "int16"),
                ("us_construction", f"US military construction {where}, current USD (2008–2019)", "float64"),
            )
        ),
    ),
    load=load,
    resolution=None,
    coded_in=None,
    any_of=True,
    about="Counts of sites are of a list without dates that was closed in 2018 and stand in that year alone; foreign bases "
    "are the almanac's selection. Absence means nothing in any column.",
)
