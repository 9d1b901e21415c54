"""Ranks of diplomats between states in rounds of about five years (part of a file)."""
