"""Harmonic closeness in the network of pacts: how near a state is to all others.

Formula
-------
The mean, over all other states of the system, of one over the number of ties on the shortest path between the two, and
0 where there is no path::

    C_i = 1 / (n - 1)  sum over j of 1 / distance(i, j)

It needs no whole network: a state without ties has 0, and one in a small part of the network little.

Two states have a tie in a year in which either owes the other anything by an alliance on ATOP's list: defence,
offence, neutrality, consultation or nonaggression.

Pitfalls
--------
It grows as the network thickens, for everybody. The z-score beside it says what the state's number of ties does not.
All obligations count alike: since 1975 the Helsinki Final Act, to ATOP a nonaggression pact, ties nearly all of Europe and
North America, neutral states included. For defence pacts alone see ``position.defence_degree`` and its like. After 2018
nothing is known. There is no published error, hence no interval and no rank.

References
----------
Marchiori, M., and V. Latora (2000). Harmony in the small-world. *Physica A* 285(3–4), 539–546.
Leeds, B. A., J. Ritter, S. M. Mitchell and A. Long (2002). Alliance Treaty Obligations and Provisions, 1815–1944.
*International Interactions* 28(3), 237–260.

Examples
--------
A chain of three: from its end one other is one step away, and one two.

>>> import numpy as np
>>> tied = np.array([[0, 1, 0], [1, 0, 1], [0, 1, 0]], bool)
>>> of(Network(tied)).tolist()
[0.75, 1.0, 0.75]
"""

from __future__ import annotations

from comity.measures.contract import Measure
from comity.measures.estimates import Floats
from comity.measures.networks import PACTS, by_state, centrality, nearness
from comity.statistics.graphs import Network


def of(network: Network) -> Floats:
    """Give the value of each state in a network, shape (n,)."""
    return network.closeness


MEASURE = Measure(
    title="Harmonic closeness in the network of pacts",
    unit="points, 0 to 1 (mean of 1 / distance)",
    subject="state",
    needs=PACTS.needs,
    compute=centrality(PACTS, of),
    direction="fewer steps to more states",
    method="harmonic closeness",
    reference="Marchiori and Latora (2000)",
    explain=by_state(PACTS, nearness),
    bounds=(0.0, 1.0),
)
