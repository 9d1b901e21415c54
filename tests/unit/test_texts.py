"""Columns that DuckDB and Arrow take over are those that were given."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from comity.store.texts import array_of, numbers_of


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
