"""All activities of a year against the confidence-building regimes."""
