"""Regime, by how far its rulers are chosen in free and fair elections: V-Dem's polyarchy.

Formula
-------
The publisher's value: the electoral democracy index of the Varieties of Democracy project, version 16, from 0 to 1.

Pitfalls
--------
Experts' ratings, made one scale by a measurement model. The file here has point estimates without their error, so that there is
no interval and no rank: differences under about 0.05 are within it. Every release estimates all years anew. Most microstates
are not rated, which is not 0. It says nothing about any person.

References
----------
Coppedge, M., J. Gerring, C. H. Knutsen, S. I. Lindberg, J. Teorell and others (2026). *V-Dem Dataset v16*. Varieties of
Democracy Project.
Teorell, J., M. Coppedge, S. I. Lindberg and S.-E. Skaaning (2019). Measuring Polyarchy Across the Globe, 1900–2017. *Studies in
Comparative International Development* 54(1), 71–95.

Examples
--------
A rating and a state that is not rated, which stays unknown:

>>> import numpy as np
>>> np.isfinite(np.array([0.85, np.nan])).tolist()
[True, False]
"""

from __future__ import annotations

import numpy as np

from comity.measures.contract import Measure, Need
from comity.measures.estimates import Estimates
from comity.measures.reading import Reading

INDEX = Need("democracy-isard", "figure.polyarchy-v16")
_LABEL = "electoral democracy index"


def compute(reading: Reading) -> Estimates:
    """Give the published value of all states and years."""
    value = reading.of_states(reading.nan("democracy", "v2x_polyarchy"))
    return Estimates(reading.states, value, inputs=np.where(np.isfinite(value), 1, 0), parts={_LABEL: value})


MEASURE = Measure(
    title="Electoral democracy index (V-Dem polyarchy)",
    unit="points, 0 to 1",
    subject="state",
    needs=(INDEX,),
    compute=compute,
    direction="its rulers are chosen in freer and fairer elections",
    method="published value",
    reference="Coppedge and others (2026)",
    parts={_LABEL: (INDEX,)},
    bounds=(0.0, 1.0),
)
