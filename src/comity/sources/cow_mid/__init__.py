"""Militarised interstate disputes (Correlates of War)."""
