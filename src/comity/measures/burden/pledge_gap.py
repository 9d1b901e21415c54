"""By how much a member's defence spending is above or below what it has pledged, in percentage points of its product.

Formula
-------
Of a member i of a group g in a year t::

    gap_igt = 100 * m_it / y_it  -  pledged_gt

with the ratio as the group itself defines and publishes it. The pledges, with their dates and sources, are in
``pledges.toml``: NATO's 2 % since the guideline of 2006, made a summit's pledge in 2014, and 3.5 % for core defence from 2025
on, to be met by 2035. A member below its pledge has a negative gap.

Pitfalls
--------
NATO's definition of defence spending (pensions, some paramilitary forces) is its own, so that only NATO's own figures are
held against its pledge; they are here for 2012 to 2019, of which 2018 and 2019 are estimates of that time. Other years are
not known: bring NATO's later tables. Before 2014 the 2 % was a guideline of defence ministers, and the pledge of 2014 was to
move towards it within a decade: a gap of 2015 is a distance and no breach. Iceland has no forces and no figure. A ratio rises
too when the product falls. Nothing is said of what the money buys.

References
----------
North Atlantic Treaty Organization (2014). Wales Summit Declaration, 5 September 2014, paragraph 14.
North Atlantic Treaty Organization (2019). Defence Expenditure of NATO Countries (2012–2019).

Examples
--------
>>> import numpy as np
>>> levels(pledges("pledge_gap"), "nato", np.array([2005, 2014, 2025])).tolist()
[nan, 2.0, 3.5]
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from comity.measures.burden._pledges import HAS, PROMISED, gaps, levels, pledges
from comity.measures.contract import Measure, Need, Validation
from comity.measures.estimates import Estimates
from comity.measures.reading import Reading

if TYPE_CHECKING:
    import duckdb

INDICATOR = "nato-defence-expenditure-share"
NEED = Need("nato-defexp", f"figure.{INDICATOR}")


def compute(reading: Reading) -> Estimates:
    """Give the gap of every member of a group that has pledged something, in every year."""
    return gaps(reading, "pledge_gap", INDICATOR)


def validate(con: duckdb.DuckDBPyConnection) -> list[Validation]:
    """Count for each year who meets the pledge."""
    from comity.measures.answer import compute as answer
    from comity.measures.explaining import key_of

    made = answer(con, "burden.pledge_gap")
    subjects, value = made.estimates.subjects, made.estimates.value
    lines: list[tuple[str | float | int | None, ...]] = []
    for period in np.unique(subjects.period[np.isfinite(value)]).tolist():
        mine = (subjects.period == period) & np.isfinite(value)
        met = sorted(key_of(made.axis, int(place), period) for place in subjects.b[mine & (value >= 0)])
        lines.append(
            (int(made.axis.years[period]), int(mine.sum()), len(met), float(np.median(value[mine])), ", ".join(met))
        )
    said = f"Of {lines[-1][1]} members with a figure {lines[-1][2]} met the pledge in {lines[-1][0]}, and {lines[0][2]} in {lines[0][0]}." if lines else "No member's figure is known."  # fmt: skip
    return [
        Validation(
            "Who meets NATO's 2 %, by NATO's own figures",
            ("year", "members with a figure", "at or above", "median gap", "which"),
            tuple(lines),
            said,
        )
    ]


__all__ = ["MEASURE", "compute", "levels", "pledges", "validate"]

MEASURE = Measure(
    title="Defence spending against the pledge",
    unit="percentage points of GDP",
    subject="member",
    needs=(NEED,),
    compute=compute,
    direction="more spending for what it produces, against what was pledged",
    method="the group's own ratio of spending to product, less the pledged one",
    reference="NATO (2014), Wales Summit Declaration",
    parts={HAS: (NEED,), PROMISED: ()},
    monotone={NEED.layer: 1},
    validate=validate,
)
