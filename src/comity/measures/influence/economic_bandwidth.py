"""Economic bandwidth of a pair: the volume of its trade in goods, in logs.

Formula
-------
::

    bandwidth_AB = log(1 + T_AB) / log(1 + 650 000), at most 1

with T the trade both ways in millions of current dollars, and 650,000 the greatest on record (``weights.toml``).

Pitfalls
--------
Goods only, 1870 to 2014, and of the Federal Republic of Germany from 1960 to 1989 only with Belgium and Luxembourg. A trade
that is not known is not zero. In dollars of the year: the same goods count for more in 2010 than in 1970. In logs a step
from 10 to 100 million is as long as one from 10 to 100 billion; the measure that this enters also draws it without logs.
Trade agreements belong to this channel and are not on record.

References
----------
Moyer, J. D., D. K. Bohl and S. Turner (2018). *Diplometrics: Formal Bilateral Influence Capacity*. Frederick S. Pardee
Center for International Futures, University of Denver.
Barbieri, K., O. M. G. Keshk and B. M. Pollins (2009). Trading Data: Evaluating our Assumptions and Coding Rules. *Conflict
Management and Peace Science* 26(5), 471–491.

Examples
--------
>>> import numpy as np
>>> from comity.measures.influence._channels import placed
>>> placed(np.array([0.0, 650_000.0, 1_000.0]), 650_000.0, log=True).round(3).tolist()
[0.0, 1.0, 0.516]
"""

from __future__ import annotations

from comity.measures.contract import Measure
from comity.measures.influence._channels import NEEDS
from comity.measures.influence._single import of_one

MEASURE = Measure(
    title="Economic bandwidth: volume of trade",
    unit="points, 0 to 1",
    subject="pair",
    needs=NEEDS["trade_volume"],
    compute=of_one("trade_volume"),
    direction="the two trade more with each other",
    method="logged trade in goods between fixed goalposts",
    reference="Moyer, Bohl and Turner (2018), for the structure",
    parts={"trade in goods, both ways": NEEDS["trade_volume"]},
    bounds=(0.0, 1.0),
    monotone={need.layer: 1 for need in NEEDS["trade_volume"]},
)
