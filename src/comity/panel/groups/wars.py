"""Wars between and within states, by the Correlates of War project, to 2007.

Where a pair is in two wars in one year one is shown: a war that began in it before one that goes on, then the deadlier one for
the two, then the lower number.
"""

from __future__ import annotations

from collections.abc import Mapping

from comity.panel.group import Column, Group, Values
from comity.panel.look import Look

_PAIR, _STATE = "incident_pair.war", "incident.war"
OUTCOMES = {1: "won", 2: "lost", 3: "tied", 4: "became another kind of war", 5: "goes on", 6: "stalemate", 7: "below a war", 8: "changed sides"}  # fmt: skip
INTRA = {"all": "true", "primary": "role = 'primary' and side = 'a'"}
_NUMBER = "cast(split_part(incident, ':', 2) as integer)"
#: Wars within states are numbered from 500 on.
_BETWEEN, _WITHIN = f"{_NUMBER} < 500", f"{_NUMBER} >= 500"

_CHOSEN = f"""create or replace temp table panel_war as
    select *, {_NUMBER} as number from incident_pair where source = 'cow-wars' and {_BETWEEN}
    qualify row_number() over (partition by a, b, "start" order by onset desc, (coalesce(deaths, 0) + coalesce((
        select max(o.deaths) from incident_pair o where o.incident = incident_pair.incident and o.a = incident_pair.b
        and o.b = incident_pair.a and o."start" = incident_pair."start"), 0)) desc, {_NUMBER}) = 1"""
_VALUES = {
    "cowinteronset": "onset::integer",
    "cowinterongoing": "1",
    "initiator": "initiator::integer",
    "sidea": "(side = 'a')::integer",
    "outcome": "cast(outcome as integer)",
    "batdeath": "deaths",
    "warnum": "number",
}


def load(look: Look, options: Mapping[str, str]) -> Mapping[tuple[str, str], Values]:
    """Give the war of a pair, and whether a state was in one between or within states."""
    found: dict[tuple[str, str], Values] = {}
    if any(of == "pair" for of, _ in look.wanted):
        look.con.execute(_CHOSEN)
        for name, value in _VALUES.items():
            if ("pair", name) in look.wanted:
                entries = look.pairs(
                    f'select a, b, "start", "end", ({value})::double as value from panel_war', layer=_PAIR
                )
                zero = name in ("cowinteronset", "cowinterongoing", "initiator")
                found["pair", name] = look.runs(entries, zero=zero, layer=_PAIR, combine="greatest")
    for kind, which in (("inter", _BETWEEN), ("intra", f"{_WITHIN} and {INTRA[options['intra']]}")):
        if ("alone", f"cow{kind}ongoing") in look.wanted:
            entries, _ = look.states(
                f"""select actor, "start", "end", 1.0 as value from incident_party
                where source = 'cow-wars' and actor not like 'group:%' and {which}""",
                layer=_STATE,
            )
            found["alone", f"cow{kind}ongoing"] = look.grid(entries, "greatest", rest=0.0, layer=_STATE)
        if ("alone", f"cow{kind}onset") in look.wanted:
            entries, _ = look.states(
                f"""select distinct a as actor, "start", "end", 1.0 as value from incident_pair
                where source = 'cow-wars' and onset and a not like 'group:%' and {which}""",
                layer=_STATE,
            )
            found["alone", f"cow{kind}onset"] = look.grid(entries, "greatest", rest=0.0, layer=_STATE)
    return found


def _yes(name: str, label: str, *, alone: bool = False) -> Column:
    return Column(name, label, "alone" if alone else "pair", "int8", binary=True, zero=True)


GROUP = Group(
    title="Wars (Correlates of War)",
    sources=("cow-wars",),
    columns=(
        _yes("cowinteronset", "a war between the two began in the year"),
        _yes("cowinterongoing", "a war between the two in the year"),
        Column("initiator", "it began the war, by this coding", "pair", "int8", sided=True, binary=True, zero=True),
        Column("outcome", "how the war ended for it", "pair", "int8", sided=True, values=OUTCOMES),
        Column("batdeath", "its battle deaths in the whole war, persons", "pair", "int32", sided=True),
        Column("sidea", "it was on side A of the war", "pair", "int8", sided=True, binary=True, keep=False),
        Column("warnum", "number of the war", "pair", "int16", keep=False),
        _yes("cowinterongoing", "it was in a war between states", alone=True),
        _yes("cowinteronset", "it was in a war between states that began with it", alone=True),
        _yes("cowintraongoing", "it was in a war within a state, its own or another", alone=True),
        _yes("cowintraonset", "it was in a war within a state as it began", alone=True),
    ),
    load=load,
    options={"intra": tuple(INTRA)},
    about="To 2007. In wars within states every state on either side counts (intra=primary: only the government fought against). "
    "An onset within states is that of the war, whatever row the publisher marks. batdeath is of the whole war and stands in "
    "each of its years: add it up over neither years nor pairs.",
)
