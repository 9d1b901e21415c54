"""The page of records: what is written, version after version, and what became of it."""
