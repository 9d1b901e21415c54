"""Uniformed contributions to UN peacekeeping by state and month, 1990 to 2014."""
