"""Civil nuclear cooperation agreements by directed dyad and year."""
