"""Distances and ties between countries (CEPII GeoDist)."""
