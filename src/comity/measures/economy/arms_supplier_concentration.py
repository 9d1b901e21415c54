"""Concentration of a state's arms imports on few suppliers, as a Herfindahl–Hirschman index.

Formula
-------
::

    HHI_it = sum over j of (major arms delivered by j to i / major arms delivered to i)²

of the deliveries of the year and of the four years before it, in SIPRI's trend-indicator values: deliveries come in lots,
and a single year says little.

Pitfalls
--------
SIPRI's register is brought by the user, and covers the recipients that were exported: of others nothing is known. Suppliers
that SIPRI does not know are left out. A state that received nothing in the five years has no suppliers, and no value.
A year with a delivery without a value leaves all five-year sums that hold it unknown. Volume, not money; major arms only;
what is made at home counts for nothing. It is computed for all years, whichever are asked for.

References
----------
Kinsella, D. (1998). Arms Transfer Dependence and Foreign Policy Conflict. *Journal of Peace Research* 35(1), 7–23.
SIPRI (2026). *SIPRI Arms Transfers Database*. Stockholm International Peace Research Institute.

Examples
--------
Two suppliers, one of which delivers three quarters:

>>> import numpy as np
>>> index(np.array([[75.0], [25.0]])).tolist()
[0.625]
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


def index(volumes: Floats) -> Floats:
    """Give the index of volumes by supplier (first axis); NaN where one is not known, or nothing was delivered."""
    total = volumes.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(total > 0, (volumes**2).sum(axis=0) / total**2, np.nan)


def compute(reading: Reading) -> Estimates:
    """Give the index of all states and years."""
    volumes = counted(deliveries(reading), reading.axis)
    value = reading.of_states(index(volumes))
    number = reading.of_states((volumes > 0).sum(axis=0))
    return Estimates(reading.states, value, inputs=np.where(np.isfinite(value), number, 0))


def explain(reading: Reading, estimates: Estimates, row: int) -> Sequence[Contribution]:
    """Give what each supplier adds: the square of its share."""
    place, period = int(estimates.subjects.a[row]), int(estimates.subjects.period[row])
    axis = reading.axis
    volumes = counted(deliveries(reading), axis)[:, place, period]
    total = float(volumes.sum())
    year, own = int(axis.years[period]), key_of(axis, place, period)
    found = []
    for supplier in np.flatnonzero(volumes > 0).tolist():
        share = float(volumes[supplier]) / total
        present = np.flatnonzero(axis.present[supplier, : period + 1])
        key = key_of(axis, supplier, int(present[-1]))
        behind = rows_behind(reading.con, (DELIVERIES,), [own, key], date(year - WINDOW + 1, 1, 1), date(year, 12, 31))
        sent = tuple(line for line in behind if line.cells["a"] == key)
        found.append(Contribution(key, share**2, sent, f"{share:.1%} of the deliveries of five years"))
    return sorted(found, key=lambda one: (-one.amount, one.label))


MEASURE = Measure(
    title="Concentration of arms suppliers",
    unit="points (Herfindahl–Hirschman), 0 to 1",
    subject="state",
    needs=(DELIVERIES,),
    compute=compute,
    direction="major arms come from fewer states",
    method="sum of squared shares of suppliers in the deliveries of five years",
    reference="Kinsella (1998)",
    explain=explain,
    bounds=(0.0, 1.0),
    whole=True,
)
