"""FBIC-type influence of the first state on the second, with arms deliveries among its components.

Formula
-------
That of ``influence.bandwidth_times_dependence``, with two components more: in the security channel of bandwidth the major arms
delivered in five years, both ways (log), and in a security channel of dependence the first's share in the major arms that
the second received in those years (0 where it received none from anybody)::

    bandwidth  = mean of  political: shared organisations
                          economic:  trade in goods (log)
                          security:  mean of alliance commitments and arms delivered (log)
    dependence = mean of  economic:  mean of the share of A in B's trade and trade with A over B's product
                          security:  the share of A in B's arms imports

Low and high as there.

Pitfalls
--------
Those of ``influence.bandwidth_times_dependence``, and those of the register: SIPRI's terms forbid to pass it on, so that the
user brings it, and a pair is known only where both were recipients in the export. Deliveries by unknown suppliers are left
out. It is another composition than the measure without arms: never compare values of the two. It is computed for all years,
whichever are asked for, as it adds up five years.

References
----------
Moyer, J. D., D. K. Bohl and S. Turner (2018). *Diplometrics: Formal Bilateral Influence Capacity*. Frederick S. Pardee
Center for International Futures, University of Denver.
SIPRI (2026). *SIPRI Arms Transfers Database*. Stockholm International Peace Research Institute.

Examples
--------
All that can be had of everything, and the same without any arms:

>>> import numpy as np
>>> from comity.measures.influence._channels import entering, nominal
>>> full = {one.name: np.array([one.greatest, one.greatest]) for one in entering(arms=True)}
>>> full["arms_volume"][1] = full["arms_share"][1] = 0
>>> sum(nominal(full, arms=True).values()).round(3).tolist()
[1.0, 0.417]
"""

from __future__ import annotations

from comity.measures.contract import Measure
from comity.measures.influence._channels import SHARED, pair_needs
from comity.measures.influence._whole import of_pairs, parts
from comity.measures.trade import FLOWS

MEASURE = Measure(
    title="FBIC-type influence, with arms",
    unit="points, 0 to 1",
    subject="pair",
    directed=True,
    needs=pair_needs(arms=True),
    compute=of_pairs(arms=True),
    direction="the first has more to influence the second by: wider ties, on which the second depends more",
    method="mean bandwidth times mean dependence, fixed goalposts, open weights, arms included",
    reference="Moyer, Bohl and Turner (2018), for the structure",
    parts=parts(arms=True),
    bounds=(0.0, 1.0),
    interval="Monte Carlo",
    monotone={FLOWS.layer: 1, SHARED.layer: 1},
    heavy=True,
    whole=True,
)
