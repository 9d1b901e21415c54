"""Major powers whose leader visited the target, those bound to the challenger left out.

Formula
-------
Of the pair's first state, the target, and its second, the challenger: of the United States, Britain, France, Russia and
China, the number whose head of government or state visited the target in the year; a power counts if it is neither of the
two and does not owe the challenger defence. Its coverage is the share of those powers of which the file tells.

Pitfalls
--------
Whether there was a visit, not how many nor what was said. Most visits have nothing to do with this challenger. Powers of
which the file does not tell count for nothing in the sum: see the coverage. Visits of other leaders are in no source that
looks at all states. The data end with 2012.

References
----------
McManus, R. W., and M. D. Nieman (2019). Identifying the Level of Major Power Support Signaled for Protégés: A Latent
Measure Approach. *Journal of Peace Research* 56(3), 364–378.

Examples
--------
The leaders of states 0 and 2 visited state 1; state 2 owes state 3 defence:

>>> import numpy as np
>>> from comity.measures.deterrence._ledger import gather
>>> visited, owes = np.zeros((4, 4)), np.zeros((4, 4))
>>> visited[[0, 2], 1], owes[2, 3] = 1, 1
>>> gather(visited, owes)[0].astype(int).tolist()[1]
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

SIGNAL = Need(_patrons.SOURCE, "pair_figure.signals-vis")


def compute(reading: Reading) -> Estimates:
    """Give the number for all ordered pairs and years."""
    return _patrons.compute(reading, "vis")


def explain(reading: Reading, estimates: Estimates, row: int) -> Sequence[Contribution]:
    """Give what each power adds."""
    return _patrons.explain(reading, estimates, row, "vis", SIGNAL, "no leader of such a power came")


MEASURE = Measure(
    title="Signal: leaders of major powers who visited the first",
    unit="major powers",
    subject="pair",
    directed=True,
    needs=(SIGNAL, PACTS),
    compute=compute,
    direction="more major powers whose leader came, that are not bound to the challenger",
    method="sum over major powers not bound to the challenger, of those of which it is known",
    reference="McManus and Nieman (2019)",
    explain=explain,
    bounds=(0.0, np.inf),
)
