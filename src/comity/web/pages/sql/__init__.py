"""The page on which one asks the record in SQL."""
