"""Reading the record onto an axis: keys become places, days become periods, coverage becomes where zero is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Literal

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from comity.panel.axis import Axis, Flags, Floats, Ints
from comity.panel.group import Cover, Grid, Group, Runs, find

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

    def states(self, query: str, labels: Sequence[str] = ()) -> tuple[Entries, Ints]:
        """Put rows of states on the axis.

        Parameters
        ----------
        query
            Gives ``actor``, ``start``, ``end`` (null: goes on), ``value`` and, with ``labels``, ``label``.
        labels
            The labels there may be.

        Returns
        -------
        entries
            ``b`` is empty.
        label
            For each entry the place of its label in ``labels``.
        """
        self._prepare()
        label = "list_position($labels, f.label) - 1" if labels else "0"
        found = self._arrow(
            f"""select b.place::integer as a, {label}::integer as label,
            greatest(f."start", b.first) - date '0001-01-01' as begun,
            least(coalesce(f."end", b.last), b.last) - date '0001-01-01' as ended, f.value
            from ({query}) f join panel_bearer b on b.key = f.actor and f."start" <= b.last
            and (f."end" is null or f."end" >= b.first) where f.value is not null""",
            {"labels": list(labels)} if labels else {},
        )
        a, number = _ints(found, "a"), _ints(found, "label")
        entries = self._entries(a, a[:0], found)
        inside = entries.last >= entries.first
        return _select(entries, inside), number[inside]

    def grid(self, entries: Entries, combine: Combine = "longest", rest: float | None = None) -> Grid:
        """Fill a grid with entries of states; ``rest`` stands, and is known, wherever the group's source has looked."""
        axis = self.axis
        shape = (axis.states, axis.periods)
        place, period, days, value = self.expand(entries)
        flat = place.astype(np.int64) * axis.periods + period
        total = np.zeros(shape[0] * shape[1])
        known = np.zeros(shape[0] * shape[1], bool)
        if combine == "sum":
            np.add.at(total, flat, value)
        else:
            order = {
                "longest": lambda: np.lexsort((period_start(entries, place), days, flat)),
                "first": lambda: np.lexsort((-value, -period_start(entries, place), flat)),
                "last": lambda: np.argsort(flat, kind="stable"),
                "least": lambda: np.lexsort((-value, flat)),
                "greatest": lambda: np.lexsort((value, flat)),
            }[combine]()
            total[flat[order]] = value[order]
        known[flat] = True
        found, sure = total.reshape(shape), known.reshape(shape)
        if rest is not None:
            covered = self.covered()
            found[~sure] = rest
            sure |= covered
        return Grid(found, sure & axis.present)

    # -- quantities of pairs

    def pairs(self, query: str, *, both_ways: bool = False) -> Entries:
        """Put rows of ordered pairs on the axis.

        Parameters
        ----------
        query
            Gives ``a``, ``b``, ``start``, ``end`` (null: goes on) and ``value``.
        both_ways
            Take each row also as one of b toward a.
        """
        self._prepare()
        turned = f' union all select b, a, "start", "end", value from ({query})' if both_ways else ""
        found = self._arrow(
            f"""select x.place::integer as a, y.place::integer as b,
            greatest(f."start", x.first, y.first) - date '0001-01-01' as begun,
            least(coalesce(f."end", x.last), x.last, y.last) - date '0001-01-01' as ended, f.value
            from (select a, b, "start", "end", value from ({query}){turned}) f
            join panel_bearer x on x.key = f.a and f."start" <= x.last and (f."end" is null or f."end" >= x.first)
            join panel_bearer y on y.key = f.b and f."start" <= y.last and (f."end" is null or f."end" >= y.first)
            where x.place <> y.place and x.first <= y.last and y.first <= x.last and f.value is not null"""
        )
        entries = self._entries(_ints(found, "a"), _ints(found, "b"), found)
        return _select(entries, (entries.last >= entries.first) & (entries.begin <= entries.end))

    def runs(self, entries: Entries, *, zero: bool = True, layer: str = "", combine: Combine = "longest") -> Runs:
        """Make runs of entries; with ``zero`` a pair without an entry has 0 wherever ``layer`` was looked for."""
        if self._overlap(entries):
            a, b, period, value = self._one_each(entries, combine)
            return Runs(a, b, period, period, value, self.cover(layer) if zero else None)
        return Runs(entries.a, entries.b, entries.first, entries.last, entries.value.astype(np.float64), self.cover(layer) if zero else None)  # fmt: skip

    def _overlap(self, entries: Entries) -> bool:
        """Whether two entries of one pair fall into one period."""
        key = entries.a.astype(np.int64) * self.axis.states + entries.b
        order = np.lexsort((entries.first, key))
        key, first, last = key[order], entries.first[order], entries.last[order]
        return bool(np.any((key[1:] == key[:-1]) & (first[1:] <= last[:-1])))

    def _one_each(self, entries: Entries, combine: Combine) -> tuple[Ints, Ints, Ints, Floats]:
        place, period, days, value = self.expand(entries)
        repeat = entries.last - entries.first + 1
        b = np.repeat(entries.b, repeat)
        flat = (place.astype(np.int64) * self.axis.states + b) * self.axis.periods + period
        if combine == "sum":
            cells, where = np.unique(flat, return_inverse=True)
            chosen: Floats = np.bincount(where, weights=value)
        else:
            begun = np.repeat(entries.begin, repeat)
            ranks: dict[str, tuple[npt.NDArray[Any], ...]] = {
                "longest": (begun, days), "first": (-value, -begun), "last": (begun,), "least": (-value,), "greatest": (value,)
            }  # fmt: skip
            order = np.lexsort((*ranks[combine], flat))
            flat, value = flat[order], value[order]
            final = np.append(flat[1:] != flat[:-1], True)
            cells, chosen = flat[final], value[final].astype(np.float64)
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
        anchors = []
        for start, end, scope in self._coverage(layer):
            first, last = axis.period_of(np.array([(start or date.min).toordinal(), end.toordinal()], np.int32))
            # A period counts when the source has looked at all of it.
            first += int(first >= 0 and start is not None and start.toordinal() > axis.first_days[first])
            last -= int(last < axis.periods and end.toordinal() < axis.last_days[min(last, axis.periods - 1)])
            window = np.zeros(axis.periods, bool)
            window[max(first, 0) : last + 1] = True
            if scope == "all states":
                every |= listed & window
            elif scope.startswith(("with ", "among ")):
                chosen = self._bearing(scope.split()[1:]) & window & axis.present
                anchors.append((chosen, listed & window if scope.startswith("with ") else chosen))
        return Cover(every, tuple(anchors))

    def present_in(self, system: str | None) -> Flags:
        """Say which states of the axis are, in which periods, in the list in which a source codes, shape (N, P)."""
        if system in (None, self.axis.system):
            return self.axis.present
        entries, _ = self.states(
            f"""select state as actor, "start", "end", 1.0 as value from state where {system} is not null"""
        )
        return self.grid(entries).known

    def _bearing(self, keys: Sequence[str]) -> Flags:
        found = np.zeros((self.axis.states, self.axis.periods), bool)
        for spell in self.axis.spells:
            if spell.key in keys:
                found[spell.place] = True
        return found

    def _coverage(self, layer: str) -> list[tuple[date | None, date, str]]:
        listed = ", ".join(f"'{source}'" for source in self.group.sources)
        rows = self.con.execute(
            f"""select "start", "end", scope from coverage where source in ({listed})
            and ($1 = '' or layer = $1 or starts_with($1, layer || '.')) order by all""",
            [layer],
        ).fetchall()
        return [(start, end, scope) for start, end, scope in rows]

    # -- between days and periods

    def _prepare(self) -> None:
        """Make the table of who bears which key when, once for a connection and an axis."""
        mark = f"panel_axis_{self.axis.system}"
        if self.con.execute("select count(*) from duckdb_tables() where table_name = $1", [mark]).fetchall() == [(1,)]:
            return
        self.con.execute("drop table if exists panel_axis_cow; drop table if exists panel_axis_gw")
        spells = self.axis.spells
        incoming = pa.table(
            {
                "place": pa.array([spell.place for spell in spells], pa.int32()),
                "key": pa.array([spell.key for spell in spells]),
                "first": pa.array([date.fromordinal(spell.first) for spell in spells], pa.date32()),
                "last": pa.array([date.fromordinal(spell.last) for spell in spells], pa.date32()),
            }
        )
        self.con.register("panel_incoming", incoming)
        self.con.execute("create or replace temp table panel_bearer as from panel_incoming")
        self.con.unregister("panel_incoming")
        self.con.execute(f"create temp table {mark} as select 1 as made")

    def _arrow(self, query: str, parameters: Mapping[str, Any] | None = None) -> pa.Table:
        return self.con.sql(query, params=parameters).to_arrow_table()

    def _entries(self, a: Ints, b: Ints, found: pa.Table) -> Entries:
        begin, end = _ints(found, "begun") + 1, _ints(found, "ended") + 1
        first = np.maximum(self.axis.period_of(begin), 0)
        last = np.minimum(self.axis.period_of(end), self.axis.periods - 1)
        return Entries(a, b, first, last.astype(np.int32), begin, end, found["value"].to_numpy())

    @cached_property
    def span(self) -> tuple[date, date]:
        """The first and the last day of the axis."""
        return date.fromordinal(int(self.axis.first_days[0])), date.fromordinal(int(self.axis.last_days[-1]))


def _ints(table: pa.Table, column: str) -> Ints:
    found: Ints = table[column].to_numpy().astype(np.int32)
    return found


def _select(entries: Entries, chosen: npt.NDArray[Any]) -> Entries:
    b = entries.b[chosen] if len(entries.b) else entries.b
    return Entries(entries.a[chosen], b, entries.first[chosen], entries.last[chosen], entries.begin[chosen], entries.end[chosen], entries.value[chosen])  # fmt: skip


def period_start(entries: Entries, like: Ints) -> Ints:
    """Give for each expanded entry the day on which the whole entry begins."""
    found = np.repeat(entries.begin, entries.last - entries.first + 1)
    assert len(found) == len(like)
    return found
