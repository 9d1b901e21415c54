"""Security dependence of the second state on the first: its share in the second's arms imports.

Formula
-------
::

    dependence_BA = major arms delivered by A to B / major arms delivered to B by all

in the year and the four years before it, in SIPRI's trend-indicator values; 0 where B received none from anybody. It is what
the first holds of the second: A–B is the dependence of B on A.

Pitfalls
--------
SIPRI's register is brought by the user, and covers the recipients that were exported: of others nothing is known. Suppliers
that SIPRI does not know are left out. Volume and not money; major arms only; what a state makes itself counts for nothing,
so that a state that buys one aircraft and makes the rest seems to depend wholly on its seller. It is computed for all
years, whichever are asked for.

References
----------
Moyer, J. D., D. K. Bohl and S. Turner (2018). *Diplometrics: Formal Bilateral Influence Capacity*. Frederick S. Pardee
Center for International Futures, University of Denver.
Kinsella, D. (1998). Arms Transfer Dependence and Foreign Policy Conflict. *Journal of Peace Research* 35(1), 7–23.

Examples
--------
>>> import numpy as np
>>> from comity.measures.influence._channels import arms_share
>>> arms_share(np.array([30.0, 0.0]), np.array([40.0, 0.0])).tolist()
[0.75, 0.0]
"""

from __future__ import annotations

from comity.measures.arms import WINDOW
from comity.measures.contract import Measure
from comity.measures.evidence import explained
from comity.measures.influence._channels import NEEDS
from comity.measures.influence._single import of_one

MEASURE = Measure(
    title="Security dependence of the second on the first",
    unit="share of arms imports",
    subject="pair",
    directed=True,
    needs=NEEDS["arms_share"],
    compute=of_one("arms_share"),
    direction="more of the second's arms come from the first",
    method="share in the major arms received in five years",
    reference="Moyer, Bohl and Turner (2018), for the structure",
    explain=explained("share in the second's arms imports", NEEDS["arms_share"], window=WINDOW),
    bounds=(0.0, 1.0),
    whole=True,
)
