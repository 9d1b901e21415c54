"""Eigenvector centrality in the network of pacts: being tied to those who are central themselves.

Formula
-------
The eigenvector of the greatest eigenvalue of the network's connected part in which the state is::

    x_i = 1 / lambda  sum over j of a_ij x_j,   mean over the part of x_i^2 = 1

If all in a part were tied to all, each would have 1. A state without ties has 0.

Two states have a tie in a year in which either owes the other anything by an alliance on ATOP's list: defence,
offence, neutrality, consultation or nonaggression.

Pitfalls
--------
It compares states of one connected part: two states bound to each other alone have 1 each, as have the members of a
large pact that keeps to itself. Where a large pact is part of a larger network, it goes to the members of the pact
almost alone. The z-score beside it says what the state's number of ties does not.
All obligations count alike: since 1975 the Helsinki Final Act, to ATOP a nonaggression pact, ties nearly all of Europe and
North America, neutral states included. For defence pacts alone see ``position.defence_degree`` and its like. After 2018
nothing is known. There is no published error, hence no interval and no rank.

References
----------
Bonacich, P. (1972). Factoring and weighting approaches to status scores and clique identification. *Journal of
Mathematical Sociology* 2(1), 113–120.
Leeds, B. A., J. Ritter, S. M. Mitchell and A. Long (2002). Alliance Treaty Obligations and Provisions, 1815–1944.
*International Interactions* 28(3), 237–260.

Examples
--------
A star of three:

>>> import numpy as np
>>> tied = np.array([[0, 1, 1], [1, 0, 0], [1, 0, 0]], bool)
>>> of(Network(tied)).round(3).tolist()
[1.225, 0.866, 0.866]
"""

from __future__ import annotations

import math

from comity.measures.contract import Measure
from comity.measures.estimates import Floats
from comity.measures.networks import PACTS, by_state, centrality, standing
from comity.statistics.graphs import Network


def of(network: Network) -> Floats:
    """Give the value of each state in a network, shape (n,)."""
    return network.eigenvector


MEASURE = Measure(
    title="Eigenvector centrality in the network of pacts",
    unit="times an equal member's",
    subject="state",
    needs=PACTS.needs,
    compute=centrality(PACTS, of),
    direction="ties with states that are central themselves",
    method="eigenvector of each connected part, squares averaging 1",
    reference="Bonacich (1972)",
    explain=by_state(PACTS, standing),
    bounds=(0.0, math.inf),
)
