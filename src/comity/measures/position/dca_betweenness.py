"""Betweenness in the network of defence agreements: how much a state lies on the shortest paths of others.

Formula
-------
The share of the shortest paths between two other states that lead through it, averaged over all pairs of other states of
the system; of a pair without a path it is 0::

    B_i = 2 / ((n - 1)(n - 2))  sum over pairs s, t of  paths(s, t through i) / paths(s, t)

Two states have a tie in a year in which a bilateral defence cooperation agreement of 1980 or later is in force between
them, by the publisher's estimate.

Pitfalls
--------
A path of ties is no channel: nobody has been seen to pass anything along it. One tie to an otherwise unconnected region
can make it jump. The z-score beside it says what the state's number of ties does not.
What was signed before 1980 is not in the data, so that the network of the first years is emptier than the world was;
after 2010 nothing is known. There is no published error, hence no interval and no rank.

References
----------
Freeman, L. C. (1977). A set of measures of centrality based on betweenness. *Sociometry* 40(1), 35–41.
Brandes, U. (2001). A faster algorithm for betweenness centrality. *Journal of Mathematical Sociology* 25(2), 163–177.
Kinne, B. J. (2020). The Defense Cooperation Agreement Dataset (DCAD). *Journal of Conflict Resolution* 64(4), 729–755.

Examples
--------
A chain of three: the only pair of others is joined through the middle.

>>> import numpy as np
>>> tied = np.array([[0, 1, 0], [1, 0, 1], [0, 1, 0]], bool)
>>> of(Network(tied)).tolist()
[0.0, 1.0, 0.0]
"""

from __future__ import annotations

from comity.measures.contract import Measure
from comity.measures.estimates import Floats
from comity.measures.networks import AGREEMENTS, by_state, centrality, paths
from comity.statistics.graphs import Network


def of(network: Network) -> Floats:
    """Give the value of each state in a network, shape (n,)."""
    return network.betweenness


MEASURE = Measure(
    title="Betweenness among defence agreements since 1980",
    unit="share of shortest paths",
    subject="state",
    needs=AGREEMENTS.needs,
    compute=centrality(AGREEMENTS, of),
    direction="lying on more of the shortest paths between others",
    method="betweenness (Brandes)",
    reference="Freeman (1977)",
    explain=by_state(AGREEMENTS, paths),
    bounds=(0.0, 1.0),
)
