"""Attack and coastal submarines: how many a state is listed with, 1970–2014.

Formula
-------
The sum of two counts of the rDMC data, known where both are::

    submarines = attack submarines (nuclear and other, with those of guided missiles) + coastal and midget submarines

Submarines with ballistic missiles are left out, since those of two states stand twice in some years; so are those for special
purposes.

Pitfalls
--------
The data end in 2014: later years are not known. A nuclear boat counts as a midget does: look at the parts. Boats in reserve are in
for some states. North Korea's of 2012 stand twice: 142, of 72 in 2013 and 2014. Counts that the years about them contradict are set aside as unknown (France has 45 in 2005 and 2006, of
6 in fact), others remain. No published error, hence no interval and no rank.

References
----------
Gannon, J. A. (2023). Planes, Trains, and Armored Mobiles: Introducing a Dataset of the Global Distribution of Military
Capabilities. *International Studies Quarterly* 67(4).

Examples
--------
>>> import numpy as np
>>> from comity.measures.capability._equipment import contradicted
>>> contradicted(np.array([[6.0, 6.0, 45.0, 45.0, 6.0, 6.0]])).ravel().tolist()
[False, False, True, True, False, False]
"""

from __future__ import annotations

import numpy as np

from comity.measures.capability._equipment import needs_of, parts_of, steadiness, total
from comity.measures.contract import Measure
from comity.measures.estimates import Estimates
from comity.measures.reading import Reading

CLASSES = {"submarines-attack": "attack submarines", "submarines-coastal": "coastal and midget submarines"}


def compute(reading: Reading) -> Estimates:
    """Give the sum of all states and years."""
    return total(reading, CLASSES)


MEASURE = Measure(
    title="Attack and coastal submarines",
    unit="boats",
    subject="state",
    needs=needs_of(list(CLASSES)),
    compute=compute,
    direction="more attack and coastal submarines on the books",
    method="sum of published counts, contradicted cells set aside",
    reference="Gannon (2023)",
    parts=parts_of(CLASSES),
    bounds=(0.0, np.inf),
    monotone={need.layer: 1 for need in needs_of(list(CLASSES))},
    whole=True,
    validate=steadiness("capability.submarines", CLASSES),
)
