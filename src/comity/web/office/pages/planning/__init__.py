"""Planning of an activity: worked back, slipped, its conflicts, thresholds and lessons."""
