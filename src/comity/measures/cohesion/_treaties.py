"""Figures of treaties: their names, and the rows behind what is said of one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from comity.panel.trace import Behind

if TYPE_CHECKING:
    import duckdb

    from comity.measures.contract import Need


def names_of(con: duckdb.DuckDBPyConnection, agreements: Sequence[str]) -> dict[str, str]:
    """Give the names of agreements by id; where two are called the same, the ids."""
    rows = con.execute(
        "select agreement, name from agreement where list_contains($1, agreement)", [list(agreements)]
    ).fetchall()
    names = [name for _, name in rows]
    return {agreement: agreement if names.count(name) > 1 else name for agreement, name in rows}


def behind(con: duckdb.DuckDBPyConnection, need: Need, agreement: str, first: date, last: date) -> tuple[Behind, ...]:
    """Give the rows of a figure of one agreement that tell of some days."""
    cursor = con.execute(
        """select * from agreement_figure where source = $1 and indicator = $2 and agreement = $3
        and ("start" is null or "start" <= $5) and ("end" is null or "end" >= $4) order by "start" """,
        [need.source, need.layer.partition(".")[2], agreement, first, last],
    )
    header = [entry[0] for entry in cursor.description or ()]
    found = []
    for row in cursor.fetchall():
        cells = {name: value for name, value in zip(header, row, strict=True) if value is not None}
        found.append(Behind("agreement_figure", cells, str(cells.pop("source")), str(cells.pop("source_row"))))
    return tuple(found)


__all__ = ["behind", "names_of"]
