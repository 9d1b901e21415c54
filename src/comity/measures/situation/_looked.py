"""Explanations of zeros: where nothing is on record, what shows it is that the source has looked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from comity.measures.contract import Need
from comity.measures.economy._trade import key_of
from comity.measures.estimates import Contribution, Estimates
from comity.measures.explaining import rows_behind
from comity.measures.reading import Reading
from comity.panel.trace import Behind


def looked(reading: Reading, needs: Iterable[Need], first: date, last: date) -> tuple[Behind, ...]:
    """Give the rows of the record's coverage that say that the sources of some layers have looked at some days."""
    found = []
    for need in needs:
        rows = reading.con.execute(
            """select layer, "start", "end", scope from coverage where source = $1 and "end" >= $2
            and ("start" is null or "start" <= $3) and (layer = $4 or starts_with($4, layer || '.')) order by all""",
            [need.source, first, last, need.layer],
        ).fetchall()
        for layer, start, end, scope in rows:
            cells = {"layer": layer, "start": start, "end": end, "scope": scope}
            found.append(Behind("coverage", cells, need.source, layer))
    return tuple(found)


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
        behind = tuple(rows_behind(reading.con, needs, keys, first, last))
        return [Contribution(label, amount, behind or looked(reading, needs, first, last))]

    return explain


__all__ = ["explained", "looked"]
