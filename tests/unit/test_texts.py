"""Columns that DuckDB and Arrow take over are those that were given."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from comity.store.texts import array_of, known_of, numbers_of


@pytest.mark.parametrize(
    "given",
    [
        np.array([1.5, -2.0, np.inf]),
        np.array([3, -4], np.int16),
        np.array([True, False, False, True, True, True, False, True, True]),
        np.zeros(0),
    ],
)
def test_what_was_stored_is_read(given: np.ndarray) -> None:
    """Yes and no too: what holds them was computed anew at each reading, as it could not be read."""
    column = array_of(given)
    assert [float(value) for value in column.to_pylist()] == given.astype(float).tolist()
    assert numbers_of(pa.chunked_array([column])).tolist() == given.tolist()


@pytest.mark.parametrize("first", range(10))
def test_what_is_known_is_told_of_every_piece_of_a_column(first: int) -> None:
    whole = pa.array([None if place % 3 == 0 else place for place in range(21)])
    column = pa.chunked_array(
        [whole.slice(first, 9), whole[:0], whole.slice(first), pa.array([1, 2]), pa.nulls(2, pa.int64())]
    )
    assert known_of(column).tolist() == [value is not None for value in column.to_pylist()]
    assert known_of(column.slice(3, 12)).tolist() == [value is not None for value in column.slice(3, 12).to_pylist()]
    assert known_of(pa.chunked_array([], pa.int64())).tolist() == []
