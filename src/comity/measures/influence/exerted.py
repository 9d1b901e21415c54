"""Influence exerted by a state, FBIC-type: the sum over all states of which it is known.

Formula
-------
::

    exerted_A = sum over B of influence of A on B

with ``influence.bandwidth_times_dependence``. Low and high, and the interval of the rank, are those of the sums over
the same 200 draws of the named choices, each of which holds for all states alike.

Pitfalls
--------
It is a sum over the pairs that are known, and ``coverage`` is their share: two states, or two years, can be compared only
where it is alike. Where fewer than half
as many partners are known as of the best known state of the year no sum is given. The states of which trade or product is not known (most of the Soviet bloc, Taiwan, the Federal Republic
of Germany before 1990) are missing as targets and have no sum themselves. More states in the world make for more targets.
Everything said of the measure of pairs holds here: capacity by ties and trade, in current dollars, to 2014.

References
----------
Moyer, J. D., D. K. Bohl and S. Turner (2018). *Diplometrics: Formal Bilateral Influence Capacity*. Frederick S. Pardee
Center for International Futures, University of Denver.

Examples
--------
Two targets, and a third of which nothing is known:

>>> import numpy as np
>>> float(np.nansum([0.20, 0.05, np.nan]))
0.25
"""

from __future__ import annotations

from comity.measures.contract import Measure
from comity.measures.influence._channels import pair_needs
from comity.measures.influence._whole import explain_sum, of_states

MEASURE = Measure(
    title="FBIC-type influence exerted, known targets",
    unit="points, 0 to 1 from each state",
    subject="state",
    needs=pair_needs(arms=False),
    compute=of_states(0),
    direction="it has more to influence the known others by, added up",
    method="sum of FBIC-type influence over known targets",
    reference="Moyer, Bohl and Turner (2018), for the structure",
    explain=explain_sum(0),
    bounds=(0.0, float("inf")),
    interval="Monte Carlo",
    heavy=True,
)
