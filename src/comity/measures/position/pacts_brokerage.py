"""Brokerage in the network of pacts, as Burt's effective size: partners not tied to each other.

Formula
-------
The number of partners, less the mean number of ties that a partner has with the other partners::

    E_i = d_i - 1 / d_i  sum over j, k of a_ij a_ik a_jk

Who is tied to d states that have no tie with each other has d; a member of a clique of any size has 1; a state without
ties has 0.

Two states have a tie in a year in which either owes the other anything by an alliance on ATOP's list: defence,
offence, neutrality, consultation or nonaggression.

Pitfalls
--------
It counts partners between whom a state could stand, not any brokering. The z-score beside it says what the state's
number of ties does not: it is far below 0 where pacts are cliques, as most pacts of many states are.
All obligations count alike: since 1975 the Helsinki Final Act, to ATOP a nonaggression pact, ties nearly all of Europe and
North America, neutral states included. For defence pacts alone see ``position.defence_degree`` and its like. After 2018
nothing is known. There is no published error, hence no interval and no rank.

References
----------
Burt, R. S. (1992). *Structural Holes: The Social Structure of Competition*. Harvard University Press.
Leeds, B. A., J. Ritter, S. M. Mitchell and A. Long (2002). Alliance Treaty Obligations and Provisions, 1815–1944.
*International Interactions* 28(3), 237–260.

Examples
--------
A star of four, of whose tips two are tied to each other:

>>> import numpy as np
>>> tied = np.array([[0, 1, 1, 1], [1, 0, 1, 0], [1, 1, 0, 0], [1, 0, 0, 0]], bool)
>>> of(Network(tied)).round(3).tolist()
[2.333, 1.0, 1.0, 1.0]
"""

from __future__ import annotations

import math

from comity.measures.contract import Measure
from comity.measures.estimates import Floats
from comity.measures.networks import PACTS, by_state, centrality, reach
from comity.statistics.graphs import Network


def of(network: Network) -> Floats:
    """Give the value of each state in a network, shape (n,)."""
    return network.effective_size


MEASURE = Measure(
    title="Brokerage in the network of pacts",
    unit="partners that are not redundant",
    subject="state",
    needs=PACTS.needs,
    compute=centrality(PACTS, of),
    direction="more partners that are not tied to each other",
    method="effective size",
    reference="Burt (1992)",
    explain=by_state(PACTS, reach),
    bounds=(0.0, math.inf),
)
