"""Degree in the network of defence agreements: with how many states it has a tie.

Formula
-------
The number of states with which a state has a tie::

    d_i = sum over j of a_ij

Two states have a tie in a year in which a bilateral defence cooperation agreement of 1980 or later is in force between
them, by the publisher's estimate.

Pitfalls
--------
A tie more may be an ally more or one signature among fifty.
What was signed before 1980 is not in the data, so that the network of the first years is emptier than the world was;
after 2010 nothing is known. There is no published error, hence no interval and no rank.

References
----------
Freeman, L. C. (1979). Centrality in social networks: conceptual clarification. *Social Networks* 1(3), 215–239.
Kinne, B. J. (2020). The Defense Cooperation Agreement Dataset (DCAD). *Journal of Conflict Resolution* 64(4), 729–755.

Examples
--------
A star of three: the one in the middle has two ties.

>>> import numpy as np
>>> tied = np.array([[0, 1, 1], [1, 0, 0], [1, 0, 0]], bool)
>>> of(Network(tied)).tolist()
[2.0, 1.0, 1.0]
"""

from __future__ import annotations

import math

from comity.measures.contract import Measure
from comity.measures.estimates import Floats
from comity.measures.networks import AGREEMENTS, by_state, centrality, partners
from comity.statistics.graphs import Network


def of(network: Network) -> Floats:
    """Give the value of each state in a network, shape (n,)."""
    return network.degree


MEASURE = Measure(
    title="States with a defence agreement with it, since 1980",
    unit="states",
    subject="state",
    needs=AGREEMENTS.needs,
    compute=centrality(AGREEMENTS, of),
    direction="ties with more states",
    method="degree",
    reference="Freeman (1979)",
    explain=by_state(AGREEMENTS, partners),
    bounds=(0.0, math.inf),
)
