"""Breadth of the arsenal: the share of 69 classes of equipment of which a state has any, 1970–2014.

Formula
-------
Of those classes of which it is known whether a state has any, the share of which it has one piece or more; known where two
thirds of the 69 are::

    breadth = classes with a count above 0 / classes with a count

It is made of what each family of classes adds (aircraft, helicopters, large surface ships …).

Pitfalls
--------
The data end in 2014: later years are not known. It says how many different things an armed force can try, not how well or how
long: one ship of a class counts as a fleet. Small specialised forces are narrow by choice, and inside an alliance that may be
wise. The book has become fuller: of the states that were in it in 1972 the mean number of classes rises from 8 in 1970 to 20 in
2014, so compare states within a year. Numbers of pieces are not weighed: a diversity of counts would be one of mortars.
No published error, hence no interval and no rank.

References
----------
Gannon, J. A. (2023). Planes, Trains, and Armored Mobiles: Introducing a Dataset of the Global Distribution of Military
Capabilities. *International Studies Quarterly* 67(4).

Examples
--------
>>> import numpy as np
>>> from comity.measures.capability._equipment import share_fielded
>>> share, parts = share_fielded(np.array([[9.0], [0.0], [0.0], [1.0]]), 2 / 3)
>>> share.tolist()
[0.5]
"""

from __future__ import annotations

import numpy as np

from comity.measures.capability._equipment import fielded, needs_of
from comity.measures.contract import Measure
from comity.measures.estimates import Estimates
from comity.measures.reading import Reading

#: Family, by the beginning of its classes' names in the record: its label, and the rest of those names.
FAMILIES = {
    "air-defence": (
        "air defence",
        (
            "air-to-air-missiles",
            "surface-to-air-artillery",
            "surface-to-air-missiles",
        ),
    ),
    "aircraft": (
        "aircraft",
        (
            "aew",
            "attack",
            "bomber",
            "comm",
            "ew",
            "fighter",
            "maritime-patrol",
            "paramilitary",
            "recon-surveil",
            "tanker",
            "transport",
            "utility",
        ),
    ),
    "amphibious": (
        "amphibious ships",
        (
            "landing-craft",
            "landing-ship",
            "other",
        ),
    ),
    "anti-tank-anti-infrastructure": (
        "anti-tank weapons",
        (
            "artillery",
            "missiles",
        ),
    ),
    "armoured-fighting-vehicles": (
        "armoured vehicles",
        (
            "attack",
            "engineering-and-maintenance",
            "transport",
        ),
    ),
    "ballistic-missiles": (
        "ballistic missiles",
        (
            "intercontinental",
            "medium-range",
            "short-range",
        ),
    ),
    "helicopters": (
        "helicopters",
        (
            "attack",
            "ew",
            "maritime",
            "observation",
            "search-and-rescue",
            "transport",
            "utility",
        ),
    ),
    "land-sea-defence": (
        "artillery and missiles",
        (
            "air-to-surface-ordnance",
            "surface-to-surface-artillery",
            "surface-to-surface-missiles",
        ),
    ),
    "logistics-and-support": (
        "support ships",
        (
            "command-and-support",
            "logistics",
            "maintenance",
            "replenishment",
            "research",
            "special-purpose",
            "surveillance-and-intelligence",
            "training",
            "transport",
            "yard-craft",
        ),
    ),
    "mine-warfare": (
        "mine warfare ships",
        (
            "mine-countermeasures",
            "mine-layers",
        ),
    ),
    "patrol-and-coastal-combatants": (
        "patrol and coastal ships",
        (
            "coastal",
            "corvette",
            "offshore",
            "other",
        ),
    ),
    "principal-surface-combatants": (
        "large surface ships",
        (
            "aircraft-carrier",
            "cruisers",
            "destroyers",
            "frigates",
        ),
    ),
    "radars": (
        "radars",
        (
            "air-defense-early-warning",
            "communications",
            "environmental",
            "fire-control",
            "isr-battlefield-surveil",
            "navigation",
        ),
    ),
    "submarines": (
        "submarines",
        (
            "attack",
            "ballistic",
            "coastal",
            "other",
        ),
    ),
    "unmanned-aerial-vehicles": (
        "drones",
        (
            "combat",
            "recon-surveil",
            "transport",
        ),
    ),
}
CLASSES = {f"{family}-{name}": label for family, (label, names) in FAMILIES.items() for name in names}
#: The part of them that must be known.
LEAST = 2 / 3


def compute(reading: Reading) -> Estimates:
    """Give the share of all states and years."""
    made, parts = fielded(reading, list(CLASSES), LEAST)
    labels = np.array(list(CLASSES.values()))
    known = np.isfinite(made.value)
    return Estimates(
        made.subjects,
        made.value,
        inputs=made.inputs,
        coverage=made.coverage,
        parts={
            label: np.where(known, np.nansum(parts[labels == label], axis=0), np.nan) for label, _ in FAMILIES.values()
        },
    )


MEASURE = Measure(
    title="Breadth of the arsenal",
    unit="share of 69 classes",
    subject="state",
    needs=needs_of(list(CLASSES)),
    compute=compute,
    direction="more different sorts of equipment in service",
    method="share of 69 classes with a count above zero, of those that are known",
    reference="Gannon (2023); the share is comity's",
    parts={label: needs_of([f"{family}-{name}" for name in names]) for family, (label, names) in FAMILIES.items()},
    bounds=(0.0, 1.0),
    whole=True,
)
