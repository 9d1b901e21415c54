"""Military personnel: how many a state had under arms in a year, as a number of persons.

Formula
-------
The published figure of the National Material Capabilities, which counts active troops under the command of the national
government, without reserves and without foreign or irregular forces::

    personnel = milper, in persons

Pitfalls
--------
The publisher counts in thousands: 0 may be some hundreds (Luxembourg) or a militia (Switzerland, 1950–1960), and a small force
is rounded. Numbers say nothing of training, equipment or readiness, and conscripts count as professionals. There is no
published error, hence no interval and no rank.

References
----------
Singer, J. D., S. Bremer and J. Stuckey (1972). Capability Distribution, Uncertainty, and Major Power War, 1820–1965. In
B. Russett (ed.), *Peace, War, and Numbers*, 19–48. Sage.

Examples
--------
What the record holds is in persons, as it is:

>>> import numpy as np
>>> known(np.array([247_000.0, np.nan])).tolist()
[1, 0]
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from comity.measures.capability._forces import SOLDIERS
from comity.measures.contract import Measure
from comity.measures.estimates import Estimates, Floats
from comity.measures.reading import Reading

LABEL = "military personnel"


def known(values: Floats) -> npt.NDArray[Any]:
    """Give of how many figures each was made: one, or none."""
    return np.isfinite(values).astype(np.int32)


def compute(reading: Reading) -> Estimates:
    """Give the personnel of all states and years."""
    value = reading.of_states(reading.figures("cow-nmc", "military-personnel")["military-personnel"])
    return Estimates(reading.states, value, inputs=known(value), parts={LABEL: value})


MEASURE = Measure(
    title="Military personnel",
    unit="persons",
    subject="state",
    needs=(SOLDIERS,),
    compute=compute,
    direction="more persons under arms",
    method="published figure",
    reference="Singer, Bremer and Stuckey (1972)",
    parts={LABEL: (SOLDIERS,)},
    bounds=(0.0, np.inf),
    monotone={SOLDIERS.layer: 1},
)
