"""A donor's share of what is allocated to Ukraine: among all tracked donors, and among the members of a group.

Formula
-------
Of a donor i in a year t, with military, financial and humanitarian allocations a in euros::

    share_it  = sum over purposes of a_ipt / sum over all tracked donors j and purposes of a_jpt
    share_igt = the same, over the members j of a group g

Among all tracked donors the institutions of the European Union count as a donor of their own. Among the members of a group
only states count, and the share is told where all members, or members with at least 95 % of the group's population, are
tracked. A tracked state without a row allocated nothing and has a share of 0; a state that is not tracked has none.

Pitfalls
--------
An allocation is earmarked and not delivered; goods in kind are at the tracker's prices. What a member pays by way of the
European Union is not in its own figures: shares of its members among all donors understate what their taxpayers carry. Help
for refugees is not in it. Grants, loans and guarantees are added at their face. 2022 begins on 24 January.

References
----------
Trebesch, C., A. Antezza, K. Bushnell and others (2023). The Ukraine Support Tracker: Which Countries Help Ukraine and How?
*Kiel Working Paper* 2218.

Examples
--------
Of two donors the second gave in two ways; a third donor is no state:

>>> import numpy as np
>>> military, financial = np.array([[30.0], [10.0]]), np.array([[0.0], [20.0]])
>>> donor_shares(military + financial, np.array([40.0])).ravel().tolist()
[0.3, 0.3]
"""

from __future__ import annotations

import numpy as np

from comity.measures.burden._shares import WEIGHT, of_members
from comity.measures.burden._ukraine import DONORS, NEEDS, allocations
from comity.measures.contract import Measure
from comity.measures.estimates import Contribution, Estimates, Floats, Subjects
from comity.measures.evidence import evidence
from comity.measures.explaining import key_of
from comity.measures.groups import ALLIANCES, days_of, groups
from comity.measures.reading import Reading
from comity.panel.axis import Flags


def donor_shares(given: Floats, others: Floats) -> Floats:
    """Give each donor's share of a year's total.

    Parameters
    ----------
    given
        Shape (N, P), NaN for those who are not tracked.
    others
        What donors gave that are not among the N, shape (P,).
    """
    total = np.nansum(given, axis=0) + others
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(total > 0, given / total, np.nan)


def compute(reading: Reading) -> Estimates:
    """Give the share of every donor among all, and of every member in every group."""
    axis = reading.axis
    found, gave = groups(reading), allocations(reading)
    total = gave.total
    within = of_members(reading, found, total)
    looked: Flags = np.isfinite(total).sum(axis=0) > 0
    # Populations and alliances reach back to 1816: before the tracker begins there is nobody to tell of.
    begin = int(np.argmax(looked))
    rows = np.flatnonzero(found.members.period >= begin)
    place, when = np.nonzero(
        (np.isfinite(total).sum(axis=1) > 0)[:, None] & axis.present & (np.arange(axis.periods) >= begin)
    )
    subjects = Subjects(
        axis,
        np.append(found.members.period[rows], when).astype(np.int32),
        np.append(found.members.a[rows], np.full(len(place), len(found.names))).astype(np.int32),
        np.append(found.members.b[rows], place).astype(np.int32),
        (*found.names, DONORS),
    )
    value = np.append(within.value[rows], donor_shares(total, gave.others)[place, when])
    number = np.isfinite(total).sum(axis=0)
    return Estimates(
        subjects,
        value,
        inputs=np.append(within.inputs[rows], number[when]) * len(NEEDS),
        coverage=np.append(within.coverage[rows], looked[when].astype(np.float64)),
    )


def explain(reading: Reading, estimates: Estimates, row: int) -> list[Contribution]:
    """Give what military, financial and humanitarian allocations add to one share."""
    place, period = int(estimates.subjects.b[row]), int(estimates.subjects.period[row])
    key, days = [key_of(reading.axis, place, period)], days_of(reading.axis, period)
    gave = {kind: float(given[place, period]) for kind, given in allocations(reading).states.items()}
    each = float(estimates.value[row]) / (sum(gave.values()) or 1.0)
    return [
        Contribution(kind, euros * each, evidence(reading.con, (NEEDS[kind],), key, *days), f"EUR {euros:,.0f}")
        for kind, euros in gave.items()
    ]


MEASURE = Measure(
    title="Share of the aid allocated to Ukraine",
    unit="share of the group",
    subject="member",
    needs=(*NEEDS.values(), WEIGHT, *ALLIANCES),
    compute=compute,
    direction="a larger part of what is allocated to Ukraine",
    method="share of a year's military, financial and humanitarian allocations",
    reference="Trebesch and others (2023)",
    explain=explain,
    bounds=(0.0, 1.0),
)
