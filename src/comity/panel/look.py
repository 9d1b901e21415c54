"""Reading the record onto an axis: keys become places, days become periods, coverage becomes where zero is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any, Literal

import duckdb
import numpy as np
import numpy.typing as npt

from comity.panel.axis import Axis, Flags, Floats, Ints, System
from comity.panel.group import Cover, Grid, Group, Runs, find

#: The source of what comity itself knows of states through time.
OWN = "comity-model"
#: What stands where several values fall into one period: the one that holds ``longest`` in it (of equals the later), the
#: ``first``, the ``last``, the ``least``, the ``greatest``, or their ``sum``.
Combine = Literal["longest", "first", "last", "least", "greatest", "sum"]


@dataclass(frozen=True)
class Entries:
    """Rows of the record on an axis: places of one or two states, first and last period, days, and the value."""

    a: Ints
    b: Ints
    first: Ints
    last: Ints
    begin: Ints
    end: Ints
    value: npt.NDArray[Any]

    def of(self, value: npt.NDArray[Any]) -> Entries:
        """Give the same entries with other values."""
        return replace(self, value=value)


class Look:
    """What a column group reads with: the record on one axis, for one group."""

    def __init__(
        self, con: duckdb.DuckDBPyConnection, axis: Axis, group: Group, wanted: frozenset[tuple[str, str]]
    ) -> None:
        self.con = con
        self.axis = axis
        self.group = group
        #: The columns that are asked for, as (of, name): nothing else need be read.
        self.wanted = wanted

    def of(self, group: str) -> Look:
        """Look with the eyes of another group, on which this one rests."""
        return Look(self.con, self.axis, find(group), self.wanted)

    # -- quantities of states

    def figures(
        self, source: str, indicators: Mapping[str, float] | Sequence[str], combine: Combine = "longest"
    ) -> dict[str, Grid]:
        """Read figures of one source.

        Parameters
        ----------
        indicators
            Indicator → what a value is divided by to be in the publisher's own unit.

        Returns
        -------
        dict
            Indicator → grid; of an indicator that the record does not have, one in which nothing is known.
        """
        scale = dict(indicators) if isinstance(indicators, Mapping) else dict.fromkeys(indicators, 1.0)
        listed = ", ".join(f"'{name}'" for name in scale)
        entries = self.states(
            f"""select actor, "start", "end", value, indicator as label from figure
            where source = '{source}' and indicator in ({listed})""",
            labels=list(scale),
        )
        found = {}
        for number, (name, divisor) in enumerate(scale.items()):
            mine = _select(entries[0], entries[1] == number)
            grid = self.grid(mine, combine)
            found[name] = Grid(grid.value / divisor, grid.known) if divisor != 1 else grid
        return found

    def states(self, query: str, labels: Sequence[str] = (), layer: str = "") -> tuple[Entries, Ints]:
        """Put rows of states on the axis.

        Parameters
        ----------
        query
            Gives ``actor``, ``start``, ``end`` (null: goes on), ``value`` and, with ``labels``, ``label``.
        labels
            The labels there may be.
        layer
            Of which layer of the record's coverage they are: nothing is known after the last day of it. The last day of
            all layers of the group's sources when empty.

        Returns
        -------
        entries
            ``b`` is empty.
        label
            For each entry the place of its label in ``labels``.
        """
        self._prepare()
        label = "list_position($labels, f.label) - 1" if labels else "0"
        found = self._ask(
            f"""select b.place::integer as a, {label}::integer as label,
            greatest(f."start", b.first) - date '0001-01-01' as begun,
            least(coalesce(f."end", b.last), b.last) - date '0001-01-01' as ended, f.value
            from ({query}) f join panel_bearer b on b.key = f.actor and f."start" <= b.last
            and (f."end" is null or f."end" >= b.first) where f.value is not null""",
            {"labels": list(labels)} if labels else {},
        )
        a, number = _ints(found, "a"), _ints(found, "label")
        entries = self._entries(a, a[:0], found, self.horizon(layer))
        inside = (entries.last >= entries.first) & (entries.begin <= entries.end)
        return _select(entries, inside), number[inside]

    def grid(self, entries: Entries, combine: Combine = "longest", rest: float | None = None, layer: str = "") -> Grid:
        """Fill a grid with entries of states; ``rest`` stands, and is known, wherever ``layer`` was looked for."""
        axis = self.axis
        size = axis.states * axis.periods
        if layer:
            entries = self._until(entries, self.horizon(layer))
        place, period, days, value = self.expand(entries)
        flat = place * np.int32(axis.periods) + period
        cells, chosen = combined(flat, _repeat(entries.begin, entries), days, value, combine)
        total, sure = np.zeros(size), np.zeros(size, bool)
        total[cells], sure[cells] = chosen, True
        found, known = total.reshape(axis.present.shape), sure.reshape(axis.present.shape)
        if rest is not None:
            found[~known] = rest
            known |= self.covered(layer)
        return Grid(found, known & axis.present)

    # -- quantities of pairs

    def pairs(self, query: str, *, both_ways: bool = False, layer: str = "") -> Entries:
        """Put rows of ordered pairs on the axis.

        Parameters
        ----------
        query
            Gives ``a``, ``b``, ``start``, ``end`` (null: goes on) and ``value``.
        both_ways
            Take each row also as one of b toward a.
        layer
            As in :meth:`states`.
        """
        self._prepare()
        turned = f' union all select b, a, "start", "end", value from ({query})' if both_ways else ""
        found = self._ask(
            f"""select x.place::integer as a, y.place::integer as b,
            greatest(f."start", x.first, y.first) - date '0001-01-01' as begun,
            least(coalesce(f."end", x.last), x.last, y.last) - date '0001-01-01' as ended, f.value
            from (select a, b, "start", "end", value from ({query}){turned}) f
            join panel_bearer x on x.key = f.a and f."start" <= x.last and (f."end" is null or f."end" >= x.first)
            join panel_bearer y on y.key = f.b and f."start" <= y.last and (f."end" is null or f."end" >= y.first)
            where x.place <> y.place and x.first <= y.last and y.first <= x.last and f.value is not null"""
        )
        entries = self._entries(_ints(found, "a"), _ints(found, "b"), found, self.horizon(layer))
        return _select(entries, (entries.last >= entries.first) & (entries.begin <= entries.end))

    def runs(self, entries: Entries, *, zero: bool = True, layer: str = "", combine: Combine = "longest") -> Runs:
        """Make runs of entries; with ``zero`` a pair without an entry has 0 wherever ``layer`` was looked for."""
        entries = self._until(entries, self.horizon(layer))
        cover = self.cover(layer) if zero else None
        several = self._overlapping(entries)
        if not several.any():
            return Runs(entries.a, entries.b, entries.first, entries.last, entries.value.astype(np.float64), cover)
        a, b, period, value = self._one_each(_select(entries, several), combine)
        alone = _select(entries, ~several)
        return Runs(
            np.concatenate([alone.a, a]),
            np.concatenate([alone.b, b]),
            np.concatenate([alone.first, period]),
            np.concatenate([alone.last, period]),
            np.concatenate([alone.value, value]).astype(np.float64),
            cover,
        )

    def _overlapping(self, entries: Entries) -> Flags:
        """Say which entries are of a pair of which two entries fall into one period."""
        key = entries.a * np.int32(self.axis.states) + entries.b
        order = np.lexsort((entries.first, key))
        sorted_key, first, last = key[order], entries.first[order], entries.last[order]
        meet = (sorted_key[1:] == sorted_key[:-1]) & (first[1:] <= last[:-1])
        pairs = np.zeros(self.axis.states**2, bool)
        pairs[sorted_key[1:][meet]] = True
        found: Flags = pairs[key]
        return found

    def _one_each(self, entries: Entries, combine: Combine) -> tuple[Ints, Ints, Ints, Floats]:
        place, period, days, value = self.expand(entries)
        flat = (place.astype(np.int64) * self.axis.states + _repeat(entries.b, entries)) * self.axis.periods + period
        cells, chosen = combined(flat, _repeat(entries.begin, entries), days, value, combine)
        pair, when = np.divmod(cells, self.axis.periods)
        one, other = np.divmod(pair, self.axis.states)
        return one.astype(np.int32), other.astype(np.int32), when.astype(np.int32), chosen

    def expand(self, entries: Entries) -> tuple[Ints, Ints, Ints, Floats]:
        """Give each entry once for each of its periods: place, period, days of that period, value."""
        repeat = entries.last - entries.first + 1
        period = np.arange(int(repeat.sum()), dtype=np.int32) - np.repeat(np.cumsum(repeat) - repeat - entries.first, repeat).astype(np.int32)  # fmt: skip
        begin = np.maximum(np.repeat(entries.begin, repeat), self.axis.first_days[period])
        end = np.minimum(np.repeat(entries.end, repeat), self.axis.last_days[period])
        return np.repeat(entries.a, repeat), period, end - begin + 1, np.repeat(entries.value, repeat)

    # -- where the source has looked

    def covered(self, layer: str = "") -> Flags:
        """Say in which states and periods the group's sources have looked at every state, shape (N, P)."""
        return self.cover(layer).every

    def cover(self, layer: str = "") -> Cover:
        """Say at which pairs the group's sources have looked.

        Parameters
        ----------
        layer
            ``table.kind`` as in the record's coverage; every layer of the group's sources when empty.
        """
        axis = self.axis
        listed = self.present_in(self.group.coded_in)
        every = np.zeros(axis.present.shape, bool)
        anchors, toward = [], []
        for start, end, scope in self._coverage(layer):
            # A period counts when the source has looked at all of it.
            window = (axis.first_days >= (start or date.min).toordinal()) & (axis.last_days <= end.toordinal())
            if scope == "all states":
                every |= listed & window
            elif scope.startswith(("with ", "among ")):
                chosen = self.bearing(scope.split()[1:]) & window & axis.present
                anchors.append((chosen, listed & window if scope.startswith("with ") else chosen))
            elif scope.startswith("to "):
                toward.append((listed & window, self.bearing(scope.split()[1:]) & window & axis.present))
        return Cover(every, tuple(anchors), tuple(toward))

    def present_in(self, system: System | None) -> Flags:
        """Say which states of the axis are, in which periods, in the list in which a source codes, shape (N, P)."""
        return self.axis.present if system is None else self.axis.listed_in(system)

    def bearing(self, keys: Sequence[str]) -> Flags:
        """Say where and when codes of the axis mean one of these states, by key, shape (N, P)."""
        found = np.zeros((self.axis.states, self.axis.periods), bool)
        for spell in self.axis.spells:
            if spell.key in keys:
                self.axis.mark(found, spell.place, spell.first, spell.last)
        return found

    def horizon(self, layer: str = "") -> int:
        """Give the last day, as an ordinal, on which the group's sources have looked for a layer.

        A treaty that was in force then is not known to be in force a day later. Of a layer without coverage it is the last
        day of all layers of those sources; of sources without any the first day there is.
        """
        rows = self._coverage(layer) or self._coverage("")
        return max((end.toordinal() for _, end, _ in rows), default=1)

    def _coverage(self, layer: str) -> list[tuple[date | None, date, str]]:
        return [
            (start, end, scope)
            for told, start, end, scope in self._told
            if not layer or told == layer or layer.startswith(f"{told}.")
        ]

    @cached_property
    def _told(self) -> list[tuple[str, date | None, date, str]]:
        listed = ", ".join(f"'{source}'" for source in self.group.sources)
        rows = self.con.execute(
            f"""select layer, "start", "end", scope from coverage where source in ({listed}) order by all"""
        ).fetchall()
        # comity's own table of states has no coverage, as it is known from end to end.
        own = [("state", None, date.max, "all states")] if OWN in self.group.sources else []
        return [*own, *((layer, start, end, scope) for layer, start, end, scope in rows)]

    # -- between days and periods

    def _prepare(self) -> None:
        """Make the table of who bears which key when, once for a connection and an axis."""
        mark = f"panel_axis_{self.axis.system}"
        if self.con.execute("select count(*) from duckdb_tables() where table_name = $1", [mark]).fetchall() == [(1,)]:
            return
        self.con.execute("drop table if exists panel_axis_cow; drop table if exists panel_axis_gw")
        spells = self.axis.spells
        # By lists, not as an Arrow table: registering one makes DuckDB import pandas, which takes longer than the panel.
        self.con.execute(
            """create or replace temp table panel_bearer as select unnest($1::integer[]) as place, unnest($2::varchar[]) as key,
            unnest($3::date[]) as first, unnest($4::date[]) as last""",
            [
                [spell.place for spell in spells],
                [spell.key for spell in spells],
                [date.fromordinal(spell.first) for spell in spells],
                [date.fromordinal(spell.last) for spell in spells],
            ],
        )
        self.con.execute(f"create temp table {mark} as select 1 as made")

    def _ask(self, query: str, parameters: Mapping[str, Any] | None = None) -> Mapping[str, npt.NDArray[Any]]:
        # Not by way of Arrow: its arrays become numpy's only after pandas was imported, which takes longer than the panel.
        return {name: np.asarray(array) for name, array in self.con.execute(query, parameters).fetchnumpy().items()}

    def _entries(self, a: Ints, b: Ints, found: Mapping[str, npt.NDArray[Any]], horizon: int) -> Entries:
        begin, end = _ints(found, "begun") + 1, np.minimum(_ints(found, "ended") + 1, np.int32(horizon))
        first = np.maximum(self.axis.period_of(begin), 0)
        last = np.minimum(self.axis.period_of(end), self.axis.periods - 1)
        return Entries(a, b, first, last.astype(np.int32), begin, end, found["value"])

    def _until(self, entries: Entries, horizon: int) -> Entries:
        """Cut entries off after a day, and leave out those that begin later."""
        if not (entries.end > horizon).any():
            return entries
        end = np.minimum(entries.end, np.int32(horizon))
        last = np.minimum(self.axis.period_of(end), entries.last)
        cut = replace(entries, end=end, last=last)
        return _select(cut, (cut.begin <= end) & (cut.first <= last))

    @cached_property
    def span(self) -> tuple[date, date]:
        """The first and the last day of the axis."""
        return date.fromordinal(int(self.axis.first_days[0])), date.fromordinal(int(self.axis.last_days[-1]))


def _ints(table: Mapping[str, npt.NDArray[Any]], column: str) -> Ints:
    return table[column].astype(np.int32)


def _select(entries: Entries, chosen: npt.NDArray[Any]) -> Entries:
    b = entries.b[chosen] if len(entries.b) else entries.b
    return Entries(entries.a[chosen], b, entries.first[chosen], entries.last[chosen], entries.begin[chosen], entries.end[chosen], entries.value[chosen])  # fmt: skip


def _repeat(array: Ints, entries: Entries) -> Ints:
    """Give for each expanded entry what stands for the whole entry."""
    return np.repeat(array, entries.last - entries.first + 1)


def combined(
    cell: npt.NDArray[Any], begin: Ints, days: Ints, value: npt.NDArray[Any], combine: Combine
) -> tuple[npt.NDArray[Any], Floats]:
    """Make one value of all that fall on a cell; the order in which they come does not matter.

    Parameters
    ----------
    cell
        On which cell each value falls.
    begin, days
        The first day of the whole entry of which it is, and how many days of the cell's period it fills.

    Returns
    -------
    cell, value
        Each cell once, ascending.
    """
    value = value.astype(np.float64, copy=False)
    ranks: dict[str, tuple[npt.NDArray[Any], ...]] = {
        "longest": (value, begin, days),
        "first": (-value, -begin),
        "last": (value, days, begin),
        "least": (-value,),
        "greatest": (value,),
        "sum": (value,),
    }
    if len(cell) and (cell[1:] > cell[:-1]).all():
        return cell, value
    order = np.lexsort((*ranks[combine], cell))
    cell, value = cell[order], value[order]
    final = np.append(cell[1:] != cell[:-1], True)[: len(cell)]
    if combine == "sum":
        begun = np.append(0, np.flatnonzero(final)[:-1] + 1)[: len(cell)]
        return cell[final], np.add.reduceat(value, begun) if len(cell) else value
    return cell[final], value[final]
