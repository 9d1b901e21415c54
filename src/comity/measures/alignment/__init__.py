"""Alignment: how alike the foreign policies of two states are, by their alliances and by their votes."""
