"""Political bandwidth of a pair: the intergovernmental organisations that both belong to.

Formula
-------
::

    bandwidth_AB = shared organisations / 106, at most 1

with 106 the most that any pair on record shares (``weights.toml``).

Pitfalls
--------
It counts organisations alike, from the United Nations to the smallest fisheries commission; only full members of both
count. Europe's states share most because Europe has most organisations. To 2014; before 1965 the publisher looked every
five years and filled in between. Diplomats at each other belong to this channel too, but are on record for about every fifth
year alone: ``influence.diplomatic_representation`` has them, and they do not enter here.

References
----------
Moyer, J. D., D. K. Bohl and S. Turner (2018). *Diplometrics: Formal Bilateral Influence Capacity*. Frederick S. Pardee
Center for International Futures, University of Denver.
Pevehouse, J. C. W., T. Nordstrom, R. W. McManus and A. S. Jamison (2020). Tracking Organizations in the World: The
Correlates of War IGO Version 3.0 Datasets. *Journal of Peace Research* 57(3), 492–503.

Examples
--------
>>> import numpy as np
>>> from comity.measures.influence._channels import placed
>>> placed(np.array([53.0]), 106.0, log=False).tolist()
[0.5]
"""

from __future__ import annotations

from comity.measures.contract import Measure
from comity.measures.influence._channels import NEEDS
from comity.measures.influence._single import of_one

MEASURE = Measure(
    title="Political bandwidth: shared organisations",
    unit="points, 0 to 1",
    subject="pair",
    needs=NEEDS["shared_igos"],
    compute=of_one("shared_igos"),
    direction="the two meet in more organisations",
    method="shared full memberships over the most on record",
    reference="Moyer, Bohl and Turner (2018), for the structure",
    parts={"shared intergovernmental organisations": NEEDS["shared_igos"]},
    bounds=(0.0, 1.0),
    monotone={need.layer: 1 for need in NEEDS["shared_igos"]},
)
