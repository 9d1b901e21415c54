"""Signals of support from five powers to every state, 1950 to 2012."""
