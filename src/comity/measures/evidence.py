"""The rows behind a part of an estimate; of a known zero, where its sources have looked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import duckdb

from comity.measures.contract import Need
from comity.measures.estimates import Contribution, Estimates
from comity.measures.explaining import key_of, looked, rows_behind
from comity.measures.reading import Reading
from comity.panel.trace import Behind


def evidence(
    con: duckdb.DuckDBPyConnection, needs: Sequence[Need], keys: Sequence[str], first: date, last: date
) -> tuple[Behind, ...]:
    """Give the rows of some layers that tell of some states in some days, or else the coverage that makes none a zero."""
    return tuple(rows_behind(con, needs, keys, first, last)) or looked(con, needs, first, last)


def explained(
    label: str, needs: Sequence[Need], window: int = 1
) -> Callable[[Reading, Estimates, int], Sequence[Contribution]]:
    """Make the explanation of a measure of one part, of which a zero has no rows.

    Parameters
    ----------
    window
        Of how many years, to that of the estimate, the rows are.
    """

    def explain(reading: Reading, estimates: Estimates, row: int) -> Sequence[Contribution]:
        """Give the value as one contribution, with its rows or, of a zero, with where the sources have looked."""
        subjects, axis = estimates.subjects, reading.axis
        period = int(subjects.period[row])
        year = int(axis.years[period])
        first, last = date(year - window + 1, 1, 1), date(year, 12, 31)
        sides = (subjects.a, subjects.b) if len(subjects.b) else (subjects.a,)
        keys = [key_of(axis, int(side[row]), period) for side in sides]
        amount = float(estimates.value[row])
        return [Contribution(label, amount, evidence(reading.con, needs, keys, first, last))]

    return explain


__all__ = ["evidence", "explained"]
