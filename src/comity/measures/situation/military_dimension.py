"""Military dimension of the executive: how far its power rests on the armed forces.

Formula
-------
The publisher's value: V-Dem's index v2x_ex_military, version 10, from 0 (not at all) to 1. It asks whether the armed forces
appointed, or can dismiss, whoever governs.

Pitfalls
--------
Version 10 of 2020, 1959 to 2019, in a third party's extract that filled gaps by straight lines and carried first values back
without saying where; no error in it, hence no interval, no rank. It describes how the executive came by its power and who can
end it: it says nothing about what the armed forces intend, and nothing about any person.

References
----------
Teorell, J., and S. I. Lindberg (2019). Beyond Democracy-Dictatorship Measures: A New Framework Capturing Executive Bases of
Power, 1789–2016. *Perspectives on Politics* 17(1), 66–84.

Examples
--------
A rating and a state that is not rated, which stays unknown:

>>> import numpy as np
>>> np.isfinite(np.array([0.4, np.nan])).tolist()
[True, False]
"""

from __future__ import annotations

import numpy as np

from comity.measures.contract import Measure, Need
from comity.measures.estimates import Estimates
from comity.measures.reading import Reading

INDEX = Need("vdem-v10-indices", "figure.vdem10-ex-military")
_LABEL = "military dimension index"


def compute(reading: Reading) -> Estimates:
    """Give the published value of all states and years."""
    value = reading.of_states(reading.figures("vdem-v10-indices", "vdem10-ex-military")["vdem10-ex-military"])
    return Estimates(reading.states, value, inputs=np.where(np.isfinite(value), 1, 0), parts={_LABEL: value})


MEASURE = Measure(
    title="Military dimension of the executive (V-Dem 10)",
    unit="points, 0 to 1",
    subject="state",
    needs=(INDEX,),
    compute=compute,
    direction="the executive's power rests more on the armed forces",
    method="published value",
    reference="Teorell and Lindberg (2019)",
    parts={_LABEL: (INDEX,)},
    bounds=(0.0, 1.0),
)
