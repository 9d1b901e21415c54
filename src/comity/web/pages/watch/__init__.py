"""The page of what changed in the record."""
