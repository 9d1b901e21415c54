"""Four measures of democracy on both lists of states, from the R package isard."""
