"""Influence received by a state, FBIC-type: the sum over all states of which it is known.

Formula
-------
::

    received_B = sum over A of influence of A on B

with ``influence.bandwidth_times_dependence``. Low and high, and the interval of the rank, are those of the sums over
the same 200 draws of the named choices, each of which holds for all states alike.

Pitfalls
--------
It is a sum over the pairs that are known, and ``coverage`` is their share: two states, or two years, can be compared only
where it is alike. Where fewer than half
as many partners are known as of the best known state of the year no sum is given. Open economies come first (Belgium, Singapore): their trade is large beside their product, much of it in
goods that only pass through. A low sum is no independence: who is bound to one patron alone receives less in sum than who
trades with all. Everything said of the measure of pairs holds here.

References
----------
Moyer, J. D., D. K. Bohl and S. Turner (2018). *Diplometrics: Formal Bilateral Influence Capacity*. Frederick S. Pardee
Center for International Futures, University of Denver.

Examples
--------
Two sources, and a third of which nothing is known:

>>> import numpy as np
>>> float(np.nansum([0.20, 0.05, np.nan]))
0.25
"""

from __future__ import annotations

from comity.measures.contract import Measure
from comity.measures.influence._channels import pair_needs
from comity.measures.influence._whole import explain_sum, of_states

MEASURE = Measure(
    title="FBIC-type influence received, known sources",
    unit="points, 0 to 1 from each state",
    subject="state",
    needs=pair_needs(arms=False),
    compute=of_states(1),
    direction="the known others have more to influence it by, added up",
    method="sum of FBIC-type influence over known sources",
    reference="Moyer, Bohl and Turner (2018), for the structure",
    explain=explain_sum(1),
    bounds=(0.0, float("inf")),
    interval="Monte Carlo",
    heavy=True,
)
