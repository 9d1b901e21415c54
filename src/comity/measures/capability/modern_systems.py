"""Modern systems: the share of ten advanced sorts of equipment that a state fields, 1970–2014 (its technological edge).

Formula
-------
Of those of ten classes of which it is known whether a state has any, the share of which it has one piece or more; known where
eight of the ten are::

    share = classes with a count above 0 / classes with a count

The ten, and why each is among them. *Seeing*: early-warning aircraft, electronic-warfare aircraft, reconnaissance drones and
intelligence ships tell what others cannot know. *Striking*: combat drones and attack helicopters find and hit single targets.
*Reaching*: tanker aircraft, replenishment ships and aircraft carriers carry force far from home. *Deterring*: submarines
with ballistic missiles survive a first strike. In 2014 no class was fielded by more than half of the states in the book.

Pitfalls
--------
The data end in 2014: later years are not known, and drones have spread since. The list is a choice, made for classes that the data
hold well; guided munitions, cyber means, satellites and the generation of fighters are not in the data. One old tanker counts
as five hundred. An empty cell often stands for drones without a number (China and Russia in 2014): such a class counts for
nothing. No published error, hence no interval and no rank.

References
----------
Gannon, J. A. (2023). Planes, Trains, and Armored Mobiles: Introducing a Dataset of the Global Distribution of Military
Capabilities. *International Studies Quarterly* 67(4).
Horowitz, M. C. (2010). *The Diffusion of Military Power*. Princeton University Press.

Examples
--------
A state has early-warning aircraft and tankers, no drones; of its carriers nothing is known:

>>> import numpy as np
>>> from comity.measures.capability._equipment import share_fielded
>>> share, parts = share_fielded(np.array([[4.0], [0.0], [np.nan], [2.0]]), 0.75)
>>> share.round(4).tolist()
[0.6667]
"""

from __future__ import annotations

from comity.measures.capability._equipment import fielded, needs_of
from comity.measures.contract import Measure
from comity.measures.estimates import Estimates
from comity.measures.reading import Reading

CLASSES = {
    "aircraft-aew": "early-warning aircraft",
    "aircraft-ew": "electronic-warfare aircraft",
    "unmanned-aerial-vehicles-recon-surveil": "reconnaissance drones",
    "logistics-and-support-surveillance-and-intelligence": "intelligence ships",
    "unmanned-aerial-vehicles-combat": "combat drones",
    "helicopters-attack": "attack helicopters",
    "aircraft-tanker": "tanker aircraft",
    "logistics-and-support-replenishment": "replenishment ships",
    "principal-surface-combatants-aircraft-carrier": "aircraft carriers",
    "submarines-ballistic": "submarines with ballistic missiles",
}
#: The part of them that must be known.
LEAST = 0.8


def compute(reading: Reading) -> Estimates:
    """Give the share of all states and years."""
    made, parts = fielded(reading, list(CLASSES), LEAST)
    return Estimates(
        made.subjects,
        made.value,
        inputs=made.inputs,
        coverage=made.coverage,
        parts=dict(zip(CLASSES.values(), parts, strict=True)),
    )


MEASURE = Measure(
    title="Modern systems fielded (technological edge)",
    unit="share of ten classes",
    subject="state",
    needs=needs_of(list(CLASSES)),
    compute=compute,
    direction="more sorts of advanced equipment in service",
    method="share of ten classes with a count above zero, of those that are known",
    reference="Gannon (2023); the list is comity's",
    parts={label: needs_of([name]) for name, label in CLASSES.items()},
    bounds=(0.0, 1.0),
    whole=True,
)
