"""What the measures of ties share: columns of pairs that are not directed, and the rows behind their parts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

import numpy as np

from comity.measures.contract import Need
from comity.measures.estimates import Contribution, Estimates, Floats
from comity.measures.networks import looked_in, state_key
from comity.measures.reading import Reading

#: Label → contribution, and the layers that it rests on.
Parts = Mapping[str, tuple[Need, ...]]


def both(reading: Reading, group: str, name: str) -> tuple[Floats, Floats]:
    """Give a panel's column of pairs for the rows of ``reading.dyads``: of one toward the other, and the other way round."""
    rows = reading.dyads
    return reading.pair(group, name, rows), reading.pair(group, name, rows, toward=False)


def greater(one: Floats, other: Floats) -> Floats:
    """Give the greater of two directions; NaN where neither is known."""
    return np.fmax(one, other)


def total(one: Floats, other: Floats) -> Floats:
    """Give the sum of two directions, one that is not known left out; NaN where neither is known."""
    return np.where(np.isnan(one) & np.isnan(other), np.nan, np.nan_to_num(one) + np.nan_to_num(other))


def of_parts(reading: Reading, parts: Mapping[str, Floats], inputs: Floats | None = None) -> Estimates:
    """Make estimates of parts, whose sum is the value; it is known where any part is."""
    known = np.any([np.isfinite(part) for part in parts.values()], axis=0)
    value = np.where(known, np.sum([np.nan_to_num(part) for part in parts.values()], axis=0), np.nan)
    return Estimates(reading.pairs, value, inputs=inputs, parts=parts)


def explain_parts(
    needs: Parts, ages: Mapping[str, int] | None = None
) -> Callable[[Reading, Estimates, int], Sequence[Contribution]]:
    """Make a measure's ``explain`` of the parts of its estimates.

    A part of which there is no row rests on where its source has looked.

    Parameters
    ----------
    ages
        Label → how many years before the estimate's its rows are; none by default.
    """

    def explain(reading: Reading, estimates: Estimates, row: int) -> list[Contribution]:
        from comity.measures.explaining import rows_behind

        subjects, axis = estimates.subjects, reading.axis
        period = int(subjects.period[row])
        keys = [state_key(axis, int(side[row]), period) for side in (subjects.a, subjects.b)]
        found = []
        for label, layers in needs.items():
            amount = float(estimates.parts[label][row])
            if np.isfinite(amount):
                year = int(axis.years[period]) - (ages or {}).get(label, 0)
                behind = rows_behind(reading.con, layers, keys, date(year, 1, 1), date(year, 12, 31))
                found.append(Contribution(label, amount, tuple(behind) or looked_in(reading, layers, period)))
        return found

    return explain
