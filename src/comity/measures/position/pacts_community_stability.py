"""Stability of a state's community in the network of pacts: whether the same states are found with it again and again.

Formula
-------
Communities are looked for 20 times, in orders by lot (Louvain, greatest modularity). In each run, the mean over the states of
its community of the share of the other runs in which they are with it again::

    S_i = mean over runs s of  1 / |C_is|  sum over j in C_is of  (share of other runs in which j is with i)

1: always the same companions. Low and high are the 5th and 95th percentile of the runs.

Two states have a tie in a year in which either owes the other anything by an alliance on ATOP's list.

Pitfalls
--------
It says how clear the division is, not how firm a bloc is or how long it lasts. A state with a low value stands between
communities, and any map that puts it into one is by lot. Of a state without ties it is not known. All obligations count alike
(see ``position.pacts_degree``). After 2018 nothing is known.

References
----------
Blondel, V. D., J.-L. Guillaume, R. Lambiotte and E. Lefebvre (2008). Fast unfolding of communities in large networks.
*Journal of Statistical Mechanics*, P10008.
Lancichinetti, A., and S. Fortunato (2012). Consensus clustering in complex networks. *Scientific Reports* 2, 336.

Examples
--------
Two runs, in which the third state is once with the first two and once alone with the fourth:

>>> import numpy as np
>>> runs = np.array([[0, 0, 0, 1], [0, 0, 1, 1]])
>>> of(Network(np.zeros((4, 4), bool)), runs).sum(axis=2)[:, 0].tolist()
[0.5, 1.0]
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from comity.measures.contract import Measure
from comity.measures.estimates import Floats
from comity.measures.networks import PACTS
from comity.measures.position._communities import explain_runs, over_runs
from comity.statistics.communities import kept
from comity.statistics.graphs import Network


def of(network: Network, runs: npt.NDArray[np.intp]) -> Floats:
    """Give what each companion adds to each state's stability in each run, shape (runs, n, n)."""
    return kept(runs)


MEASURE = Measure(
    title="Stability of a state's community in the network of pacts",
    unit="share of companions found again",
    subject="state",
    needs=PACTS.needs,
    compute=over_runs(PACTS, of),
    direction="the same companions in every run",
    method="co-membership over 20 runs of Louvain",
    reference="Lancichinetti and Fortunato (2012)",
    explain=explain_runs(PACTS, of, "companions"),
    bounds=(0.0, 1.0),
    interval="Monte Carlo",
    heavy=True,
)
