"""Battle-related deaths by pair of a conflict and year (UCDP), and by state and year (PRIO and UCDP)."""
