"""What the measures of division of labour share: alliance-years with equipment, and contributions by member."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from comity.measures.answer import Computed
from comity.measures.estimates import Contribution, Estimates, Floats
from comity.measures.explaining import key_of
from comity.measures.interoperability import _equipment, _groups
from comity.measures.reading import Reading
from comity.model.states import key_names
from comity.statistics.division import Division, Divisions, divide, divide_groups

NEEDS = (*_equipment.ALL_NEEDS, *_groups.NEEDS)
#: A group needs so many members with equipment for there to be labour to divide.
LEAST = 2


def compute(reading: Reading, value_of: Callable[[Divisions], Floats], *, entropy: bool) -> Estimates:
    """Give a figure of the division of labour of all groups and years."""
    holdings = _equipment.holdings(reading)
    known = np.isfinite(holdings)
    has = np.nan_to_num(holdings).sum(axis=0) > 0
    found = _groups.groups(reading, LEAST)
    value = np.full(len(found.group), np.nan)
    inputs, coverage = np.zeros(len(value)), np.zeros(len(value))
    for period in np.flatnonzero(has.any(axis=0)).tolist():
        mine = np.flatnonzero(found.period == period)
        inside = np.zeros((len(mine), reading.axis.states), bool)
        for place, entry in enumerate(mine.tolist()):
            inside[place, found.members[entry]] = True
        inside &= has[:, period]
        value[mine] = value_of(divide_groups(holdings[:, :, period].T, inside, entropy=entropy))
        inputs[mine] = inside @ known[:, :, period].sum(axis=0)
        coverage[mine] = inputs[mine] / (np.maximum(inside.sum(axis=1), 1) * len(_equipment.CLASSES))
    return Estimates(found.subjects(reading.axis), value, inputs=inputs, coverage=coverage)


def explain(
    reading: Reading, estimates: Estimates, row: int, parts_of: Callable[[Division], tuple[Floats, Floats | None]]
) -> Sequence[Contribution]:
    """Give what each member, and each family of classes, adds to one estimate, with the rows on the holdings."""
    subjects = estimates.subjects
    period = int(subjects.period[row])
    holdings = _equipment.holdings(reading)
    has = np.nan_to_num(holdings).sum(axis=0) > 0
    found = _groups.groups(reading, LEAST)
    key = subjects.groups[int(subjects.a[row])][0]
    members = found.of(key, period)
    members = members[has[members, period]]
    by_member, by_class = parts_of(divide(holdings[:, members, period].T))
    made = Computed(reading.name, reading.measure, estimates)
    year = int(reading.axis.years[period])
    names = key_names()
    told = []
    for place, amount in zip(members.tolist(), by_member.tolist(), strict=True):
        state = key_of(made.axis, place, period)
        told.append(Contribution(names[state], amount, _equipment.rows_of(reading, [state], year)))
    if by_class is not None:
        begin = 0
        for family, classes in _equipment.INDICATORS.items():
            told.append(
                Contribution(
                    family,
                    float(by_class[begin : begin + len(classes)].sum()),
                    note="how many members hold it, and how evenly",
                )
            )
            begin += len(classes)
    return sorted(told, key=lambda one: -one.amount)


__all__ = ["LEAST", "NEEDS", "compute", "explain"]
