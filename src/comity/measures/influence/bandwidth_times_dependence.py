"""FBIC-type influence of the first state on the second: bandwidth times dependence.

Formula
-------
::

    influence of A on B = bandwidth_AB × dependence_BA

    bandwidth  = mean of  political: shared organisations
                          economic:  trade in goods (log)
                          security:  alliance commitments
    dependence = mean of  the share of A in B's trade
                          trade with A over B's product

each from 0 to 1 between fixed goalposts, 0 and the number in ``weights.toml``, the same for all pairs and years. Weights
are equal, and stand there each with its reason. The structure is that of the Formal Bilateral Influence Capacity
index (FBIC); components, goalposts and weights are not FBIC's, whose data and sub-weights are not open. This is no FBIC.

Low and high are the 5th and 95th percentile over 200 draws of the named choices: each weight up or down by up to a
quarter, each upper goalpost between its two candidates, trade in logs or not. The value as it stands can be made by hand from
``weights.toml``, and is not the middle of the draws: it is made with the upper of the two goalposts throughout, so that three in
four values lie in the lower half of their interval. Of 2014 one in seventy lay below it; there low is widened to the value.
The order of pairs is that of the draws' medians (rank correlation above .999).

Pitfalls
--------
What enters is the same for every pair and year, and a pair of which any of it is not known is not known: never zero.
What the structure asks for and does not enter (diplomats, trade agreements, aid, arms) is listed in ``weights.toml`` with its
reason; ``coverage`` is the share that enters. With the arms register use
``influence.bandwidth_times_dependence_with_arms``. It is capacity, by ties and trade, and not what A gets B to do: a
patron by arms alone, such as the Soviet Union, or by aid, hardly shows; the states of its bloc are mostly not known, since no
product is on record for them. 1960 to 2014, and the Federal Republic of Germany from 1990. Trade is in current
dollars: a rise over the years is in part inflation. A small state always depends more: the greatest values are
neighbours of large economies. The interval is of the choices alone, not of errors in the figures; as a draw changes all
pairs alike, differences between pairs are surer than the intervals suggest.

References
----------
Moyer, J. D., D. K. Bohl and S. Turner (2018). *Diplometrics: Formal Bilateral Influence Capacity*. Frederick S. Pardee
Center for International Futures, University of Denver.
Moyer, J. D., C. J. Meisel, A. S. Matthews, D. K. Bohl and M. J. Burrows (2021). *China–US Competition: Measuring Global
Influence*. Atlantic Council and Frederick S. Pardee Center for International Futures.
Hirschman, A. O. (1945). *National Power and the Structure of Foreign Trade*. University of California Press.

Examples
--------
All that can be had of everything, and the same without an alliance:

>>> import numpy as np
>>> from comity.measures.influence._channels import entering, nominal
>>> full = {one.name: np.array([one.greatest, one.greatest]) for one in entering(arms=False)}
>>> full["alliance"][1] = 0
>>> sum(nominal(full, arms=False).values()).round(3).tolist()
[1.0, 0.667]
"""

from __future__ import annotations

from comity.measures.contract import Measure
from comity.measures.influence._channels import SHARED, pair_needs
from comity.measures.influence._whole import of_pairs, parts
from comity.measures.trade import FLOWS

MEASURE = Measure(
    title="FBIC-type influence",
    unit="points, 0 to 1",
    subject="pair",
    directed=True,
    needs=pair_needs(arms=False),
    compute=of_pairs(arms=False),
    direction="the first has more to influence the second by: wider ties, on which the second depends more",
    method="mean bandwidth times mean dependence, fixed goalposts, open weights",
    reference="Moyer, Bohl and Turner (2018), for the structure",
    parts=parts(arms=False),
    bounds=(0.0, 1.0),
    interval="Monte Carlo",
    monotone={FLOWS.layer: 1, SHARED.layer: 1},
    heavy=True,
)
