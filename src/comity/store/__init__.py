"""The record: its tables, their contracts, and the way to open and query it.

The record is one DuckDB file, ``COMITY_HOME/record.duckdb``, built from snapshots and never edited in place.
"""
