"""Columns of text, made for DuckDB to take over."""

from __future__ import annotations

from array import array
from collections.abc import Iterable

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
