"""Alliances, their parties and who owes what to whom (ATOP)."""
