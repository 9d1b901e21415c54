"""Membership in the two lists of states, as the R package isard has them."""
