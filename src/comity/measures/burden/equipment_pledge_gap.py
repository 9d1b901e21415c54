"""By how much a member's spending on equipment is above or below what it has pledged, in percentage points of its spending.

Formula
-------
Of a member i of a group g in a year t::

    gap_igt = 100 * equipment_it / m_it  -  pledged_gt

with the share of defence spending that goes to major equipment and its research and development, as the group publishes it.
The pledges are in ``pledges.toml``: NATO's 20 %, a guideline since 2006 and a summit's pledge since 2014.

Pitfalls
--------
Large deliveries make one year's share and leave the next without: read several years. A high share of a small budget buys
little (Luxembourg). NATO's own figures are here for 2012 to 2019, of which 2018 and 2019 are estimates of that time; other
years are not known: bring NATO's later tables.

References
----------
North Atlantic Treaty Organization (2014). Wales Summit Declaration, 5 September 2014, paragraph 14.
North Atlantic Treaty Organization (2019). Defence Expenditure of NATO Countries (2012–2019).

Examples
--------
>>> import numpy as np
>>> levels(pledges("equipment_pledge_gap"), "nato", np.array([2005, 2014])).tolist()
[nan, 20.0]
"""

from __future__ import annotations

from comity.measures.burden._pledges import HAS, PROMISED, gaps, levels, pledges
from comity.measures.contract import Measure, Need
from comity.measures.estimates import Estimates
from comity.measures.reading import Reading

INDICATOR = "nato-equipment-share"
NEED = Need("nato-defexp", f"figure.{INDICATOR}")


def compute(reading: Reading) -> Estimates:
    """Give the gap of every member of a group that has pledged something, in every year."""
    return gaps(reading, "equipment_pledge_gap", INDICATOR)


__all__ = ["MEASURE", "compute", "levels", "pledges"]

MEASURE = Measure(
    title="Spending on equipment against the pledge",
    unit="percentage points of defence spending",
    subject="member",
    needs=(NEED,),
    compute=compute,
    direction="more of the spending for equipment, against what was pledged",
    method="the group's own share of equipment in spending, less the pledged one",
    reference="NATO (2014), Wales Summit Declaration",
    parts={HAS: (NEED,), PROMISED: ()},
    monotone={NEED.layer: 1},
)
