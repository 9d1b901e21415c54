"""The catalogue: what a source is, how its files are fetched, kept and passed on, and the build into the record."""
