"""The start: the search, and what the record holds."""
