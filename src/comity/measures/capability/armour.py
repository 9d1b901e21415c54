"""Tanks and other armoured fighting vehicles: how many pieces a state is listed with, 1970–2014.

Formula
-------
The count of the rDMC data: main battle tanks, light tanks, and armoured infantry fighting and assault vehicles, those in store
included where the book lists them. Armoured personnel carriers and reconnaissance vehicles are not in it::

    armour = pieces of the class, unless the years before and after both contradict it

Pitfalls
--------
The data end in 2014: later years are not known. A tank of 1950 counts as one of 2010, and one in a depot as one in a unit: that
Russia falls from 40,499 in 2010 to 13,929 in 2011 is a change of the book, which no longer lists the stored ones. Some cells are
double or broken; those that the years about them contradict are set aside as unknown, others remain. Read a series, not a
cell. No published error, hence no interval and no rank.

References
----------
Gannon, J. A. (2023). Planes, Trains, and Armored Mobiles: Introducing a Dataset of the Global Distribution of Military
Capabilities. *International Studies Quarterly* 67(4).

Examples
--------
A count that both sides of it contradict is taken for unknown:

>>> import numpy as np
>>> from comity.measures.capability._equipment import contradicted
>>> contradicted(np.array([[7760.0, 550.0, 8520.0]])).tolist()
[[False, True, False]]
"""

from __future__ import annotations

import numpy as np

from comity.measures.capability._equipment import needs_of, parts_of, steadiness, total
from comity.measures.contract import Measure
from comity.measures.estimates import Estimates
from comity.measures.reading import Reading

CLASSES = {"armoured-fighting-vehicles-attack": "tanks and fighting vehicles"}


def compute(reading: Reading) -> Estimates:
    """Give the count of all states and years."""
    return total(reading, CLASSES)


MEASURE = Measure(
    title="Tanks and other armoured fighting vehicles",
    unit="pieces",
    subject="state",
    needs=needs_of(list(CLASSES)),
    compute=compute,
    direction="more tanks and armoured fighting vehicles on the books",
    method="published count, contradicted cells set aside",
    reference="Gannon (2023)",
    parts=parts_of(CLASSES),
    bounds=(0.0, np.inf),
    monotone={need.layer: 1 for need in needs_of(list(CLASSES))},
    whole=True,
    validate=steadiness("capability.armour", CLASSES),
)
