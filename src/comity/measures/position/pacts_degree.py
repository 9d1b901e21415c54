"""Degree in the network of pacts: with how many states it has a tie.

Formula
-------
The number of states with which a state has a tie::

    d_i = sum over j of a_ij

Two states have a tie in a year in which either owes the other anything by an alliance on ATOP's list: defence,
offence, neutrality, consultation or nonaggression.

Pitfalls
--------
A tie more may be an ally more or one signature among fifty.
All obligations count alike: since 1975 the Helsinki Final Act, to ATOP a nonaggression pact, ties nearly all of Europe and
North America, neutral states included. For defence pacts alone see ``position.defence_degree`` and its like. After 2018
nothing is known. There is no published error, hence no interval and no rank.

References
----------
Freeman, L. C. (1979). Centrality in social networks: conceptual clarification. *Social Networks* 1(3), 215–239.
Leeds, B. A., J. Ritter, S. M. Mitchell and A. Long (2002). Alliance Treaty Obligations and Provisions, 1815–1944.
*International Interactions* 28(3), 237–260.

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
from comity.measures.networks import PACTS, by_state, centrality, partners
from comity.statistics.graphs import Network


def of(network: Network) -> Floats:
    """Give the value of each state in a network, shape (n,)."""
    return network.degree


MEASURE = Measure(
    title="States bound to it by a pact",
    unit="states",
    subject="state",
    needs=PACTS.needs,
    compute=centrality(PACTS, of),
    direction="ties with more states",
    method="degree",
    reference="Freeman (1979)",
    explain=by_state(PACTS, partners),
    bounds=(0.0, math.inf),
)
