"""Audit: the log read, any entry of it proved, and files of it verified."""
