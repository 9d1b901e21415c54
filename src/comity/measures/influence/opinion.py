"""Opinion of the first state in the second: which share of the second's public sees it favourably.

Formula
-------
::

    opinion_AB = share of the respondents in B who see A very or somewhat favourably (per cent)

weighted, by Pew's Global Attitudes surveys. Low and high are Wilson's 90 % interval for a share among n respondents.

Pitfalls
--------
Pew asks in some countries a year and about some targets: what was not asked is not known. Shares are of all who were
asked, so that those who do not know count as not favourable. The interval is of a simple random sample: the true designs (clusters,
weights) make it wider, and how much is not published with the shares, so take it for the least it can be. Some samples
were of cities or part of a country, and by telephone in 2020 and 2021. China's of 2013 are not known. It is an element of soft
power for itself: there is no score of which it would be a part.

References
----------
Pew Research Center (2023). *Global Attitudes Surveys, 2002–2023*.
Wilson, E. B. (1927). Probable Inference, the Law of Succession, and Statistical Inference. *Journal of the American
Statistical Association* 22(158), 209–212.

Examples
--------
>>> import numpy as np
>>> [bound.round(1).tolist() for bound in wilson(np.array([50.0]), np.array([1000.0]))]
[[47.4], [52.6]]
"""

from __future__ import annotations

import numpy as np

from comity.measures.contract import Measure, Need
from comity.measures.estimates import Estimates, Floats
from comity.measures.reading import Reading

FAVOURABLE = Need("perception-pew-agg", "pair_figure.pew-favourable")
RESPONDENTS = Need("perception-pew-agg", "pair_figure.pew-respondents")
_LABEL = "very or somewhat favourable"
#: The 95th percentile of the standard normal distribution.
Z = 1.6448536269514722


def wilson(share: Floats, number: Floats) -> tuple[Floats, Floats]:
    """Give the 90 % interval of a share in per cent among a number of respondents."""
    part = share / 100
    with np.errstate(invalid="ignore", divide="ignore"):
        middle = (part + Z**2 / (2 * number)) / (1 + Z**2 / number)
        half = Z / (1 + Z**2 / number) * np.sqrt(part * (1 - part) / number + Z**2 / (4 * number**2))
    return np.asarray(100 * (middle - half)), np.asarray(100 * (middle + half))


def compute(reading: Reading) -> Estimates:
    """Give the opinion of every state on record in every public asked."""
    rows = reading.dyads
    # The survey is of the second's public toward the first.
    value = reading.pair("opinion", "favorable_wpct", rows, toward=False)
    number = reading.pair("opinion", "pew_n", rows, toward=False)
    low, high = wilson(value, np.where(number > 0, number, np.nan))
    known = np.where(np.isfinite(value), 1, 0)
    return Estimates(reading.pairs, value, low=low, high=high, inputs=known, parts={_LABEL: value})


MEASURE = Measure(
    title="Favourable opinion of the first in the second's public",
    unit="per cent of respondents",
    subject="pair",
    directed=True,
    needs=(FAVOURABLE, RESPONDENTS),
    compute=compute,
    direction="a larger share of the second's public sees the first favourably",
    method="weighted share of respondents, Wilson interval",
    reference="Pew Research Center (2023)",
    parts={_LABEL: (FAVOURABLE, RESPONDENTS)},
    bounds=(0.0, 100.0),
    interval="sampling",
)
