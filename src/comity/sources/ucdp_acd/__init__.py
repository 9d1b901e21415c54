"""State-based armed conflicts (UCDP/PRIO)."""
