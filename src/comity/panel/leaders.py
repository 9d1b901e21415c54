"""Leader-years: who held the highest office of a state on any day of a year, by Archigos."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from comity.model.errors import BadRequest, NotHere
from comity.panel.axis import Axis, bearers
from comity.panel.rows import Rows

if TYPE_CHECKING:
    import duckdb

SOURCE = "leaders"


def leader_rows(axis: Axis, con: duckdb.DuckDBPyConnection) -> Iterator[Rows]:
    """Give every leader and year in which he or she was in office on a day on which the list had the state.

    The rows are ordered by the state's code, year and day of taking office. A leader of a state that had two codes in a year
    (Germany in 1990) has a row for each.

    Raises
    ------
    NotHere
        When the leaders are not in the record.
    BadRequest
        When the source has not looked at all the years asked for.
    """
    _check_years(axis, con)
    held = con.execute(
        """select state, leader, name, "start", "end" from leader where source = $1 and "start" is not null
        order by "start", "end", leader""",
        [SOURCE],
    ).fetchall()
    found = set()
    for key, leader, name, start, end in held:
        for spell in bearers(axis.system).get(key, ()):
            first = max(start.toordinal(), spell.first)
            last = min((end or date.max).toordinal(), spell.last, int(axis.last_days[-1]))
            if max(first, int(axis.first_days[0])) > last:
                continue
            begun, ended = axis.period_of(np.array([first, last], np.int32))
            for period in range(max(int(begun), 0), int(ended) + 1):
                found.add((spell.place, period, start, leader.partition(":")[2], name))
    rows = sorted(found)
    yield Rows(
        axis,
        (np.array([place for place, *_ in rows], np.int32),),
        np.array([period for _, period, *_ in rows], np.int32),
        extra={
            "obsid": np.array([obsid for *_, obsid, _ in rows], object),
            "leader": np.array([name for *_, name in rows], object),
        },
    )


def _check_years(axis: Axis, con: duckdb.DuckDBPyConnection) -> None:
    rows = con.execute(
        """select min("start"), max("end") from coverage where source = $1 and starts_with(layer, 'leader')""", [SOURCE]
    ).fetchall()
    first, last = rows[0]
    if first is None or last is None:
        raise NotHere(
            "Leader-years rest on leaders, which is not in the record.",
            remedy="Bring it: %(steps)s",
            steps=f"comity pull {SOURCE} && comity build",
        )
    if axis.first_days[0] < first.toordinal() or axis.last_days[-1] > last.toordinal():
        raise BadRequest(
            "Leaders are on record from %(begin)s to %(end)s, not from %(first_year)s to %(last_year)s.",
            remedy="Ask for years from %(begin)s to %(end)s.",
            begin=first.year,
            end=last.year,
            first_year=axis.first_year,
            last_year=axis.last_year,
        )
