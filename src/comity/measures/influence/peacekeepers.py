"""Peacekeepers of a state in missions of the United Nations, the mean of a year's months.

Formula
-------
::

    peacekeepers_it = mean over the months of a year of  troops + police + military experts

of the International Peace Institute's table of the United Nations' monthly summaries.

Pitfalls
--------
Missions led by the United Nations alone: soldiers under NATO, the European or the African Union are not in it. 1991 to 2013: of
1990 and 2014 only some months were seen. A state that the United Nations do not list in a month had nobody there, so that 0 is
known. It is an element of soft power for itself: there is no score of which it would be a part.

References
----------
Perry, C., and A. C. Smith (2013). *Trends in Uniformed Contributions to UN Peacekeeping: A New Dataset, 1991–2012*.
International Peace Institute.

Examples
--------
>>> import numpy as np
>>> np.sum([np.array([9_500.0]), np.array([1_800.0]), np.array([80.0])], axis=0).tolist()
[11380.0]
"""

from __future__ import annotations

import numpy as np

from comity.measures.contract import Measure, Need
from comity.measures.estimates import Estimates
from comity.measures.reading import Reading

NEEDS = {name: Need("ipi-peacekeeping", f"figure.un-peacekeeping-{name}") for name in ("troops", "police", "experts")}


def compute(reading: Reading) -> Estimates:
    """Give the peacekeepers of all states and years."""
    kinds = {name: reading.of_states(reading.nan("peacekeeping", f"pko_{name}")) for name in NEEDS}
    value = np.asarray(np.sum(list(kinds.values()), axis=0), np.float64)
    return Estimates(reading.states, value, inputs=np.where(np.isfinite(value), 3, 0), parts=kinds)


MEASURE = Measure(
    title="Uniformed persons in UN peacekeeping",
    unit="persons, mean of the months",
    subject="state",
    needs=tuple(NEEDS.values()),
    compute=compute,
    direction="more of its soldiers and police serve in missions of the United Nations",
    method="sum of troops, police and experts",
    reference="Perry and Smith (2013)",
    parts={name: (need,) for name, need in NEEDS.items()},
    bounds=(0.0, float("inf")),
    monotone={need.layer: 1 for need in NEEDS.values()},
)
