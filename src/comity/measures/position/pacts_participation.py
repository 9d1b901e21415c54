"""Participation in the network of pacts: how evenly a state's pacts are spread over communities of states.

Formula
-------
One less the sum of squares of the shares of its ties that go to each community (Guimerà and Amaral 2005)::

    P_i = 1 - sum over communities c of (k_ic / k_i)^2

0 if all its partners are of one community; near 1 if they are spread evenly over many. Communities are those of greatest modularity, by
the method of Louvain; the value is the mean of 20 runs in orders by lot, low and high the 5th and 95th percentile of the runs.

Two states have a tie in a year in which either owes the other anything by an alliance on ATOP's list.

Pitfalls
--------
Communities are a way to divide the network, not blocs that anybody has joined; modularity misses small ones in large
networks (Fortunato and Barthélemy 2007). Low and high are those of chance in the search alone. Of a state without ties it is not
known. All obligations count alike (see ``position.pacts_degree``). After 2018 nothing is known.

References
----------
Guimerà, R., and L. A. N. Amaral (2005). Functional cartography of complex metabolic networks. *Nature* 433, 895–900.
Blondel, V. D., J.-L. Guillaume, R. Lambiotte and E. Lefebvre (2008). Fast unfolding of communities in large networks.
*Journal of Statistical Mechanics*, P10008.
Fortunato, S., and M. Barthélemy (2007). Resolution limit in community detection. *PNAS* 104(1), 36–41.

Examples
--------
Who is tied to one state of each of two communities, and a state whose only tie is within its own:

>>> import numpy as np
>>> tied = np.array([[0, 1, 1], [1, 0, 0], [1, 0, 0]], bool)
>>> of(Network(tied), np.array([[0, 0, 1]])).sum(axis=2).tolist()
[[0.5, 0.0, 0.0]]
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from comity.measures.contract import Measure
from comity.measures.estimates import Floats
from comity.measures.networks import PACTS
from comity.measures.position._communities import explain_runs, over_runs
from comity.statistics.communities import spread
from comity.statistics.graphs import Network


def of(network: Network, runs: npt.NDArray[np.intp]) -> Floats:
    """Give what each partner adds to each state's participation in each run, shape (runs, n, n)."""
    return spread(network.tied, runs)


MEASURE = Measure(
    title="Participation of a state's pacts in communities",
    unit="points, 0 to 1",
    subject="state",
    needs=PACTS.needs,
    compute=over_runs(PACTS, of),
    direction="pacts spread over more communities",
    method="participation coefficient over Louvain communities, mean of 20 runs",
    reference="Guimerà and Amaral (2005)",
    explain=explain_runs(PACTS, of, "partners"),
    bounds=(0.0, 1.0),
    interval="Monte Carlo",
    heavy=True,
)
