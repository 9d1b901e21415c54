"""Militarised interstate events (International Conflict Data Project)."""
