"""Joint exercises: how many a pair, or a state, took part in, by the year in which they began.

``mme`` counts the exercises of the one source that looks at all states (1980–2010), and is 0 where it has none. ``exercised`` is
known, and 1, where any source has the two in one exercise, to 2025; since all but that one are selections, it is never 0
outside 1980–2010. An exercise that several sources have counts once in neither more than in the other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from comity.panel.group import Column, Group, Values
from comity.panel.look import Look

_LAYER = "activity.exercise"
#: Who took part in what, observers aside, on the day on which it began.
_PARTS = """select distinct p.activity, p.actor, x."start" from activity x join activity_party p using (activity)
    where x.kind = 'exercise' and x."start" is not null and p.role <> 'observer' and x.source in ({})"""
_PAIRS = """select x.actor as a, y.actor as b, x."start", x."start" as "end", 1.0 as value
    from ({0}) x join ({0}) y using (activity) where x.actor <> y.actor"""


def load(look: Look, options: Mapping[str, str]) -> Mapping[tuple[str, str], Values]:
    """Give the counts of the one source, and whether any source knows of one."""
    found: dict[tuple[str, str], Values] = {}
    whole = _PARTS.format("'mme-exercises'")
    some = _PARTS.format("'mme-exercises', 'russia-exercises', 'almanac'")
    if ("pair", "mme") in look.wanted:
        counted = look.pairs(_PAIRS.format(whole), layer=_LAYER)
        found["pair", "mme"] = look.runs(counted, layer=_LAYER, combine="sum")
    if ("pair", "exercised") in look.wanted:
        # All sources may tell of one, only the one that looks at all states of none: 0 goes no further than its cover.
        known = look.runs(look.pairs(_PAIRS.format(some)), zero=False, combine="greatest")
        found["pair", "exercised"] = replace(known, cover=look.cover(_LAYER))
    if ("alone", "mme") in look.wanted:
        entries, _ = look.states(
            f"""select actor, "start", "start" as "end", 1.0 as value from ({whole})
            where activity in (select activity from ({whole}) group by 1 having count(*) > 1)""",
            layer=_LAYER,
        )
        found["alone", "mme"] = look.grid(entries, "sum", rest=0.0, layer=_LAYER)
    return found


GROUP = Group(
    title="Joint exercises (MME; Russia's exercises; almanac)",
    sources=("mme-exercises", "russia-exercises", "almanac"),
    columns=(
        Column("mme", "joint exercises begun in the year (MME, 1980–2010)", "pair", "int16", zero=True),
        Column("exercised", "a joint exercise begun in the year is known of", "pair", "int8", binary=True, zero=True),
        Column("mme", "exercises with others begun in the year (MME, 1980–2010)", "alone", "int16", zero=True),
    ),
    load=load,
    resolution=None,
    coded_in=None,
    any_of=True,
    about="mme is of the one source that looks at all states, 1980–2010; exercised joins to it what selections know to 2025, so "
    "that after 2010 it is 1 or unknown. An exercise counts in the year in which it began; observers do not count.",
)
