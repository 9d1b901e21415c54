"""Division of labour inside an alliance: how far its members hold different kinds of weapons (H2′).

Formula
-------
Of the pieces that the members of an alliance hold in a year, with p the share of member i and weapon class k in all pieces
of all members, and r, c the shares of members and of classes::

    H2  = -sum p_ik ln p_ik
    H2' = (H2max - H2) / (H2max - H2min)

H2max is the entropy where every member holds every class in proportion (p = r c), H2min that of the most concentrated table
with the same margins, found by filling the greatest margins with each other first. 0: all members hold the same mix; 1: as
specialised as the margins allow. A member's contribution is its share of the pieces times the divergence of its mix from the
alliance's, over H2max - H2min; it is never negative, and the contributions add up.

Pitfalls
--------
It counts pieces: classes that come in thousands (armoured vehicles, missiles) weigh most, and a carrier is one piece. An
empty cell of the data (which means "not told", not "none") counts as none, as in the published figures; ``coverage`` says
how many cells were filled. Some cells are plainly wrong, above all in the first years (NATO's .56 in 1970 comes of classes
that were missed), and are used as they stand. The published figures hold H2max to whole pieces, which matters where an
alliance has few (of 9,983 alliance-years 8,310 are within .002 of them, and 9,791 within .01); here it is the entropy of
the proportional table itself. To hold different things is not yet to divide labour by design. Equipment is known for 1970
to 2014; later years are not known. A pact is any that ATOP lists, and an organisation's members are those with equipment in
the data.

References
----------
Gannon, J A. (2023). Planes, Trains, and Armored Mobiles: Introducing a Dataset of the Global Distribution of Military
Capabilities. *International Studies Quarterly* 67(4). Gannon, J A. Complementarity in Alliances: How Strategic
Compatibility and Hierarchy Promote Efficient Cooperation in International Security. *American Journal of Political Science*.
Blüthgen, N., F. Menzel and N. Blüthgen (2006). Measuring specialization in species interaction networks. *BMC Ecology* 6:9.

Examples
--------
One ally has all the ships and half of the aircraft:

>>> import numpy as np
>>> from comity.statistics.division import divide
>>> found = divide(np.array([[10.0, 10.0], [0.0, 10.0]]))
>>> round(found.specialisation, 3), (found.by_row / found.specialisation).round(2).tolist()
(0.274, [0.23, 0.77])
"""

from __future__ import annotations

from collections.abc import Sequence

from comity.measures.contract import Measure
from comity.measures.estimates import Contribution, Estimates
from comity.measures.interoperability import _labour
from comity.measures.reading import Reading


def compute(reading: Reading) -> Estimates:
    """Give H2′ of all pacts and organisations and years."""
    return _labour.compute(reading, lambda found: found.specialisation, entropy=True)


def explain(reading: Reading, estimates: Estimates, row: int) -> Sequence[Contribution]:
    """Give what each member adds."""
    return _labour.explain(reading, estimates, row, lambda found: (found.by_row, None))


MEASURE = Measure(
    title="Division of labour inside an alliance (H2′)",
    unit="points, 0 to 1",
    subject="pact",
    needs=_labour.NEEDS,
    compute=compute,
    explain=explain,
    direction="members that hold different kinds of weapons from each other",
    method="H2′ of members by 69 classes of equipment",
    reference="Gannon (2023); Blüthgen, Menzel and Blüthgen (2006)",
    bounds=(0.0, 1.0),
)
