"""Estimates as a table: whom, when, how much, with what error, of how many figures, by which method."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from comity.measures.answer import Computed
from comity.measures.explaining import keys
from comity.measures.ranking import ranks
from comity.model.states import key_names
from comity.store.texts import array_of, text_array

#: The columns of every table of estimates, in order. ``a`` and ``b`` are of pairs, ``group`` and ``member`` of members.
COLUMNS = (
    "subject", "name", "period", "value", "low", "high", "interval_kind", "inputs", "coverage", "rank", "rank_low",
    "rank_high", "unit", "method", "version",
)  # fmt: skip


def to_table(made: Computed, chosen: npt.NDArray[Any] | None = None) -> pa.Table:
    """Give estimates as an Arrow table.

    Parameters
    ----------
    chosen
        The places of the estimates that are wanted, in their order; all by default.
    """
    estimates, subjects, measure = made.estimates, made.estimates.subjects, made.measure
    rows = np.arange(len(estimates)) if chosen is None else np.asarray(chosen)
    period = subjects.period[rows]
    arrays: dict[str, pa.Array] = {}
    if measure.subject in ("pact", "region"):
        arrays["subject"], arrays["name"] = _of_groups(made, subjects.a[rows])
    elif measure.subject == "member":
        group, title = _of_groups(made, subjects.a[rows])
        whose, name, _ = _of_states(made, subjects.b[rows], period)
        arrays |= {"subject": _joined(group, whose, "/"), "name": _joined(name, title, " in ")}
        arrays |= {"group": group, "member": whose}
    elif measure.subject == "pair":
        one, name_one, code_one = _of_states(made, subjects.a[rows], period)
        other, name_other, code_other = _of_states(made, subjects.b[rows], period)
        arrays |= {"subject": _joined(one, other, "–"), "name": _joined(name_one, name_other, "–")}
        arrays |= {"a": one, "b": other, "code_a": code_one, "code_b": code_other}
    else:
        arrays["subject"], arrays["name"], arrays["code"] = _of_states(made, subjects.a[rows], period)
    value = estimates.value[rows]
    known = np.isfinite(value)
    order = ranks(estimates, rows)
    arrays["period"] = array_of(np.take(made.axis.years, period).astype(np.int16))
    for name, held in (("value", estimates.value), ("low", estimates.low), ("high", estimates.high)):
        arrays[name] = _numbers(None if held is None else held[rows], len(rows), known)
    has = known & (np.zeros(len(rows), bool) if estimates.low is None else np.isfinite(estimates.low[rows]))
    arrays["interval_kind"] = _taken(["none", measure.interval], has)
    inputs = None if estimates.inputs is None else estimates.inputs[rows].astype(np.float64)
    arrays["inputs"] = _numbers(inputs, len(rows), known).cast(pa.int64())
    # Where a measure does not say how much was known, all of it was for a value; of no value nobody can say.
    whole = np.where(known, 1.0, np.nan) if estimates.coverage is None else estimates.coverage[rows].astype(np.float64)
    arrays["coverage"] = _numbers(whole, len(rows), np.ones(len(rows), bool))
    for place, name in enumerate(("rank", "rank_low", "rank_high")):
        arrays[name] = _numbers(order[:, place], len(rows), known).cast(pa.int64())
    for name, text in (("unit", measure.unit), ("method", measure.method)):
        arrays[name] = _taken([text], np.zeros(len(rows)))
    arrays["version"] = array_of(np.full(len(rows), measure.version, np.int16))
    head = [
        name for name in ("subject", "name", "a", "b", "group", "member", "code", "code_a", "code_b") if name in arrays
    ]
    return pa.table({name: arrays[name] for name in (*head, *COLUMNS[2:])})


def _numbers(values: npt.NDArray[Any] | None, rows: int, known: npt.NDArray[Any]) -> pa.Array:
    if values is None:
        return pa.nulls(rows, pa.float64())
    values = np.asarray(values, np.float64)
    return array_of(values, known & np.isfinite(values))


def _of_groups(made: Computed, places: npt.NDArray[Any]) -> tuple[pa.Array, pa.Array]:
    """Give ids and titles of groups."""
    groups = made.estimates.subjects.groups
    return _taken([one[0] for one in groups], places), _taken([one[1] for one in groups], places)


def _of_states(
    made: Computed, places: npt.NDArray[Any], period: npt.NDArray[Any]
) -> tuple[pa.Array, pa.Array, pa.Array]:
    """Give keys, names and codes of states in periods."""
    held, names = keys(made.axis), key_names()
    every, which = np.unique(held.astype(str), return_inverse=True)
    chosen = which.reshape(held.shape)[places, period]
    codes = np.take(made.axis.codes, places).astype(np.int16)
    return (
        _taken(every.tolist(), chosen),
        _taken([names.get(key, key) for key in every.tolist()], chosen),
        array_of(codes),
    )


def _taken(texts: Sequence[str], places: npt.NDArray[Any]) -> pa.Array:
    """Give for each row one of a few texts."""
    return text_array(texts).take(array_of(places.astype(np.int32)))


def _joined(one: pa.Array, other: pa.Array, between: str) -> pa.Array:
    """Give two texts as one, row by row."""
    from pyarrow import compute

    # Of a plain text pyarrow would make a scalar, and import pandas for it.
    return compute.binary_join_element_wise(one, other, text_array([between])[0])


__all__ = ["COLUMNS", "to_table"]
