"""The planning of exercises: dates worked back from the start, conflicts, and the thresholds of confidence-building."""
