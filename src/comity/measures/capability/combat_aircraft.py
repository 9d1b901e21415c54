"""Combat aircraft: how many fixed-wing combat-capable aircraft a state holds.

Formula
-------
The count of a source that the user brings::

    combat aircraft = pieces of the figure combat-aircraft

Pitfalls
--------
The open data on equipment (rDMC) cannot answer: multi-role fighters are in none of their classes, so that the United Kingdom
has no combat aircraft from 2012 on and the United States have 8 fighters in 2007. No part of it takes the name of the whole.
Counts of a licensed edition of The Military Balance, or of a directory of air forces, may be brought; a count says nothing of
age, readiness or pilots.

References
----------
International Institute for Strategic Studies (yearly). *The Military Balance*. Routledge.
Gannon, J. A. (2023). Planes, Trains, and Armored Mobiles: Introducing a Dataset of the Global Distribution of Military
Capabilities. *International Studies Quarterly* 67(4).

Examples
--------
>>> import numpy as np
>>> counted(np.array([250.0, np.nan])).tolist()
[1, 0]
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from comity.measures.contract import Measure, Need
from comity.measures.estimates import Estimates, Floats
from comity.measures.reading import Reading

COUNT = Need(
    "combat-aircraft",
    "figure.combat-aircraft",
    bring="Bring counts of combat-capable aircraft by state and year (from a licensed edition of The Military Balance, say) as a "
    "source of your own called combat-aircraft, with the figure combat-aircraft.",
)
LABEL = "combat aircraft"


def counted(values: Floats) -> npt.NDArray[Any]:
    """Give of how many figures each was made: one, or none."""
    return np.isfinite(values).astype(np.int32)


def compute(reading: Reading) -> Estimates:
    """Give the count of all states and years."""
    value = reading.of_states(reading.figures(COUNT.source, "combat-aircraft")["combat-aircraft"])
    return Estimates(reading.states, value, inputs=counted(value), parts={LABEL: value})


MEASURE = Measure(
    title="Combat aircraft",
    unit="pieces",
    subject="state",
    needs=(COUNT,),
    compute=compute,
    direction="more combat aircraft on the books",
    method="count of the source that was brought",
    reference="International Institute for Strategic Studies (yearly); comity's own choice of 2026",
    parts={LABEL: (COUNT,)},
    bounds=(0.0, np.inf),
    monotone={COUNT.layer: 1},
)
