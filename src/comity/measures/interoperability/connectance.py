"""Weighted connectance of an alliance's equipment: linkage density over the number of members and classes.

Formula
-------
::

    C = LD / (members + classes)

with LD the linkage density (see ``interoperability.linkage_density``), and members and classes those that have, or of which
there are, any pieces. What each member and each family of classes adds is its term of LD over the same number.

Pitfalls
--------
It is a share of the links there could be, weighted by pieces: it falls as an alliance gains small members. As in the published
figures an empty cell counts as none, and cells that are plainly wrong stand. Equipment is known for 1970 to 2014.

References
----------
Bersier, L.-F., C. Banašek-Richter and M.-F. Cattin (2002). Quantitative descriptors of food-web matrices. *Ecology* 83(9),
2394–2407. Gannon, J A. (2023). Planes, Trains, and Armored Mobiles. *International Studies Quarterly* 67(4).

Examples
--------
Two allies that hold the same two classes evenly have all the links there can be:

>>> import numpy as np
>>> from comity.statistics.division import divide
>>> round(divide(np.array([[5.0, 5.0], [5.0, 5.0]])).connectance, 9)
0.5
"""

from __future__ import annotations

from collections.abc import Sequence

from comity.measures.contract import Measure
from comity.measures.estimates import Contribution, Estimates, Floats
from comity.measures.interoperability import _labour
from comity.measures.reading import Reading
from comity.statistics.division import Division


def compute(reading: Reading) -> Estimates:
    """Give weighted connectance of all pacts and organisations and years."""
    return _labour.compute(reading, lambda found: found.connectance, entropy=False)


def _parts(found: Division) -> tuple[Floats, Floats]:
    number = found.rows + found.columns
    return found.density_by_row / number, found.density_by_column / number


def explain(reading: Reading, estimates: Estimates, row: int) -> Sequence[Contribution]:
    """Give what each member and each family of classes adds."""
    return _labour.explain(reading, estimates, row, _parts)


MEASURE = Measure(
    title="Weighted connectance of an alliance's equipment",
    unit="share of possible links",
    subject="pact",
    needs=_labour.NEEDS,
    compute=compute,
    explain=explain,
    direction="a larger share of the possible links between members and classes",
    method="weighted connectance of members by 69 classes of equipment",
    reference="Bersier, Banašek-Richter and Cattin (2002); Gannon (2023)",
    bounds=(0.0, 1.0),
)
