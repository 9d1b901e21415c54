"""Equipment share: what part of its defence expenditure a member of NATO spends on major equipment and its development.

Formula
-------
NATO's published figure, by NATO's own definitions of both::

    100 x expenditure on major equipment, with research and development for it / defence expenditure

The members agreed in 2014 to spend at least 20 per cent so.

Pitfalls
--------
It is known for members of NATO and for 2012–2019 alone; 2018 and 2019 are NATO's estimates of 2019, since revised. A share rises
when all else falls, and jumps in the year in which a ship is paid for. It is no measure of what the equipment can do. No
published error, hence no interval and no rank.

References
----------
North Atlantic Treaty Organization (2019). *Defence Expenditure of NATO Countries (2012–2019)*. Public Diplomacy Division.
North Atlantic Treaty Organization (2014). *Wales Summit Declaration*, paragraph 14.

Examples
--------
Told as the agreed 20 per cent and what is above or below:

>>> import numpy as np
>>> against_pledge(np.array([24.5, 12.0]))[1].tolist()
[4.5, -8.0]
"""

from __future__ import annotations

import numpy as np

from comity.measures.contract import Measure, Need
from comity.measures.estimates import Estimates, Floats
from comity.measures.reading import Reading

SHARE = Need("nato-defexp", "figure.nato-equipment-share")
PLEDGE = 20.0
AGREED, BEYOND = "the agreed 20 per cent", "above it, or below"


def against_pledge(share: Floats) -> tuple[Floats, Floats]:
    """Give what was agreed, where the share is known, and each share's difference from it."""
    agreed: Floats = np.where(np.isfinite(share), PLEDGE, np.nan)
    return agreed, share - agreed


def compute(reading: Reading) -> Estimates:
    """Give the share of all members and years."""
    share = reading.of_states(reading.figures("nato-defexp", "nato-equipment-share")["nato-equipment-share"])
    agreed, beyond = against_pledge(share)
    return Estimates(
        reading.states, share, inputs=np.isfinite(share).astype(np.int32), parts={AGREED: agreed, BEYOND: beyond}
    )


MEASURE = Measure(
    title="Share of defence expenditure spent on equipment",
    unit="% of defence expenditure",
    subject="state",
    needs=(SHARE,),
    compute=compute,
    direction="a larger part of defence expenditure for major equipment",
    method="published figure of NATO",
    reference="North Atlantic Treaty Organization (2019)",
    parts={AGREED: (SHARE,), BEYOND: (SHARE,)},
    bounds=(0.0, 100.0),
    monotone={SHARE.layer: 1},
)
