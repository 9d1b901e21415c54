"""Nuclear powers that had weapons deployed in the target, those bound to the challenger left out.

Formula
-------
Of the pair's first state, the target, and its second, the challenger: of the United States, Russia and Britain, the number
that had nuclear weapons deployed in the target in the year; a power counts if it is neither of the two and does not owe the
challenger defence. Its coverage is the share of those powers of which the file tells.

Pitfalls
--------
What is publicly known of deployments, by year. Fuhrmann and Sechser (2014) find that weapons stationed in an ally add nothing
to what the alliance does. Powers of which the file does not tell count for nothing in the sum: see the coverage. The data
end with 2012; the almanac's ties of hosting go on to today, as a selection.

References
----------
McManus, R. W., and M. D. Nieman (2019). Identifying the Level of Major Power Support Signaled for Protégés: A Latent
Measure Approach. *Journal of Peace Research* 56(3), 364–378.
Fuhrmann, M., and T. S. Sechser (2014). Signaling Alliance Commitments: Hand-Tying and Sunk Costs in Extended Nuclear
Deterrence. *American Journal of Political Science* 58(4), 919–935.

Examples
--------
States 0 and 2 have weapons in state 1; state 2 owes state 3 defence:

>>> import numpy as np
>>> from comity.measures.deterrence._ledger import gather
>>> deployed, owes = np.zeros((4, 4)), np.zeros((4, 4))
>>> deployed[[0, 2], 1], owes[2, 3] = 1, 1
>>> gather(deployed, owes)[0].astype(int).tolist()[1]
[1, 2, 1, 1]
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from comity.measures.contract import Measure, Need
from comity.measures.deterrence import _patrons
from comity.measures.deterrence._ledger import PACTS
from comity.measures.estimates import Contribution, Estimates
from comity.measures.reading import Reading

SIGNAL = Need(_patrons.SOURCE, "pair_figure.signals-nukes")


def compute(reading: Reading) -> Estimates:
    """Give the number for all ordered pairs and years."""
    return _patrons.compute(reading, "nukes")


def explain(reading: Reading, estimates: Estimates, row: int) -> Sequence[Contribution]:
    """Give what each power adds."""
    return _patrons.explain(reading, estimates, row, "nukes", SIGNAL, "no nuclear weapons of such a power")


MEASURE = Measure(
    title="Signal: nuclear weapons deployed in the first (target)",
    unit="nuclear powers",
    subject="pair",
    directed=True,
    needs=(SIGNAL, PACTS),
    compute=compute,
    direction="nuclear weapons of more powers, that are not bound to the challenger",
    method="sum over major powers not bound to the challenger, of those of which it is known",
    reference="McManus and Nieman (2019)",
    explain=explain,
    bounds=(0.0, np.inf),
)
