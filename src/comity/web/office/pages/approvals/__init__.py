"""Approvals: what waits, exactly what is signed, and turning a key over it."""
