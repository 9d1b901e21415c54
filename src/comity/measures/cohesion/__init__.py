"""Cohesion of a pact or an organisation, by its parts: preferences, trade, threats, exercises, duties, disputes."""
