"""Betweenness in the network of defence agreements, against networks by lot with the same numbers of ties.

Formula
-------
How many standard deviations the state's value (``position.dca_betweenness``) is from the mean of states with as many ties, in
graphs drawn by lot from all in which every state keeps its number of ties::

    z_i = (x_i - mean of d_i) / deviation of d_i

The graphs, 100 a year, are drawn by swaps of edges from a fixed seed. Mean and deviation are pooled over the states of a graph that
have equally many ties, since in such a graph nothing else tells them apart.
Two states have a tie in a year in which a bilateral defence cooperation agreement of 1980 or later is in force between
them, by the publisher's estimate.

Pitfalls
--------
Real networks are not drawn by lot: a large |z| says that the number of ties does not explain a position, not why. The
values of graphs by lot are skewed where ties are few, so that z is no test, and 20 and 200 say the same: not by lot. It
is not known where 95 % or more of the values by lot are one and the same, as of a state without ties. No interval is given: 100 graphs leave an error of
about 0.1 at z = 0, and of 7 % of a large z, where a number of ties is one state's alone.
What was signed before 1980 is not in the data, so that the network of the first years is emptier than the world was;
after 2010 nothing is known.

References
----------
Freeman, L. C. (1977). A set of measures of centrality based on betweenness. *Sociometry* 40(1), 35–41.
Brandes, U. (2001). A faster algorithm for betweenness centrality. *Journal of Mathematical Sociology* 25(2), 163–177.
Fosdick, B. K., D. B. Larremore, J. Nishimura and J. Ugander (2018). Configuring random graph models with fixed degree
sequences. *SIAM Review* 60(2), 315–355.
Kinne, B. J. (2020). The Defense Cooperation Agreement Dataset (DCAD). *Journal of Conflict Resolution* 64(4), 729–755.

Examples
--------
In the graphs that have one state with two ties and two with one there is nothing to choose:

>>> import numpy as np
>>> mean, deviation = by_lot(np.array([2, 1, 1]), of, 10, np.random.default_rng(1))
>>> mean.round(3).tolist(), deviation.tolist()
([nan, 0.0, 1.0], [nan, nan, nan])
"""

from __future__ import annotations

from comity.measures.contract import Measure
from comity.measures.estimates import Floats
from comity.measures.networks import AGREEMENTS, CHANCE, HAS, against_chance, by_lot
from comity.statistics.graphs import Network

__all__ = ["MEASURE", "by_lot", "of"]


def of(network: Network) -> Floats:
    """Give the value of each state in a network, shape (n,)."""
    return network.betweenness


MEASURE = Measure(
    title="Betweenness among defence agreements since 1980, z",
    unit="standard deviations",
    subject="state",
    needs=AGREEMENTS.needs,
    compute=against_chance(AGREEMENTS, of),
    direction="more than its number of ties gives by lot",
    method="z-score against 100 graphs with the same degrees, by swaps of edges",
    reference="Fosdick et al. (2018)",
    parts={HAS: AGREEMENTS.needs, CHANCE: AGREEMENTS.needs},
    heavy=True,
)
