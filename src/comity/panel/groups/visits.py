"""Visits: who of the United States, of China and of all leaders travelled, each source in columns of its own.

No source of those here looks at all visits of all states, so that no column is simply "visits". What the United States and
China did stands in dyads that have them, whichever side they are on, and in panels of states at the state visited. A year is
the finest time that all of them have.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from comity.panel.group import Column, Grid, Group, Values
from comity.panel.look import Combine, Entries, Look

#: Column → indicator: whether there was a visit, by the publisher's own variables.
WHETHER = {
    "bi_PRE": "us-president-visited",
    "bi_SOS": "us-secretary-of-state-visited",
    "bi_str_PRE": "us-president-visited-strict",
    "bi_str_SOS": "us-secretary-of-state-visited-strict",
}
#: Column → source whose visits are counted, and whether none means 0 there.
COUNTED = {
    "ceias_visits": ("china-leader-travel", True),
    "leadervisit_visits": ("china-leader-visits-2025", False),
    "usdef_visits": ("us-defence-visits", False),
}
#: Column → indicator: the numbers of a publisher's own table.
TOLD = {
    "government_visits": "china-government-visits",
    "military_visits": "china-military-visits",
    "total_elite_visits": "china-elite-visits",
}
#: Column → indicator of states.
JOURNEYS = {"colt_sent": "colt-leader-journeys-made", "colt_received": "colt-leader-journeys-received"}

_FIGURES = """select a, b, "start", "end", value from pair_figure
    where source in ('us-dipl-core', 'china-public-diplomacy') and indicator = '{}'"""
#: A visit counts in the year in which its journey began, whatever is known of its days.
_VISITS = """select v.actor as a, h.actor as b, make_date(year(x."start"), 1, 1) as "start",
    make_date(year(x."start"), 12, 31) as "end", 1.0 as value from activity x
    join activity_party v on v.activity = x.activity and v.role = 'visitor'
    join activity_party h on h.activity = x.activity and h.role = 'host'
    where x.source = '{}' and x.kind = 'visit'"""


def load(look: Look, options: Mapping[str, str]) -> Mapping[tuple[str, str], Values]:
    """Give the columns that are wanted."""
    found: dict[tuple[str, str], Values] = {}
    for name, indicator in WHETHER.items():
        _add(look, found, name, _FIGURES.format(indicator), f"pair_figure.{indicator}", zero=True, combine="greatest")
    for name, (source, zero) in COUNTED.items():
        _add(look, found, name, _VISITS.format(source), "activity.visit", zero=zero)
    for name, indicator in TOLD.items():
        _add(look, found, name, _FIGURES.format(indicator), f"pair_figure.{indicator}", zero=False)
    journeys = look.figures("colt-visits-agg", list(JOURNEYS.values()))
    return found | {("state", name): journeys[indicator] for name, indicator in JOURNEYS.items()}


def _add(
    look: Look,
    found: dict[tuple[str, str], Values],
    name: str,
    query: str,
    layer: str,
    *,
    zero: bool,
    combine: Combine = "sum",
) -> None:
    if ("pair", name) in look.wanted:
        # The same in both orders: of a dyad with China there is one answer to how often its leaders went to the other.
        visits = look.pairs(query, both_ways=True, layer=layer)
        found["pair", name] = look.runs(visits, zero=zero, layer=layer, combine=combine)
    if ("alone", name) in look.wanted:
        entries, _ = look.states(f'select b as actor, "start", "end", value from ({query})', layer=layer)
        found["alone", name] = _received(look, entries, layer, zero=zero, combine=combine)


def _received(look: Look, entries: Entries, layer: str, *, zero: bool, combine: Combine) -> Grid:
    """Count what each state received; 0 where the source has looked at it and found nothing."""
    grid = look.grid(entries, combine)
    if not zero:
        return grid
    value, known = grid.value.copy(), grid.known.copy()
    for visitor, hosts in look.cover(layer).anchors:
        none = hosts & ~visitor & ~known
        value[none] = 0
        known |= none
    return Grid(value, known & np.asarray(look.axis.present))


def _columns(name: str, label: str, *, binary: bool = False, zero: bool = False, keep: bool = True) -> list[Column]:
    kind = "int8" if binary else "int16"
    return [
        Column(name, label, of="pair", type=kind, binary=binary, zero=zero, keep=keep),  # type: ignore[arg-type]
        Column(name, label, of="alone", type=kind, binary=binary, zero=zero, keep=keep),  # type: ignore[arg-type]
    ]


GROUP = Group(
    title="Visits",
    sources=(
        "us-dipl-core",
        "us-defence-visits",
        "china-leader-travel",
        "china-leader-visits-2025",
        "china-public-diplomacy",
        "colt-visits-agg",
    ),
    columns=(
        *_columns("bi_PRE", "visited by the US president (yes or no)", binary=True, zero=True),
        *_columns("bi_SOS", "visited by the US secretary of state (yes or no)", binary=True, zero=True),
        *_columns("bi_str_PRE", "visited by the US president, stricter rule", binary=True, zero=True, keep=False),
        *_columns("bi_str_SOS", "visited by the US secretary of state, stricter", binary=True, zero=True, keep=False),
        *_columns("usdef_visits", "visits by US service secretaries and commands (a selection)"),
        *_columns("ceias_visits", "visits by China's top leaders to 2020 (CEIAS)", zero=True),
        *_columns("leadervisit_visits", "visits by China's top leaders that CEIAS lacks (a selection)"),
        *_columns("government_visits", "government visits with China (AidData)"),
        *_columns("military_visits", "military visits with China (AidData)"),
        *_columns("total_elite_visits", "government and military visits with China (AidData)"),
        Column("colt_sent", "journeys abroad by its leaders (COLT totals)", type="int16"),
        Column("colt_received", "journeys of leaders to it (COLT totals)", type="int16"),
    ),
    load=load,
    any_of=True,
    about="Columns of the United States (bi_…, usdef_visits) and of China (ceias_, leadervisit_, government_, military_, "
    "total_elite_visits) are known in dyads with that state and, in panels of states, at the state visited; elsewhere they are "
    "null, not 0. ceias_visits is 0 only from 2014 on: before, the list lacks journeys. bi_… say whether there was a visit in the year, not how many. A journey counts in the year in which it "
    "began. colt_sent of China is far below CEIAS's count in several years.",
)
