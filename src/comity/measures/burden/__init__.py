"""Burden sharing: who carries how much of what a pact, an organisation or a mission needs, against what he could carry."""
