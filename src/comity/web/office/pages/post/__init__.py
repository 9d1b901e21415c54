"""A post at a glance."""
