"""What a table and a column of the record are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Type = Literal["VARCHAR", "DATE", "DOUBLE", "BOOLEAN", "BIGINT"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of one table.

    Parameters
    ----------
    name, type
        As in the record.
    about
        What it means, with its unit.
    required
        Null is a violation.
    actor
        Holds the key of a state, an organisation or an armed group; sources deliver ``scheme:code`` and the build
        resolves it.
    among
        The vocabulary, where it is closed.
    low, high
        The bounds, inclusive, where there are any.
    """

    name: str
    type: Type
    about: str
    required: bool = False
    actor: bool = False
    among: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the record.

    Parameters
    ----------
    key
        Columns that are unique together (within a source, where the table has lineage).
    refers
        ``column → table``: the value stands in that table's key column of the same name.
    apart
        Columns that differ from each other in every row: a tie of a state with itself is a mistake.
    spell
        Columns within whose equal values the periods ``start``–``end`` must not overlap.
    lineage
        Every row has ``source`` and ``source_row``.
    """

    name: str
    about: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    refers: tuple[tuple[str, str], ...] = ()
    apart: tuple[str, ...] = ()
    spell: tuple[str, ...] = ()
    lineage: bool = True

    @property
    def all_columns(self) -> tuple[Column, ...]:
        """The columns, those of lineage included."""
        return self.columns + LINEAGE if self.lineage else self.columns


LINEAGE = (
    Column("source", "VARCHAR", "public id of the source", required=True),
    Column("source_row", "VARCHAR", "`file:line` of the source's snapshot", required=True),
)
