"""Visits abroad by United States service secretaries and commanders."""
