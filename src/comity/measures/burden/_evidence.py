"""The rows behind a part of an estimate; of a known zero, where its source has looked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from comity.panel.trace import Behind

if TYPE_CHECKING:
    import duckdb

    from comity.measures.contract import Need


def evidence(
    con: duckdb.DuckDBPyConnection, needs: Sequence[Need], keys: Sequence[str], first: date, last: date
) -> tuple[Behind, ...]:
    """Give the rows of some layers that tell of some states in some days, or else the coverage that makes none a zero."""
    from comity.measures.explaining import rows_behind

    found = rows_behind(con, needs, keys, first, last)
    if found:
        return tuple(found)
    told = []
    for need in needs:
        for layer, start, end, scope in con.execute(
            """select layer, "start", "end", scope from coverage where source = $1 and starts_with($2, layer)
            and ("start" is null or "start" <= $4) and "end" >= $3 order by all""",
            [need.source, need.layer, first, last],
        ).fetchall():
            cells = {"layer": layer, "start": start, "end": end, "scope": scope}
            told.append(Behind("coverage", cells, need.source, "source.toml"))
    return tuple(told)


__all__ = ["evidence"]
