"""United States bases abroad, and what was spent on building there."""
