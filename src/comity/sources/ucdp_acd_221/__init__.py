"""Conflicts between organised groups without a state in them (UCDP)."""
