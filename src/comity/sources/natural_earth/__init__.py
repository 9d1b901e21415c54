"""Points at which to label countries on a map, computed from Natural Earth."""
