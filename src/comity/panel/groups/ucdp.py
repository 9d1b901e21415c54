"""Armed conflicts with a state on at least one side: every state that took part, on either side, as a side or in support.

A state takes part in the years that its part in the conflict's active years lasts: 25 battle deaths make a year active. An
onset is the year in which a state's part in a conflict begins, or begins again after a rest.
"""

from __future__ import annotations

from collections.abc import Mapping

from comity.panel.group import Column, Group, Values
from comity.panel.look import Look

_LAYER = "incident.armed-conflict"
PARTIES = {"all": "true", "primary": "role = 'primary'"}

#: Every party's spells as whole years; a part that is still going on has no end. Who goes on in another role (or, for the
#: state alone, on another side) has not begun again.
_PARTS = """with given as (
        select incident, actor, {side} as side, year("start") as first, coalesce(year("end"), 9999) as last
        from incident_party where source = 'ucdp-acd' and actor not like 'group:%' and {which}
    ), marked as (
        select *, first > coalesce(max(last) over (before rows between unbounded preceding and 1 preceding), 0) + 1 as begins
        from given window before as (partition by incident, actor, side order by first, last)
    ), run as (
        select *, sum(begins::integer) over (partition by incident, actor, side order by first, last) as run from marked
    )
    select incident, actor, side, make_date(min(first), 1, 1) as "start",
    case when max(last) < 9999 then make_date(max(last), 12, 31) end as "end" from run group by incident, actor, side, run"""
_PAIRS = """select x.actor as a, y.actor as b, greatest(x."start", y."start") as "start",
    least(coalesce(x."end", y."end"), coalesce(y."end", x."end")) as "end", 1.0 as value
    from ({parts}) x join ({parts}) y using (incident) where x.side <> y.side and x.actor <> y.actor
    and (x."end" is null or x."end" >= y."start") and (y."end" is null or y."end" >= x."start")"""


def load(look: Look, options: Mapping[str, str]) -> Mapping[tuple[str, str], Values]:
    """Give whether a state, or a pair on opposite sides, was in an armed conflict, and whether that began."""
    which = PARTIES[options["parties"]]
    own, whole = _PARTS.format(side="''", which=which), _PARTS.format(side="side", which=which)
    begun = f'select actor, "start", make_date(year("start"), 12, 31) as "end" from ({own})'
    found: dict[tuple[str, str], Values] = {}
    for name, parts in (("ucdpongoing", own), ("ucdponset", begun)):
        if ("alone", name) in look.wanted:
            entries, _ = look.states(f'select actor, "start", "end", 1.0 as value from ({parts})', layer=_LAYER)
            found["alone", name] = look.grid(entries, "greatest", rest=0.0, layer=_LAYER)
    if ("pair", "ucdpongoing") in look.wanted:
        found["pair", "ucdpongoing"] = look.runs(
            look.pairs(_PAIRS.format(parts=whole), layer=_LAYER), layer=_LAYER, combine="greatest"
        )
    if ("pair", "ucdponset") in look.wanted:
        started = f'select a, b, "start", make_date(year("start"), 12, 31) as "end", value from ({_PAIRS.format(parts=whole)})'
        found["pair", "ucdponset"] = look.runs(look.pairs(started, layer=_LAYER), layer=_LAYER, combine="greatest")
    return found


GROUP = Group(
    title="Armed conflicts (UCDP/PRIO)",
    sources=("ucdp-acd",),
    columns=(
        Column("ucdpongoing", "it took part in an armed conflict", "alone", "int8", binary=True, zero=True),
        Column("ucdponset", "its part in an armed conflict began", "alone", "int8", binary=True, zero=True),
        Column("ucdpongoing", "on opposite sides of an armed conflict", "pair", "int8", binary=True, zero=True),
        Column("ucdponset", "began to be on opposite sides of one", "pair", "int8", binary=True, zero=True),
    ),
    load=load,
    coded_in="gw",
    options={"parties": tuple(PARTIES)},
    about="Every state on either side counts, as a side or in support (parties=primary: the sides alone). A year is active from "
    "25 battle deaths in the conflict on. An onset is the first year of a state's part in a conflict, or the first after a rest.",
)
