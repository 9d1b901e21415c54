"""Forty-six indices of V-Dem 10 with gaps filled in by a third party."""
