"""Estimates as a table: whom, when, how much, with what error, of how many figures, by which method."""

from __future__ import annotations

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
    names = key_names()
    columns: dict[str, Any] = {}
    if measure.subject in ("pact", "region"):
        ids, titles = _of_groups(made, subjects.a[rows])
        columns |= {"subject": ids, "name": titles}
    elif measure.subject == "member":
        ids, titles = _of_groups(made, subjects.a[rows])
        whose, codes = _of_states(made, subjects.b[rows], period)
        columns["subject"] = [f"{group}/{key}" for group, key in zip(ids, whose, strict=True)]
        columns["name"] = [f"{names.get(key, key)} in {title}" for title, key in zip(titles, whose, strict=True)]
        columns |= {"group": ids, "member": whose}
    elif measure.subject == "pair":
        one, code_one = _of_states(made, subjects.a[rows], period)
        other, code_other = _of_states(made, subjects.b[rows], period)
        columns["subject"] = [f"{a}–{b}" for a, b in zip(one, other, strict=True)]
        columns["name"] = [f"{names.get(a, a)}–{names.get(b, b)}" for a, b in zip(one, other, strict=True)]
        columns |= {"a": one, "b": other, "code_a": code_one, "code_b": code_other}
    else:
        whose, codes = _of_states(made, subjects.a[rows], period)
        columns |= {"subject": whose, "name": [names.get(key, key) for key in whose], "code": codes}
    arrays = {
        name: text_array(column) if isinstance(column, list) else array_of(column) for name, column in columns.items()
    }
    value = estimates.value[rows]
    known = np.isfinite(value)
    order = ranks(estimates, rows)
    arrays["period"] = array_of(np.take(made.axis.years, period).astype(np.int16))
    for name, held in (("value", estimates.value), ("low", estimates.low), ("high", estimates.high)):
        arrays[name] = _numbers(None if held is None else held[rows], len(rows), known)
    has = known & (np.zeros(len(rows), bool) if estimates.low is None else np.isfinite(estimates.low[rows]))
    arrays["interval_kind"] = text_array([measure.interval if one else "none" for one in has.tolist()])
    inputs = None if estimates.inputs is None else estimates.inputs[rows].astype(np.float64)
    arrays["inputs"] = _numbers(inputs, len(rows), known).cast(pa.int64())
    # Where a measure does not say how much was known, all of it was for a value; of no value nobody can say.
    whole = np.where(known, 1.0, np.nan) if estimates.coverage is None else estimates.coverage[rows].astype(np.float64)
    arrays["coverage"] = _numbers(whole, len(rows), np.ones(len(rows), bool))
    for place, name in enumerate(("rank", "rank_low", "rank_high")):
        arrays[name] = _numbers(order[:, place], len(rows), known).cast(pa.int64())
    for name, text in (("unit", measure.unit), ("method", measure.method)):
        arrays[name] = text_array([text] * len(rows))
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


def _of_groups(made: Computed, places: npt.NDArray[Any]) -> tuple[list[str], list[str]]:
    groups = made.estimates.subjects.groups
    return [groups[place][0] for place in places], [groups[place][1] for place in places]


def _of_states(
    made: Computed, places: npt.NDArray[Any], period: npt.NDArray[Any]
) -> tuple[list[str], npt.NDArray[Any]]:
    """Give keys and codes of states in periods."""
    return keys(made.axis)[places, period].tolist(), np.take(made.axis.codes, places).astype(np.int16)


__all__ = ["COLUMNS", "to_table"]
