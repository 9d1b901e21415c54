"""Cooperation and conflict between states in the news, counted by pair and year (ICEWS)."""
