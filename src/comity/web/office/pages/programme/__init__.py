"""A programme at a glance."""
