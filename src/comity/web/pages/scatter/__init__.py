"""The page of two measures against each other."""
