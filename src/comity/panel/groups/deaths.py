"""Battle deaths: of pairs and of states as parties (UCDP, 1989 to 2023), and on a state's territory (PRIO and UCDP)."""

from __future__ import annotations

from collections.abc import Mapping

from comity.panel.group import Column, Group, Values
from comity.panel.look import Look

_LAYER = "incident_figure.battle-deaths"
BOUNDS = {"bd_best": "value", "bd_low": "low", "bd_high": "high"}
LAND = {
    "land_best": "battle-deaths-prio-ged",
    "land_low": "battle-deaths-prio-ged-low",
    "land_high": "battle-deaths-prio-ged-high",
}
_DEAD = "incident_figure f where f.source = 'ucdp-brd' and f.indicator = 'battle-deaths'"
#: A bound that one conflict lacks is not known of their sum.
_SUM = "case when count({0}) = count(*) then sum({0}) end"


def load(look: Look, options: Mapping[str, str]) -> Mapping[tuple[str, str], Values]:
    """Give the deaths of the conflicts of two states, of those of one, and those on its territory."""
    found: dict[tuple[str, str], Values] = {}
    for name, cell in BOUNDS.items():
        total = _SUM.format(f"f.{cell}")
        if ("pair", name) in look.wanted:
            entries = look.pairs(
                f"""select p.a, p.b, f."start", f."end", {total} as value from (select * from {_DEAD}) f
                join incident_pair p on p.incident = f.incident and p."start" = f."start"
                where p.b not like 'group:%' and p.a not like 'group:%' group by all""",
                layer=_LAYER,
            )
            found["pair", name] = look.runs(entries, zero=name == "bd_best", layer=_LAYER)
        if ("alone", name) in look.wanted:
            entries, _ = look.states(
                f"""select p.actor, f."start", f."end", {total} as value from (select * from {_DEAD}) f
                join (select distinct incident, a as actor, "start" from incident_pair
                where source = 'ucdp-brd' and a not like 'group:%') p on p.incident = f.incident and p."start" = f."start"
                group by all""",
                layer=_LAYER,
            )
            found["alone", name] = look.grid(entries, rest=0.0 if name == "bd_best" else None, layer=_LAYER)
    wanted = {name: indicator for name, indicator in LAND.items() if ("state", name) in look.wanted}
    if wanted:
        grids = look.figures("ucdp-brd", list(wanted.values()))
        found |= {("state", name): grids[indicator] for name, indicator in wanted.items()}
    return found


GROUP = Group(
    title="Battle deaths (UCDP; PRIO)",
    sources=("ucdp-brd",),
    columns=(
        Column("bd_best", "battle deaths between the two, best count; 0: below 25", "pair", "int32", zero=True),
        Column("bd_low", "battle deaths between the two, lowest count", "pair", "int32"),
        Column("bd_high", "battle deaths between the two, highest count", "pair", "int32"),
        Column("bd_best", "battle deaths in its conflicts, best count; 0: below 25", "alone", "int32", zero=True),
        Column("bd_low", "battle deaths in its conflicts, lowest count", "alone", "int32"),
        Column("bd_high", "battle deaths in its conflicts, highest count", "alone", "int32"),
        Column("land_best", "battle deaths on its territory, best count", type="int32"),
        Column("land_low", "battle deaths on its territory, lowest count", type="int32"),
        Column("land_high", "battle deaths on its territory, highest count", type="int32"),
    ),
    load=load,
    coded_in="gw",
    about="bd_… are of all sides together in the conflicts of the two, or of the state as one of the sides, supporters aside, 1989 "
    "to 2023: 0 means that no conflict had 25 deaths. Lowest and highest counts are the publisher's and no interval; where there "
    "was no conflict they are unknown. land_… are 1946 to 2022, with a break between 1988 and 1989.",
)
