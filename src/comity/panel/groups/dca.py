"""Defence cooperation agreements: signed in a year, and in force by the publisher's estimate (DCAD).

What was in force is known of agreements signed since 1980 alone, and ends where Kinne supposes an end.
"""

from __future__ import annotations

from collections.abc import Mapping

from comity.panel.group import Column, Group, Values
from comity.panel.look import Look

_LAYER = "agreement.defence-cooperation"
#: Of an agreement whose day is not known the whole year is meant. What Serbia is party to and Yugoslavia signed before their
#: parting (345 in both cases) was signed by the latter, whenever it came into force.
_SIGNED = """select case when x.actor = 'SRB' and g.signed < date '2006-06-05' then 'YUG' else x.actor end as a,
    case when y.actor = 'SRB' and g.signed < date '2006-06-05' then 'YUG' else y.actor end as b,
    coalesce(g.signed, make_date(year(g."start"), 1, 1)) as "start",
    coalesce(g.signed, make_date(year(g."start"), 12, 31)) as "end", 1.0 as value
    from agreement g join agreement_party x using (agreement) join agreement_party y using (agreement)
    where g.source = 'dcad' and x.actor < y.actor and x."start" = y."start" and x."start" = g."start" """
_FORCE = """select x.actor as a, y.actor as b, greatest(x."start", y."start") as "start",
    least(x."end", y."end") as "end", 1.0 as value
    from agreement g join agreement_party x using (agreement) join agreement_party y using (agreement)
    where g.source = 'dcad' and x.actor < y.actor and greatest(x."start", y."start") <= coalesce(least(x."end", y."end"), date '9999-12-31')"""


def load(look: Look, options: Mapping[str, str]) -> Mapping[tuple[str, str], Values]:
    """Give how many were signed in the period, and whether one was in force in it."""
    found: dict[tuple[str, str], Values] = {}
    for name, query, combine in (("dca", _SIGNED, "sum"), ("dca_inforce", _FORCE, "greatest")):
        if ("pair", name) in look.wanted:
            entries = look.pairs(query, both_ways=True, layer=_LAYER)
            found["pair", name] = look.runs(entries, layer=_LAYER, combine=combine)  # type: ignore[arg-type]
    return found


GROUP = Group(
    title="Defence cooperation agreements (DCAD)",
    sources=("dcad",),
    columns=(
        Column("dca", "defence cooperation agreements signed in the year", "pair", "int8", zero=True),
        Column(
            "dca_inforce",
            "an agreement of 1980 or later in force (estimated end)",
            "pair",
            "int8",
            binary=True,
            zero=True,
        ),
    ),
    load=load,
    resolution=None,
    about="1980–2010. dca counts what was signed in the year; dca_inforce knows only of agreements signed since 1980 and "
    "ends where the publisher supposes that the agreement did.",
)
