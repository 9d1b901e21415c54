"""The record as a brief sees it: each thing once, each row with its place, each silence with its reason."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import duckdb

from comity.dossier.language import Language, _, spoken
from comity.store.once import see_once


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the record behind a figure.

    ``cells`` are what a reader sees of it; ``source`` and ``source_row`` lead to the publisher's file; ``mark`` says
    how far a row of the almanac was checked.
    """

    cells: Mapping[str, Any]
    source: str
    source_row: str
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Looked:
    """Where one source has looked for one layer."""

    source: str
    layer: str
    start: date | None
    end: date
    scope: str


class Evidence:
    """A record, with the views in which one thing stands once.

    The views are those of :mod:`comity.store.once`.
    """

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        self.con = con
        #: The day on which the names stand; None for the names of today.
        self.on: date | None = None
        self._names: dict[str, dict[str, str]] = {}
        see_once(con)

    def rows(self, sql: str, parameters: Sequence[Any] | Mapping[str, Any] = ()) -> list[dict[str, Any]]:
        """Run a query and give its rows as dictionaries."""
        cursor = self.con.execute(sql, parameters)
        names = [entry[0] for entry in cursor.description or ()]
        return [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]

    def evidence(self, sql: str, parameters: Sequence[Any] | Mapping[str, Any] = ()) -> list[Row]:
        """Run a query whose columns include ``source`` and ``source_row``, and give its rows with their places."""
        found = []
        for row in self.rows(sql, parameters):
            source, place = str(row.pop("source")), str(row.pop("source_row"))
            found.append(Row(row, source, place, self.mark(source, place)))
        return found

    def row(self, found: Mapping[str, Any], columns: Sequence[str]) -> Row:
        """Make, of a row that was queried for more than this, the row behind a figure."""
        source, place = str(found["source"]), str(found["source_row"])
        return Row({name: found[name] for name in columns}, source, place, self.mark(source, place))

    def mark(self, source: str, source_row: str) -> str:
        """Say how far a row was checked; empty for the rows of published data sets."""
        return self._marks.get((source, source_row), "")

    @cached_property
    def _marks(self) -> dict[tuple[str, str], str]:
        found = self.con.execute("select source, source_row, checked from mark").fetchall()
        return {(source, place): checked for source, place, checked in found}

    def note(self, source: str, source_row: str) -> str:
        """Give what the almanac notes of a row; empty where there is nothing."""
        return self._notes.get((source, source_row), "")

    @cached_property
    def _notes(self) -> dict[tuple[str, str], str]:
        found = self.con.execute("select source, source_row, note from mark where note is not null").fetchall()
        return {(source, place): note for source, place, note in found}

    @property
    def names(self) -> dict[str, str]:
        """Display name of every actor in the language that is spoken: of a state the name of its time, where the evidence stands on a past day."""
        return self.named(spoken())

    def named(self, language: Language) -> dict[str, str]:
        """Give the display name of every actor in a language."""
        if language.key not in self._names:
            self._names[language.key] = {actor: language.name(name) for actor, name in self.english.items()}
        return self._names[language.key]

    @cached_property
    def english(self) -> dict[str, str]:
        """English names, which stand in what programs read."""
        named = dict(self.con.execute("select actor, min(name) from actor group by actor").fetchall())
        if self.on is not None:
            of_then = self.con.execute(
                'select state, max(name) from state where "start" <= $1 and ("end" is null or "end" >= $1) group by state',
                [self.on],
            ).fetchall()
            named |= dict(of_then)
        return named

    def called(self, actor: str, start: date | None, end: date | None = None) -> tuple[str, ...]:
        """Give the names that an actor bore between two days, in order of time.

        Parameters
        ----------
        start, end
            ``end`` alone may lack: then it is the name on one day. Without either it is the display name. Between two
            spells of a state its last name stands, before the first its first.
        """
        spells = self._renamed.get(actor)
        start = start or end
        if spells is None or start is None:
            return (self.names.get(actor, actor),)
        before = [name for begun, name in spells if begun <= start][-1:] or [spells[0][1]]
        then = dict.fromkeys(before + [name for begun, name in spells if end and start < begun <= end])
        return tuple(map(spoken().name, then))

    @cached_property
    def _renamed(self) -> dict[str, list[tuple[date, str]]]:
        """Names of the states that have had several, with the day from which on they bore them."""
        found: dict[str, list[tuple[date, str]]] = {}
        for state, begun, name in self.con.execute(
            'select state, "start", name from state where state in '
            '(select state from state group by state having count(distinct name) > 1) order by state, "start"'
        ).fetchall():
            found.setdefault(state, []).append((begun, name))
        return found

    @cached_property
    def looked(self) -> list[Looked]:
        """All coverage."""
        found = self.con.execute('select source, layer, "start", "end", scope from coverage order by all').fetchall()
        return [Looked(*row) for row in found]

    @property
    def reach(self) -> date:
        """Give the last day on which any source has looked for agreements; for anything, where none has.

        What binds states is the heart of a brief: one donor's figure of last month does not carry it to that month.
        """
        ends = [entry.end for entry in self.looked]
        bound = [entry.end for entry in self.looked if entry.layer.partition(".")[0] == "agreement"]
        return max(bound or ends, default=date.today())

    def layer(self, layer: str) -> list[Looked]:
        """Give who has looked for a layer; ``agreement`` stands for every ``agreement.…``."""
        return [
            entry
            for entry in self.looked
            if entry.layer == layer or layer.startswith(f"{entry.layer}.") or entry.layer.startswith(f"{layer}.")
        ]

    def last_full_look(self, layer: str) -> Looked | None:
        """Give the source that looked for a layer, in all states, the longest; None when none did.

        What a source tells of one state's doings alone (``with EST``) is no look at all states.
        """
        full = [entry for entry in self.layer(layer) if entry.scope == "all states"]
        return max(full, key=lambda entry: entry.end, default=None)

    def seen(self, source: str, layer: str, on: date) -> date:
        """Give the last day, up to one, on which a source has looked for a layer."""
        return min(max((entry.end for entry in self.layer(layer) if entry.source == source), default=on), on)

    @cached_property
    def sources(self) -> dict[str, dict[str, Any]]:
        """Facts of every source of the record, by id."""
        return {row["source"]: row for row in self.rows("from source order by source")}

    @cached_property
    def actors_with_shape(self) -> set[str]:
        """Keys of all states."""
        return {key for (key,) in self.con.execute("select distinct state from state").fetchall()}


#: How the almanac notes that a list of parties is not whole.
PARTIAL = re.compile("listed are a part|not listed|only some are listed")


def at_least(evidence: Evidence, row: Mapping[str, Any], number: int) -> int | str:
    """Give a number of parties, as a lower bound where the list is noted to be a part."""
    return (
        _("%(number)s or more") % {"number": number}
        if PARTIAL.search(evidence.note(row["source"], row["source_row"]))
        else number
    )
