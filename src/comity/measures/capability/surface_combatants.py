"""Cruisers, destroyers and frigates: how many principal surface combatants a state is listed with, 1970–2014.

Formula
-------
The sum of three counts of the rDMC data, known where each of them is::

    surface combatants = cruisers + destroyers + frigates

Aircraft carriers are left out: of some states they are not known, or counted with those in reserve.

Pitfalls
--------
The data end in 2014: later years are not known. What one navy calls a destroyer is another's frigate, so read the sum and not its
parts. A ship of 1945 counts as one of 2010, and ships of an inactive fleet are in for some years (the United States have 101
destroyers in 2006 after 53). Counts that the years about them contradict are set aside as unknown, others remain. No
published error, hence no interval and no rank.

References
----------
Gannon, J. A. (2023). Planes, Trains, and Armored Mobiles: Introducing a Dataset of the Global Distribution of Military
Capabilities. *International Studies Quarterly* 67(4).
Crisher, B. B., and M. Souva (2014). Power at Sea: A Naval Power Dataset, 1865–2011. *International Interactions* 40(4), 602–629.

Examples
--------
>>> import numpy as np
>>> from comity.measures.capability._equipment import contradicted
>>> contradicted(np.array([[12.0, 4.0, 12.0], [12.0, 9.0, 12.0]])).any(axis=1).tolist()
[True, False]
"""

from __future__ import annotations

import numpy as np

from comity.measures.capability._equipment import needs_of, parts_of, steadiness, total
from comity.measures.contract import Measure
from comity.measures.estimates import Estimates
from comity.measures.reading import Reading

CLASSES = {
    "principal-surface-combatants-cruisers": "cruisers",
    "principal-surface-combatants-destroyers": "destroyers",
    "principal-surface-combatants-frigates": "frigates",
}


def compute(reading: Reading) -> Estimates:
    """Give the sum of all states and years."""
    return total(reading, CLASSES)


MEASURE = Measure(
    title="Cruisers, destroyers and frigates",
    unit="ships",
    subject="state",
    needs=needs_of(list(CLASSES)),
    compute=compute,
    direction="more large surface combatants on the books",
    method="sum of published counts, contradicted cells set aside",
    reference="Gannon (2023)",
    parts=parts_of(CLASSES),
    bounds=(0.0, np.inf),
    monotone={need.layer: 1 for need in needs_of(list(CLASSES))},
    whole=True,
    validate=steadiness("capability.surface_combatants", CLASSES),
)
