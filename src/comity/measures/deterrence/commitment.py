"""Number of states that owe the target defence against the challenger.

Formula
-------
Of the pair's first state, the target, and its second, the challenger: the number of states that are obliged by a pact to
defend the target, and are not obliged to defend the challenger too.

Pitfalls
--------
It counts promises, not what they are worth: the United States count as one, and so does Luxembourg. Obligations are those in the
text (ATOP), directed, and the conditions on them are not read: a pact against one named enemy counts against all.
Commitments without a pact, such as the American one to Taiwan since 1980 or to Israel, are none here. Pacts are known to
2018; later ones, Finland's and Sweden's accession to the North Atlantic Treaty among them, are not.

References
----------
Leeds, B. A., J. Ritter, S. Mitchell and A. Long (2002). Alliance Treaty Obligations and Provisions, 1815–1944.
*International Interactions* 28(3), 237–260.
Johnson, J. C., and B. A. Leeds (2011). Defense Pacts: A Prescription for Peace? *Foreign Policy Analysis* 7(1), 45–65.

Examples
--------
State 2 owes both 0 and 1 defence, state 3 only 0: against 1, state 0 has one protector.

>>> import numpy as np
>>> owes = np.zeros((4, 4)); owes[2, [0, 1]] = 1; owes[3, 0] = 1
>>> committed(owes).astype(int).tolist()[0]
[0, 1, 1, 1]
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from comity.measures.contract import Measure
from comity.measures.deterrence._ledger import PACTS, Places, among, by_state, by_year, gather, pledges, protectors
from comity.measures.estimates import Contribution, Estimates, Floats
from comity.measures.reading import Reading


def committed(pledged: Floats) -> Floats:
    """Count for each target (first index) and challenger (second) who owes the one defence and not the other.

    Parameters
    ----------
    pledged
        1 where the first index owes the second defence, shape (N, N).
    """
    total, _, _ = gather(pledged, pledged)
    np.fill_diagonal(total, 0)
    return total


def compute(reading: Reading) -> Estimates:
    """Give the number for all ordered pairs and years."""
    pledged = pledges(reading)

    def at(period: int, here: Places) -> Floats:
        return among(pledged[period], here)

    total, _, lacking = by_year(reading, at)
    value = np.where(lacking > 0, np.nan, total)
    return Estimates(reading.pairs, value, inputs=np.where(np.isfinite(value), value, 0))


def explain(reading: Reading, estimates: Estimates, row: int) -> Sequence[Contribution]:
    """Give one for each state that is committed."""
    subjects = estimates.subjects
    period, target, challenger = (int(side[row]) for side in (subjects.period, subjects.a, subjects.b))
    allies = protectors(pledges(reading)[period], target, challenger)
    return by_state(
        reading, estimates, row, dict.fromkeys(allies, 1.0), (PACTS,), "no state owes the target defence against it"
    )


MEASURE = Measure(
    title="States committed to the first against the second",
    unit="states",
    subject="pair",
    directed=True,
    needs=(PACTS,),
    compute=compute,
    direction="more states that owe the target defence and the challenger none",
    method="count of defence obligations toward the target, those toward both left out",
    reference="Leeds, Ritter, Mitchell and Long (2002)",
    explain=explain,
    bounds=(0.0, np.inf),
)
