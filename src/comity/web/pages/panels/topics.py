"""The column groups by topic: the order in which one looks for them."""

from __future__ import annotations

from collections.abc import Mapping

from comity.panel.group import Group
from comity.web.contract import N_

TOPICS: dict[str, tuple[str, ...]] = {
    N_("Agreements and alliances"): ("atop", "dca", "nuclear-cooperation", "igo"),
    N_("Military activity together"): ("exercises", "peacekeeping", "bases", "troops", "arms", "aid"),
    N_("Diplomacy and opinion"): ("embassies", "representation", "visits", "unga", "similarity", "signals", "opinion", "events"),
    N_("Conflict"): ("gml-mid", "cow-mid", "wars", "ucdp", "deaths", "mie", "rivalries"),
    N_("States themselves"): ("names", "nmc", "gdp", "democracy", "stability", "coups", "leaders", "majors"),
    N_("Geography and trade"): ("contiguity", "capital-distance", "prd", "trade"),
}  # fmt: skip
OTHER = N_("Other")


def by_topic(given: Mapping[str, Group]) -> dict[str, list[str]]:
    """Sort groups by topic; one that stands in none is among the others."""
    found = {topic: [name for name in names if name in given] for topic, names in TOPICS.items()}
    told = {name for names in TOPICS.values() for name in names}
    found[OTHER] = [name for name in given if name not in told]
    return {topic: names for topic, names in found.items() if names}
