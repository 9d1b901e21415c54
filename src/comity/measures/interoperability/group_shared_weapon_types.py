"""Shared weapon types in a group: the mean over its pairs of how alike their holdings are.

Formula
-------
The mean, over those pairs of members of which enough is known, of ``interoperability.shared_weapon_types``. A group is a pact
that ATOP lists, or an organisation, with at least three members of which holdings are known. A member's contribution is half
of what its pairs add to the mean.

Pitfalls
--------
A mean hides the pairs: an alliance of two blocs has the same as one of lukewarm likeness. It falls as small members join, since
a small force and a large one are unlike by size. A member without equipment in the data is left out; ``coverage`` is the share of
the group's pairs that were compared. The data end in 2014.

References
----------
Ružička, M. (1958). Anwendung mathematisch-statistischer Methoden in der Geobotanik. *Biológia* 13, 647–661. Gannon, J A. (2023).
Planes, Trains, and Armored Mobiles. *International Studies Quarterly* 67(4).

Examples
--------
Of three members two are alike, and the third is like neither:

>>> import numpy as np
>>> round(mean_of_pairs(np.array([[np.nan, 0.9, 0.3], [0.9, np.nan, 0.3], [0.3, 0.3, np.nan]]))[0], 9)
0.5
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from comity.measures.answer import Computed
from comity.measures.contract import Measure
from comity.measures.estimates import Contribution, Estimates, Floats
from comity.measures.explaining import key_of
from comity.measures.interoperability import _equipment, _groups
from comity.measures.interoperability.shared_weapon_types import of_year
from comity.measures.reading import Reading
from comity.model.states import key_names

#: A pair is its own group: fewer members have no mean over pairs.
LEAST = 3


def mean_of_pairs(similarity: Floats) -> tuple[float, Floats, int]:
    """Give the mean over all pairs that are known, what each member adds to it, and how many pairs there are.

    Parameters
    ----------
    similarity
        Shape (members, members), symmetric; NaN on the diagonal and where it is not known.
    """
    apart = np.array(similarity, np.float64)
    np.fill_diagonal(apart, np.nan)
    number = int(np.isfinite(apart).sum()) // 2
    if not number:
        return float("nan"), np.full(len(apart), np.nan), 0
    by_member = np.nansum(apart, axis=1) / (2 * number)
    return float(by_member.sum()), by_member, number


def compute(reading: Reading) -> Estimates:
    """Give the mean likeness of all groups and years."""
    holdings = _equipment.holdings(reading)
    found = _groups.groups(reading, LEAST)
    value = np.full(len(found.group), np.nan)
    inputs, coverage = np.zeros(len(value)), np.zeros(len(value))
    there = _equipment.told(holdings)
    for period in np.flatnonzero(there.any(axis=0)).tolist():
        likeness = of_year(holdings, period)[0][:, :, 0]
        for entry in np.flatnonzero(found.period == period).tolist():
            members = found.members[entry]
            members = members[there[members, period]]
            if len(members) < LEAST:
                continue
            value[entry], _, number = mean_of_pairs(likeness[np.ix_(members, members)])
            inputs[entry], coverage[entry] = number, number / (len(members) * (len(members) - 1) / 2)
    return Estimates(found.subjects(reading.axis), value, inputs=inputs, coverage=coverage)


def explain(reading: Reading, estimates: Estimates, row: int) -> Sequence[Contribution]:
    """Give what each member adds to the mean, with the rows on its holdings."""
    subjects = estimates.subjects
    period, key = int(subjects.period[row]), subjects.groups[int(subjects.a[row])][0]
    holdings = _equipment.holdings(reading)
    found = _groups.groups(reading, LEAST)
    members = found.of(key, period)
    members = members[_equipment.told(holdings)[members, period]]
    likeness = of_year(holdings, period)[0][:, :, 0]
    _, by_member, _ = mean_of_pairs(likeness[np.ix_(members, members)])
    made, names, year = Computed(reading.name, reading.measure, estimates), key_names(), int(reading.axis.years[period])
    told = []
    for place, amount in zip(members.tolist(), by_member.tolist(), strict=True):
        state = key_of(made.axis, place, period)
        told.append(Contribution(names[state], amount, _equipment.rows_of(reading, [state], year)))
    return sorted(told, key=lambda one: -one.amount)


MEASURE = Measure(
    title="Shared weapon types in a group",
    unit="points, 0 to 1",
    subject="pact",
    needs=(*_equipment.ALL_NEEDS, *_groups.NEEDS),
    compute=compute,
    explain=explain,
    direction="members whose holdings are more alike, class by class",
    method="mean over pairs of the Ruzicka similarity of ln(1 + pieces) of 69 classes of equipment",
    reference="Ružička (1958); Gannon (2023)",
    bounds=(0.0, 1.0),
)
