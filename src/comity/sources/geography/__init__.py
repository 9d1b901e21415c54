"""The source geography: direct contiguity and capitals."""
