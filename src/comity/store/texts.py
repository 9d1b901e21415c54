"""Columns of text, made for DuckDB to take over."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa


def text_array(values: Iterable[str | None]) -> pa.Array:
    """Make an Arrow column of texts; None is null.

    ``pyarrow.array`` looks at a list with pandas' eyes first, and importing pandas takes longer than building the
    record from five sources.
    """
    builder = pa.lib.StringBuilder()
    builder.append_values(values if isinstance(values, list) else list(values))
    return builder.finish()


def number_array(values: Iterable[int]) -> pa.Array:
    """Make an Arrow column of whole numbers (64 bits), none of them null."""
    found = array("q", values)
    return pa.Array.from_buffers(pa.int64(), len(found), [None, pa.py_buffer(found)])


def array_of(values: npt.NDArray[Any], known: npt.NDArray[np.bool_] | None = None) -> pa.Array:
    """Make an Arrow array of numpy's numbers; what is not known is null. By pyarrow's own way pandas would be imported."""
    values = np.ascontiguousarray(values)
    if values.dtype == np.bool_:
        # Arrow packs eight of its own into a byte.
        values = values.view(np.uint8)
    bits = None if known is None else pa.py_buffer(np.packbits(known, bitorder="little"))
    return pa.Array.from_buffers(pa.from_numpy_dtype(values.dtype), len(values), [bits, pa.py_buffer(values)])


def numbers_of(column: pa.ChunkedArray) -> npt.NDArray[Any]:
    """Give a column of numbers without gaps as numpy's, without importing pandas."""
    parts = [
        np.frombuffer(
            chunk.buffers()[1], chunk.type.to_pandas_dtype(), len(chunk), chunk.offset * chunk.type.byte_width
        )
        for chunk in column.chunks
        if len(chunk)
    ]
    return (
        parts[0] if len(parts) == 1 else np.concatenate(parts) if parts else np.zeros(0, column.type.to_pandas_dtype())
    )


def known_of(column: pa.ChunkedArray) -> npt.NDArray[np.bool_]:
    """Say of each cell of a column whether it is known. By pyarrow's own way pandas would be imported."""
    return np.concatenate([np.zeros(0, bool), *(_known(chunk) for chunk in column.chunks)])


def _known(chunk: pa.Array) -> npt.NDArray[np.bool_]:
    bits = chunk.buffers()[0]
    if chunk.null_count in (0, len(chunk)) or bits is None:
        return np.full(len(chunk), chunk.null_count == 0)
    held = np.unpackbits(np.frombuffer(bits, np.uint8), bitorder="little")
    return held[chunk.offset : chunk.offset + len(chunk)].astype(bool)
