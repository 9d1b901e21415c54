"""Arms that major powers delivered to the target, those bound to the challenger left out.

Formula
-------
Of the pair's first state, the target, and its second, the challenger: the volume of major arms, in million SIPRI
trend-indicator values, that the United States, Britain, France, Russia and China delivered to the target in the year; a
power counts if it is neither of the two and does not owe the challenger defence. Its coverage is the share of those powers
of which the file tells.

Pitfalls
--------
Volume, not money, and of five suppliers alone; what a target makes itself or buys elsewhere is not in it. Deliveries follow
orders by years. Powers of which the file does not tell count for nothing in the sum: see the coverage. The data end with
2012; for later years bring an export of SIPRI's register and read its panel columns.

References
----------
McManus, R. W., and M. D. Nieman (2019). Identifying the Level of Major Power Support Signaled for Protégés: A Latent
Measure Approach. *Journal of Peace Research* 56(3), 364–378.

Examples
--------
State 0 delivered 50 and state 2 delivered 20 to state 1; state 2 owes state 3 defence:

>>> import numpy as np
>>> from comity.measures.deterrence._ledger import gather
>>> delivered, owes = np.zeros((4, 4)), np.zeros((4, 4))
>>> delivered[[0, 2], 1], owes[2, 3] = (50, 20), 1
>>> gather(delivered, owes)[0].astype(int).tolist()[1]
[20, 70, 50, 50]
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from comity.measures.contract import Measure, Need
from comity.measures.deterrence import _patrons
from comity.measures.deterrence._ledger import PACTS
from comity.measures.estimates import Contribution, Estimates
from comity.measures.reading import Reading

SIGNAL = Need(_patrons.SOURCE, "pair_figure.signals-arms")


def compute(reading: Reading) -> Estimates:
    """Give the volume for all ordered pairs and years."""
    return _patrons.compute(reading, "arms")


def explain(reading: Reading, estimates: Estimates, row: int) -> Sequence[Contribution]:
    """Give what each power adds."""
    return _patrons.explain(reading, estimates, row, "arms", SIGNAL, "no arms from such a power")


MEASURE = Measure(
    title="Signal: arms to the first, not from allies of the second",
    unit="million TIV",
    subject="pair",
    directed=True,
    needs=(SIGNAL, PACTS),
    compute=compute,
    direction="more arms delivered by major powers that are not bound to the challenger",
    method="sum over major powers not bound to the challenger, of those of which it is known",
    reference="McManus and Nieman (2019)",
    explain=explain,
    bounds=(0.0, np.inf),
)
