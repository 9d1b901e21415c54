"""Intergovernmental organisations by pair and state, and trade by state (Correlates of War)."""
