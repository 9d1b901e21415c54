"""Polity5, the Lexical Index of Electoral Democracy and REIGN's regime types."""
