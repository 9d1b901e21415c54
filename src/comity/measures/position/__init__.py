"""Where a state stands in the networks of pacts, agreements and exercises."""
