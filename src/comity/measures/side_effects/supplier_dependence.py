"""Share of a state's arms imports of five years that came from its greatest supplier.

Formula
-------
With v_s the volume of major arms (million SIPRI trend-indicator values) that supplier s delivered in the year and the four
years before it::

    dependence = max over s of v_s / Σ v_s

Pitfalls
--------
Volume, not money, and major arms alone: what spare parts, ammunition and training bind is not in it. A state that buys one
ship in five years depends on one supplier wholly by this figure; the concentration over all suppliers is
economy.arms_supplier_concentration. Suppliers that SIPRI does not know are left out. Only recipients in the user's own
export of the register are known; a year with a delivery without a value leaves the five-year sums that hold it unknown.
Dependence on one patron for aid is not computed: the record has the aid of one giver, and no total of all.

References
----------
Kinsella, D. (1998). Arms Transfer Dependence and Foreign Policy Conflict. *Journal of Peace Research* 35(1), 7–23.
SIPRI (2026). *SIPRI Arms Transfers Database*. Stockholm International Peace Research Institute.

Examples
--------
Two suppliers with 30 and 10, and a sum of which one part is not known:

>>> import numpy as np
>>> greatest_share(np.array([[30.0, 30.0], [10.0, np.nan]])).tolist()
[0.75, nan]
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from comity.measures.arms import DELIVERIES, WINDOW, counted, deliveries
from comity.measures.contract import Measure
from comity.measures.estimates import Contribution, Estimates, Floats
from comity.measures.explaining import key_of, rows_behind
from comity.measures.reading import Reading


def greatest_share(volumes: Floats) -> Floats:
    """Give the share of the greatest supplier (first axis); NaN where a volume is not known, or nothing was delivered."""
    total = volumes.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(total > 0, volumes.max(axis=0) / total, np.nan)


def compute(reading: Reading) -> Estimates:
    """Give the share of all states and years."""
    volumes = counted(deliveries(reading), reading.axis)
    value = reading.of_states(greatest_share(volumes))
    number = reading.of_states((volumes > 0).sum(axis=0))
    return Estimates(reading.states, value, inputs=np.where(np.isfinite(value), number, 0))


def explain(reading: Reading, estimates: Estimates, row: int) -> Sequence[Contribution]:
    """Give the greatest supplier, and its deliveries."""
    axis = reading.axis
    place, period = int(estimates.subjects.a[row]), int(estimates.subjects.period[row])
    volumes = counted(deliveries(reading), axis)[:, place, period]
    supplier = int(np.argmax(volumes))
    year, own = int(axis.years[period]), key_of(axis, place, period)
    key = key_of(axis, supplier, int(np.flatnonzero(axis.present[supplier, : period + 1])[-1]))
    behind = rows_behind(reading.con, (DELIVERIES,), [own, key], date(year - WINDOW + 1, 1, 1), date(year, 12, 31))
    return [
        Contribution(
            key,
            float(volumes[supplier] / volumes.sum()),
            tuple(line for line in behind if line.cells["a"] == key),
            f"of {int((volumes > 0).sum())} suppliers in five years",
        )
    ]


MEASURE = Measure(
    title="Dependence on the greatest arms supplier",
    unit="share of deliveries",
    subject="state",
    needs=(DELIVERIES,),
    compute=compute,
    direction="more of the major arms of five years came from one state",
    method="greatest supplier's share in the deliveries of five years",
    reference="Kinsella (1998)",
    explain=explain,
    bounds=(0.0, 1.0),
    whole=True,
)
