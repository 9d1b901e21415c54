"""What the measures of equipment share: holdings of all classes, and families of classes.

The data end in 2014, and what a state without a row held is not known. Where in 1990 two codes of a list mean one state
(Germany, Yemen), both carry its holdings, and in a group it is taken once.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from comity.measures.contract import Need
from comity.measures.estimates import Floats
from comity.measures.reading import Reading
from comity.panel.axis import Flags
from comity.panel.trace import Behind

#: Family of classes → its classes, as the record's indicators have them (without ``rdmc-`` and the family's name).
FAMILIES = {
    "air defence": ("air-to-air-missiles", "surface-to-air-artillery", "surface-to-air-missiles"),
    "aircraft": (
        "aew", "attack", "bomber", "comm", "ew", "fighter", "maritime-patrol", "paramilitary", "recon-surveil", "tanker",
        "transport", "utility",
    ),
    "amphibious": ("landing-craft", "landing-ship", "other"),
    "anti-tank/anti-infrastructure": ("artillery", "missiles"),
    "armoured fighting vehicles": ("attack", "engineering-and-maintenance", "transport"),
    "ballistic missiles": ("intercontinental", "medium-range", "short-range"),
    "helicopters": ("attack", "ew", "maritime", "observation", "search-and-rescue", "transport", "utility"),
    "land/sea defence": ("air-to-surface-ordnance", "surface-to-surface-artillery", "surface-to-surface-missiles"),
    "logistics and support": (
        "command-and-support", "logistics", "maintenance", "replenishment", "research", "special-purpose",
        "surveillance-and-intelligence", "training", "transport", "yard-craft",
    ),
    "mine warfare": ("mine-countermeasures", "mine-layers"),
    "patrol and coastal combatants": ("coastal", "corvette", "offshore", "other"),
    "principal surface combatants": ("aircraft-carrier", "cruisers", "destroyers", "frigates"),
    "radars": (
        "air-defense-early-warning", "communications", "environmental", "fire-control", "isr-battlefield-surveil", "navigation",
    ),
    "submarines": ("attack", "ballistic", "coastal", "other"),
    "unmanned aerial vehicles": ("combat", "recon-surveil", "transport"),
}  # fmt: skip


def _stem(family: str) -> str:
    return family.replace(" ", "-").replace("/", "-")


INDICATORS = {family: tuple(f"rdmc-{_stem(family)}-{last}" for last in lasts) for family, lasts in FAMILIES.items()}
CLASSES = tuple(name for names in INDICATORS.values() for name in names)
#: Class → its family and what it is called within it.
LABELS = {f"rdmc-{_stem(family)}-{last}": f"{family}: {last.replace('-', ' ')}" for family, lasts in FAMILIES.items() for last in lasts}  # fmt: skip
NEEDS = {family: tuple(Need("rdmc", f"figure.{name}") for name in names) for family, names in INDICATORS.items()}
ALL_NEEDS = tuple(need for needs in NEEDS.values() for need in needs)


def holdings(reading: Reading) -> Floats:
    """Give how many pieces of each class each state held, shape (classes, N, P), with NaN for what is not known."""
    found = reading.figures("rdmc", *CLASSES)
    return np.stack([found[name] for name in CLASSES])


def told(holdings: Floats) -> Flags:
    """Say of whom anything is known, shape (N, P)."""
    return np.asarray(np.isfinite(holdings).any(axis=0))


def rows_of(reading: Reading, keys: Sequence[str], year: int) -> tuple[Behind, ...]:
    """Give the rows of the record on holdings of some states in a year."""
    cursor = reading.con.execute(
        """select * from figure where source = 'rdmc' and list_contains($1, actor) and list_contains($2, indicator)
        and "start" <= $4 and "end" >= $3 order by actor, indicator""",
        [list(keys), list(CLASSES), date(year, 1, 1), date(year, 12, 31)],
    )
    header = [entry[0] for entry in cursor.description or ()]
    found = []
    for row in cursor.fetchall():
        cells = {name: value for name, value in zip(header, row, strict=True) if value is not None}
        found.append(Behind("figure", cells, str(cells.pop("source")), str(cells.pop("source_row"))))
    return tuple(found)


__all__ = ["ALL_NEEDS", "CLASSES", "FAMILIES", "INDICATORS", "LABELS", "NEEDS", "holdings", "rows_of", "told"]
