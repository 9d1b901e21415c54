"""Security bandwidth of a pair: the highest duty that an alliance lays on either toward the other.

Formula
-------
::

    bandwidth_AB = (3 if either must defend the other or join it in an attack,
                    2 if neutrality or consultation, 1 if nonaggression, 0 if nothing) / 3

from ATOP; the grades are those by which the similarity of alliances is measured here too.

Pitfalls
--------
A pledge on paper: not how far it is trusted, nor how many soldiers stand behind it. 0 only where ATOP has looked, to 2018.
The grades are a judgement. Arms deliveries belong to this channel, need the register that the user brings, and stand by
themselves in ``influence.security_dependence``; troops and bases do not enter.

References
----------
Moyer, J. D., D. K. Bohl and S. Turner (2018). *Diplometrics: Formal Bilateral Influence Capacity*. Frederick S. Pardee
Center for International Futures, University of Denver.
Leeds, B. A., J. M. Ritter, S. M. Mitchell and A. G. Long (2002). Alliance Treaty Obligations and Provisions, 1815–1944.
*International Interactions* 28(3), 237–260.

Examples
--------
>>> import numpy as np
>>> from comity.measures.influence._channels import GRADES, commitment
>>> owed = {name: np.array([0.0]) for name in GRADES}
>>> (commitment(owed | {"atop_consul": np.array([1.0])}) / 3).round(3).tolist()
[0.667]
"""

from __future__ import annotations

from comity.measures.contract import Measure
from comity.measures.evidence import explained
from comity.measures.influence._channels import NEEDS
from comity.measures.influence._single import of_one

MEASURE = Measure(
    title="Security bandwidth: alliance commitments",
    unit="points, 0 to 1",
    subject="pair",
    needs=NEEDS["alliance"],
    compute=of_one("alliance"),
    direction="an alliance binds the two to more",
    method="highest duty of either toward the other, graded",
    reference="Moyer, Bohl and Turner (2018), for the structure",
    explain=explained("highest duty of an alliance", NEEDS["alliance"]),
    bounds=(0.0, 1.0),
)
