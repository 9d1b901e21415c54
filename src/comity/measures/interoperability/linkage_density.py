"""Linkage density of an alliance's equipment: the effective number of classes per member and of members per class.

Formula
-------
With A the pieces by member and class, N all of them, R and C the sums of members and classes, and H the entropy within one::

    LD = ( sum_i R_i/N exp(H_i)  +  sum_k C_k/N exp(H_k) ) / 2

``exp(H)`` is an effective number: of how many classes a member's holdings would consist if they were even, and over how many
members a class's would be spread. What each member and each family of classes adds is its term.

Pitfalls
--------
It grows with the number of members and of classes held; compare alliances of like size, or use connectance. As in the published
figures an empty cell counts as none, pieces are counted whatever they are, and cells that are plainly wrong stand. Equipment is
known for 1970 to 2014.

References
----------
Bersier, L.-F., C. Banašek-Richter and M.-F. Cattin (2002). Quantitative descriptors of food-web matrices. *Ecology* 83(9),
2394–2407. Gannon, J A. (2023). Planes, Trains, and Armored Mobiles. *International Studies Quarterly* 67(4).

Examples
--------
Two allies that hold the same two classes evenly:

>>> import numpy as np
>>> from comity.statistics.division import divide
>>> round(divide(np.array([[5.0, 5.0], [5.0, 5.0]])).linkage_density, 9)
2.0
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from comity.measures.contract import Measure
from comity.measures.estimates import Contribution, Estimates
from comity.measures.interoperability import _labour
from comity.measures.reading import Reading


def compute(reading: Reading) -> Estimates:
    """Give linkage density of all pacts and organisations and years."""
    return _labour.compute(reading, lambda found: found.linkage_density, entropy=False)


def explain(reading: Reading, estimates: Estimates, row: int) -> Sequence[Contribution]:
    """Give what each member and each family of classes adds."""
    return _labour.explain(reading, estimates, row, lambda found: (found.density_by_row, found.density_by_column))


MEASURE = Measure(
    title="Linkage density of an alliance's equipment",
    unit="effective links",
    subject="pact",
    needs=_labour.NEEDS,
    compute=compute,
    explain=explain,
    direction="members that each hold many classes, and classes that many members hold",
    method="linkage density of members by 69 classes of equipment",
    reference="Bersier, Banašek-Richter and Cattin (2002); Gannon (2023)",
    bounds=(0.0, math.inf),
)
