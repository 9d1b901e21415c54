"""The weights lab: the index of regional stability under weights of one's own."""
