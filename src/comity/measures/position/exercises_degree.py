"""Degree in the network of exercises: with how many states it has a tie.

Formula
-------
The number of states with which a state has a tie::

    d_i = sum over j of a_ij

Two states have a tie in a year if they took part in one joint exercise in it or in any of the four years before.

Pitfalls
--------
A tie more may be an ally more or one signature among fifty.
Exercises were found in news in English, so that those of the United States and NATO are more complete. The five years
are a choice: the network is known from 1984 to 2010. There is no published error, hence no interval and no rank.

References
----------
Freeman, L. C. (1979). Centrality in social networks: conceptual clarification. *Social Networks* 1(3), 215–239.
D'Orazio, V., and K. Galambos (2021). *Multinational Military Exercises, 1980–2010*. Harvard Dataverse.

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
from comity.measures.networks import EXERCISES, by_state, centrality, partners
from comity.statistics.graphs import Network


def of(network: Network) -> Floats:
    """Give the value of each state in a network, shape (n,)."""
    return network.degree


MEASURE = Measure(
    title="States with which it exercised in five years",
    unit="states",
    subject="state",
    needs=EXERCISES.needs,
    compute=centrality(EXERCISES, of),
    direction="ties with more states",
    method="degree",
    reference="Freeman (1979)",
    explain=by_state(EXERCISES, partners),
    bounds=(0.0, math.inf),
)
