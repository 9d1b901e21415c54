"""Wars between and within states (Correlates of War)."""
