"""From a plan to rows: the record is opened once, each group is loaded once, and blocks of rows are filled in order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from comity.model.errors import BadRequest, NotHere, all_of
from comity.panel.axis import FIRST_YEAR, Axis, Flags
from comity.panel.choice import how_to_get, missing
from comity.panel.group import Column, Filled, Grid, Group, Runs, Values, find
from comity.panel.layout import Placed, lay_out
from comity.panel.look import Look
from comity.panel.plan import Panel, Pick
from comity.panel.rows import Rows
from comity.panel.spells import Clock, clocks
from comity.panel.units import blocks, key_columns
from comity.store.home import home as default_home
from comity.store.home import record_path
from comity.store.record import open_record
from comity.store.texts import text_array

#: Filling columns is waiting for memory: two at once is what helps.
WORKERS = 2

_TYPES = {"float64": pa.float64(), "int8": pa.int8(), "int16": pa.int16(), "int32": pa.int32()}


def columns(panel: Panel) -> list[Placed]:
    """Give the columns of a plan in order: keys, groups as they were added, spells."""
    given = lay_out([(pick.group, pick.everything) for pick in panel.picks], panel.sides)
    return [*key_columns(panel), *given, *(clock.placed for clock in clocks(panel, given))]


def tables(panel: Panel, at_most: int) -> Iterator[pa.Table]:
    """Give the rows of a plan in order, in blocks of about `at_most` rows (0: in one).

    Raises
    ------
    NoRecord, WrongRecord
        When there is no record to read, or one of another version.
    NotHere
        When a group's source is not in the record.
    BadRequest
        When the plan contradicts itself.
    """
    given = lay_out([(pick.group, pick.everything) for pick in panel.picks], panel.sides)
    counted = clocks(panel, given)
    _check_only(panel, given)
    # What is counted from the last event must not depend on the year with which the panel begins.
    axis = replace(panel.axis, first_year=FIRST_YEAR) if counted else panel.axis
    skipped = axis.periods - panel.axis.periods
    with open_record(record_path(panel.home or default_home())) as con:
        _check_sources(con, panel.picks)
        loaded = {pick.group: _load(con, axis, pick, given) for pick in panel.picks}
        some = False
        for rows in blocks(panel, axis, at_most, con):
            table = _fill(panel, given, counted, loaded, rows, skipped)
            if len(table) or not some:
                some = True
                yield table


def _check_sources(con: duckdb.DuckDBPyConnection, picks: tuple[Pick, ...]) -> None:
    held = frozenset(name for (name,) in con.execute("select source from source").fetchall())
    for pick in picks:
        if absent := missing(find(pick.group), held):
            raise NotHere(
                "“%(group)s” rests on %(absent)s, which is not in the record."
                if len(absent) == 1
                else "“%(group)s” rests on %(absent)s, which are not in the record.",
                remedy=how_to_get(absent),
                group=pick.group,
                absent=all_of(absent),
            )


def _check_only(panel: Panel, given: list[Placed]) -> None:
    yes_or_no = [entry.name for entry in given if entry.column.binary]
    for name in panel.only:
        if name not in yes_or_no:
            raise BadRequest(
                "Rows can be kept by a yes-or-no column of the panel only, and “%(name)s” is none.",
                remedy="It has these: %(yes_or_no)s."
                if yes_or_no and name in panel.names
                else "Add its group first, for example with prd."
                if name == "prd"
                else "Add its group first.",
                name=name,
                yes_or_no=", ".join(yes_or_no),
            )


def _load(
    con: duckdb.DuckDBPyConnection, axis: Axis, pick: Pick, given: list[Placed]
) -> Mapping[tuple[str, str], Values]:
    wanted = frozenset((entry.column.of, entry.column.name) for entry in given if entry.group == pick.group)
    group: Group = find(pick.group)
    return group.load(Look(con, axis, group, wanted), pick.options)


def _fill(
    panel: Panel,
    given: list[Placed],
    counted: list[Clock],
    loaded: Mapping[str, Mapping[tuple[str, str], Values]],
    rows: Rows,
    skipped: int,
) -> pa.Table:
    with ThreadPoolExecutor(WORKERS) as pool:
        rows.flat  # noqa: B018  (made once, before the workers ask for it)
        filled = dict(
            zip(
                [entry.name for entry in given],
                pool.map(partial(_fill_one, panel, loaded, rows), given),
                strict=True,
            )
        )
    for clock in counted:
        filled[clock.placed.name] = clock.count(rows, *filled[clock.column])
    chosen: npt.NDArray[Any] | None = None
    if skipped:
        chosen = rows.period >= skipped
    for name in panel.only:
        value, known = filled[name]
        kept = value == 1 if known is None else (value == 1) & known
        chosen = kept if chosen is None else chosen & kept
    texts = {
        entry.name: values.texts
        for entry in given
        if entry.column.type == "text" and isinstance(values := loaded[entry.group][entry.column.of, entry.column.name], Grid | Runs)
    }  # fmt: skip
    shown = rows if chosen is None else rows.select(chosen)
    arrays: dict[str, pa.Array] = {}
    for entry in columns(panel):
        if entry.group == "" and entry.name not in filled:
            arrays[entry.name] = _key(panel, shown, entry)
            continue
        value, known = filled.pop(entry.name)
        if chosen is not None:
            value, known = value[chosen], None if known is None else known[chosen]
        arrays[entry.name] = as_arrow(value, known, entry.column, texts.get(entry.name, ()))
    return pa.table(arrays)


def _fill_one(
    panel: Panel, loaded: Mapping[str, Mapping[tuple[str, str], Values]], rows: Rows, entry: Placed
) -> Filled:
    column = entry.column
    kind = "int32" if column.type == "text" else column.type
    values = loaded[entry.group][column.of, column.name]
    value, known = rows.fill(values, entry.sides, kind, merge=not panel.directed and not column.sided)
    if known is not None and column.zero and entry.group in panel.assumed:
        value[~known] = 0
        known = None
    return value, known


def _key(panel: Panel, rows: Rows, entry: Placed) -> pa.Array:
    if entry.name in rows.extra:
        return text_array(rows.extra[entry.name].tolist())
    if entry.name == "year":
        found = np.take(rows.axis.years.astype(np.int16), rows.period)
    elif entry.name == "month":
        found = np.take(rows.axis.months.astype(np.int8), rows.period)
    else:
        found = np.take(rows.axis.codes.astype(np.int16), rows.sides[entry.sides[0]])
    return as_arrow(found, None, entry.column)


def as_arrow(value: npt.NDArray[Any], known: Flags | None, column: Column, texts: Any = ()) -> pa.Array:
    """Make an Arrow array without copying the values; what is not known is null."""
    kind = pa.int32() if column.type == "text" else _TYPES[column.type]
    bits = None if known is None else pa.py_buffer(np.packbits(known, bitorder="little"))
    found = pa.Array.from_buffers(kind, len(value), [bits, pa.py_buffer(np.ascontiguousarray(value))])
    if column.type == "text":
        return pa.DictionaryArray.from_arrays(found, text_array(list(texts)))
    return found
